// Where exceptions were thrown, as the host learns it.
#include "bt.h"
#include <cstdio>
#include <wexn/wexn.hpp>

static void show(const char *what, const wexn::Exception &exception) {
  std::printf("%s:", what);
  const std::vector<wexn::Frame> frames = exception.backtrace();
  if (frames.size() > 10)
    std::printf(" %zu frames", frames.size());
  else
    for (const wexn::Frame &frame : frames)
      std::printf(" %s", frame.function.c_str());
  std::printf("\n");
}

static void run(bool wanted) {
  wexn_store_config config{};
  config.exception_backtraces = wanted;
  wexn::Store store(config);
  bt_instance *bt;
  store.check(bt_new(store.get(), nullptr, nullptr, &bt));
  const auto call = [&](const char *what, wexn_status (*function)(bt_instance *, int32_t), int32_t value) {
    try {
      store.check(function(bt, value));
      std::printf("%s: returned\n", what);
    } catch (const wexn::Exception &exception) {
      show(what, exception);
    }
  };
  call("plain", bt_plain, 1);
  call("rethrown", bt_rethrown, 2);
  call("caught", bt_caught, 3);
  call("deep", bt_deep, 100);
  wexn_ref ref;
  store.check(bt_keep(bt, 4, &ref));
  const wexn::Exception kept(store.state(), wexn_exn_from_ref(store.get(), ref));
  show("kept", kept);
  show("made by the host", wexn::Exception(store, wexn::Tag(bt_e(bt)), int32_t{5}));
  for (int i = 0; i < 15; i++)
    store.check(bt_keep(bt, 6, &ref));
  show("15 later", kept);
  store.check(bt_keep(bt, 7, &ref));
  show("16 later", kept);
}

int main() {
  run(true);
  run(false);
}
