// memory.atomic.wait and notify (threads proposal: "Execution / Memory Instructions"). Waiters
// stand in line in one of 256 buckets, by address, each on its own stack with a word that it waits
// for. The value is compared, and the waiter put in line, under the bucket's lock, which notify
// takes, too: whoever changes the value and then notifies misses nobody.
//
// What is waited for often comes soon: a mutex is free again after some instructions. So a waiter
// looks for a while before it sleeps, and one that is awake is not woken, which spares both sides
// the system. Waking is done without the lock: a waiter that goes on notifies others in turn.
#include "runtime/threads/shared_memory.h"

namespace wexn::rt {

void Lock::lock_held() {
  if (soon(kLooks, [this] { return take(); }))
    return;
  while (__atomic_exchange_n(&state_, kContended, __ATOMIC_ACQUIRE) != kFree)
    wexn_port_wait(&state_, kContended, -1);
}

namespace {

struct Waiter {
  Waiter *next;
  const void *address;
  uint32_t state; // a State
  bool in_line;   // under the lock; false: it is notified, or will be at once

  enum State : uint32_t { Awake, Asleep, Notified }; // then the waiter may be gone at once
};

struct Bucket {
  Lock lock;
  uint32_t in_vain;     // how little it has paid lately to look before a sleep
  Waiter *first, **end; // null: where `first` is

  void append(Waiter *waiter) {
    *(end != nullptr ? end : &first) = waiter;
    end = &waiter->next;
  }
  // The one that `at` points to.
  void remove(Waiter **at) {
    Waiter *waiter = *at;
    *at = waiter->next;
    if (end == &waiter->next)
      end = at;
    waiter->in_line = false;
  }
  // Whether the waiter is notified now or before a sleep would pay. Where notifiers take longer, or
  // have no processor to run on, waiters soon look for a fraction of that time only.
  bool comes_soon(const Waiter &waiter) {
    const uint32_t vain = __atomic_load_n(&in_vain, __ATOMIC_RELAXED);
    const bool came = soon(kLooks >> vain, [&] {
      return __atomic_load_n(&waiter.state, __ATOMIC_ACQUIRE) == Waiter::Notified;
    });
    __atomic_store_n(&in_vain, came ? vain / 2 : vain + (vain < 4), __ATOMIC_RELAXED);
    return came;
  }
};

} // namespace

// Empty in the child of a process, where nobody waits.
static Bucket *buckets;

bool prepare_waiting() {
  if (__atomic_load_n(&buckets, __ATOMIC_ACQUIRE) != nullptr)
    return true;
  const uint64_t page = wexn_port_page_size();
  const uint64_t size = (256 * sizeof(Bucket) + page - 1) & ~(page - 1);
  auto *made = static_cast<Bucket *>(wexn_port_pages(size)), *none = decltype(made){};
  if (made == nullptr)
    return false;
  if (__atomic_compare_exchange_n(&buckets, &none, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    wexn_port_wipe_on_fork(made, size);
  else
    wexn_port_release(made, size);
  return true;
}

static Bucket &bucket_of(const void *address) {
  const auto key = reinterpret_cast<uintptr_t>(address) >> 2;
  return __atomic_load_n(&buckets, __ATOMIC_RELAXED)[key * 0x9E3779B97F4A7C15u >> 56];
}

// The deadline; UINT64_MAX: none.
static uint64_t deadline_of(int64_t timeout) {
  if (timeout < 0)
    return UINT64_MAX;
  const uint64_t now = wexn_port_now(), wanted = now + static_cast<uint64_t>(timeout);
  return wanted < now ? UINT64_MAX : wanted;
}

// How often a wait looks whether its store is interrupted: an interrupter may be a signal handler,
// which could wake nobody.
static constexpr int64_t kLook = 5'000'000;

// Waits until the waiter is notified, until the deadline, or until an interrupt of the store (null:
// whatever it is) waits. false: one of the two has come.
static bool wait_until(Waiter &waiter, uint64_t deadline, const wexn_store *store) {
  uint32_t state = Waiter::Awake;
  __atomic_compare_exchange_n(&waiter.state, &state, Waiter::Asleep, false, __ATOMIC_RELAXED,
                              __ATOMIC_RELAXED);
  while (__atomic_load_n(&waiter.state, __ATOMIC_ACQUIRE) != Waiter::Notified) {
    if (store != nullptr && interrupt_waits(store))
      return false;
    int64_t left = -1;
    if (deadline != UINT64_MAX) {
      const uint64_t now = wexn_port_now();
      if (now >= deadline)
        return false;
      left = static_cast<int64_t>(deadline - now);
    }
    if (store != nullptr && (left < 0 || left > kLook))
      left = kLook;
    wexn_port_wait(&waiter.state, Waiter::Asleep, left);
  }
  return true;
}

// A value in the memory, of 4 or 8 bytes, and the one that a wait expects there.
struct Expected {
  const uint8_t *address;
  uint64_t value;
  uint32_t bytes;
  bool is_there() const {
    return bytes == 4 ? load<uint32_t>() == static_cast<uint32_t>(value)
                      : load<uint64_t>() == value;
  }
  template <typename T> T load() const {
    return __atomic_load_n(reinterpret_cast<const T *>(address), __ATOMIC_SEQ_CST);
  }
};

static uint32_t wait(const Expected &expected, int64_t timeout, const wexn_store *store) {
  Bucket &bucket = bucket_of(expected.address);
  uint64_t deadline = deadline_of(timeout);
  Waiter waiter = {nullptr, expected.address, Waiter::Awake, true};
  {
    const Locked locked(bucket.lock);
    if (!expected.is_there())
      return WEXN_WAIT_NOT_EQUAL;
    if (timeout == 0)
      return WEXN_WAIT_TIMED_OUT;
    bucket.append(&waiter);
  }
  while (!bucket.comes_soon(waiter) && !wait_until(waiter, deadline, store)) {
    const Locked locked(bucket.lock);
    if (waiter.in_line) {
      Waiter **at = &bucket.first;
      while (*at != &waiter)
        at = &(*at)->next;
      bucket.remove(at);
      return WEXN_WAIT_TIMED_OUT;
    }
    // Whoever notifies has the waiter in hand.
    deadline = UINT64_MAX;
    store = nullptr;
  }
  return WEXN_WAIT_NOTIFIED;
}

static uint32_t notify(const void *address, uint32_t count) {
  Bucket &bucket = bucket_of(address);
  Waiter *chosen = nullptr, **last = &chosen;
  uint32_t found = 0;
  {
    const Locked locked(bucket.lock);
    for (Waiter **at = &bucket.first; *at != nullptr && found != count;) {
      Waiter *waiter = *at;
      if (waiter->address != address) {
        at = &waiter->next;
        continue;
      }
      bucket.remove(at);
      *last = waiter;
      last = &waiter->next;
      ++found;
    }
    *last = nullptr;
  }
  while (chosen != nullptr) {
    uint32_t *word = &chosen->state;
    chosen = chosen->next;
    if (__atomic_exchange_n(word, Waiter::Notified, __ATOMIC_ACQ_REL) == Waiter::Asleep)
      wexn_port_wake(word);
  }
  return found;
}

// Null: not an address of `bytes` in the memory.
static const uint8_t *address_in(const wexn_shared_memory *shared, uint64_t address,
                                 uint64_t bytes) {
  const uint64_t size = size_of(&shared->memory);
  if (address % bytes != 0 || size < bytes || address > size - bytes)
    return nullptr;
  return shared->memory.base + address;
}

static wexn_wait_result host_wait(wexn_shared_memory *shared, uint64_t address, uint64_t value,
                                  uint32_t bytes, int64_t timeout) {
  const Expected expected = {address_in(shared, address, bytes), value, bytes};
  if (expected.address == nullptr)
    return WEXN_WAIT_BAD_ADDRESS;
  return static_cast<wexn_wait_result>(wait(expected, timeout, nullptr));
}

static uint32_t guest_wait(wexn_instance *instance, const Expected &expected, int64_t timeout) {
  wexn_store *store = may_be_interrupted(instance->store) ? instance->store : nullptr;
  const uint32_t result = wait(expected, timeout, store);
  // Also where nothing waited: a loop of that is hardly ever in compiled code.
  if (store != nullptr && result != WEXN_WAIT_NOTIFIED && take_interrupt(store))
    raise_trap(store, WEXN_TRAP_Interrupted);
  return result;
}

} // namespace wexn::rt

using namespace wexn::rt;

WEXN_CALLED uint32_t wexn_rt_atomic_wait32(wexn_instance *instance, const uint8_t *address,
                                           uint32_t expected, int64_t timeout) {
  return guest_wait(instance, {address, expected, 4}, timeout);
}

WEXN_CALLED uint32_t wexn_rt_atomic_wait64(wexn_instance *instance, const uint8_t *address,
                                           uint64_t expected, int64_t timeout) {
  return guest_wait(instance, {address, expected, 8}, timeout);
}

WEXN_CALLED uint32_t wexn_rt_atomic_notify(const void *address, uint32_t count) {
  return notify(address, count);
}

wexn_wait_result wexn_shared_memory_wait32(wexn_shared_memory *shared, uint64_t address,
                                           uint32_t expected, int64_t timeout) {
  return host_wait(shared, address, expected, 4, timeout);
}

wexn_wait_result wexn_shared_memory_wait64(wexn_shared_memory *shared, uint64_t address,
                                           uint64_t expected, int64_t timeout) {
  return host_wait(shared, address, expected, 8, timeout);
}

uint32_t wexn_shared_memory_notify(wexn_shared_memory *shared, uint64_t address, uint32_t count) {
  const uint8_t *at = address_in(shared, address, sizeof(uint32_t));
  return at == nullptr ? 0 : notify(at, count);
}
