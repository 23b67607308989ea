// Ways from switches (wexnc/optimize/switch_ways.h): those on which a phi takes something that is
// computed have blocks of their own.
#include "wexnc/optimize/switch_ways.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace wexn::optimize {
namespace {

// A switch of which cases 0 and 1 lead to %meet, with %taken, and the others to %back.
std::string text(unsigned cases, const std::string &taken, const std::string &then) {
  std::string switch_;
  for (unsigned i = 0; i < cases; ++i)
    switch_ += "    i32 " + std::to_string(i) + ", label " + (i < 2 ? "%meet" : "%back") + "\n";
  return R"(
define i32 @f(i32 %x, i32 %y, i32 %n) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %again ]
  %own = xor i32 %i, %x
  switch i32 %own, label %other [
)" + switch_ +
         R"(  ]
other:
  br label %meet
meet:
  %p = phi i32 [ )" +
         taken + ", %loop ], [ " + taken + R"(, %loop ], [ %x, %other ]
  %q = mul i32 %p, %y
  br label %back
back:
  %r = phi i32 [ %q, %meet ])" +
         [&] {
           std::string entries;
           for (unsigned i = 2; i < cases; ++i)
             entries += ", [ %y, %loop ]";
           return entries;
         }() +
         R"(
  %next = add i32 %i, %r
  %done = icmp eq i32 %next, %n
  br i1 %done, label %out, label %again
again:
  br label )" +
         then + R"(
out:
  ret i32 %r
}
)";
}

// The way from the switch to %meet: "loop", or the block between, and what comes in from there.
std::string way(unsigned cases, const std::string &taken, bool in_loop = true) {
  llvm::LLVMContext context;
  std::string ir = text(cases, taken, in_loop ? "%loop" : "%out");
  if (!in_loop) {
    ir.replace(ir.find(", [ %next, %again ]"), 19, "");
    ir.replace(ir.find("ret i32 %r"), 10, "ret i32 0");
  }
  const auto module = parse_module(ir, context);
  if (!module)
    return "?";
  run_on_f(*module, SwitchWaysPass());
  std::string found;
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    if (block.getName() == "meet")
      for (const llvm::BasicBlock *from : block.phis().begin()->blocks())
        found += (found.empty() ? "" : " ") + from->getName().str();
  return found;
}

TEST(SwitchWays, WhatIsComputedIsSoOnTheWay) {
  EXPECT_EQ(way(16, "7"), "way other");
  EXPECT_EQ(way(16, "%own"), "way other");
}

TEST(SwitchWays, OthersStay) {
  EXPECT_EQ(way(16, "%y"), "loop loop other");
  EXPECT_EQ(way(16, "undef"), "loop loop other");
  EXPECT_EQ(way(15, "7"), "loop loop other");
  EXPECT_EQ(way(1025, "7"), "loop loop other");
  EXPECT_EQ(way(16, "7", /*in_loop=*/false), "loop loop other");
}

// Where more than four lead to a block, as where each case of an interpreter ends in a switch of
// its own.
TEST(SwitchWays, ManySwitchesStay) {
  const auto blocks_with = [](unsigned switches) {
    std::string ir = "define i32 @f(i32 %x) {\nentry:\n  br label %s0\n", phi;
    for (unsigned i = 0; i < switches; ++i) {
      const std::string here = "s" + std::to_string(i);
      ir += here + ":\n  %v" + here + " = add i32 %x, " + std::to_string(i) +
            "\n  switch i32 %x, label %" +
            (i + 1 < switches ? "s" + std::to_string(i + 1) : "out") + " [\n";
      for (unsigned c = 0; c < 16; ++c)
        ir += "    i32 " + std::to_string(16 * i + c) + ", label %" + (c ? "out" : "meet") + "\n";
      ir += "  ]\n";
      phi += (i ? ", [ %v" : "[ %v") + here + ", %" + here + " ]";
    }
    ir += "meet:\n  %p = phi i32 " + phi + "\n  br label %s0\nout:\n  ret i32 0\n}\n";
    llvm::LLVMContext context;
    const auto module = parse_module(ir, context);
    if (!module)
      return size_t{0};
    const size_t before = module->getFunction("f")->size();
    run_on_f(*module, SwitchWaysPass());
    return module->getFunction("f")->size() - before;
  };
  EXPECT_EQ(blocks_with(4), 4);
  EXPECT_EQ(blocks_with(5), 0);
}

} // namespace
} // namespace wexn::optimize
