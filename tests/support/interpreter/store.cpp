// Types, memories and traps; see store.h.
#include "tests/support/interpreter/store.h"

#include "tests/support/interpreter/code.h"
#include "wexnc/wasm/binary/decode.h"
#include "wexnc/wasm/binary/encode.h"

#include <sys/mman.h>

namespace wexn::interpret {

using wasm::HeapKind;
using wasm::HeapType;

const char *trap_name(Trap trap) {
  static constexpr const char *kNames[] = {
#define TRAP(id, message) #id,
#include <wexn/abi/traps.def>
  };
  return kNames[static_cast<size_t>(trap)];
}
const char *trap_message(Trap trap) {
  static constexpr const char *kMessages[] = {
#define TRAP(id, message) message,
#include <wexn/abi/traps.def>
  };
  return kMessages[static_cast<size_t>(trap)];
}

// ---- Types

namespace {

// Applies f to every index of a type in `def`.
template <typename F> void for_each_index(wasm::TypeDef &def, F f) {
  auto value = [&](wasm::ValType &type) {
    if (type.is_ref() && type.heap.kind == HeapKind::Concrete)
      f(type.heap.index);
  };
  for (auto *list : {&def.func.params, &def.func.results})
    for (wasm::ValType &type : *list)
      value(type);
  for (wasm::FieldType &field : def.fields)
    value(field.type);
  if (def.super)
    f(*def.super);
}

} // namespace

std::vector<uint32_t> Types::add(const wasm::Module &module) {
  std::vector<uint32_t> numbers;
  for (uint32_t start = 0; start < module.types.size();) {
    const uint32_t size = module.types[start].group_size;
    const auto first = static_cast<uint32_t>(defs_.size());
    // Two groups are one if they look the same with references into the group as such, others as
    // numbers.
    constexpr uint32_t kInGroup = 1u << 30;
    wasm::ByteWriter key;
    std::vector<wasm::TypeDef> group(module.types.begin() + start,
                                     module.types.begin() + start + size);
    for (wasm::TypeDef &def : group) {
      for_each_index(def, [&](uint32_t &index) {
        index = index >= start ? kInGroup + (index - start) : numbers[index];
      });
      key.type_def(def);
    }
    auto [known, added] =
        groups_.try_emplace(std::string(key.bytes.begin(), key.bytes.end()), first);
    if (added)
      for (wasm::TypeDef &def : group) {
        for_each_index(def, [&](uint32_t &index) {
          if (index >= kInGroup)
            index = index - kInGroup + first;
        });
        defs_.push_back(std::move(def));
      }
    for (uint32_t i = 0; i < size; ++i)
      numbers.push_back(known->second + i);
    start += size;
  }
  return numbers;
}

uint32_t Types::add_func(const wasm::FuncType &type) {
  wasm::Module module;
  module.types.emplace_back().func = type;
  return add(module)[0];
}

bool Types::matches(uint32_t sub, uint32_t super) const {
  while (sub != super) {
    if (!defs_[sub].super)
      return false;
    sub = *defs_[sub].super;
  }
  return true;
}

namespace {

HeapKind above(HeapKind kind) {
  switch (kind) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case HeapKind::kind:                                                                             \
    return above##_;
#define FUNC_ HeapKind::Func
#define EXTERN_ HeapKind::Extern
#define ANY_ HeapKind::Any
#define EQ_ HeapKind::Eq
#define EXN_ HeapKind::Exn
#include <wexn/abi/heap_types.def>
  case HeapKind::Concrete:
    break;
  }
  bug("a heap type that is not abstract");
}
bool is_bottom(HeapKind kind) {
  enum { Top, Middle, Bottom };
  switch (kind) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case HeapKind::kind:                                                                             \
    return place == Bottom;
#include <wexn/abi/heap_types.def>
  case HeapKind::Concrete:
    break;
  }
  return false;
}
HeapKind top(HeapKind kind) {
  while (kind != above(kind))
    kind = above(kind);
  return kind;
}

} // namespace

bool Types::heap_matches(const HeapType &sub, const HeapType &super) const {
  auto abstract = [&](const HeapType &type) {
    if (type.kind != HeapKind::Concrete)
      return type.kind;
    switch (defs_[type.index].kind) {
    case wasm::CompositeKind::Func:
      return HeapKind::Func;
    case wasm::CompositeKind::Struct:
      return HeapKind::Struct;
    case wasm::CompositeKind::Array:
      return HeapKind::Array;
    }
    bug("a kind of type");
  };
  if (sub.kind == HeapKind::Concrete && super.kind == HeapKind::Concrete)
    return matches(sub.index, super.index);
  HeapKind kind = abstract(sub);
  if (is_bottom(kind))
    return top(kind) == top(abstract(super));
  if (super.kind == HeapKind::Concrete)
    return false;
  for (;; kind = above(kind)) {
    if (kind == super.kind)
      return true;
    if (kind == above(kind))
      return false;
  }
}

bool Types::matches(const Type &sub, const Type &super) const {
  if (sub.kind != super.kind)
    return false;
  return !sub.is_ref() || ((super.nullable || !sub.nullable) && heap_matches(sub.heap, super.heap));
}

// ---- Memories

namespace {
constexpr uint64_t kMostBytes = uint64_t{1} << 30; // of a memory
} // namespace

Memory::Memory(uint64_t pages, wasm::MemoryType t) : type(t) {
  type.limits.min = pages;
  if (pages && !grow(pages))
    bug("no room for a memory");
}
Memory::~Memory() {
  if (data)
    munmap(data, bytes);
}

std::optional<uint64_t> Memory::grow(uint64_t delta) {
  const uint64_t old = bytes >> type.page_log2;
  const uint64_t most =
      std::min(type.limits.max.value_or(UINT64_MAX), kMostBytes >> type.page_log2);
  if (delta > most || old + delta > most)
    return std::nullopt;
  const uint64_t size = (old + delta) << type.page_log2;
  if (size == bytes)
    return old;
  void *moved = data ? mremap(data, bytes, size, MREMAP_MAYMOVE)
                     : mmap(nullptr, size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (moved == MAP_FAILED)
    return std::nullopt;
  data = static_cast<uint8_t *>(moved);
  bytes = size;
  return old;
}

uint8_t *Memory::find(uint64_t address, uint64_t offset, uint64_t size) const {
  if (offset > bytes || size > bytes - offset || address > bytes - offset - size)
    return nullptr;
  return data + address + offset;
}

// ---- Modules

LoadedModule::LoadedModule() = default;
LoadedModule::~LoadedModule() = default;

Result<std::shared_ptr<LoadedModule>> load(std::vector<uint8_t> bytes) {
  auto loaded = std::make_shared<LoadedModule>();
  loaded->bytes = std::move(bytes);
  const wasm::Features features = wasm::Features::all();
  TRY_ASSIGN(loaded->module, wasm::decode_module(loaded->bytes, features));
  wasm::Module &module = loaded->module;
  TRY(wasm::validate_module(module, features));
  for (uint32_t i = module.imported_funcs(); i < module.funcs.size(); ++i) {
    wasm::FuncValidator validator(module, features, i);
    const wasm::FuncType &type = module.func_type(i);
    TRY_ASSIGN(std::unique_ptr<Code> code,
               prepare(validator, static_cast<uint32_t>(type.params.size()),
                       static_cast<uint32_t>(type.results.size())));
    loaded->bodies.push_back(std::move(code));
  }
  return loaded;
}

std::optional<Extern> Instance::find(std::string_view name) const {
  for (const wasm::Export &e : loaded->module.exports) {
    if (e.name != name)
      continue;
    Extern found;
    switch (e.kind) {
    case wasm::ExternKind::Func:
      found.func = funcs[e.index];
      break;
    case wasm::ExternKind::Table:
      found.table = tables[e.index];
      break;
    case wasm::ExternKind::Memory:
      found.memory = memories[e.index];
      break;
    case wasm::ExternKind::Global:
      found.global = globals[e.index];
      break;
    case wasm::ExternKind::Tag:
      found.tag = tags[e.index];
      break;
    }
    return found;
  }
  return std::nullopt;
}

} // namespace wexn::interpret
