// Entry from the host, traps, backtraces, host functions, stack limits, memory faults.
#include "runtime_fake.h"

#include "runtime/instance/guards.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>

namespace {

using namespace fake;

FAKE_CODE int32_t twice(wexn_instance *, int32_t a) {
  FAKE_FRAME;
  return a * 2;
}

// Traps with all callee-saved registers overwritten.
FAKE_CODE int32_t trap_if_odd(wexn_instance *instance, int32_t a) {
  FAKE_FRAME;
  if (a % 2 == 0)
    return a;
#if defined(__x86_64__)
  asm volatile("xor %%ebx, %%ebx\n xor %%r12d, %%r12d\n xor %%r13d, %%r13d\n xor %%r14d, %%r14d"
               "\n xor %%r15d, %%r15d" ::
                   : "rbx", "r12", "r13", "r14", "r15");
#endif
  wexn_rt_trap(instance, WEXN_TRAP_Unreachable);
}

FAKE_CODE int32_t outer(wexn_instance *instance, int32_t a) {
  FAKE_FRAME;
  const int32_t result = trap_if_odd(instance, a);
  asm volatile("");
  return result + 1;
}

FAKE_CODE int32_t recurse(wexn_instance *instance, int32_t a) {
  FAKE_FRAME;
  if (reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) < instance->store->head.stack_limit)
    wexn_rt_trap(instance, WEXN_TRAP_StackExhausted);
  const int32_t result = a == 0 ? 0 : recurse(instance, a - 1) + 1;
  asm volatile("");
  return result;
}

FAKE_CODE int32_t call_import(wexn_instance *instance, int32_t a) {
  FAKE_FRAME;
  auto *imports = reinterpret_cast<wexn_imported_func *>(reinterpret_cast<uint8_t *>(instance) +
                                                         instance->image->imported_funcs);
  const int32_t result = reinterpret_cast<int32_t (*)(void *, int32_t)>(
      const_cast<void *>(imports[0].code))(imports[0].vmctx, a);
  asm volatile("");
  return result + 1000;
}

FAKE_CODE int32_t load(wexn_instance *instance, int32_t a) {
  FAKE_FRAME;
  auto *memory = reinterpret_cast<wexn_memory_entry *>(reinterpret_cast<uint8_t *>(instance) +
                                                       instance->image->memories);
  return *reinterpret_cast<volatile int32_t *>(memory->base + static_cast<uint32_t>(a));
}

FAKE_CODE void start_traps(wexn_instance *instance) {
  FAKE_FRAME;
  if (instance->host_data == nullptr)
    wexn_rt_trap(instance, WEXN_TRAP_IntegerDivideByZero);
}

// Another module's code, after all of the first one's.
FAKE_CODE int32_t trap_in_second(wexn_instance *instance, int32_t) {
  FAKE_FRAME;
  wexn_rt_trap(instance, WEXN_TRAP_IntegerOverflow);
}
FAKE_CODE void start_second(wexn_instance *) { FAKE_FRAME; }

enum : uint32_t { kTwice = 1, kTrapIfOdd, kOuter, kRecurse, kCallImport, kLoad };

struct Fixture : testing::Test {
  Module m;
  Store store;
  wexn_instance *instance = nullptr;

  Fixture() {
    m.import("env", "f", func_type(&i_i));
    const void *codes[] = {address(twice),   address(trap_if_odd), address(outer),
                           address(recurse), address(call_import), address(load)};
    static const char *names[] = {"twice",   "trap_if_odd", "outer",
                                  "recurse", "call_import", "load"};
    for (uint32_t i = 0; i < 6; ++i) {
      m.funcs.push_back({codes[i], nullptr, &i_i});
      m.export_(names[i], func_type(&i_i), i + 1);
      m.code.add(codes[i], i + 1);
    }
    static const uint32_t offsets[] = {0, 1, 6, 17, 22, 29, 40, 44};
    m.image.func_name_offsets = offsets;
    m.image.func_names = "ftwicetrap_if_oddouterrecursecall_importload";
    m.image.init = address(start_traps);
    m.image.init_enter = enter_v_v;
    m.code.add(address(start_traps), wexn::unwind::kNoFunction);
    m.code.add(address(trap_in_second), 0);
    m.code.add(address(start_second), wexn::unwind::kNoFunction);
    m.memories.push_back(memory_type(limits(1)));
  }

  void instantiate(const void *host = address(add_one), void *env = nullptr) {
    wexn_func *func;
    ASSERT_EQ(wexn_func_new(store, &i_i, host, env, &func), WEXN_OK);
    ASSERT_EQ(wexn_define(store, "env", "f", wexn_extern_func(func)), WEXN_OK);
    wexn_instance_config config = {};
    config.host_data = this; // start_traps does not trap
    ASSERT_EQ(wexn_instance_new(store, m.finish(), &config, &instance), WEXN_OK) << store.error();
  }
  static int32_t add_one(void *, int32_t a) { return a + 1; }

  wexn_status call(const char *function, int32_t argument, int32_t *result = nullptr) {
    wexn_extern f;
    EXPECT_TRUE(wexn_instance_export(instance, function, &f));
    wexn_slot slots[1];
    slots[0].i32 = argument;
    const wexn_status status = wexn_call(store, f.of.func, slots);
    if (result != nullptr)
      *result = slots[0].i32;
    return status;
  }
  std::string backtrace() {
    std::string text;
    wexn_frame frame;
    for (uint32_t i = 0; wexn_trap_frame(store, i, &frame); ++i)
      text += std::string(frame.module.data, frame.module.size) + "." +
              std::string(frame.function.data, frame.function.size) + "#" +
              std::to_string(frame.function_index) +
              (frame.line ? "@" + std::string(frame.file.data, frame.file.size) + ":" +
                                std::to_string(frame.line)
                          : "") +
              " ";
    return text;
  }
};

using Trap = Fixture;

TEST_F(Trap, CallReturnsResult) {
  instantiate();
  int32_t result = 0;
  ASSERT_EQ(call("twice", 21, &result), WEXN_OK);
  EXPECT_EQ(result, 42);
  EXPECT_EQ(store.s->entry, nullptr);
}

TEST_F(Trap, RestoresRegistersAndNamesFunctions) {
  instantiate();
  // More live values than there are caller-saved registers.
  volatile int seed = 3;
  int a = seed * 5, b = seed * 7, c = seed * 11, d = seed * 13, e = seed * 17, f = seed * 19;
  ASSERT_EQ(call("outer", 1), WEXN_TRAP);
  EXPECT_EQ(a + b + c + d + e + f, 3 * (5 + 7 + 11 + 13 + 17 + 19));
  EXPECT_EQ(wexn_trap_code(store), WEXN_TRAP_Unreachable);
  EXPECT_STREQ(wexn_trap_message(store), "unreachable");
  EXPECT_EQ(backtrace(), "fake.trap_if_odd#2 fake.outer#3 ");
  EXPECT_FALSE(wexn_trap_frames_cut(store));
  EXPECT_EQ(store.s->entry, nullptr);
  int32_t result = 0;
  ASSERT_EQ(call("outer", 2, &result), WEXN_OK);
  EXPECT_EQ(result, 3);
}

// Inline tables with lines (unwindinfo/README.md): trap_if_odd has code of a function of the
// source. Numbers that lead nowhere give no name and no line.
TEST_F(Trap, LinesOfTheSource) {
  static const uint32_t offsets[] = {0, 3, 10};
  m.image.num_source_names = 2;
  m.image.source_name_offsets = offsets;
  m.image.source_names = "a.ccheck_x";
  // Near the code and the tables of Module, for it is relative to itself.
  static int32_t row[2];
  static uint8_t block[] = {4, 1, 1, 0, 0, 1, 2 * 1 + 1, 0, 1, 30, 1, 7};
  auto relative = [](const void *to, const int32_t &from) {
    return static_cast<int32_t>(reinterpret_cast<intptr_t>(to) - reinterpret_cast<intptr_t>(&from));
  };
  row[0] = relative(address(trap_if_odd), row[0]);
  row[1] = relative(block, row[1]);
  m.image.inline_rows_start = row;
  m.image.inline_rows_end = row + 2;
  m.image.inline_chains_start = block;
  m.image.inline_chains_end = block + sizeof block;
  instantiate();
  ASSERT_EQ(call("outer", 1), WEXN_TRAP);
  EXPECT_EQ(backtrace(), "fake.check_x#2@a.c:7 fake.trap_if_odd#2@a.c:30 fake.outer#3 ");
  wexn_frame frame; // in any order
  for (uint32_t i : {2u, 0u, 1u, 1u, 3u, 0u})
    ASSERT_EQ(wexn_trap_frame(store, i, &frame), i < 3) << i;
  EXPECT_EQ(frame.line, 7u);
  ASSERT_TRUE(wexn_trap_frame(store, 1, &frame));
  EXPECT_EQ(frame.line, 30u);
  block[6] = 2 * 5 + 1;
  block[8] = 3;
  EXPECT_EQ(backtrace(), "fake.trap_if_odd#2@a.c:7 fake.trap_if_odd#2 fake.outer#3 ");
  block[6] = 2 * 60; // a function of the module, which it has not
  EXPECT_EQ(backtrace(), "fake.outer#3 ");
  block[0] = 8;
  EXPECT_EQ(backtrace(), "fake.trap_if_odd#2 fake.outer#3 ");
}

// Two modules linked together share tables; each frame gets its own module's name.
TEST_F(Trap, BacktraceThroughTwoModules) {
  instantiate();
  Module second;
  second.image.name = name("second");
  second.funcs.push_back({address(trap_in_second), nullptr, &i_i});
  second.export_("f", func_type(&i_i), 0);
  second.code = m.code; // the linker's table holds the functions of both
  second.finish();
  second.image.init = address(start_second);
  second.image.init_enter = enter_v_v;
  second.image.unwind_funcs_start = m.image.unwind_funcs_start; // one linked program
  wexn_instance *other, *caller;
  ASSERT_EQ(wexn_instance_new(store, &second.image, nullptr, &other), WEXN_OK);
  wexn_extern f;
  ASSERT_TRUE(wexn_instance_export(other, "f", &f));
  ASSERT_EQ(wexn_define(store, "env", "f", f), WEXN_OK);
  wexn_instance_config config = {};
  config.host_data = this;
  ASSERT_EQ(wexn_instance_new(store, &m.image, &config, &caller), WEXN_OK);
  instance = caller;
  ASSERT_EQ(call("call_import", 1), WEXN_TRAP);
  EXPECT_EQ(backtrace(), "second.f#0 fake.call_import#5 ");
}

TEST_F(Trap, StackExhausted) {
  instantiate();
  int32_t result = 0;
  ASSERT_EQ(call("recurse", 1000, &result), WEXN_OK);
  EXPECT_EQ(result, 1000);
  ASSERT_EQ(call("recurse", 100'000'000), WEXN_TRAP);
  EXPECT_STREQ(wexn_trap_message(store), "call stack exhausted");
  EXPECT_TRUE(wexn_trap_frames_cut(store));
  wexn_frame frame;
  EXPECT_TRUE(wexn_trap_frame(store, 63, &frame));
  EXPECT_FALSE(wexn_trap_frame(store, 64, &frame));
  EXPECT_EQ(frame.function_index, kRecurse);
}

// A store that moves to a thread with a small stack takes that stack's limit, and back.
TEST_F(Trap, StackLimitFollowsTheThread) {
  instantiate();
  ASSERT_EQ(call("recurse", 10'000), WEXN_OK);
  const uintptr_t main_limit = instance->store->head.stack_limit;
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, 128 << 10);
  struct Arguments {
    Fixture *fixture;
    wexn_status shallow, deep;
  } arguments{this, WEXN_ERROR, WEXN_ERROR};
  pthread_t thread;
  ASSERT_EQ(pthread_create(
                &thread, &attr,
                [](void *p) -> void * {
                  auto &args = *static_cast<Arguments *>(p);
                  args.shallow = args.fixture->call("recurse", 10);
                  args.deep = args.fixture->call("recurse", 10'000);
                  return nullptr;
                },
                &arguments),
            0);
  pthread_join(thread, nullptr);
  EXPECT_EQ(arguments.shallow, WEXN_OK);
  EXPECT_EQ(arguments.deep, WEXN_TRAP);
  EXPECT_NE(instance->store->head.stack_limit, main_limit);
  EXPECT_EQ(call("recurse", 10'000), WEXN_OK);
  EXPECT_EQ(instance->store->head.stack_limit, main_limit);
}

int32_t call_in_thread(void *env, int32_t argument);

// compiled code -> host -> other thread's stack -> compiled code: the outer limit comes back.
TEST_F(Trap, NestedEntryOnOtherStackRestoresTheLimit) {
  instantiate(address(call_in_thread), this);
  int32_t result = 0;
  ASSERT_EQ(call("call_import", 7, &result), WEXN_OK);
  EXPECT_EQ(result, 1014);
  pthread_attr_t attr;
  pthread_getattr_np(pthread_self(), &attr);
  void *start;
  size_t size;
  pthread_attr_getstack(&attr, &start, &size);
  pthread_attr_destroy(&attr);
  EXPECT_EQ(store.s->stack_lo, reinterpret_cast<uintptr_t>(start));
  EXPECT_GT(instance->store->head.stack_limit, store.s->stack_lo);
  EXPECT_LT(instance->store->head.stack_limit, store.s->stack_hi);
}

int32_t call_in_thread(void *env, int32_t argument) {
  struct Arguments {
    Fixture *fixture;
    int32_t value;
  } arguments{static_cast<Fixture *>(env), argument};
  pthread_t thread;
  pthread_create(
      &thread, nullptr,
      [](void *p) -> void * {
        auto &args = *static_cast<Arguments *>(p);
        EXPECT_EQ(args.fixture->call("twice", args.value, &args.value), WEXN_OK);
        return nullptr;
      },
      &arguments);
  pthread_join(thread, nullptr);
  return arguments.value;
}

// A trap inside a nested call ends that call; the host function decides what then.
TEST_F(Trap, HostFunctionSurvivesNestedTrap) {
  instantiate(address(+[](void *env, int32_t a) {
                auto *fixture = static_cast<Fixture *>(env);
                EXPECT_EQ(fixture->call("trap_if_odd", 1), WEXN_TRAP);
                return a + 5;
              }),
              this);
  int32_t result = 0;
  ASSERT_EQ(call("call_import", 7, &result), WEXN_OK);
  EXPECT_EQ(result, 1012);
}

TEST_F(Trap, HostFunctionPassesNestedTrapOn) {
  instantiate(address(+[](void *env, int32_t) {
                auto *fixture = static_cast<Fixture *>(env);
                EXPECT_EQ(fixture->call("trap_if_odd", 1), WEXN_TRAP);
                wexn_reraise_trap(fixture->store);
                return 0;
              }),
              this);
  ASSERT_EQ(call("call_import", 7), WEXN_TRAP);
  EXPECT_EQ(wexn_trap_code(store), WEXN_TRAP_Unreachable);
  EXPECT_EQ(store.s->head.pending, 0u);
  EXPECT_EQ(call("twice", 7), WEXN_OK);
}

// A trap that a host function has raised is its caller's, whatever it calls before it returns.
TEST_F(Trap, RaisedTrapIsTheCallers) {
  static int32_t depth;
  instantiate(address(+[](void *env, int32_t) {
                auto *fixture = static_cast<Fixture *>(env);
                if (++depth != 1)
                  return 0;
                wexn_raise_exit(fixture->store, 17);
                EXPECT_EQ(fixture->call("call_import", 7), WEXN_TRAP);
                EXPECT_EQ(fixture->call("trap_if_odd", 1), WEXN_TRAP);
                return 0;
              }),
              this);
  depth = 0;
  ASSERT_EQ(call("call_import", 7), WEXN_TRAP);
  EXPECT_EQ(depth, 1);
  EXPECT_EQ(wexn_trap_code(store), WEXN_TRAP_Exit);
  EXPECT_EQ(wexn_exit_status(store), 17u);
  EXPECT_EQ(store.s->entry, nullptr);
  EXPECT_EQ(call("twice", 7), WEXN_OK);
}

TEST_F(Trap, HostFunctionExits) {
  instantiate(address(+[](void *env, int32_t) {
                wexn_raise_exit(static_cast<Fixture *>(env)->store, 17);
                return 0;
              }),
              this);
  ASSERT_EQ(call("call_import", 7), WEXN_TRAP);
  EXPECT_EQ(wexn_trap_code(store), WEXN_TRAP_Exit);
  EXPECT_EQ(wexn_exit_status(store), 17u);
}

TEST_F(Trap, SlotsHostFunction) {
  wexn_func *func;
  ASSERT_EQ(wexn_func_new_slots(
                store, &i_i, [](void *, wexn_slot *slots) { slots[0].i32 *= 3; }, nullptr, &func),
            WEXN_OK);
  wexn_slot slots[1];
  slots[0].i32 = 14;
  ASSERT_EQ(wexn_call(store, func, slots), WEXN_OK);
  EXPECT_EQ(slots[0].i32, 42);
}

TEST_F(Trap, FuncTypeWithoutHostCodeIsAnError) {
  wexn_func *func;
  EXPECT_EQ(wexn_func_new(store, &v_v, address(add_one), nullptr, &func), WEXN_ERROR);
  EXPECT_NE(store.error().find("imports no function of this type"), std::string_view::npos);
}

TEST_F(Trap, InStartKeepsTheInstance) {
  wexn_func *func;
  ASSERT_EQ(wexn_func_new(store, &i_i, address(add_one), nullptr, &func), WEXN_OK);
  ASSERT_EQ(wexn_define(store, "env", "f", wexn_extern_func(func)), WEXN_OK);
  ASSERT_EQ(wexn_instance_new(store, m.finish(), nullptr, &instance), WEXN_TRAP);
  EXPECT_EQ(wexn_trap_code(store), WEXN_TRAP_IntegerDivideByZero);
  ASSERT_NE(instance, nullptr);
  EXPECT_EQ(call("twice", 4), WEXN_OK);
}

TEST_F(Trap, GuardFaultBecomesTrap) {
  m.image.flags = 0;
  m.image.faults = &wexn_rt_faults;
  instantiate();
  int32_t result = 1;
  ASSERT_EQ(call("load", 65532, &result), WEXN_OK);
  EXPECT_EQ(result, 0);
  for (const uint32_t address : {65536u, 65533u, 0x80000000u, 0xffffffffu}) {
    ASSERT_EQ(call("load", static_cast<int32_t>(address)), WEXN_TRAP);
    EXPECT_STREQ(wexn_trap_message(store), "out of bounds memory access");
    EXPECT_EQ(backtrace(), "fake.load#6 ");
  }
  wexn_memory *memory = reinterpret_cast<wexn_memory_entry *>(
                            reinterpret_cast<uint8_t *>(instance) + m.image.memories)
                            ->memory;
  ASSERT_EQ(wexn_memory_grow(memory, 1), 1u);
  EXPECT_EQ(call("load", 65536), WEXN_OK);
}

using TrapDeathTest = Fixture;

// Ours before the system's default, whatever the sanitizers or GoogleTest installed.
void install_over_default() {
  signal(SIGSEGV, SIG_DFL);
  signal(SIGBUS, SIG_DFL);
  ASSERT_TRUE(wexn_install_trap_handlers());
}

TEST_F(TrapDeathTest, HostFaultInGuestMemoryIsNotClaimed) {
  m.image.flags = 0;
  instantiate();
  EXPECT_EXIT(
      {
        install_over_default();
        wexn_memory *memory = reinterpret_cast<wexn_memory_entry *>(
                                  reinterpret_cast<uint8_t *>(instance) + m.image.memories)
                                  ->memory;
        *static_cast<volatile uint8_t *>(memory->base + 70000) = 1;
      },
      testing::KilledBySignal(SIGSEGV), "");
}

TEST_F(TrapDeathTest, ForeignFaultInCompiledCodeIsNotClaimed) {
  m.image.flags = 0;
  instantiate();
  EXPECT_EXIT(
      {
        install_over_default();
        reinterpret_cast<wexn_memory_entry *>(reinterpret_cast<uint8_t *>(instance) +
                                              m.image.memories)
            ->base = reinterpret_cast<uint8_t *>(4096);
        call("load", 16);
      },
      testing::KilledBySignal(SIGSEGV), "");
}

TEST_F(TrapDeathTest, PreviousHandlerRuns) {
  EXPECT_EXIT(
      {
        struct sigaction mine = {};
        mine.sa_handler = [](int) { _exit(77); };
        sigaction(SIGSEGV, &mine, nullptr);
        wexn_install_trap_handlers();
        *reinterpret_cast<volatile int *>(8) = 1;
      },
      testing::ExitedWithCode(77), "");
}

TEST_F(TrapDeathTest, KillWithSegvStillKills) {
  EXPECT_EXIT(
      {
        install_over_default();
        kill(getpid(), SIGSEGV);
        pause();
      },
      testing::KilledBySignal(SIGSEGV), "");
}

} // namespace
