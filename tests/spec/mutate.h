// Falsifies expectations of a script, so as to see that the runner notices: a runner that cannot
// fail proves nothing. Only what is expected changes, never what is executed.
#pragma once

#include "tests/spec/script.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace wexn::spec {

// Changes about a third of the assertions, chosen by `seed`. Returns what was changed, by index
// into `commands`: a short name of the kind of change.
std::map<size_t, std::string> mutate(std::vector<wasm::Command> &commands, uint64_t seed);

} // namespace wexn::spec
