// See clause_marker.h.
#include "wexnc/ir/clause_marker.h"

#include "wexnc/ir/tag_marks.h"
#include "wexnc/support/result.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace wexn::ir {

uint32_t marker_entry(const llvm::Constant *marker) {
  using unwind::ClauseKind, unwind::clause_entry;
  if (!marker || marker->isNullValue())
    return clause_entry(ClauseKind::CatchAll, 0);
  llvm::StringRef name = marker->getName();
  if (name == kAllRefMarker)
    return clause_entry(ClauseKind::CatchAllRef, 0);
  ClauseKind kind;
  if (name.consume_front(kTagMarker))
    kind = ClauseKind::Catch;
  else if (name.consume_front(kTagRefMarker))
    kind = ClauseKind::CatchRef;
  else
    bug("landing pad clause with an unknown marker");
  uint32_t tag = 0;
  if (name.getAsInteger(10, tag))
    bug("landing pad clause with a malformed marker");
  return clause_entry(kind, tag);
}

llvm::Constant *marker_without_ref(llvm::Module &module, const llvm::Constant *marker) {
  llvm::StringRef name = marker->getName();
  if (name.consume_front(kTagRefMarker))
    return module.getOrInsertGlobal((kTagMarker + name).str(),
                                    llvm::Type::getInt8Ty(module.getContext()));
  return llvm::ConstantPointerNull::get(llvm::PointerType::get(module.getContext(), 0));
}

void lower_clause_selectors(llvm::Function &f) {
  for (llvm::Instruction &i : llvm::make_early_inc_range(llvm::instructions(f))) {
    auto *call = llvm::dyn_cast<llvm::IntrinsicInst>(&i);
    if (!call || call->getIntrinsicID() != llvm::Intrinsic::eh_typeid_for)
      continue;
    const auto *marker = llvm::cast<llvm::Constant>(call->getArgOperand(0)->stripPointerCasts());
    call->replaceAllUsesWith(
        llvm::ConstantInt::get(call->getType(), unwind::entry_selector(marker_entry(marker))));
    call->eraseFromParent();
  }
}

} // namespace wexn::ir
