// An expression parser (Debian: muparser): expressions that are right, and such that it throws.
#include "rows.h"

#include <muParser.h>

int main() {
  static const char *const right[] = {"a+b*3", "sin(a)*sin(a)+cos(a)*cos(a)", "(a>b) ? a : b", "sum(1,2,a,b)"};
  static const char *const wrong[] = {"a+*b", "sin(a", "unknown+1", "sum()", "a b", "1..2"};
  mu::Parser parser;
  double a = 3, b = 4;
  parser.DefineVar("a", &a);
  parser.DefineVar("b", &b);
  const auto evaluate = [&](const char *text) {
    try {
      parser.SetExpr(text);
      return static_cast<uint32_t>(parser.Eval() * 100 + 0.5);
    } catch (const mu::Parser::exception_type &error) {
      return static_cast<uint32_t>(error.GetCode());
    }
  };
  row("right", [&] {
    uint32_t hash = 0;
    for (const char *text : right)
      hash = mixed(hash, evaluate(text));
    return hash;
  });
  row("wrong", [&] {
    uint32_t hash = 0;
    for (const char *text : wrong)
      hash = mixed(hash, evaluate(text));
    return hash;
  });
}
