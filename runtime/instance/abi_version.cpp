// The symbol that every compiled object refers to: an object of another ABI version does not link.
#include "runtime/arch/arch.h"

WEXN_CALLED const uint32_t WEXN_ABI_SYMBOL;
const uint32_t WEXN_ABI_SYMBOL = WEXN_ABI_VERSION;
