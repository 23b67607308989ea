// See trace.h. Follows frame pointers; where the return address is not beside the saved frame
// pointer, the tables say so.
#include "runtime/throw/trace.h"

#include "runtime/throw/text_index.h"

namespace wexn::rt {

// Bytes between the saved frame pointer and the return address, where the index does not say.
static uint64_t reserved_bytes(const wexn_store *store, uintptr_t pc) {
  if (const CachedSite *site = known_site(exceptions_of(store)->cache, pc))
    return site->reserved;
  const CodeUnit *unit = find_unit(store, pc - 1);
  unwind::Function function;
  return unit != nullptr && unwind::find_function(unit->tables, pc - 1, function)
             ? unwind::read_reserved(unit->tables, function)
             : 0;
}

// What an object had that is gone.
static void forget(Traces &traces, wexn_ref ref) {
  for (wexn_ref &old : traces.refs)
    old = old == ref ? 0 : old;
}

static FrameRecord &new_trace(Traces &traces, wexn_ref ref) {
  forget(traces, ref);
  const uint32_t place = traces.next;
  traces.next = (place + 1) % Traces::kCount;
  traces.refs[place] = ref;
  return traces.stacks[place];
}

void trace_throw(wexn_store *store, wexn_ref ref, uintptr_t pc, uintptr_t fp) {
  FrameRecord &stack = new_trace(*traces_of(store), ref);
  stack.seen = stack.seen_index = 0;
  stack.frames_cut = false;
  const auto end = reinterpret_cast<uintptr_t>(wexn_rt_enter_return);
  const IndexedText text = exceptions_of(store)->text;
  uint32_t count = 0, shape;
  uint64_t reserved = 0;
  for (uintptr_t known = 0; pc != end; ++count) {
    if (count == FrameRecord::kMaxFrames) {
      stack.frames_cut = true;
      break;
    }
    stack.frames[count] = pc - 1;
    if (pc != known)
      reserved = index_answers(text, pc, shape) ? 0 : reserved_bytes(store, pc);
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
  for (uint32_t i = 0; i < Traces::kCount; ++i)
    if (ref != 0 && traces.refs[i] == ref)
      return &traces.stacks[i];
  return nullptr;
}

} // namespace wexn::rt
