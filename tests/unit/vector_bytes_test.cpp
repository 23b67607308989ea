// What is known of the bytes of a vector (wexnc/optimize/vector_bytes.h).
#include "wexnc/optimize/vector_bytes.h"

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

struct Known {
  unsigned most;
  bool exact;
  bool operator==(const Known &) const = default;
};

// Of the value %r of type `type`, which these instructions compute of bytes and words.
Known known(const std::string &instructions, const std::string &type = "<16 x i8>") {
  llvm::LLVMContext context;
  const auto module =
      parse_module("define " + type + R"( @f(<16 x i8> %x, <16 x i8> %y, <4 x i32> %w) {
  %six = and <16 x i8> %x, splat (i8 63)
  %four = and <16 x i8> %x, splat (i8 15)
  )" + instructions + "\n  ret " +
                       type + R"( %r
}
declare <16 x i8> @llvm.usub.sat.v16i8(<16 x i8>, <16 x i8>)
declare <16 x i8> @llvm.umin.v16i8(<16 x i8>, <16 x i8>)
declare <16 x i8> @llvm.umax.v16i8(<16 x i8>, <16 x i8>)
)",
                   context);
  if (!module)
    return {};
  const llvm::Value &r = *module->getFunction("f")->front().getTerminator()->getOperand(0);
  return {most_of_bytes(r, module->getDataLayout()), are_exact_indices(r, module->getDataLayout())};
}

TEST(VectorBytes, Bits) {
  EXPECT_EQ(known("%r = or <16 x i8> %six, splat (i8 0)"), Known(63, false));
  EXPECT_EQ(known("%r = or <16 x i8> %four, splat (i8 0)"), Known(15, true));
  EXPECT_EQ(known("%r = or <16 x i8> %x, splat (i8 0)"), Known(255, false));
  EXPECT_EQ(known("%r = xor <16 x i8> %four, splat (i8 9)"), Known(15, true));
  EXPECT_EQ(known("%r = and <16 x i8> %x, splat (i8 12)"), Known(12, true));
  EXPECT_EQ(known("%r = lshr <16 x i8> %x, splat (i8 4)"), Known(15, true));
}

TEST(VectorBytes, Numbers) {
  const std::string difference = "call <16 x i8> @llvm.usub.sat.v16i8(<16 x i8> %six, <16 x i8> ";
  EXPECT_EQ(known("%r = " + difference + "splat (i8 51))"), Known(12, true));
  EXPECT_EQ(known("%r = " + difference + "splat (i8 48))"), Known(15, true));
  EXPECT_EQ(known("%r = " + difference + "splat (i8 47))"), Known(16, false));
  EXPECT_EQ(known("%r = " + difference + "splat (i8 99))"), Known(0, true));
  EXPECT_EQ(known("%r = " + difference + "%y)"), Known(63, false));
  EXPECT_EQ(known("%r = add <16 x i8> %four, splat (i8 241)"), Known(255, false));
  EXPECT_EQ(known("%r = add <16 x i8> %six, %four"), Known(78, false));
  EXPECT_EQ(known("%r = call <16 x i8> @llvm.umin.v16i8(<16 x i8> %x, <16 x i8> splat (i8 14))"),
            Known(14, true));
  EXPECT_EQ(known("%r = call <16 x i8> @llvm.umax.v16i8(<16 x i8> %four, <16 x i8> splat (i8 17))"),
            Known(17, false));
  // The largest difference with its own bits.
  EXPECT_EQ(known("%d = " + difference + "splat (i8 51))\n%r = or <16 x i8> %d, splat (i8 16)"),
            Known(31, false));
}

TEST(VectorBytes, OfWiderLanes) {
  EXPECT_EQ(known("%r = and <4 x i32> %w, splat (i32 252645135)", "<4 x i32>"), Known(15, true));
  EXPECT_EQ(known("%r = and <4 x i32> %w, splat (i32 269422351)", "<4 x i32>"), Known(16, false));
  EXPECT_EQ(known("%v = and <4 x i32> %w, splat (i32 252645135)\n"
                  "%r = bitcast <4 x i32> %v to <16 x i8>"),
            Known(15, true));
  EXPECT_EQ(known("%v = bitcast <4 x i32> %w to <16 x i8>\n%r = and <16 x i8> %v, splat (i8 5)"),
            Known(5, true));
  // Bytes of sums are no sums of bytes.
  EXPECT_EQ(
      known("%v = and <4 x i32> %w, splat (i32 134744072)\n%r = add <4 x i32> %v, splat (i32 -1)",
            "<4 x i32>"),
      Known(255, false));
}

TEST(VectorBytes, AllBitsOrFew) {
  const std::string mask = "%c = icmp ugt <16 x i8> %x, %y\n%m = sext <16 x i1> %c to <16 x i8>\n";
  EXPECT_EQ(known(mask + "%r = or <16 x i8> %m, %four"), Known(255, true));
  EXPECT_EQ(known(mask + "%r = or <16 x i8> %m, %six"), Known(255, false));
  EXPECT_EQ(known(mask + "%r = select <16 x i1> %c, <16 x i8> splat (i8 -128), <16 x i8> %four"),
            Known(128, true));
  EXPECT_EQ(known(mask + "%r = select <16 x i1> %c, <16 x i8> splat (i8 127), <16 x i8> %four"),
            Known(127, false));
  // Bit 7 may go, and others stay.
  EXPECT_EQ(known(mask + "%r = and <16 x i8> %m, splat (i8 32)"), Known(32, false));
  EXPECT_EQ(known(mask + "%r = and <16 x i8> %m, %y"), Known(255, false));
}

TEST(VectorBytes, Lanes) {
  EXPECT_EQ(known("%r = shufflevector <16 x i8> %four, <16 x i8> poison, <16 x i32> "
                  "zeroinitializer"),
            Known(15, true));
  EXPECT_EQ(known("%r = shufflevector <16 x i8> %four, <16 x i8> %six, <16 x i32> <i32 0, i32 16, "
                  "i32 1, i32 17, i32 2, i32 18, i32 3, i32 19, i32 4, i32 20, i32 5, i32 21, i32 "
                  "6, i32 22, i32 7, i32 23>"),
            Known(63, false));
}

} // namespace
} // namespace wexn::optimize
