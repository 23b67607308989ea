// wexn-spec-run PLAN FD: carries out a plan (tests/spec/plan.h) that wexn-spec made, and writes
// records (tests/spec/report.h) to the file descriptor FD. The half of the runner that is built for
// every target: no compiler in it.
#include "tests/spec/run/execute.h"

int main(int argc, char **argv) { return wexn::spec::execute_main(argc, argv); }
