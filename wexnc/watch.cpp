// See watch.h. Times of the optimiser come from LLVM's pass instrumentation: those of the outermost
// passes over a function, which hold rows of others.
#include "wexnc/watch.h"

#include "wexnc/ir/stack_attribute.h"

#include "llvm/ADT/Any.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace wexn {

// The copy that paired_checks.cpp makes counts for its function.
static llvm::StringRef name_of(const llvm::Function &function) {
  const bool copy =
      function.getFnAttribute(ir::kPairAttribute).getValueAsString() == ir::kUnchecked;
  return copy ? function.getName().rsplit('.').first : function.getName();
}

Watch::Watch(const Options &options, uint64_t functions)
    : options_(options), functions_(functions) {
  advance(0);
}

void Watch::advance(uint64_t units) {
  if (!options_.progress)
    return;
  const std::lock_guard lock(mutex_);
  units_ += units;
  options_.progress("compile", units_ / All, functions_);
}

void Watch::spent(llvm::StringRef symbol, std::chrono::nanoseconds time) {
  // Not what is made for crossings to and from C.
  if (!options_.verbose || !symbol.consume_front(options_.module_name + "."))
    return;
  const std::lock_guard lock(mutex_);
  times_[symbol.str()] += time;
}

void Watch::note_slowest() {
  constexpr size_t kShown = 5;
  if (!options_.note || times_.size() < 2)
    return;
  std::vector<std::pair<std::chrono::nanoseconds, std::string>> slowest;
  for (const auto &[name, time] : times_)
    slowest.emplace_back(time, name);
  const size_t shown = std::min(kShown, slowest.size());
  std::partial_sort(slowest.begin(), slowest.begin() + static_cast<long>(shown), slowest.end(),
                    [](const auto &a, const auto &b) { return a.first > b.first; });
  options_.note("slowest functions, of " + std::to_string(slowest.size()) + ":");
  for (size_t i = 0; i < shown; ++i) {
    char time[40];
    std::snprintf(time, sizeof time, "%10.2f ms ",
                  std::chrono::duration<double, std::milli>(slowest[i].first).count());
    options_.note(time + slowest[i].second);
  }
}

void PartWatch::advance(uint64_t units) {
  if (!wanted_)
    return;
  units = std::min(units, left_);
  left_ -= units;
  watch_.advance(units);
}

void PartWatch::before(const llvm::Any &unit) {
  const auto *const *function = llvm::any_cast<const llvm::Function *>(&unit);
  if (!function)
    return;
  if (depth_++ == 0) {
    function_ = name_of(**function).str();
    since_ = Clock::now();
  }
}

void PartWatch::after(llvm::StringRef pass, const llvm::Any &unit) {
  if (!llvm::any_cast<const llvm::Function *>(&unit))
    return;
  // Passes that are run once, with a long row of others around them.
  if (pass.ends_with("LocalThrowPass"))
    station_ = Watch::Simplified;
  else if (pass == "LoopVectorizePass")
    station_ = Watch::Vectorized;
  if (--depth_ != 0)
    return;
  watch_.spent(function_, Clock::now() - since_);
  advance(station_);
  station_ = 0;
}

void PartWatch::listen(llvm::PassInstrumentationCallbacks &callbacks) {
  if (!wanted_)
    return;
  callbacks.registerBeforeNonSkippedPassCallback(
      [this](llvm::StringRef, llvm::Any unit) { before(unit); });
  callbacks.registerAfterPassCallback(
      [this](llvm::StringRef pass, llvm::Any unit, const llvm::PreservedAnalyses &) {
        after(pass, unit);
      });
}

void PartWatch::emitted(const llvm::Function &function) {
  const auto now = Clock::now();
  watch_.spent(name_of(function), now - since_);
  since_ = now;
  advance(Watch::Printed);
}

} // namespace wexn
