// Paths are resolved by the kernel or component by component: the same calls in the same trees get
// the same answers both ways and leave the same trees behind.
#include "runtime/wasi/resolve.h"

#include "tests/unit/wasi_guest.h"

#include <map>
#include <random>

namespace wexn::wasi {
namespace {

// One of the two: a tree, and a guest that has it.
struct Side {
  TempDir top;
  Guest guest;
  uint32_t dir = 0;

  explicit Side(bool openat2) {
    guest.state.use_openat2 = openat2;
    std::filesystem::create_directories(top / "in/a/b");
    std::filesystem::create_directories(top / "out");
    top.write("out/secret", "secret");
    top.write("in/f", "inside");
    top.write("in/a/g", "deep");
    for (auto [name, target] : {std::pair{"to_f", "f"},
                                {"to_a", "a"},
                                {"slashed", "a/"},
                                {"dotted", "a/."},
                                {"up", "a/.."},
                                {"self", "."},
                                {"parent", ".."},
                                {"out", "../out"},
                                {"secret", "../out/secret"},
                                {"root", "/"},
                                {"loop", "loop"},
                                {"dangling", "new"},
                                {"dangling_slash", "new/"},
                                {"dangling_out", "../out/new"},
                                {"file_slash", "f/"},
                                {"twice", "to_a/b"},
                                {"a/back", "../f"},
                                {"a/b/far", "../../../out"},
                                {"a/new", "../new2"}})
      std::filesystem::create_symlink(target, top / ("in/" + std::string(name)));
    dir = guest.preopen(top / "in", "in");
  }

  // Without what calls may have created.
  void clean() const {
    for (const char *name : {"in/n", "in/new", "in/new2", "in/a/b/n"})
      std::filesystem::remove_all(top / name);
  }

  // Everything in the tree: type and text or target.
  std::map<std::string, std::string> contents() const {
    std::map<std::string, std::string> all;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(top.path())) {
      std::string name = entry.path().lexically_relative(top.path()).string();
      if (entry.is_symlink())
        all[name] = "-> " + std::filesystem::read_symlink(entry.path()).string();
      else if (entry.is_directory())
        all[name] = "directory";
      else
        all[name] = "file " + top.read(name) + " links " +
                    std::to_string(std::filesystem::hard_link_count(entry.path()));
    }
    return all;
  }
};

class Answer {
public:
  void add(Errno e) { text_ << e << ' '; }
  template <typename T> void add(const T &value) { text_ << value << ' '; }
  std::string text() const { return text_.str(); }

private:
  std::ostringstream text_;
};

struct Request {
  unsigned what;
  std::string path, other;
  uint32_t oflags, lookup, fdflags;
  uint64_t rights;
};

const char *const CALLS[] = {"open",   "open", "open",   "open",    "stat",     "mkdir",    "rmdir",
                             "unlink", "link", "rename", "symlink", "readlink", "set_times"};

std::string answer(Side &side, const Request &r) {
  Guest &guest = side.guest;
  Answer out;
  std::string_view call = CALLS[r.what];
  if (call == "open") {
    uint32_t fd;
    Errno e = guest.open_fd(side.dir, r.path, r.oflags, r.rights | Right::fd_filestat_get, fd,
                            r.lookup, 0, r.fdflags);
    out.add(e);
    if (e == Errno::success) {
      EXPECT_EQ(guest.call("fd_filestat_get", {fd, Guest::OUT}), Errno::success);
      Filestat stat = guest.get<Filestat>(Guest::OUT);
      out.add(int(stat.filetype));
      out.add(stat.filetype == FileType::directory ? 0 : stat.size);
      EXPECT_EQ(guest.call("fd_close", {fd}), Errno::success);
    }
  } else if (call == "stat") {
    Filestat stat{};
    out.add(guest.stat(side.dir, r.path, r.lookup, stat));
    out.add(int(stat.filetype));
  } else if (call == "mkdir") {
    out.add(guest.path_call("path_create_directory", side.dir, r.path));
  } else if (call == "rmdir") {
    out.add(guest.path_call("path_remove_directory", side.dir, r.path));
  } else if (call == "unlink") {
    out.add(guest.path_call("path_unlink_file", side.dir, r.path));
  } else if (call == "link") {
    out.add(guest.link(side.dir, r.path, side.dir, r.other, r.lookup));
  } else if (call == "rename") {
    out.add(guest.two_paths(side.dir, r.path, side.dir, r.other));
  } else if (call == "symlink") {
    out.add(guest.symlink(r.other, side.dir, r.path));
  } else if (call == "readlink") {
    std::string text;
    out.add(guest.readlink(side.dir, r.path, text));
    out.add(text);
  } else {
    guest.put(Guest::TEXT, r.path);
    out.add(guest.call("path_filestat_set_times",
                       {side.dir, r.lookup, Guest::TEXT, r.path.size(), 5, 7, FST_MTIM}));
  }
  return out.text();
}

std::string show(const Request &r) {
  std::ostringstream out;
  out << CALLS[r.what] << " \"" << r.path << "\" \"" << r.other << "\" oflags " << r.oflags
      << " lookup " << r.lookup << " fdflags " << r.fdflags << " rights " << r.rights;
  return out.str();
}

const uint64_t RIGHTS[] = {Right::fd_read, Right::fd_write, Right::fd_read | Right::fd_write,
                           Right::fd_readdir, 0};

// Each path with each combination of flags.
TEST(WasiResolve, EachOpenHasOneAnswer) {
  if (!have_openat2())
    GTEST_SKIP() << "this kernel has no openat2";
  const char *const PATHS[] = {".",
                               "./",
                               "..",
                               "../",
                               "./.",
                               "../.",
                               "a/..",
                               "a/../",
                               "a/../..",
                               "f",
                               "f/",
                               "f/.",
                               "f/..",
                               "a",
                               "a/",
                               "a/.",
                               "n",
                               "n/",
                               "n/.",
                               "n/..",
                               "to_f",
                               "to_f/",
                               "to_a",
                               "to_a/",
                               "to_a/.",
                               "slashed",
                               "slashed/",
                               "dotted",
                               "up",
                               "up/",
                               "self",
                               "self/",
                               "self/f",
                               "parent",
                               "parent/",
                               "parent/in",
                               "out",
                               "out/",
                               "out/secret",
                               "out/new",
                               "out/..",
                               "secret",
                               "secret/",
                               "root",
                               "root/",
                               "root/etc",
                               "loop",
                               "loop/",
                               "loop/x",
                               "dangling",
                               "dangling/",
                               "dangling_slash",
                               "dangling_slash/",
                               "dangling_out",
                               "dangling_out/",
                               "file_slash",
                               "file_slash/",
                               "twice",
                               "twice/",
                               "twice/far",
                               "twice/n",
                               "a/back",
                               "a/back/",
                               "a/new",
                               "a//b///",
                               "a/b/far/",
                               "f/x",
                               "f/x/",
                               "n/x",
                               "n/x/",
                               "/",
                               "/f",
                               "",
                               "//",
                               "a/g/.."};
  unsigned different = 0;
  Side kernel(true), walk(false);
  for (const char *path : PATHS)
    for (uint32_t lookup : {0u, 1u})
      for (uint32_t oflags = 0; oflags < 16; oflags++) {
        for (uint64_t rights : RIGHTS)
          for (uint32_t fdflags : {0u, uint32_t{FD_APPEND}}) {
            Request r{0, path, "", oflags, lookup, fdflags, rights};
            std::string a = answer(kernel, r), b = answer(walk, r);
            if (a != b && different++ < 40)
              ADD_FAILURE() << show(r) << ": openat2 " << a << ", walk " << b;
          }
        if (oflags & (OPEN_CREAT | OPEN_TRUNC)) {
          EXPECT_EQ(kernel.contents(), walk.contents()) << path;
          EXPECT_EQ(kernel.top.read("out/secret"), "secret") << path;
          kernel.clean();
          walk.clean();
        }
      }
  EXPECT_EQ(different, 0u);
}

TEST(WasiResolve, RandomCallsHaveOneAnswer) {
  if (!have_openat2())
    GTEST_SKIP() << "this kernel has no openat2";
  unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const char *const NAMES[] = {"a",        "b",
                               "f",        "g",
                               "n",        "new",
                               ".",        "..",
                               "..",       "",
                               "to_a",     "to_f",
                               "slashed",  "up",
                               "self",     "parent",
                               "out",      "secret",
                               "root",     "loop",
                               "dangling", "dangling_slash",
                               "twice",    "back",
                               "far"};
  auto path = [&] {
    std::string text;
    for (unsigned n = 1 + random() % 3; n > 0; n--)
      text +=
          std::string(NAMES[random() % std::size(NAMES)]) + (n > 1 || random() % 4 == 0 ? "/" : "");
    return text;
  };
  unsigned succeeded = 0;
  for (int tree = 0; tree < 30; tree++) {
    Side kernel(true), walk(false);
    for (int i = 0; i < 120; i++) {
      Request r{static_cast<unsigned>(random() % std::size(CALLS)),
                path(),
                path(),
                static_cast<uint32_t>(random() % 16),
                static_cast<uint32_t>(random() % 2),
                random() % 4 ? 0u : uint32_t{FD_APPEND},
                RIGHTS[random() % std::size(RIGHTS)]};
      std::string a = answer(kernel, r), b = answer(walk, r);
      ASSERT_EQ(a, b) << "tree " << tree << ": " << show(r);
      succeeded += a.starts_with("success");
    }
    ASSERT_EQ(kernel.contents(), walk.contents());
    ASSERT_EQ(kernel.top.read("out/secret"), "secret");
    ASSERT_FALSE(std::filesystem::exists(kernel.top / "out/new"));
  }
  EXPECT_GT(succeeded, 150u);
}

TEST(HostPathTest, LinksWithoutTargetLeadNowhere) {
  HostPath path; // Linux makes no such links, but may find them in what other systems wrote
  ASSERT_EQ(path.assign("link/rest"), Errno::success);
  EXPECT_EQ(path.expand(path.data(), path.data() + 4, ""), Errno::noent);
  EXPECT_STREQ(path.c_str(), "link/rest");
}

} // namespace
} // namespace wexn::wasi
