// Numbers and memory layouts of WASI preview 1 ("wasi_snapshot_preview1" in WASI's legacy folder):
// what a guest sees. The structs have exactly the layout of guest memory, which is little-endian
// with natural alignment like every host that is supported; padding is spelled out so that no host
// bytes leak through it.
#pragma once

#include <cstdint>

namespace wexn::wasi {

enum class Errno : uint16_t {
#define ERRNO(name, host) name,
#include "runtime/wasi/errno.def"
};

// The code for a host's errno value; `io` for those that WASI has no code for.
Errno errno_from_host(int host);
// The host's words for a code.
const char *errno_text(Errno code);

// Bit masks of rights, and which apply to what (rights.def).
struct Right {
  enum Bit : unsigned {
#define RIGHT(name, applies) name##_bit,
#include "runtime/wasi/rights.def"
  };
  enum Mask : uint64_t {
#define RIGHT(name, applies) name = uint64_t{1} << name##_bit,
#include "runtime/wasi/rights.def"
  };
};

enum class FileType : uint8_t {
  unknown,
  block_device,
  character_device,
  directory,
  regular_file,
  socket_dgram,
  socket_stream,
  symbolic_link,
};

enum : uint32_t { CLOCK_REALTIME_ID, CLOCK_MONOTONIC_ID, CLOCK_PROCESS_ID, CLOCK_THREAD_ID };
enum : uint32_t { WHENCE_SET, WHENCE_CUR, WHENCE_END };
enum : uint32_t {
  ADVICE_NORMAL,
  ADVICE_SEQUENTIAL,
  ADVICE_RANDOM,
  ADVICE_WILLNEED,
  ADVICE_DONTNEED,
  ADVICE_NOREUSE,
};
enum : uint8_t { EVENT_CLOCK, EVENT_FD_READ, EVENT_FD_WRITE };
enum : uint8_t { PREOPEN_DIRECTORY };

enum : uint16_t { FD_APPEND = 1, FD_DSYNC = 2, FD_NONBLOCK = 4, FD_RSYNC = 8, FD_SYNC = 16 };
enum : uint16_t { FST_ATIM = 1, FST_ATIM_NOW = 2, FST_MTIM = 4, FST_MTIM_NOW = 8 };
enum : uint32_t { LOOKUP_FOLLOW = 1 };
enum : uint16_t { OPEN_CREAT = 1, OPEN_DIRECTORY = 2, OPEN_EXCL = 4, OPEN_TRUNC = 8 };
enum : uint16_t { SUBCLOCK_ABSTIME = 1 };
enum : uint16_t { EVENT_HANGUP = 1 };
enum : uint16_t { RECV_PEEK = 1, RECV_WAITALL = 2, RECV_TRUNCATED = 1 };
enum : uint8_t { SHUT_RD_FLAG = 1, SHUT_WR_FLAG = 2 };

struct GuestIoVec {
  uint32_t address, size;
};
static_assert(sizeof(GuestIoVec) == 8);

struct Fdstat {
  FileType filetype;
  uint8_t pad = 0;
  uint16_t flags;
  uint32_t pad2 = 0;
  uint64_t base, inheriting;
};
static_assert(sizeof(Fdstat) == 24);

struct Filestat {
  uint64_t dev, ino;
  FileType filetype;
  uint8_t pad[7] = {};
  uint64_t nlink, size, atim, mtim, ctim;
};
static_assert(sizeof(Filestat) == 64);

// Filestat of wasi_unstable.
struct FilestatSnapshot0 {
  uint64_t dev, ino;
  FileType filetype;
  uint8_t pad[3] = {};
  uint32_t nlink;
  uint64_t size, atim, mtim, ctim;
};
static_assert(sizeof(FilestatSnapshot0) == 56);

struct Prestat {
  uint8_t tag;
  uint8_t pad[3] = {};
  uint32_t name_bytes;
};
static_assert(sizeof(Prestat) == 8);

struct Dirent {
  uint64_t next, ino;
  uint32_t name_bytes;
  FileType type;
  uint8_t pad[3] = {};
};
static_assert(sizeof(Dirent) == 24);

struct Subscription {
  uint64_t userdata;
  uint8_t type;
  uint8_t pad[7];
  union {
    struct {
      uint32_t id;
      uint32_t pad;
      uint64_t timeout, precision;
      uint16_t flags;
    } clock;
    uint32_t fd;
  };
};
static_assert(sizeof(Subscription) == 48);

// Subscription of wasi_unstable: its clock has a second name before the clock id.
struct SubscriptionSnapshot0 {
  uint64_t userdata;
  uint8_t type;
  uint8_t pad[7];
  union {
    struct {
      uint64_t identifier;
      uint32_t id;
      uint32_t pad;
      uint64_t timeout, precision;
      uint16_t flags;
    } clock;
    uint32_t fd;
  };
};
static_assert(sizeof(SubscriptionSnapshot0) == 56);

struct Event {
  uint64_t userdata;
  Errno error;
  uint8_t type;
  uint8_t pad[5] = {};
  uint64_t bytes;
  uint16_t flags;
  uint8_t pad2[6] = {};
};
static_assert(sizeof(Event) == 32);

} // namespace wexn::wasi
