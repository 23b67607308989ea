// Where the runtime's archives and headers lie: relative to the compiler's own executable, so that
// a build tree and an installation both work without configuration.
//   build tree:   DIR/bin/wexnc, DIR/sysroot/TRIPLE/lib, DIR/sysroot/include
//   installation: DIR/bin/wexnc, DIR/lib/wexn/TRIPLE/lib, DIR/include
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/support/target.h"

#include <string>

namespace wexn {

struct Sysroot {
  std::string path;    // has TRIPLE/lib folders
  std::string include; // has wexn/wexn.h

  [[nodiscard]] std::string lib(const Target &target) const;
  // libwexn.a is there for this target.
  [[nodiscard]] bool has_runtime(const Target &target) const;
  // The same as an error: CannotRead.
  [[nodiscard]] Status require_runtime(const Target &target) const;
};

// Errors: CannotRead, when neither layout is found.
[[nodiscard]] Result<Sysroot> find_sysroot();

// What a link of one of our objects needs after it, for a shell: libraries by their full paths.
[[nodiscard]] std::string link_flags(const Sysroot &sysroot, const Target &target);

} // namespace wexn
