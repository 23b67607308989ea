// See memory_base.h.
#include "wexnc/memory_base.h"

#include "wexnc/ir/layout.h"
#include "wexnc/support/target.h"

#include <algorithm>
#include <functional>
#include <wexn/abi/types.h>

namespace wexn {

const char *why_no_segment(const Options &options, const wasm::Module &module,
                           const ir::ModuleFacts &facts) {
  const Target &target = *find_target(options.target);
  if (target.arch != Arch::X86_64 || target.format != ObjectFormat::Elf)
    return "the target is not x86-64 Linux";
  if (options.opt == OptLevel::O0)
    return "it is not optimised";
  // What sets GS may need a little of the stack, and is no compiled code, whose faults are traps.
  if (options.stack_check == StackCheck::Guard)
    return "--stack-check=guard";
  if (module.memories.empty())
    return "it has no memory";
  const wasm::MemoryType &type = module.memories[0].type;
  if (type.limits.is64)
    return "memory 0 has 64-bit addresses";
  if (!ir::is_guarded(type, options.bounds == Bounds::Software))
    return "accesses of memory 0 are compared with its bounds";
  // Their callees would return to where nothing looks at GS.
  if (std::ranges::any_of(facts.makes_tail_calls, std::identity()))
    return "it makes tail calls";
  return nullptr;
}

} // namespace wexn
