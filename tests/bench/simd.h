// The vector operations of the kernels in simd/, under the names of clang's <wasm_simd128.h>.
// Natively they are what a program for that processor would use: one instruction where there is
// one, also where it differs from WebAssembly's for NaN, for numbers that do not fit or for indices
// beyond the vector, which the kernels do not have.
#ifndef BENCH_SIMD_H
#define BENCH_SIMD_H

#ifdef __wasm__
#include <wasm_simd128.h>
#else

#include <stdint.h>
#ifdef __x86_64__
#include <immintrin.h>
#else
#include <arm_neon.h>
#endif

typedef int32_t v128_t __attribute__((vector_size(16)));
typedef int8_t bench_i8 __attribute__((vector_size(16)));
typedef uint8_t bench_u8 __attribute__((vector_size(16)));
typedef int16_t bench_i16 __attribute__((vector_size(16)));
typedef uint16_t bench_u16 __attribute__((vector_size(16)));
typedef int32_t bench_i32 __attribute__((vector_size(16)));
typedef uint32_t bench_u32 __attribute__((vector_size(16)));
typedef float bench_f32 __attribute__((vector_size(16)));
typedef int8_t bench_i8x8 __attribute__((vector_size(8)));
typedef uint8_t bench_u8x8 __attribute__((vector_size(8)));

#define BENCH_SIMD static inline __attribute__((always_inline))
#define BENCH_SIMD2(name, type, op)                                                                \
  BENCH_SIMD v128_t name(v128_t a, v128_t b) { return (v128_t)((type)a op(type) b); }

BENCH_SIMD v128_t wasm_v128_load(const void *p) {
  v128_t v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
BENCH_SIMD void wasm_v128_store(void *p, v128_t v) { __builtin_memcpy(p, &v, sizeof v); }
BENCH_SIMD v128_t wasm_i8x16_splat(int8_t x) { return (v128_t)((bench_i8){} + x); }
BENCH_SIMD v128_t wasm_i16x8_splat(int16_t x) { return (v128_t)((bench_i16){} + x); }
BENCH_SIMD v128_t wasm_i32x4_splat(int32_t x) { return (bench_i32){} + x; }
BENCH_SIMD v128_t wasm_f32x4_splat(float x) { return (v128_t)(bench_f32){x, x, x, x}; }
#define wasm_i32x4_extract_lane(v, lane) ((v)[lane])
#define wasm_f32x4_extract_lane(v, lane) (((bench_f32)(v))[lane])
#define wasm_i32x4_make(...) ((v128_t){__VA_ARGS__})
#define wasm_i8x16_const(...) ((v128_t)(bench_i8){__VA_ARGS__})
#define wasm_i8x16_shuffle(a, b, ...)                                                              \
  ((v128_t)__builtin_shufflevector((bench_i8)(a), (bench_i8)(b), __VA_ARGS__))
#define wasm_i32x4_shuffle(a, b, ...) __builtin_shufflevector((a), (b), __VA_ARGS__)

BENCH_SIMD2(wasm_v128_and, v128_t, &)
BENCH_SIMD2(wasm_v128_or, v128_t, |)
BENCH_SIMD2(wasm_v128_xor, v128_t, ^)
BENCH_SIMD2(wasm_i8x16_add, bench_u8, +)
BENCH_SIMD2(wasm_i8x16_sub, bench_u8, -)
BENCH_SIMD2(wasm_i16x8_add, bench_u16, +)
BENCH_SIMD2(wasm_i16x8_sub, bench_u16, -)
BENCH_SIMD2(wasm_i16x8_mul, bench_u16, *)
BENCH_SIMD2(wasm_i32x4_add, bench_u32, +)
BENCH_SIMD2(wasm_f32x4_add, bench_f32, +)
BENCH_SIMD2(wasm_f32x4_sub, bench_f32, -)
BENCH_SIMD2(wasm_f32x4_mul, bench_f32, *)
BENCH_SIMD2(wasm_i8x16_eq, bench_i8, ==)
BENCH_SIMD2(wasm_i8x16_gt, bench_i8, >)
BENCH_SIMD2(wasm_i8x16_lt, bench_i8, <)
BENCH_SIMD v128_t wasm_v128_bitselect(v128_t a, v128_t b, v128_t mask) {
  return (a & mask) | (b & ~mask);
}
BENCH_SIMD v128_t wasm_i32x4_shl(v128_t a, uint32_t n) { return (v128_t)((bench_u32)a << n); }
BENCH_SIMD v128_t wasm_u32x4_shr(v128_t a, uint32_t n) { return (v128_t)((bench_u32)a >> n); }
BENCH_SIMD v128_t wasm_i32x4_shr(v128_t a, uint32_t n) {
  return (v128_t)((bench_i32)a >> (int32_t)n);
}
BENCH_SIMD v128_t wasm_u16x8_shr(v128_t a, uint32_t n) {
  return (v128_t)((bench_u16)a >> (uint16_t)n);
}
BENCH_SIMD v128_t wasm_u8x16_shr(v128_t a, uint32_t n) {
  return (v128_t)((bench_u8)a >> (uint8_t)n);
}
BENCH_SIMD v128_t wasm_f32x4_convert_i32x4(v128_t a) {
  return (v128_t) __builtin_convertvector((bench_i32)a, bench_f32);
}

#define BENCH_LOW(v) __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7)
#define BENCH_HIGH(v) __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)
#define BENCH_EXTEND(name, from, half, to, which)                                                  \
  BENCH_SIMD v128_t name(v128_t a) {                                                               \
    return (v128_t) __builtin_convertvector((half)which((from)a), to);                             \
  }
BENCH_EXTEND(wasm_i16x8_extend_low_i8x16, bench_i8, bench_i8x8, bench_i16, BENCH_LOW)
BENCH_EXTEND(wasm_i16x8_extend_high_i8x16, bench_i8, bench_i8x8, bench_i16, BENCH_HIGH)
BENCH_EXTEND(wasm_u16x8_extend_low_u8x16, bench_u8, bench_u8x8, bench_u16, BENCH_LOW)
BENCH_EXTEND(wasm_u16x8_extend_high_u8x16, bench_u8, bench_u8x8, bench_u16, BENCH_HIGH)

#ifdef __x86_64__
BENCH_SIMD v128_t wasm_i8x16_swizzle(v128_t a, v128_t b) {
  return (v128_t)_mm_shuffle_epi8((__m128i)a, (__m128i)b);
}
BENCH_SIMD uint32_t wasm_i8x16_bitmask(v128_t a) { return (uint32_t)_mm_movemask_epi8((__m128i)a); }
BENCH_SIMD v128_t wasm_i32x4_dot_i16x8(v128_t a, v128_t b) {
  return (v128_t)_mm_madd_epi16((__m128i)a, (__m128i)b);
}
BENCH_SIMD v128_t wasm_u8x16_narrow_i16x8(v128_t a, v128_t b) {
  return (v128_t)_mm_packus_epi16((__m128i)a, (__m128i)b);
}
BENCH_SIMD v128_t wasm_i16x8_narrow_i32x4(v128_t a, v128_t b) {
  return (v128_t)_mm_packs_epi32((__m128i)a, (__m128i)b);
}
BENCH_SIMD v128_t wasm_u8x16_sub_sat(v128_t a, v128_t b) {
  return (v128_t)_mm_subs_epu8((__m128i)a, (__m128i)b);
}
BENCH_SIMD v128_t wasm_u8x16_avgr(v128_t a, v128_t b) {
  return (v128_t)_mm_avg_epu8((__m128i)a, (__m128i)b);
}
BENCH_SIMD v128_t wasm_f32x4_min(v128_t a, v128_t b) {
  return (v128_t)_mm_min_ps((__m128)a, (__m128)b);
}
BENCH_SIMD v128_t wasm_f32x4_max(v128_t a, v128_t b) {
  return (v128_t)_mm_max_ps((__m128)a, (__m128)b);
}
BENCH_SIMD v128_t wasm_i32x4_trunc_sat_f32x4(v128_t a) {
  return (v128_t)_mm_cvttps_epi32((__m128)a);
}
BENCH_SIMD v128_t wasm_i16x8_relaxed_dot_i8x16_i7x16(v128_t a, v128_t b) {
  return (v128_t)_mm_maddubs_epi16((__m128i)b, (__m128i)a);
}
#else
BENCH_SIMD v128_t wasm_i8x16_swizzle(v128_t a, v128_t b) {
  return (v128_t)vqtbl1q_s8((int8x16_t)a, (uint8x16_t)b);
}
BENCH_SIMD uint32_t wasm_i8x16_bitmask(v128_t a) {
  const bench_u8 bits = (bench_u8)((bench_i8)a >> 7) &
                        (bench_u8){1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t pairs =
      vzip1q_u8((uint8x16_t)bits, vextq_u8((uint8x16_t)bits, (uint8x16_t)bits, 8));
  return vaddvq_u16((uint16x8_t)pairs);
}
BENCH_SIMD v128_t wasm_i32x4_dot_i16x8(v128_t a, v128_t b) {
  return (v128_t)vpaddq_s32(vmull_s16(vget_low_s16((int16x8_t)a), vget_low_s16((int16x8_t)b)),
                            vmull_high_s16((int16x8_t)a, (int16x8_t)b));
}
BENCH_SIMD v128_t wasm_u8x16_narrow_i16x8(v128_t a, v128_t b) {
  return (v128_t)vqmovun_high_s16(vqmovun_s16((int16x8_t)a), (int16x8_t)b);
}
BENCH_SIMD v128_t wasm_i16x8_narrow_i32x4(v128_t a, v128_t b) {
  return (v128_t)vqmovn_high_s32(vqmovn_s32((int32x4_t)a), (int32x4_t)b);
}
BENCH_SIMD v128_t wasm_u8x16_sub_sat(v128_t a, v128_t b) {
  return (v128_t)vqsubq_u8((uint8x16_t)a, (uint8x16_t)b);
}
BENCH_SIMD v128_t wasm_u8x16_avgr(v128_t a, v128_t b) {
  return (v128_t)vrhaddq_u8((uint8x16_t)a, (uint8x16_t)b);
}
BENCH_SIMD v128_t wasm_f32x4_min(v128_t a, v128_t b) {
  return (v128_t)vminq_f32((float32x4_t)a, (float32x4_t)b);
}
BENCH_SIMD v128_t wasm_f32x4_max(v128_t a, v128_t b) {
  return (v128_t)vmaxq_f32((float32x4_t)a, (float32x4_t)b);
}
BENCH_SIMD v128_t wasm_i32x4_trunc_sat_f32x4(v128_t a) {
  return (v128_t)vcvtq_s32_f32((float32x4_t)a);
}
BENCH_SIMD v128_t wasm_i16x8_relaxed_dot_i8x16_i7x16(v128_t a, v128_t b) {
  return (v128_t)vpaddq_s16(vmull_s8(vget_low_s8((int8x16_t)a), vget_low_s8((int8x16_t)b)),
                            vmull_high_s8((int8x16_t)a, (int8x16_t)b));
}
#endif
#define wasm_i8x16_relaxed_swizzle wasm_i8x16_swizzle
#define wasm_f32x4_relaxed_min wasm_f32x4_min
#define wasm_f32x4_relaxed_max wasm_f32x4_max
#define wasm_i32x4_relaxed_trunc_f32x4 wasm_i32x4_trunc_sat_f32x4
#define wasm_i8x16_relaxed_laneselect wasm_v128_bitselect

#endif
#endif
