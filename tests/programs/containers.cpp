// Streams, strings and containers of the C++ library: every container, algorithms, shared and
// polymorphic objects, formatted input and output. Without exceptions, which Debian's libc++ for
// WebAssembly lacks; tests/programs/exceptions has those.
#include <algorithm>
#include <array>
#include <bitset>
#include <complex>
#include <cstdint>
#include <deque>
#include <forward_list>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace {

struct Shape {
  virtual ~Shape() { std::cout << "~" << name << '\n'; }
  virtual double area() const = 0;
  explicit Shape(std::string n) : name(std::move(n)) {}
  std::string name;
};
struct Circle : Shape {
  explicit Circle(double r) : Shape("circle"), radius(r) {}
  double area() const override { return 3.25 * radius * radius; }
  double radius;
};
struct Box : virtual Shape {
  Box(double x, double y) : Shape("box"), a(x), b(y) {}
  double area() const override { return a * b; }
  double a, b;
};
struct Square : Box {
  explicit Square(double x) : Shape("square"), Box(x, x) {}
};

void objects() {
  std::vector<std::shared_ptr<Shape>> shapes{std::make_shared<Circle>(2.0), std::make_shared<Box>(3.0, 1.5),
                                             std::make_shared<Square>(1.25)};
  shapes.push_back(shapes.front());
  std::sort(shapes.begin(), shapes.end(), [](auto &x, auto &y) { return x->area() < y->area(); });
  for (auto &s : shapes)
    std::cout << std::left << std::setw(8) << s->name << std::right << std::fixed << std::setprecision(3)
              << std::setw(10) << s->area() << " x" << s.use_count() << '\n';
  std::weak_ptr<Shape> weak = shapes.front();
  std::cout << weak.expired();
  shapes.erase(shapes.begin());
  std::cout << weak.expired() << std::defaultfloat << '\n';
  // The order in which a vector destroys its elements is the library's choice.
  while (!shapes.empty())
    shapes.pop_back();
}

void words() {
  std::istringstream text("the frame of the handler is not the frame of the call and the stack is the stack");
  std::map<std::string, int> count;
  std::unordered_map<std::string, std::vector<std::size_t>> where;
  std::string word;
  for (std::size_t i = 0; text >> word; i++) {
    count[word]++;
    where[word].push_back(i);
  }
  std::vector<std::pair<std::string, int>> order(count.begin(), count.end());
  std::stable_sort(order.begin(), order.end(), [](auto &a, auto &b) { return a.second > b.second; });
  for (auto &[w, n] : order) {
    std::cout << w << '=' << n << " at";
    for (auto at : where[w])
      std::cout << ' ' << at;
    std::cout << "; ";
  }
  std::cout << '\n';
}

void containers() {
  std::mt19937 random(7);
  std::deque<std::uint32_t> deque;
  std::list<std::uint32_t> list;
  std::forward_list<std::uint32_t> forward;
  std::set<std::uint32_t> set;
  std::multiset<std::uint32_t, std::greater<>> multi;
  std::unordered_set<std::uint32_t> hashed;
  std::priority_queue<std::uint32_t> heap;
  for (int i = 0; i < 20000; i++) {
    std::uint32_t x = random() % 5000;
    i % 2 ? deque.push_front(x) : deque.push_back(x);
    list.push_back(x);
    forward.push_front(x);
    set.insert(x);
    multi.insert(x % 100);
    if (!hashed.insert(x).second && x % 3 == 0)
      hashed.erase(x);
    heap.push(x);
  }
  list.sort();
  list.unique();
  forward.sort();
  std::uint64_t popped = 0;
  for (std::uint64_t i = 1; !heap.empty(); heap.pop(), i++)
    popped = popped * 31 + heap.top();
  std::cout << deque.size() << ' ' << deque.front() << ' ' << deque.back() << ' ' << list.size() << ' ' << set.size()
            << ' ' << forward.front() << ' ' << multi.count(42) << ' ' << hashed.size() << ' ' << popped << ' '
            << std::accumulate(set.begin(), set.end(), std::uint64_t{0}) << ' '
            << std::equal(list.begin(), list.end(), set.begin()) << ' ' << *set.lower_bound(2500) << '\n';
}

struct Add;
struct Multiply;
using Expression = std::variant<double, std::unique_ptr<Add>, std::unique_ptr<Multiply>>;
struct Add {
  Expression left, right;
};
struct Multiply {
  Expression left, right;
};
double evaluate(const Expression &e) {
  return std::visit(
      [](auto &x) -> double {
        using T = std::decay_t<decltype(x)>;
        if constexpr (std::is_same_v<T, double>)
          return x;
        else if constexpr (std::is_same_v<T, std::unique_ptr<Add>>)
          return evaluate(x->left) + evaluate(x->right);
        else
          return evaluate(x->left) * evaluate(x->right);
      },
      e);
}
Expression parse(std::istream &in);
Expression primary(std::istream &in) {
  if ((in >> std::ws).peek() == '(') {
    in.get();
    Expression e = parse(in);
    (in >> std::ws).get();
    return e;
  }
  double x = 0;
  in >> x;
  return x;
}
Expression term(std::istream &in) {
  Expression e = primary(in);
  while ((in >> std::ws).peek() == '*') {
    in.get();
    Expression right = primary(in);
    e = std::make_unique<Multiply>(Multiply{std::move(e), std::move(right)});
  }
  return e;
}
Expression parse(std::istream &in) {
  Expression e = term(in);
  while ((in >> std::ws).peek() == '+') {
    in.get();
    Expression right = term(in);
    e = std::make_unique<Add>(Add{std::move(e), std::move(right)});
  }
  return e;
}

void numbers() {
  std::ostringstream out;
  out << std::hex << std::showbase << 255 << ' ' << std::oct << 8 << std::dec << ' ' << std::showpos << 5
      << std::noshowpos << ' ' << std::scientific << std::setprecision(4) << 12345.678 << ' ' << std::defaultfloat
      << 1e300 << ' ' << 0.1 << ' ' << std::setprecision(17) << 0.1 << ' ' << std::hexfloat << 0.5 << std::defaultfloat
      << ' ' << std::boolalpha << true << ' ' << std::setfill('*') << std::setw(9) << -42 << ' ' << std::internal
      << std::setw(9) << -42 << ' ' << std::numeric_limits<double>::infinity() << ' '
      << std::numeric_limits<std::int64_t>::min() << ' ' << std::numeric_limits<std::uint64_t>::max();
  std::cout << out.str() << '\n';
  std::istringstream in("17 0x1F 3.25e2 word 99999999999 x");
  int a = 0, b = 0, d = 0;
  double c = 0;
  std::string w;
  in >> a >> std::hex >> b >> std::dec >> c >> w >> d;
  std::cout << a << ' ' << b << ' ' << c << ' ' << w << ' ' << d << ' ' << in.fail() << '\n';
  std::complex<double> z(1, 2);
  std::cout << z * z << ' ' << std::bitset<20>(0xABCDE) << ' ' << std::get<1>(std::tuple(1, "two", 3.0)) << '\n';
  std::optional<std::array<int, 3>> triple{{3, 1, 2}};
  std::ranges::sort(*triple);
  std::cout << (*triple)[0] << (*triple)[1] << (*triple)[2] << '\n';
  std::istringstream source("2 * (3 + 4.5) * 2 + (1 + (2 * 2)) * 0.5");
  std::cout << evaluate(parse(source)) << '\n';
}

void lines() {
  std::string line;
  std::size_t lines = 0, characters = 0, longest = 0;
  while (std::getline(std::cin, line)) {
    lines++;
    characters += line.size() + 1;
    longest = std::max(longest, line.size());
  }
  std::cout << lines << " lines, " << characters << " characters, longest " << longest << ' ' << std::cin.eof() << '\n';
  std::cerr << "to the error stream\n";
}

} // namespace

int main(int argc, char **argv) {
  std::cout << "arguments:";
  for (int i = 1; i < argc; i++)
    std::cout << ' ' << std::quoted(argv[i]);
  std::cout << std::endl;
  objects();
  words();
  containers();
  numbers();
  lines();
  std::function<int(int)> fibonacci = [&](int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); };
  std::cout << fibonacci(20) << std::endl;
  return 7;
}
