// Where exceptions were thrown, for stores that want to know (wexn_store_config). Nothing is noted
// before an exception gets an object: until then its thrower is on the stack. Not on bare metal.
#ifndef WEXN_RUNTIME_TRACE_H
#define WEXN_RUNTIME_TRACE_H

#include "runtime/throw/unwind.h"

#ifndef WEXN_BARE
namespace wexn::rt {

// Of the last exceptions that got objects; the newest takes the place of the oldest.
struct Traces {
  static constexpr uint32_t kCount = 16;
  wexn_ref refs[kCount]; // objects of the exceptions; 0: none. All in a line of the cache
  FrameRecord stacks[kCount];
  uint32_t next; // to be used
};

inline Traces *traces_of(const wexn_store *store) {
  return store->exceptions != nullptr ? exceptions_of(store)->traces : nullptr;
}

// The object `ref` was made for an exception whose thrower, `fp`, called what returns to `pc`.
void trace_throw(wexn_store *store, wexn_ref ref, uintptr_t pc, uintptr_t fp);
// The object was made for an exception that was thrown where `stack` says; null: nowhere yet.
void trace_object(Traces &traces, wexn_ref ref, const FrameRecord *stack);
// Where the exception of the object was thrown, or null.
[[nodiscard]] const FrameRecord *trace_of(const Traces &traces, wexn_ref ref);

} // namespace wexn::rt
#endif

#endif
