// An interpreter of trees whose return, break and continue are exceptions (own code).
#include "rows.h"

#include <memory>
#include <vector>

namespace {

struct Return {
  int64_t value;
};
struct Break {};
struct Continue {};

struct Frame {
  int64_t variables[4] = {};
};

struct Node {
  virtual ~Node() = default;
  virtual int64_t run(Frame &frame) = 0;
};
using Tree = std::unique_ptr<Node>;

struct Constant : Node {
  int64_t value;
  explicit Constant(int64_t v) : value(v) {}
  int64_t run(Frame &) override { return value; }
};
struct Variable : Node {
  int index;
  explicit Variable(int i) : index(i) {}
  int64_t run(Frame &frame) override { return frame.variables[index]; }
};
struct Assign : Node {
  int index;
  Tree value;
  Assign(int i, Tree v) : index(i), value(std::move(v)) {}
  int64_t run(Frame &frame) override { return frame.variables[index] = value->run(frame); }
};
struct Binary : Node {
  char op;
  Tree left, right;
  Binary(char o, Tree l, Tree r) : op(o), left(std::move(l)), right(std::move(r)) {}
  int64_t run(Frame &frame) override {
    const int64_t a = left->run(frame), b = right->run(frame);
    return op == '+' ? a + b : op == '-' ? a - b : op == '<' ? a < b : op == '%' ? a % b : a == b;
  }
};
struct Block : Node {
  std::vector<Tree> nodes;
  int64_t run(Frame &frame) override {
    for (const Tree &node : nodes)
      node->run(frame);
    return 0;
  }
};
struct If : Node {
  Tree condition, then;
  If(Tree c, Tree t) : condition(std::move(c)), then(std::move(t)) {}
  int64_t run(Frame &frame) override { return condition->run(frame) ? then->run(frame) : 0; }
};
struct While : Node {
  Tree condition, body;
  While(Tree c, Tree b) : condition(std::move(c)), body(std::move(b)) {}
  int64_t run(Frame &frame) override {
    try {
      while (condition->run(frame))
        try {
          body->run(frame);
        } catch (const Continue &) {
        }
    } catch (const Break &) {
    }
    return 0;
  }
};
template <typename Signal> struct Jump : Node {
  int64_t run(Frame &) override { throw Signal{}; }
};
struct ReturnNode : Node {
  Tree value;
  explicit ReturnNode(Tree v) : value(std::move(v)) {}
  int64_t run(Frame &frame) override { throw Return{value->run(frame)}; }
};
struct Call : Node {
  const Tree &body;
  Tree argument;
  Call(const Tree &b, Tree a) : body(b), argument(std::move(a)) {}
  int64_t run(Frame &frame) override {
    Frame own;
    own.variables[0] = argument->run(frame);
    try {
      body->run(own);
    } catch (const Return &result) {
      return result.value;
    }
    return 0;
  }
};

template <typename T, typename... Parts> Tree make(Parts &&...parts) { return std::make_unique<T>(std::forward<Parts>(parts)...); }
Tree constant(int64_t value) { return make<Constant>(value); }
Tree variable(int index) { return make<Variable>(index); }
Tree binary(char op, Tree left, Tree right) { return make<Binary>(op, std::move(left), std::move(right)); }
template <typename... Nodes> Tree block(Nodes... nodes) {
  auto all = std::make_unique<Block>();
  (all->nodes.push_back(std::move(nodes)), ...);
  return all;
}

} // namespace

int main() {
  // fib(n) { if (n < 2) return n; return fib(n - 1) + fib(n - 2); }
  Tree fib;
  fib = block(make<If>(binary('<', variable(0), constant(2)), make<ReturnNode>(variable(0))),
              make<ReturnNode>(binary('+', make<Call>(fib, binary('-', variable(0), constant(1))),
                                      make<Call>(fib, binary('-', variable(0), constant(2))))));
  // while (1) { i = i + 1; if (i % 3 == 0) continue; if (n < i) break; s = s + i; }
  const Tree loop =
      make<While>(constant(1), block(make<Assign>(1, binary('+', variable(1), constant(1))),
                                     make<If>(binary('=', binary('%', variable(1), constant(3)), constant(0)), make<Jump<Continue>>()),
                                     make<If>(binary('<', variable(0), variable(1)), make<Jump<Break>>()),
                                     make<Assign>(2, binary('+', variable(2), variable(1)))));
  row("calls", [&] {
    Frame frame;
    return static_cast<uint32_t>(make<Call>(fib, constant(14))->run(frame));
  });
  row("loops", [&] {
    Frame frame;
    frame.variables[0] = 300;
    loop->run(frame);
    return static_cast<uint32_t>(frame.variables[2]);
  });
}
