// What return addresses of frames with clauses, or of unusual layout, mean to a throw: worked out
// from the unwind tables once for each address of a store. Not on bare metal, which reads the
// tables again for each frame.
#ifndef WEXN_RUNTIME_SITE_CACHE_H
#define WEXN_RUNTIME_SITE_CACHE_H

#include "runtime/throw/unwind_lookup.h"

namespace wexn::rt {

// Where the search for an address begins.
inline uint32_t first_place(const SiteCache &cache, uintptr_t pc) {
  return static_cast<uint32_t>(pc * cache.factor >> 32) & cache.mask;
}
// Where the address is, or may be put.
[[gnu::always_inline]] inline CachedSite *place_of(const SiteCache &cache, uintptr_t pc) {
  uint32_t i = first_place(cache, pc);
  while (cache.sites[i].pc != pc && cache.sites[i].pc != 0)
    i = (i + 1) & cache.mask;
  return &cache.sites[i];
}
// The site of the address, or null.
[[gnu::always_inline]] inline const CachedSite *known_site(const SiteCache &cache, uintptr_t pc) {
  const CachedSite *site = place_of(cache, pc);
  return site->pc != 0 ? site : nullptr;
}

[[gnu::always_inline]] inline bool catches(const CachedClause &clause, uintptr_t instance,
                                           const wexn_tag *tag) {
  return load<const wexn_tag *>(instance + clause.tag_cell) == tag ||
         clause.tag_cell == CachedClause::kNoTag;
}
[[gnu::always_inline]] inline uintptr_t instance_of(const CachedSite &site, uintptr_t fp) {
  return load<uintptr_t>(fp + static_cast<uintptr_t>(intptr_t{site.vmctx}));
}

// Rare steps of wexn_rt_find_handler. They keep all registers, and parameters are where its own
// are, so that it has nothing to save.

// The site of the address, or null; where it is not in the first place for it.
[[gnu::noinline, clang::preserve_most]] const CachedSite *
search_site(wexn_store *store, const wexn_tag *, wexn_ref, ThrowContext *, uintptr_t, uintptr_t pc);
// The clause behind the first that catches, or null.
[[gnu::noinline, clang::preserve_most]] const CachedClause *
match_more(wexn_store *, const wexn_tag *tag, wexn_ref, ThrowContext *, uintptr_t fp,
           const CachedSite *site);
// The same for what the index answers, too: the first few of those get a place, which is quicker.
[[gnu::noinline, clang::preserve_most]] const CachedSite *search_near_site(wexn_store *store,
                                                                           const wexn_tag *,
                                                                           wexn_ref, ThrowContext *,
                                                                           uintptr_t, uintptr_t pc);

// A new site, filled in from the tables, for the address of the frame `fp`. It stays until the next
// one is added. Null: no memory.
[[nodiscard]] const CachedSite *add_site(wexn_store *store, uintptr_t pc, uintptr_t fp,
                                         const Lookup &found);
void forget_sites(wexn_store *store);
// Gives the site, which has none, a place. REQUIRES: there is room.
CachedSite *put_site(SiteCache &cache, const CachedSite &site);

} // namespace wexn::rt

#endif
