// What compiled code holds for the collector (wexnc/optimize/held_references.h): of which values,
// in IR; and in machine code behind register allocation, that each of them was in a register that
// calls keep, or on the stack, over the call before it, with nothing calculated or loaded from
// elsewhere between.
#include "tests/unit/function_pass.h"
#include "wexnc/compile.h"
#include "wexnc/emit/emit_object.h"
#include "wexnc/emit/target_machine.h"
#include "wexnc/optimize/held_references.h"
#include "wexnc/wasm/text/text.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/MemoryBuffer.h"

#include <wexn/abi/store.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace wexn {
namespace {

using namespace llvm;

struct Counts {
  unsigned in_registers = 0, on_stack = 0, wrong = 0;
  std::string first_wrong;
};

class HeldCheck : public MachineFunctionPass {
public:
  explicit HeldCheck(Counts &counts) : MachineFunctionPass(id_), counts_(counts) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    instructions_ = mf.getSubtarget().getInstrInfo();
    registers_ = mf.getSubtarget().getRegisterInfo();
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : block)
        if (Place place; is_hold(instr, place)) {
          seen_.clear();
          walk(block, std::next(instr.getReverseIterator()), place);
        }
    return false;
  }

  [[nodiscard]] StringRef getPassName() const override { return "held references"; }

private:
  inline static char id_ = 0;
  Counts &counts_;
  const TargetInstrInfo *instructions_ = nullptr;
  const TargetRegisterInfo *registers_ = nullptr;
  DenseSet<const MachineBasicBlock *> seen_;

  // Where a value is: a register, or else a slot of the stack.
  struct Place {
    Register reg;
    int slot = 0;
  };

  static bool is_hold(const MachineInstr &instr, Place &place) {
    constexpr unsigned kFlag = InlineAsm::MIOp_FirstOperand, kReference = kFlag + 1;
    if (!instr.isInlineAsm() || instr.getNumOperands() <= kReference ||
        *instr.getOperand(InlineAsm::MIOp_AsmString).getSymbolName() != 0 ||
        !instr.getOperand(kFlag).isImm())
      return false;
    const InlineAsm::Flag flag(static_cast<uint32_t>(instr.getOperand(kFlag).getImm()));
    const MachineOperand &value = instr.getOperand(kReference);
    if (flag.isRegUseKind() && value.isReg())
      place.reg = value.getReg();
    else if (flag.isMemKind() && value.isFI())
      place.slot = value.getIndex();
    else
      return false;
    return true;
  }

  void wrong(const MachineInstr &instr, const char *why) {
    if (counts_.wrong++ == 0) {
      raw_string_ostream out(counts_.first_wrong);
      out << instr.getMF()->getName() << ": " << why << ": " << instr;
    }
  }
  void found(const Place &place, const MachineInstr &call) {
    if (!place.reg) {
      ++counts_.on_stack;
      return;
    }
    ++counts_.in_registers;
    for (const MachineOperand &operand : call.operands())
      if (operand.isRegMask() && operand.clobbersPhysReg(place.reg))
        wrong(call, "not kept");
  }

  // A function of the C library, which is not ours and does not collect.
  static bool is_library(const MachineInstr &call) {
    return any_of(call.operands(), [](const MachineOperand &op) { return op.isSymbol(); });
  }
  static bool is_call(const MachineInstr &instr) {
    return instr.isCall() && !instr.isInlineAsm() && !is_library(instr);
  }

  // Where the value was before the instruction; false: it is made there.
  bool undo(const MachineInstr &instr, Place &place) const {
    int slot;
    if (!place.reg) {
      const Register stored = instructions_->isStoreToStackSlot(instr, slot);
      if (stored && slot == place.slot)
        place.reg = stored;
      else if (instr.mayStore() && any_of(instr.operands(), [&](const MachineOperand &op) {
                 return op.isFI() && op.getIndex() == place.slot;
               }))
        return false;
      return true;
    }
    if (!instr.modifiesRegister(place.reg, registers_) || instr.isKill() || instr.isImplicitDef())
      return true;
    if (const auto copy = instructions_->isCopyInstr(instr))
      place.reg = copy->Source->getReg();
    else if (instr.isSubregToReg())
      place.reg = instr.getOperand(2).getReg();
    else if (instructions_->isLoadFromStackSlot(instr, slot))
      place = {Register(), slot};
    else
      return false;
    return true;
  }

  // Whether there is a call before, with nothing behind it that makes a value.
  bool ends_with_call(MachineBasicBlock &block) const {
    int slot;
    for (const MachineInstr &instr : reverse(block)) {
      if (is_call(instr))
        return true;
      if (!instr.isMetaInstruction() && !instr.isTerminator() && !instr.isInlineAsm() &&
          !instructions_->isCopyInstr(instr) && !instr.isSubregToReg() &&
          !instructions_->isLoadFromStackSlot(instr, slot) &&
          !instructions_->isStoreToStackSlot(instr, slot) &&
          instr.getOpcode() != instructions_->getCallFrameDestroyOpcode())
        return false;
    }
    return any_of(block.predecessors(), [&](MachineBasicBlock *before) {
      return before != &block && ends_with_call(*before);
    });
  }

  // Backwards to the call.
  void walk(MachineBasicBlock &block, MachineBasicBlock::reverse_iterator at, Place place) {
    const MachineFrameInfo &frame = block.getParent()->getFrameInfo();
    for (; at != block.rend(); ++at) {
      if (is_call(*at))
        return found(place, *at);
      if (!undo(*at, place)) {
        if (std::any_of(at, block.rend(), is_call) ||
            any_of(block.predecessors(), [&](auto *before) { return ends_with_call(*before); }))
          wrong(*at, "made behind the call");
        return;
      }
      // An argument, which nobody changes.
      if (!place.reg && frame.isFixedObjectIndex(place.slot) &&
          frame.isImmutableObjectIndex(place.slot)) {
        ++counts_.on_stack;
        return;
      }
    }
    for (MachineBasicBlock *before : block.predecessors())
      if (ends_with_call(*before) && seen_.insert(before).second)
        walk(*before, before->rbegin(), place);
  }
};

std::vector<uint8_t> read_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Counts check(Module &module, const Options &options, bool tables = true) {
  auto machine = emit::make_target_machine(options);
  Counts counts;
  emit::EmitOptions emit_options;
  emit_options.tables = tables;
  emit_options.insert = [&](TargetPassConfig &config) {
    config.insertPass(&FixupStatepointCallerSavedID, new HeldCheck(counts));
  };
  SmallVector<char, 0> bytes;
  raw_svector_ostream out(bytes);
  emit::EmitStats stats;
  std::string message;
  EXPECT_TRUE(emit::emit_object(module, **machine, out, emit_options, stats, message)) << message;
  return counts;
}

Options options_for(const std::string &target, OptLevel level) {
  Options options;
  options.target = target;
  options.opt = level;
  options.module_name = "held";
  options.emit = EmitKind::Bitcode;
  return options;
}

constexpr const char *kTargets[] = {"x86_64-linux-gnu", "aarch64-linux-gnu"};

void check(const std::vector<uint8_t> &wasm, std::span<const OptRow> levels) {
  for (const char *target : kTargets)
    for (const OptRow &row : levels) {
      const Options options = options_for(target, row.level);
      auto compiled = compile(options, wasm);
      ASSERT_TRUE(static_cast<bool>(compiled));
      LLVMContext context;
      auto module = parseBitcodeFile(
          MemoryBufferRef(StringRef(reinterpret_cast<const char *>(compiled->bytes.data()),
                                    compiled->bytes.size()),
                          "held"),
          context);
      ASSERT_TRUE(static_cast<bool>(module));
      const Counts counts = check(**module, options);
      EXPECT_EQ(counts.wrong, 0u) << target << " -O" << row.text << ": " << counts.first_wrong;
      EXPECT_GT(counts.in_registers + counts.on_stack, 0u) << target << " -O" << row.text;
    }
}

// The first module of a script.
std::vector<uint8_t> module_of(const std::string &path) {
  const std::vector<uint8_t> bytes = read_file(path);
  const std::string text(bytes.begin(), bytes.end());
  const size_t begin = text.find("\n(module"), end = text.find("\n(", begin + 1);
  auto module = wasm::parse_wat(text.substr(begin, end - begin));
  EXPECT_TRUE(module.ok()) << path;
  return module.ok() ? module->bytes : std::vector<uint8_t>();
}

TEST(HeldReferences, OfLoops) { check(module_of("tests/run/gc_held.wast"), kOptLevels); }

TEST(HeldReferences, OfAProgram) {
  const OptRow levels[] = {{"2", OptLevel::O2}, {"z", OptLevel::Oz}};
  check(read_file("tests/run/Inputs/kotlin/objects.exnref.wasm"), levels);
}

// That the check finds what it is for.
TEST(HeldReferences, MadeBehindTheCall) {
  constexpr const char *kCode = R"(
    declare void @g()
    define i64 @held(i64 %a) {
      %x = mul i64 %a, 12345
      call void @g()
      call void asm sideeffect "", "r"(i64 %x)
      ret i64 %a
    }
    define i64 @made(i64 %a) {
      call void @g()
      %x = mul i64 %a, 12345
      call void asm sideeffect "", "r"(i64 %x)
      ret i64 %a
    })";
  for (const char *target : kTargets) {
    const Options options = options_for(target, OptLevel::O2);
    auto machine = emit::make_target_machine(options);
    LLVMContext context;
    auto module = parse_module(kCode, context);
    ASSERT_TRUE(module != nullptr);
    module->setTargetTriple((*machine)->getTargetTriple().str());
    module->setDataLayout((*machine)->createDataLayout());
    const Counts counts = check(*module, options, /*tables=*/false);
    EXPECT_EQ(counts.in_registers + counts.on_stack, 1u) << target;
    EXPECT_EQ(counts.wrong, 1u) << target;
    EXPECT_NE(counts.first_wrong.find("made: made behind the call"), std::string::npos) << target;
  }
}

// What the pass makes of code, before the code generator sees it. %heap is the heap's base, %a and
// %b are references.
std::unique_ptr<Module> held(LLVMContext &context, const std::string &body) {
  const std::string base = std::to_string(offsetof(wexn_store_head, heap_base));
  auto module = parse_module("declare void @g()\n"
                             "define i32 @f(ptr %vmctx, i32 %a, i32 %b, i1 %c) {\n"
                             "entry:\n"
                             "  %store = load ptr, ptr %vmctx, !invariant.load !0\n"
                             "  %field = getelementptr i8, ptr %store, i64 " +
                                 base +
                                 "\n  %heap = load ptr, ptr %field, !invariant.load !0\n"
                                 "  %wide_a = zext i32 %a to i64\n"
                                 "  %wide_b = zext i32 %b to i64\n"
                                 "  %at_a = getelementptr i8, ptr %heap, i64 %wide_a\n"
                                 "  %at_b = getelementptr i8, ptr %heap, i64 %wide_b\n" +
                                 body + "}\n!0 = !{}\n",
                             context);
  if (module)
    optimize::hold_references(*module);
  return module;
}
// What is held, in order.
std::vector<const Value *> holds_of(const Module &module) {
  std::vector<const Value *> values;
  for (const BasicBlock &block : *module.getFunction("f"))
    for (const Instruction &instr : block)
      if (optimize::holds_reference(instr))
        values.push_back(instr.getOperand(0));
  return values;
}
// Whether the value is, or chooses between, the references.
bool is_one_of(const Value *value, const std::set<std::string> &names) {
  if (const auto *choice = dyn_cast<PHINode>(value))
    return all_of(choice->incoming_values(), [&](const Value *v) { return is_one_of(v, names); });
  if (const auto *choice = dyn_cast<SelectInst>(value))
    return is_one_of(choice->getTrueValue(), names) && is_one_of(choice->getFalseValue(), names);
  if (const auto *extended = dyn_cast<ZExtInst>(value))
    value = extended->getOperand(0);
  return names.contains(value->getName().str());
}

// An address far from the object, that only later indices bring back to it.
TEST(HeldReferences, OfAddressesFarAway) {
  LLVMContext context;
  const auto module = held(context, R"(
      %far = getelementptr i8, ptr %at_a, i64 -100000
      call void @g()
      %near = getelementptr i8, ptr %far, i64 100008
      %x = load i32, ptr %near
      ret i32 %x
  )");
  const auto values = holds_of(*module);
  ASSERT_EQ(values.size(), 1u);
  EXPECT_TRUE(is_one_of(values[0], {"a"}));
}

TEST(HeldReferences, OfChosenAddresses) {
  constexpr const char *kBodies[] = {
      R"(
      br i1 %c, label %left, label %right
    left:
      %far_a = getelementptr i8, ptr %at_a, i64 -100000
      br label %join
    right:
      %far_b = getelementptr i8, ptr %at_b, i64 200000
      br label %join
    join:
      %far = phi ptr [ %far_a, %left ], [ %far_b, %right ]
      call void @g()
      %x = load i32, ptr %far
      ret i32 %x
  )",
      R"(
      %far_a = getelementptr i8, ptr %at_a, i64 -100000
      %far_b = getelementptr i8, ptr %at_b, i64 200000
      %far = select i1 %c, ptr %far_a, ptr %far_b
      call void @g()
      %x = load i32, ptr %far
      ret i32 %x
  )",
      // A pointer that a loop moves.
      R"(
      br label %loop
    loop:
      %at = phi ptr [ %at_a, %entry ], [ %next, %loop ]
      %x = load i32, ptr %at
      call void @g()
      %next = getelementptr i8, ptr %at, i64 4
      %again = icmp ne i32 %x, 0
      br i1 %again, label %loop, label %end
    end:
      ret i32 %x
  )"};
  for (const char *body : kBodies) {
    LLVMContext context;
    const auto module = held(context, body);
    const auto values = holds_of(*module);
    ASSERT_EQ(values.size(), 1u) << body;
    EXPECT_TRUE(is_one_of(values[0], {"a", "b"})) << body;
  }
}

// Each of several calls, also in other blocks than the access; none behind the last access.
TEST(HeldReferences, OverEachCall) {
  LLVMContext context;
  const auto module = held(context, R"(
      call void @g()
      br i1 %c, label %left, label %right
    left:
      call void @g()
      br label %right
    right:
      %x = load i32, ptr %at_a
      call void @g()
      ret i32 %x
  )");
  EXPECT_EQ(holds_of(*module).size(), 2u);
}

// Code generation could move a load of what never changes behind a call, and its object goes there.
TEST(HeldReferences, LoadsStayBeforeCalls) {
  LLVMContext context;
  const auto module = held(context, R"(
      %x = load i32, ptr %at_a, !invariant.load !0
      call void @g()
      ret i32 %x
  )");
  unsigned loads = 0;
  for (const Instruction &instr : instructions(*module->getFunction("f")))
    if (instr.getName() == "x") {
      ++loads;
      EXPECT_FALSE(instr.hasMetadata(LLVMContext::MD_invariant_load));
    }
  EXPECT_EQ(loads, 1u);
}

} // namespace
} // namespace wexn
