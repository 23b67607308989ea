// A C++ program that lives on exceptions: destructors on the way, rethrow, nested handlers, a class
// hierarchy, exceptions out of constructors, and std::exception_ptr.
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct ParseError : std::runtime_error {
  size_t position;
  ParseError(const std::string &what, size_t at) : std::runtime_error(what), position(at) {}
};
struct Overflow : ParseError {
  using ParseError::ParseError;
};

struct Scope {
  static int open;
  Scope() { ++open; }
  ~Scope() { --open; }
};
int Scope::open = 0;

// expression = term { ("+" | "-") term }; term = factor { ("*" | "/") factor };
// factor = number | "(" expression ")" | "-" factor
class Parser {
public:
  explicit Parser(const std::string &text) : text_(text) {
    if (text.empty())
      throw std::invalid_argument("nothing to parse");
  }
  long run() {
    long value = expression();
    if (at_ != text_.size())
      throw ParseError("unexpected character", at_);
    return value;
  }

private:
  std::string text_;
  size_t at_ = 0;

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  long expression() {
    Scope scope;
    long value = term();
    while (peek() == '+' || peek() == '-') {
      bool plus = text_[at_++] == '+';
      long right = term();
      value = plus ? value + right : value - right;
    }
    return value;
  }
  long term() {
    Scope scope;
    long value = factor();
    while (peek() == '*' || peek() == '/') {
      bool times = text_[at_++] == '*';
      long right = factor();
      if (!times && right == 0)
        throw std::domain_error("division by zero");
      value = times ? value * right : value / right;
    }
    return value;
  }
  long factor() {
    Scope scope;
    if (peek() == '-') {
      ++at_;
      return -factor();
    }
    if (peek() == '(') {
      size_t open = at_++;
      long value;
      try {
        value = expression();
      } catch (Overflow &) {
        throw; // as it is
      } catch (ParseError &error) {
        if (peek() == '\0')
          throw ParseError("parenthesis is never closed", open);
        throw;
      }
      if (peek() != ')')
        throw ParseError("parenthesis is never closed", open);
      ++at_;
      return value;
    }
    size_t start = at_;
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + (text_[at_++] - '0');
      if (value > 1000000)
        throw Overflow("number too large", start);
    }
    if (at_ == start)
      throw ParseError("number expected", at_);
    return value;
  }
};

void show(const char *text) {
  try {
    auto parser = std::make_unique<Parser>(text);
    std::printf("%s = %ld\n", text, parser->run());
  } catch (const Overflow &error) {
    std::printf("%s: overflow: %s at %zu\n", text, error.what(), error.position);
  } catch (const ParseError &error) {
    std::printf("%s: %s at %zu\n", text, error.what(), error.position);
  } catch (const std::exception &error) {
    std::printf("%s: %s\n", text, error.what());
  }
}

// Keeps the exceptions of all parts, and throws the first of them later.
int parse_all(const std::vector<std::string> &texts) {
  std::exception_ptr first;
  int good = 0;
  for (const std::string &text : texts) {
    try {
      (void)Parser(text).run();
      ++good;
    } catch (...) {
      if (!first)
        first = std::current_exception();
    }
  }
  if (first)
    std::rethrow_exception(first);
  return good;
}

// Many frames between throw and catch, each with something to destroy.
int deep(int n) {
  Scope scope;
  if (n == 0)
    throw n;
  return deep(n - 1) + 1;
}

} // namespace

int main() {
  for (const char *text :
       {"1+2*3", "-(4-10)*7", "(1+2", "1+", "8/(4-4)", "12345678", "(99999999", "", "1 2"})
    show(text);
  try {
    parse_all({"1", "2*", "3", "x"});
  } catch (const ParseError &error) {
    std::printf("first error: %s at %zu\n", error.what(), error.position);
  }
  int caught = 0;
  for (int i = 0; i < 1000; ++i) {
    try {
      deep(100);
    } catch (int) {
      ++caught;
    }
  }
  std::printf("caught %d, scopes open: %d\n", caught, Scope::open);
  try {
    try {
      throw std::string("inner");
    } catch (const std::string &text) {
      throw text + " and outer";
    }
  } catch (const std::string &text) {
    std::printf("%s\n", text.c_str());
  }
  return Scope::open;
}
