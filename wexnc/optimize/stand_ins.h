// Values that stand in for others while a pass of LLVM runs, so that it does not see what it would
// draw wrong conclusions from. Behind it they go, with the copies that it made of them.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class Function;
class Instruction;
class Use;
} // namespace llvm

namespace wexn::optimize {

class StandIns {
public:
  // `mark`: for each pass another name, as one may run while those of another stand in.
  StandIns(llvm::Function &f, llvm::StringRef mark);
  StandIns(const StandIns &) = delete;
  StandIns &operator=(const StandIns &) = delete;

  // Each stands in for its first operand: wherever else that is used, or in some uses of it.
  void add(llvm::Instruction &stand_in);
  void add(llvm::Instruction &stand_in, llvm::ArrayRef<llvm::Use *> uses);
  // Whether any was added.
  [[nodiscard]] bool any() const { return any_; }
  void take_away();

private:
  llvm::Function &f_;
  unsigned mark_;
  bool any_ = false;
};

} // namespace wexn::optimize
