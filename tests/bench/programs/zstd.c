// Zstandard: a text is compressed at a quick, the usual and a slow level and decompressed again.
#include "zstd.h"
#include "text.h"

enum { SIZE = 192 << 10, ROOM = SIZE + (SIZE >> 4) };
static uint8_t text[SIZE], packed[ROOM], unpacked[SIZE];
static ZSTD_CCtx *packer;
static ZSTD_DCtx *unpacker;

void setup(void) {
  make_text(text, SIZE);
  packer = ZSTD_createCCtx();
  unpacker = ZSTD_createDCtx();
}

uint32_t run(void) {
  static const int levels[] = {1, 3, 9};
  uint32_t sum = 0;
  for (unsigned i = 0; i < sizeof levels / sizeof *levels; i++) {
    const size_t size = ZSTD_compressCCtx(packer, packed, ROOM, text, SIZE, levels[i]);
    if (ZSTD_isError(size) || ZSTD_decompressDCtx(unpacker, unpacked, SIZE, packed, size) != SIZE)
      return 1;
    sum = mix_bytes(sum, unpacked, SIZE) +
          (levels[i] == 1); // what is packed depends on the size of a pointer
  }
  return sum;
}
