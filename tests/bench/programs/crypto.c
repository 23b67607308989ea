// Mbed TLS: digests, ciphers and an authenticator over a text, without the processor's own
// instructions for them.
#include "text.h"

#include <mbedtls/aes.h>
#include <mbedtls/chacha20.h>
#include <mbedtls/poly1305.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_MAJOR < 3
#define mbedtls_sha256 mbedtls_sha256_ret
#define mbedtls_sha512 mbedtls_sha512_ret
#endif

enum { SIZE = 96 << 10 };
static uint8_t text[SIZE], coded[SIZE];

void setup(void) { make_text(text, SIZE); }

uint32_t run(void) {
  static const uint8_t key[32] = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233};
  uint8_t digest[64];
  uint32_t sum = 0;
  if (mbedtls_sha256(text, SIZE, digest, 0) != 0)
    return 1;
  sum = mix_bytes(sum, digest, 32);
  if (mbedtls_sha512(text, SIZE, digest, 0) != 0)
    return 2;
  sum = mix_bytes(sum, digest, 64);
  if (mbedtls_chacha20_crypt(key, key, 1, SIZE, text, coded) != 0)
    return 3;
  sum = mix_bytes(sum, coded, SIZE);
  if (mbedtls_poly1305_mac(key, coded, SIZE, digest) != 0)
    return 4;
  sum = mix_bytes(sum, digest, 16);
  mbedtls_aes_context aes;
  mbedtls_aes_init(&aes);
  uint8_t counter[16] = {0}, stream[16];
  size_t offset = 0;
  if (mbedtls_aes_setkey_enc(&aes, key, 128) != 0 ||
      mbedtls_aes_crypt_ctr(&aes, SIZE, &offset, counter, stream, text, coded) != 0)
    return 5;
  return mix_bytes(sum, coded, SIZE);
}
