// Names of targets as people and other tools write them; files of words.
#include "wexnc/support/file.h"
#include "wexnc/support/response_file.h"
#include "wexnc/support/target.h"

#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>

namespace wexn {

TEST(Targets, NamesOfOtherToolsMeanTheSame) {
  const std::pair<const char *, const char *> kNames[] = {
      {"x86_64-linux-gnu", "x86_64-linux-gnu"},
      {"x86_64-pc-linux-gnu", "x86_64-linux-gnu"},
      {"amd64-unknown-linux-gnu", "x86_64-linux-gnu"},
      {"x86_64-linux", "x86_64-linux-gnu"},
      {"arm64-linux-gnu", "aarch64-linux-gnu"},
      {"aarch64-unknown-none-elf", "aarch64-none-elf"},
      {"aarch64-apple-darwin23.1.0", "arm64-apple-macos"},
      {"arm64-apple-macosx11.0.0", "arm64-apple-macos"},
      {"x86_64-apple-darwin", "x86_64-apple-macos"},
  };
  for (const auto &[name, triple] : kNames) {
    const Target *target = find_target(name);
    ASSERT_NE(target, nullptr) << name;
    EXPECT_EQ(target->triple, triple) << name;
  }
  for (const Target &target : all_targets()) {
    EXPECT_EQ(find_target(target.triple), &target);
    EXPECT_EQ(find_target(target.llvm_triple), &target);
  }
}

TEST(Targets, OthersAreNone) {
  for (const char *name :
       {"-", "x86_64", "linux-gnu", "x86_64-linux-musl", "x86_64-none-elf", "riscv64-linux-gnu",
        "x86_64-pc-windows-msvc", "aarch64-none", "aarch64-linux-android", "x86_64-linux-gnu-a-b"})
    EXPECT_EQ(find_target(name), nullptr) << name;
}
TEST(Targets, NoNameIsThisMachine) { EXPECT_EQ(find_target(""), &host_target()); }

static std::vector<std::string> expanded(const std::string &text) {
  char path[] = "/tmp/wexn-words-XXXXXX";
  const int fd = mkstemp(path);
  EXPECT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(fd);
  auto words = expand_response_files({"before", std::string("@") + path, "after"});
  std::remove(path);
  EXPECT_GE(words.size(), 2u);
  EXPECT_EQ(words.front(), "before");
  EXPECT_EQ(words.back(), "after");
  return {words.begin() + 1, words.end() - 1};
}

TEST(ResponseFile, Words) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(expanded(""), Words());
  EXPECT_EQ(expanded(" a\tb\n\nc "), (Words{"a", "b", "c"}));
  EXPECT_EQ(expanded("'a b' \"c d\"e '' \"\\\"\" '\\'"), (Words{"a b", "c de", "", "\"", "\\"}));
  EXPECT_EQ(expanded("a\\ b 'open"), (Words{"a b", "open"}));
}

TEST(ResponseFile, MissingFileAndItselfStay) {
  const std::vector<std::string> missing = {"@/nonexistent/words", "@", "x"};
  EXPECT_EQ(expand_response_files(missing), missing);
  char path[] = "/tmp/wexn-words-XXXXXX";
  const int fd = mkstemp(path);
  const std::string text = std::string("@") + path;
  EXPECT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(fd);
  EXPECT_EQ(expand_response_files({text}), std::vector<std::string>{text}); // ends
  std::remove(path);
}

} // namespace wexn
