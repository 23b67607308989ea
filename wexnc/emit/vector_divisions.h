// IR -> IR: instruction selection takes 0 / 0 for 0 where it finds late that lanes of both vectors
// are zero, and bits of the result are computed with: LLVM treats a division there as a sum. So
// quotients of vectors become a division of which it knows nothing but that it divides.
#pragma once

namespace llvm {
class Module;
} // namespace llvm

namespace wexn {

// Runs before instruction selection, at every level; behind all that folds or makes divisions.
void keep_vector_divisions(llvm::Module &module);

} // namespace wexn
