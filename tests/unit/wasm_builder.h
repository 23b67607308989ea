// Writes binary modules for tests, section by section.
#pragma once

#include "wexnc/support/leb128.h"
#include "wexnc/wasm/binary/decode.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace wexn::wasm::test {

using Bytes = std::vector<uint8_t>;

inline Bytes uleb(uint64_t value) {
  Bytes out;
  write_uleb(out, value);
  return out;
}

inline void append(Bytes &out, const Bytes &more) {
  out.insert(out.end(), more.begin(), more.end());
}

inline Bytes concat(const std::vector<Bytes> &parts) {
  Bytes out;
  for (const Bytes &part : parts)
    append(out, part);
  return out;
}

inline Bytes repeat(const Bytes &part, size_t times) {
  Bytes out;
  out.reserve(part.size() * times);
  for (size_t i = 0; i < times; ++i)
    append(out, part);
  return out;
}

// A length and then the bytes.
inline Bytes sized(const Bytes &contents) { return concat({uleb(contents.size()), contents}); }

inline Bytes name(std::string_view text) { return sized(Bytes(text.begin(), text.end())); }

// A count and then the entries.
inline Bytes vec(const std::vector<Bytes> &entries) {
  return concat({uleb(entries.size()), concat(entries)});
}

inline Bytes section(uint8_t id, const Bytes &contents) {
  return concat({Bytes{id}, sized(contents)});
}

inline Bytes module(const std::vector<Bytes> &sections) {
  return concat({Bytes{0, 'a', 's', 'm', 1, 0, 0, 0}, concat(sections)});
}

constexpr uint8_t kTypeSection = 1, kImportSection = 2, kFuncSection = 3, kTableSection = 4,
                  kMemorySection = 5, kGlobalSection = 6, kExportSection = 7, kElemSection = 9,
                  kCodeSection = 10, kDataSection = 11, kTagSection = 13;

inline Bytes func_type(const Bytes &params, const Bytes &results) {
  return concat({Bytes{0x60}, sized(params), sized(results)});
}

// Function 0 of type 0 with the given locals and code; `code` includes the final end.
inline Bytes one_function(const std::vector<Bytes> &types, const Bytes &code,
                          const Bytes &locals = {0}, const std::vector<Bytes> &before_code = {}) {
  return module({section(kTypeSection, vec(types)), section(kFuncSection, {1, 0}),
                 concat(before_code), section(kCodeSection, vec({sized(concat({locals, code}))}))});
}

inline Result<Module> check(const Bytes &bytes, const Features &features = Features()) {
  return decode_and_validate(bytes, features);
}

} // namespace wexn::wasm::test
