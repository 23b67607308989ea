// Result<T>: a value, or the first error found in the input. Errors in input are Results and are
// passed up with TRY; broken invariants of the compiler itself call wexn::bug() and abort.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace wexn {

// One enumerator per row of errors.def.
enum class ErrorId : uint16_t {
#define ERROR(id, text) id,
#include "wexnc/support/errors.def"
};

// The catalogue's text of an error: the specification's words first.
[[nodiscard]] const char *error_text(ErrorId id);

// What went wrong, and where. `offset` counts bytes from the start of the input file (binary), or
// is absent. `line`/`column` (1-based) are set for text input. `function` is set by whoever knows
// which body was being read; `feature` names the proposal and flag that would allow the construct.
struct Error {
  ErrorId id{};
  std::optional<uint64_t> offset{};
  std::string detail{}; // appended to the catalogue's text after ": " when not empty
  uint32_t line = 0;    // 0: not text
  uint32_t column = 0;
  std::string function{}; // name or index of the function, empty when outside of any
  std::string feature{};  // features.def name, empty when no flag would help
};

[[noreturn]] inline void bug(const char *what) {
  std::fprintf(stderr, "wexnc: internal error: %s\n", what);
  std::abort();
}

template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  // REQUIRES: ok()
  [[nodiscard]] T &value() { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T &value() const { return *std::get_if<0>(&state_); }
  T *operator->() { return &value(); }
  T &operator*() { return value(); }
  // REQUIRES: !ok()
  [[nodiscard]] Error &error() { return *std::get_if<1>(&state_); }
  [[nodiscard]] const Error &error() const { return *std::get_if<1>(&state_); }

private:
  std::variant<T, Error> state_;
};

struct Unit {};
using Status = Result<Unit>;
inline Status ok_status() { return Unit{}; }

} // namespace wexn

#define WEXN_CONCAT_(a, b) a##b
#define WEXN_CONCAT(a, b) WEXN_CONCAT_(a, b)

// TRY(expr): return the error of `expr` from this function, or go on.
#define TRY(expr)                                                                                  \
  do {                                                                                             \
    auto try_result_ = (expr);                                                                     \
    if (!try_result_.ok())                                                                         \
      return std::move(try_result_.error());                                                       \
  } while (0)

// TRY_ASSIGN(lhs, expr): the same, binding the value to `lhs` (a declaration or an lvalue).
#define TRY_ASSIGN(lhs, expr) WEXN_TRY_ASSIGN_(WEXN_CONCAT(try_, __LINE__), lhs, expr)
#define WEXN_TRY_ASSIGN_(tmp, lhs, expr)                                                           \
  auto tmp = (expr);                                                                               \
  if (!tmp.ok())                                                                                   \
    return std::move(tmp.error());                                                                 \
  lhs = std::move(tmp.value())
