// Brotli: a text is packed at two levels, one with hash chains and one with a search for the best, and unpacked again.
#include "brotli/decode.h"
#include "brotli/encode.h"
#include "text.h"

enum { SIZE = 24 << 10, ROOM = 32 << 10 };
static uint8_t text[SIZE], packed[ROOM], unpacked[SIZE];

void setup(void) { make_text(text, SIZE); }

uint32_t run(void) {
  uint32_t sum = 0;
  for (int level = 5; level <= 10; level += 5) {
    size_t size = ROOM, length = SIZE;
    if (!BrotliEncoderCompress(level, 18, BROTLI_MODE_TEXT, SIZE, text, &size, packed))
      return 1;
    sum = mix_bytes(sum, packed, size);
    if (BrotliDecoderDecompress(size, packed, &length, unpacked) != BROTLI_DECODER_RESULT_SUCCESS || length != SIZE)
      return 2;
    sum = mix_bytes(sum, unpacked, SIZE);
  }
  return sum;
}
