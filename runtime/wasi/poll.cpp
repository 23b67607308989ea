// poll_oneoff: waits until one of many clocks and descriptors is ready, as one ppoll(2) with the
// earliest clock as time limit. Each subscription is read from the guest's memory exactly once.
#include "runtime/wasi/clock.h"
#include "runtime/wasi/filestat.h"
#include "runtime/wasi/limits.h"
#include "runtime/wasi/signals.h"

#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace wexn::wasi {
namespace {

// One subscription, resolved.
struct Item {
  uint64_t userdata;
  uint8_t type;
  Errno error;     // known at once: the event is due now
  clockid_t clock; // EVENT_CLOCK: due when `clock` reaches `deadline`
  uint64_t deadline;
  FileType filetype;
  pollfd *fd; // EVENT_FD_*: in Items::fds; else null
  Descriptor *used;
};

// The items, and what ppoll is asked: only what it has to wait for, since it takes no more than the
// process may have descriptors.
struct Items {
  DescriptorTable &table;
  Item *items;
  pollfd *fds;
  uint32_t count, num_fds = 0;

  Items(DescriptorTable &descriptors, uint32_t n)
      : table(descriptors), items(static_cast<Item *>(std::calloc(n, sizeof(Item)))),
        fds(static_cast<pollfd *>(std::calloc(n, sizeof(pollfd)))), count(n) {}
  Items(const Items &) = delete;
  Items &operator=(const Items &) = delete;
  ~Items() {
    for (uint32_t i = 0; items && i < count; i++)
      table.give_back(items[i].used);
    std::free(items);
    std::free(fds);
  }
};

uint64_t now(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return nanoseconds(time);
}

Subscription read_subscription(const Call &call, const uint8_t *at) {
  Subscription sub{};
  if (!call.snapshot0) {
    std::memcpy(&sub, at, sizeof sub);
    return sub;
  }
  SubscriptionSnapshot0 old;
  std::memcpy(&old, at, sizeof old);
  sub.userdata = old.userdata;
  sub.type = old.type;
  if (old.type == EVENT_CLOCK) {
    sub.clock.id = old.clock.id;
    sub.clock.timeout = old.clock.timeout;
    sub.clock.flags = old.clock.flags;
  } else {
    sub.fd = old.fd;
  }
  return sub;
}

void resolve_clock(const Subscription &sub, Item &item) {
  if (!clock_from_guest(sub.clock.id, item.clock) || (sub.clock.flags & ~SUBCLOCK_ABSTIME)) {
    item.error = Errno::inval;
    return;
  }
  // Processor time does not pass while the guest waits for it.
  if (item.clock != CLOCK_REALTIME && item.clock != CLOCK_MONOTONIC) {
    item.error = Errno::notsup;
    return;
  }
  item.deadline = sub.clock.timeout;
  if (!(sub.clock.flags & SUBCLOCK_ABSTIME)) {
    // A relative time is not shortened or stretched when the system's time is set.
    item.clock = CLOCK_MONOTONIC;
    if (__builtin_add_overflow(now(item.clock), sub.clock.timeout, &item.deadline))
      item.deadline = UINT64_MAX;
  }
}

void resolve_descriptor(const Subscription &sub, Items &all, Item &item) {
  const Descriptor *descriptor = item.used = all.table.acquire(sub.fd);
  uint64_t use = sub.type == EVENT_FD_READ ? Right::fd_read : Right::fd_write;
  uint64_t needed = Right::poll_fd_readwrite | use;
  if (!descriptor)
    item.error = Errno::badf;
  else if ((descriptor->base & needed) != needed)
    item.error = missing_right(*descriptor, needed);
  else {
    item.filetype = descriptor->type;
    item.fd = &all.fds[all.num_fds++];
    *item.fd = {descriptor->fd, static_cast<short>(sub.type == EVENT_FD_READ ? POLLIN : POLLOUT),
                0};
  }
}

// Bytes that can be read without waiting, 0 when that is not known.
uint64_t readable_bytes(const Item &item, int fd) {
  if (item.filetype == FileType::regular_file) {
    struct stat st;
    off_t at = ::lseek(fd, 0, SEEK_CUR);
    if (at < 0 || ::fstat(fd, &st) != 0 || st.st_size <= at)
      return 0;
    return static_cast<uint64_t>(st.st_size - at);
  }
  int bytes = 0;
  return ::ioctl(fd, FIONREAD, &bytes) == 0 && bytes > 0 ? static_cast<uint64_t>(bytes) : 0;
}

// Waits until something may be due: an item with an error, a clock, a descriptor. -1: errno.
int wait(Items &all) {
  // The system's time can be set while this waits for it: look again now and then.
  constexpr uint64_t LONGEST = 60'000'000'000;
  uint64_t left = LONGEST;
  for (uint32_t i = 0; i < all.count; i++) {
    const Item &item = all.items[i];
    uint64_t rest = LONGEST;
    if (item.error != Errno::success) {
      rest = 0;
    } else if (item.type == EVENT_CLOCK) {
      uint64_t time = now(item.clock);
      rest = item.deadline > time ? item.deadline - time : 0;
    }
    left = rest < left ? rest : left;
  }
  timespec limit = timespec_from(left);
  return ::ppoll(all.fds, all.num_fds, &limit, nullptr);
}

// Whether the item is due after `wait`, and then its event.
bool event_of(const Item &item, Event &event) {
  event = {};
  event.userdata = item.userdata;
  event.type = item.type;
  event.error = item.error;
  if (item.error != Errno::success)
    return true;
  if (item.type == EVENT_CLOCK)
    return now(item.clock) >= item.deadline;
  const pollfd &fd = *item.fd;
  if (!fd.revents)
    return false;
  if (fd.revents & POLLNVAL)
    event.error = Errno::badf;
  else if ((fd.revents & POLLERR) && !(fd.revents & (POLLIN | POLLOUT | POLLHUP)))
    event.error = item.type == EVENT_FD_READ ? Errno::io : Errno::pipe;
  if (fd.revents & POLLHUP)
    event.flags = EVENT_HANGUP;
  if (item.type == EVENT_FD_READ && event.error == Errno::success)
    event.bytes = readable_bytes(item, fd.fd);
  return true;
}

} // namespace

Errno poll_oneoff(Call &call, Address subscriptions, Address events, uint32_t count,
                  Out<uint32_t> stored) {
  if (count == 0)
    return Errno::inval;
  uint64_t stride = call.snapshot0 ? sizeof(SubscriptionSnapshot0) : sizeof(Subscription);
  uint8_t *in, *out;
  if (!call.range(subscriptions.value, count * stride, in) ||
      !call.range(events.value, uint64_t{count} * sizeof(Event), out))
    return Errno::fault;
  if (count > MAX_SUBSCRIPTIONS)
    return Errno::inval; // as the host says to too many descriptors
  Items all(call.state->table, count);
  if (!all.items || !all.fds)
    return Errno::nomem;
  for (uint32_t i = 0; i < count; i++) {
    Subscription sub = read_subscription(call, in + i * stride);
    Item &item = all.items[i];
    item.userdata = sub.userdata;
    item.type = sub.type;
    if (sub.type == EVENT_CLOCK)
      resolve_clock(sub, item);
    else if (sub.type == EVENT_FD_READ || sub.type == EVENT_FD_WRITE)
      resolve_descriptor(sub, all, item);
    else
      return Errno::inval;
  }
  uint32_t due = 0;
  while (due == 0) {
    if (wait(all) < 0) {
      if (errno == EINTR && goes_on(*call.state))
        continue;
      return errno_from_host(errno);
    }
    for (uint32_t i = 0; i < count; i++) {
      Event event;
      if (event_of(all.items[i], event))
        std::memcpy(out + uint64_t{due++} * sizeof event, &event, sizeof event);
    }
  }
  stored.set(due);
  return Errno::success;
}

} // namespace wexn::wasi
