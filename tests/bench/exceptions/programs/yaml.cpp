// A YAML reader (Debian: yaml-cpp): whole documents, damaged ones, and conversions that fail.
#include "rows.h"

#include <string>
#include <vector>
#include <yaml-cpp/yaml.h>

static std::string document(Numbers &numbers, bool damaged) {
  std::string text = "name: test\nitems:\n";
  for (uint32_t i = 0; i < 20; i++) {
    text += "  - id: " + std::to_string(numbers.next(1000)) + "\n    tags: [a, b, " + std::to_string(i) + "]\n";
    if (damaged && i == 15)
      text += "    bad: [1, 2\n";
  }
  return text;
}

static void load(const char *name, uint32_t damaged) {
  Numbers numbers;
  std::vector<std::string> documents;
  for (int i = 0; i < 20; i++)
    documents.push_back(document(numbers, numbers.next(100) < damaged));
  row(name, [&] {
    uint32_t hash = 0;
    for (const std::string &text : documents)
      try {
        hash = mixed(hash, static_cast<uint32_t>(YAML::Load(text)["items"].size()));
      } catch (const YAML::ParserException &error) {
        hash = mixed(hash, static_cast<uint32_t>(error.mark.line));
      }
    return hash;
  });
}

int main() {
  load("load", 0);
  load("load_damaged", 100);
  const YAML::Node node = YAML::Load("{number: 7, text: seven}");
  row("as", [&] {
    uint32_t hash = 0;
    for (int i = 0; i < 200; i++)
      try {
        hash = mixed(hash, static_cast<uint32_t>(node[i % 2 == 0 ? "text" : "number"].as<int>()));
      } catch (const YAML::BadConversion &) {
        hash = mixed(hash, 5);
      }
    return hash;
  });
}
