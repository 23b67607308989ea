// The walk from a throw to its handler without a cache (unwind.h), for programs without an
// operating system: a tenth of the code and none of the memory; each frame costs a look into the
// tables. In place of unwind.cpp.
#include "runtime/throw/unwind_lookup.h"

using namespace wexn::rt;

HandlerFrame wexn_rt_find_handler(wexn_store *store, wexn_tag *tag, wexn_ref ref,
                                  ThrowContext *context, uintptr_t fp, uintptr_t pc) {
  Match match;
  for (;;) {
    if (pc == reinterpret_cast<uintptr_t>(wexn_rt_enter_return))
      leave_uncaught(store, tag, ref, *context);
    Lookup found;
    look_up(store, pc, found);
    if (found.in_try && match_clauses(found, fp, tag, match))
      break;
    for (uint32_t i = 0; i < WEXN_THROW_REGISTERS; ++i)
      if (const int32_t offset = found.block.frame.saved.offset[i])
        context->registers[i] = load<uint64_t>(fp + static_cast<uintptr_t>(intptr_t{offset}));
    pc = plain_address(load<uintptr_t>(fp + 8 + found.block.frame.reserved));
    fp = load<uintptr_t>(fp);
  }
  if (match.with_ref && ref == 0)
    ref = make_object(store, tag, *context, pc, fp);
  return go_to(match, ref, fp, *context);
}
