// What a C library has for setjmp and longjmp as clang lowers them (-mllvm -wasm-enable-sjlj), where it has none.
#include <stdint.h>

struct Place {
  uint32_t invocation, label;
  struct {
    void *place;
    int value;
  } thrown;
};

void __wasm_setjmp(struct Place *place, uint32_t label, void *invocation) {
  place->invocation = (uint32_t)(uintptr_t)invocation;
  place->label = label;
}
uint32_t __wasm_setjmp_test(struct Place *place, void *invocation) {
  return place->invocation == (uint32_t)(uintptr_t)invocation ? place->label : 0;
}
_Noreturn void __wasm_longjmp(struct Place *place, int value) {
  place->thrown.place = place;
  place->thrown.value = value ? value : 1;
  __builtin_wasm_throw(1, &place->thrown);
}
