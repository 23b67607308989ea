// Memory instructions that compiled code leaves to the runtime. Spec: memory.grow.
#include "runtime/instance/instance.h"
#include "runtime/instance/memory.h"

using namespace wexn::rt;

WEXN_CALLED uint64_t wexn_rt_memory_grow(wexn_instance *instance, uint32_t index, uint64_t delta) {
  return wexn_memory_grow(memories(instance)[index].memory, delta);
}
