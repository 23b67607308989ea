// See clause_marker.h.
#include "wexnc/codegen/clause_marker.h"

#include "unwindinfo/tables.h"
#include "wexnc/support/result.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

namespace wexn::codegen {

uint32_t marker_selector(const llvm::Constant *marker) {
  using unwind::ClauseKind, unwind::clause_selector;
  if (!marker || marker->isNullValue())
    return clause_selector(ClauseKind::CatchAll, 0);
  llvm::StringRef name = marker->getName();
  if (name == "wexn.all_ref")
    return clause_selector(ClauseKind::CatchAllRef, 0);
  ClauseKind kind;
  if (name.consume_front("wexn.tag."))
    kind = ClauseKind::Catch;
  else if (name.consume_front("wexn.tagref."))
    kind = ClauseKind::CatchRef;
  else
    bug("landing pad clause with an unknown marker");
  uint32_t tag = 0;
  if (name.getAsInteger(10, tag))
    bug("landing pad clause with a malformed marker");
  return clause_selector(kind, tag);
}

void lower_clause_selectors(llvm::Function &f) {
  for (llvm::Instruction &i : llvm::make_early_inc_range(llvm::instructions(f))) {
    auto *call = llvm::dyn_cast<llvm::IntrinsicInst>(&i);
    if (!call || call->getIntrinsicID() != llvm::Intrinsic::eh_typeid_for)
      continue;
    const auto *marker = llvm::cast<llvm::Constant>(call->getArgOperand(0)->stripPointerCasts());
    call->replaceAllUsesWith(llvm::ConstantInt::get(call->getType(), marker_selector(marker)));
    call->eraseFromParent();
  }
}

} // namespace wexn::codegen
