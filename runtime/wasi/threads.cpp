// wasi.thread-spawn (wasi-threads): a thread is a new store with a new instance of the same image
// on the same memory, in which the export wasi_thread_start runs on a thread of the system. What
// ends one thread other than by returning ends the process: exit_status says how. Who embeds the
// guest ends its threads with wexn_wasi_delete.
#include "runtime/wasi/embed.h"
#include "runtime/wasi/options.h"
#include "runtime/wasi/report.h"
#include "runtime/wasi/signals.h"

#include <cstdio>
#include <cstdlib>
#include <new>

#include <wexn/port.h>
#include <wexn/wexn.h>

namespace {
struct Thread;
}

// Of a guest: those that run.
struct wexn_wasi_threads {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t fewer = PTHREAD_COND_INITIALIZER;
  Thread *first = nullptr;
  uint32_t running = 0, limit = 0, last_id = 0;
  bool ending = false;
};

namespace {

using namespace wexn::wasi;

constexpr uint32_t MAX_ID = 0x1fffffff; // the ABI leaves the upper bits to C libraries

struct Thread {
  Thread *next;
  wexn_wasi_threads *all;
  uint32_t id;
  int32_t argument;
  wexn_store *store; // read by others while the thread is in the list
  wexn_wasi *wasi;
  wexn_instance *instance;
};

class Locked {
public:
  explicit Locked(wexn_wasi_threads &all) : all_(all) { ::pthread_mutex_lock(&all_.lock); }
  ~Locked() { ::pthread_mutex_unlock(&all_.lock); }
  Locked(const Locked &) = delete;
  Locked &operator=(const Locked &) = delete;

private:
  wexn_wasi_threads &all_;
};

bool in_use(const wexn_wasi_threads &all, uint32_t id) {
  for (const Thread *thread = all.first; thread; thread = thread->next)
    if (thread->id == id)
      return true;
  return false;
}

// Gives the thread a number. false: there are too many.
bool enlist(wexn_wasi_threads &all, Thread &thread) {
  const Locked locked(all);
  if (all.ending || all.running >= all.limit)
    return false;
  all.running++;
  do
    all.last_id = all.last_id < MAX_ID ? all.last_id + 1 : 1;
  while (in_use(all, all.last_id));
  thread.id = all.last_id;
  thread.next = all.first;
  all.first = &thread;
  return true;
}

// The thread is no more; nothing of the guest is used after that.
void strike_off(wexn_wasi_threads &all, Thread *thread) {
  {
    const Locked locked(all);
    Thread **at = &all.first;
    while (*at != thread)
      at = &(*at)->next;
    *at = thread->next;
  }
  wexn_wasi_delete(thread->wasi);
  wexn_store_delete(thread->store);
  std::free(thread);
  const Locked locked(all);
  all.running--;
  ::pthread_cond_signal(&all.fewer);
}

bool is_start(const wexn_export_desc &desc) {
  if (desc.type.kind != WEXN_EXTERN_FUNC ||
      std::string_view(desc.name.data, desc.name.size) != "wasi_thread_start")
    return false;
  const wexn_type &type = *desc.type.functype->type;
  return type.num_params == 2 && type.num_results == 0 && type.types[0].code == WEXN_I32 &&
         type.types[1].code == WEXN_I32;
}

// Whether the module can run in a thread: nothing that it needs but a memory is the first one's.
bool can_run(const wexn_module_image &image) {
  for (uint32_t i = 0; i < image.num_imports; i++)
    if (!is_for_threads(image.imports[i]))
      return false;
  for (uint32_t i = 0; i < image.num_exports; i++)
    if (is_start(image.exports[i]))
      return true;
  return false;
}

// A store with the limits and settings of the parent's. false: something could not be had.
bool prepare(const wexn_wasi &parent, Thread &thread) {
  wexn_store_config config;
  wexn_store_get_config(parent.state.store, &config);
  wexn_store *store = wexn_store_new(&config);
  void *memory = store ? std::malloc(sizeof(wexn_wasi)) : nullptr;
  if (memory) {
    wexn_store_set_data(store, wexn_store_data(parent.state.store));
    if (!parent.ends_process)
      (void)wexn_store_enable_interrupts(store); // for end()
    thread.wasi = new (memory) wexn_wasi(parent, store);
    thread.wasi->ends_process = parent.ends_process;
    thread.wasi->image = parent.image;
    if (parent.memory)
      thread.wasi->memory = wexn_shared_memory_retain(parent.memory);
  }
  const Locked locked(*thread.all);
  thread.store = store;
  return memory != nullptr && !thread.all->ending;
}

// The instance, whose start function may run long, is made here, where its thread is ended.
wexn_status call_start(Thread &thread, char *error, size_t error_size) {
  const wexn_status made = wexn_wasi_instantiate(thread.wasi, thread.wasi->image, nullptr,
                                                 &thread.instance, error, error_size);
  if (made != WEXN_OK)
    return made;
  wexn_extern start;
  (void)wexn_instance_export(thread.instance, "wasi_thread_start", &start); // see can_run()
  wexn_slot slots[2];
  slots[0].i32 = static_cast<int32_t>(thread.id);
  slots[1].i32 = thread.argument;
  const wexn_status status = wexn_call(thread.store, start.of.func, slots);
  if (status == WEXN_ERROR)
    std::snprintf(error, error_size, "%s", wexn_error_message(thread.store));
  return status;
}

void run(void *argument) {
  auto *thread = static_cast<Thread *>(argument);
  wexn_wasi_threads &all = *thread->all;
  set_reported(&thread->instance, thread->id);
  char error[256];
  const wexn_status status = call_start(*thread, error, sizeof error);
  bool ending;
  {
    const Locked locked(all);
    ending = all.ending;
  }
  if (status == WEXN_ERROR && !ending) {
    begin_end();
    std::fprintf(stderr, "wexn: error in thread %u: %s\n", thread->id, error);
    std::_Exit(EXIT_FAILED);
  }
  if (status != WEXN_OK && !ending)
    std::_Exit(exit_status(thread->store, thread->instance, status, thread->id));
  strike_off(all, thread);
}

// The number of a new thread, or a negative one.
int32_t spawn(wexn_wasi &wasi, int32_t argument) {
  if (!can_run(*wasi.image))
    return -1;
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
  strike_off(*thread->all, thread);
  return -1;
}

// Threads end with the trap of an interrupt, and with whatever else they do meanwhile.
void end(wexn_wasi_threads *all) {
  {
    const Locked locked(*all);
    all->ending = true;
    for (const Thread *thread = all->first; thread; thread = thread->next)
      if (thread->store)
        (void)wexn_interrupt(thread->store);
    while (all->running)
      ::pthread_cond_wait(&all->fewer, &all->lock);
  }
  all->~wexn_wasi_threads();
  std::free(all);
}

void thread_spawn(void *env, wexn_slot *slots) {
  auto &wasi = *static_cast<wexn_wasi *>(env);
  slots[0].i32 = spawn(wasi, slots[0].i32);
  end_if_interrupted(wasi.state);
}

} // namespace

extern "C" [[gnu::visibility("default")]] const Spawn wexn_rt_wasi_threads;
const Spawn wexn_rt_wasi_threads = {thread_spawn, end};
