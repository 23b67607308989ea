// wasi.def -> the import table. An entry point takes the parameters of its function from the
// argument slots, each checked as its type says (guest.h), and calls the function when all checks
// passed.
#include "runtime/wasi/functions.h"

#include "runtime/wasi/guest.h"
#include "runtime/wasi/signals.h"

#include <tuple>
#include <wexn/wexn.h>

namespace wexn::wasi {
namespace {

template <auto FN> struct Entry;
template <typename R, typename... Ps, R (*FN)(Call &, Ps...)> struct Entry<FN> {
  static constexpr size_t PARAM_COUNT = (size_t{0} + ... + Param<Ps>::wasm.size());

  // The letters of all parameters, NUL-terminated.
  struct Letters {
    char text[PARAM_COUNT + 1] = {};
    constexpr Letters() {
      size_t at = 0;
      auto add = [&](std::string_view letters) {
        for (char c : letters)
          text[at++] = c;
      };
      (add(Param<Ps>::wasm), ...);
    }
  };
  static constexpr Letters letters;

  static void call(void *env, wexn_slot *slots) {
    Call &call = *static_cast<Call *>(env);
    Arguments in(call, slots);
    std::tuple<Ps...> args{Param<Ps>::take(in)...}; // braces: taken from left to right
    auto run = [&](Ps &...arg) { return FN(call, std::move(arg)...); };
    if constexpr (std::is_void_v<R>) {
      if (in.error == Errno::success)
        std::apply(run, args);
    } else {
      Errno result = in.error == Errno::success ? std::apply(run, args) : in.error;
      slots[0].i32 = static_cast<int32_t>(result);
      end_if_interrupted(*call.state);
    }
  }

  static constexpr Function row(std::string_view name) {
    return {name, {letters.text, PARAM_COUNT}, std::is_void_v<R> ? "" : "i", &call};
  }
};

constexpr Function TABLE[] = {
#define WASI(result, name, ...) Entry<&name>::row(#name),
#include <wexn/abi/wasi.def>
};

uint8_t code_of(char letter) { return letter == 'I' ? WEXN_I64 : WEXN_I32; }

} // namespace

std::span<const Function> functions() { return TABLE; }

const Function *find_function(std::string_view name) {
  for (const Function &function : TABLE)
    if (function.name == name)
      return &function;
  return nullptr;
}

bool signature_matches(const Function &function, const wexn_type &type) {
  if (type.kind != WEXN_TYPE_FUNC || type.num_params != function.params.size() ||
      type.num_results != function.results.size())
    return false;
  const wexn_valtype *actual = type.types;
  for (std::string_view letters : {function.params, function.results})
    for (char letter : letters)
      if ((actual++)->code != code_of(letter))
        return false;
  return true;
}

} // namespace wexn::wasi
