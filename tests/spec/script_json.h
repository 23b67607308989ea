// Scripts of the suite in their JSON form -> the same commands that parse_script() makes of .wast.
#pragma once

#include "wexnc/support/result.h"
#include "tests/spec/script.h"

#include <string>
#include <vector>

namespace wexn::spec {

// Reads TEST.json and the modules it names, which lie beside it. An error's detail says what is
// wrong with the file; this is never a verdict on a module.
[[nodiscard]] Result<std::vector<wasm::Command>> read_json_script(const std::string &path);

// The whole file. Error CannotRead with the path as detail.
[[nodiscard]] Result<std::string> read_file(const std::string &path);

} // namespace wexn::spec
