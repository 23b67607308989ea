// A cursor over bytes of the input that cannot leave them. Reads return false on malformed input;
// error() then says what is wrong and at which offset of the file. (Not Results: the cursor is what
// the walk over function bodies spends its time in.)
#pragma once

#include "wexnc/support/leb128.h"
#include "wexnc/support/result.h"
#include "wexnc/support/utf8.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace wexn {

class Cursor {
public:
  Cursor() = default;
  // `offset`: of bytes[0] in the file. `at_end`: what reading beyond the end is called.
  Cursor(std::span<const uint8_t> bytes, uint64_t offset, ErrorId at_end = ErrorId::UnexpectedEnd)
      : begin_(bytes.data()), pos_(begin_), end_(begin_ + bytes.size()), base_(offset),
        at_end_(at_end) {}

  [[nodiscard]] bool empty() const { return pos_ == end_; }
  [[nodiscard]] size_t remaining() const { return static_cast<size_t>(end_ - pos_); }
  // File offset of the next byte.
  [[nodiscard]] uint64_t offset() const { return base_ + static_cast<uint64_t>(pos_ - begin_); }
  [[nodiscard]] const uint8_t *position() const { return pos_; }
  // REQUIRES: !empty()
  [[nodiscard]] uint8_t peek() const { return *pos_; }

  [[nodiscard]] bool u8(uint8_t &out) {
    if (pos_ == end_)
      return fail(at_end_);
    out = *pos_++;
    return true;
  }
  [[nodiscard]] bool u32(uint32_t &out) {
    if (pos_ != end_ && *pos_ < 0x80) { // most are one byte
      out = *pos_++;
      return true;
    }
    return leb<32>(out);
  }
  [[nodiscard]] bool u64(uint64_t &out) { return leb<64>(out); }
  [[nodiscard]] bool s32(int32_t &out) { return leb<32>(out); }
  [[nodiscard]] bool s33(int64_t &out) { return leb<33>(out); }
  [[nodiscard]] bool s64(int64_t &out) { return leb<64>(out); }

  // `size` bytes in little-endian order. REQUIRES: size <= 8
  [[nodiscard]] bool fixed(unsigned size, uint64_t &out) {
    if (remaining() < size)
      return fail(at_end_);
    out = 0;
    for (unsigned i = 0; i < size; ++i)
      out |= static_cast<uint64_t>(pos_[i]) << (8 * i);
    pos_ += size;
    return true;
  }
  [[nodiscard]] bool bytes(uint64_t size, std::span<const uint8_t> &out) {
    if (remaining() < size)
      return fail(ErrorId::LengthOutOfBounds);
    out = {pos_, static_cast<size_t>(size)};
    pos_ += size;
    return true;
  }
  // A length and so many bytes of UTF-8.
  [[nodiscard]] bool name(std::string_view &out) {
    uint32_t length = 0;
    std::span<const uint8_t> span;
    const uint8_t *start = pos_;
    if (!u32(length) || !bytes(length, span))
      return false;
    out = {reinterpret_cast<const char *>(span.data()), span.size()};
    if (is_utf8(out))
      return true;
    pos_ = start;
    return fail(ErrorId::BadUtf8);
  }
  // How many entries a vector has. Each takes at least `min_size` bytes, so a count that cannot be
  // true is refused here, before anybody makes room for it.
  [[nodiscard]] bool count(uint32_t &out, unsigned min_size = 1) {
    const uint8_t *start = pos_;
    if (!u32(out))
      return false;
    if (static_cast<uint64_t>(out) * min_size <= remaining())
      return true;
    pos_ = start;
    return fail(ErrorId::LengthOutOfBounds);
  }

  [[nodiscard]] bool fail(ErrorId id) {
    failure_ = id;
    return false;
  }
  // REQUIRES: the last read failed.
  [[nodiscard]] Error error() const { return Error{.id = failure_, .offset = offset()}; }

private:
  template <unsigned Bits, typename T> [[nodiscard]] bool leb(T &out) {
    switch (read_leb<Bits>(pos_, end_, out)) {
    case LebStatus::Ok:
      return true;
    case LebStatus::End:
      return fail(at_end_);
    case LebStatus::TooLong:
      return fail(ErrorId::IntegerTooLong);
    case LebStatus::TooLarge:
      return fail(ErrorId::IntegerTooLarge);
    }
    bug("unknown LEB128 status");
  }

  const uint8_t *begin_ = nullptr, *pos_ = nullptr, *end_ = nullptr;
  uint64_t base_ = 0;
  ErrorId at_end_ = ErrorId::UnexpectedEnd;
  ErrorId failure_ = ErrorId::UnexpectedEnd;
};

} // namespace wexn
