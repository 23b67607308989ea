// libFuzzer: any bytes as an object of wexnc, ELF or Mach-O, through the readers, the checks of
// emitted objects and all that `inspect` shows. Seeds: objects of tests/fuzz/objects, made anew for
// each run.
#include "objfmt/check.h"
#include "wexnc/inspect/inspect.h"
#include "wexnc/inspect/model.h"

#include <cstdio>

using namespace wexn;

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  if (!std::freopen("/dev/null", "w", stdout))
    bug("cannot open /dev/null");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Result<objfmt::Object> object = objfmt::read_object({data, size});
  if (!object.ok())
    return 0;
  if (const std::optional<std::string> violation = objfmt::check_object(*object);
      violation && violation->empty())
    bug("a violation without a text");
  Result<ObjectInfo> info = describe(*object);
  if (!info.ok())
    return 0;
  InspectOptions options;
  options.exceptions = options.inlined = options.traps = options.tags = true;
  show(*info, options);
  options = {};
  show(*info, options);
  options.json = true;
  show(*info, options);
  return 0;
}
