// See file_kind.h.
#include "wexnc/support/file_kind.h"

#include <algorithm>
#include <string_view>

namespace wexn {
namespace {

struct Kind {
  std::string_view start, text;
};
using namespace std::string_view_literals;
constexpr Kind kKinds[] = {
    {"\x7f"
     "ELF"sv,
     "it is an ELF object or program"},
    {"\xcf\xfa\xed\xfe"sv, "it is a Mach-O object or program"},
    {"\xca\xfe\xba\xbe"sv, "it is a Mach-O file for several processors, or a class of Java"},
    {"!<arch>\n"sv, "it is a library of objects; a linker for WebAssembly makes modules of them"},
    {"BC\xc0\xde"sv, "it is LLVM bitcode; clang --target=wasm32 makes modules of it"},
    {"\x1f\x8b"sv, "it is compressed by gzip"},
    {"\xfd"
     "7zXZ"sv,
     "it is compressed by xz"},
    {"\x28\xb5\x2f\xfd"sv, "it is compressed by zstd"},
    {"BZh"sv, "it is compressed by bzip2"},
    {"PK\x03\x04"sv, "it is a zip archive"},
    {"MZ"sv, "it is a program for Windows"},
    {"#!"sv, "it is a script"},
};

} // namespace

std::string other_kind_of_file(std::span<const uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  if (text.empty())
    return "the file is empty";
  if (text.starts_with("\0asm"sv))
    return "";
  for (const Kind &kind : kKinds)
    if (text.starts_with(kind.start))
      return std::string(kind.text);
  constexpr size_t kLooked = 1024; // text has no such bytes outside of strings, where they are rare
  return text.substr(0, kLooked).find('\0') == text.npos
             ? ""
             : "it is neither text nor begins as the binary format does (00 61 73 6d)";
}

} // namespace wexn
