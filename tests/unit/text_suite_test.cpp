// The official test suite's modules that are malformed as text (directory SPEC): each has to be
// refused, by the parser or by the decoder and the validator of what it wrote.
#include "wexnc/wasm/binary/decode.h"
#include "wexnc/wasm/text/text.h"

#include <gtest/gtest.h>
#include <llvm/Support/JSON.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace wexn::wasm {
namespace {

std::string read_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

struct Counts {
  size_t parser = 0, validator = 0, accepted = 0;
};

void check(const llvm::json::Object &command, const std::string &where, Counts &counts) {
  if (command.getString("module_type").value_or("") != "text")
    return;
  std::string source;
  if (auto text = command.getString("source"))
    source = text->str();
  else if (auto hex = command.getString("source_hex"))
    for (size_t i = 0; i + 1 < hex->size(); i += 2)
      source.push_back(static_cast<char>(std::stoi(hex->substr(i, 2).str(), nullptr, 16)));
  const std::string expected = command.getString("text").value_or("").str();
  const std::string place =
      where + ":" + std::to_string(command.getInteger("line").value_or(0)) + ": " + expected;
  Result<TextModule> text = parse_wat(source);
  if (!text.ok()) {
    ++counts.parser;
    EXPECT_GT(text.error().line, 0u) << place;
    EXPECT_GT(text.error().column, 0u) << place;
    if (std::getenv("SHOW_ERRORS")) // what each rejection says, beside what is expected
      std::cout << expected << " | " << error_text(text.error().id) << ": " << text.error().detail
                << "\n";
  } else if (!decode_and_validate(text->bytes, Features()).ok()) {
    ++counts.validator;
  } else {
    ++counts.accepted;
    ADD_FAILURE() << place << ": accepted: " << source;
  }
}

TEST(TextSuite, MalformedTextIsRefused) {
  const char *dir = std::getenv("SPEC");
  if (!dir || !std::filesystem::exists(std::string(dir) + "/manifest.json"))
    GTEST_SKIP() << "SPEC does not name the directory of the test suite";
  const std::string root = std::string(dir) + "/";
  auto manifest = llvm::json::parse(read_file(root + "manifest.json"));
  ASSERT_TRUE(static_cast<bool>(manifest));
  Counts counts;
  size_t listed = 0;
  for (const llvm::json::Value &test : *manifest->getAsObject()->getArray("tests")) {
    for (const auto &[type, count] : *test.getAsObject()->getObject("counts"))
      if (llvm::StringRef(type).ends_with("(text)"))
        listed += static_cast<size_t>(*count.getAsInteger());
    const std::string path = test.getAsObject()->getString("json")->str();
    // One command a line; only these few are worth the JSON parser's time.
    std::ifstream lines(root + path);
    for (std::string line; std::getline(lines, line);) {
      if (line.find("\"module_type\":\"text\"") == std::string::npos)
        continue;
      line.resize(line.rfind('}') + 1);
      auto command = llvm::json::parse(line);
      ASSERT_TRUE(static_cast<bool>(command)) << path << ": " << line;
      check(*command->getAsObject(), path, counts);
    }
  }
  std::cout << counts.parser << " refused by the parser, " << counts.validator
            << " by decoder and validator, " << counts.accepted << " accepted\n";
  EXPECT_GT(listed, 0u);
  EXPECT_EQ(counts.parser + counts.validator + counts.accepted, listed);
}

} // namespace
} // namespace wexn::wasm
