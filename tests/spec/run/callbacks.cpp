// The exports of `wexn-spec`; see callbacks.h.
#include "tests/spec/run/callbacks.h"

#include <cstdint>
#include <string_view>

namespace wexn::spec {
namespace {

void call(void *env, wexn_slot *slots) {
  auto *store = static_cast<wexn_store *>(env);
  auto *function = slots[0].func;
  const bool take = (slots[1].i32 & 1) != 0;
  slots[0].i32 = slots[1].i32;
  switch (wexn_call(store, function, slots)) {
  case WEXN_OK:
    break;
  case WEXN_EXCEPTION:
    if (take) {
      wexn_exn *exception = wexn_take_exception(store);
      if (wexn_throw(store, exception) != WEXN_OK)
        wexn_raise_trap(store, WEXN_TRAP_Unreachable);
      wexn_exn_release(exception);
    }
    break;
  case WEXN_TRAP:
    wexn_reraise_trap(store);
    break;
  case WEXN_ERROR:
    wexn_raise_trap(store, WEXN_TRAP_Unreachable);
    break;
  }
}

// Numbers are kept apart from null and from each other by being addresses.
void make_extern(void *, wexn_slot *slots) {
  slots[0].extern_ =
      reinterpret_cast<void *>((uintptr_t{static_cast<uint32_t>(slots[0].i32)} << 1) + 1);
}
void number(void *, wexn_slot *slots) {
  slots[0].i32 = static_cast<int32_t>(reinterpret_cast<uintptr_t>(slots[0].extern_) >> 1);
}

} // namespace

bool find_callback(wexn_store *store, const wexn_import_desc &import, wexn_extern &out) {
  const std::string_view name(import.name.data, import.name.size);
  wexn_slots_fn *fn = name == "call"     ? call
                      : name == "extern" ? make_extern
                      : name == "number" ? number
                                         : nullptr;
  if (fn == nullptr || import.type.kind != WEXN_EXTERN_FUNC)
    return false;
  wexn_func *func = nullptr;
  if (wexn_func_new_slots(store, import.type.functype, fn, store, &func) != WEXN_OK)
    return false;
  out = wexn_extern_func(func);
  return true;
}

} // namespace wexn::spec
