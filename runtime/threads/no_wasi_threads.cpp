// For modules with the import wasi.thread-spawn in programs without libwexn_wasi: whoever embeds
// them resolves it. Weak, and later in the order of a link than libwexn_wasi, which has the other.
#include "runtime/arch/arch.h"

WEXN_CALLED [[gnu::weak]] const void *const wexn_rt_wasi_threads;
const void *const wexn_rt_wasi_threads = nullptr;
