/* Sorting, hashing and JSON: sorts by three algorithms and qsort, a SHA-256 and an open-addressing
 * hash table, and a JSON document that is made, parsed, changed and printed. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 1;
static uint32_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}

/* ---- SHA-256 ---- */
static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static uint32_t round_constants[64];

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static void make_constants(void) {
  for (uint32_t prime = 2, n = 0; n < 64; prime++) {
    int is_prime = 1;
    for (uint32_t d = 2; d * d <= prime; d++)
      is_prime &= prime % d != 0;
    if (!is_prime)
      continue;
    /* floor(cuberoot(prime) * 2^32) by bisection in 128 bits. */
    uint64_t low = 0, high = (uint64_t)8 << 32;
    while (high - low > 1) {
      uint64_t mid = low + (high - low) / 2;
      if ((unsigned __int128)mid * mid * mid < (unsigned __int128)prime << 96)
        low = mid;
      else
        high = mid;
    }
    round_constants[n++] = (uint32_t)low;
  }
}

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void sha_block(uint32_t h[8], const uint8_t *p) {
  uint32_t w[64], v[8];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t a = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t b = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + a + w[i - 7] + b;
  }
  memcpy(v, h, sizeof v);
  for (int i = 0; i < 64; i++) {
    uint32_t s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
    uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    uint32_t t1 = v[7] + s1 + choice + round_constants[i] + w[i];
    uint32_t s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
    uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += t1;
    v[0] = t1 + s0 + majority;
  }
  for (int i = 0; i < 8; i++)
    h[i] += v[i];
}

static void sha256(const void *data, size_t size, char out[65]) {
  uint32_t h[8];
  uint8_t tail[128] = {0};
  memcpy(h, initial, sizeof h);
  size_t whole = size / 64 * 64, rest = size - whole;
  for (size_t i = 0; i < whole; i += 64)
    sha_block(h, (const uint8_t *)data + i);
  memcpy(tail, (const uint8_t *)data + whole, rest);
  tail[rest] = 0x80;
  size_t length = rest < 56 ? 64 : 128;
  for (int i = 0; i < 8; i++)
    tail[length - 1 - (size_t)i] = (uint8_t)((uint64_t)size * 8 >> 8 * i);
  for (size_t i = 0; i < length; i += 64)
    sha_block(h, tail + i);
  for (int i = 0; i < 8; i++)
    snprintf(out + 8 * i, 9, "%08" PRIx32, h[i]);
}

static void show_hash(const char *name, const void *data, size_t size) {
  char hash[65];
  sha256(data, size, hash);
  printf("%-14s %s\n", name, hash);
}

/* ---- sorting ---- */
typedef struct {
  double key;
  uint32_t id;
  char name[12];
} Record;

static int compare_records(const void *a, const void *b) {
  const Record *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  int c = strcmp(x->name, y->name);
  return c ? c : (x->id > y->id) - (x->id < y->id);
}

static int compare_numbers(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return (x > y) - (x < y);
}

static void quick_sort(int32_t *a, int n, int (*compare)(const void *, const void *)) {
  while (n > 1) {
    int32_t pivot = a[n / 2];
    int i = 0, j = n - 1;
    while (i <= j) {
      while (compare(&a[i], &pivot) < 0)
        i++;
      while (compare(&a[j], &pivot) > 0)
        j--;
      if (i <= j) {
        int32_t t = a[i];
        a[i++] = a[j];
        a[j--] = t;
      }
    }
    quick_sort(a, j + 1, compare);
    a += i;
    n -= i;
  }
}

static void heap_sort(int32_t *a, int n) {
  for (int end = n, start = n / 2; end > 1;) {
    if (start > 0) {
      start--;
    } else {
      int32_t t = a[--end];
      a[end] = a[0];
      a[0] = t;
    }
    for (int root = start, child; (child = 2 * root + 1) < end; root = child) {
      child += child + 1 < end && a[child] < a[child + 1];
      if (a[root] >= a[child])
        break;
      int32_t t = a[root];
      a[root] = a[child];
      a[child] = t;
    }
  }
}

static void radix_sort(int32_t *a, int n, int32_t *scratch) {
  for (int shift = 0; shift < 32; shift += 8) {
    int count[257] = {0};
    for (int i = 0; i < n; i++)
      count[(((uint32_t)a[i] ^ 0x80000000u) >> shift & 255) + 1]++;
    for (int i = 0; i < 256; i++)
      count[i + 1] += count[i];
    for (int i = 0; i < n; i++)
      scratch[count[((uint32_t)a[i] ^ 0x80000000u) >> shift & 255]++] = a[i];
    memcpy(a, scratch, sizeof *a * (size_t)n);
  }
}

static void sorting(void) {
  enum { n = 50000 };
  int32_t *source = malloc(sizeof *source * n), *a = malloc(sizeof *a * n), *b = malloc(sizeof *b * n);
  for (int i = 0; i < n; i++)
    source[i] = (int32_t)next_random() >> (i % 3 * 8);
  for (int way = 0; way < 4; way++) {
    memcpy(a, source, sizeof *a * n);
    if (way == 0)
      qsort(a, n, sizeof *a, compare_numbers);
    else if (way == 1)
      quick_sort(a, n, compare_numbers);
    else if (way == 2)
      heap_sort(a, n);
    else
      radix_sort(a, n, b);
    show_hash((const char *[]){"qsort", "quick", "heap", "radix"}[way], a, sizeof *a * n);
  }
  free(a);
  free(b);
  free(source);
  Record *records = calloc(5000, sizeof *records);
  for (uint32_t i = 0; i < 5000; i++) {
    records[i].id = i;
    records[i].key = (double)(next_random() % 1000) / 7.0 - 50;
    snprintf(records[i].name, sizeof records[i].name, "n%" PRIu32, next_random() % 100);
  }
  qsort(records, 5000, sizeof *records, compare_records);
  for (int i = 0; i < 5000; i += 833)
    printf("%.6f %s %" PRIu32 "\n", records[i].key, records[i].name, records[i].id);
  free(records);
}

/* ---- a hash table of words ---- */
typedef struct {
  char *key;
  uint32_t count;
} Entry;
typedef struct {
  Entry *entries;
  uint32_t capacity, used;
} Table;

static uint32_t hash_text(const char *s) {
  uint32_t h = 2166136261u;
  for (; *s; s++)
    h = (h ^ (uint8_t)*s) * 16777619u;
  return h;
}

static Entry *find(Table *t, const char *key) {
  uint32_t i = hash_text(key) & (t->capacity - 1);
  while (t->entries[i].key && strcmp(t->entries[i].key, key))
    i = (i + 1) & (t->capacity - 1);
  return &t->entries[i];
}

static void add(Table *t, const char *key) {
  if (t->used * 2 >= t->capacity) {
    Table grown = {NULL, t->capacity ? t->capacity * 2 : 16, t->used};
    grown.entries = calloc(grown.capacity, sizeof *grown.entries);
    for (uint32_t i = 0; i < t->capacity; i++)
      if (t->entries[i].key)
        *find(&grown, t->entries[i].key) = t->entries[i];
    free(t->entries);
    *t = grown;
  }
  Entry *e = find(t, key);
  if (!e->key) {
    e->key = strdup(key);
    t->used++;
  }
  e->count++;
}

static void hashing(void) {
  Table t = {0};
  char word[24];
  for (int i = 0; i < 100000; i++) {
    snprintf(word, sizeof word, "%c%" PRIx32, 'a' + (int)(next_random() % 26), next_random() % 700);
    add(&t, word);
  }
  uint32_t most = 0, mix = 0;
  for (uint32_t i = 0; i < t.capacity; i++)
    if (t.entries[i].key) {
      most = t.entries[i].count > most ? t.entries[i].count : most;
      mix += hash_text(t.entries[i].key) * t.entries[i].count;
      free(t.entries[i].key);
    }
  printf("words %" PRIu32 " of %" PRIu32 ", most %" PRIu32 ", mix %08" PRIx32 "\n", t.used, t.capacity, most, mix);
  free(t.entries);
  static char million[1000000];
  show_hash("empty", "", 0);
  show_hash("abc", "abc", 3);
  memset(million, 'a', sizeof million);
  show_hash("million", million, sizeof million);
}

/* ---- JSON ---- */
typedef enum { Null, False, True, Number, Text, Array, Object } Kind;
typedef struct Value {
  Kind kind;
  double number;
  char *text, *name;
  struct Value *first, *next;
} Value;

static const char *parse_error;

static void skip_space(const char **p) { *p += strspn(*p, " \t\r\n"); }

static char *parse_text(const char **p) {
  if (**p != '"') {
    parse_error = "text expected";
    return NULL;
  }
  char *out = malloc(strlen(*p) + 1), *to = out;
  for (++*p; **p && **p != '"'; ++*p) {
    if (**p != '\\') {
      *to++ = **p;
      continue;
    }
    static const char from[] = "\"\\/bfnrt", what[] = "\"\\/\b\f\n\r\t";
    const char *at = *++*p ? strchr(from, **p) : NULL;
    unsigned code;
    if (at) {
      *to++ = what[at - from];
    } else if (**p == 'u' && sscanf(*p + 1, "%4x", &code) == 1) {
      *p += 4;
      if (code >= 0x800)
        *to++ = (char)(0xE0 | code >> 12), *to++ = (char)(0x80 | (code >> 6 & 63)), *to++ = (char)(0x80 | (code & 63));
      else if (code >= 0x80)
        *to++ = (char)(0xC0 | code >> 6), *to++ = (char)(0x80 | (code & 63));
      else
        *to++ = (char)code;
    } else {
      parse_error = "bad escape";
      break;
    }
  }
  *to = 0;
  if (**p == '"')
    ++*p;
  else if (!parse_error)
    parse_error = "text without end";
  return out;
}

static Value *parse(const char **p, int depth) {
  Value *v = calloc(1, sizeof *v);
  static const char *const names[] = {"null", "false", "true"};
  skip_space(p);
  if (depth > 200) {
    parse_error = "too deep";
    return v;
  }
  for (Kind k = Null; k <= True; k++)
    if (strncmp(*p, names[k], strlen(names[k])) == 0) {
      *p += strlen(names[k]);
      v->kind = k;
      return v;
    }
  if (**p == '"') {
    v->kind = Text;
    v->text = parse_text(p);
    return v;
  }
  if (**p != '[' && **p != '{') {
    char *end;
    v->kind = Number;
    v->number = strtod(*p, &end);
    if (end == *p)
      parse_error = "value expected";
    *p = end;
    return v;
  }
  v->kind = **p == '[' ? Array : Object;
  char close = v->kind == Array ? ']' : '}';
  Value **tail = &v->first;
  ++*p;
  skip_space(p);
  if (**p == close) {
    ++*p;
    return v;
  }
  for (;;) {
    char *name = NULL;
    skip_space(p);
    if (v->kind == Object) {
      name = parse_text(p);
      skip_space(p);
      if (!parse_error && *(*p)++ != ':')
        parse_error = "colon expected";
    }
    if (parse_error) {
      free(name);
      return v;
    }
    *tail = parse(p, depth + 1);
    (*tail)->name = name;
    tail = &(*tail)->next;
    skip_space(p);
    if (!parse_error && **p != ',' && **p != close)
      parse_error = "comma or end expected";
    if (parse_error)
      return v;
    if (*(*p)++ == close)
      return v;
  }
}

static void print_text(const char *s, char **out) {
  *(*out)++ = '"';
  for (; *s; s++)
    if (*s == '"' || *s == '\\')
      *out += sprintf(*out, "\\%c", *s);
    else if ((uint8_t)*s < 32)
      *out += sprintf(*out, "\\u%04x", (unsigned)*s);
    else
      *(*out)++ = *s;
  *(*out)++ = '"';
}

static void print(const Value *v, char **out) {
  if (v->name) {
    print_text(v->name, out);
    *(*out)++ = ':';
  }
  switch (v->kind) {
  case Null: *out += sprintf(*out, "null"); return;
  case False: *out += sprintf(*out, "false"); return;
  case True: *out += sprintf(*out, "true"); return;
  case Number: *out += sprintf(*out, "%.17g", v->number); return;
  case Text: print_text(v->text, out); return;
  case Array:
  case Object: break;
  }
  *(*out)++ = v->kind == Array ? '[' : '{';
  for (const Value *c = v->first; c; c = c->next) {
    print(c, out);
    if (c->next)
      *(*out)++ = ',';
  }
  *(*out)++ = v->kind == Array ? ']' : '}';
}

static double sum(const Value *v) {
  double total = v->kind == Number ? v->number : v->kind == True;
  for (const Value *c = v->first; c; c = c->next)
    total += sum(c);
  return total;
}

static void discard(Value *v) {
  for (Value *c = v->first, *next; c; c = next) {
    next = c->next;
    discard(c);
  }
  free(v->text);
  free(v->name);
  free(v);
}

static void json(void) {
  char *text = malloc(1 << 20), *again = malloc(1 << 20), *at = text;
  at += sprintf(at, "{ \"title\": \"caf\\u00e9 \\\"\\u20ac\\\"\\n\", \"items\": [");
  for (int i = 0; i < 2000; i++)
    at += sprintf(at, "%s\n {\"id\": %d, \"x\": %.9g, \"tags\": [true, false, null, \"t%" PRIu32 "\"], \"e\": %" PRIu32 "e%d}",
                  i ? "," : "", i, (double)(int32_t)next_random() / 1024.0, next_random() % 50,
                  next_random() % 1000, i % 40 - 20);
  strcpy(at, "], \"none\": {}, \"empty\": [] }");
  const char *p = text;
  Value *v = parse(&p, 0);
  printf("json: %s, sum %.12g\n", parse_error ? parse_error : "good", sum(v));
  char *out = again;
  print(v, &out);
  *out = 0;
  show_hash("json", again, (size_t)(out - again));
  printf("%.60s...%s\n", again, out - 40);
  p = again;
  Value *w = parse(&p, 0);
  printf("again: %s, sum %s\n", parse_error ? parse_error : "good", sum(v) == sum(w) ? "equal" : "different");
  discard(v);
  discard(w);
  static const char *const bad[] = {"", "[1,", "{\"a\" 1}", "[1 2]", "\"\\x\"", "\"abc", "{1:2}", "tru", "[[[["};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    parse_error = NULL;
    p = bad[i];
    discard(parse(&p, 0));
    printf("%s -> %s at %d\n", bad[i], parse_error ? parse_error : "good", (int)(p - bad[i]));
  }
  free(text);
  free(again);
}

int main(void) {
  make_constants();
  sorting();
  hashing();
  json();
  return 0;
}
