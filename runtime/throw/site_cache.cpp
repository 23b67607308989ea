// See site_cache.h. Sites beyond kMostSites, or what there is no memory for, take the place of all
// before: what a module can make the store hold has a bound.
#include "runtime/throw/site_cache.h"

#include "runtime/throw/text_index.h"

namespace wexn::rt {

static const CachedSite kNoSite = {};

void prepare_sites(SiteCache &cache) {
  cache.sites = const_cast<CachedSite *>(&kNoSite);
  cache.factor = UINT64_C(0x9e3779b97f4a7c15);
}

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
  cache.num_used = cache.num_clauses = cache.num_plain = 0;
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

constexpr uint32_t kSpreadTries = 32; // factors; half of them do for 16 sites in 64 places

// Looks for a factor with which each site and `pc` has a first place of its own: the second of two
// that share one would cost a search at each throw.
void spread(SiteCache &cache, uintptr_t pc) {
  if (cache.mask >= SiteCache::kSpreadPlaces)
    return;
  SiteCache other = cache;
  for (uint32_t i = 0; i < kSpreadTries; ++i, other.factor = other.factor * cache.factor + 2) {
    uint64_t taken[SiteCache::kSpreadPlaces / 64] = {};
    bool apart = true;
    const auto take = [&](uintptr_t address) {
      const uint32_t place = first_place(other, address);
      apart = apart && (taken[place / 64] >> place % 64 & 1) == 0;
      taken[place / 64] |= uint64_t{1} << place % 64;
    };
    take(pc);
    for (uint32_t k = 0; k <= cache.mask && apart; ++k)
      if (cache.sites[k].pc != 0)
        take(cache.sites[k].pc);
    if (!apart)
      continue;
    // Each exchange brings one to its place.
    cache.factor = other.factor;
    for (uint32_t k = 0; k <= cache.mask; ++k) {
      CachedSite &site = cache.sites[k];
      while (site.pc != 0 && first_place(cache, site.pc) != k) {
        CachedSite &to = cache.sites[first_place(cache, site.pc)];
        const CachedSite moved = site;
        site = to;
        to = moved;
      }
    }
    return;
  }
}

// What is given back begins where the sites do: a list link fits in front of nothing that is lost
// but the slack.
bool make_room(wexn_store *store, SiteCache &cache) {
  const uint32_t count = cache.mask + 1;
  if (cache.num_used < count / (count <= SiteCache::kSpreadPlaces ? 4 : 2))
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

CachedSite *put_site(SiteCache &cache, const CachedSite &site) {
  cache.num_used += 1;
  if (cache.sites[first_place(cache, site.pc)].pc != 0)
    spread(cache, site.pc);
  CachedSite *to = place_of(cache, site.pc);
  *to = site;
  return to;
}

[[gnu::noinline]] static void add_plain_site(wexn_store *store, const CachedSite &site) {
  SiteCache &cache = exceptions_of(store)->cache;
  if (!make_room(store, cache))
    return;
  put_site(cache, site);
  cache.num_plain += 1;
}

const CachedSite *search_near_site(wexn_store *store, const wexn_tag *, wexn_ref, ThrowContext *,
                                   uintptr_t, uintptr_t pc) {
  ExceptionState *state = exceptions_of(store);
  uint32_t shape;
  const CachedSite *known = known_site(state->cache, pc);
  if (known != nullptr || !index_answers(state->text, pc, shape))
    return known;
  CachedSite &site = state->place;
  site = {};
  site.pc = pc;
  site.shape = static_cast<uint8_t>(shape);
  if (state->cache.num_plain < SiteCache::kMostPlain)
    add_plain_site(store, site);
  return &site;
}

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
  return put_site(cache, site);
}

} // namespace wexn::rt
