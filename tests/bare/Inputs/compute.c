/* Integer, floating-point and memory work with one number for each: compiled natively and to
 * WebAssembly, the numbers are the same. */
#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#include <stdio.h>
#define EXPORT(name)
#endif

static unsigned char sieve[50000];
EXPORT(primes) unsigned primes(void) {
  unsigned count = 0;
  for (unsigned i = 2; i < sizeof sieve; ++i) {
    if (sieve[i])
      continue;
    ++count;
    for (unsigned k = i + i; k < sizeof sieve; k += i)
      sieve[k] = 1;
  }
  return count;
}

EXPORT(crc) unsigned crc(void) {
  unsigned value = ~0u;
  for (unsigned i = 0; i < 200000; ++i) {
    value ^= (i * 2654435761u) >> 24;
    for (int bit = 0; bit < 8; ++bit)
      value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
  }
  return ~value;
}

static double a[40][40], b[40][40], c[40][40];
EXPORT(matrix) unsigned long long matrix(void) {
  for (int i = 0; i < 40; ++i)
    for (int k = 0; k < 40; ++k)
      a[i][k] = i / (k + 1.0), b[i][k] = (i - k) / 7.0;
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j < 40; ++j)
      for (int k = 0; k < 40; ++k)
        c[i][j] += a[i][k] * b[k][j];
  double trace = 0;
  for (int i = 0; i < 40; ++i)
    trace += __builtin_sqrt(__builtin_fabs(c[i][i]));
  unsigned long long bits;
  __builtin_memcpy(&bits, &trace, 8);
  return bits;
}

/* Words at every alignment. */
EXPORT(unaligned) unsigned long long unaligned(void) {
  unsigned long long sum = 0;
  for (unsigned i = 0; i < 1000; ++i) {
    unsigned long long word = i * 0x9e3779b97f4a7c15ull;
    __builtin_memcpy(sieve + i * 9, &word, 8);
  }
  for (unsigned i = 0; i < 9000; ++i) {
    unsigned long long word;
    __builtin_memcpy(&word, sieve + i, 8);
    sum = sum * 31 + word;
  }
  return sum;
}

#ifndef __wasm__
int main(void) {
  printf("%u\n", primes());
  printf("%u\n", crc());
  printf("%llu\n", matrix());
  printf("%llu\n", unaligned());
}
#endif
