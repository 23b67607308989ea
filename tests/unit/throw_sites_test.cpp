// The cache of sites that a throw looks into first (runtime/throw/site_cache.h): every site is
// found, and few share the place where the search for them begins.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "runtime/throw/site_cache.h"

namespace {

using namespace wexn::rt;

// A table with sites at `count` return addresses of one text, as far apart as calls are.
struct Table {
  std::vector<CachedSite> places;
  std::vector<uintptr_t> addresses;
  SiteCache cache = {};

  Table(uint32_t size, uint32_t count, uint32_t seed) : places(size) {
    prepare_sites(cache);
    cache.sites = places.data();
    cache.mask = size - 1;
    std::mt19937_64 random(seed);
    uintptr_t pc = 0x555555554000 + (random() % 4096) * 4096;
    for (uint32_t i = 0; i < count; ++i) {
      addresses.push_back(pc += 5 + random() % 200);
      CachedSite site = {};
      site.pc = pc;
      site.pad = pc + 1;
      put_site(cache, site);
    }
  }

  [[nodiscard]] uint32_t not_in_first_place() const {
    uint32_t count = 0;
    for (const uintptr_t pc : addresses)
      count += cache.sites[first_place(cache, pc)].pc != pc;
    return count;
  }
};

TEST(ThrowSites, AllAreFound) {
  for (uint32_t size = 64; size <= 1024; size *= 2)
    for (uint32_t seed = 0; seed < 20; ++seed) {
      const Table table(size, size <= SiteCache::kSpreadPlaces ? size / 4 : size / 2, seed);
      for (const uintptr_t pc : table.addresses) {
        const CachedSite *site = known_site(table.cache, pc);
        ASSERT_NE(site, nullptr);
        EXPECT_EQ(site->pc, pc);
        EXPECT_EQ(site->pad, pc + 1);
        EXPECT_EQ(known_site(table.cache, pc + 1000000), nullptr);
      }
      EXPECT_EQ(table.cache.num_used, table.addresses.size());
    }
}

// Of tables with one factor for all, six in seven have sites that share.
TEST(ThrowSites, FewShareAFirstPlace) {
  uint32_t shared = 0;
  for (uint32_t seed = 0; seed < 1000; ++seed)
    shared +=
        Table(SiteCache::kFirstSites, SiteCache::kFirstSites / 4, seed).not_in_first_place() != 0;
  EXPECT_LT(shared, 50u);
}

} // namespace
