/* The Mach-O side; see jitlink.h. */
#include "tests/spec/jitlink/jitlink.h"

#include <wexn/object.h>

/* Made for each script by tests/support/macho_jit. */
extern const struct wexn_spec_image wexn_spec_images[];

#define API(function) (const void *)function,
static const void *const api[] = {
#include "tests/spec/jitlink/api.def"
};

int main(int argc, char **argv) { return wexn_spec_execute(api, wexn_spec_images, argc, argv); }
