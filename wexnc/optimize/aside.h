// Loops that are not worth more code.
#pragma once

#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Function.h"

namespace wexn::optimize {

// Whether its function seldom comes to the loop, for what is not known to be many rounds.
inline bool is_aside(const llvm::Loop &loop, llvm::ScalarEvolution &se,
                     const llvm::BlockFrequencyInfo &frequencies) {
  return se.getSmallConstantTripCount(&loop) == 0 &&
         frequencies.getBlockFreq(loop.getLoopPreheader()).getFrequency() * 2 <
             frequencies.getBlockFreq(&loop.getHeader()->getParent()->getEntryBlock())
                 .getFrequency();
}

} // namespace wexn::optimize
