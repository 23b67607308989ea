// See trace.h. Follows frame pointers; where the return address is not beside the saved frame
// pointer, the tables say so.
#include "runtime/throw/trace.h"

#include "runtime/throw/text_index.h"

namespace wexn::rt {

// Bytes between the saved frame pointer and the return address.
static uint64_t reserved_bytes(wexn_store *store, uintptr_t pc) {
  const ExceptionState *state = exceptions_of(store);
  uint32_t shape;
  if (index_answers(state->text, pc, shape))
    return 0;
  if (const CachedSite *site = known_site(state->cache, pc))
    return site->reserved;
  const CodeUnit *unit = find_unit(store, pc - 1);
  unwind::Function function;
  return unit != nullptr && unwind::find_function(unit->tables, pc - 1, function)
             ? unwind::read_reserved(unit->tables, function)
             : 0;
}

// What an object had that is gone.
static void forget(Traces &traces, wexn_ref ref) {
  for (Trace &trace : traces.traces)
    if (trace.ref == ref)
      trace.ref = 0;
}

static FrameRecord &new_trace(Traces &traces, wexn_ref ref) {
  forget(traces, ref);
  Trace &trace = traces.traces[traces.next];
  traces.next = (traces.next + 1) % Traces::kCount;
  trace.ref = ref;
  return trace.stack;
}

void trace_throw(wexn_store *store, wexn_ref ref, uintptr_t pc, uintptr_t fp) {
  FrameRecord &stack = new_trace(*traces_of(store), ref);
  stack.seen = stack.seen_index = 0;
  stack.frames_cut = false;
  const auto end = reinterpret_cast<uintptr_t>(wexn_rt_enter_return);
  uint32_t count = 0;
  uint64_t reserved = 0;
  for (uintptr_t known = 0; pc != end; ++count) {
    if (count == FrameRecord::kMaxFrames) {
      stack.frames_cut = true;
      break;
    }
    stack.frames[count] = pc - 1;
    if (pc != known)
      reserved = reserved_bytes(store, pc);
    known = pc;
    pc = plain_address(load<uintptr_t>(fp + 8 + reserved));
    fp = load<uintptr_t>(fp);
  }
  stack.num_frames = count;
}

void trace_object(Traces &traces, wexn_ref ref, const FrameRecord *stack) {
  if (stack != nullptr)
    new_trace(traces, ref) = *stack;
  else
    forget(traces, ref);
}

const FrameRecord *trace_of(const Traces &traces, wexn_ref ref) {
  for (const Trace &trace : traces.traces)
    if (ref != 0 && trace.ref == ref)
      return &trace.stack;
  return nullptr;
}

} // namespace wexn::rt
