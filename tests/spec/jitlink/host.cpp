// The host's side; see jitlink.h. The runtime's functions are here as jumps to those of the other
// side, whose addresses come with the first call.
#include "tests/spec/jitlink/jitlink.h"
#include "tests/spec/run/execute.h"
#include "tests/spec/run/library.h"

extern "C" {
#define API(function) const void *address_of_##function;
#include "tests/spec/jitlink/api.def"
}

#if defined(__x86_64__)
#define JUMP(function) "movq address_of_" #function "@GOTPCREL(%rip), %rax\n jmp *(%rax)\n"
#elif defined(__aarch64__)
#define JUMP(function)                                                                             \
  "adrp x16, :got:address_of_" #function "\n ldr x16, [x16, :got_lo12:address_of_" #function       \
  "]\n ldr x16, [x16]\n br x16\n"
#endif
#define API(function)                                                                              \
  asm(".text\n .globl " #function "\n .type " #function ", %function\n" #function                  \
      ":\n" JUMP(function));
#include "tests/spec/jitlink/api.def"

namespace wexn::spec {

static const wexn_spec_image *images;

std::string open_library(const std::string &) { return {}; } // it came with the program

const void *find_in_library(const std::string &symbol) {
  for (const wexn_spec_image *image = images; image->symbol; ++image)
    if (image->symbol == symbol)
      return image->image;
  return nullptr;
}

} // namespace wexn::spec

int wexn_spec_execute(const void *const *api, const wexn_spec_image *images, int argc,
                      char **argv) {
#define API(function) address_of_##function = *api++;
#include "tests/spec/jitlink/api.def"
  wexn::spec::images = images;
  return wexn::spec::execute_main(argc, argv);
}
