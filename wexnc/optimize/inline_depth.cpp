// See inline_depth.h.
#include "wexnc/optimize/inline_depth.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"

namespace wexn::optimize {

using namespace llvm;

PreservedAnalyses InlineDepthPass::run(Function &f, FunctionAnalysisManager &) {
  constexpr unsigned kLevels = 64;
  const DILocation *last = nullptr;
  for (const Instruction &i : instructions(f)) {
    const DILocation *inlined = i.getDebugLoc() ? i.getDebugLoc()->getInlinedAt() : nullptr;
    if (inlined == last) // as most instructions have what the one before has
      continue;
    last = inlined;
    unsigned levels = 0;
    for (; inlined && levels < kLevels; inlined = inlined->getInlinedAt())
      ++levels;
    if (levels == kLevels) {
      f.addFnAttr(Attribute::NoInline);
      break;
    }
  }
  return PreservedAnalyses::all();
}

} // namespace wexn::optimize
