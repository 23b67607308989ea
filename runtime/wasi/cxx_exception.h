// What a guest's exception says of itself, for people: read from its linear memory, of which
// nothing is believed.
#pragma once

#include "runtime/wasi/cxx_type_name.h"

#include <cstdint>
#include <span>

namespace wexn::wasi {

// A linear memory with 32-bit addresses.
using GuestBytes = std::span<const uint8_t>;

struct GuestException {
  enum class Language { Unknown, Cxx, Rust, Longjmp };
  Language language = Language::Unknown;
  // C++: name of the type of what was thrown.
  BoundedText type;
  // C++: what() of std::exception's own descendants, or the value of a number or string.
  bool has_what = false, has_value = false;
  BoundedText what;
  // C++: a descendant of std::exception; what() of the object's own class is said to be this
  // element of the table of functions, called with that address.
  bool has_what_function = false;
  uint32_t what_function = 0, what_object = 0;
};

// Looks at the value that code of the Itanium C++ ABI throws: the address of an _Unwind_Exception
// (Exception Handling ABI), which begins with eight bytes that tell the language. Or what C's
// longjmp throws (WebAssembly tool conventions, setjmp and longjmp).
void read_exception(GuestBytes memory, uint32_t address, GuestException &out);

// The text that what() gave. False: there is none.
bool read_text(GuestBytes memory, uint32_t address, BoundedText &out);

} // namespace wexn::wasi
