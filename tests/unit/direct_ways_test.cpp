// Ways that leave out the beginning of a loop (wexnc/optimize/direct_ways.h): who comes with a
// constant goes on where that leads, and what is made is well-formed.
#include "wexnc/optimize/direct_ways.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

struct Result {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module;
  unsigned switches() const {
    unsigned found = 0;
    for (const llvm::BasicBlock &each : *module->getFunction("f"))
      found += llvm::isa<llvm::SwitchInst>(each.getTerminator());
    return found;
  }
  // Where control goes from that block, when it does not leave the loop.
  std::string after(const std::string &block) const {
    for (const llvm::BasicBlock &each : *module->getFunction("f"))
      if (each.getName() == block)
        return each.getTerminator()->getSuccessor(0)->getSingleSuccessor()->getName().str();
    return "";
  }
};

// Cases `one` (with a loop of its own) and `two`; `two` sets `%label` to what is given.
std::string text(const std::string &label) {
  return R"(
define i32 @f(i32 %x, i32 %n) {
entry:
  br label %top
top:
  %l = phi i32 [ 1, %entry ], [ 2, %one.done ], [ )" +
         label + R"(, %two ]
  %a = phi i32 [ %x, %entry ], [ %sum, %one.done ], [ %b, %two ]
  %b = phi i32 [ %n, %entry ], [ %b, %one.done ], [ %a, %two ]
  %odd = and i32 %a, 1
  switch i32 %l, label %out [ i32 1, label %one
                              i32 2, label %two ]
one:
  %i = phi i32 [ 0, %top ], [ %next, %one ]
  %sum.of = phi i32 [ %a, %top ], [ %sum, %one ]
  %sum = add i32 %sum.of, %i
  %next = add i32 %i, 1
  %more = icmp ult i32 %next, %b
  br i1 %more, label %one, label %one.done
one.done:
  br label %top
two:
  %two.of = add i32 %b, %odd
  %stop = icmp ugt i32 %two.of, 1000
  br i1 %stop, label %out, label %top
out:
  %r = phi i32 [ %a, %top ], [ %two.of, %two ]
  ret i32 %r
}
)";
}

void run(Result &result, const std::string &f) {
  result.module = parse_module(f, result.context);
  ASSERT_NE(result.module, nullptr);
  run_on_f(*result.module, DirectWaysPass());
}

TEST(DirectWays, ConstantsGoOnDirectly) {
  Result result;
  run(result, text("%b"));
  EXPECT_EQ(result.switches(), 1u);
  EXPECT_EQ(result.after("entry"), "one");
  EXPECT_EQ(result.after("one.done"), "two");
}

TEST(DirectWays, NobodyComesToTheSwitch) {
  Result result;
  run(result, text("1"));
  EXPECT_EQ(result.switches(), 0u);
  EXPECT_EQ(result.after("entry"), "one");
}

TEST(DirectWays, ThroughABlockBefore) {
  Result result;
  std::string f = text("1");
  auto replace = [&](const std::string &from, const std::string &to) {
    f.replace(f.find(from), from.size(), to);
  };
  replace("entry:\n  br label %top",
          "entry:\n  %w = icmp eq i32 %x, 7\n  br i1 %w, label %p, label %q\n"
          "p:\n  br label %meet\nq:\n  br label %meet\nmeet:\n"
          "  %m = phi i32 [ 2, %p ], [ %n, %q ]\n"
          "  %v = phi i32 [ 5, %p ], [ 6, %q ]\n  br label %top");
  replace("[ 1, %entry ]", "[ %m, %meet ]");
  replace("[ %x, %entry ]", "[ %v, %meet ]");
  replace("[ %n, %entry ]", "[ %n, %meet ]");
  replace("add i32 %b, %odd", "add i32 %v, %odd");
  run(result, f);
  EXPECT_EQ(result.switches(), 1u);
  EXPECT_EQ(result.after("p"), "two");
  EXPECT_EQ(result.after("one.done"), "two");
}

TEST(DirectWays, SwitchOnACompareStays) {
  Result result;
  std::string f = text("%b");
  const std::string from = "switch i32 %l, label %out [ i32 1, label %one\n"
                           "                              i32 2, label %two ]";
  ASSERT_NE(f.find(from), std::string::npos);
  f.replace(f.find(from), from.size(),
            "%second = icmp eq i32 %l, 2\n"
            "  switch i1 %second, label %out [ i1 0, label %one i1 1, label %two ]");
  run(result, f);
  const llvm::BasicBlock &entry = result.module->getFunction("f")->getEntryBlock();
  EXPECT_EQ(entry.getSingleSuccessor()->getName(), "top");
}

} // namespace
} // namespace wexn::optimize
