// What the programs that compress work on: lines of words, some more frequent than others.
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include "../kernel.h"

static inline void make_text(uint8_t *text, uint32_t size) {
  static const char words[64][12] = {
      "the",     "of",      "a",      "memory", "table",  "value",   "call",   "frame",
      "stack",   "loop",    "branch", "index",  "page",   "trap",    "module", "byte",
      "label",   "local",   "global", "handle", "throw",  "catch",   "with",   "and",
      "or",      "not",     "if",     "then",   "else",   "returns", "takes",  "gives",
      "element", "segment", "data",   "start",  "export", "import",  "type",   "field",
      "array",   "struct",  "cast",   "test",   "null",   "shift",   "rotate", "add",
      "sub",     "mul",     "div",    "rem",    "load",   "store",   "grow",   "size",
      "fill",    "copy",    "init",   "drop",   "get",    "set",     "tee",    "end"};
  uint32_t seed = 99, column = 0;
  for (uint32_t at = 0; at < size;) {
    const uint32_t r = next_random(&seed);
    const char *word = words[(r & 63) & (r >> 6) & 63 ? r >> 12 & 63 : r >> 12 & 7];
    for (; *word && at < size; column++)
      text[at++] = (uint8_t)*word++;
    if ((r >> 20 & 15) == 0)
      for (uint32_t n = r >> 24; n && at < size; n /= 10, column++)
        text[at++] = (uint8_t)('0' + n % 10);
    if (at < size)
      text[at++] = column > 70 ? '\n' : ' ';
    column = column > 70 ? 0 : column + 1;
  }
}

static inline uint32_t mix_bytes(uint32_t sum, const uint8_t *bytes, uint32_t size) {
  for (uint32_t i = 0; i < size; i++)
    sum = (sum ^ bytes[i]) * 16777619u;
  return sum;
}

#endif
