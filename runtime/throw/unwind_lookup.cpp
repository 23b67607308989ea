// See unwind_lookup.h.
#include "runtime/throw/unwind_lookup.h"

#include "runtime/throw/trace.h"

namespace wexn::rt {

bool prepare_exceptions(wexn_store *store, const wexn_module_image *image) {
  if (store->exceptions == nullptr) {
    store->exceptions = alloc<ExceptionState>(store);
    if (store->exceptions == nullptr)
      return false;
#ifndef WEXN_BARE
    prepare_sites(exceptions_of(store)->cache);
    if (store->config.exception_backtraces) {
      exceptions_of(store)->traces = alloc<Traces>(store);
      if (exceptions_of(store)->traces == nullptr)
        return false;
    }
#endif
  }
  if (image->heap != nullptr)
    exceptions_of(store)->heap = static_cast<const HeapOps *>(image->heap);
  return true;
}

void look_up(const wexn_store *store, uintptr_t pc, Lookup &out) {
  CodeUnit *unit = find_unit(store, pc - 1);
  if (unit == nullptr || !unwind::find_function(unit->tables, pc - 1, out.function))
    bug("a throw met a frame that is not compiled code");
  out.unit = unit;
  out.in_try = false;
  const unwind::Tables &tables = unit->tables;
  bool ok;
  if (out.function.has_block) {
    ok = unwind::read_block(tables, out.function, out.block);
    out.in_try = ok && unwind::find_site(tables, out.block,
                                         static_cast<uint32_t>(pc - out.function.start), out.site);
  } else {
    out.block.frame = {};
    ok = unwind::read_shape(tables, out.function.shape, out.block.frame.saved);
  }
  if (!ok)
    bug("damaged unwind tables");
}

bool match_clauses(const Lookup &found, uintptr_t fp, const wexn_tag *tag, Match &out) {
  auto *instance = load<wexn_instance *>(found.block.frame.vmctx_slot(fp));
  const auto *tags = reinterpret_cast<wexn_tag *const *>(
      reinterpret_cast<const uint8_t *>(instance) + instance->image->tags);
  uint64_t cursor = found.site.clauses;
  unwind::Clause clause;
  while (unwind::next_clause(found.unit->tables, cursor, clause)) {
    if (!catches_all(clause.kind) && tags[clause.tag] != tag)
      continue;
    out = {found.function.start + found.site.pad_offset, found.block.frame.sp(fp), clause.selector,
           takes_ref(clause.kind)};
    return true;
  }
  return false;
}

void leave_uncaught(wexn_store *store, wexn_tag *tag, wexn_ref ref, const ThrowContext &thrower) {
  record(store, store->trap.code, thrower.pc - 1, thrower.fp);
  if (ref != 0) {
    store->head.pending = ref;
  } else {
    store->head.pending = kPendingPayload;
    exceptions_of(store)->tag = tag;
  }
#ifndef WEXN_BARE
  if (const Traces *traces = exceptions_of(store)->traces)
    if (const FrameRecord *stack = trace_of(*traces, ref))
      store->trap.stack = *stack;
#endif
  announce_leave(store, WEXN_EXCEPTION);
  wexn_rt_leave(store, WEXN_EXCEPTION);
}

wexn_ref make_object(wexn_store *store, wexn_tag *tag, const ThrowContext &context, uintptr_t pc,
                     uintptr_t fp) {
  const HeapOps *heap = exceptions_of(store)->heap;
  if (heap == nullptr)
    bug("a module takes an exception reference, but does not say so");
  const wexn_ref ref = heap->make(store, tag, &context);
  if (ref == 0)
    raise_trap_at(store, why_none(store), pc, fp);
  return ref;
}

} // namespace wexn::rt
