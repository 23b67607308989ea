// Blocks that go to one that returns what each has (wexnc/optimize/own_returns.h).
#include "wexnc/optimize/own_returns.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Instructions.h"

#include <map>

namespace wexn {
namespace {

using namespace llvm;

// A function that returns i for its argument i below `count`: from the last three by a branch on a
// condition, else from a block of its own; and -1 for others.
std::string returns(unsigned count) {
  std::string text = "define i32 @f(i32 %x, i1 %c) {\nentry:\n  switch i32 %x, label %other [";
  std::string blocks = "other:\n  br label %end\n", phi = "[ -1, %other ]";
  for (unsigned i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    text += " i32 " + n + ", label %b" + n + "\n";
    blocks += "b" + n + ":\n  br " +
              (i + 3 < count ? "label %end\n" : "i1 %c, label %end, label %other\n");
    phi += ", [ " + n + ", %b" + n + " ]";
  }
  return text + "]\n" + blocks + "end:\n  %r = phi i32 " + phi + "\n  ret i32 %r\n}\n";
}

// What is returned, and from how many blocks.
std::map<int64_t, unsigned> returned(const Function &f) {
  std::map<int64_t, unsigned> found;
  for (const BasicBlock &block : f)
    if (const auto *ret = dyn_cast<ReturnInst>(block.getTerminator()))
      if (const auto *value = dyn_cast<ConstantInt>(ret->getReturnValue()))
        ++found[value->getSExtValue()];
  return found;
}

TEST(OwnReturns, OfMany) {
  LLVMContext context;
  const auto module = parse_module(returns(1200), context);
  run_on_f(*module, optimize::OwnReturnsPass());
  const Function &f = *module->getFunction("f");
  std::map<int64_t, unsigned> all{{-1, 1}};
  for (int64_t i = 0; i < 1197; ++i)
    all[i] = 1;
  EXPECT_EQ(returned(f), all);
  // Each from the block that the switch goes to for it.
  for (const auto &of : cast<SwitchInst>(f.getEntryBlock().getTerminator())->cases())
    if (const auto *ret = dyn_cast<ReturnInst>(of.getCaseSuccessor()->getTerminator())) {
      EXPECT_EQ(ret->getReturnValue(), of.getCaseValue());
    }
  EXPECT_EQ(cast<PHINode>(f.back().front()).getNumIncomingValues(), 3);
}

TEST(OwnReturns, NotOfSome) {
  LLVMContext context;
  const auto module = parse_module(returns(900), context);
  run_on_f(*module, optimize::OwnReturnsPass());
  EXPECT_TRUE(returned(*module->getFunction("f")).empty());
}

} // namespace
} // namespace wexn
