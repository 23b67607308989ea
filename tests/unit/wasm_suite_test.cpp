// Every module of the official test suite (directory SPEC) through the decoder and the validator:
// those that scripts use must be accepted, those of assert_invalid and assert_malformed refused.
#include "wexnc/wasm/binary/decode.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace wexn::wasm {
namespace {

std::string read_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

// The value of `"name":` in a line of JSON whose strings have no escapes there; quotes are dropped.
std::string field(std::string_view json, const std::string &name) {
  const std::string key = "\"" + name + "\":";
  const size_t at = json.find(key);
  if (at == std::string_view::npos)
    return {};
  std::string_view value = json.substr(at + key.size());
  if (value.starts_with('['))
    return std::string(value.substr(1, value.find(']') - 1));
  if (value.starts_with('"'))
    return std::string(value.substr(1, value.find('"', 1) - 1));
  return std::string(value.substr(0, value.find_first_of(",}")));
}

std::set<int> numbers(const std::string &list) {
  std::set<int> out;
  std::istringstream in(list);
  for (std::string item; std::getline(in, item, ',');)
    out.insert(std::stoi(item));
  return out;
}

struct Counts {
  size_t accepted = 0, refused = 0, wrong = 0, stale = 0;
};

class Suite {
public:
  explicit Suite(std::string dir) : dir_(std::move(dir)) {}

  // `test`: its line of the manifest.
  void run(const std::string &test) {
    const std::string json = dir_ + "/" + field(test, "json");
    const std::set<int> stale = numbers(field(test, "stale_lines"));
    Counts &counts = groups[field(test, "group")];
    std::ifstream lines(json);
    ASSERT_TRUE(lines) << json;
    for (std::string line; std::getline(lines, line);) {
      // A thread's commands stand in its line, after its own type.
      constexpr std::string_view kStart = "{\"type\":\"";
      for (size_t at = line.find(kStart); at != std::string::npos;) {
        const size_t next = line.find(kStart, at + 1);
        command(std::string_view(line).substr(at, next - at), json, stale, counts);
        at = next;
      }
    }
  }

  std::map<std::string, Counts> groups;

private:
  void command(std::string_view text, const std::string &json, const std::set<int> &stale,
               Counts &counts) {
    const std::string type = field(text, "type");
    const std::string filename = field(text, "filename");
    const bool must_fail = type == "assert_invalid" || type == "assert_malformed";
    // assert_unlinkable and the like name valid modules, and so do assertions on custom sections.
    if (filename.empty() || field(text, "module_type") != "binary")
      return;
    if (stale.contains(std::stoi(field(text, "line")))) {
      ++counts.stale;
      return;
    }
    const std::string path = json.substr(0, json.rfind('/') + 1) + filename;
    const std::string bytes = read_file(path);
    const Result<Module> result = decode_and_validate(
        {reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()}, Features());
    ++(must_fail ? counts.refused : counts.accepted);
    if (result.ok() != must_fail) {
      if (!result.ok())
        EXPECT_TRUE(result.error().offset) << path << ": an error without a place";
      if (!result.ok() &&
          getenv("SHOW_ERRORS")) // what each rejection says, beside what is expected
        std::cout << field(text, "text") << " | " << error_text(result.error().id) << ": "
                  << result.error().detail << "\n";
      return;
    }
    ++counts.wrong;
    if (result.ok())
      ADD_FAILURE() << path << ": accepted, but " << field(text, "text");
    else
      ADD_FAILURE() << path << ": " << error_text(result.error().id) << ": "
                    << result.error().detail << " at " << result.error().offset.value_or(0)
                    << " in " << result.error().function;
  }

  std::string dir_;
};

TEST(WasmSuite, AcceptsAndRefusesWhatTheSuiteSays) {
  const char *dir = std::getenv("SPEC");
  if (!dir || !std::filesystem::exists(std::string(dir) + "/manifest.json"))
    GTEST_SKIP() << "SPEC does not name the directory of the test suite";
  // WebAssembly 3.0 and what else is on by default.
  const std::set<std::string> wanted = {
      "core", "bulk-memory",  "exceptions", "gc",      "memory64",         "multi-memory",
      "simd", "relaxed-simd", "custom",     "threads", "legacy-exceptions"};
  std::ifstream manifest(std::string(dir) + "/manifest.json");
  ASSERT_TRUE(manifest) << dir;
  Suite suite(dir);
  for (std::string line; std::getline(manifest, line);)
    if (!field(line, "json").empty() && wanted.contains(field(line, "group")))
      suite.run(line);
  for (const auto &[group, counts] : suite.groups) {
    std::cout << group << ": " << counts.accepted << " to accept, " << counts.refused
              << " to refuse, " << counts.stale << " stale, " << counts.wrong << " wrong\n";
    EXPECT_GT(counts.accepted, 0u) << group;
  }
  EXPECT_EQ(suite.groups.size(), wanted.size());
}

} // namespace
} // namespace wexn::wasm
