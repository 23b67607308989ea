// Operations of vectors for which x86 has no instruction, as translated code has them until
// optimize/vector_ops.cpp has seen what their operands are: calls of functions without effects that
// nobody defines. Phase: from translation on, if there are optimisations.
#pragma once

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"

#include <optional>

namespace wexn::ir {

enum class VectorMark : uint8_t {
  Min,   // f32x4.min and f64x2.min
  Max,   // f32x4.max and f64x2.max
  Trunc, // i32x4.trunc_sat_f32x4_s
};

llvm::CallInst *create_vector_mark(llvm::IRBuilderBase &b, VectorMark mark,
                                   llvm::ArrayRef<llvm::Value *> operands);
[[nodiscard]] std::optional<VectorMark> vector_mark(const llvm::Value &value);

// What they are, whatever the operands are.
llvm::Value *min_max_of_any(llvm::IRBuilderBase &b, llvm::Value *x, llvm::Value *y, bool max);
llvm::Value *trunc_of_any(llvm::IRBuilderBase &b, llvm::Value *x);

// x if it is less (greater) than y, otherwise y, whatever they are: minps and its like. In plain IR
// LLVM loses sight of the instruction when it makes a select between f64x2 one between i64x2.
llvm::Value *pick_of(llvm::IRBuilderBase &b, llvm::Value *x, llvm::Value *y, bool max);
// cvttps2dq gives 0x80000000 for whatever an i32 cannot hold.
llvm::Value *truncate_lanes(llvm::IRBuilderBase &b, llvm::Value *x);

} // namespace wexn::ir
