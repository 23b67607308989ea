/* The executor for Mach-O modules on Linux. llvm-jitlink links the modules, the runtime built for
 * Mach-O and guest.c in its own process and calls guest.c's main function. The executor itself is a
 * shared library of the host (host.cpp), preloaded there; both have the same calling convention.
 * main hands over what the executor needs from the other side. */
#ifndef WEXN_TESTS_JITLINK_H
#define WEXN_TESTS_JITLINK_H

#ifdef __cplusplus
extern "C" {
#endif

struct wexn_spec_image {
  const char *symbol;
  const void *image;
};
/* `api`: the functions of api.def in its order; `images`: ended by a null symbol. */
int wexn_spec_execute(const void *const *api, const struct wexn_spec_image *images, int argc,
                      char **argv);

#ifdef __cplusplus
}
#endif

#endif
