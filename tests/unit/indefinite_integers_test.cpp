// Choices that become one conversion of x86 (wexnc/optimize/indefinite_integers.h).
#include "wexnc/optimize/indefinite_integers.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <string>

namespace wexn::optimize {
namespace {

// The function that is called where `body` makes %r of %x, and %a = fabs(%x); empty if none is.
std::string called(const std::string &from, const std::string &to, const std::string &body) {
  const std::string type =
      from == "float"    ? "f32"
      : from == "double" ? "f64"
      : from.front() == '<'
          ? "v" + from.substr(1, 1) + (from.find("float") == std::string::npos ? "f64" : "f32")
          : "";
  const std::string fabs = "@llvm.fabs." + type;
  const std::string text = "declare " + from + " " + fabs + "(" + from + ")\ndefine " + to +
                           " @f(" + from + " %x) {\n  %a = call " + from + " " + fabs + "(" + from +
                           " %x)\n" + body + "\n  ret " + to + " %r\n}\n";
  static llvm::LLVMContext context;
  const auto module = parse_module(text, context);
  if (!module)
    return "?";
  run_on_f(*module, IndefiniteIntegersPass());
  for (const llvm::Instruction &i : llvm::instructions(*module->getFunction("f")))
    if (const auto *call = llvm::dyn_cast<llvm::CallInst>(&i))
      if (const std::string name = call->getCalledFunction()->getName().str();
          name.starts_with("llvm.x86."))
        return name.substr(9);
  return "";
}

std::string of_double(const std::string &bound, const std::string &predicate = "olt",
                      const std::string &arms = "i32 %t, i32 -2147483648",
                      const std::string &asked = "%a") {
  return called("double", "i32",
                "  %t = fptosi double %x to i32\n  %c = fcmp " + predicate + " double " + asked +
                    ", " + bound + "\n  %r = select i1 %c, " + arms);
}

TEST(IndefiniteIntegers, Signed) {
  EXPECT_EQ(of_double("0x41E0000000000000"), "sse2.cvttsd2si");
  EXPECT_EQ(of_double("0x41E0000000000000", "uge", "i32 -2147483648, i32 %t"), "sse2.cvttsd2si");
  EXPECT_EQ(of_double("0x41E0000000000000", "uge"), "");
  EXPECT_EQ(of_double("0x41E0000000000000", "ult"), "");
  EXPECT_EQ(of_double("0x41E0000000000000", "ole"), "");
  EXPECT_EQ(of_double("0x41D0000000000000"), "");
  EXPECT_EQ(of_double("0x41E0000000000000", "olt", "i32 %t, i32 0"), "");
  EXPECT_EQ(of_double("0x41E0000000000000", "olt", "i32 %t, i32 -2147483648", "%x"), "");
  EXPECT_EQ(called("float", "i64",
                   "  %t = fptosi float %x to i64\n  %c = fcmp olt float %a, 0x43E0000000000000\n"
                   "  %r = select i1 %c, i64 %t, i64 -9223372036854775808"),
            "sse.cvttss2si64");
}

TEST(IndefiniteIntegers, Vectors) {
  EXPECT_EQ(called("<4 x float>", "<4 x i32>",
                   "  %t = fptosi <4 x float> %x to <4 x i32>\n"
                   "  %c = fcmp olt <4 x float> %a, splat (float 0x41E0000000000000)\n"
                   "  %r = select <4 x i1> %c, <4 x i32> %t, <4 x i32> splat (i32 -2147483648)"),
            "sse2.cvttps2dq");
  EXPECT_EQ(called("<2 x double>", "<2 x i32>",
                   "  %t = fptosi <2 x double> %x to <2 x i32>\n"
                   "  %c = fcmp olt <2 x double> %a, splat (double 0x41E0000000000000)\n"
                   "  %r = select <2 x i1> %c, <2 x i32> %t, <2 x i32> splat (i32 -2147483648)"),
            "sse2.cvttpd2dq");
}

std::string to_unsigned(const std::string &low, const std::string &high, const std::string &join,
                        const std::string &arms) {
  return called("double", "i32",
                "  %t = fptoui double %x to i32\n  %l = fcmp " + low +
                    " double %x, 0.0\n  %h = fcmp " + high +
                    " double %x, 0x41F0000000000000\n  %c = " + join +
                    " i1 %l, %h\n  %r = select i1 %c, " + arms);
}

TEST(IndefiniteIntegers, Unsigned) {
  EXPECT_EQ(to_unsigned("oge", "olt", "and", "i32 %t, i32 0"), "sse2.cvttsd2si64");
  EXPECT_EQ(to_unsigned("ult", "uge", "or", "i32 0, i32 %t"), "sse2.cvttsd2si64");
  EXPECT_EQ(to_unsigned("oge", "olt", "or", "i32 %t, i32 0"), "");
  EXPECT_EQ(to_unsigned("oge", "uge", "and", "i32 %t, i32 0"), "");
  EXPECT_EQ(to_unsigned("ole", "olt", "and", "i32 %t, i32 0"), "");
  EXPECT_EQ(to_unsigned("oge", "olt", "and", "i32 %t, i32 1"), "");
}

TEST(IndefiniteIntegers, Saturating) {
  const auto saturating = [](const std::string &kind, const std::string &width) {
    return called("double", width,
                  "  %r = call " + width + " @llvm.fpto" + kind + ".sat." + width +
                      ".f64(double %x)");
  };
  EXPECT_EQ(saturating("si", "i32"), "sse2.cvttsd2si");
  EXPECT_EQ(saturating("si", "i64"), "sse2.cvttsd2si64");
  EXPECT_EQ(saturating("si", "i16"), "");
  EXPECT_EQ(saturating("ui", "i32"), "");
}

TEST(IndefiniteIntegers, FewBranches) {
  const auto branches = [](unsigned conversions) {
    std::string text = "declare i32 @llvm.fptosi.sat.i32.f64(double)\n"
                       "define void @f(double %x, ptr %to) {\n";
    for (unsigned i = 0; i < conversions; ++i) {
      const std::string name = "%r" + std::to_string(i);
      text += name + " = call i32 @llvm.fptosi.sat.i32.f64(double %x)\nstore volatile i32 " + name +
              ", ptr %to\n";
    }
    llvm::LLVMContext context;
    const auto module = parse_module(text + "ret void\n}\n", context);
    run_on_f(*module, IndefiniteIntegersPass());
    return module->getFunction("f")->size() / 2;
  };
  EXPECT_EQ(branches(256), 256U);
  EXPECT_EQ(branches(257), 0U);
}

} // namespace
} // namespace wexn::optimize
