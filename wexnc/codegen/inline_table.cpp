// See inline_table.h.
#include "wexnc/codegen/inline_table.h"

#include "wexnc/codegen/streamer_sink.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/CodeGen/MachineMemOperand.h"
#include "llvm/MC/MCContext.h"

namespace wexn::codegen {
namespace {

// Accesses of linear memory carry TBAA types with these names (ModuleContext::make_tbaa).
bool is_linear_memory(const llvm::MDNode &tbaa) {
  const auto *type = llvm::dyn_cast_or_null<llvm::MDNode>(tbaa.getOperand(0));
  const auto *name = type ? llvm::dyn_cast<llvm::MDString>(type->getOperand(0)) : nullptr;
  return !name || name->getString().ends_with("memory");
}

class InlineTablePass : public llvm::MachineFunctionPass {
public:
  explicit InlineTablePass(InlinedCode &code) : MachineFunctionPass(id_), code_(code) {}

  bool runOnMachineFunction(llvm::MachineFunction &mf) override {
    code_ = {};
    numbers_.clear();
    known_.clear();
    self_ = mf.getFunction().getSubprogram();
    uint32_t current = 0;
    for (llvm::MachineBasicBlock &block : mf)
      for (llvm::MachineInstr &instr : block) {
        if (!can_be_in_backtrace(instr))
          continue;
        const uint32_t node = node_of(instr.getDebugLoc().get());
        if (node == current)
          continue;
        current = node;
        llvm::MCSymbol *label = instr.getPreInstrSymbol();
        if (!label) {
          label = mf.getContext().createTempSymbol();
          instr.setPreInstrSymbol(mf, label);
        }
        code_.ranges.push_back({label, node});
      }
    return !code_.ranges.empty();
  }

  llvm::StringRef getPassName() const override { return "wexn: find inlined code"; }

private:
  static char id_;
  InlinedCode &code_;
  const llvm::DISubprogram *self_ = nullptr;
  // Node by (function, parent), and by place: instructions share few of these.
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> numbers_;
  llvm::DenseMap<std::pair<const llvm::DISubprogram *, const llvm::DILocation *>, uint32_t> known_;

  // Calls, for they trap or are on the stack when something below them does; and accesses of linear
  // memory, for they fault. What other instructions belong to, nobody ever asks.
  static bool can_be_in_backtrace(const llvm::MachineInstr &instr) {
    if (instr.isMetaInstruction())
      return false;
    if (instr.isCall())
      return true;
    if (!instr.mayLoadOrStore())
      return false;
    if (instr.memoperands_empty())
      return true;
    for (const llvm::MachineMemOperand *operand : instr.memoperands()) {
      const llvm::MDNode *tbaa = operand->getAAInfo().TBAA;
      if (!operand->getPseudoValue() && (!tbaa || is_linear_memory(*tbaa)))
        return true;
    }
    return false;
  }

  uint32_t node_of(const llvm::DILocation *at) {
    if (!at)
      return 0;
    const llvm::DISubprogram *scope = at->getScope()->getSubprogram();
    const llvm::DILocation *inlined_at = at->getInlinedAt();
    if (!inlined_at && scope == self_)
      return 0;
    const auto key = std::make_pair(scope, inlined_at);
    if (const auto known = known_.find(key); known != known_.end())
      return known->second;
    const uint32_t parent = node_of(inlined_at);
    uint32_t node = parent;
    if (const uint32_t function = wasm_function_of(*scope); function != kNoWasmFunction) {
      const auto next = static_cast<uint32_t>(code_.nodes.size()) + 1;
      const auto [entry, is_new] = numbers_.try_emplace({function, parent}, next);
      // A function with more inlined calls than the tables can number names the inner ones by the
      // function that they were inlined into.
      if (is_new && next > unwind::kMaxInlineNodes)
        entry->second = parent;
      else if (is_new)
        code_.nodes.push_back({function, parent});
      node = entry->second;
    }
    return known_[key] = node;
  }
};

char InlineTablePass::id_ = 0;

class InlineTableWriter : public llvm::AsmPrinterHandler {
public:
  InlineTableWriter(llvm::AsmPrinter &printer, InlinedCode &code)
      : printer_(printer), code_(code) {}

  void endModule() override {}
  void beginFunction(const llvm::MachineFunction *) override {
    if (code_.ranges.empty())
      return;
    llvm::MCSymbol *begin = printer_.OutContext.createTempSymbol();
    printer_.OutStreamer->emitLabel(begin);
    code_.begin = begin;
  }
  void endFunction(const llvm::MachineFunction *mf) override {
    if (code_.ranges.empty())
      return;
    code_.size_bound = code_size_bound(*mf, *code_.begin);
    printer_.OutStreamer->pushSection();
    StreamerSink sink(*printer_.OutStreamer, printer_.OutContext, *printer_.CurrentFnSym);
    unwind::write_inline(sink, code_);
    printer_.OutStreamer->popSection();
  }

private:
  llvm::AsmPrinter &printer_;
  InlinedCode &code_;
};

} // namespace

llvm::MachineFunctionPass *create_inline_table_pass(InlinedCode &code) {
  return new InlineTablePass(code);
}

std::unique_ptr<llvm::AsmPrinterHandler> create_inline_table_writer(llvm::AsmPrinter &printer,
                                                                    InlinedCode &code) {
  return std::make_unique<InlineTableWriter>(printer, code);
}

} // namespace wexn::codegen
