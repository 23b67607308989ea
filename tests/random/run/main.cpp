// wexn-random-run LIBRARY PLAN [DUMP]: carries out a plan on compiled modules, and prints a trace
// (tests/random/trace.h). Lines of a plan:
//   module SYMBOL       from here on, instances are of this image
//   instance            a new store, and an instance in it
//   call EXPORT BITS... one call; prints a line
// With DUMP, the bytes of memory m0 after the last call are left in that file.
#include "tests/random/trace.h"

#include <wexn/wexn.h>

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <fstream>
#include <iostream>
#include <sstream>
#include <unistd.h>
#include <vector>

namespace wexn::random {
namespace {

constexpr unsigned kSeconds = 20; // that one call may take

const char *trap_name(wexn_trap_kind kind) {
  static constexpr const char *kNames[] = {
#define TRAP(id, message) #id,
#include <wexn/abi/traps.def>
  };
  return kNames[kind];
}

[[noreturn]] void fail(const std::string &what) {
  std::fflush(stdout);
  std::fprintf(stderr, "wexn-random-run: %s\n", what.c_str());
  std::_Exit(3);
}

std::string text_of(const wexn_valtype &type, const wexn_slot &slot) {
  switch (type.code) {
  case WEXN_I32:
  case WEXN_F32:
    return bits_text(slot.v128.lo & UINT32_MAX, 0);
  case WEXN_V128:
    return bits_text(slot.v128.lo, slot.v128.hi);
  case WEXN_REF:
  case WEXN_REF_NULL: {
    const uint8_t top = wexn_heap_top(&type);
    return ref_text(top == WEXN_HEAP_FUNC || top == WEXN_HEAP_EXTERN ? slot.extern_ == nullptr
                                                                     : slot.ref == 0);
  }
  default:
    return bits_text(slot.v128.lo, 0);
  }
}

class Runner {
public:
  explicit Runner(void *library) : library_(library) {}

  void line(const std::string &text) {
    std::istringstream in(text);
    std::string word;
    in >> word;
    if (word == "module") {
      in >> word;
      image_ = static_cast<const wexn_module_image *>(dlsym(library_, word.c_str()));
      if (!image_)
        fail("no " + word);
      std::printf("module %s\n", word.c_str());
    } else if (word == "instance") {
      instantiate();
    } else if (word == "call") {
      call(in);
    } else {
      fail("unknown line: " + text);
    }
    std::fflush(stdout);
  }
  void dump(const char *path) {
    wexn_extern e{};
    if (!instance_ || !wexn_instance_export(instance_, "m0", &e))
      return;
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char *>(wexn_memory_data(e.of.memory)),
               static_cast<std::streamsize>(wexn_memory_bytes(e.of.memory)));
  }

private:
  void *library_;
  const wexn_module_image *image_ = nullptr;
  wexn_store *store_ = nullptr;
  wexn_instance *instance_ = nullptr;

  void instantiate() {
    wexn_store_delete(store_);
    wexn_store_config config{};
    config.stress_heap = 1;
    store_ = wexn_store_new(&config);
    instance_ = nullptr;
    if (!store_ || wexn_instance_new(store_, image_, nullptr, &instance_) != WEXN_OK)
      fail("no instance");
  }

  void call(std::istringstream &in) {
    std::string name;
    in >> name;
    wexn_extern e{};
    if (!wexn_instance_export(instance_, name.c_str(), &e))
      fail("no export " + name);
    const wexn_type *type = e.type.functype->type;
    std::vector<wexn_slot> slots(std::max({type->num_params, type->num_results, 1u}));
    for (uint32_t i = 0; i < type->num_params; ++i) {
      std::string bits;
      in >> bits;
      char *end = nullptr;
      slots[i].v128.lo = std::strtoull(bits.c_str(), &end, 16);
      slots[i].v128.hi = *end == ':' ? std::strtoull(end + 1, nullptr, 16) : 0;
    }
    alarm(kSeconds);
    const wexn_status status = wexn_call(store_, e.of.func, slots.data());
    alarm(0);
    std::string text;
    if (status == WEXN_OK) {
      text = "return";
      for (uint32_t i = 0; i < type->num_results; ++i)
        text += text_of(type->types[type->num_params + i], slots[i]);
    } else if (status == WEXN_TRAP) {
      text = std::string("trap ") + trap_name(wexn_trap_code(store_));
    } else if (status == WEXN_EXCEPTION) {
      text = "exception";
      wexn_exn_release(wexn_take_exception(store_));
    } else {
      fail(wexn_error_message(store_));
    }
    std::printf("%s%s%s\n", text.c_str(), kState, state().c_str());
  }

  std::string state() {
    std::string text;
    wexn_extern e{};
    for (uint32_t i = 0; wexn_instance_export_at(instance_, i, &e); ++i) {
      const wexn_name &n = image_->exports[i].name;
      const std::string name(n.data, n.size);
      if (e.type.kind == WEXN_EXTERN_MEMORY) {
        text += memory_text(name, {wexn_memory_data(e.of.memory), wexn_memory_bytes(e.of.memory)});
      } else if (e.type.kind == WEXN_EXTERN_GLOBAL) {
        text += global_text(name, text_of(e.type.value, e.of.global->value));
      } else if (e.type.kind == WEXN_EXTERN_TABLE) {
        std::string elements;
        wexn_slot slot{};
        for (uint64_t at = 0; wexn_table_get(e.of.table, at, &slot); ++at)
          elements += slot.extern_ ? '1' : '0';
        text += table_text(name, elements);
      }
    }
    return text;
  }
};

int run(int argc, char **argv) {
  if (argc < 3)
    fail("usage: wexn-random-run LIBRARY PLAN [DUMP]");
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (!library)
    fail(dlerror());
  if (!wexn_install_trap_handlers())
    fail("the trap handlers cannot be installed");
  Runner runner(library);
  std::ifstream plan(argv[2]);
  for (std::string text; std::getline(plan, text);)
    runner.line(text);
  if (argc > 3)
    runner.dump(argv[3]);
  return 0;
}

} // namespace
} // namespace wexn::random

int main(int argc, char **argv) { return wexn::random::run(argc, argv); }
