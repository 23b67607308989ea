// Extensions of indices (wexnc/optimize/wide_indices.h): what is made is well-formed where the
// place behind a value is in another block. Code generation hides some that is not.
#include "wexnc/optimize/wide_indices.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

void expect_well_formed(const std::string &text) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(text, context);
  ASSERT_NE(module, nullptr);
  run_on_f(*module, WideIndicesPass());
}

// A value from an invoke at the end of a loop, and behind the loop the phi that names it there.
TEST(WideIndices, InvokeThatLeavesALoop) {
  expect_well_formed(R"(
declare i32 @callee(i32)
declare i32 @personality(...)
define i32 @f(ptr %base, i32 %start) personality ptr @personality {
entry:
  br label %loop
loop:
  %n = phi i32 [ %start, %entry ], [ %next, %pad ]
  %v = invoke i32 @callee(i32 %n) to label %out unwind label %pad
pad:
  %caught = landingpad { ptr, i32 } catch ptr null
  %next = add i32 %n, 1
  br label %loop
out:
  %left = phi i32 [ %v, %loop ]
  %wide = zext i32 %left to i64
  %at = getelementptr i8, ptr %base, i64 %wide
  %loaded = load i32, ptr %at
  %sum = add i32 %loaded, %left
  ret i32 %sum
}
)");
}

// The same without the phi: the extension is made where the call returns to.
TEST(WideIndices, Invoke) {
  expect_well_formed(R"(
declare i32 @callee(i32)
declare i32 @personality(...)
define i32 @f(ptr %base, i32 %start) personality ptr @personality {
entry:
  %v = invoke i32 @callee(i32 %start) to label %back unwind label %pad
pad:
  %caught = landingpad { ptr, i32 } catch ptr null
  ret i32 0
back:
  %zero = icmp eq i32 %v, 0
  br i1 %zero, label %end, label %use
use:
  %wide = zext i32 %v to i64
  %at = getelementptr i8, ptr %base, i64 %wide
  %loaded = load i32, ptr %at
  br label %end
end:
  %result = phi i32 [ %v, %back ], [ %loaded, %use ]
  ret i32 %result
}
)");
}

} // namespace
} // namespace wexn::optimize
