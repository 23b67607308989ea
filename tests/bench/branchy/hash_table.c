// A hash table of 32-bit keys with open addressing: 20,000 inserts, 40,000 look-ups, 10,000 removals.
#include "../kernel.h"
enum { SLOTS = 65536, KEYS = 20000 };
typedef struct {
  uint32_t key, value; // key 0: free, 1: removed
} Slot;
static Slot table[SLOTS];

void setup(void) {}

static inline uint32_t place(uint32_t key) { return (key * 2654435769u) >> 16; }

static void insert(uint32_t key, uint32_t value) {
  uint32_t i = place(key);
  while (table[i].key > 1 && table[i].key != key)
    i = (i + 1) % SLOTS;
  table[i].key = key;
  table[i].value = value;
}

static Slot *find(uint32_t key) {
  for (uint32_t i = place(key); table[i].key; i = (i + 1) % SLOTS)
    if (table[i].key == key)
      return &table[i];
  return NULL;
}

uint32_t run(void) {
  for (int i = 0; i < SLOTS; i++)
    table[i].key = 0;
  uint32_t seed = 17, check = 0;
  for (int i = 0; i < KEYS; i++)
    insert(next_random(&seed) | 2, (uint32_t)i);
  seed = 17;
  for (int i = 0; i < KEYS; i++) {
    Slot *hit = find(next_random(&seed) | 2);
    Slot *miss = find((uint32_t)i * 2 + 3);
    check += hit ? hit->value : 7;
    check += miss ? miss->value : 1;
    if (hit && i % 2)
      hit->key = 1;
  }
  return check;
}
