// For kept_exceptions.test: C++ exceptions stay as long as the guest can throw them, and no longer.
#include <wexn/wexn.hpp>

#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>

extern "C" const wexn_module_image locals_module, places_module;

static int failures;
static void expect(bool ok, const char *what) {
  if (!ok)
    failures += std::printf("wrong: %s\n", what) > 0;
}

static int alive, most;
struct Failure : std::runtime_error {
  int number;
  explicit Failure(int n) : std::runtime_error("failure"), number(n) { most = std::max(most, ++alive); }
  Failure(const Failure &other) : std::runtime_error(other), number(other.number) { most = std::max(most, ++alive); }
  ~Failure() override { --alive; }
};
template <typename F> static int number_of(F f) {
  try {
    f();
  } catch (const Failure &failure) {
    return failure.number;
  } catch (const std::exception &other) {
    std::printf("%s\n", other.what());
  }
  return -1;
}

struct Guest {
  wexn::Store store;
  std::function<void()> inner;
  std::function<void(int)> fail = [](int n) { throw Failure(n); };
  wexn::Imports imports;
  wexn::Instance instance;
  explicit Guest(const wexn_module_image &image, const wexn_store_config &config = {})
      : store(config), imports(host()), instance(store, &image, imports) {}
  wexn::Imports host() {
    wexn::Imports made;
    made.func("host", "fail", [this](int32_t n) { fail(n); });
    made.func("host", "inner", [this] { inner(); });
    return made;
  }
  void call(const char *name) { instance.func<void()>(name)(); }
  void call(const char *name, int n) { instance.func<void(int32_t)>(name)(n); }
};

// No place of the module can hold an exception: all go with the outermost call.
static void in_locals() {
  Guest guest(locals_module);
  expect(number_of([&] { guest.call("pass", 1); }) == 1 && alive == 0, "passes through");
  guest.inner = [&] { expect(number_of([&] { guest.call("pass", 3); }) == 3, "in an inner call"); };
  expect(number_of([&] { guest.call("twice", 2); }) == 2 && alive == 0, "throws again");
  guest.call("swallow", 10);
  expect(alive == 0, "swallowed ones go with the call");
  most = 0;
  guest.call("swallow", 20000);
  expect(alive == 0 && most < 4000, "swallowed ones go during the call");
}

// The host has a handle of one that was not turned into the C++ exception, and throws it later.
static void in_handles() {
  Guest guest(locals_module);
  wexn_slot slot{};
  slot.i32 = 5;
  expect(wexn_call(guest.store.get(), guest.instance.func<void(int32_t)>("pass").get(), &slot) == WEXN_EXCEPTION, "C");
  {
    const wexn::Exception kept(guest.store.state(), wexn_take_exception(guest.store.get()));
    guest.call("swallow", 10);
    expect(alive == 1, "others go");
    guest.fail = [&](int) { throw kept; };
    expect(number_of([&] { guest.call("pass", 0); }) == 5, "from a handle");
  }
  guest.fail = [](int n) { throw Failure(n); };
  guest.call("swallow", 1);
  expect(alive == 0, "all go");
}

// The host has a reference to one that a function returned, by wexn.hpp or as a generated header would.
static void in_results() {
  Guest guest(locals_module);
  const auto get = guest.instance.func<uint32_t(int32_t)>("catch");
  const auto give = guest.instance.func<void(uint32_t)>("throw");
  expect(number_of([&] { give(get(6)); }) == 6 && alive == 0, "from a result");
  expect(number_of([&] {
           wexn_slot slot{};
           slot.i32 = 7;
           guest.store.check(wexn_call(guest.store.get(), get.get(), &slot));
           give(slot.ref);
         }) == 7 && alive == 0, "from a result of the C interface");
}

// The same exception arrives in an inner call, in the outer one, and in later ones.
static void in_places() {
  Guest guest(places_module);
  guest.call("keep", 7);
  guest.inner = [&] { expect(number_of([&] { guest.call("again"); }) == 7, "inner"); };
  expect(number_of([&] { guest.call("nested"); }) == 7, "outer");
  for (int i = 0; i < 3; ++i)
    expect(number_of([&] { guest.call("again"); }) == 7, "later");
  most = 0;
  guest.call("swallow", 20000);
  expect(alive == 1 && most < 4000, "beside others that go");
  expect(number_of([&] { guest.call("again"); }) == 7, "after collections");
  guest.call("keep", 8);
  expect(alive == 1 && number_of([&] { guest.call("again"); }) == 8, "another in its place");
  guest.call("forget");
  wexn_store_collect(guest.store.get());
  guest.call("forget");
  expect(alive == 0, "forgotten");
}

// What is still kept goes before the store.
static void with_the_store() {
  static bool there;
  struct Last {
    wexn_store *store;
    wexn_func *forget;
    ~Last() { there = wexn_call(store, forget, nullptr) == WEXN_OK; }
  };
  {
    Guest guest(places_module);
    const auto last = std::shared_ptr<Last>(new Last{guest.store.get(), guest.instance.func<void()>("forget").get()});
    guest.fail = [kept = std::weak_ptr(last)](int) { throw kept.lock(); };
    guest.call("keep", 1);
  }
  expect(there, "the store is there");
}

// What the host's exception holds does not keep the store.
static void holding_the_store() {
  std::weak_ptr<wexn::detail::State> state;
  {
    Guest guest(locals_module);
    state = guest.store.state();
    wexn_tag *tag = guest.store.tag(locals_module.imports[1].type.functype->type).get();
    guest.fail = [&](int) {
      try {
        throw wexn::Exception(guest.store, wexn::Tag(tag));
      } catch (...) {
        std::throw_with_nested(Failure(1));
      }
    };
    guest.call("swallow", 3);
    expect(number_of([&] { guest.call("pass", 1); }) == 1, "nested");
  }
  expect(state.expired() && alive == 0, "the store goes");
}

int main() {
  in_locals();
  in_handles();
  in_results();
  in_places();
  holding_the_store();
  with_the_store();
  wexn_store_config config = {};
  config.stress_heap = 1;
  {
    Guest guest(places_module, config);
    guest.call("keep", 9);
    guest.call("swallow", 100);
    expect(number_of([&] { guest.call("again"); }) == 9 && alive == 1, "with a collection at each object");
  }
  expect(alive == 0, "the store takes what is left");
  std::puts(failures ? "failed" : "all right");
  return failures != 0;
}
