// The C++ interface: typed calls, host functions as lambdas, exceptions in both directions.
#include "runtime_fake.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <wexn/wexn.hpp>

namespace {

using namespace fake;

// What the cases share: a module that calls its import.
FAKE_CODE int32_t call_import(wexn_instance *instance, int32_t a) {
  FAKE_FRAME;
  auto *imports = reinterpret_cast<wexn_imported_func *>(reinterpret_cast<uint8_t *>(instance) +
                                                         instance->image->imported_funcs);
  const int32_t result = reinterpret_cast<int32_t (*)(void *, int32_t)>(
      const_cast<void *>(imports[0].code))(imports[0].vmctx, a);
  asm volatile("");
  return result + 1000;
}
FAKE_CODE int32_t trap(wexn_instance *instance, int32_t) {
  FAKE_FRAME;
  wexn_rt_trap(instance, WEXN_TRAP_IntegerOverflow);
}

FAKE_CODE void start(wexn_instance *) { FAKE_FRAME; }

struct Counted {
  int &count;
  explicit Counted(int &c) : count(c) { ++count; }
  Counted(const Counted &) = delete;
  ~Counted() { --count; }
};

struct Cpp : testing::Test {
  Module m;
  wexn::Store store;
  wexn::Imports imports;

  Cpp() {
    m.import("env", "host", func_type(&i_i));
    m.funcs.push_back({address(call_import), nullptr, &i_i});
    m.funcs.push_back({address(trap), nullptr, &i_i});
    m.code.add(address(call_import), 1);
    m.code.add(address(trap), 2);
    m.code.add(address(start), wexn::unwind::kNoFunction);
    m.image.init = address(start);
    m.image.init_enter = enter_v_v;
    m.export_("call", func_type(&i_i), 1);
    m.export_("trap", func_type(&i_i), 2);
    m.memories.push_back(memory_type(limits(1, 2)));
    m.export_("memory", m.memories[0], 0);
    m.globals.push_back(global_type(val(WEXN_I64, 0, true)));
    m.export_("global", m.globals[0], 0);
    m.tags.push_back(tag_type(&i_v));
    m.export_("tag", m.tags[0], 0);
    m.finish();
  }
  // A function for the import, and the exported caller of it.
  template <typename F> wexn::Func<int32_t(int32_t)> caller(F f) {
    imports.func("env", "host", f);
    return wexn::Instance(store, &m.image, imports).func<int32_t(int32_t)>("call");
  }
};

TEST_F(Cpp, CallsBothWays) {
  EXPECT_EQ(caller([](int32_t a) { return a * 2; })(21), 1042);
  EXPECT_EQ(caller([k = 3](uint32_t a) mutable { return a * static_cast<uint32_t>(k++); })(5),
            1015);
}

TEST_F(Cpp, ViewsOfExports) {
  imports.func("env", "host", [](int32_t a) { return a; });
  const wexn::Instance instance(store, &m.image, imports);
  const wexn::Memory memory = instance.memory();
  EXPECT_EQ(memory.bytes().size(), 65536u);
  memory.write<uint32_t>(100, 0x64636261);
  EXPECT_EQ(memory.text(100, 4), "abcd");
  EXPECT_EQ(memory.read<uint16_t>(101), 0x6362);
  EXPECT_THROW(memory.read<uint32_t>(65533), wexn::Error);
  EXPECT_TRUE(memory.grow(1));
  EXPECT_FALSE(memory.grow(1));
  EXPECT_EQ(memory.bytes().size(), 2 * 65536u);
  const wexn::Global global = instance.global("global");
  global.set<int64_t>(-7);
  EXPECT_EQ(global.value<int64_t>(), -7);
  EXPECT_THROW(global.value<int32_t>(), wexn::Error);
  EXPECT_THROW(instance.memory("global"), wexn::Error);
  EXPECT_THROW(instance.func<int32_t(int32_t)>("none"), wexn::Error);
  EXPECT_THROW(instance.func<int32_t(int64_t)>("call"), wexn::Error);
}

TEST_F(Cpp, ImportOfOtherTypeNamesIt) {
  try {
    caller([](double) {});
    FAIL();
  } catch (const wexn::Error &error) {
    EXPECT_STREQ(error.what(), "incompatible import type: env.host: the host function has type "
                               "(func (param f64)), (func (param i32) (result i32)) needed");
  }
}

template <typename F> std::string error_of(F f) {
  try {
    f();
  } catch (const wexn::Error &error) {
    return error.what();
  }
  return "";
}

TEST_F(Cpp, MismatchesAreNamed) {
  imports.func("env", "host", [](int32_t a) { return a; });
  const wexn::Instance instance(store, &m.image, imports);
  EXPECT_EQ(error_of([&] { instance.func<std::tuple<float, int64_t>(int64_t, void *)>("call"); }),
            "the function \"call\" has type (func (param i32) (result i32)), not (func (param i64 "
            "externref) (result f32 i64))");
  EXPECT_EQ(error_of([&] { instance.func<void()>("memory"); }),
            "the export \"memory\" is a memory, not a function");
  EXPECT_EQ(error_of([&] { instance.func<void()>("none"); }), "unknown export: none");
  EXPECT_EQ(error_of([&] { instance.global("global").value<float>(); }),
            "the global has type i64, not f32");
  EXPECT_EQ(error_of([&] { wexn::Exception(store, instance.tag("tag"), int64_t{1}); }),
            "an exception with fields (of types i64), of a tag with (func (param i32))");
  EXPECT_EQ(
      error_of([&] { wexn::Exception(store, instance.tag("tag"), int32_t{1}).field<int32_t>(1); }),
      "the exception, of a tag with (func (param i32)), has no field 1 of type i32");
  EXPECT_EQ(error_of([&] { store.host_func(&i_i, [](float) { return 1; }); }),
            "a host function of type (func (param f32) (result i32)), where (func (param i32) "
            "(result i32)) is needed");
}

TEST_F(Cpp, UnknownImport) {
  try {
    wexn::Instance(store, &m.image);
    FAIL();
  } catch (const wexn::Error &error) {
    EXPECT_STREQ(error.what(), "unknown import: env.host");
  }
}

TEST_F(Cpp, TrapIsThrown) {
  imports.func("env", "host", [](int32_t a) { return a; });
  const wexn::Instance instance(store, &m.image, imports);
  try {
    instance.func<int32_t(int32_t)>("trap")(1);
    FAIL();
  } catch (const wexn::Trap &t) {
    EXPECT_EQ(t.kind(), WEXN_TRAP_IntegerOverflow);
    EXPECT_STREQ(t.what(), "integer overflow");
    ASSERT_EQ(t.frames().size(), 1u);
    EXPECT_EQ(t.frames()[0].module, "fake");
    EXPECT_EQ(t.frames()[0].function_index, 2u);
    EXPECT_EQ(t.frames()[0].file, "");
    EXPECT_EQ(t.frames()[0].line, 0u);
  }
}

TEST_F(Cpp, HostFunctionTraps) {
  auto f = caller([](int32_t a) -> int32_t { throw wexn::Trap(WEXN_TRAP_Exit, uint32_t(a)); });
  try {
    f(9);
    FAIL();
  } catch (const wexn::Trap &t) {
    EXPECT_EQ(t.kind(), WEXN_TRAP_Exit);
    EXPECT_EQ(t.exit_status(), 9u);
  }
}

TEST_F(Cpp, NestedTrapPassesThrough) {
  imports.func("env", "host", [](int32_t a) { return a; });
  auto inner = wexn::Instance(store, &m.image, imports).func<int32_t(int32_t)>("trap");
  int alive = 0;
  auto outer = caller([&](int32_t a) {
    const Counted counted(alive);
    return inner(a);
  });
  EXPECT_THROW(outer(1), wexn::Trap);
  EXPECT_EQ(alive, 0);
}

TEST_F(Cpp, ForeignExceptionArrivesUnchanged) {
  int alive = 0;
  auto f = caller([&](int32_t) -> int32_t {
    const Counted counted(alive);
    throw std::out_of_range("from the host");
  });
  for (int i = 0; i < 100; ++i) {
    try {
      f(1);
      FAIL();
    } catch (const std::out_of_range &e) {
      EXPECT_STREQ(e.what(), "from the host");
    }
    EXPECT_EQ(alive, 0);
  }
  EXPECT_TRUE(store.state()->foreign.empty());
}

TEST_F(Cpp, ForeignExceptionThroughTwoHostFrames) {
  auto inner = caller([](int32_t) -> int32_t { throw 42; });
  auto outer = caller([&](int32_t a) { return inner(a); });
  try {
    outer(1);
    FAIL();
  } catch (int value) {
    EXPECT_EQ(value, 42);
  }
}

TEST_F(Cpp, ExceptionWithTag) {
  const wexn::Tag tag = store.tag(&type_i_v);
  EXPECT_THROW(wexn::Exception(store, tag, int64_t{1}), wexn::Error);
  auto f = caller([&](int32_t a) -> int32_t { throw wexn::Exception(store, tag, a * 2); });
  try {
    f(21);
    FAIL();
  } catch (const wexn::Exception &e) {
    EXPECT_TRUE(e.has(tag));
    EXPECT_FALSE(e.has(store.tag(&type_i_v)));
    EXPECT_EQ(e.field<int32_t>(0), 42);
    EXPECT_THROW(e.field<int64_t>(0), wexn::Error);
    EXPECT_THROW(e.field<int32_t>(1), wexn::Error);
  }
}

// The store stays as long as an exception of it.
TEST_F(Cpp, ExceptionOutlivesStoreObject) {
  try {
    wexn::Store local;
    const wexn::Tag tag = local.tag(&type_i_v);
    wexn::Imports host;
    host.func("env", "host", [&](int32_t a) -> int32_t { throw wexn::Exception(local, tag, a); });
    wexn::Instance(local, &m.image, host).func<int32_t(int32_t)>("call")(5);
    FAIL();
  } catch (const wexn::Exception &e) {
    const wexn::Exception copy = e;
    EXPECT_EQ(copy.field<int32_t>(0), 5);
  }
}

TEST_F(Cpp, NullFunctionIsAnError) {
  EXPECT_THROW(wexn::Func<int32_t(int32_t)>(store.state(), nullptr), wexn::Error);
  wexn_slot slots[1];
  EXPECT_EQ(wexn_call(store.get(), nullptr, slots), WEXN_ERROR);
}

// A host function may destroy all that the host has, the function being called included.
TEST_F(Cpp, EverythingIsDestroyedInItsOwnCall) {
  using Call = wexn::Func<int32_t(int32_t)>;
  for (const char *how : {"return", "throw", "exception", "trap"}) {
    int alive = 0;
    auto local = std::make_unique<wexn::Store>();
    std::unique_ptr<Call> f;
    const std::string_view what = how;
    wexn::Imports host;
    host.func("env", "host", [&, counted = std::make_shared<Counted>(alive)](int32_t a) -> int32_t {
      const wexn::Tag tag = local->tag(&type_i_v);
      const wexn::Exception exception(*local, tag, a);
      f = nullptr;
      local = nullptr;
      host = {};
      EXPECT_EQ(counted->count, 1);
      if (what == "throw")
        throw std::out_of_range("from the host");
      if (what == "exception")
        throw exception;
      if (what == "trap")
        throw wexn::Trap(WEXN_TRAP_IntegerOverflow);
      return a;
    });
    f = std::make_unique<Call>(
        wexn::Instance(*local, &m.image, host).func<int32_t(int32_t)>("call"));
    try {
      EXPECT_EQ((*f)(5), 1005);
      EXPECT_EQ(what, "return");
    } catch (const std::out_of_range &) {
      EXPECT_EQ(what, "throw");
    } catch (const wexn::Exception &e) {
      EXPECT_EQ(what, "exception");
      EXPECT_EQ(e.field<int32_t>(0), 5);
    } catch (const wexn::Trap &e) {
      EXPECT_EQ(what, "trap");
      EXPECT_EQ(e.kind(), WEXN_TRAP_IntegerOverflow);
    }
    EXPECT_EQ(alive, 0);
  }
}

// The C interface knows no owners: what the compiled code uses stays.
TEST_F(Cpp, StoreIsDestroyedInACallOfTheCInterface) {
  auto local = std::make_unique<wexn::Store>();
  wexn::Imports host;
  static std::string *text = nullptr; // stays known
  host.func("env", "host", [&, own = std::string(100, 'x')](int32_t a) {
    local = nullptr;
    text = const_cast<std::string *>(&own);
    return a;
  });
  wexn_store *const store_of_c = local->get();
  wexn_func *const call =
      wexn::Instance(*local, &m.image, host).func<int32_t(int32_t)>("call").get();
  wexn_slot slots[1];
  slots[0].i32 = 1;
  ASSERT_EQ(wexn_call(store_of_c, call, slots), WEXN_OK);
  EXPECT_EQ(slots[0].i32, 1001);
  EXPECT_EQ(text->size(), 100U);
}

// An exception that the host did not take does not turn up in the next call.
TEST_F(Cpp, UntakenExceptionIsForgotten) {
  const wexn::Tag tag = store.tag(&type_i_v);
  bool throws = true;
  auto f = caller([&](int32_t a) -> int32_t {
    if (throws)
      throw wexn::Exception(store, tag, a);
    return a;
  });
  wexn_slot slots[1];
  slots[0].i32 = 1;
  ASSERT_EQ(wexn_call(store.get(), f.get(), slots), WEXN_EXCEPTION);
  EXPECT_TRUE(wexn_has_exception(store.get()));
  throws = false;
  EXPECT_EQ(f(1), 1001);
  EXPECT_FALSE(wexn_has_exception(store.get()));
}

} // namespace
