// What return addresses of frames with clauses, or of unusual layout, mean to a throw: worked out
// from the unwind tables once for each address of a store. Not on bare metal, which reads the
// tables again for each frame.
#ifndef WEXN_RUNTIME_SITE_CACHE_H
#define WEXN_RUNTIME_SITE_CACHE_H

#include "runtime/throw/unwind_lookup.h"

namespace wexn::rt {

// Where the search for an address begins.
inline uint32_t site_hash(uintptr_t pc) {
  return static_cast<uint32_t>(pc * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}
// The site of the address, or a free place.
[[gnu::always_inline]] inline CachedSite *cached_site(const SiteCache &cache, uintptr_t pc) {
  uint32_t i = site_hash(pc) & cache.mask;
  while (cache.sites[i].pc != pc && cache.sites[i].pc != 0)
    i = (i + 1) & cache.mask;
  return &cache.sites[i];
}

// A new site, filled in from the tables, for the address of the frame `fp`. It stays until the next
// one is added. Null: no memory.
[[nodiscard]] const CachedSite *add_site(wexn_store *store, uintptr_t pc, uintptr_t fp,
                                         const Lookup &found);
void forget_sites(wexn_store *store);

} // namespace wexn::rt

#endif
