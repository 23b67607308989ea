// Rows stay in lanes as wide as their scalars; where LLVM makes narrower ones, nothing changes.
#include "wexnc/optimize/whole_lanes.h"

#include "tests/unit/function_pass.h"
#include "wexnc/emit/target_machine.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace wexn {
namespace {

using namespace llvm;

// Stores next to each other of `value`, in which @ is the lane's number.
std::string row(const std::string &type, unsigned bytes, unsigned count, const std::string &value) {
  std::string text = "define void @f(ptr noalias %p, ptr noalias %q) personality ptr @g {\n";
  for (unsigned i = 0; i < count; ++i) {
    const std::string lane = std::to_string(i);
    std::string each = "%a@ = getelementptr i8, ptr %p, i64 " + std::to_string(i * bytes) +
                       "\n%b@ = getelementptr i8, ptr %q, i64 " + std::to_string(i * bytes) + "\n" +
                       value + "store " + type + " %r@, ptr %b@\n";
    for (size_t at = 0; (at = each.find('@', at)) != std::string::npos;)
      each.replace(at, 1, lane);
    text += each;
  }
  return text + "ret void\n}\ndeclare void @g()\n";
}

struct Seen {
  bool row = false; // a store of a vector
  std::string text;
};
Seen run(const std::string &text) {
  LLVMContext context;
  const auto module = parse_module(text, context);
  Options options;
  options.target = "x86_64-linux-gnu";
  auto machine = emit::make_target_machine(options);
  Seen seen;
  if (!module || !machine)
    return seen;
  module->setDataLayout((*machine)->createDataLayout());
  module->setTargetTriple((*machine)->getTargetTriple().str());
  run_on_f(*module, optimize::WholeLanesPass(), machine->get());
  const Function &f = *module->getFunction("f");
  EXPECT_TRUE(f.hasPersonalityFn());
  seen.row = std::ranges::any_of(instructions(f), [](const Instruction &i) {
    return isa<StoreInst>(i) && i.getOperand(0)->getType()->isVectorTy();
  });
  raw_string_ostream out(seen.text);
  f.print(out);
  return seen;
}

std::string unchanged(const std::string &text) {
  LLVMContext context;
  const auto module = parse_module(text, context);
  if (!module)
    return {};
  std::string result;
  raw_string_ostream out(result);
  module->getFunction("f")->print(out);
  return result;
}

TEST(WholeLanes, RowsOfWholeScalars) {
  EXPECT_TRUE(run(row("i32", 4, 4, "%v@ = load i32, ptr %a@\n%r@ = mul i32 %v@, %v@\n")).row);
  EXPECT_TRUE(run(row("i8", 1, 16, "%v@ = load i8, ptr %a@\n%r@ = add i8 %v@, 7\n")).row);
  // An extension is a lane's, too.
  EXPECT_TRUE(run(row("i32", 4, 8,
                      "%v@ = load i32, ptr %a@\n%c@ = icmp slt i32 %v@, 9\n"
                      "%r@ = select i1 %c@, i32 %v@, i32 77\n"))
                  .row);
}

// Of two operations in turns, each has as many lanes as the row, of which half are taken.
TEST(WholeLanes, TwoOperations) {
  std::string text = row("i32", 4, 8, "%v@ = load i32, ptr %a@\n%r@ = add i32 %v@, 5\n");
  for (const char *odd : {"1", "3", "5", "7"}) {
    const std::string add = std::string("%r") + odd + " = add";
    text.replace(text.find(add), add.size(), std::string("%r") + odd + " = sub");
  }
  EXPECT_TRUE(run(text).row);
}

// The average of bytes: LLVM has lanes of 16 bits for what is computed in 32.
TEST(WholeLanes, NarrowRowsArePutBack) {
  const std::string text = row("i8", 1, 16,
                               "%v@ = load i8, ptr %a@\n%w@ = zext i8 %v@ to i32\n"
                               "%x@ = load i8, ptr %p\n%y@ = zext i8 %x@ to i32\n"
                               "%z@ = add nuw nsw i32 %w@, %y@\n%h@ = lshr i32 %z@, 1\n"
                               "%r@ = trunc i32 %h@ to i8\n");
  const Seen seen = run(text);
  EXPECT_FALSE(seen.row);
  EXPECT_EQ(seen.text, unchanged(text));
}

} // namespace
} // namespace wexn
