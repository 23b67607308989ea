// The check of an access to linear memory, as translated code has it from translation until
// optimize/exact.cpp replaces it: one instruction that traps unless the access is in bounds, right
// before a plain load or store.
//
// It is an empty piece of inline assembly, because that is the one kind of call that LLVM takes as
// it is described and charges next to nothing when it decides what to inline. Described as: reads
// all memory, writes none, and may not return. That is what a trap is to the program: control
// leaves and everything in memories, tables and globals can be seen. So LLVM must have every store
// before a check done, none behind it, and no check deleted or moved over another effect; and what
// is behind a check (the access) cannot happen before it. No pass needs to know this for it to
// hold.
#pragma once

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace wexn::ir {

// What is known of a memory of the module.
struct MemoryFacts {
  uint64_t min_bytes = 0; // it never has fewer
  unsigned page_log2 = 0; // it has whole pages of that many bits
  bool is64 = false;
  bool shared = false;      // other threads use it, too
  bool guarded = false;     // accesses out of bounds fault: see translate_memory.cpp
  uint64_t head_offset = 0; // in the instance: the pointer to its wexn_memory
  // For which extents the instance has its limits (null: none), and where the memory itself is
  // then: limits lie in front of it, the first one last.
  const llvm::ConstantDataArray *extents = nullptr;
  uint64_t cell_offset = 0;
  // Alias kinds of its bytes, of that pointer, and of its size.
  llvm::MDNode *kind = nullptr, *head_kind = nullptr, *size_kind = nullptr;

  // An access is more than the one instruction that traps by itself.
  [[nodiscard]] bool compares_bounds() const { return !guarded || is64; }
};

// An access of `width` bytes that ends `extent` bytes behind `index` (its offset + width).
struct AccessCheck {
  llvm::CallInst *call = nullptr;
  llvm::Value *index = nullptr;   // i64; below 2^32 for a memory with 32-bit addresses
  llvm::Value *pointer = nullptr; // where the access begins
  uint32_t memory = 0;
  uint64_t extent = 0;
  uint32_t width = 0;
};

// A constant behind a value, modulo 2^bits.
struct IndexPlace {
  const llvm::Value *base;
  uint64_t offset = 0; // below the half of all values
};
[[nodiscard]] IndexPlace place_of(const llvm::Value &index);

// Where in the instance the largest index lies at which an access of that extent is in bounds, if
// it has it: the memory's size less the extent, always. 0: where its size lies.
[[nodiscard]] std::optional<uint64_t> limit_offset(const MemoryFacts &facts, uint64_t extent);
// REQUIRES: it has it. As wide as the memory's indices; its size: i64.
llvm::LoadInst *load_limit(llvm::IRBuilder<> &b, llvm::Value *vmctx, const MemoryFacts &facts,
                           uint64_t extent);

void add_memory_facts(llvm::Module &module, const MemoryFacts &facts); // in the order of memories
[[nodiscard]] std::vector<MemoryFacts> read_memory_facts(const llvm::Module &module);

// REQUIRES: the function's first argument is the vmctx; it is in all that calls directly.
llvm::CallInst *create_access_check(llvm::IRBuilder<> &b, const AccessCheck &check);
[[nodiscard]] std::optional<AccessCheck> access_check(llvm::Instruction &i);

// Where in the instance the pointer to the memory's bytes is, and what it points to.
[[nodiscard]] uint64_t base_offset(const MemoryFacts &facts);
llvm::LoadInst *load_memory_base(llvm::IRBuilder<> &b, llvm::Value *vmctx,
                                 const MemoryFacts &facts);
// Whether a load of the function is such a one.
[[nodiscard]] bool loads_memory_base(const llvm::LoadInst &load, const llvm::Function &f,
                                     const MemoryFacts &facts);

// The memory's size in bytes, from the memory itself. `vmctx`: the instance.
llvm::LoadInst *load_memory_bytes(llvm::IRBuilder<> &b, llvm::Value *vmctx,
                                  const MemoryFacts &facts);
// The same for checks: from the instance's limits, if it has them (optimize/limits.h).
llvm::LoadInst *load_checked_bytes(llvm::IRBuilder<> &b, llvm::Value *vmctx,
                                   const MemoryFacts &facts);
// Whether an access that ends `extent` bytes behind `index` (i64) is out of bounds.
llvm::Value *create_beyond(llvm::IRBuilder<> &b, llvm::Value *vmctx, const MemoryFacts &facts,
                           llvm::Value *index, uint64_t extent);

} // namespace wexn::ir
