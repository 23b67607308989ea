/* Which characters of a name from a module may be shown to people as they are, in messages of the compiler and of the
 * runtime. Names are any text, from anybody: what moves a terminal's cursor, turns the direction of the text around it,
 * or shows nothing at all, is written as its bytes, each \HH with two hexadecimal digits. */
#ifndef WEXN_ABI_PRINTABLE_H
#define WEXN_ABI_PRINTABLE_H

#include <stdint.h>

/* Length in bytes of the well-formed UTF-8 character at the start of `text`, of `size` bytes; 0 if there is none
 * (WebAssembly specification, "Binary Format / Values / Names": shortest forms, no surrogates, up to U+10FFFF). */
static inline uint32_t wexn_utf8_length(const char *text, uint64_t size) {
  const unsigned char *b = (const unsigned char *)text;
  uint32_t length, low = 0x80, high = 0xBF, i;
  if (size == 0)
    return 0;
  if (b[0] < 0x80)
    return 1;
  length = b[0] < 0xC2 ? 0 : b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3 : b[0] < 0xF5 ? 4 : 0;
  if (length == 0 || size < length)
    return 0;
  if (b[0] == 0xE0)
    low = 0xA0;
  if (b[0] == 0xED)
    high = 0x9F;
  if (b[0] == 0xF0)
    low = 0x90;
  if (b[0] == 0xF4)
    high = 0x8F;
  if (b[1] < low || b[1] > high)
    return 0;
  for (i = 2; i < length; i++)
    if (b[i] < 0x80 || b[i] > 0xBF)
      return 0;
  return length;
}

/* The same for a character that may be shown. 0: its first byte is to be escaped. */
static inline uint32_t wexn_printable_length(const char *text, uint64_t size) {
  static const struct {
    uint32_t first, last;
  } hidden[] = {
      {0x00, 0x1F},      {0x7F, 0x9F},     {0xAD, 0xAD},     /* control characters, soft hyphen */
      {0x61C, 0x61C},    {0x115F, 0x1160}, {0x180E, 0x180E}, /* Arabic mark; fillers, separator */
      {0x200B, 0x200F},  {0x2028, 0x202E},                   /* no width, marks, lines, directions */
      {0x2060, 0x206F},  {0x3164, 0x3164}, {0xFE00, 0xFE0F}, /* directions, filler, variants */
      {0xFEFF, 0xFEFF},  {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, /* byte order, filler, annotations */
      {0xE0000, 0xE0FFF}                                     /* tags, variants */
  };
  const unsigned char *b = (const unsigned char *)text;
  uint32_t length = wexn_utf8_length(text, size), code, i;
  if (length == 0)
    return 0;
  code = length == 1 ? b[0] : b[0] & (0x7Fu >> length);
  for (i = 1; i < length; i++)
    code = code << 6 | (b[i] & 0x3Fu);
  for (i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
    if (code >= hidden[i].first && code <= hidden[i].last)
      return 0;
  return length;
}

#endif
