// See inline_table.h.
#include "wexnc/emit/inline_table.h"

#include "wexnc/emit/streamer_sink.h"
#include "wexnc/ir/debug_scope.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/CodeGen/MachineMemOperand.h"
#include "llvm/MC/MCContext.h"

namespace wexn::emit {
namespace {

// Accesses of linear memory carry TBAA types with these names (ModuleContext::make_tbaa).
bool is_linear_memory(const llvm::MDNode &tbaa) {
  const auto *type = llvm::dyn_cast_or_null<llvm::MDNode>(tbaa.getOperand(0));
  const auto *name = type ? llvm::dyn_cast<llvm::MDString>(type->getOperand(0)) : nullptr;
  return !name || name->getString().ends_with("memory");
}

class InlineTablePass : public llvm::MachineFunctionPass {
public:
  InlineTablePass(InlinedCode &code, const FileNumbers *files)
      : MachineFunctionPass(id_), code_(code), files_(files) {}

  bool runOnMachineFunction(llvm::MachineFunction &mf) override {
    code_ = {};
    code_.lines = files_ != nullptr;
    numbers_.clear();
    known_.clear();
    self_ = mf.getFunction().getSubprogram();
    Position current;
    for (llvm::MachineBasicBlock &block : mf)
      for (llvm::MachineInstr &instr : block) {
        if (!can_be_in_backtrace(instr))
          continue;
        const Position position = position_of(instr.getDebugLoc().get());
        if (position == current)
          continue;
        current = position;
        llvm::MCSymbol *label = instr.getPreInstrSymbol();
        if (!label) {
          label = mf.getContext().createTempSymbol();
          instr.setPreInstrSymbol(mf, label);
        }
        code_.ranges.push_back({label, position.node, position.place});
      }
    return !code_.ranges.empty();
  }

  llvm::StringRef getPassName() const override { return "wexn: find inlined code"; }

private:
  struct Position {
    uint32_t node = 0;
    unwind::SourcePlace place; // in the node's function
    bool operator==(const Position &) const = default;
  };
  // What stands for a scope that was inlined at a place.
  struct Scope {
    bool has_node = false;
    Position position; // the node; or, if it has none, where it was inlined
  };

  static char id_;
  InlinedCode &code_;
  const FileNumbers *files_;
  const llvm::DISubprogram *self_ = nullptr;
  // Node by (function, parent) and (file, line) of the call, and by place: instructions share few
  // of these.
  using Pair = std::pair<uint32_t, uint32_t>;
  llvm::DenseMap<std::pair<Pair, Pair>, uint32_t> numbers_;
  llvm::DenseMap<std::pair<const llvm::DISubprogram *, const llvm::DILocation *>, Scope> known_;
  llvm::DenseMap<const llvm::DIFile *, uint32_t> known_files_; // number plus 1

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

  unwind::SourcePlace place_of(const llvm::DILocation &at) {
    if (!files_ || at.getLine() == 0)
      return {};
    const auto [file, is_new] = known_files_.try_emplace(at.getFile(), 0);
    if (is_new && at.getFile())
      if (const auto found =
              files_->find({at.getFile()->getDirectory().str(), at.getFile()->getFilename().str()});
          found != files_->end())
        file->second = found->second + 1;
    if (file->second == 0)
      return {};
    return {file->second, at.getLine()};
  }

  Position position_of(const llvm::DILocation *at) {
    if (!at)
      return {};
    const llvm::DISubprogram *scope = at->getScope()->getSubprogram();
    const llvm::DILocation *inlined_at = at->getInlinedAt();
    if (!inlined_at && scope == self_)
      return {0, place_of(*at)};
    const Scope s = scope_of(scope, inlined_at);
    return s.has_node ? Position{s.position.node, place_of(*at)} : s.position;
  }

  Scope scope_of(const llvm::DISubprogram *scope, const llvm::DILocation *inlined_at) {
    const auto key = std::make_pair(scope, inlined_at);
    if (const auto known = known_.find(key); known != known_.end())
      return known->second;
    const Position call = position_of(inlined_at);
    Scope result = {false, call};
    if (const uint32_t function = ir::function_of(*scope); function != ir::kNoFunction) {
      const auto next = static_cast<uint32_t>(code_.nodes.size()) + 1;
      const auto [entry, is_new] =
          numbers_.try_emplace({{function, call.node}, {call.place.file, call.place.line}}, next);
      // A function with more inlined calls than the tables can number names the inner ones by the
      // function that they were inlined into.
      if (is_new && next > unwind::kMaxInlineNodes)
        entry->second = 0;
      else if (is_new)
        code_.nodes.push_back({function, call.node, call.place});
      if (entry->second != 0)
        result = {true, {entry->second, {}}};
    }
    return known_[key] = result;
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

llvm::MachineFunctionPass *create_inline_table_pass(InlinedCode &code, const FileNumbers *files) {
  return new InlineTablePass(code, files);
}

std::unique_ptr<llvm::AsmPrinterHandler> create_inline_table_writer(llvm::AsmPrinter &printer,
                                                                    InlinedCode &code) {
  return std::make_unique<InlineTableWriter>(printer, code);
}

} // namespace wexn::emit
