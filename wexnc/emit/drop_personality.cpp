// See drop_personality.h.
#include "wexnc/emit/drop_personality.h"

#include "unwindinfo/tables.h"
#include "wexnc/support/result.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineInstr.h"
#include "llvm/MC/MCContext.h"

namespace wexn::emit {
namespace {

class DropPersonality : public llvm::MachineFunctionPass {
public:
  DropPersonality(ReturnLabels &labels, EmitStats &stats)
      : MachineFunctionPass(id_), labels_(labels), stats_(stats) {}

  bool runOnMachineFunction(llvm::MachineFunction &mf) override {
    labels_.clear();
    mf.ensureAlignment(llvm::Align(unwind::kSizeUnit));
    if (!mf.getFunction().hasPersonalityFn())
      return false;
    if (!mf.getLandingPads().empty())
      label_return_addresses(mf);
    stats_.call_sites += labels_.size();
    mf.getFunction().setPersonalityFn(nullptr);
    return true;
  }

  llvm::StringRef getPassName() const override { return "wexn: drop the personality"; }

private:
  static char id_;
  ReturnLabels &labels_;
  EmitStats &stats_;

  // Between the begin and end label of an invoke lies exactly one call.
  void label_return_addresses(llvm::MachineFunction &mf) {
    llvm::DenseMap<const llvm::MCSymbol *, bool> begins;
    for (const llvm::LandingPadInfo &pad : mf.getLandingPads())
      for (const llvm::MCSymbol *begin : pad.BeginLabels)
        begins[begin] = true;
    for (llvm::MachineBasicBlock &block : mf) {
      const llvm::MCSymbol *open = nullptr;
      for (llvm::MachineInstr &instr : block.instrs()) {
        if (instr.isEHLabel()) {
          const llvm::MCSymbol *symbol = instr.getOperand(0).getMCSymbol();
          open = begins.contains(symbol) ? symbol : nullptr;
        } else if (open && instr.isCall()) {
          if (labels_.contains(open))
            bug("two calls in one invoke");
          llvm::MCSymbol *label = instr.getPostInstrSymbol();
          if (!label) {
            label = mf.getContext().createTempSymbol();
            instr.setPostInstrSymbol(mf, label);
          }
          labels_[open] = label;
        }
      }
    }
  }
};

char DropPersonality::id_ = 0;

} // namespace

llvm::MachineFunctionPass *create_drop_personality_pass(ReturnLabels &labels, EmitStats &stats) {
  return new DropPersonality(labels, stats);
}

} // namespace wexn::emit
