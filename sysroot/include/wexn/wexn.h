/* wexn: the C interface of the runtime that compiled WebAssembly modules are linked with (C11).
 *
 * wexnc turns `app.wasm` into an object with a module image, symbol `<NAME>_module`. A program makes
 * a store, instances of images in the store, and calls exported functions. Spec words are used as
 * in the specification: store, instance, tag, trap, host function (chapters Execution and
 * Appendix, Embedding).
 *
 * Ownership: everything made in a store belongs to the store and is released by wexn_store_delete,
 * except exception handles (wexn_exn), which are also released one by one with wexn_exn_release.
 * Floating point: compiled code runs with rounding to nearest, denormals and nothing unmasked, whatever
 * the host has; the host's control is back when a call returns, however it ends, and in host functions
 * (not on bare metal, where these get the default). Flags of what occurred may be set by a call.
 * Threads: one thread at a time uses a store and all that is in it; different stores are independent.
 * Errors: functions return a wexn_status. After WEXN_ERROR, wexn_error_message says what was wrong. */
#ifndef WEXN_WEXN_H
#define WEXN_WEXN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <wexn/abi/module_image.h>
#include <wexn/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* ---- Status, traps, errors ---- */

typedef enum wexn_status {
  WEXN_OK = 0,
  WEXN_EXCEPTION = 1, /* an uncaught exception: wexn_take_exception */
  WEXN_TRAP = 2,      /* a trap: wexn_trap_code, wexn_trap_message, wexn_trap_frame */
  WEXN_ERROR = 3,     /* the host's request cannot be done: wexn_error_message */
} wexn_status;

/* Codes of traps: WEXN_TRAP_None (0), WEXN_TRAP_Unreachable, ... */
typedef enum wexn_trap_kind {
#define TRAP(id, message) WEXN_TRAP_##id,
#include <wexn/abi/traps.def>
} wexn_trap_kind;

/* ---- Store ---- */

typedef struct wexn_store_config {
  uint64_t max_memory_bytes;   /* all memories of the store together; 0: no limit of the host's */
  uint64_t max_table_elements; /* all tables together; 0: no limit of the host's */
  uint64_t max_heap_bytes;     /* managed heap; 0: the default (2 GiB; 256 KiB on bare metal) */
  /* Bytes at the end of the native stack kept free for host functions and the runtime: compiled
   * code reports "call stack exhausted" when less is left. 0: a quarter of the stack, but at most
   * 256 KiB. Never less than 16 KiB; a stack with less than 16 KiB besides is refused. */
  uint64_t stack_headroom;
  uint64_t max_stack; /* bytes of native stack that compiled code may use, from where it is entered
                       * first, however large the stack is; 0: 64 MiB */
  /* For tests: collect garbage before each allocation in the managed heap (1), each Nth (N). 0: when
   * there is need. */
  uint32_t stress_heap;
  /* How much is allocated in the managed heap between collections: percent of what the last one left,
   * but at least 16 MiB (64 KiB on bare metal and where there are only exceptions). 0: 100. More costs
   * memory and saves time. */
  uint32_t heap_growth;
  /* The runtime installs no signal handlers for instances of this store: making one that needs them
   * (wexn_install_trap_handlers) is an error unless the host has called that function. */
  bool keep_signals;
  /* The store remembers where the last 16 exceptions were thrown, for wexn_exn_backtrace and for the
   * frames of an uncaught one. That costs some 30 ns and 1 to 1.5 ns for each frame, of at most 64,
   * when an exception gets an object: for a handler that takes a reference, or for the host. Not on
   * bare metal. */
  bool exception_backtraces;
  /* Called when a trap, or an exception that nothing catches, ends the outermost call of compiled
   * code: on its stack, before anything of it is gone, for debuggers and core files. What tells of
   * the outcome (wexn_trap_code, wexn_trap_frame, wexn_exception_tag ...) works already. It may end
   * the process; calling into the store is not allowed. Not for WEXN_TRAP_Exit, and not when a full
   * stack was noticed by its guard page. Not on bare metal. Null: nothing is called. */
  void (*on_leave)(wexn_store *store, wexn_status status);
} wexn_store_config;

/* Makes a store. `config` may be null. Null when the system has no memory left. */
wexn_store *wexn_store_new(const wexn_store_config *config);
/* Makes a store in the caller's memory. `buffer` is aligned to 16 and holds at least
 * wexn_store_size() bytes; what is beyond that is used for instances and tables before the system
 * is asked for more. Null when the buffer is too small or misaligned. The buffer must stay until
 * wexn_store_delete. */
wexn_store *wexn_store_init(void *buffer, size_t size, const wexn_store_config *config);
size_t wexn_store_size(void);
/* What the store was made with, for others like it; limits that were 0 may be what that stands for. */
void wexn_store_get_config(const wexn_store *store, wexn_store_config *out);
/* Releases the store and everything in it. Null is allowed. Does nothing when wexn_store_in_call: in
 * host functions, and in what exit() runs when a host function calls it. REQUIRES: no other thread uses
 * the store. */
void wexn_store_delete(wexn_store *store);
/* To be called when calls of compiled code ended without returning: a host function was left by longjmp
 * or a C++ exception to a frame above the call, or by pthread_exit, or its coroutine is given up. The
 * store can then be used again; without this it can only be deleted, from a frame above the call on its
 * stack or on another thread. REQUIRES: no compiled code of the store waits for the caller.
 * Floating-point control is the host's to put back. */
void wexn_store_forget_calls(wexn_store *store);

/* Whether compiled code of the store may wait for the caller to return, as in host functions, whatever
 * stack these went on to. By the thread that uses the store. */
bool wexn_store_in_call(const wexn_store *store);

/* A pointer of the host's; null until it is set. */
void wexn_store_set_data(wexn_store *store, void *data);
void *wexn_store_data(const wexn_store *store);

/* Tells the store which stack compiled code will run on, [lo, hi), for stacks that the system does
 * not know as the thread's own: those of coroutines and fibers, and alternate signal stacks. To be
 * called on the thread that will call compiled code, before the call, and again when the stack or
 * the thread is another one. Calls from the thread's own stack need no word, before and after. A
 * call from any other stack ends with WEXN_ERROR. lo = hi = null: there is no such stack any more.
 * With --stack-check=guard the memory directly below `lo`, a page at least, must be inaccessible, and
 * calls from a signal stack end with WEXN_ERROR: nothing could notice that it is full.
 * WEXN_ERROR: the stack is too small (see stack_headroom); nothing is told then. */
wexn_status wexn_store_set_stack(wexn_store *store, void *lo, void *hi);

/* Text of the last WEXN_ERROR of the store; valid until the next call into the store. */
const char *wexn_error_message(const wexn_store *store);

/* ---- Things that can be imported and exported ---- */

/* An external value together with its type: what instances import and export (spec: external
 * instances). `type.kind` says which member of `of` counts. */
typedef struct wexn_extern {
  wexn_externtype type;
  union {
    wexn_func *func;
    wexn_table *table;
    wexn_memory *memory;
    wexn_global *global;
    wexn_tag *tag;
  } of;
} wexn_extern;

/* Host function. `functype` comes from a module image: the type of the import that the function is
 * meant for, or of any import or export with the same function type; modules hold the code that
 * calls host functions of the types they import, or with --host-functions of all their types
 * (functypes of the image; NAME_functype of the header).
 * wexn_func_new: `fn` is `R fn(void *env, args...)` with C types: int32_t, int64_t, float, double,
 *   16-byte vector, wexn_func *, void *, wexn_ref. One result is returned; for more, `fn` returns
 *   void and has one pointer parameter for each result after the arguments.
 * wexn_func_new_slots: `fn` reads arguments from slots and writes results to slots, from index 0.
 * To throw, the function calls wexn_throw and returns; to trap, wexn_raise_trap and returns. What it
 * returns is then ignored. A reference that it returns and that is none of this store, or of another
 * type, ends the call of the compiled code with WEXN_ERROR.
 * WEXN_ERROR: out of memory; the functype has no code for host functions. */
wexn_status wexn_func_new(wexn_store *store, const wexn_functype *functype, const void *fn, void *env,
                          wexn_func **out);
wexn_status wexn_func_new_slots(wexn_store *store, const wexn_functype *functype, wexn_slots_fn *fn,
                                void *env, wexn_func **out);

/* Memory with limits in pages, of 64 KiB or (page_log2 = WEXN_PAGES_OF_1_BYTE) one byte. memory32
 * with pages of 64 KiB gets a reservation that lets compiled code go unchecked where the system
 * gives one, else one of the size of the maximum. WEXN_ERROR: limits exceeded, no address space,
 * limits of a shared memory. */
wexn_status wexn_memory_new(wexn_store *store, const wexn_limits *limits, wexn_memory **out);
uint8_t *wexn_memory_data(const wexn_memory *memory);  /* never changes */
uint64_t wexn_memory_bytes(const wexn_memory *memory); /* grows */
uint64_t wexn_memory_pages(const wexn_memory *memory);
/* Adds `delta` pages. Returns the old size in pages, or UINT64_MAX when that is not possible. */
uint64_t wexn_memory_grow(wexn_memory *memory, uint64_t delta);

/* Memory that instances of several stores share, on as many threads: what a module declares `shared`.
 * It belongs to no store. It goes when the last handle is released and the last store deleted that
 * has an instance with it. These functions may be called on any thread; libraries with modules that
 * have imported it stay loaded as long as it lives. Not on bare metal, where one store has it like
 * any other memory.
 * `limits` have `shared` and a maximum. Null: they do not, or there is no address space. */
typedef struct wexn_shared_memory wexn_shared_memory;
wexn_shared_memory *wexn_shared_memory_new(const wexn_limits *limits);
/* The same within the store's max_memory_bytes: the memory's maximum, or what is left below the limit,
 * counts as the store's until the store is deleted, and the memory grows no further. The store uses the
 * memory until then. By the thread that uses the store. Null: see wexn_error_message. */
wexn_shared_memory *wexn_shared_memory_new_within(wexn_store *store, const wexn_limits *limits);
/* One more handle, which is the argument. */
wexn_shared_memory *wexn_shared_memory_retain(wexn_shared_memory *shared);
void wexn_shared_memory_release(wexn_shared_memory *shared); /* null is allowed */
/* What wexn_memory_ and wexn_extern_memory take; valid as long as the shared memory. Data that other
 * threads use at the same time is read and written with atomic operations. */
wexn_memory *wexn_shared_memory_memory(wexn_shared_memory *shared);
/* The shared memory that `memory` is, without a new handle; null: it is not one. */
wexn_shared_memory *wexn_memory_shared(wexn_memory *memory);

/* The instructions memory.atomic.wait and notify, for hosts. `timeout` in nanoseconds, negative: none. */
typedef enum wexn_wait_result {
  WEXN_WAIT_NOTIFIED,
  WEXN_WAIT_NOT_EQUAL,   /* the memory holds another value than `expected` */
  WEXN_WAIT_TIMED_OUT,
  WEXN_WAIT_BAD_ADDRESS, /* beyond the memory, or not a multiple of the value's size */
} wexn_wait_result;
wexn_wait_result wexn_shared_memory_wait32(wexn_shared_memory *shared, uint64_t address,
                                           uint32_t expected, int64_t timeout);
wexn_wait_result wexn_shared_memory_wait64(wexn_shared_memory *shared, uint64_t address,
                                           uint64_t expected, int64_t timeout);
/* Wakes at most `count` that wait at the address, in the order in which they came. Returns how many; 0
 * also for an address beyond the memory. */
uint32_t wexn_shared_memory_notify(wexn_shared_memory *shared, uint64_t address, uint32_t count);

/* References that the host gives to a store, here and wherever else it does, name something of the
 * same store and are of the type that is wanted: others are refused, and so is null where the type is
 * not nullable. Managed references of another store are told by their numbers, as long as no heap is
 * hundreds of megabytes large. External references may be anything. On bare metal only functions are
 * looked at. */

/* Table of `limits.min` elements, all `init`. `element` is its reference type. */
wexn_status wexn_table_new(wexn_store *store, const wexn_limits *limits, const wexn_valtype *element,
                           wexn_slot init, wexn_table **out);
uint64_t wexn_table_size(const wexn_table *table);
/* false: index out of bounds, or, for wexn_table_set, a reference that is refused; wexn_table_grow
 * then gives UINT64_MAX. */
bool wexn_table_get(const wexn_table *table, uint64_t index, wexn_slot *value);
bool wexn_table_set(wexn_table *table, uint64_t index, wexn_slot value);
uint64_t wexn_table_grow(wexn_table *table, uint64_t delta, wexn_slot init);

/* Global of type `type` (with `mutable_`). Its value is `global->value`. */
wexn_status wexn_global_new(wexn_store *store, const wexn_valtype *type, wexn_slot value,
                            wexn_global **out);
/* Gives a global of the store another value; `type` is the global's. WEXN_ERROR: it is immutable, or
 * the reference is refused. */
wexn_status wexn_global_set(wexn_store *store, wexn_global *global, const wexn_valtype *type,
                            wexn_slot value);

/* Tag whose parameters are those of `type`, a function type without results. */
wexn_status wexn_tag_new(wexn_store *store, const wexn_type *type, wexn_tag **out);
/* Whether the two are one tag: identity, not type. */
bool wexn_tag_eq(const wexn_tag *a, const wexn_tag *b);

/* The value with its type filled in. A global's type is not known from its cell, so it is given.
 * `functype` of a host function or tag is that of the value itself: null for tags. */
wexn_extern wexn_extern_func(wexn_func *func);
wexn_extern wexn_extern_table(wexn_table *table);
wexn_extern wexn_extern_memory(wexn_memory *memory);
wexn_extern wexn_extern_global(wexn_global *global, const wexn_valtype *type);
wexn_extern wexn_extern_tag(wexn_tag *tag);

/* ---- Instances ---- */

/* Makes `value` available to imports as `module`.`name` in this store; replaces an earlier value
 * of that name. The strings must stay as long as the store. */
wexn_status wexn_define(wexn_store *store, const char *module, const char *name, wexn_extern value);
/* Makes all exports of the instance available under the module name. */
wexn_status wexn_define_instance(wexn_store *store, const char *module, wexn_instance *instance);

/* Finds the value for an import. Returns false when there is none. */
typedef bool wexn_resolver(void *env, const wexn_import_desc *import, wexn_extern *out);

/* How an instance is made. All zero is a good default. */
typedef struct wexn_instance_config {
  const wexn_extern *imports; /* one per import of the image, in its order; null: by name */
  wexn_resolver *resolver;    /* asked for each import before the store's definitions */
  void *resolver_env;
  void *buffer;               /* for the instance: image->instance_size bytes aligned to 16; or null */
  void *host_data;            /* wexn_instance_data */
} wexn_instance_config;

/* Makes an instance and runs its initialisation and start function (spec: instantiation).
 * `config` may be null. WEXN_ERROR: imports are unknown (all are named) or have an incompatible
 * type, a limit is exceeded, out of memory; nothing changed, and *out is null. WEXN_TRAP,
 * WEXN_EXCEPTION, and WEXN_ERROR for what a host function gave to the start function (without an
 * operating system also if there is no heap or stack for it): the initialisation ended so; *out is
 * set and the instance stays, because tables and memories that it shares with others may refer to
 * it (spec: instantiation). */
wexn_status wexn_instance_new(wexn_store *store, const wexn_module_image *image,
                              const wexn_instance_config *config, wexn_instance **out);
void *wexn_instance_data(const wexn_instance *instance);
wexn_store *wexn_instance_store(const wexn_instance *instance);
const wexn_module_image *wexn_instance_image(const wexn_instance *instance);

/* The export called `name` (of `size` bytes, or NUL-terminated). false: no such export. */
bool wexn_instance_export(wexn_instance *instance, const char *name, wexn_extern *out);
bool wexn_instance_export_sized(wexn_instance *instance, const char *name, size_t size,
                                wexn_extern *out);
/* Export number `index` of the image. false: there are not so many. */
bool wexn_instance_export_at(wexn_instance *instance, uint32_t index, wexn_extern *out);

/* Calls a function of the store: arguments in `slots`, results replace them, both from index 0.
 * `slots` has room for the greater number. WEXN_ERROR: the function's type has no code for calls
 * from the host (it is neither exported nor referenced by its module); the function is null, as
 * elements of tables may be; a reference is refused. */
wexn_status wexn_call(wexn_store *store, wexn_func *func, wexn_slot *slots);

/* ---- Types ---- */

/* Whether two types are the same (spec: type equivalence), and subtyping. */
bool wexn_type_same(const wexn_type *a, const wexn_type *b);
bool wexn_type_matches(const wexn_type *actual, const wexn_type *expected);
bool wexn_valtype_matches(const wexn_valtype *actual, const wexn_valtype *expected);
/* Whether an external type matches an import's (spec: import matching). For tables and memories
 * `limits.min` of `actual` is the current size. */
bool wexn_externtype_matches(const wexn_externtype *actual, const wexn_externtype *expected);

/* ---- Traps ---- */

/* The last trap of the store; WEXN_TRAP_None, "no trap", before the first. Message: the specification's
 * words. */
wexn_trap_kind wexn_trap_code(const wexn_store *store);
const char *wexn_trap_message(const wexn_store *store);
const char *wexn_trap_kind_message(wexn_trap_kind kind);
/* Status of WEXN_TRAP_Exit. */
uint32_t wexn_exit_status(const wexn_store *store);

typedef struct wexn_frame {
  const wexn_module_image *image;
  wexn_name module;        /* name of the module */
  wexn_name function;      /* empty when there is no name for it */
  uint32_t function_index; /* in the module's index space, imported functions included */
  uintptr_t pc;            /* native code address */
  wexn_name file;          /* of the source; empty when unknown, as always without -g */
  uint32_t line;           /* in that file, from 1; 0 when unknown */
} wexn_frame;
/* Frames of compiled code at the last trap or uncaught exception, innermost first, from there to
 * where the host called; functions whose calls a compiler replaced by their code have frames of
 * their own. With -g that includes those of the module's own compiler: `function` is then the
 * source's name, function_index that of the function with the code. false: there are not so many.
 * Of deep stacks only the innermost frames are kept; wexn_trap_frames_cut says that there were
 * more. */
bool wexn_trap_frame(const wexn_store *store, uint32_t index, wexn_frame *out);
bool wexn_trap_frames_cut(const wexn_store *store);

/* For host functions: makes the calling compiled code trap when the host function returns. Until
 * then no compiled code of the store runs: calls of it end with WEXN_TRAP, for the same trap. Of a
 * host function's calls of this, of the two below and of wexn_throw, the last one counts. */
void wexn_raise_trap(wexn_store *store, wexn_trap_kind kind);
/* The same with the code WEXN_TRAP_Exit and a status. */
void wexn_raise_exit(wexn_store *store, uint32_t status);
/* For host functions that got WEXN_TRAP from a call: passes the same trap on. */
void wexn_reraise_trap(wexn_store *store);

/* Installs handlers for SIGSEGV and SIGBUS that turn out-of-bounds accesses of modules compiled
 * with --bounds=guard, and full stacks with --stack-check=guard, into traps. The handlers act only
 * when the faulting instruction belongs to a compiled module of a store and the address to a memory
 * or the stack of the same store; everything else goes to the handlers that were there before. They
 * stay for the life of the process.
 * wexn_instance_new does this for the first such module, unless the store's config has keep_signals.
 * To be called by the host after others took the signals and do not pass on what is not theirs: it
 * then stands in front of them; those who do may be in front. May be called any number of times;
 * does nothing when our handlers are in front. false: the system refused, or the handlers were put in
 * front of others' more than seven times. */
bool wexn_install_trap_handlers(void);
/* For modules compiled with --stack-check=guard: lets the handlers run when the calling thread's
 * stack is full, on a signal stack that is given back when the thread ends; nothing happens if the
 * thread has one. Making an instance does this, and so does the first call on a thread; a host that
 * takes a thread's signal stack away calls it again. Running out of stack is a trap where compiled
 * code notices it; a host function that does ends the program. false: no memory; the call comes from
 * the signal stack itself. */
bool wexn_guard_thread_stack(void);

/* ---- Interruption ---- */

/* Makes the store's compiled code, however it was compiled, end when wexn_interrupt says so, by a
 * signal (SIGURG) to the thread that runs it: nothing is paid for that while there is no interrupt.
 * The first such store of the process makes a thread that sends it, and installs the handler as
 * wexn_install_trap_handlers does its own: what is not meant for it goes to the handler that was there
 * before. By the thread that uses the store. While the thread blocks SIGURG nothing is ended. The
 * child of a fork() makes such a thread, too. Linux and macOS. false: the store's config has
 * keep_signals, or the system refused; modules compiled with --interruptible can be interrupted all
 * the same. */
bool wexn_store_enable_interrupts(wexn_store *store);
/* Ends what compiled code is doing in the store, soon, with the trap WEXN_TRAP_Interrupted; where
 * signals are enabled within some milliseconds, wherever it is, also in the middle of a long
 * memory.fill and its like, of a collection, of memory.atomic.wait, and of WASI functions that wait;
 * only a loop that does nearly nothing but fills and copies shorter than 4 KiB may go on for a second
 * or more, until a signal meets it between two. Modules compiled with --interruptible look by
 * themselves: at the next call in a function, within some 100,000 instructions of a loop. From any
 * thread, at any time before wexn_store_delete, and from signal handlers. Host functions go on until
 * they return; what they wait for in the system fails with EINTR now and then, so that they can ask
 * wexn_interrupt_waits. Memories, tables, globals and objects are what the code has made of them so
 * far, where signals are enabled not in the order of the program. An interrupt waits until it is
 * taken: one that comes while nothing runs ends the next call. Several that wait are one. false:
 * neither are signals enabled nor was a module of the store compiled with --interruptible. In hosts
 * under ThreadSanitizer signals end nothing but waiting calls. */
bool wexn_interrupt(wexn_store *store);
/* Whether an interrupt waits. By the thread that uses the store, as in a host function. */
bool wexn_interrupt_waits(const wexn_store *store);
/* Takes an interrupt back that has ended nothing, as when it came after the call had returned. By
 * the thread that uses the store. Returns whether there was one. */
bool wexn_clear_interrupt(wexn_store *store);
/* Interrupts the store when so much time has passed; replaces an earlier deadline. Enables interrupts
 * by signals, unless the store's config has keep_signals. 0: no deadline; what an earlier one has
 * interrupted waits until it is taken. By the thread that uses the store; not on bare metal. false:
 * the store can't be interrupted, or no thread can be made that does it. */
bool wexn_store_set_deadline(wexn_store *store, uint64_t nanoseconds);

/* ---- Exceptions ---- */

/* Handle of an exception; a root of the store's heap until released. Each handle belongs to whoever
 * got it. Using a handle after its release, or after its store is gone, is a bug of the program and
 * stops it where it is noticed. */
typedef struct wexn_exn wexn_exn;

/* Makes an exception with the tag and the values of its parameters, in order. `fields` may be null
 * when the tag has no parameters. WEXN_ERROR: out of heap; the tag is another store's; a field's
 * reference is to nothing in this store. */
wexn_status wexn_exn_new(wexn_store *store, wexn_tag *tag, const wexn_slot *fields, wexn_exn **out);
wexn_tag *wexn_exn_tag(const wexn_exn *exn);
/* Value of parameter `index`. false: the tag has not so many. */
bool wexn_exn_field(const wexn_exn *exn, uint32_t index, wexn_slot *out);
/* Another handle of the same exception; null: out of memory. */
wexn_exn *wexn_exn_clone(const wexn_exn *exn);
void wexn_exn_release(wexn_exn *exn); /* null is allowed */
/* For values of type exnref: the reference, valid until the handle is released, and a new handle of
 * a reference that compiled code returned or passed. Null for a null reference, and with an error
 * message for a reference to nothing and when out of memory. */
wexn_ref wexn_exn_ref(const wexn_exn *exn);
wexn_exn *wexn_exn_from_ref(wexn_store *store, wexn_ref ref);

/* Where the exception was thrown, as wexn_trap_frame tells of traps, if the store's config has
 * exception_backtraces and the exception is one of the last 16 that were thrown. An exception that is
 * thrown again keeps its first place. false: not known, or there are not so many frames. */
bool wexn_exn_backtrace(const wexn_exn *exn, uint32_t index, wexn_frame *out);

/* For host functions: leaves the exception pending; compiled code throws it when the host function
 * returns. The handle stays the caller's. A call of compiled code before that drops what is pending; a
 * trap that was raised before is given up (wexn_raise_trap).
 * WEXN_ERROR: another store's exception; no compiled code is waiting for a host function. */
wexn_status wexn_throw(wexn_store *store, const wexn_exn *exn);
/* After WEXN_EXCEPTION: the uncaught exception, now the caller's to release; null if there is none,
 * and with an error message when out of memory. A host function that does not take it and returns
 * passes it on. The next call of compiled code drops it. */
wexn_exn *wexn_take_exception(wexn_store *store);
bool wexn_has_exception(const wexn_store *store);
/* Looks at the exception that wexn_take_exception would give, without making a handle. Null and
 * false when there is none. */
wexn_tag *wexn_exception_tag(const wexn_store *store);
bool wexn_exception_field(const wexn_store *store, uint32_t index, wexn_slot *out);

/* Whether anyone may have a reference to an exception: compiled code that waits for the caller, a
 * handle, a global, a table, or a structure or array whose type has room for one. References that a
 * call returned to the host and no handle holds do not count. For hosts that keep something for each
 * exception that they make: when false, all that can go. When true, what goes can be told after a
 * collection: those whose references (wexn_exn_ref) name no exception any more, or another one
 * (wexn_exn_from_ref). */
bool wexn_store_may_hold_exceptions(const wexn_store *store);

/* The managed heap, in bytes. All 0 when it was not needed yet. */
typedef struct wexn_heap_stats {
  uint64_t committed;   /* from the system, bookkeeping included */
  uint64_t live;        /* after the last collection */
  uint64_t allocated;   /* since then */
  uint64_t collections; /* number of them */
} wexn_heap_stats;
wexn_heap_stats wexn_store_heap_stats(const wexn_store *store);
/* Collects garbage now. Nothing goes while compiled code waits for a host function that went on to
 * another stack or thread and calls this, or whatever else may collect, from there. */
void wexn_store_collect(wexn_store *store);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
