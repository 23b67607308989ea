// The writers of unwindinfo/ put tables into memory here, code positions being addresses: a Sink as
// write.h and write_inline.h ask for it.
#pragma once

#include "unwindinfo/read.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace wexn::unwind {

class ByteSink {
public:
  using Label = uint64_t;

  // A section as it is written, at an address of its own.
  struct Table {
    uint64_t address;
    size_t align;
    std::vector<uint8_t> bytes = {};
    [[nodiscard]] Section section() const { return {bytes.data(), bytes.size(), address}; }
  };
  Table funcs{0x100000, 4}, sites{0x200000, 2}, rows{0x300000, 4}, chains{0x400000, 2};

  void byte(uint8_t v) { out_->bytes.push_back(v); }
  void half(uint16_t v) { number(v, 2); }
  void word(uint32_t v) { number(v, 4); }
  void uleb(uint64_t v) {
    for (; v >= 128; v >>= 7)
      byte(static_cast<uint8_t>(v | 128));
    byte(static_cast<uint8_t>(v));
  }
  void sleb(int64_t v) {
    for (; v < -64 || v > 63; v >>= 7)
      byte(static_cast<uint8_t>(v | 128));
    byte(v & 127);
  }
  void distance(Label from, Label to, unsigned bytes) {
    ASSERT_GE(to, from);
    ASSERT_TRUE(bytes == 4 || to - from < 1u << 16);
    number(to - from, bytes);
  }
  void scaled_distance(Label from, Label to, uint32_t factor, uint32_t add) {
    ASSERT_LE((to - from) * factor, UINT32_MAX - add);
    word(static_cast<uint32_t>(to - from) * factor + add);
  }
  void relative(Label target, uint32_t add) { word(static_cast<uint32_t>(target - here() + add)); }
  void begin_sites() { begin(sites); }
  void begin_funcs() { begin(funcs); }
  void begin_inline() { begin(rows); }
  void begin_chains() { begin(chains); }
  Label here() { return out_->address + out_->bytes.size(); }

private:
  Table *out_ = nullptr;

  void begin(Table &table) {
    out_ = &table;
    while (table.bytes.size() % table.align)
      table.bytes.push_back(0);
  }
  void number(uint64_t v, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i)
      byte(static_cast<uint8_t>(v >> (8 * i)));
  }
};

} // namespace wexn::unwind
