// From a throw to its handler: one walk over the frames of compiled code. Nothing is allocated, no
// lock is taken, no host frame is touched. Spec: throw, throw_ref (Execution, Control
// Instructions).
#ifndef WEXN_RUNTIME_UNWIND_H
#define WEXN_RUNTIME_UNWIND_H

// What arch/*/throw.S writes and reads, on its own stack: callee-saved registers in the order of
// unwindinfo/tables.h, then what to continue with.
#if defined(__x86_64__)
#define WEXN_THROW_REGISTERS 5
#elif defined(__aarch64__)
#define WEXN_THROW_REGISTERS 18
#endif
#define WEXN_THROW_FP (8 * WEXN_THROW_REGISTERS)
#define WEXN_THROW_PC (WEXN_THROW_FP + 8)
#define WEXN_THROW_REF (WEXN_THROW_FP + 16)
#define WEXN_THROW_SELECTOR (WEXN_THROW_FP + 24)
#define WEXN_THROW_SIZE ((WEXN_THROW_FP + 32 + 15) / 16 * 16)
/* Where an instance has its store. */
#define WEXN_INSTANCE_STORE 0

#ifndef __ASSEMBLER__
#include "runtime/instance/store.h"

namespace wexn::rt {

// In: the thrower's registers, fp and the return address of its call. Out: the handler's registers,
// and the landing pad.
struct ThrowContext {
  uint64_t registers[WEXN_THROW_REGISTERS];
  uintptr_t fp, pc;
  uint64_t ref;      // exnref, or 0 for clauses without
  uint64_t selector; // of the clause
};
static_assert(offsetof(ThrowContext, fp) == WEXN_THROW_FP);
static_assert(offsetof(ThrowContext, pc) == WEXN_THROW_PC);
static_assert(offsetof(ThrowContext, ref) == WEXN_THROW_REF);
static_assert(offsetof(ThrowContext, selector) == WEXN_THROW_SELECTOR);
static_assert(sizeof(ThrowContext) <= WEXN_THROW_SIZE);
static_assert(offsetof(wexn_instance, store) == WEXN_INSTANCE_STORE);

// Of the handler. In registers, not in the context: each frame pointer of a walk waits for the one
// before.
struct HandlerFrame {
  uintptr_t fp, sp;
};

// Values of wexn_store_head.pending besides those of store.h. An exception that has an object is
// pending as its reference.
constexpr uint64_t kPendingPayload = uint64_t{1}
                                     << 62; // tag in ExceptionState, values in head.payload

// The managed heap as the throw path sees it. A program that has no use for exception objects does
// not link the heap: these pointers come from a symbol that only those who need it refer to.
struct HeapOps {
  // Makes an object of the exception in flight: `tag`, values in head.payload. 0: out of memory.
  // Thrown by compiled code, whose registers are in the context; or null.
  wexn_ref (*make)(wexn_store *, wexn_tag *tag, const struct ThrowContext *context);
};

#ifndef WEXN_BARE
// Where a frame layout of the tables (unwindinfo/tables.h, shape) can be told from others by
// number.
#if defined(__x86_64__)
constexpr uint32_t kUnwindShapes = 32;
#else
constexpr uint32_t kUnwindShapes = 99;
#endif

// What a return address means to a throw (site_cache.h).
struct CachedClause {
  static constexpr uint32_t kNoTag = WEXN_INSTANCE_STORE; // no tag's pointer is there
  uint32_t tag_cell; // byte offset in the instance of the tag's pointer; kNoTag: catches all
  uint32_t result;   // selector << 1 | takes the exnref
};

struct CachedSite {
  enum Flag : uint8_t {
    kClauses = 1,  // the call is in a try
    kSlow = 2,     // in a try, but its clauses are not here: look into the tables
    kReserved = 4, // the return address is not beside the saved frame pointer
    kListed = 8,   // `shape` does not say where registers are saved
    kEnd = 16,     // wexn_rt_enter: nothing above is compiled code
  };

  uintptr_t pc;      // 0: none
  uintptr_t pad;     // landing pad
  int32_t sp, vmctx; // bytes from the frame pointer
  uint32_t reserved; // see unwind::Frame
  uint32_t num_more; // clauses behind the first
  const CachedClause *more;
  CachedClause first;
  uint8_t flags, shape;
  uint64_t unused; // a line of the processor's cache in all
};
static_assert(sizeof(CachedSite) == 64);

// What return addresses mean that the index of their unit (code_unit.h) does not answer: those of
// frames with clauses or of unusual layout. A hash table that grows, so that any number of them has
// a place.
struct SiteCache {
  static constexpr uint32_t kFirstSites = 64, kMostSites = 1u << 14, kMostClauses = 1u << 16;
  static constexpr uint32_t kMostPlain = 64;
  static constexpr uint32_t kSpreadPlaces = 256; // up to here a quarter is used, and spread out
  CachedSite *sites; // a power of two of them, at most half of them used
  uint64_t factor;   // of the hash
  uint32_t mask;     // their number, less 1
  uint32_t num_used;
  uint32_t num_clauses; // outside of `sites`
  uint32_t num_plain;   // of those used: that the index knows as well
};
void prepare_sites(SiteCache &cache);
// A unit's text and its index (text_index.h). Size 0: there is none.
struct IndexedText {
  uintptr_t lo, size;
  const uint32_t *index;
};
#endif

// A store's state of exceptions, made with the first instance that has handlers or throws.
struct ExceptionState {
#ifndef WEXN_BARE
  SiteCache cache;
  IndexedText text;      // of the unit that a throw was in last
  CachedSite place;      // for what there was no memory to keep
  struct Traces *traces; // null: the store does not want any (trace.h)
  uint64_t unindexed;    // addresses met in units that have no index yet
#endif
  const HeapOps *heap; // null: no heap is linked, or nobody has asked for it yet
  wexn_tag *tag;       // of a pending exception without object
};

inline ExceptionState *exceptions_of(const wexn_store *store) {
  return static_cast<ExceptionState *>(store->exceptions);
}

// For each new instance: makes what throws need, so that they need no memory later. False: no
// memory.
[[nodiscard]] bool prepare_exceptions(wexn_store *store, const wexn_module_image *image);

} // namespace wexn::rt

extern "C" {
// Called by arch/*/throw.S with the context that it goes on with, and the thrower's frame and
// return address, which the context has, too.

// Finds the handler of an exception and fills `context` with where to go on; payload in
// head.payload, `ref` its object or 0. Without a handler, leaves to the host with WEXN_EXCEPTION.
wexn::rt::HandlerFrame wexn_rt_find_handler(wexn_store *store, wexn_tag *tag, wexn_ref ref,
                                            wexn::rt::ThrowContext *context, uintptr_t fp,
                                            uintptr_t pc);
wexn::rt::HandlerFrame wexn_rt_find_throw_ref(wexn_instance *instance, wexn_ref ref,
                                              uint64_t unused, wexn::rt::ThrowContext *context,
                                              uintptr_t fp, uintptr_t pc);
wexn::rt::HandlerFrame wexn_rt_find_pending(wexn_store *store, uint64_t unused, uint64_t unused_too,
                                            wexn::rt::ThrowContext *context, uintptr_t fp,
                                            uintptr_t pc);
}
#endif
#endif
