// Throws what its argument says, and nobody catches it.
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

namespace app {
struct Plain {
  int value;
};
template <typename T> struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct Other {
  virtual ~Other() = default;
  int x = 1;
};
struct Both : Other, std::out_of_range {
  Both() : std::out_of_range("out of both") {}
};
struct Virtual : virtual std::logic_error {
  Virtual() : std::logic_error("virtually logical") {}
};
namespace {
struct Hidden {};
} // namespace
struct Own : std::exception {
  const char *what() const noexcept override { return "in its own words"; }
};
struct Numbered : Other, virtual std::runtime_error {
  mutable char text[40];
  Numbered() : std::runtime_error("a number") {}
  const char *what() const noexcept override {
    std::snprintf(text, sizeof text, "%s %d", std::runtime_error::what(), x);
    return text;
  }
};
struct Trapping : std::logic_error {
  using std::logic_error::logic_error;
  const char *what() const noexcept override { __builtin_trap(); }
};
struct Wild : std::exception {
  const char *what() const noexcept override { return (const char *)-16; }
};
struct Endless : std::exception {
  const char *what() const noexcept override {
    for (volatile int i = 0;; i = i + 1) {
    }
  }
};
struct Waiting : std::logic_error {
  using std::logic_error::logic_error;
  const char *what() const noexcept override {
    std::getchar();
    return "input";
  }
};
enum class Colour { Red };
struct Noisy {
  ~Noisy() { std::puts("cleanup"); }
};
} // namespace app

[[gnu::noinline]] void thrower(char what) {
  switch (what) {
  case 'r': throw std::runtime_error("the disk is full");
  case 'L': throw std::logic_error(std::string(300, 'x'));
  case 'p': throw app::Plain{1};
  case 'f': throw app::Failure<int>("a template");
  case 'b': throw app::Both();
  case 'v': throw app::Virtual();
  case 'h': throw app::Hidden();
  case 'o': throw app::Own();
  case 'N': throw app::Numbered();
  case 'T': throw app::Trapping("no more than this");
  case 'W': throw app::Wild();
  case 'E': throw app::Endless();
  case 'I': throw app::Waiting("no input");
  case 'i': throw -42;
  case 'd': throw 0.5;
  case 'c': throw "just text";
  case 'e': throw app::Colour::Red;
  case 's': throw std::string("not shown");
  case 'n': throw std::runtime_error("two\nlines \033[31m");
  case 'w':
    try {
      throw std::runtime_error("what it comes from");
    } catch (...) {
      std::throw_with_nested(std::logic_error("with another inside"));
    }
  }
}
[[gnu::noinline]] void middle(char what) {
  app::Noisy noisy;
  thrower(what);
}
int main(int argc, char **argv) {
  middle(argc > 1 ? argv[1][0] : 'r');
  return 0;
}
