// LEB128 integers: the widths and signs of the binary format, and what is no integer.
#include "wexnc/support/leb128.h"

#include <gtest/gtest.h>

#include <climits>

namespace wexn {
namespace {

template <unsigned Bits, typename T> struct Read {
  explicit Read(std::vector<uint8_t> bytes) : size(bytes.size()) {
    const uint8_t *p = bytes.data();
    status = read_leb<Bits>(p, p + bytes.size(), value);
    used = static_cast<size_t>(p - bytes.data());
  }
  LebStatus status;
  T value{};
  size_t size, used;
};
using U32 = Read<32, uint32_t>;
using S32 = Read<32, int32_t>;
using S33 = Read<33, int64_t>;
using U64 = Read<64, uint64_t>;
using S64 = Read<64, int64_t>;

TEST(Leb128, ReadsUnsigned) {
  EXPECT_EQ(U32({0x00}).value, 0u);
  EXPECT_EQ(U32({0xE5, 0x8E, 0x26}).value, 624485u);
  EXPECT_EQ(U32({0xFF, 0xFF, 0xFF, 0xFF, 0x0F}).value, UINT32_MAX);
  EXPECT_EQ(U32({0x80, 0x80, 0x80, 0x80, 0x00}).value, 0u); // longer than needed
  EXPECT_EQ(U64({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}).value, UINT64_MAX);
}

TEST(Leb128, ReadsSigned) {
  EXPECT_EQ(S32({0x7F}).value, -1);
  EXPECT_EQ(S32({0xC0, 0xBB, 0x78}).value, -123456);
  EXPECT_EQ(S32({0x80, 0x80, 0x80, 0x80, 0x78}).value, INT32_MIN);
  EXPECT_EQ(S33({0xFF, 0xFF, 0xFF, 0xFF, 0x0F}).value, 0xFFFFFFFFll);
  EXPECT_EQ(S33({0x40}).value, -64);
  EXPECT_EQ(S64({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F}).value, INT64_MIN);
}

TEST(Leb128, RefusesWhatDoesNotFit) {
  EXPECT_EQ(U32({0xFF, 0xFF, 0xFF, 0xFF, 0x1F}).status, LebStatus::TooLarge);
  EXPECT_EQ(S32({0x80, 0x80, 0x80, 0x80, 0x70}).status, LebStatus::TooLarge);
  EXPECT_EQ(S32({0xFF, 0xFF, 0xFF, 0xFF, 0x0F}).status, LebStatus::TooLarge);
  EXPECT_EQ(U64({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02}).status,
            LebStatus::TooLarge);
}

TEST(Leb128, RefusesWhatDoesNotEnd) {
  EXPECT_EQ(U32({}).status, LebStatus::End);
  EXPECT_EQ(U32({0x80, 0x80}).status, LebStatus::End);
  EXPECT_EQ(U32({0x80, 0x80, 0x80, 0x80, 0x80, 0x00}).status, LebStatus::TooLong);
  EXPECT_EQ(U32({0x80, 0x80}).used, 0u) << "a failed read moves nothing";
}

TEST(Leb128, ReadsBackWhatItWrites) {
  for (const int64_t value :
       {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{63}, int64_t{64}, int64_t{-64}, int64_t{-65},
        int64_t{INT32_MAX}, INT64_MAX, INT64_MIN}) {
    std::vector<uint8_t> bytes;
    write_sleb(bytes, value);
    const S64 back(bytes);
    EXPECT_EQ(back.status, LebStatus::Ok);
    EXPECT_EQ(back.value, value);
    EXPECT_EQ(back.used, bytes.size());
    bytes.clear();
    write_uleb(bytes, static_cast<uint64_t>(value));
    EXPECT_EQ(U64(bytes).value, static_cast<uint64_t>(value));
  }
}

} // namespace
} // namespace wexn
