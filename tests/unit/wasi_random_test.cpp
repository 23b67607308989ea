// Random calls with random arguments: nothing outside of the guest's memory and directory changes.
// Means most with SAN=address,undefined, where the memory ends at a byte exactly.
#include "tests/unit/wasi_guest.h"

#include <random>
#include <sys/resource.h>

namespace wexn::wasi {
namespace {

// Keeps fd_allocate and the like from filling the disk.
class SmallFiles {
public:
  SmallFiles() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit small = {1 << 20, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  SmallFiles(const SmallFiles &) = delete;
  SmallFiles &operator=(const SmallFiles &) = delete;

private:
  rlimit before_{};
};

class WasiRandomCalls : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Resolve, WasiRandomCalls, testing::Bool());

TEST_P(WasiRandomCalls, StayInside) {
  TempDir top;
  std::filesystem::create_directories(top / "in/a");
  std::filesystem::create_directories(top / "out");
  top.write("out/secret", "secret");
  std::filesystem::create_symlink("../out", top / "in/b");
  SmallFiles small_files;
  std::mt19937_64 random(7);
  Guest guest;
  guest.state.use_openat2 = GetParam() && have_openat2();
  guest.preopen(top / "in", "/in");
  guest.preopen(top / "in/a", "/a");

  const std::string_view paths[] = {
      "a", "b", "a/b", "a/../c", "..",  "../out/secret", "b/secret",       "a/",
      ".", "c", "/a",  "a/b/c",  "./c", "b/..",          "b/../out/secret"};
  uint32_t addresses[std::size(paths)], at = Guest::TEXT;
  for (size_t i = 0; i < std::size(paths); i++) {
    addresses[i] = at;
    guest.put(at, paths[i]);
    at += static_cast<uint32_t>(paths[i].size());
  }
  const uint64_t edges[] = {0,
                            1,
                            8,
                            0xfff8,
                            0xffff,
                            0x10000,
                            0x10001,
                            0x7fffffff,
                            0x80000000,
                            0xfffffff8,
                            0xffffffff,
                            uint64_t{1} << 32,
                            uint64_t{1} << 63,
                            ~uint64_t{0}};
  auto value = [&]() -> uint64_t {
    switch (random() % 4) {
    case 0:
      return edges[random() % std::size(edges)];
    case 1:
      return random();
    case 2:
      return random() % 0x10010;
    default:
      return random() % 16;
    }
  };
  unsigned succeeded = 0;
  for (int i = 0; i < 60000; i++) {
    const Function &function = functions()[random() % functions().size()];
    // These end or block the test.
    if (function.name == "proc_exit" || function.name == "poll_oneoff")
      continue;
    // Keeps the preopens.
    if ((function.name == "fd_close" || function.name == "fd_renumber" ||
         function.name == "fd_fdstat_set_rights") &&
        random() % 16)
      continue;
    wexn_slot slots[16];
    bool paths_here = function.name.starts_with("path_");
    for (size_t p = 0; p < function.params.size(); p++) {
      uint64_t v = value();
      if (p == 0 && function.params[0] == 'i' && random() % 8)
        v = random() % 6;
      else if (paths_here && random() % 2 && p + 1 < function.params.size()) {
        // An address and a size of one of the paths.
        size_t pick = random() % std::size(paths);
        slots[p].i64 = addresses[pick];
        slots[++p].i64 = static_cast<int64_t>(paths[pick].size());
        continue;
      }
      slots[p].i64 = static_cast<int64_t>(v);
    }
    function.entry(&guest.context, slots);
    succeeded += slots[0].i32 == 0;
    ASSERT_LE(static_cast<uint32_t>(slots[0].i32), 76u) << function.name;
    if (i % 2000 == 0) {
      // The paths may have been overwritten, and the preopens closed.
      at = Guest::TEXT;
      for (size_t p = 0; p < std::size(paths); p++)
        guest.put(addresses[p], paths[p]);
      if (!guest.state.table.find(0))
        guest.preopen(top / "in", "/in");
    }
  }
  EXPECT_GT(succeeded, 5000u);
  EXPECT_EQ(top.read("out/secret"), "secret");
  struct stat st;
  ASSERT_EQ(::stat((top / "out/secret").c_str(), &st), 0);
  EXPECT_EQ(st.st_nlink, 1u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(top / "out"), {}), 1);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(top.path()), {}), 2);
}

} // namespace
} // namespace wexn::wasi
