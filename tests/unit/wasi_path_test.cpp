// Paths stay beneath the directory they are resolved from, whichever way they are resolved; and
// path_* functions do what the host's calls do.
#include "tests/unit/wasi_guest.h"

#include <atomic>
#include <chrono>
#include <random>
#include <set>
#include <thread>

namespace wexn::wasi {
namespace {

// Both ways of resolving run every test.
class WasiPath : public testing::TestWithParam<const char *> {
protected:
  WasiPath() {
    if (GetParam() == std::string_view("walk"))
      guest.state.use_openat2 = false;
    else if (!guest.state.use_openat2)
      unsupported = true;
    std::filesystem::create_directories(top / "in/dir/sub");
    std::filesystem::create_directories(top / "out");
    top.write("in/file", "inside");
    top.write("in/dir/deep", "deep");
    top.write("out/secret", "secret");
    link("file", "to_file");
    link("dir", "to_dir");
    link("dir/../file", "dir/../to_file_by_dots");
    link("../file", "dir/up");
    link("../../out/secret", "dir/escape");
    link("../out/secret", "escape");
    link("../out", "escape_dir");
    link("..", "parent");
    link(top / "in/file", "absolute");
    link("/", "root");
    link("loop_b", "loop_a");
    link("loop_a", "loop_b");
    link("missing", "dangling");
    link("to_file", "twice");
    link("to_dir/", "slashed");
    dir = guest.preopen(top / "in", "/in");
  }
  void SetUp() override {
    if (unsupported)
      GTEST_SKIP() << "this kernel has no openat2";
  }
  void link(const std::string &target, const std::string &name) const {
    std::filesystem::create_symlink(target, top / ("in/" + name));
  }

  TempDir top;
  Guest guest;
  uint32_t dir = 0;
  bool unsupported = false;
};
INSTANTIATE_TEST_SUITE_P(Resolve, WasiPath, testing::Values("openat2", "walk"),
                         [](const auto &info) { return std::string(info.param); });

TEST_P(WasiPath, OpenReachesWhatIsBeneath) {
  for (const char *path :
       {"file",        "./file",        "dir/deep",        "dir//deep",   "dir/./sub/../deep",
        "dir/../file", "to_file",       "twice",           "to_dir/deep", "dir/up",
        "to_dir/up",   "slashed/deep",  "to_file_by_dots", ".",           "dir/",
        "dir/..",      "dir/sub/../..", "dir/.",           "to_dir",      "to_dir/",
        "slashed",     "slashed/..",    "././/."}) {
    EXPECT_EQ(guest.open(dir, path), Errno::success) << path;
    EXPECT_EQ(guest.stat(dir, path), Errno::success) << path;
  }
}

TEST_P(WasiPath, OpenReachesNothingElse) {
  for (const char *path : {"..",
                           "../in",
                           "../in/file",
                           "../out/secret",
                           "dir/../../in/file",
                           "dir/../..",
                           "/",
                           "/etc/passwd",
                           "//file",
                           "escape",
                           "escape_dir/secret",
                           "escape_dir",
                           "escape_dir/../in/file",
                           "dir/escape",
                           "to_dir/escape",
                           "parent",
                           "parent/in/file",
                           "absolute",
                           "root",
                           "root/etc/passwd",
                           "to_dir/../../out/secret",
                           "dir/sub/../../../in"}) {
    EXPECT_EQ(guest.open(dir, path), Errno::notcapable) << path;
    EXPECT_EQ(guest.stat(dir, path), Errno::notcapable) << path;
    EXPECT_EQ(guest.open(dir, path, OPEN_CREAT, Guest::FILE_RIGHTS), Errno::notcapable) << path;
  }
}

TEST_P(WasiPath, WritingCallsReachNothingElse) {
  for (const char *path :
       {"../new", "escape_dir/new", "parent/new", "/tmp/new", "dir/../../new", "root/new"}) {
    EXPECT_EQ(guest.path_call("path_create_directory", dir, path), Errno::notcapable) << path;
    EXPECT_EQ(guest.open(dir, path, OPEN_CREAT, Guest::FILE_RIGHTS), Errno::notcapable) << path;
    EXPECT_EQ(guest.two_paths(dir, "file", dir, path), Errno::notcapable) << path;
    EXPECT_EQ(guest.link(dir, "file", dir, path), Errno::notcapable) << path;
    EXPECT_EQ(guest.symlink("file", dir, path), Errno::notcapable) << path;
  }
  for (const char *path :
       {"../out/secret", "escape_dir/secret", "parent/out/secret", "dir/../../out/secret"}) {
    EXPECT_EQ(guest.path_call("path_unlink_file", dir, path), Errno::notcapable) << path;
    EXPECT_EQ(guest.path_call("path_remove_directory", dir, path), Errno::notcapable) << path;
    EXPECT_EQ(guest.two_paths(dir, path, dir, "stolen"), Errno::notcapable) << path;
    EXPECT_EQ(guest.link(dir, path, dir, "stolen"), Errno::notcapable) << path;
    std::string text;
    EXPECT_EQ(guest.readlink(dir, path, text), Errno::notcapable) << path;
    guest.put(Guest::TEXT, path);
    EXPECT_EQ(guest.call("path_filestat_set_times",
                         {dir, 0, Guest::TEXT, std::strlen(path), 0, 0, FST_MTIM}),
              Errno::notcapable)
        << path;
  }
  // Following the last component leads out as well.
  EXPECT_EQ(guest.link(dir, "escape", dir, "stolen", LOOKUP_FOLLOW), Errno::notcapable);
  guest.put(Guest::TEXT, "escape");
  EXPECT_EQ(
      guest.call("path_filestat_set_times", {dir, LOOKUP_FOLLOW, Guest::TEXT, 6, 0, 0, FST_MTIM}),
      Errno::notcapable);
  // A trailing slash makes some calls of the host follow links.
  EXPECT_EQ(guest.stat(dir, "escape_dir/", 0), Errno::notcapable);
  EXPECT_EQ(guest.link(dir, "escape_dir/", dir, "stolen"), Errno::notcapable);
  std::string text;
  EXPECT_EQ(guest.readlink(dir, "escape_dir/", text), Errno::notcapable);
  EXPECT_EQ(guest.path_call("path_remove_directory", dir, "escape_dir/"), Errno::notdir);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "escape_dir/"), Errno::notdir);
  EXPECT_EQ(guest.two_paths(dir, "escape_dir/", dir, "stolen"), Errno::notdir);

  EXPECT_EQ(top.read("out/secret"), "secret");
  EXPECT_FALSE(std::filesystem::exists(top / "in/stolen"));
  EXPECT_FALSE(std::filesystem::exists(top / "new"));
  EXPECT_FALSE(std::filesystem::exists(top / "out/new"));
}

TEST_P(WasiPath, LinksThemselvesCanBeHandled) {
  std::string text;
  EXPECT_EQ(guest.readlink(dir, "absolute", text), Errno::success);
  EXPECT_EQ(text, top / "in/file");
  EXPECT_EQ(guest.readlink(dir, "to_file", text), Errno::success);
  EXPECT_EQ(text, "file");
  EXPECT_EQ(guest.readlink(dir, "to_file", text, 2), Errno::success);
  EXPECT_EQ(text, "fi");
  EXPECT_EQ(guest.readlink(dir, "to_file", text, 0), Errno::success);
  EXPECT_EQ(text, "");
  EXPECT_EQ(guest.readlink(dir, "file", text), Errno::inval);
  EXPECT_EQ(guest.readlink(dir, "dir", text), Errno::inval);
  EXPECT_EQ(guest.readlink(dir, "to_dir/", text), Errno::inval);
  EXPECT_EQ(guest.readlink(dir, "missing", text), Errno::noent);

  Filestat stat;
  EXPECT_EQ(guest.stat(dir, "escape", 0, stat), Errno::success);
  EXPECT_EQ(stat.filetype, FileType::symbolic_link);
  EXPECT_EQ(guest.stat(dir, "to_dir", 0, stat), Errno::success);
  EXPECT_EQ(stat.filetype, FileType::symbolic_link);
  EXPECT_EQ(guest.stat(dir, "to_dir/", 0, stat), Errno::success);
  EXPECT_EQ(stat.filetype, FileType::directory);
  EXPECT_EQ(guest.stat(dir, "to_file", LOOKUP_FOLLOW, stat), Errno::success);
  EXPECT_EQ(stat.filetype, FileType::regular_file);
  EXPECT_EQ(stat.size, 6u);

  EXPECT_EQ(guest.open(dir, "to_file", 0, Guest::READ_RIGHTS, 0), Errno::loop);
  EXPECT_EQ(guest.open(dir, "to_dir", OPEN_DIRECTORY, Guest::READ_RIGHTS, 0), Errno::notdir);
  EXPECT_EQ(guest.two_paths(dir, "escape", dir, "moved"), Errno::success);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "moved"), Errno::success);
  EXPECT_EQ(guest.link(dir, "dangling", dir, "dangling2"), Errno::success);
  EXPECT_EQ(guest.link(dir, "dangling", dir, "dangling3", LOOKUP_FOLLOW), Errno::noent);
  EXPECT_EQ(guest.link(dir, "to_file", dir, "hard", LOOKUP_FOLLOW), Errno::success);
  EXPECT_EQ(guest.stat(dir, "hard", 0, stat), Errno::success);
  EXPECT_EQ(stat.filetype, FileType::regular_file);
  EXPECT_EQ(stat.nlink, 2u);
}

TEST_P(WasiPath, BadPathsHaveTheirErrors) {
  EXPECT_EQ(guest.open(dir, ""), Errno::noent);
  EXPECT_EQ(guest.open(dir, std::string_view("file\0", 5)), Errno::inval);
  EXPECT_EQ(guest.open(dir, std::string_view("\0", 1)), Errno::inval);
  EXPECT_EQ(guest.open(dir, std::string(256, 'x')), Errno::nametoolong);
  EXPECT_EQ(guest.open(dir, std::string(5000, 'x')), Errno::nametoolong);
  std::string slashes = "dir" + std::string(4090, '/');
  EXPECT_EQ(guest.open(dir, slashes), Errno::success); // 4,093 bytes are a path
  EXPECT_EQ(guest.open(dir, slashes + "..."), Errno::nametoolong);
  EXPECT_EQ(guest.open(dir, "missing"), Errno::noent);
  EXPECT_EQ(guest.open(dir, "missing/.."), Errno::noent);
  EXPECT_EQ(guest.open(dir, "missing/"), Errno::noent);
  EXPECT_EQ(guest.open(dir, "file/"), Errno::notdir);
  EXPECT_EQ(guest.open(dir, "file/."), Errno::notdir);
  EXPECT_EQ(guest.open(dir, "file/.."), Errno::notdir);
  EXPECT_EQ(guest.open(dir, "to_file/"), Errno::notdir);
  EXPECT_EQ(guest.open(dir, "loop_a"), Errno::loop);
  EXPECT_EQ(guest.open(dir, "loop_a/x"), Errno::loop);
  EXPECT_EQ(guest.open(dir, "dangling"), Errno::noent);
  EXPECT_EQ(guest.open(dir, "dangling/x"), Errno::noent);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, ""), Errno::noent);
  // Path bytes outside of memory.
  EXPECT_EQ(guest.call("path_unlink_file", {dir, Guest::END - 1, 2}), Errno::fault);
  EXPECT_EQ(guest.call("path_unlink_file", {dir, 0xfffffff0, 0xfffffff0}), Errno::fault);
  EXPECT_EQ(guest.call("path_unlink_file", {dir, Guest::END, 0}), Errno::noent);
  // Names are bytes, whatever they mean.
  EXPECT_EQ(guest.open(dir, "\xff\xfe", OPEN_CREAT, Guest::FILE_RIGHTS), Errno::success);
  EXPECT_TRUE(std::filesystem::exists(top / "in/\xff\xfe"));
  // A link whose target makes the path too long.
  std::filesystem::create_symlink(std::string(4000, '.') + "x", top / "in/long");
  EXPECT_EQ(guest.open(dir, "long/" + std::string(200, 'y')), Errno::nametoolong);
}

TEST_P(WasiPath, OpenFlagsCombine) {
  const uint64_t rw = Guest::FILE_RIGHTS;
  EXPECT_EQ(guest.open(dir, "new", 0, rw), Errno::noent);
  EXPECT_EQ(guest.open(dir, "new", OPEN_CREAT, rw), Errno::success);
  EXPECT_EQ(guest.open(dir, "new", OPEN_CREAT, rw), Errno::success);
  EXPECT_EQ(guest.open(dir, "new", OPEN_CREAT | OPEN_EXCL, rw), Errno::exist);
  EXPECT_EQ(guest.open(dir, "new", OPEN_EXCL, rw), Errno::success);
  EXPECT_EQ(guest.open(dir, "new", OPEN_DIRECTORY), Errno::notdir);
  EXPECT_EQ(guest.open(dir, "new2", OPEN_CREAT | OPEN_DIRECTORY, rw), Errno::inval);
  EXPECT_EQ(guest.open(dir, "new3/", OPEN_CREAT, rw), Errno::isdir);
  EXPECT_EQ(guest.open(dir, "dir", OPEN_CREAT, rw), Errno::isdir);
  EXPECT_EQ(guest.open(dir, "dir", 0, rw), Errno::isdir);
  EXPECT_EQ(guest.open(dir, "dir", OPEN_DIRECTORY, rw), Errno::isdir);
  EXPECT_EQ(guest.open(dir, "dir", OPEN_TRUNC), Errno::isdir);
  EXPECT_EQ(guest.open(dir, ".", OPEN_CREAT, rw), Errno::isdir);

  EXPECT_EQ(guest.open(dir, "file", OPEN_TRUNC, rw), Errno::success);
  EXPECT_EQ(top.read("in/file"), "");

  // Creating through links: where they lead to, unless it must be new.
  EXPECT_EQ(guest.open(dir, "dangling", OPEN_CREAT | OPEN_EXCL, rw), Errno::exist);
  EXPECT_EQ(guest.open(dir, "dangling", OPEN_CREAT, rw, 0), Errno::loop);
  EXPECT_EQ(guest.open(dir, "dangling", OPEN_CREAT, rw), Errno::success);
  EXPECT_TRUE(std::filesystem::exists(top / "in/missing"));
  link("../out/new", "dangling_out");
  EXPECT_EQ(guest.open(dir, "dangling_out", OPEN_CREAT, rw), Errno::notcapable);
  EXPECT_FALSE(std::filesystem::exists(top / "out/new"));
  EXPECT_EQ(guest.open(dir, "file", 16), Errno::inval); // no such flag
  EXPECT_EQ(guest.open(dir, "file", 0, Guest::READ_RIGHTS, 2), Errno::inval);
}

TEST_P(WasiPath, DirectoriesAreMadeAndRemoved) {
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "d"), Errno::success);
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "d"), Errno::exist);
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "d/e/"), Errno::success);
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "."), Errno::exist);
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "d/.."), Errno::exist);
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "none/e"), Errno::noent);
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "file/e"), Errno::notdir);
  EXPECT_EQ(guest.path_call("path_create_directory", dir, "to_dir/made"), Errno::success);
  EXPECT_TRUE(std::filesystem::is_directory(top / "in/dir/made"));
  EXPECT_EQ(guest.path_call("path_remove_directory", dir, "d"), Errno::notempty);
  EXPECT_EQ(guest.path_call("path_remove_directory", dir, "d/e/"), Errno::success);
  EXPECT_EQ(guest.path_call("path_remove_directory", dir, "d/."), Errno::inval);
  EXPECT_EQ(guest.path_call("path_remove_directory", dir, "file"), Errno::notdir);
  EXPECT_EQ(guest.path_call("path_remove_directory", dir, "to_dir"), Errno::notdir);
  EXPECT_EQ(guest.path_call("path_remove_directory", dir, "d"), Errno::success);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "dir"), Errno::isdir);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "dir/"), Errno::isdir);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "file/"), Errno::notdir);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "to_file"), Errno::success);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "file"), Errno::success);
  EXPECT_EQ(guest.path_call("path_unlink_file", dir, "file"), Errno::noent);
}

TEST_P(WasiPath, RenameAndLinkWorkAcrossPreopens) {
  uint32_t other = guest.preopen(top / "out", "/out");
  EXPECT_EQ(guest.two_paths(dir, "file", other, "moved"), Errno::success);
  EXPECT_EQ(top.read("out/moved"), "inside");
  EXPECT_EQ(guest.link(other, "moved", dir, "dir/hard"), Errno::success);
  EXPECT_EQ(top.read("in/dir/hard"), "inside");
  // Each path still counts from its own directory.
  EXPECT_EQ(guest.two_paths(other, "../in/dir/hard", dir, "x"), Errno::notcapable);
  EXPECT_EQ(guest.two_paths(other, "moved", dir, "../x"), Errno::notcapable);
  // Links made in one and moved to the other do not open a way out.
  EXPECT_EQ(guest.two_paths(dir, "dir/escape", other, "escape"), Errno::success);
  EXPECT_EQ(guest.open(other, "escape"), Errno::notcapable);

  EXPECT_EQ(guest.two_paths(dir, "dir/", dir, "renamed/"), Errno::success);
  EXPECT_EQ(guest.two_paths(dir, "renamed", dir, "renamed/sub/x"), Errno::inval);
  EXPECT_EQ(guest.two_paths(dir, "renamed/deep", dir, "to_x/"), Errno::notdir);
  EXPECT_EQ(guest.two_paths(dir, ".", dir, "x"), Errno::busy);
  EXPECT_EQ(guest.two_paths(dir, "missing", dir, "x"), Errno::noent);
  EXPECT_EQ(guest.link(dir, "renamed", dir, "x"), Errno::perm);
  EXPECT_EQ(guest.link(dir, "renamed/deep", dir, "x/"), Errno::noent);
  EXPECT_EQ(guest.link(dir, "renamed/deep", dir, "to_file"), Errno::exist);
}

TEST_P(WasiPath, SymlinksAreRelative) {
  std::string text;
  EXPECT_EQ(guest.symlink("dir/deep", dir, "s"), Errno::success);
  EXPECT_EQ(guest.readlink(dir, "s", text), Errno::success);
  EXPECT_EQ(text, "dir/deep");
  EXPECT_EQ(guest.open(dir, "s"), Errno::success);
  EXPECT_EQ(guest.symlink("/etc/passwd", dir, "t"), Errno::notcapable);
  EXPECT_EQ(guest.symlink("", dir, "t"), Errno::noent);
  EXPECT_EQ(guest.symlink(std::string_view("a\0b", 3), dir, "t"), Errno::inval);
  EXPECT_EQ(guest.symlink("x", dir, "file"), Errno::exist);
  EXPECT_EQ(guest.symlink("x", dir, "t/"), Errno::noent);
  // Dots in targets are allowed; they are judged when the link is followed.
  EXPECT_EQ(guest.symlink("../../..", dir, "dir/sub/many"), Errno::success);
  EXPECT_EQ(guest.open(dir, "dir/sub/many"), Errno::notcapable);
}

TEST_P(WasiPath, TimesAreSet) {
  auto set = [&](const char *path, uint32_t lookup, uint64_t atim, uint64_t mtim, uint32_t which) {
    guest.put(Guest::TEXT, path);
    return guest.call("path_filestat_set_times",
                      {dir, lookup, Guest::TEXT, std::strlen(path), atim, mtim, which});
  };
  Filestat stat;
  EXPECT_EQ(set("file", 0, 1'000'000'001, 2'000'000'002, FST_ATIM | FST_MTIM), Errno::success);
  ASSERT_EQ(guest.stat(dir, "file", 0, stat), Errno::success);
  EXPECT_EQ(stat.atim, 1'000'000'001u);
  EXPECT_EQ(stat.mtim, 2'000'000'002u);
  EXPECT_EQ(set("to_file", LOOKUP_FOLLOW, 0, 3'000'000'003, FST_MTIM), Errno::success);
  ASSERT_EQ(guest.stat(dir, "file", 0, stat), Errno::success);
  EXPECT_EQ(stat.atim, 1'000'000'001u);
  EXPECT_EQ(stat.mtim, 3'000'000'003u);
  EXPECT_EQ(set("to_file", 0, 0, 4'000'000'004, FST_MTIM), Errno::success);
  ASSERT_EQ(guest.stat(dir, "file", 0, stat), Errno::success);
  EXPECT_EQ(stat.mtim, 3'000'000'003u);
  ASSERT_EQ(guest.stat(dir, "to_file", 0, stat), Errno::success);
  EXPECT_EQ(stat.mtim, 4'000'000'004u);
  EXPECT_EQ(set("file", 0, 0, 0, FST_MTIM_NOW), Errno::success);
  ASSERT_EQ(guest.stat(dir, "file", 0, stat), Errno::success);
  EXPECT_GT(stat.mtim, 1'600'000'000'000'000'000u);
  EXPECT_EQ(set("file", 0, 0, 0, FST_MTIM | FST_MTIM_NOW), Errno::inval);
  EXPECT_EQ(set("file", 0, 0, 0, FST_ATIM | FST_ATIM_NOW), Errno::inval);
  EXPECT_EQ(set("file", 0, 0, 0, 16), Errno::inval);
  EXPECT_EQ(set("missing", LOOKUP_FOLLOW, 0, 0, FST_MTIM_NOW), Errno::noent);
}

TEST_P(WasiPath, DeepPathsAndManyLinks) {
  std::string path;
  for (int i = 0; i < 300; i++)
    path += "d/";
  std::filesystem::create_directories(top / ("in/" + path));
  EXPECT_EQ(guest.open(dir, path), Errno::success);
  std::string back = path;
  for (int i = 0; i < 300; i++)
    back += "../";
  EXPECT_EQ(guest.open(dir, back + "file"), Errno::success);
  EXPECT_EQ(guest.open(dir, back + "../in/file"), Errno::notcapable);
  // A chain of 40 links is followed; a longer one is taken for a loop.
  link("file", "l0");
  for (int i = 1; i <= 45; i++)
    link("l" + std::to_string(i - 1), "l" + std::to_string(i));
  EXPECT_EQ(guest.open(dir, "l38"), Errno::success);
  EXPECT_EQ(guest.open(dir, "l44"), Errno::loop);
}

TEST_P(WasiPath, ProcLinksToOpenFilesAreNotFollowed) {
  uint32_t proc = guest.preopen("/proc/self", "/proc");
  EXPECT_NE(guest.open(proc, "root"), Errno::success);
  EXPECT_NE(guest.open(proc, "cwd"), Errno::success);
  EXPECT_NE(guest.open(proc, "fd/0"), Errno::success);
  EXPECT_EQ(guest.open(proc, "status"), Errno::success);
}

TEST_P(WasiPath, TheRootHasNoParent) {
  uint32_t root = guest.preopen("/", "/");
  EXPECT_EQ(guest.open(root, "."), Errno::success);
  EXPECT_EQ(guest.open(root, "tmp/.."), Errno::success);
  EXPECT_EQ(guest.open(root, ".."), Errno::notcapable);
  EXPECT_EQ(guest.open(root, "tmp/../../tmp"), Errno::notcapable);
  EXPECT_EQ(guest.open(root, "/tmp"), Errno::notcapable);
}

// Another process swaps names under the guest's feet: what it opens is still beneath.
TEST_P(WasiPath, SwappedNamesDoNotLeadOut) {
  link("../out/secret", "spare_file");
  link("../out", "spare_dir");
  top.write("in/target", "inside");
  std::filesystem::create_directory(top / "in/folder");
  top.write("in/folder/secret", "inside");
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    int in = ::open((top / "in").c_str(), O_RDONLY | O_DIRECTORY);
    while (!stop) {
      ::renameat2(in, "spare_file", in, "target", RENAME_EXCHANGE);
      ::renameat2(in, "spare_dir", in, "folder", RENAME_EXCHANGE);
    }
    ::close(in);
  });
  unsigned opened = 0, refused = 0;
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while ((opened < 20000 || refused < 20000) && std::chrono::steady_clock::now() < end) {
    for (const char *path : {"target", "folder/secret", "folder/../target"}) {
      uint32_t fd;
      if (guest.open_fd(dir, path, 0, Guest::READ_RIGHTS, fd) != Errno::success) {
        refused++;
        continue;
      }
      opened++;
      std::string text;
      EXPECT_EQ(guest.read(fd, text), Errno::success);
      EXPECT_EQ(text, "inside") << path;
      EXPECT_EQ(guest.call("fd_close", {fd}), Errno::success);
    }
  }
  stop = true;
  swapper.join();
  EXPECT_GT(opened, 0u);
  EXPECT_GT(refused, 0u);
}

// Random trees and paths: both ways of resolving give the same answers, and nothing but the tree's
// own files is ever reached.
TEST(WasiResolve, BothWaysAgreeOnRandomPaths) {
  if (!have_openat2())
    GTEST_SKIP() << "this kernel has no openat2";
  std::mt19937 random(20240917);
  auto pick = [&](auto &from) { return from[random() % std::size(from)]; };
  const char *const NAMES[] = {"a", "b", "c", "d", ".", "..", "", "a", "b", "c"};
  auto random_path = [&] {
    std::string path = random() % 40 == 0 ? "/" : "";
    for (unsigned n = 1 + random() % 6; n > 0; n--)
      path += std::string(pick(NAMES)) + (n > 1 || random() % 5 == 0 ? "/" : "");
    return path;
  };
  unsigned reached = 0, refused = 0;
  for (int tree = 0; tree < 40; tree++) {
    TempDir top;
    std::filesystem::create_directories(top / "in");
    top.write("a", "outside");
    std::filesystem::create_directories(top / "b");
    std::vector<std::string> dirs = {""};
    for (int i = 0; i < 25; i++) {
      std::string at = dirs[random() % dirs.size()];
      if (std::count(at.begin(), at.end(), '/') > 4)
        continue;
      std::string name = at + std::string(1, static_cast<char>('a' + random() % 4));
      if (std::filesystem::exists(std::filesystem::symlink_status(top / ("in/" + name))))
        continue;
      switch (random() % 3) {
      case 0:
        top.write("in/" + name, name);
        break;
      case 1:
        std::filesystem::create_directory(top / ("in/" + name));
        dirs.push_back(name + "/");
        break;
      default:
        if (std::string target = random_path(); !target.empty())
          std::filesystem::create_symlink(target, top / ("in/" + name));
      }
    }
    std::set<uint64_t> inside;
    auto add = [&](const std::filesystem::path &path) {
      struct stat st;
      if (::lstat(path.c_str(), &st) == 0)
        inside.insert(st.st_ino);
    };
    add(top / "in");
    for (const auto &entry : std::filesystem::recursive_directory_iterator(top / "in"))
      add(entry.path());

    Guest kernel, walk;
    walk.state.use_openat2 = false;
    uint32_t kernel_dir = kernel.preopen(top / "in", "in"),
             walk_dir = walk.preopen(top / "in", "in");
    for (int i = 0; i < 400; i++) {
      std::string path = random_path();
      for (uint32_t lookup : {0u, 1u}) {
        Filestat a{}, b{};
        Errno ea = kernel.stat(kernel_dir, path, lookup, a),
              eb = walk.stat(walk_dir, path, lookup, b);
        EXPECT_EQ(ea, eb) << "stat " << path << " lookup " << lookup;
        EXPECT_EQ(a.ino, b.ino) << path;
        if (ea == Errno::success) {
          EXPECT_EQ(inside.count(a.ino), 1u) << path;
        }
        uint32_t fa = 0, fb = 0;
        ea = kernel.open_fd(kernel_dir, path, 0, Guest::READ_RIGHTS, fa, lookup);
        eb = walk.open_fd(walk_dir, path, 0, Guest::READ_RIGHTS, fb, lookup);
        EXPECT_EQ(ea, eb) << "open " << path << " lookup " << lookup;
        if (ea == Errno::success && eb == Errno::success) {
          reached++;
          struct stat sa, sb;
          ASSERT_EQ(::fstat(kernel.state.table.find(fa)->fd, &sa), 0);
          ASSERT_EQ(::fstat(walk.state.table.find(fb)->fd, &sb), 0);
          EXPECT_EQ(sa.st_ino, sb.st_ino) << path;
          EXPECT_EQ(inside.count(sa.st_ino), 1u) << path;
          kernel.call("fd_close", {fa});
          walk.call("fd_close", {fb});
        }
        refused += ea == Errno::notcapable;
      }
      std::string ta, tb;
      EXPECT_EQ(kernel.readlink(kernel_dir, path, ta), walk.readlink(walk_dir, path, tb)) << path;
      EXPECT_EQ(ta, tb);
    }
  }
  // The test means something only if both outcomes are frequent.
  EXPECT_GT(reached, 1000u);
  EXPECT_GT(refused, 1000u);
}

} // namespace
} // namespace wexn::wasi
