// See site_cache.h. Sites beyond kMostSites, or what there is no memory for, take the place of all
// before: what a module can make the store hold has a bound.
#include "runtime/throw/site_cache.h"

namespace wexn::rt {

static const CachedSite kNoSite = {};

void prepare_sites(SiteCache &cache) { cache.sites = const_cast<CachedSite *>(&kNoSite); }

const CachedSite *search_site(wexn_store *store, const wexn_tag *, wexn_ref, ThrowContext *,
                              uintptr_t, uintptr_t pc) {
  return known_site(exceptions_of(store)->cache, pc);
}

const CachedClause *match_more(wexn_store *, const wexn_tag *tag, wexn_ref, ThrowContext *,
                               uintptr_t fp, const CachedSite *site) {
  const uintptr_t instance = instance_of(*site, fp);
  const CachedClause *clause = site->more, *end = clause + site->num_more;
  for (; clause != end; ++clause)
    if (catches(*clause, instance, tag))
      return clause;
  return nullptr;
}

void forget_sites(wexn_store *store) {
  SiteCache &cache = exceptions_of(store)->cache;
  if (cache.num_used == 0)
    return;
  for (uint32_t i = 0; i <= cache.mask; ++i) {
    CachedSite &site = cache.sites[i];
    if (site.more != nullptr)
      free(store, const_cast<CachedClause *>(site.more), site.num_more * sizeof(CachedClause));
    site = {};
  }
  cache.num_used = cache.num_clauses = 0;
}

namespace {

// To begin at a line of the processor's cache: alloc() aligns to 16.
constexpr uint64_t kSlack = sizeof(CachedSite) - 16;

CachedSite *new_sites(wexn_store *store, uint32_t count) {
  void *memory = alloc(store, count * sizeof(CachedSite) + kSlack);
  if (memory == nullptr)
    return nullptr;
  return reinterpret_cast<CachedSite *>((reinterpret_cast<uintptr_t>(memory) + kSlack) &
                                        ~uintptr_t{sizeof(CachedSite) - 1});
}

// What is given back begins where the sites do: a list link fits in front of nothing that is lost
// but the slack.
bool make_room(wexn_store *store, SiteCache &cache) {
  const uint32_t count = cache.mask + 1;
  if (cache.num_used < count / 2)
    return true;
  SiteCache larger = cache;
  larger.mask = (count == 1 ? SiteCache::kFirstSites : count * 2) - 1;
  larger.sites = larger.mask < SiteCache::kMostSites ? new_sites(store, larger.mask + 1) : nullptr;
  if (larger.sites == nullptr) {
    forget_sites(store);
    return count != 1;
  }
  for (uint32_t i = 0; i < count; ++i)
    if (cache.sites[i].pc != 0)
      *place_of(larger, cache.sites[i].pc) = cache.sites[i];
  if (count != 1)
    free(store, cache.sites, count * sizeof(CachedSite));
  cache = larger;
  return true;
}

CachedClause cached(const unwind::Clause &clause, const wexn_module_image *image) {
  return {catches_all(clause.kind)
              ? CachedClause::kNoTag
              : image->tags + clause.tag * static_cast<uint32_t>(sizeof(wexn_tag *)),
          clause.selector << 1 | takes_ref(clause.kind)};
}

// False: the frame is unusual, there are too many, or no memory.
bool add_clauses(wexn_store *store, SiteCache &cache, const Lookup &found, uintptr_t fp,
                 CachedSite &out) {
  const unwind::Tables &tables = found.unit->tables;
  const unwind::Frame &frame = found.block.frame;
  const uintptr_t slot = frame.vmctx_slot(fp);
  const wexn_module_image *image = load<const wexn_instance *>(slot)->image;
  uint64_t cursor = found.site.clauses;
  unwind::Clause clause;
  if (frame.align_log2 != 0 || !unwind::next_clause(tables, cursor, clause))
    return false;
  out.first = cached(clause, image);
  const uint64_t second = cursor;
  uint32_t count = 0;
  for (; unwind::next_clause(tables, cursor, clause); ++count)
    if (count == SiteCache::kMostClauses - cache.num_clauses)
      return false;
  if (count != 0) {
    auto *more = static_cast<CachedClause *>(alloc(store, count * sizeof(CachedClause)));
    if (more == nullptr)
      return false;
    cursor = second;
    for (uint32_t i = 0; i < count && unwind::next_clause(tables, cursor, clause); ++i)
      more[i] = cached(clause, image);
    out.more = more;
    out.num_more = count;
    cache.num_clauses += count;
  }
  out.pad = found.function.start + found.site.pad_offset;
  out.sp = static_cast<int32_t>(frame.sp(fp) - fp);
  out.vmctx = static_cast<int32_t>(slot - fp);
  return true;
}

} // namespace

const CachedSite *add_site(wexn_store *store, uintptr_t pc, uintptr_t fp, const Lookup &found) {
  SiteCache &cache = exceptions_of(store)->cache;
  if (!make_room(store, cache))
    return nullptr;
  CachedSite site = {};
  site.pc = pc;
  site.shape = found.function.shape;
  if (site.shape >= kUnwindShapes)
    site.flags |= CachedSite::kListed;
  site.reserved = static_cast<uint32_t>(found.block.frame.reserved);
  if (site.reserved != 0)
    site.flags |= CachedSite::kReserved;
  if (found.in_try)
    site.flags |=
        add_clauses(store, cache, found, fp, site) ? CachedSite::kClauses : CachedSite::kSlow;
  cache.num_used += 1;
  CachedSite *to = place_of(cache, pc);
  *to = site;
  return to;
}

} // namespace wexn::rt
