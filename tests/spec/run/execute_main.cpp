// The executor's main function but for its name.
#include "tests/spec/plan.h"
#include "tests/spec/run/execute.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace wexn::spec {

int execute_main(int argc, char **argv) {
  if (argc != 3) {
    std::fputs("usage: wexn-spec-run PLAN FD (started by wexn-spec)\n", stderr);
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  std::ostringstream bytes;
  if (!in || !(bytes << in.rdbuf())) {
    std::fprintf(stderr, "wexn-spec-run: cannot read %s\n", argv[1]);
    return 2;
  }
  Reporter reporter(std::atoi(argv[2]));
  execute_script(read_plan(bytes.str()), reporter);
  std::fflush(stdout);
  std::_Exit(0);
}

} // namespace wexn::spec
