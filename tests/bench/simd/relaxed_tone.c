// The filter of tone.c with the relaxed operations.
#define LIMIT(x, low, high) wasm_f32x4_relaxed_max(wasm_f32x4_relaxed_min(x, high), low)
#define TRUNCATE(x) wasm_i32x4_relaxed_trunc_f32x4(x)
#include "tone.c"
