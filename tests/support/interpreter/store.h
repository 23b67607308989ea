// What exists while modules run in the interpreter (spec: "Execution / Runtime Structure"): one
// struct for each kind of instance, plain and slow, and exact. It judges compiled code, so it
// shares the decoder and the validator with the compiler and nothing that translates or optimises.
// Everything belongs to the Store and lives as long as it does.
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/module.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace wexn::interpret {

// A value of any type. i32 and f32 are zero-extended in `lo`; references are there, too: a pointer
// to what they refer to, or a number of the host; 0 is null. An i31 is its number and kI31Bit; a
// reference of the host that was converted into one of the any hierarchy has kHostBit, one of the
// any hierarchy that was converted into an external one kInternalBit.
constexpr uint64_t kI31Bit = 1, kHostBit = uint64_t{1} << 62, kInternalBit = uint64_t{1} << 63;
struct Value {
  uint64_t lo = 0, hi = 0;
  bool operator==(const Value &) const = default;
};

enum class Trap : uint8_t {
#define TRAP(id, message) id,
#include <wexn/abi/traps.def>
};
[[nodiscard]] const char *trap_name(Trap trap);
[[nodiscard]] const char *trap_message(Trap trap);

// A type that means the same in every module: a heap type's index is a number of Types.
using Type = wasm::ValType;

// All defined types of all modules; equal types have one number (spec: "Type equivalence").
class Types {
public:
  // The numbers of the types of `module`, in its order.
  std::vector<uint32_t> add(const wasm::Module &module);
  [[nodiscard]] uint32_t add_func(const wasm::FuncType &type);
  [[nodiscard]] const wasm::TypeDef &at(uint32_t number) const { return defs_[number]; }
  [[nodiscard]] bool matches(uint32_t sub, uint32_t super) const;
  [[nodiscard]] bool matches(const Type &sub, const Type &super) const;

private:
  [[nodiscard]] bool heap_matches(const wasm::HeapType &sub, const wasm::HeapType &super) const;
  std::vector<wasm::TypeDef> defs_; // their types are of this kind, too
  std::map<std::string, uint32_t> groups_;
};

class Memory {
public:
  Memory(uint64_t pages, wasm::MemoryType type);
  ~Memory();
  Memory(const Memory &) = delete;
  Memory &operator=(const Memory &) = delete;
  // The number of pages before, or nothing: no more than the maximum, or than what is allowed here.
  [[nodiscard]] std::optional<uint64_t> grow(uint64_t delta);
  // Where `size` bytes at `address` + `offset` are; null if one of them is outside.
  [[nodiscard]] uint8_t *find(uint64_t address, uint64_t offset, uint64_t size) const;

  uint8_t *data = nullptr;
  uint64_t bytes = 0;
  wasm::MemoryType type; // limits.min is what it was made with
};

struct Table {
  std::vector<uint64_t> elements;
  Type type;
  wasm::Limits limits; // min is what it was made with
};
struct Global {
  Value value;
  Type type;
  bool mutable_ = false;
};
struct Tag {
  uint32_t type = 0;
};
struct Exception {
  const Tag *tag = nullptr;
  std::vector<Value> fields;
};
// A structure or array. Packed values are zero-extended.
struct Object {
  uint32_t type = 0;
  std::vector<Value> values;
};
struct Instance;
struct Code;
class Store;
struct Func {
  uint32_t type = 0;
  Instance *instance = nullptr; // of a module's function
  const Code *code = nullptr;
  // Of the host: arguments in, results out.
  std::function<void(std::vector<Value> &)> host;
};

// An external value; exactly one is set.
struct Extern {
  Func *func = nullptr;
  Table *table = nullptr;
  Memory *memory = nullptr;
  Global *global = nullptr;
  Tag *tag = nullptr;
};

// A decoded and validated module, with its bodies in the form that is run.
struct LoadedModule {
  std::vector<uint8_t> bytes; // that `module` refers to
  wasm::Module module;
  std::vector<std::unique_ptr<Code>> bodies; // of the functions that are not imported
  LoadedModule();
  ~LoadedModule();
};
// Errors: the module is invalid; Unsupported, with the instruction's name as detail.
[[nodiscard]] Result<std::shared_ptr<LoadedModule>> load(std::vector<uint8_t> bytes);

struct Instance {
  std::shared_ptr<LoadedModule> loaded;
  std::vector<uint32_t> types; // numbers in Store::types
  std::vector<Func *> funcs;
  std::vector<Table *> tables;
  std::vector<Memory *> memories;
  std::vector<Global *> globals;
  std::vector<Tag *> tags;
  std::vector<std::vector<uint64_t>> elems; // empty once dropped
  std::vector<std::span<const uint8_t>> datas;
  [[nodiscard]] std::optional<Extern> find(std::string_view name) const;
};

// How running something ended.
struct Ending {
  enum class Kind : uint8_t { Return, Trap, Exception, LinkError, OutOfFuel } kind = Kind::Return;
  Trap trap = Trap::None;
  std::vector<Value> results{};
  Exception *exception = nullptr;
  std::string message{}; // LinkError
};

using Resolver = std::function<std::optional<Extern>(std::string_view module, std::string_view name,
                                                     const wasm::Import &import)>;

class Store {
public:
  Types types;
  uint64_t fuel = UINT64_MAX; // instructions that may be executed

  // `instance` is null only after a link error.
  Ending instantiate(std::shared_ptr<LoadedModule> module, const Resolver &resolve,
                     Instance *&instance);
  // REQUIRES: the arguments are of the function's type.
  Ending call(Func &func, std::vector<Value> args);
  // The values of a function's parameters or results.
  [[nodiscard]] const wasm::FuncType &type_of(const Func &func) const {
    return types.at(func.type).func;
  }
  [[nodiscard]] Type global_type(const Instance &instance, const wasm::ValType &type) const;

  template <typename T> T *keep(T value) {
    auto &all = std::get<std::deque<T>>(kept_);
    all.push_back(std::move(value));
    return &all.back();
  }
  Memory *new_memory(uint64_t pages, wasm::MemoryType type) {
    return &memories_.emplace_back(pages, type);
  }

private:
  std::tuple<std::deque<Func>, std::deque<Table>, std::deque<Global>, std::deque<Tag>,
             std::deque<Exception>, std::deque<Object>, std::deque<Instance>>
      kept_;
  std::deque<Memory> memories_;
};

} // namespace wexn::interpret
