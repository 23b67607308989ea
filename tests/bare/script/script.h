/* A test script as constant data in a bare-metal image: what convert.cpp writes and main.c carries
 * out. Names of modules are resolved by the converter: instances and images have numbers. */
#ifndef WEXN_TESTS_BARE_SCRIPT_H
#define WEXN_TESTS_BARE_SCRIPT_H

#include <wexn/wexn.h>

typedef struct {
  enum { NAN_NONE, NAN_CANONICAL, NAN_ARITHMETIC } nan; /* of either sign */
  uint64_t bits;
} lane;

typedef struct value {
  enum { VALUE_NUMBER, VALUE_VECTOR, VALUE_REF, VALUE_EITHER } kind;
  uint8_t code;              /* NUMBER: WEXN_I32 ... */
  uint8_t lane_bytes, count; /* NUMBER, VECTOR: lanes; EITHER: values */
  const lane *lanes;
  const struct value *either;
  uint8_t heap; /* REF: a WEXN_HEAP_ code of the top type, or 0: any */
  uint8_t is_null, has_host;
  uint32_t host; /* number of a reference of the host's */
} value;

typedef struct {
  enum {
    COMMAND_INSTANCE, /* makes `instance` of `image`; expects what `expect` says */
    COMMAND_REGISTER, /* `instance` under the name `field` */
    COMMAND_INVOKE,
    COMMAND_GET,
  } kind;
  enum {
    EXPECT_RETURN,
    EXPECT_TRAP,
    EXPECT_EXHAUSTION,
    EXPECT_EXCEPTION,
    EXPECT_LINK_ERROR
  } expect;
  uint32_t line, instance, image;
  const char *field;
  uint32_t field_size;
  const value *args, *results; /* results: null when any will do */
  uint32_t num_args, num_results;
  const char *message;
} command;

extern const command script_commands[];
extern const uint32_t script_num_commands;
extern const wexn_module_image *const script_images[];

#endif
