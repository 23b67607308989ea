// What can be told about the functions while they are compiled: how many are done, and with -v
// which took longest.
#pragma once

#include "wexnc/options.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/PassInstrumentation.h"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace wexn {

// Of all parts of a job, which may be compiled on several threads. Does nothing unless
// Options::watch is set.
class Watch {
public:
  // Of a function's way through LLVM, how much each station is: shares of its time, roughly.
  enum Units : uint32_t { Translated = 1, Simplified = 4, Vectorized = 2, Printed = 3, All = 10 };

  Watch(const Options &options, uint64_t functions);
  void advance(uint64_t units);
  void spent(llvm::StringRef symbol, std::chrono::nanoseconds time);
  // With -v, when all is done: notes on the functions that took longest.
  void note_slowest();

private:
  const Options &options_;
  const uint64_t functions_;
  std::mutex mutex_;
  uint64_t units_ = 0;
  std::map<std::string, std::chrono::nanoseconds, std::less<>> times_;
};

// Of one part, on one thread. What LLVM drops or does otherwise is made up for when the part is
// done.
class PartWatch {
public:
  PartWatch(const Options &options, Watch &watch, uint64_t functions)
      : wanted_(options.watch), watch_(watch), left_(functions * Watch::All) {}
  PartWatch(const PartWatch &) = delete;
  PartWatch &operator=(const PartWatch &) = delete;
  ~PartWatch() { watch_.advance(left_); }

  void translated() { advance(Watch::Translated); }
  // To be told what the optimiser does.
  void listen(llvm::PassInstrumentationCallbacks &callbacks);
  // Code generation starts; the code of a function is written. Both together: it takes one function
  // after the other.
  void emitting() { since_ = Clock::now(); }
  void emitted(const llvm::Function &function);

private:
  using Clock = std::chrono::steady_clock;
  void advance(uint64_t units);
  void before(const llvm::Any &unit);
  void after(llvm::StringRef pass, const llvm::Any &unit);

  const bool wanted_;
  Watch &watch_;
  uint64_t left_;
  uint32_t depth_ = 0;   // passes over functions, nested in one another
  uint64_t station_ = 0; // units that the outermost one is worth
  std::string function_;
  Clock::time_point since_;
};

} // namespace wexn
