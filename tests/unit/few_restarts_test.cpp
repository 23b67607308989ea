// optimize/few_restarts.h: functions with many carries or choices of something expensive, and with
// few.
#include "wexnc/optimize/few_restarts.h"

#include "tests/unit/function_pass.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

#include <gtest/gtest.h>

#include <string>

namespace wexn::optimize {
namespace {

// How many compares and selects of f have a frozen operand, with `n` times `text`, where %p and %q
// are what came before and % followed by a letter is another value each time.
int frozen(int n, const std::string &text) {
  std::string body = "define i64 @f(i64 %q0, i64 %c0) {\n";
  for (int i = 0; i < n; i++)
    for (size_t at = 0; at < text.size(); at++) {
      if (text[at] != '%') {
        body += text[at];
        continue;
      }
      const char name = text[++at];
      body +=
          std::string("%") + (name == 'p' ? 'q' : name) + std::to_string(name == 'p' ? i : i + 1);
    }
  body += "ret i64 %q" + std::to_string(n) + "\n}\n";
  llvm::LLVMContext context;
  auto module = parse_module(body, context);
  if (!module)
    return -1;
  run_on_f(*module, FewRestartsPass());
  int count = 0;
  for (const llvm::Instruction &i : llvm::instructions(*module->getFunction("f")))
    count += llvm::isa<llvm::ICmpInst, llvm::SelectInst>(i) &&
             llvm::any_of(i.operands(),
                          [](const llvm::Use &u) { return llvm::isa<llvm::FreezeInst>(u); });
  return count;
}

const char *const kSum = "%s = add i64 %p, 77\n%a = add i64 %p, %s\n%b = icmp ult i64 %a, %p\n"
                         "%e = zext i1 %b to i64\n%q = xor i64 %a, %e\n";

TEST(FewRestarts, Sums) { EXPECT_EQ(frozen(2000, kSum), 2000); }
TEST(FewRestarts, Few) { EXPECT_EQ(frozen(500, kSum), 0); }
TEST(FewRestarts, Differences) {
  EXPECT_EQ(frozen(2000, "%s = mul i64 %p, 77\n%a = sub i64 %p, %s\n%b = icmp ugt i64 %s, %p\n"
                         "%e = zext i1 %b to i64\n%q = xor i64 %a, %e\n"),
            2000);
}
TEST(FewRestarts, DifferencesOfConstants) {
  EXPECT_EQ(frozen(2000, "%s = mul i64 %p, 77\n%a = add i64 %s, -9\n%b = icmp ult i64 %s, 9\n"
                         "%e = zext i1 %b to i64\n%q = xor i64 %a, %e\n"),
            2000);
}
TEST(FewRestarts, Decrements) {
  EXPECT_EQ(frozen(2000, "%s = mul i64 %p, 77\n%a = add i64 %s, -1\n%b = icmp eq i64 %s, 0\n"
                         "%e = zext i1 %b to i64\n%q = xor i64 %a, %e\n"),
            2000);
}
TEST(FewRestarts, Choices) {
  EXPECT_EQ(frozen(4000, "%s = mul i64 %p, 77\n%a = sdiv i64 %p, 10\n%b = icmp slt i64 %s, 5\n"
                         "%q = select i1 %b, i64 %a, i64 %s\n"),
            4000);
}
TEST(FewRestarts, OtherChoices) {
  EXPECT_EQ(frozen(4000, "%s = mul i64 %p, 77\n%a = add i64 %p, 10\n%b = icmp slt i64 %s, 5\n"
                         "%q = select i1 %b, i64 %a, i64 %s\n"),
            0);
}
TEST(FewRestarts, OtherCompares) {
  EXPECT_EQ(frozen(2000, "%s = mul i64 %p, 77\n%a = sub i64 %p, %s\n%b = icmp ult i64 %s, 5\n"
                         "%e = zext i1 %b to i64\n%q = xor i64 %a, %e\n"),
            0);
}

} // namespace
} // namespace wexn::optimize
