// How compiled code is called. The instance, which nearly every function needs over nearly every
// call, is in the register that LLVM has for Swift's `self`: r13, x20. Calls leave it as it is, so
// within an instance nobody moves it: a function that only reads it does not save it, either. A
// call of another instance's function, or of the host's, is one that has another value there.
//
// Relies on: frames between a throw and its handler give back what they saved (unwindinfo), and
// wexn_rt_enter saves all that its caller wants kept.
#pragma once

#include "llvm/IR/Attributes.h"
#include "llvm/IR/CallingConv.h"

#include <cstdint>

namespace wexn::ir {

enum class Convention : uint8_t {
  C,        // functions of the runtime
  Compiled, // C's, but for the first argument
  Tail,     // LLVM's tailcc: bodies of functions that make tail calls. A jump to another instance's
            // function could not give the register back that it has to set.
};

// T: a function, or a call.
template <typename T> void set_convention(T &called, Convention convention) {
  called.setCallingConv(convention == Convention::Tail ? llvm::CallingConv::Tail
                                                       : llvm::CallingConv::C);
  if (convention == Convention::Compiled)
    called.addParamAttr(0, llvm::Attribute::SwiftSelf);
}

} // namespace wexn::ir
