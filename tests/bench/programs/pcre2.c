// PCRE2: patterns of several kinds are compiled and found in a text, by its interpreter.
#include "text.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include "pcre2.h"

enum { SIZE = 24 << 10 };
static uint8_t text[SIZE];

void setup(void) { make_text(text, SIZE); }

uint32_t run(void) {
  static const char *const patterns[] = {
      "(?:re)?t(?:urns|able)[0-9]*",
      "\\b([a-z])[a-z]*\\1\\b",
      "(?i)(memory|stack|frame)\\s+(\\w+)\\s+(?=the)",
      "[^aeiou\\s]{4,}",
      "(\\d+)\\D+(\\d+)",
      "(?s)call.{0,40}?catch",
  };
  uint32_t sum = 0;
  for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    int error;
    PCRE2_SIZE at;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED, 0, &error, &at, NULL);
    if (!code)
      return i;
    pcre2_match_data *found = pcre2_match_data_create_from_pattern(code, NULL);
    const PCRE2_SIZE *where = pcre2_get_ovector_pointer(found);
    for (at = 0; pcre2_match(code, text, SIZE, at, 0, found, NULL) > 0;
         at = where[1] + (where[1] == where[0]))
      sum = (sum ^ (uint32_t)where[0]) * 16777619u + (uint32_t)where[1];
    pcre2_match_data_free(found);
    pcre2_code_free(code);
  }
  return sum;
}
