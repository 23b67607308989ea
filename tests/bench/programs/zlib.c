// zlib: a text is deflated at a quick and at the usual level and inflated again.
#include "text.h"
#include "zlib.h"

enum { SIZE = 160 << 10, ROOM = 1 << 20 };
static uint8_t text[SIZE], packed[SIZE], unpacked[SIZE];
static uint64_t room[ROOM / 8];
static uint32_t used;

static voidpf take(voidpf opaque, uInt items, uInt size) {
  (void)opaque;
  const uint32_t at = used;
  used += (items * size + 15) & ~15u;
  return used <= ROOM ? (uint8_t *)room + at : Z_NULL;
}
static void give_back(voidpf opaque, voidpf address) { (void)opaque, (void)address; }

void setup(void) { make_text(text, SIZE); }

uint32_t run(void) {
  uint32_t sum = 0;
  for (int level = 1; level <= 6; level += 5) {
    z_stream z = {.zalloc = take, .zfree = give_back};
    used = 0;
    if (deflateInit(&z, level) != Z_OK)
      return 1;
    z.next_in = text, z.avail_in = SIZE, z.next_out = packed, z.avail_out = SIZE;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
      return 2;
    const uint32_t size = SIZE - z.avail_out;
    deflateEnd(&z);
    sum = mix_bytes(sum, packed, size);
    z = (z_stream){.zalloc = take, .zfree = give_back};
    used = 0;
    z.next_in = packed, z.avail_in = size;
    if (inflateInit(&z) != Z_OK)
      return 3;
    z.next_out = unpacked, z.avail_out = SIZE;
    if (inflate(&z, Z_FINISH) != Z_STREAM_END || z.avail_out)
      return 4;
    inflateEnd(&z);
    sum = mix_bytes(sum, unpacked, SIZE);
  }
  return sum;
}
