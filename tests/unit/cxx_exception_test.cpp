// What a reporter reads of a C++ exception in a guest's memory: right layouts, and any other bytes.
#include "runtime/wasi/cxx_exception.h"

#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <vector>

using namespace wexn::wasi;

namespace {

// A memory with type_info objects as compilers make them.
class Memory {
public:
  std::vector<uint8_t> bytes = std::vector<uint8_t>(4096);
  uint32_t next = 64;

  uint32_t take(uint32_t size) {
    const uint32_t at = next;
    next += (size + 7) & ~7u;
    return at;
  }
  template <typename T> void set(uint32_t at, T value) {
    std::memcpy(&bytes.at(at), &value, sizeof value);
  }
  uint32_t text(const std::string &text) {
    const uint32_t at = take(static_cast<uint32_t>(text.size()) + 1);
    std::memcpy(&bytes.at(at), text.c_str(), text.size() + 1);
    return at;
  }
  // A vtable whose type_info has the name; its address point.
  uint32_t vtable(const std::string &name) {
    const uint32_t type = take(8), table = take(16);
    set(type + 4, text(name));
    set(table + 4, type);
    return table + 8;
  }
  uint32_t type(uint32_t kind, const std::string &name, std::vector<uint32_t> rest = {}) {
    const uint32_t at = take(8 + 4 * static_cast<uint32_t>(rest.size()));
    set(at, kind);
    set(at + 4, text(name));
    for (size_t i = 0; i < rest.size(); i++)
      set(at + 8 + 4 * static_cast<uint32_t>(i), rest[i]);
    return at;
  }
  // The _Unwind_Exception of an object of the type; the object is 32 bytes behind it.
  uint32_t exception(uint32_t type) {
    const uint32_t header = take(48 + 32 + 64);
    set(header, type);
    set(header + 48, uint64_t{0x434c4e47432b2b00});
    return header + 48;
  }
  [[nodiscard]] std::string told(uint32_t address) const {
    GuestException exception;
    read_exception(bytes, address, exception);
    if (exception.language == GuestException::Language::Longjmp)
      return "longjmp";
    if (exception.language != GuestException::Language::Cxx)
      return exception.language == GuestException::Language::Rust ? "Rust" : "-";
    std::string all(exception.type.view());
    if (exception.has_what || exception.has_value)
      all += ": " + std::string(exception.what.view());
    return all;
  }

  uint32_t plain = vtable("N10__cxxabiv117__class_type_infoE"),
           single = vtable("N10__cxxabiv120__si_class_type_infoE"),
           several = vtable("N10__cxxabiv121__vmi_class_type_infoE"),
           fundamental = vtable("N10__cxxabiv123__fundamental_type_infoE");
  uint32_t std_exception = type(plain, "St9exception"),
           runtime_error = type(single, "St13runtime_error", {std_exception});
};

} // namespace

TEST(CxxException, What) {
  Memory m;
  const uint32_t direct = m.exception(m.runtime_error);
  m.set(direct + 32 + 4, m.text("full"));
  EXPECT_EQ(m.told(direct), "std::runtime_error: full");
  const uint32_t derived = m.exception(m.type(m.single, "N3app5ErrorE", {m.runtime_error}));
  m.set(derived + 32 + 4, m.text("derived"));
  EXPECT_EQ(m.told(derived), "app::Error: derived");
  const uint32_t other = m.type(m.plain, "5Other");
  const uint32_t both =
      m.exception(m.type(m.several, "4Both", {0, 2, other, 2, m.runtime_error, 8 << 8 | 2}));
  m.set(both + 32 + 8 + 4, m.text("second base"));
  EXPECT_EQ(m.told(both), "Both: second base");
  // A private base is none for a handler; a class that is none of the library's has no text to
  // show.
  const uint32_t hidden = m.exception(m.type(m.several, "6Hidden", {0, 1, m.runtime_error, 0}));
  m.set(hidden + 32 + 4, m.text("private"));
  EXPECT_EQ(m.told(hidden), "Hidden");
  EXPECT_EQ(m.told(m.exception(m.type(m.single, "3Own", {m.std_exception}))), "Own");
}

// A class's own what() is an element of the table of functions, and gets the part of the object
// that is a std::exception.
TEST(CxxException, OwnWhat) {
  Memory m;
  const uint32_t other = m.type(m.plain, "5Other"), table = m.take(16);
  m.set(table + 8, uint32_t{77});
  const uint32_t own =
      m.exception(m.type(m.several, "3Own", {0, 2, other, 2, m.std_exception, 8 << 8 | 2}));
  m.set(own + 32 + 8, table);
  GuestException out;
  read_exception(m.bytes, own, out);
  EXPECT_TRUE(out.has_what_function);
  EXPECT_EQ(out.what_function, 77U);
  EXPECT_EQ(out.what_object, own + 32 + 8);
  m.set(own + 32 + 8, uint32_t{0xfffffffc});
  out = {};
  read_exception(m.bytes, own, out);
  EXPECT_FALSE(out.has_what_function);
  out = {};
  read_exception(m.bytes, m.exception(other), out);
  EXPECT_FALSE(out.has_what_function);
}

TEST(CxxException, Longjmp) {
  Memory m;
  const uint32_t buffer = m.take(16);
  m.set(buffer + 8, buffer);
  EXPECT_EQ(m.told(buffer + 8), "longjmp");
  m.set(buffer + 8, buffer + 4);
  EXPECT_EQ(m.told(buffer + 8), "-");
  m.set(4, uint32_t{0xfffffffc});
  EXPECT_EQ(m.told(4), "-");
}

TEST(CxxException, Values) {
  Memory m;
  const uint32_t number = m.exception(m.type(m.fundamental, "i"));
  m.set(number + 32, int32_t{-5});
  EXPECT_EQ(m.told(number), "int: -5");
  const uint32_t text = m.exception(m.type(m.plain, "PKc"));
  m.set(text + 32, m.text("words"));
  EXPECT_EQ(m.told(text), "char const*: words");
  // What std::rethrow_exception throws: the object is elsewhere.
  const uint32_t again = m.exception(m.type(m.fundamental, "i"));
  m.set(again, uint64_t{0x434c4e47432b2b01});
  m.set(again - 4, number + 32);
  EXPECT_EQ(m.told(again), "int: -5");
  const uint32_t rust = m.exception(0);
  std::memcpy(&m.bytes[rust], "TSUR\0ZOM", 8);
  EXPECT_EQ(m.told(rust), "Rust");
}

TEST(CxxException, Wrong) {
  Memory m;
  EXPECT_EQ(m.told(0), "-");
  EXPECT_EQ(m.told(0xffffffff), "-");
  EXPECT_EQ(m.told(4092), "-");
  EXPECT_EQ(m.told(m.exception(0)), "-");
  EXPECT_EQ(m.told(m.exception(0xfffffff0)), "-");
  const uint32_t unnamed = m.exception(m.type(m.plain, ""));
  EXPECT_EQ(m.told(unnamed), "-");
  // A name that is no C++ type's is shown as it is; a class that is its own base ends.
  EXPECT_EQ(m.told(m.exception(m.type(m.plain, "?"))), "?");
  const uint32_t self = m.type(m.single, "4Self", {0});
  m.set(self + 8, self);
  EXPECT_EQ(m.told(m.exception(self)), "Self");
  std::vector<uint32_t> wide = {0, 0xffffffff};
  const uint32_t many = m.type(m.several, "4Many", wide);
  EXPECT_EQ(m.told(m.exception(many)), "Many");
  // Nor by private bases, as many as a memory has room for: the public one behind them is not found.
  wide.assign(2 + 2 * 100, 0);
  wide[1] = 101;
  wide.insert(wide.end(), {m.runtime_error, 2});
  const uint32_t hidden = m.exception(m.type(m.several, "6Hidden", wide));
  m.set(hidden + 32 + 4, m.text("behind"));
  EXPECT_EQ(m.told(hidden), "Hidden");
  GuestException nothing;
  read_exception({}, 0, nothing);
  EXPECT_EQ(nothing.language, GuestException::Language::Unknown);
}

// Bytes of a right memory changed at random: no access outside, whatever is told.
TEST(CxxException, AnyBytes) {
  Memory good;
  const uint32_t other = good.type(good.plain, "5Other");
  const uint32_t both = good.exception(
      good.type(good.several, "4Both", {0, 2, other, 2, good.runtime_error, 8 << 8 | 2}));
  good.set(both + 40 + 4, good.text("second base"));
  std::mt19937 engine(1);
  const auto random = [&] { return static_cast<uint32_t>(engine()); };
  for (int round = 0; round < 100000; round++) {
    Memory changed = good;
    for (unsigned n = random() % 8 + 1; n != 0; n--) {
      const uint32_t at = random() % 1024;
      if (random() % 2)
        changed.bytes[at] = static_cast<uint8_t>(random());
      else
        changed.set<uint32_t>(at & ~3u, random() % 4 ? random() % 4200 : random());
    }
    // Exactly as large as it is, so that sanitizers see what is beyond.
    const auto exact = std::make_unique<uint8_t[]>(2048);
    std::memcpy(exact.get(), changed.bytes.data(), 2048);
    GuestException out;
    read_exception({exact.get(), 2048}, random() % 4 ? both : random() % 2100, out);
    EXPECT_LE(out.what.size, BoundedText::SIZE);
  }
}
