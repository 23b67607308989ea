// Name section -> Names. Its subsections are vectors of (index, name), or such vectors for each
// function.
#include "wexnc/wasm/binary/decode_names.h"

#include "wexnc/support/bytes.h"
#include "wexnc/wasm/codes.h"
#include "wexnc/wasm/limits.h"

namespace wexn::wasm {

namespace {

using NameMap = std::map<uint32_t, std::string>;

// Returns whether the vector was intact. Entries from `size` on are skipped.
bool read_map(Cursor &in, size_t size, NameMap &out) {
  uint32_t count = 0;
  if (!in.count(count, 2))
    return false;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t index = 0;
    std::string_view name;
    if (!in.u32(index) || !in.name(name))
      return false;
    if (index < size)
      out.insert_or_assign(out.end(), index, std::string(name));
  }
  return true;
}

bool read_locals(Cursor &in, size_t funcs, std::map<uint32_t, NameMap> &out) {
  constexpr size_t kMaxLocal = limit(Limit::Locals) + limit(Limit::Params);
  uint32_t count = 0;
  if (!in.count(count, 2))
    return false;
  size_t total = 0;
  NameMap ignored;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t func = 0;
    if (!in.u32(func))
      return false;
    const bool known = func < funcs && total < limit(Limit::LocalNames);
    NameMap &map = known ? out[func] : ignored;
    if (!read_map(in, known ? kMaxLocal : 0, map))
      return false;
    total += map.size();
  }
  return true;
}

} // namespace

void decode_names(const CustomSection &section, Module &module) {
  Names &names = module.names;
  Cursor in(section.bytes, section.offset);
  while (!in.empty()) {
    uint8_t id = 0;
    uint32_t size = 0;
    std::span<const uint8_t> bytes;
    const uint64_t offset = in.offset();
    if (!in.u8(id) || !in.u32(size) || !in.bytes(size, bytes))
      return;
    Cursor sub(bytes, offset);
    std::string_view name;
    bool ok = true;
    switch (static_cast<NameSection>(id)) {
    case NameSection::Module:
      ok = sub.name(name);
      if (ok)
        names.module = name;
      break;
    case NameSection::Funcs:
      ok = read_map(sub, module.funcs.size(), names.funcs);
      break;
    case NameSection::Locals:
      ok = read_locals(sub, module.funcs.size(), names.locals);
      break;
    case NameSection::Types:
      ok = read_map(sub, module.types.size(), names.types);
      break;
    case NameSection::Tables:
      ok = read_map(sub, module.tables.size(), names.tables);
      break;
    case NameSection::Memories:
      ok = read_map(sub, module.memories.size(), names.memories);
      break;
    case NameSection::Globals:
      ok = read_map(sub, module.globals.size(), names.globals);
      break;
    case NameSection::Elems:
      ok = read_map(sub, module.elems.size(), names.elems);
      break;
    case NameSection::Datas:
      ok = read_map(sub, module.datas.size(), names.datas);
      break;
    case NameSection::Tags:
      ok = read_map(sub, module.tags.size(), names.tags);
      break;
    default: // labels and fields have no place in Names; the rest is unknown
      break;
    }
    if (!ok)
      return;
  }
}

} // namespace wexn::wasm
