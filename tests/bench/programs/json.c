// cJSON: a document is parsed, searched, changed and printed again.
#include "../kernel.h"
#include "cJSON.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 400, ROOM = 96 << 10 };
static char document[ROOM];

void setup(void) {
  uint32_t seed = 5;
  size_t at = 0;
  document[at++] = '[';
  for (int i = 0; i < ITEMS; i++) {
    const uint32_t r = next_random(&seed);
    at += (size_t)snprintf(document + at, ROOM - at,
                           "%s{\"id\": %d, \"name\": \"item \\u00e%x \\\"%u\\\"\", \"price\": "
                           "%u.%02u, \"tags\": [%s, null, %d],"
                           " \"size\": {\"width\": %u, \"height\": %de-2}}",
                           i ? ",\n  " : "", i, r & 15, r >> 8 & 4095, r >> 20, r % 100,
                           r & 16 ? "true" : "false", -i, r >> 24, i * 7);
  }
  document[at++] = ']';
  document[at] = 0;
}

uint32_t run(void) {
  uint32_t sum = 0;
  cJSON *all = cJSON_Parse(document);
  if (!all)
    return 1;
  const cJSON *item;
  cJSON_ArrayForEach(item, all) {
    const cJSON *size = cJSON_GetObjectItemCaseSensitive(item, "size");
    cJSON *price = cJSON_GetObjectItem(item, "Price");
    cJSON_SetNumberValue(price,
                         price->valuedouble * 1.25 + cJSON_GetObjectItem(size, "WIDTH")->valueint);
    sum = sum * 31 + (uint32_t)strlen(cJSON_GetObjectItem(item, "name")->valuestring);
  }
  char *text = cJSON_PrintUnformatted(all);
  for (const char *c = text; *c; c++)
    sum = (sum ^ (uint8_t)*c) * 16777619u;
  free(text);
  cJSON_Delete(all);
  return sum;
}
