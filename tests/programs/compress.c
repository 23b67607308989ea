/* A compressor: LZ77 with hash chains, then canonical Huffman codes of at most 15 bits for literals,
 * lengths and distances. Packs the named files and some made-up data, unpacks, compares, and prints
 * sizes and checksums of both. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  window_size = 1 << 15,
  min_match = 4,
  max_match = 4 + 255,
  hash_bits = 14,
  max_chain = 48,
  max_bits = 15,
  end_symbol = 256,
  /* Literals, the end, and the lengths by their number of bits; distances likewise. */
  length_base = 257,
  literal_symbols = 257 + 9,
  distance_symbols = 16,
};

typedef struct {
  uint8_t *data;
  uint32_t size, capacity;
  uint64_t bits;
  uint32_t bit_count;
} Writer;

typedef struct {
  const uint8_t *data;
  uint32_t size, at;
  uint64_t bits;
  uint32_t bit_count;
} Reader;

typedef struct {
  uint16_t length, distance; /* length 0: distance is a literal or the end */
} Token;

static void *get_memory(size_t bytes) {
  void *p = calloc(bytes ? bytes : 1, 1);
  if (!p) {
    puts("no memory");
    exit(3);
  }
  return p;
}

static uint32_t checksum(const uint8_t *data, uint32_t size) {
  uint32_t crc = ~0u;
  for (uint32_t i = 0; i < size; i++) {
    crc ^= data[i];
    for (int k = 0; k < 8; k++)
      crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

static void put_bits(Writer *w, uint32_t value, uint32_t count) {
  w->bits |= (uint64_t)value << w->bit_count;
  for (w->bit_count += count; w->bit_count >= 8; w->bit_count -= 8, w->bits >>= 8) {
    if (w->size == w->capacity) {
      w->capacity = w->capacity ? 2 * w->capacity : 4096;
      w->data = realloc(w->data, w->capacity);
      if (!w->data)
        exit(3);
    }
    w->data[w->size++] = (uint8_t)w->bits;
  }
}

static uint32_t get_bits(Reader *r, uint32_t count) {
  while (r->bit_count < count) {
    uint64_t byte = r->at < r->size ? r->data[r->at] : 0;
    r->at++;
    r->bits |= byte << r->bit_count;
    r->bit_count += 8;
  }
  uint32_t value = (uint32_t)(r->bits & (((uint64_t)1 << count) - 1));
  r->bits >>= count;
  r->bit_count -= count;
  return value;
}

static uint32_t bit_width(uint32_t value) { return value ? 32 - (uint32_t)__builtin_clz(value) : 0; }

/* Lengths of the codes by package-merge, which keeps the limit by construction. */
typedef struct {
  uint64_t weight;
  int32_t left, right; /* packages; or right = -1 and left = the symbol */
} Node;

static int by_weight(const void *a, const void *b) {
  const Node *x = a, *y = b;
  if (x->weight != y->weight)
    return x->weight < y->weight ? -1 : 1;
  return (x->left > y->left) - (x->left < y->left);
}

static void count_symbols(const Node *nodes, int32_t n, uint8_t *lengths) {
  if (nodes[n].right < 0) {
    lengths[nodes[n].left]++;
    return;
  }
  count_symbols(nodes, nodes[n].left, lengths);
  count_symbols(nodes, nodes[n].right, lengths);
}

static void code_lengths(const uint32_t *counts, int symbols, uint8_t *lengths) {
  memset(lengths, 0, (size_t)symbols);
  Node *nodes = get_memory(sizeof(Node) * (size_t)symbols * (max_bits + 1) * 2);
  int32_t *row = get_memory(sizeof(int32_t) * (size_t)symbols * 2);
  int32_t *next = get_memory(sizeof(int32_t) * (size_t)symbols * 2);
  int32_t leaves = 0, used, row_size = 0;
  for (int s = 0; s < symbols; s++)
    if (counts[s])
      nodes[leaves++] = (Node){counts[s], s, -1};
  qsort(nodes, (size_t)leaves, sizeof *nodes, by_weight);
  used = leaves;
  if (leaves == 1)
    lengths[nodes[0].left] = 1;
  for (int level = 0; leaves > 1 && level < max_bits; level++) {
    int32_t pairs = row_size / 2, i = 0, j = 0, n = 0, first = used;
    for (int32_t p = 0; p < pairs; p++)
      nodes[used++] = (Node){nodes[row[2 * p]].weight + nodes[row[2 * p + 1]].weight, row[2 * p],
                             row[2 * p + 1]};
    while (i < leaves || j < pairs)
      next[n++] = j == pairs || (i < leaves && nodes[i].weight <= nodes[first + j].weight)
                      ? i++
                      : first + j++;
    row_size = n;
    memcpy(row, next, sizeof *row * (size_t)n);
  }
  for (int32_t i = 0; leaves > 1 && i < 2 * leaves - 2; i++)
    count_symbols(nodes, row[i], lengths);
  free(nodes);
  free(row);
  free(next);
}

/* Canonical codes, bits reversed as they are written from the lowest. */
static void make_codes(const uint8_t *lengths, int symbols, uint16_t *codes) {
  uint32_t code = 0;
  for (uint32_t bits = 1; bits <= max_bits; bits++, code <<= 1)
    for (int s = 0; s < symbols; s++)
      if (lengths[s] == bits) {
        uint32_t reversed = 0;
        for (uint32_t k = 0; k < bits; k++)
          reversed |= (code >> k & 1) << (bits - 1 - k);
        codes[s] = (uint16_t)reversed;
        code++;
      }
}

typedef struct {
  uint32_t count[max_bits + 1];
  uint16_t sorted[literal_symbols];
} Decoder;

static void make_decoder(const uint8_t *lengths, int symbols, Decoder *d) {
  uint32_t n = 0;
  memset(d, 0, sizeof *d);
  for (uint32_t bits = 1; bits <= max_bits; bits++)
    for (int s = 0; s < symbols; s++)
      if (lengths[s] == bits) {
        d->count[bits]++;
        d->sorted[n++] = (uint16_t)s;
      }
}

static int decode_symbol(Reader *r, const Decoder *d) {
  uint32_t code = 0, first = 0, index = 0;
  for (uint32_t bits = 1; bits <= max_bits; bits++) {
    code |= get_bits(r, 1);
    if (code - first < d->count[bits])
      return d->sorted[index + code - first];
    index += d->count[bits];
    first = (first + d->count[bits]) << 1;
    code <<= 1;
  }
  return -1;
}

static uint32_t hash_at(const uint8_t *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return v * 2654435761u >> (32 - hash_bits);
}

static uint32_t find_tokens(const uint8_t *in, uint32_t size, Token *tokens) {
  int32_t *head = get_memory(sizeof(int32_t) << hash_bits);
  int32_t *chain = get_memory(sizeof(int32_t) * window_size);
  uint32_t n = 0;
  memset(head, 0xFF, sizeof(int32_t) << hash_bits);
  for (uint32_t at = 0; at < size;) {
    uint32_t best = 0, best_distance = 0;
    if (at + min_match <= size) {
      int32_t candidate = head[hash_at(in + at)];
      uint32_t limit = size - at < max_match ? size - at : max_match;
      for (int tries = 0; tries < max_chain && candidate >= 0; tries++) {
        uint32_t distance = at - (uint32_t)candidate, length = 0;
        if (distance >= window_size)
          break;
        while (length < limit && in[(uint32_t)candidate + length] == in[at + length])
          length++;
        if (length > best) {
          best = length;
          best_distance = distance;
        }
        candidate = chain[candidate & (window_size - 1)];
      }
    }
    uint32_t step = best >= min_match ? best : 1;
    tokens[n++] = best >= min_match ? (Token){(uint16_t)best, (uint16_t)best_distance} : (Token){0, in[at]};
    for (uint32_t end = at + step; at < end; at++)
      if (at + min_match <= size) {
        uint32_t h = hash_at(in + at);
        chain[at & (window_size - 1)] = head[h];
        head[h] = (int32_t)at;
      }
  }
  tokens[n++] = (Token){0, end_symbol};
  free(head);
  free(chain);
  return n;
}

static Writer pack(const uint8_t *in, uint32_t size) {
  Token *tokens = get_memory(sizeof(Token) * ((size_t)size + 1));
  uint32_t n = find_tokens(in, size, tokens);
  uint32_t literals[literal_symbols] = {0}, distances[distance_symbols] = {0};
  uint8_t literal_lengths[literal_symbols], distance_lengths[distance_symbols];
  uint16_t literal_codes[literal_symbols] = {0}, distance_codes[distance_symbols] = {0};
  for (uint32_t i = 0; i < n; i++)
    if (tokens[i].length) {
      literals[length_base + bit_width(tokens[i].length - min_match)]++;
      distances[bit_width(tokens[i].distance)]++;
    } else {
      literals[tokens[i].distance]++;
    }
  code_lengths(literals, literal_symbols, literal_lengths);
  code_lengths(distances, distance_symbols, distance_lengths);
  make_codes(literal_lengths, literal_symbols, literal_codes);
  make_codes(distance_lengths, distance_symbols, distance_codes);
  Writer w = {0};
  for (int s = 0; s < literal_symbols; s++)
    put_bits(&w, literal_lengths[s], 4);
  for (int s = 0; s < distance_symbols; s++)
    put_bits(&w, distance_lengths[s], 4);
  for (uint32_t i = 0; i < n; i++) {
    Token t = tokens[i];
    if (!t.length) {
      put_bits(&w, literal_codes[t.distance], literal_lengths[t.distance]);
      continue;
    }
    uint32_t extra = t.length - min_match, width = bit_width(extra);
    put_bits(&w, literal_codes[length_base + width], literal_lengths[length_base + width]);
    if (width > 1)
      put_bits(&w, extra - (1u << (width - 1)), width - 1);
    width = bit_width(t.distance);
    put_bits(&w, distance_codes[width], distance_lengths[width]);
    if (width > 1)
      put_bits(&w, t.distance - (1u << (width - 1)), width - 1);
  }
  put_bits(&w, 0, 7);
  free(tokens);
  return w;
}

static uint32_t get_number(Reader *r, uint32_t width) {
  return width < 2 ? width : (1u << (width - 1)) + get_bits(r, width - 1);
}

/* Returns the size, or ~0 for damaged data. */
static uint32_t unpack(const uint8_t *in, uint32_t in_size, uint8_t *out, uint32_t capacity) {
  Reader r = {in, in_size, 0, 0, 0};
  uint8_t lengths[literal_symbols];
  static Decoder literals, distances;
  for (int s = 0; s < literal_symbols; s++)
    lengths[s] = (uint8_t)get_bits(&r, 4);
  make_decoder(lengths, literal_symbols, &literals);
  for (int s = 0; s < distance_symbols; s++)
    lengths[s] = (uint8_t)get_bits(&r, 4);
  make_decoder(lengths, distance_symbols, &distances);
  for (uint32_t at = 0; r.at <= r.size + 8;) {
    int symbol = decode_symbol(&r, &literals);
    if (symbol < 0)
      return ~0u;
    if (symbol == end_symbol)
      return at;
    if (symbol < 256) {
      if (at == capacity)
        return ~0u;
      out[at++] = (uint8_t)symbol;
      continue;
    }
    uint32_t length = min_match + get_number(&r, (uint32_t)symbol - length_base);
    int width = decode_symbol(&r, &distances);
    if (width < 0)
      return ~0u;
    uint32_t distance = get_number(&r, (uint32_t)width);
    if (distance == 0 || distance > at || length > capacity - at)
      return ~0u;
    for (uint32_t i = 0; i < length; i++, at++)
      out[at] = out[at - distance];
  }
  return ~0u;
}

static int failures;

static void round_trip(const char *name, const uint8_t *data, uint32_t size) {
  Writer w = pack(data, size);
  uint8_t *out = get_memory((size_t)size + 1);
  uint32_t got = unpack(w.data, w.size, out, size);
  int same = got == size && memcmp(out, data, size) == 0;
  failures += !same;
  printf("%-12s %8u -> %8u  %08x %08x %s\n", name, size, w.size, checksum(data, size),
         checksum(w.data, w.size), same ? "same" : "DIFFERENT");
  /* Damaged data must be survived; what comes out is the same everywhere. */
  uint32_t damaged = 0;
  for (uint32_t i = 0; i < 20 && w.size; i++) {
    uint32_t where = i * 7919u % w.size;
    w.data[where] ^= (uint8_t)(1 << i % 8);
    memset(out, 0, size);
    uint32_t result = unpack(w.data, w.size, out, size);
    damaged = damaged * 31 + result + checksum(out, size);
    w.data[where] ^= (uint8_t)(1 << i % 8);
  }
  printf("%-12s damaged: %08x\n", name, damaged);
  free(out);
  free(w.data);
}

int main(int argc, char **argv) {
  enum { size = 1 << 19 };
  uint8_t *data = get_memory(size);
  uint32_t state = 12345;
  round_trip("empty", data, 0);
  round_trip("one", data, 1);
  round_trip("zeros", data, size);
  for (uint32_t i = 0; i < size; i++)
    data[i] = (uint8_t)((state = state * 1664525u + 1013904223u) >> 24);
  round_trip("noise", data, size / 4);
  static const char *const words[] = {"table", "of", "the", "frames ", "handler", "\n", " throw ", "a", "memory"};
  uint32_t at = 0;
  while (at + 16 < size) {
    const char *word = words[(state = state * 1664525u + 1013904223u) >> 16 & 7];
    at += (uint32_t)snprintf((char *)data + at, 16, "%s%u", word, state >> 29);
  }
  round_trip("words", data, at);
  for (uint32_t i = 0; i < size; i++)
    data[i] = (uint8_t)((i & i >> 8) ^ i >> 3);
  round_trip("pattern", data, size);
  for (int i = 1; i < argc; i++) {
    FILE *f = fopen(argv[i], "rb");
    if (!f) {
      printf("cannot open %s\n", argv[i]);
      return 2;
    }
    uint32_t n = (uint32_t)fread(data, 1, size, f);
    fclose(f);
    round_trip(argv[i], data, n);
  }
  free(data);
  return failures != 0;
}
