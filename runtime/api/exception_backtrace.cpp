// Where an exception was thrown (wexn.h, Exceptions).
#include "runtime/api/exception.h"
#include "runtime/instance/code_unit.h"
#include "runtime/throw/trace.h"

using namespace wexn::rt;

bool wexn_exn_backtrace(const wexn_exn *exn, uint32_t index, wexn_frame *out) {
  const wexn_ref ref = wexn_exn_ref(exn);
#ifndef WEXN_BARE
  const Traces *traces = traces_of(exn->store);
  const FrameRecord *stack = traces != nullptr ? trace_of(*traces, ref) : nullptr;
  return stack != nullptr && frame_at(exn->store, *stack, index, out);
#else
  (void)ref;
  (void)index;
  (void)out;
  return false;
#endif
}
