// A JSON library (Debian: nlohmann-json3) on documents of which so many in a hundred are damaged.
#include "rows.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using nlohmann::json;

static json value(Numbers &numbers, int depth) {
  switch (numbers.next(depth == 0 ? 3 : 5)) {
  case 0:
    return numbers.next(100000);
  case 1:
    return "text " + std::to_string(numbers.next(1000));
  case 2:
    return numbers.next(2) == 0;
  case 3: {
    json array = json::array();
    for (uint32_t i = numbers.next(6); i != 0; i--)
      array.push_back(value(numbers, depth - 1));
    return array;
  }
  default: {
    json object = json::object();
    for (uint32_t i = numbers.next(6); i != 0; i--)
      object["key" + std::to_string(i)] = value(numbers, depth - 1);
    return object;
  }
  }
}

int main() {
  for (uint32_t damaged : {0u, 1u, 10u, 100u}) {
    Numbers numbers;
    std::vector<std::string> documents;
    for (int i = 0; i < 100; i++) {
      std::string text = json{{"a", value(numbers, 4)}, {"b", value(numbers, 4)}}.dump();
      if (numbers.next(100) < damaged)
        text.resize(text.size() / 2);
      documents.push_back(text);
    }
    const std::string name = "parse_" + std::to_string(damaged);
    row(name.c_str(), [&] {
      uint32_t hash = 0;
      for (const std::string &text : documents)
        try {
          hash = mixed(hash, static_cast<uint32_t>(json::parse(text).size()));
        } catch (const json::parse_error &error) {
          hash = mixed(hash, static_cast<uint32_t>(error.byte));
        }
      return hash;
    });
  }
  // Members that are not there, and of another type.
  const json object = {{"a", 1}, {"b", "text"}};
  row("at", [&] {
    uint32_t hash = 0;
    for (int i = 0; i < 1000; i++)
      try {
        hash = mixed(hash, object.at(i % 4 == 0 ? "c" : "a").get<uint32_t>());
      } catch (const json::out_of_range &) {
        hash = mixed(hash, 5);
      }
    return hash;
  });
  row("get", [&] {
    uint32_t hash = 0;
    for (int i = 0; i < 1000; i++)
      try {
        hash = mixed(hash, object[i % 4 == 0 ? "b" : "a"].get<uint32_t>());
      } catch (const json::type_error &) {
        hash = mixed(hash, 5);
      }
    return hash;
  });
}
