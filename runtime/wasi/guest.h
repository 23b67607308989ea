// Parameters of WASI functions. Each type says, once, which Wasm values it is made of (`wasm`: i
// for i32, I for i64) and how it is taken from the argument slots and checked (`take`); wasi.def
// composes functions from them.
#pragma once

#include "runtime/wasi/signals.h"

#include <cstring>
#include <sys/uio.h>
#include <type_traits>
#include <utility>

namespace wexn::wasi {

// Reads argument slots in order and keeps the first error.
class Arguments {
public:
  Arguments(Call &call_, const wexn_slot *slots) : call(call_), slots_(slots) {}
  uint32_t i32() { return static_cast<uint32_t>((slots_++)->i32); }
  uint64_t i64() { return static_cast<uint64_t>((slots_++)->i64); }
  void fail(Errno e) {
    if (error == Errno::success)
      error = e;
  }
  Call &call;
  Errno error = Errno::success;

private:
  const wexn_slot *slots_;
};

template <typename T> struct Param {
  static constexpr std::string_view wasm = T::wasm;
  static T take(Arguments &in) { return T::take(in); }
};
template <> struct Param<uint32_t> {
  static constexpr std::string_view wasm = "i";
  static uint32_t take(Arguments &in) { return in.i32(); }
};
template <> struct Param<uint64_t> {
  static constexpr std::string_view wasm = "I";
  static uint64_t take(Arguments &in) { return in.i64(); }
};
template <> struct Param<int64_t> {
  static constexpr std::string_view wasm = "I";
  static int64_t take(Arguments &in) { return static_cast<int64_t>(in.i64()); }
};

// A guest address whose range depends on more than one parameter: the function checks it.
struct Address {
  static constexpr std::string_view wasm = "i";
  static Address take(Arguments &in) { return {in.i32()}; }
  uint32_t value;
};

// Where a result goes. The whole of it was inside the guest's memory when it was taken.
template <typename T> struct Out {
  static_assert(std::is_trivially_copyable_v<T>);
  static constexpr std::string_view wasm = "i";
  static Out take(Arguments &in) {
    Out out{};
    if (!in.call.range(in.i32(), sizeof(T), out.bytes))
      in.fail(Errno::fault);
    return out;
  }
  void set(const T &value) const { std::memcpy(bytes, &value, sizeof(T)); }
  uint8_t *bytes;
};

// Out<Filestat> in the layout of the module that was imported from.
struct OutFilestat {
  static constexpr std::string_view wasm = "i";
  static OutFilestat take(Arguments &in) {
    OutFilestat out{nullptr, in.call.snapshot0};
    if (!in.call.range(in.i32(), out.snapshot0 ? sizeof(FilestatSnapshot0) : sizeof(Filestat),
                       out.bytes))
      in.fail(Errno::fault);
    return out;
  }
  void set(const Filestat &stat) const;
  uint8_t *bytes;
  bool snapshot0;
};

// (address, size) of bytes in the guest's memory.
struct Bytes {
  static constexpr std::string_view wasm = "ii";
  static Bytes take(Arguments &in) {
    Bytes out{};
    uint32_t address = in.i32();
    out.size = in.i32();
    if (!in.call.range(address, out.size, out.data))
      in.fail(Errno::fault);
    return out;
  }
  uint8_t *data;
  uint32_t size;
};

// The same for a path's text. What the text must be like is resolve.h's business.
struct Path {
  static constexpr std::string_view wasm = "ii";
  static Path take(Arguments &in) {
    Bytes bytes = Bytes::take(in);
    return {{reinterpret_cast<const char *>(bytes.data), bytes.size}};
  }
  std::string_view text;
};

// (address, count) of an array of buffers. The buffers themselves are checked when they are
// gathered for one host call.
struct IoVecs {
  static constexpr size_t MAX = 1024; // most that Linux takes in one call
  // So many at a time that an interrupt has not to wait long: a memory has room for half a billion.
  static constexpr uint32_t AT_ONCE = 1 << 16;
  static constexpr std::string_view wasm = "ii";
  static IoVecs take(Arguments &in) {
    IoVecs out{};
    uint32_t address = in.i32();
    out.count = in.i32();
    if (!in.call.range(address, uint64_t{out.count} * sizeof(GuestIoVec), out.data))
      in.fail(Errno::fault);
    return out;
  }
  // The first MAX buffers that are not empty. A call that uses only these does less than it was
  // asked to, which reads and writes may.
  using Host = Scratch<iovec, MAX>;
  Errno gather(const Call &call, Host &host, int &host_count) const {
    if (!host)
      return Errno::nomem;
    host_count = 0;
    for (uint32_t i = 0; i < count && host_count < static_cast<int>(MAX); i++) {
      if (i % AT_ONCE == AT_ONCE - 1 && !goes_on(*call.state))
        return Errno::intr;
      GuestIoVec vec;
      std::memcpy(&vec, data + uint64_t{i} * sizeof vec, sizeof vec);
      if (vec.size == 0)
        continue;
      uint8_t *bytes;
      if (!call.range(vec.address, vec.size, bytes))
        return Errno::fault;
      host[static_cast<size_t>(host_count++)] = {bytes, vec.size};
    }
    return Errno::success;
  }
  uint8_t *data;
  uint32_t count;
};

// A flags parameter of type T; bits outside `MASK` are invalid.
template <typename T, T MASK> struct Flags {
  static constexpr std::string_view wasm = sizeof(T) == 8 ? "I" : "i";
  static Flags take(Arguments &in) {
    uint64_t value = sizeof(T) == 8 ? in.i64() : in.i32();
    if (value & ~uint64_t{MASK})
      in.fail(Errno::inval);
    return {static_cast<T>(value)};
  }
  bool has(unsigned bits) const { return (value & bits) != 0; }
  T value;
};
using LookupFlags = Flags<uint32_t, LOOKUP_FOLLOW>;
using OFlags = Flags<uint16_t, OPEN_CREAT | OPEN_DIRECTORY | OPEN_EXCL | OPEN_TRUNC>;
using FdFlags = Flags<uint16_t, FD_APPEND | FD_DSYNC | FD_NONBLOCK | FD_RSYNC | FD_SYNC>;
using FstFlags = Flags<uint16_t, FST_ATIM | FST_ATIM_NOW | FST_MTIM | FST_MTIM_NOW>;
using RiFlags = Flags<uint16_t, RECV_PEEK | RECV_WAITALL>;
using SiFlags = Flags<uint16_t, 0>;
using SdFlags = Flags<uint8_t, SHUT_RD_FLAG | SHUT_WR_FLAG>;

inline constexpr uint64_t ALL_RIGHTS = 0
#define RIGHT(name, applies) | Right::name
#include "runtime/wasi/rights.def"
    ;
using Rights = Flags<uint64_t, ALL_RIGHTS>;

// Why a descriptor without one of the rights `needed` cannot be used: the host's error where the
// right makes no sense for its type, else notcapable.
Errno missing_right(const Descriptor &descriptor, uint64_t needed);

// An open descriptor that holds all the rights NEEDED.
template <uint64_t... NEEDED> struct Handle {
  static constexpr std::string_view wasm = "i";
  static constexpr uint64_t needed = (uint64_t{0} | ... | NEEDED);
  static Handle take(Arguments &in) {
    DescriptorUse use(in.call.state->table, in.i32());
    Descriptor *descriptor = use.get();
    if (!descriptor)
      in.fail(Errno::badf);
    else if ((descriptor->base & needed) != needed)
      in.fail(missing_right(*descriptor, needed));
    return {descriptor, std::move(use)};
  }
  Descriptor *operator->() const { return descriptor; }
  Descriptor *descriptor;
  DescriptorUse use;
};

// The functions themselves, expanded from wasi.def, in args.cpp, clock.cpp, fd.cpp, ...
#define WASI(result, name, ...) result name(Call &call __VA_OPT__(, ) __VA_ARGS__);
#include <wexn/abi/wasi.def>

} // namespace wexn::wasi
