// wexn: the C++ interface over wexn.h (header only, C++20, needs exceptions).
//
//   wexn::Store store;
//   wexn::Imports imports;
//   imports.func("env", "log", [](int32_t x) { std::cout << x; });
//   wexn::Instance app(store, &app_module, imports);
//   auto add = app.func<int32_t(int32_t, int32_t)>("add");
//   int32_t sum = add(1, 2);
//
// Calls throw wexn::Exception for an uncaught WebAssembly exception, wexn::Trap for a trap and
// wexn::Error where the C interface returns WEXN_ERROR. A host function (any callable) may throw:
//   wexn::Exception  is thrown on in the compiled code, which can catch it by its tag;
//   wexn::Trap       makes the compiled code trap;
//   anything else    passes through the compiled code as an exception with a tag of its own, so
//                    that catch_all clauses (destructors of the guest) run, and arrives at the C++
//                    caller as the same C++ exception, also when the guest has kept it (exnref) and
//                    throws it again, in a later call, too. It stays as long as the guest can.
// No C++ exception ever unwinds compiled frames, and destructors run on both sides.
//
// Store is shared by what was made in it: it goes when the last of Store, Instance, Func and
// Exception goes, and no earlier than the calls end that a Func has begun, whatever host functions
// destroy; a C++ exception that holds one of these four keeps the store as long as the guest keeps
// it. A host function that destroys the last of them during a call of the C interface leaves the
// store to the system. Memory, Table, Global and Tag are plain views that need the store.
// One thread at a time uses all that shares a store: an Exception that another thread has been given
// must be gone before this one goes on with its store.
#ifndef WEXN_WEXN_HPP
#define WEXN_WEXN_HPP

#if __cplusplus < 201709L
#error "wexn/wexn.hpp needs C++20: compile with -std=c++20"
#else

#include <wexn/wexn.h>

#include <cstring>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace wexn {

// A request that cannot be done; what() is wexn_error_message.
class Error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

namespace detail {

struct Closure {
  virtual ~Closure() = default;
};

// A C++ exception that compiled code can throw, and the WebAssembly exception in its place.
struct Foreign {
  std::exception_ptr exception;
  wexn_ref ref;
};

// The store and what the C++ side keeps for it.
struct State {
  wexn_store *store;
  std::vector<std::unique_ptr<Closure>> closures; // host functions
  std::map<int64_t, Foreign> foreign;             // by the payload of `foreign_tag`
  int64_t last_foreign = 0;
  wexn_tag *foreign_tag = nullptr;
  size_t new_foreign = 0;          // since those that are not needed were last looked for
  uint64_t foreign_collection = 0; // number of collections at that time

  explicit State(const wexn_store_config *config) : store(wexn_store_new(config)) {
    if (store == nullptr)
      throw std::bad_alloc();
  }
  State(const State &) = delete;
  State &operator=(const State &) = delete;
  ~State() {
    std::map<int64_t, Foreign>().swap(foreign); // whose destructors may want the store
    wexn_store_delete(store);
  }
  // What the last owner calls. All stays when a host function is it, which compiled code waits for
  // that was called by the C interface: what it uses has no other owner (Func is one).
  static void drop(State *state) noexcept {
    if (!wexn_store_in_call(state->store))
      delete state;
  }
};
using StatePtr = std::shared_ptr<State>;

[[noreturn]] inline void throw_error(wexn_store *store) { throw Error(wexn_error_message(store)); }

// ---- C++ types and WebAssembly types ----

template <typename T> struct Value {
  static_assert(
      sizeof(T) == 0,
      "not the type of a WebAssembly value: use int32_t, uint32_t, int64_t, uint64_t, float, "
      "double, wexn_v128_bits, wexn_func * or void *");
};
#define WEXN_VALUE(type, member, text, condition)                                                  \
  template <> struct Value<type> {                                                                 \
    static constexpr const char *name = text;                                                      \
    static bool fits(const wexn_valtype &t) { return condition; }                                  \
    static type get(const wexn_slot &slot) { return static_cast<type>(slot.member); }              \
    static void set(wexn_slot &slot, type value) {                                                 \
      slot.member = static_cast<decltype(slot.member)>(value);                                     \
    }                                                                                              \
  };
inline bool is_reference(const wexn_valtype &t) {
  return t.code == WEXN_REF || t.code == WEXN_REF_NULL;
}
inline bool is_func_reference(const wexn_valtype &t) {
  return is_reference(t) && wexn_heap_top(&t) == WEXN_HEAP_FUNC;
}
inline bool is_extern_reference(const wexn_valtype &t) {
  return is_reference(t) && wexn_heap_top(&t) == WEXN_HEAP_EXTERN;
}
inline bool is_exception_reference(const wexn_valtype &t) {
  return is_reference(t) && wexn_heap_top(&t) == WEXN_HEAP_EXN;
}
WEXN_VALUE(int32_t, i32, "i32", t.code == WEXN_I32)
// Managed references are 32-bit numbers too (wexn_ref).
WEXN_VALUE(uint32_t, i32, "i32",
           t.code == WEXN_I32 ||
               (is_reference(t) && !is_func_reference(t) && !is_extern_reference(t)))
WEXN_VALUE(int64_t, i64, "i64", t.code == WEXN_I64)
WEXN_VALUE(uint64_t, i64, "i64", t.code == WEXN_I64)
WEXN_VALUE(float, f32, "f32", t.code == WEXN_F32)
WEXN_VALUE(double, f64, "f64", t.code == WEXN_F64)
WEXN_VALUE(wexn_v128_bits, v128, "v128", t.code == WEXN_V128)
WEXN_VALUE(wexn_func *, func, "funcref", is_func_reference(t))
WEXN_VALUE(void *, extern_, "externref", is_extern_reference(t))
#undef WEXN_VALUE

// What messages call a type. Of references, the hierarchy.
inline const char *type_text(const wexn_valtype &t) {
  switch (t.code) {
#define VALUE_TYPE(kind, code, text, log2)                                                         \
  case WEXN_##kind:                                                                                \
    return text;
#include <wexn/abi/value_types.def>
  default:
    return is_func_reference(t)                 ? "funcref"
           : is_extern_reference(t)             ? "externref"
           : wexn_heap_top(&t) == WEXN_HEAP_EXN ? "exnref"
                                                : "anyref";
  }
}
// " (param i32 i32)", or nothing.
inline std::string list_text(const char *what, const std::vector<const char *> &types) {
  std::string out;
  for (const char *type : types)
    out += " " + std::string(type);
  return types.empty() ? out : std::string(" (") + what + out + ")";
}
inline std::string type_text(const wexn_type *type) {
  std::vector<const char *> params, results;
  for (uint32_t i = 0; i < type->num_params; ++i)
    params.push_back(type_text(type->types[i]));
  for (uint32_t i = 0; i < type->num_results; ++i)
    results.push_back(type_text(type->types[type->num_params + i]));
  return "(func" + list_text("param", params) + list_text("result", results) + ")";
}
inline const char *kind_text(uint8_t kind) {
  constexpr const char *kinds[] = {"function", "table", "memory", "global", "tag"};
  return kinds[kind];
}
inline std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

// Whether a value of the type may be a reference to something in the managed heap, or its address.
template <typename T>
inline constexpr bool may_be_reference = std::is_same_v<T, uint32_t> || std::is_same_v<T, void *>;

// Results: void, one value, or a std::tuple.
template <typename R> struct Results {
  static constexpr uint32_t count = 1;
  static constexpr bool may_be_references = may_be_reference<R>;
  static std::vector<const char *> names() { return {Value<R>::name}; }
  static bool fit(const wexn_valtype *types) { return Value<R>::fits(types[0]); }
  static R get(const wexn_slot *slots) { return Value<R>::get(slots[0]); }
  static void set(wexn_slot *slots, R value) { Value<R>::set(slots[0], value); }
};
template <> struct Results<void> {
  static constexpr uint32_t count = 0;
  static constexpr bool may_be_references = false;
  static std::vector<const char *> names() { return {}; }
  static bool fit(const wexn_valtype *) { return true; }
  static void get(const wexn_slot *) {}
};
template <typename... T> struct Results<std::tuple<T...>> {
  static constexpr uint32_t count = sizeof...(T);
  static constexpr bool may_be_references = (may_be_reference<T> || ...);
  static std::vector<const char *> names() { return {Value<T>::name...}; }
  static bool fit(const wexn_valtype *types) {
    uint32_t i = 0;
    return (Value<T>::fits(types[i++]) && ...);
  }
  static std::tuple<T...> get(const wexn_slot *slots) {
    uint32_t i = 0;
    return std::tuple<T...>{Value<T>::get(slots[i++])...};
  }
  static void set(wexn_slot *slots, const std::tuple<T...> &values) {
    uint32_t i = 0;
    std::apply([&](const T &...value) { (Value<T>::set(slots[i++], value), ...); }, values);
  }
};

template <typename F> struct Signature : Signature<decltype(&F::operator())> {};
template <typename R, typename... A> struct Signature<R(A...)> {
  using Result = R;
  using Arguments = std::tuple<std::decay_t<A>...>;
  static bool fits(const wexn_type *type) {
    if (type->num_params != sizeof...(A) || type->num_results != Results<R>::count)
      return false;
    [[maybe_unused]] uint32_t i = 0;
    return (Value<std::decay_t<A>>::fits(type->types[i++]) && ...) &&
           Results<R>::fit(type->types + type->num_params);
  }
  static std::string text() {
    return "(func" + list_text("param", {Value<std::decay_t<A>>::name...}) +
           list_text("result", Results<R>::names()) + ")";
  }
};
template <typename R, typename... A> struct Signature<R (*)(A...)> : Signature<R(A...)> {};
template <typename R, typename... A> struct Signature<R (*)(A...) noexcept> : Signature<R(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...)> : Signature<R(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...) const> : Signature<R(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R(A...)> {};
template <typename C, typename R, typename... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R(A...)> {};

} // namespace detail

// ---- Traps ----

struct Frame {
  std::string module, function; // function is empty when the module has no name for it
  uint32_t function_index;      // in the module, imported functions included
  std::string file;             // of the source; empty when unknown, as always without -g
  uint32_t line = 0;            // in that file, from 1; 0 when unknown
};

namespace detail {
inline Frame frame_of(const wexn_frame &frame) {
  return {std::string(frame.module.data, frame.module.size),
          std::string(frame.function.data, frame.function.size), frame.function_index,
          std::string(frame.file.data, frame.file.size), frame.line};
}
} // namespace detail

class Trap : public std::exception {
public:
  // For host functions: `throw wexn::Trap(WEXN_TRAP_Unreachable)`.
  explicit Trap(wexn_trap_kind kind, uint32_t exit_status = 0)
      : kind_(kind), exit_status_(exit_status) {}
  // The store's last trap.
  explicit Trap(const wexn_store *store)
      : kind_(wexn_trap_code(store)), exit_status_(wexn_exit_status(store)), recorded_(true) {
    wexn_frame frame;
    for (uint32_t i = 0; wexn_trap_frame(store, i, &frame); ++i)
      frames_.push_back(detail::frame_of(frame));
  }
  const char *what() const noexcept override { return wexn_trap_kind_message(kind_); }
  wexn_trap_kind kind() const { return kind_; }
  uint32_t exit_status() const { return exit_status_; }        // of WEXN_TRAP_Exit
  const std::vector<Frame> &frames() const { return frames_; } // innermost first

  // Makes the compiled code that called the host function trap when it returns.
  void pass_on(wexn_store *store) const {
    if (recorded_ && wexn_trap_code(store) == kind_)
      wexn_reraise_trap(store);
    else if (kind_ == WEXN_TRAP_Exit)
      wexn_raise_exit(store, exit_status_);
    else
      wexn_raise_trap(store, kind_);
  }

private:
  wexn_trap_kind kind_;
  uint32_t exit_status_;
  bool recorded_ = false;
  std::vector<Frame> frames_;
};

// ---- Tags and exceptions ----

class Tag {
public:
  explicit Tag(wexn_tag *tag) : tag_(tag) {}
  wexn_tag *get() const { return tag_; }
  operator wexn_extern() const { return wexn_extern_tag(tag_); }
  friend bool operator==(const Tag &a, const Tag &b) { return wexn_tag_eq(a.tag_, b.tag_); }

private:
  wexn_tag *tag_;
};

class Store;

// A WebAssembly exception. Copies are handles of the same exception.
class Exception : public std::exception {
public:
  // A new exception with the tag and the values of its parameters.
  template <typename... T> Exception(const Store &store, const Tag &tag, T... fields);
  // Takes over a handle of the C interface.
  Exception(detail::StatePtr state, wexn_exn *exn)
      : state_(std::move(state)), exn_(exn, wexn_exn_release) {}

  const char *what() const noexcept override { return "uncaught WebAssembly exception"; }
  Tag tag() const { return Tag(wexn_exn_tag(exn_.get())); }
  bool has(const Tag &other) const { return tag() == other; }
  // Parameter `index` of the tag. Throws Error when there is none of that index and type.
  template <typename T> T field(uint32_t index) const {
    const wexn_type *type = wexn_exn_tag(exn_.get())->type;
    wexn_slot slot;
    if (index >= type->num_params || !detail::Value<T>::fits(type->types[index]) ||
        !wexn_exn_field(exn_.get(), index, &slot))
      throw Error("the exception, of a tag with " + detail::type_text(type) + ", has no field " +
                  std::to_string(index) + " of type " + detail::Value<T>::name);
    return detail::Value<T>::get(slot);
  }
  // Where it was thrown, innermost first; empty unless the store's config has exception_backtraces
  // (wexn_exn_backtrace).
  std::vector<Frame> backtrace() const {
    std::vector<Frame> frames;
    wexn_frame frame;
    for (uint32_t i = 0; wexn_exn_backtrace(exn_.get(), i, &frame); ++i)
      frames.push_back(detail::frame_of(frame));
    return frames;
  }
  wexn_exn *get() const { return exn_.get(); }

private:
  detail::StatePtr state_; // before exn_: the handle goes first
  std::shared_ptr<wexn_exn> exn_;
};

namespace detail {

// The tag of C++ exceptions in compiled code: one i64, the key in State::foreign. Modules cannot
// import it, so its type's hash is never compared with another's.
inline constexpr wexn_valtype foreign_params[1] = {{WEXN_I64, 0, 0, 0, nullptr}};
inline constexpr wexn_type foreign_type = {{'C', '+', '+'}, nullptr, WEXN_TYPE_FUNC, 1, 0, 1, 0,
                                           foreign_params};

// Whether the WebAssembly exception is still there: a collection may have given its place to
// another.
inline bool is_alive(const State &state, int64_t key, const Foreign &foreign) {
  wexn_exn *exn = wexn_exn_from_ref(state.store, foreign.ref);
  wexn_slot field;
  const bool alive = exn != nullptr && wexn_exn_tag(exn) == state.foreign_tag &&
                     wexn_exn_field(exn, 0, &field) && field.i64 == key;
  wexn_exn_release(exn);
  return alive;
}

// What a call returned, for which the caller has no roots and no handles yet: references, which a
// collection could make invalid, or even some to exceptions.
enum class Returned { Values, References, Exceptions };
template <typename R> Returned returned_by(const wexn_func *func) {
  if (!Results<R>::may_be_references)
    return Returned::Values;
  const wexn_type &type = *func->type;
  for (uint32_t i = 0; i < type.num_results; ++i)
    if (is_exception_reference(type.types[type.num_params + i]))
      return Returned::Exceptions;
  return Returned::References;
}

// Lets C++ exceptions go that nobody can throw again. All of them, when no compiled code runs and
// no place of a module can hold one, nor the caller, which is the rule. Else a collection tells;
// where it may be made, one comes as soon as there are so many new ones that it takes no more time
// than they did.
inline void settle_foreign(State &state, Returned returned) {
  if (state.foreign.empty())
    return;
  const wexn_heap_stats stats = wexn_store_heap_stats(state.store);
  if (state.new_foreign == 0 && state.foreign_collection == stats.collections)
    return;
  // Destructors run at the end, when all is in order: they may call the store.
  std::map<int64_t, Foreign> gone;
  if (returned != Returned::Exceptions && !wexn_store_may_hold_exceptions(state.store)) {
    state.new_foreign = 0;
    gone.swap(state.foreign);
    return;
  }
  const uint64_t enough = (stats.live >> 10) + (wexn_store_in_call(state.store) ? 1024 : 1);
  if (returned == Returned::Values && state.new_foreign >= enough &&
      state.new_foreign >= state.foreign.size() / 2)
    wexn_store_collect(state.store);
  const uint64_t collections = wexn_store_heap_stats(state.store).collections;
  if (state.foreign_collection == collections)
    return;
  state.foreign_collection = collections;
  state.new_foreign = 0;
  for (auto i = state.foreign.begin(); i != state.foreign.end();) {
    const auto next = std::next(i);
    if (!is_alive(state, i->first, i->second))
      gone.insert(state.foreign.extract(i));
    i = next;
  }
}

// A WebAssembly exception in place of a C++ one. Null: out of memory.
inline wexn_exn *new_foreign(State &state, const std::exception_ptr &exception) {
  settle_foreign(state, Returned::Values);
  wexn_slot field;
  field.i64 = state.last_foreign + 1;
  wexn_exn *exn = nullptr;
  if ((state.foreign_tag == nullptr &&
       wexn_tag_new(state.store, &foreign_type, &state.foreign_tag) != WEXN_OK) ||
      wexn_exn_new(state.store, state.foreign_tag, &field, &exn) != WEXN_OK)
    return nullptr;
  try {
    state.foreign.emplace(field.i64, Foreign{exception, wexn_exn_ref(exn)});
  } catch (const std::bad_alloc &) {
    wexn_exn_release(exn);
    return nullptr;
  }
  ++state.last_foreign;
  ++state.new_foreign;
  return exn;
}

// Throws the C++ exception that is being handled in the compiled code. A trap where even that is
// not possible.
inline void throw_foreign(State &state) {
  wexn_exn *exn = new_foreign(state, std::current_exception());
  if (exn == nullptr || wexn_throw(state.store, exn) != WEXN_OK)
    wexn_raise_trap(state.store, WEXN_TRAP_OutOfMemory);
  wexn_exn_release(exn);
}

// The C++ exception in whose place this one is; null if there is none.
inline std::exception_ptr original_of(const State &state, const Exception &exception) {
  if (state.foreign_tag == nullptr || exception.tag().get() != state.foreign_tag)
    return nullptr;
  const auto found = state.foreign.find(exception.field<int64_t>(0));
  return found == state.foreign.end() ? nullptr : found->second.exception;
}

// Turns what a call ended with into a C++ exception.
inline void check(const StatePtr &state, wexn_status status, Returned returned) {
  if (status == WEXN_OK) {
    settle_foreign(*state, returned);
    return;
  }
  if (status == WEXN_TRAP) {
    const Trap trap(state->store);
    settle_foreign(*state, Returned::Values);
    throw trap;
  }
  wexn_exn *const exn = status == WEXN_EXCEPTION ? wexn_take_exception(state->store) : nullptr;
  if (exn == nullptr)
    throw_error(state->store);
  std::exception_ptr original;
  {
    const Exception exception(state, exn);
    original = original_of(*state, exception);
    if (!original) {
      settle_foreign(*state, Returned::Values);
      throw exception;
    }
  }
  settle_foreign(*state, Returned::Values);
  std::rethrow_exception(original);
}

template <typename F> struct HostFunction final : Closure {
  State *state;
  F function;

  HostFunction(State *s, F f) : state(s), function(std::move(f)) {}

  static void call(void *env, wexn_slot *slots) noexcept {
    auto *self = static_cast<HostFunction *>(env);
    try {
      self->invoke(slots, std::make_index_sequence<std::tuple_size_v<Arguments>>());
    } catch (const Exception &exception) {
      if (wexn_throw(self->state->store, exception.get()) != WEXN_OK)
        throw_foreign(*self->state); // of another store: passes through like any C++ exception
    } catch (const Trap &trap) {
      trap.pass_on(self->state->store);
    } catch (...) {
      throw_foreign(*self->state);
    }
  }

private:
  using Sig = Signature<F>;
  using Arguments = typename Sig::Arguments;
  template <size_t... I> void invoke([[maybe_unused]] wexn_slot *slots, std::index_sequence<I...>) {
    if constexpr (std::is_void_v<typename Sig::Result>)
      function(Value<std::tuple_element_t<I, Arguments>>::get(slots[I])...);
    else
      Results<typename Sig::Result>::set(
          slots, function(Value<std::tuple_element_t<I, Arguments>>::get(slots[I])...));
  }
};

} // namespace detail

// ---- Store ----

class Store {
public:
  Store() : Store(nullptr) {}
  explicit Store(const wexn_store_config &config) : Store(&config) {}

  wexn_store *get() const { return state_->store; }
  const detail::StatePtr &state() const { return state_; }

  // Throws what `status`, from a function of the C interface or of a generated header, stands for.
  void check(wexn_status status) const {
    detail::check(state_, status, detail::Returned::Exceptions); // for all that is known
  }

  // A tag whose parameters are those of a function type, found in a module image.
  Tag tag(const wexn_type *type) const {
    wexn_tag *tag = nullptr;
    check(wexn_tag_new(get(), type, &tag));
    return Tag(tag);
  }

  // A host function of the type of an import. Throws Error when `function` has other parameters or
  // results.
  template <typename F> wexn_func *host_func(const wexn_functype *type, F function) const {
    if (!detail::Signature<F>::fits(type->type))
      throw Error("a host function of type " + detail::Signature<F>::text() + ", where " +
                  detail::type_text(type->type) + " is needed");
    auto closure = std::make_unique<detail::HostFunction<F>>(state_.get(), std::move(function));
    wexn_func *func = nullptr;
    check(wexn_func_new_slots(get(), type, detail::HostFunction<F>::call, closure.get(), &func));
    state_->closures.push_back(std::move(closure));
    return func;
  }

private:
  explicit Store(const wexn_store_config *config)
      : state_(new detail::State(config), detail::State::drop) {}
  detail::StatePtr state_;
};

template <typename... T>
Exception::Exception(const Store &store, const Tag &tag, T... fields) : state_(store.state()) {
  const wexn_type *type = tag.get()->type;
  [[maybe_unused]] uint32_t i = 0;
  if (type->num_params != sizeof...(T) || !(detail::Value<T>::fits(type->types[i++]) && ...))
    throw Error("an exception with fields" +
                detail::list_text("of types", {detail::Value<T>::name...}) + ", of a tag with " +
                detail::type_text(type));
  wexn_slot slots[sizeof...(T) + 1];
  i = 0;
  (detail::Value<T>::set(slots[i++], fields), ...);
  wexn_exn *exn = nullptr;
  store.check(wexn_exn_new(store.get(), tag.get(), slots, &exn));
  exn_.reset(exn, wexn_exn_release);
}

// ---- Views of what instances share ----

class Memory {
public:
  explicit Memory(wexn_memory *memory) : memory_(memory) {}
  // Does not move; the size is the current one.
  std::span<uint8_t> bytes() const {
    return {wexn_memory_data(memory_), static_cast<size_t>(wexn_memory_bytes(memory_))};
  }
  uint64_t pages() const { return wexn_memory_pages(memory_); }
  // false: not possible.
  bool grow(uint64_t pages) const { return wexn_memory_grow(memory_, pages) != UINT64_MAX; }
  // `size` bytes at `offset`. Throws Error when they are not all inside.
  std::span<uint8_t> bytes(uint64_t offset, uint64_t size) const {
    const auto all = bytes();
    if (offset > all.size() || size > all.size() - offset)
      throw Error("out of bounds memory access");
    return all.subspan(static_cast<size_t>(offset), static_cast<size_t>(size));
  }
  template <typename T> T read(uint64_t offset) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, bytes(offset, sizeof(T)).data(), sizeof(T));
    return value;
  }
  template <typename T> void write(uint64_t offset, const T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(bytes(offset, sizeof(T)).data(), &value, sizeof(T));
  }
  std::string_view text(uint64_t offset, uint64_t size) const {
    const auto part = bytes(offset, size);
    return {reinterpret_cast<const char *>(part.data()), part.size()};
  }
  wexn_memory *get() const { return memory_; }
  operator wexn_extern() const { return wexn_extern_memory(memory_); }

private:
  wexn_memory *memory_;
};

// A memory that instances of several stores share, each on a thread of its own; copies are the same
// memory. What other threads use at the same time is read and written with atomic operations, not
// with Memory's functions.
class SharedMemory {
public:
  // In pages of 64 KiB. Throws Error when there is no address space.
  SharedMemory(uint64_t min, uint64_t max, bool is64 = false) {
    wexn_limits limits{};
    limits.min = min;
    limits.max = max;
    limits.has_max = limits.shared = 1;
    limits.is64 = is64;
    shared_ = wexn_shared_memory_new(&limits);
    if (!shared_)
      throw Error("no address space for a shared memory");
  }
  // One more handle of a memory that is shared already.
  explicit SharedMemory(wexn_shared_memory *shared) : shared_(wexn_shared_memory_retain(shared)) {}
  SharedMemory(const SharedMemory &other) : SharedMemory(other.shared_) {}
  SharedMemory &operator=(SharedMemory other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~SharedMemory() { wexn_shared_memory_release(shared_); }

  Memory memory() const { return Memory(wexn_shared_memory_memory(shared_)); }
  // memory.atomic.wait32, wait64 and notify. Timeouts in nanoseconds, negative: none.
  wexn_wait_result wait(uint64_t address, uint32_t expected, int64_t timeout = -1) const {
    return wexn_shared_memory_wait32(shared_, address, expected, timeout);
  }
  wexn_wait_result wait64(uint64_t address, uint64_t expected, int64_t timeout = -1) const {
    return wexn_shared_memory_wait64(shared_, address, expected, timeout);
  }
  uint32_t notify(uint64_t address, uint32_t count) const {
    return wexn_shared_memory_notify(shared_, address, count);
  }
  wexn_shared_memory *get() const { return shared_; }
  operator wexn_extern() const { return wexn_extern_memory(wexn_shared_memory_memory(shared_)); }

private:
  wexn_shared_memory *shared_;
};

class Table {
public:
  explicit Table(wexn_table *table) : table_(table) {}
  uint64_t size() const { return wexn_table_size(table_); }
  // T: wexn_func * or void *, as the table's element type is.
  template <typename T> T at(uint64_t index) const {
    wexn_slot slot;
    if (!detail::Value<T>::fits(table_->type))
      throw Error(std::string("a table of ") + detail::type_text(table_->type) +
                  " has no element of type " + detail::Value<T>::name);
    if (!wexn_table_get(table_, index, &slot))
      throw Error("a table of " + std::to_string(size()) + " elements has none of index " +
                  std::to_string(index));
    return detail::Value<T>::get(slot);
  }
  wexn_table *get() const { return table_; }
  operator wexn_extern() const { return wexn_extern_table(table_); }

private:
  wexn_table *table_;
};

class Global {
public:
  // Without the store, set() does not look whether a reference is one of the store.
  Global(wexn_global *global, const wexn_valtype &type, wexn_store *store = nullptr)
      : global_(global), type_(type), store_(store) {}
  template <typename T> T value() const {
    check<T>();
    return detail::Value<T>::get(global_->value);
  }
  template <typename T> void set(T value) const {
    check<T>();
    if (!type_.mutable_)
      throw Error("the global is immutable");
    wexn_slot slot = global_->value;
    detail::Value<T>::set(slot, value);
    if (!store_)
      global_->value = slot;
    else if (wexn_global_set(store_, global_, &type_, slot) != WEXN_OK)
      detail::throw_error(store_);
  }
  wexn_global *get() const { return global_; }
  operator wexn_extern() const { return wexn_extern_global(global_, &type_); }

private:
  template <typename T> void check() const {
    if (!detail::Value<T>::fits(type_))
      throw Error(std::string("the global has type ") + detail::type_text(type_) + ", not " +
                  detail::Value<T>::name);
  }
  wexn_global *global_;
  wexn_valtype type_;
  wexn_store *store_;
};

// ---- Functions ----

template <typename Sig> class Func;

// A function of a store, called with C++ types.
template <typename R, typename... A> class Func<R(A...)> {
public:
  // Throws Error, which says `name`, when the function is null, as elements of tables may be, or
  // has other parameters or results.
  Func(detail::StatePtr state, wexn_func *func, std::string_view name = {})
      : state_(std::move(state)), func_(func) {
    if (func == nullptr)
      throw Error("the function " + (name.empty() ? "" : detail::quoted(name) + " ") + "is null");
    if (!detail::Signature<R(A...)>::fits(func->type))
      throw Error("the function " + (name.empty() ? "" : detail::quoted(name) + " ") + "has type " +
                  detail::type_text(func->type) + ", not " + detail::Signature<R(A...)>::text());
  }
  R operator()(A... arguments) const {
    // A host function may destroy this Func, or assign another.
    const detail::StatePtr state = state_;
    wexn_func *const func = func_;
    constexpr uint32_t results = detail::Results<R>::count;
    wexn_slot slots[sizeof...(A) > results ? sizeof...(A) : results + 1];
    [[maybe_unused]] uint32_t i = 0;
    (detail::Value<std::decay_t<A>>::set(slots[i++], arguments), ...);
    const wexn_status status = wexn_call(state->store, func, slots);
    detail::check(state, status,
                  state->foreign.empty() ? detail::Returned::Values : detail::returned_by<R>(func));
    return detail::Results<R>::get(slots);
  }
  wexn_func *get() const { return func_; }
  operator wexn_extern() const { return wexn_extern_func(func_); }

private:
  detail::StatePtr state_;
  wexn_func *func_;
};

// ---- Imports and instances ----

// Values for imports by name. Host functions take the type of the import that asks for them.
class Imports {
public:
  template <typename F> Imports &func(std::string module, std::string name, F function) {
    makers_[{std::move(module), std::move(name)}] = [function](const Store &store,
                                                               const wexn_import_desc &import) {
      if (import.type.kind != WEXN_EXTERN_FUNC)
        throw Error("incompatible import type: " + full_name(import) +
                    ": is a host function, something else needed");
      if (!detail::Signature<F>::fits(import.type.functype->type))
        throw Error("incompatible import type: " + full_name(import) +
                    ": the host function has type " + detail::Signature<F>::text() + ", " +
                    detail::type_text(import.type.functype->type) + " needed");
      return wexn_extern_func(store.host_func(import.type.functype, function));
    };
    return *this;
  }
  // Memory, Table, Global, Tag, Func, or an export of another instance.
  Imports &define(std::string module, std::string name, wexn_extern value) {
    makers_[{std::move(module), std::move(name)}] =
        [value](const Store &, const wexn_import_desc &) { return value; };
    return *this;
  }

  // Null when there is no such name.
  bool find(const Store &store, const wexn_import_desc &import, wexn_extern &out) const {
    const auto found = makers_.find({std::string(import.module.data, import.module.size),
                                     std::string(import.name.data, import.name.size)});
    if (found == makers_.end())
      return false;
    out = found->second(store, import);
    return true;
  }

private:
  static std::string full_name(const wexn_import_desc &import) {
    return std::string(import.module.data, import.module.size) + "." +
           std::string(import.name.data, import.name.size);
  }
  using Maker = std::function<wexn_extern(const Store &, const wexn_import_desc &)>;
  std::map<std::pair<std::string, std::string>, Maker> makers_;
};

class Instance {
public:
  // Makes an instance and runs its start function. Names that `imports` does not have are looked
  // up among the store's definitions (wexn_define). Throws Error, Trap, Exception.
  Instance(const Store &store, const wexn_module_image *image, const Imports &imports = {})
      : state_(store.state()) {
    Resolver resolver{store, imports, nullptr};
    wexn_instance_config config = {};
    config.resolver = Resolver::resolve;
    config.resolver_env = &resolver;
    const wexn_status status = wexn_instance_new(store.get(), image, &config, &instance_);
    if (resolver.failure)
      std::rethrow_exception(resolver.failure);
    detail::check(state_, status, detail::Returned::Values);
  }

  wexn_instance *get() const { return instance_; }
  // Throws Error when there is no export of that name and kind.
  wexn_extern get_export(std::string_view name) const {
    wexn_extern value;
    if (!wexn_instance_export_sized(instance_, name.data(), name.size(), &value))
      throw Error("unknown export: " + std::string(name));
    return value;
  }
  template <typename Sig> Func<Sig> func(std::string_view name) const {
    return Func<Sig>(state_, get_export(name, WEXN_EXTERN_FUNC).of.func, name);
  }
  Memory memory(std::string_view name = "memory") const {
    return Memory(get_export(name, WEXN_EXTERN_MEMORY).of.memory);
  }
  Table table(std::string_view name) const {
    return Table(get_export(name, WEXN_EXTERN_TABLE).of.table);
  }
  Global global(std::string_view name) const {
    const wexn_extern value = get_export(name, WEXN_EXTERN_GLOBAL);
    return Global(value.of.global, value.type.value, state_->store);
  }
  Tag tag(std::string_view name) const { return Tag(get_export(name, WEXN_EXTERN_TAG).of.tag); }

private:
  struct Resolver {
    const Store &store;
    const Imports &imports;
    std::exception_ptr failure;
    static bool resolve(void *env, const wexn_import_desc *import, wexn_extern *out) noexcept {
      auto *self = static_cast<Resolver *>(env);
      try {
        return !self->failure && self->imports.find(self->store, *import, *out);
      } catch (...) {
        self->failure = std::current_exception();
        return false;
      }
    }
  };
  wexn_extern get_export(std::string_view name, uint8_t kind) const {
    const wexn_extern value = get_export(name);
    if (value.type.kind != kind)
      throw Error("the export " + detail::quoted(name) + " is a " +
                  detail::kind_text(value.type.kind) + ", not a " + detail::kind_text(kind));
    return value;
  }

  detail::StatePtr state_;
  wexn_instance *instance_ = nullptr;
};

} // namespace wexn

#endif
#endif
