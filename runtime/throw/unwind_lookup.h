// Parts of the walk from a throw to its handler that read the unwind tables, apart from how often
// they do: unwind.cpp keeps what it learnt, unwind_small.cpp reads again for each frame.
#ifndef WEXN_RUNTIME_UNWIND_LOOKUP_H
#define WEXN_RUNTIME_UNWIND_LOOKUP_H

#include "runtime/instance/code_unit.h"
#include "runtime/throw/unwind.h"

namespace wexn::rt {

template <typename T> T load(uintptr_t address) { return *reinterpret_cast<const T *>(address); }

// What the tables say about the frame `fp` whose call returns to `pc`.
struct Lookup {
  CodeUnit *unit;
  unwind::Function function;
  unwind::Block block; // only its frame counts, for a function without a block
  unwind::Site site;
  bool in_try;
};

void look_up(const wexn_store *store, uintptr_t pc, Lookup &out);

// A clause that catches, and where its handler goes on.
struct Match {
  uintptr_t pad, sp;
  uint32_t selector;
  bool with_ref;
};
// The clause of the call's site that catches `tag`. False: none does. REQUIRES: found.in_try.
bool match_clauses(const Lookup &found, uintptr_t fp, const wexn_tag *tag, Match &out);
inline HandlerFrame go_to(const Match &match, wexn_ref ref, uintptr_t fp, ThrowContext &context) {
  context.pc = match.pad;
  context.ref = match.with_ref ? ref : 0;
  context.selector = match.selector;
  return {fp, match.sp};
}

// No handler: the exception is left pending, and the host goes on.
[[noreturn]] void leave_uncaught(wexn_store *store, wexn_tag *tag, wexn_ref ref,
                                 const ThrowContext &thrower);
// An object for the exception in flight, for the handler's frame: `fp`, whose call returns to `pc`.
// Traps there when there is no memory.
wexn_ref make_object(wexn_store *store, wexn_tag *tag, const ThrowContext &context, uintptr_t pc,
                     uintptr_t fp);

} // namespace wexn::rt

#endif
