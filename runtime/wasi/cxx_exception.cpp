// See cxx_exception.h. Layouts are those of libc++abi and libc++ for wasm32: the header of a thrown
// object begins with its std::type_info and ends with the _Unwind_Exception; the object is behind
// it. Type names decide what is what: of std::exception's descendants in the library only
// std::logic_error and std::runtime_error hold a text (a pointer behind the vtable's).
#include "runtime/wasi/cxx_exception.h"

#include <cinttypes>
#include <cstdio>
#include <cstring>

namespace wexn::wasi {
namespace {

constexpr uint32_t HEADER_BYTES = 48, UNWIND_BYTES = 32;
// "CLNGC++" with 0, or 1 for what std::rethrow_exception throws, and "MOZ\0RUST", as numbers.
constexpr uint64_t CLANG_CXX = 0x434c4e47432b2b00, CLANG_CXX_DEPENDENT = 0x434c4e47432b2b01,
                   RUST = 0x4d4f5a0052555354;
constexpr int MAX_BASES = 64;

class Reader {
public:
  explicit Reader(GuestBytes memory) : memory_(memory) {}

  template <typename T> bool value(uint64_t address, T &out) const {
    if (address > memory_.size() || memory_.size() - address < sizeof out)
      return false;
    std::memcpy(&out, memory_.data() + address, sizeof out);
    return true;
  }
  // Up to a NUL; false: there is none within `most` bytes.
  bool text(uint32_t address, size_t most, std::string_view &out) const {
    if (address >= memory_.size())
      return false;
    const size_t left = memory_.size() - address < most ? memory_.size() - address : most;
    const auto *begin = reinterpret_cast<const char *>(memory_.data() + address);
    const void *end = std::memchr(begin, 0, left);
    if (end == nullptr)
      return false;
    out = {begin, static_cast<size_t>(static_cast<const char *>(end) - begin)};
    return true;
  }
  // The name in the std::type_info at the address.
  bool type_name(uint32_t type, std::string_view &out) const {
    uint32_t name;
    return type != 0 && value(uint64_t{type} + 4, name) && text(name, BoundedText::SIZE, out) &&
           !out.empty();
  }
  // What kind of std::type_info it is: the name of its own type, from its vtable.
  bool kind(uint32_t type, std::string_view &out) const {
    uint32_t vtable, type_of_type;
    return value(type, vtable) && vtable >= 4 && value(uint64_t{vtable} - 4, type_of_type) &&
           type_name(type_of_type, out);
  }

private:
  GuestBytes memory_;
};

bool is_named(std::string_view name, std::string_view wanted) {
  if (name.starts_with('*'))
    name.remove_prefix(1);
  return name == wanted;
}

bool holds_text(std::string_view name) {
  return is_named(name, "St11logic_error") || is_named(name, "St13runtime_error");
}
bool is_exception(std::string_view name) { return is_named(name, "St9exception"); }

// Address of the subobject in the object whose type is wanted; `steps` bounds the search. false:
// there is none.
bool find_base(const Reader &memory, bool (*wanted)(std::string_view), uint32_t type,
               uint32_t object, int &steps, uint32_t &out) {
  std::string_view name, kind;
  if (--steps < 0 || !memory.type_name(type, name) || !memory.kind(type, kind))
    return false;
  if (wanted(name)) {
    out = object;
    return true;
  }
  uint32_t base;
  if (is_named(kind, "N10__cxxabiv120__si_class_type_infoE"))
    return memory.value(uint64_t{type} + 8, base) &&
           find_base(memory, wanted, base, object, steps, out);
  uint32_t count;
  if (!is_named(kind, "N10__cxxabiv121__vmi_class_type_infoE") ||
      !memory.value(uint64_t{type} + 12, count))
    return false;
  // Bases that are passed over are steps, too: there may be four billion of them.
  for (uint32_t i = 0; i < count && steps > 0; i++) {
    uint32_t offset_flags, vtable;
    const uint64_t at = uint64_t{type} + 16 + uint64_t{i} * 8;
    if (!memory.value(at, base) || !memory.value(at + 4, offset_flags))
      return false;
    uint32_t offset = static_cast<uint32_t>(static_cast<int32_t>(offset_flags) >> 8);
    const bool virtual_base = (offset_flags & 1) != 0, public_base = (offset_flags & 2) != 0;
    if (!public_base) {
      steps--;
      continue;
    }
    if (virtual_base &&
        (!memory.value(object, vtable) || !memory.value(uint64_t{vtable + offset}, offset)))
      return false;
    if (find_base(memory, wanted, base, object + offset, steps, out))
      return true;
  }
  return false;
}

// The value of what was thrown, of a type that needs no class.
template <typename T, typename Wide>
bool read_number(const Reader &memory, uint32_t object, const char *format, BoundedText &out) {
  T value;
  char digits[40];
  if (!memory.value(object, value))
    return false;
  std::snprintf(digits, sizeof digits, format, static_cast<Wide>(value));
  out.add(digits);
  return true;
}
bool read_plain_value(const Reader &memory, std::string_view type, uint32_t object,
                      BoundedText &out) {
  if (type == "PKc" || type == "Pc") {
    uint32_t address;
    std::string_view text;
    if (!memory.value(object, address) || !memory.text(address, BoundedText::SIZE, text))
      return false;
    out.add(text);
    return true;
  }
  if (type.size() != 1)
    return false;
  switch (type[0]) {
  case 'b':
  case 'h':
    return read_number<uint8_t, unsigned>(memory, object, "%u", out);
  case 'a':
    return read_number<int8_t, int>(memory, object, "%d", out);
  case 's':
    return read_number<int16_t, int>(memory, object, "%d", out);
  case 't':
    return read_number<uint16_t, unsigned>(memory, object, "%u", out);
  case 'c': // signed on wasm32
    return read_number<int8_t, int>(memory, object, "%d", out);
  case 'i':
  case 'l':
    return read_number<int32_t, int>(memory, object, "%d", out);
  case 'j':
  case 'm':
    return read_number<uint32_t, unsigned>(memory, object, "%u", out);
  case 'x':
    return read_number<int64_t, long long>(memory, object, "%lld", out);
  case 'y':
    return read_number<uint64_t, unsigned long long>(memory, object, "%llu", out);
  case 'f':
    return read_number<float, double>(memory, object, "%.9g", out);
  case 'd':
    return read_number<double, double>(memory, object, "%.17g", out);
  default:
    return false;
  }
}

} // namespace

bool read_text(GuestBytes memory, uint32_t address, BoundedText &out) {
  std::string_view text;
  if (!Reader(memory).text(address, BoundedText::SIZE, text))
    return false;
  out.add(text);
  return true;
}

void read_exception(GuestBytes bytes, uint32_t address, GuestException &out) {
  const Reader memory(bytes);
  uint64_t language;
  if (!memory.value(address, language))
    return;
  // Behind the setjmp's id and number its buffer has what is thrown: the buffer's address, a value.
  if (address >= 8 && static_cast<uint32_t>(language) == address - 8) {
    out.language = GuestException::Language::Longjmp;
    return;
  }
  if (language == RUST) {
    out.language = GuestException::Language::Rust;
    return;
  }
  if ((language != CLANG_CXX && language != CLANG_CXX_DEPENDENT) || address < HEADER_BYTES)
    return;
  uint32_t type, object = address + UNWIND_BYTES;
  std::string_view name;
  if (!memory.value(uint64_t{address} - HEADER_BYTES, type) || !memory.type_name(type, name))
    return;
  // In front of a dependent exception is the address of the object that was thrown at first.
  if (language == CLANG_CXX_DEPENDENT && !memory.value(uint64_t{address} - 4, object))
    object = 0;
  out.language = GuestException::Language::Cxx;
  if (!cxx_type_name(name, out.type)) {
    out.type = {};
    out.type.add(name);
  }
  if (object == 0)
    return;
  uint32_t holder, text_address, vtable;
  int steps = MAX_BASES;
  // The vtable has two destructors before what().
  out.has_what_function = find_base(memory, is_exception, type, object, steps, out.what_object) &&
                          memory.value(out.what_object, vtable) &&
                          memory.value(uint64_t{vtable} + 8, out.what_function);
  steps = MAX_BASES;
  if (find_base(memory, holds_text, type, object, steps, holder)) {
    out.has_what = memory.value(uint64_t{holder} + 4, text_address) && text_address != 0 &&
                   read_text(bytes, text_address, out.what);
  } else {
    out.has_value = read_plain_value(memory, name, object, out.what);
  }
}

} // namespace wexn::wasi
