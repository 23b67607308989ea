// bzip2: a text is packed and unpacked.
#include "text.h"
#include "bzlib.h"

enum { SIZE = 100 << 10, ROOM = 3 << 20 };
static uint8_t text[SIZE];
static char packed[SIZE], unpacked[SIZE];
static uint64_t room[ROOM / 8];
static uint32_t used;

static void *take(void *opaque, int items, int size) {
  (void)opaque;
  const uint32_t at = used;
  used += ((uint32_t)(items * size) + 15) & ~15u;
  return used <= ROOM ? (uint8_t *)room + at : NULL;
}
static void give_back(void *opaque, void *address) { (void)opaque, (void)address; }
// Its defaults, which are not used.
void *malloc(size_t size) { return size ? NULL : NULL; }
void free(void *address) { (void)address; }
void bz_internal_error(int code) {
  (void)code;
  __builtin_trap();
}

void setup(void) { make_text(text, SIZE); }

uint32_t run(void) {
  bz_stream z = {.bzalloc = take, .bzfree = give_back};
  used = 0;
  if (BZ2_bzCompressInit(&z, 1, 0, 0) != BZ_OK)
    return 1;
  z.next_in = (char *)text, z.avail_in = SIZE, z.next_out = packed, z.avail_out = SIZE;
  if (BZ2_bzCompress(&z, BZ_FINISH) != BZ_STREAM_END)
    return 2;
  const uint32_t size = SIZE - z.avail_out;
  BZ2_bzCompressEnd(&z);
  z = (bz_stream){.bzalloc = take, .bzfree = give_back};
  used = 0;
  if (BZ2_bzDecompressInit(&z, 0, 0) != BZ_OK)
    return 3;
  z.next_in = packed, z.avail_in = size, z.next_out = unpacked, z.avail_out = SIZE;
  if (BZ2_bzDecompress(&z) != BZ_STREAM_END || z.avail_out)
    return 4;
  BZ2_bzDecompressEnd(&z);
  return mix_bytes(mix_bytes(size, (uint8_t *)packed, size), (uint8_t *)unpacked, SIZE);
}
