// wasi.thread-spawn (wasi-threads): a thread is a new store with a new instance of the same image
// on the same memory, in which the export wasi_thread_start runs on a thread of the system. What
// ends one thread other than by returning ends the program: exit_status says how.
#include "runtime/wasi/embed.h"
#include "runtime/wasi/report.h"

#include <cstdio>
#include <cstdlib>
#include <new>

#include <wexn/port.h>
#include <wexn/wexn.h>

namespace {
struct Thread;
}

// Of a program: those that run.
struct wexn_wasi_threads {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  Thread *first = nullptr;
  uint32_t running = 0, limit = 0, last_id = 0;
};

namespace {

using namespace wexn::wasi;

constexpr uint32_t MAX_ID = 0x1fffffff; // the ABI leaves the upper bits to C libraries

struct Thread {
  Thread *next;
  wexn_wasi_threads *all;
  uint32_t id;
  int32_t argument;
  wexn_store *store;
  wexn_wasi *wasi;
  wexn_instance *instance;
  wexn_func *start;
};

bool in_use(const wexn_wasi_threads &all, uint32_t id) {
  for (const Thread *thread = all.first; thread; thread = thread->next)
    if (thread->id == id)
      return true;
  return false;
}

// Gives the thread a number. false: there are too many.
bool enlist(wexn_wasi_threads &all, Thread &thread) {
  ::pthread_mutex_lock(&all.lock);
  const bool room = all.running < all.limit;
  if (room) {
    all.running++;
    do
      all.last_id = all.last_id < MAX_ID ? all.last_id + 1 : 1;
    while (in_use(all, all.last_id));
    thread.id = all.last_id;
    thread.next = all.first;
    all.first = &thread;
  }
  ::pthread_mutex_unlock(&all.lock);
  return room;
}

void strike_off(wexn_wasi_threads &all, Thread &thread) {
  ::pthread_mutex_lock(&all.lock);
  Thread **at = &all.first;
  while (*at != &thread)
    at = &(*at)->next;
  *at = thread.next;
  all.running--;
  ::pthread_mutex_unlock(&all.lock);
}

void drop(Thread *thread) {
  wexn_wasi_delete(thread->wasi);
  wexn_store_delete(thread->store);
  std::free(thread);
}

// false: something could not be had.
bool prepare(wexn_wasi &parent, Thread &thread) {
  const wexn_store_config config = store_config();
  thread.store = wexn_store_new(&config);
  void *memory = thread.store ? std::malloc(sizeof(wexn_wasi)) : nullptr;
  if (!memory)
    return false;
  thread.wasi = new (memory) wexn_wasi(parent, thread.store);
  if (parent.memory)
    thread.wasi->memory = wexn_shared_memory_retain(parent.memory);
  char error[256];
  if (wexn_wasi_instantiate(thread.wasi, parent.image, nullptr, &thread.instance, error,
                            sizeof error) != WEXN_OK)
    return false;
  wexn_extern start;
  if (!wexn_instance_export(thread.instance, "wasi_thread_start", &start) ||
      start.type.kind != WEXN_EXTERN_FUNC)
    return false;
  const wexn_type &type = *start.of.func->type;
  if (type.num_params != 2 || type.num_results != 0 || type.types[0].code != WEXN_I32 ||
      type.types[1].code != WEXN_I32)
    return false;
  thread.start = start.of.func;
  return true;
}

void run(void *argument) {
  auto *thread = static_cast<Thread *>(argument);
  wexn_slot slots[2];
  slots[0].i32 = static_cast<int32_t>(thread->id);
  slots[1].i32 = thread->argument;
  set_reported(&thread->instance, thread->id);
  const wexn_status status = wexn_call(thread->store, thread->start, slots);
  if (status != WEXN_OK)
    std::_Exit(exit_status(thread->store, thread->instance, status, thread->id));
  strike_off(*thread->all, *thread);
  drop(thread);
}

// The number of a new thread, or a negative one.
int32_t spawn(wexn_wasi &wasi, int32_t argument) {
  if (!wasi.threads) { // this is the first thread
    auto *memory = wasi.max_threads ? std::malloc(sizeof(wexn_wasi_threads)) : nullptr;
    if (!memory)
      return -1;
    wasi.threads = new (memory) wexn_wasi_threads;
    wasi.threads->limit = wasi.max_threads;
    wasi.state.table.share();
  }
  auto *thread = static_cast<Thread *>(std::calloc(1, sizeof(Thread)));
  if (!thread)
    return -1;
  thread->all = wasi.threads;
  thread->argument = argument;
  if (!enlist(*wasi.threads, *thread)) {
    std::free(thread);
    return -1;
  }
  const auto id = static_cast<int32_t>(thread->id); // the thread may be gone before this returns
  if (prepare(wasi, *thread) && wexn_port_thread_create(run, thread))
    return id;
  strike_off(*wasi.threads, *thread);
  drop(thread);
  return -1;
}

void thread_spawn(void *env, wexn_slot *slots) {
  slots[0].i32 = spawn(*static_cast<wexn_wasi *>(env), slots[0].i32);
}

} // namespace

extern "C" [[gnu::visibility("default")]] const Spawn wexn_rt_wasi_threads;
const Spawn wexn_rt_wasi_threads = {thread_spawn};
