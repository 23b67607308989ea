// wexn-spec-run PLAN FD: carries out a plan (tests/spec/plan.h) that wexn-spec made, and writes
// records (tests/spec/report.h) to the file descriptor FD. The half of the runner that is built for
// every target: no compiler in it.
#include "tests/spec/plan.h"
#include "tests/spec/run/execute.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

int main(int argc, char **argv) {
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
  wexn::spec::Reporter reporter(std::atoi(argv[2]));
  wexn::spec::execute_script(wexn::spec::read_plan(bytes.str()), reporter);
  std::fflush(stdout);
  std::_Exit(0);
}
