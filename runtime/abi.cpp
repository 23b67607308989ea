// The symbol that every compiled object refers to: an object of another ABI version does not link.
#include <wexn/abi/types.h>

extern "C" const uint32_t WEXN_ABI_SYMBOL;
const uint32_t WEXN_ABI_SYMBOL = WEXN_ABI_VERSION;
