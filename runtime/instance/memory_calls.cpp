// Memory instructions that compiled code leaves to the runtime. Spec: memory.grow.
#include "runtime/instance/instance.h"
#include "runtime/instance/memory.h"
#include "runtime/instance/strips.h"

using namespace wexn::rt;

WEXN_CALLED uint64_t wexn_rt_memory_grow(wexn_instance *instance, uint32_t index, uint64_t delta) {
  const uint64_t old = wexn_memory_grow(memories(instance)[index].memory, delta);
  if (kHosted)
    stop_if_interrupted(instance->store);
  return old;
}
