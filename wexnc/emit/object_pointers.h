// Keeps what compiled code holds over a call where the collector looks for it: in an object, or
// right behind one (runtime/heap/heap_roots.cpp).
#pragma once

#include "llvm/IR/OptBisect.h"

namespace wexn::emit {

// LoopStrengthReduce makes one pointer of a reference and all that is added to it, also where the
// access is under a condition: of a loop that counts down to an array's length from far above, it
// points far behind the array while nothing else holds the reference. So it is not run on modules
// that have objects. REQUIRES: lives as long as the context that has it.
class ObjectPointers : public llvm::OptPassGate {
public:
  bool shouldRunPass(llvm::StringRef pass, llvm::StringRef) override {
    return pass != "Loop Strength Reduction";
  }
  [[nodiscard]] bool isEnabled() const override { return true; }
};

} // namespace wexn::emit
