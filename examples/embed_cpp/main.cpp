// A C++ program with a WebAssembly module inside: exceptions of both sides cross in both
// directions, and destructors run on the way.
#include "tasks.h"

#include <wexn/wexn.hpp>

#include <iostream>
#include <stdexcept>

struct Scope {
  const char *name;
  ~Scope() { std::cout << name << " left\n"; }
};

int main() {
  wexn::Store store;
  // The tag's type is that of the module's import.
  wexn::Tag cancelled = store.tag(tasks_module.imports[1].type.functype->type);

  wexn::Imports imports;
  imports.define("host", "cancelled", cancelled);
  imports.func("host", "task", [&](int32_t number) -> int32_t {
    Scope scope{"task"};
    if (number == 1)
      throw wexn::Exception(store, cancelled, int32_t{100}); // caught by the module
    if (number == 3)
      throw std::runtime_error("task 3 failed"); // passes through the module
    return number;
  });
  wexn::Instance tasks(store, &tasks_module, imports);
  auto run_all = tasks.func<int32_t(int32_t)>("run_all");

  int32_t sum = run_all(3);
  std::cout << "sum " << sum << "\n";
  try {
    Scope scope{"caller"};
    run_all(5);
  } catch (const std::runtime_error &error) {
    std::cout << "caught: " << error.what() << "\n";
  }
  std::cout << "cleanups " << tasks.global("cleanups").value<int32_t>() << "\n";
  try {
    tasks.func<void()>("fail_again")();
  } catch (const std::runtime_error &error) {
    std::cout << "kept by the module: " << error.what() << "\n";
  }
  try {
    run_all(0);
  } catch (const wexn::Exception &exception) {
    std::cout << "no tasks: " << std::boolalpha << exception.has(tasks.tag("no_tasks")) << "\n";
  }
  try {
    tasks.func<int32_t(int32_t, int32_t)>("average")(0, 1);
  } catch (const wexn::Trap &trap) {
    std::cout << "trap: " << trap.what() << "\n";
  }
}
