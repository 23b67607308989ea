// LLVM's SLPVectorizer makes rows of scalars in lanes as narrow as their values need. What it takes
// for that is wrong in some rows of numbers that were extended, some with their sign and some with
// zeros. Functions that have what such rows are made of are not given to that pass.
#pragma once

namespace llvm {
class Function;
} // namespace llvm

namespace wexn::optimize {

bool has_unsafe_lanes(const llvm::Function &f);

} // namespace wexn::optimize
