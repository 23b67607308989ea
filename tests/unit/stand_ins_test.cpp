// Values that stand in for others while a pass runs (wexnc/optimize/stand_ins.h): behind it nothing
// of them is left, nor of copies, and what stands in for another pass stays.
#include "wexnc/optimize/stand_ins.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <iterator>
#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

constexpr const char *kText = R"(
define i32 @f(i32 %a, i32 %b) {
  %x = mul i32 %a, %b
  %y = add i32 %x, %x
  %z = sub i32 %y, %x
  ret i32 %z
}
)";

std::string printed(const llvm::Function &f) {
  std::string text;
  llvm::raw_string_ostream out(text);
  f.print(out);
  return text;
}

class StandInsTest : public testing::Test {
protected:
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module = parse_module(kText, context);
  llvm::Function &f = *module->getFunction("f");
  const std::string before = printed(f);

  llvm::Instruction &at(unsigned place) { return *std::next(f.front().begin(), place); }
  llvm::Instruction &freeze(llvm::Instruction &i) {
    return *new llvm::FreezeInst(&i, "", std::next(i.getIterator()));
  }
};

TEST_F(StandInsTest, AllOtherUsesHaveIt) {
  StandIns one(f, "one");
  EXPECT_FALSE(one.any());
  llvm::Instruction &x = at(0), &frozen = freeze(x);
  one.add(frozen);
  EXPECT_TRUE(one.any());
  EXPECT_TRUE(x.hasOneUse());
  EXPECT_TRUE(frozen.hasNUses(3));
  one.take_away();
  EXPECT_EQ(printed(f), before);
}

TEST_F(StandInsTest, CopiesGo) {
  StandIns one(f, "one");
  llvm::Instruction &y = at(1), &frozen = freeze(at(0));
  one.add(frozen, &y.getOperandUse(0));
  llvm::Instruction *copy = frozen.clone();
  copy->insertAfter(&frozen);
  y.setOperand(1, copy);
  one.take_away();
  EXPECT_EQ(printed(f), before);
}

TEST_F(StandInsTest, ThoseOfAnotherPassStay) {
  StandIns outer(f, "outer"), inner(f, "inner");
  outer.add(freeze(at(0)));
  const std::string with_outer = printed(f);
  inner.add(freeze(at(2)));
  inner.take_away();
  EXPECT_EQ(printed(f), with_outer);
  outer.take_away();
  EXPECT_EQ(printed(f), before);
}

} // namespace
} // namespace wexn::optimize
