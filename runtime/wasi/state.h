// What one WASI instance holds: its arguments, environment and descriptors, and the guest's memory.
// Used by one thread at a time, like the store that it belongs to. Threads of a guest have states
// of their own with one table of descriptors.
#pragma once

#include "runtime/wasi/positions.h"

#include <wexn/abi/types.h>

#include <cstddef>
#include <cstdlib>
#include <pthread.h>
#include <string_view>
#include <unistd.h>

namespace wexn::wasi {

// A host descriptor that is closed at the end of its scope.
class OwnedFd {
public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(OwnedFd &&other) noexcept : fd_(other.release()) {}
  OwnedFd &operator=(OwnedFd &&other) noexcept {
    reset(other.release());
    return *this;
  }
  ~OwnedFd() { reset(-1); }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() {
    int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd) {
    if (fd_ >= 0)
      ::close(fd_);
    fd_ = fd;
  }

private:
  int fd_ = -1;
};

// N items that one call needs and the guest's stack may have no room for (wexn/abi/stack.h): they
// lie on the heap. False when there is no memory.
template <typename T, size_t N> class Scratch {
public:
  Scratch() : items_(static_cast<T *>(std::malloc(N * sizeof(T)))) {}
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;
  ~Scratch() { std::free(items_); }
  explicit operator bool() const { return items_ != nullptr; }
  T *data() const { return items_; }
  static constexpr size_t size() { return N; }
  T &operator[](size_t i) const { return items_[i]; }

private:
  T *items_;
};

// Rights, which one thread of a guest may take away while others look at them.
class RightSet {
public:
  RightSet(uint64_t bits = 0) : bits_(bits) {}
  RightSet(const RightSet &other) : bits_(other) {}
  RightSet &operator=(const RightSet &other) {
    __atomic_store_n(&bits_, uint64_t{other}, __ATOMIC_RELAXED);
    return *this;
  }
  operator uint64_t() const { return __atomic_load_n(&bits_, __ATOMIC_RELAXED); }

private:
  uint64_t bits_;
};

// What a guest's descriptor number stands for.
struct Descriptor {
  int fd;     // host descriptor
  bool owned; // closed with it; not so the program's own 0, 1 and 2
  FileType type;
  RightSet base;        // rights for the descriptor itself,
  RightSet inheriting;  // and the most that descriptors opened through it may have
  char *preopen;        // name of a preopened directory, or null
  Positions *positions; // of a directory that has been read, or null
  uint32_t uses;        // by the table, and by calls that are using it
};

// Guest numbers -> descriptors. Numbers are given out lowest first.
class DescriptorTable {
public:
  DescriptorTable() = default;
  DescriptorTable(const DescriptorTable &) = delete;
  DescriptorTable &operator=(const DescriptorTable &) = delete;
  ~DescriptorTable();

  // The table is used by several threads from here on.
  void share() { shared_ = true; }
  // Held while something in the table or in a descriptor changes; nothing while one thread uses it.
  class Guard {
  public:
    explicit Guard(DescriptorTable &table) : lock_(table.shared_ ? &table.lock_ : nullptr) {
      if (lock_)
        ::pthread_mutex_lock(lock_);
    }
    ~Guard() {
      if (lock_)
        ::pthread_mutex_unlock(lock_);
    }
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

  private:
    pthread_mutex_t *lock_;
  };

  // Room for one more descriptor, from before the host's is made: a call that finds none empties no
  // file and accepts no connection.
  class Place {
  public:
    explicit Place(DescriptorTable &table) : table_(table), kept_(table.keep()) {}
    ~Place();
    Place(const Place &) = delete;
    Place &operator=(const Place &) = delete;
    explicit operator bool() const { return kept_; }

  private:
    friend class DescriptorTable;
    DescriptorTable &table_;
    bool kept_; // counted as open
  };

  // Null: not open. What is returned stays, with its host descriptor open, until it is given back.
  Descriptor *acquire(uint32_t fd);
  void give_back(Descriptor *descriptor);
  // Null: not open. The pointer stays valid until the number is closed or renumbered over.
  Descriptor *find(uint32_t fd) const { return fd < size_ ? slots_[fd] : nullptr; }
  // Takes over the place, descriptor.fd (if owned) and descriptor.preopen, on success only. The
  // number is `least` or more.
  Errno insert(Place &place, const Descriptor &descriptor, uint32_t &fd, uint32_t least = 0);
  // The same with a given number, whatever the limit; what was open there is closed.
  Errno insert_at(const Descriptor &descriptor, uint32_t fd);
  Errno close(uint32_t fd);
  Errno renumber(uint32_t from, uint32_t to);
  // No more than `more` besides those that are open now.
  void limit(uint32_t more) { most_ = more < UINT32_MAX - open_ ? open_ + more : UINT32_MAX; }

private:
  bool keep();
  bool grow(uint32_t size);
  // Takes out what is open there: to be given back without the lock.
  Descriptor *take(uint32_t fd);
  Errno put(const Descriptor &descriptor, uint32_t fd, Descriptor *&old);

  Descriptor **slots_ = nullptr;
  uint32_t size_ = 0;
  uint32_t open_ = 0, most_ = UINT32_MAX;
  bool shared_ = false;
  pthread_mutex_t lock_ = PTHREAD_MUTEX_INITIALIZER;
};

// A descriptor while a call uses it.
class DescriptorUse {
public:
  DescriptorUse(DescriptorTable &table, uint32_t fd) : table_(table), used_(table.acquire(fd)) {}
  DescriptorUse(DescriptorUse &&other) noexcept : table_(other.table_), used_(other.used_) {
    other.used_ = nullptr;
  }
  ~DescriptorUse() { table_.give_back(used_); }
  Descriptor *get() const { return used_; }

private:
  DescriptorTable &table_;
  Descriptor *used_;
};

struct Strings {
  const char *const *items = nullptr;
  uint32_t count = 0;
};

struct State {
  State() : table(own_table) {}
  // For a thread of the same guest, with a store of its own.
  State(const State &parent, wexn_store *thread_store)
      : table(parent.table), args(parent.args), environment(parent.environment),
        store(thread_store), use_openat2(parent.use_openat2), own_process(parent.own_process) {}

  DescriptorTable own_table; // of the guest's first thread
  DescriptorTable &table;
  Strings args, environment;
  const wexn_memory *memory = nullptr;      // the guest's, null until it is first used
  wexn_instance *const *instance = nullptr; // points to null until instantiation gets to it
  wexn_store *store = nullptr;
  bool use_openat2 = false; // else paths are walked component by component
  bool own_process = false; // nobody but the guest uses the process's signals and descriptors
};

// The instance's exported memory "memory", found when it is first used, because a module's start
// function may call WASI before the instance is finished. Null: there is none.
const wexn_memory *find_memory(State &state);

// A call of a WASI function: what is common to all parameters. Its address is the host functions'
// environment, one per module name.
struct Call {
  State *state;
  bool snapshot0; // imported from wasi_unstable

  // The guest's bytes [address, address + size), or false when not all of them are in its memory.
  bool range(uint64_t address, uint64_t size, uint8_t *&bytes) const {
    const wexn_memory *memory = state->memory ? state->memory : find_memory(*state);
    // Another thread may let it grow.
    uint64_t limit = memory ? __atomic_load_n(&memory->bytes, __ATOMIC_RELAXED) : 0;
    if (size > limit || address > limit - size)
      return false;
    bytes = memory ? memory->base + address : nullptr;
    return true;
  }
};

// Descriptor for an open host descriptor: its type, and the rights of `base` and `inheriting` that
// apply to the type and to the mode it was opened in. `fd` stays the caller's when this fails.
Errno describe(int fd, uint64_t base, uint64_t inheriting, Descriptor &out);
// What is given to a guest has numbers from here on, also where it has no standard descriptors: C
// libraries look for directories from 3 on.
inline constexpr uint32_t FIRST_GIVEN = 3;
// Adds the preopened directory `name` for the open directory `fd`, which it takes over on success.
Errno add_preopen(State &state, int fd, std::string_view name);
// Adds the host's descriptor as the guest's `number`; it is not closed with it. Names cannot be
// opened through it even if it is a directory, and what else uses it is not disturbed unless the
// process is the guest's. badf: it is not open.
Errno add_stdio(State &state, int fd, uint32_t number);
// Adds a socket, which it takes over on success.
Errno add_socket(State &state, int fd);
// Whether the system resolves paths beneath a directory by itself (openat2, Linux 5.6).
bool have_openat2();

// Flags of preview 1 for the flags that a host descriptor was opened with.
uint16_t fdflags_from_host(int flags);
FileType filetype_from_mode(uint32_t mode);

} // namespace wexn::wasi
