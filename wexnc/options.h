// What a run of the compiler was asked for. Filled in by command_line.cpp, or by a test; read by
// every phase. A plain value: no phase keeps state here.
#pragma once

#include "wexnc/wasm/features.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace wexn {

enum class OptLevel : uint8_t { O0, O1, O2, O3, Os, Oz };
struct OptRow {
  const char *text; // behind -O
  OptLevel level;
};
inline constexpr OptRow kOptLevels[] = {{"0", OptLevel::O0}, {"1", OptLevel::O1},
                                        {"2", OptLevel::O2}, {"3", OptLevel::O3},
                                        {"s", OptLevel::Os}, {"z", OptLevel::Oz}};
enum class EmitKind : uint8_t { Object, Assembly, LlvmIr, Bitcode, Executable, Wasm };
// How an access is kept inside its memory: by inaccessible pages around it (indices of 64 bits are
// compared with a constant before), or by a compare with its size.
enum class Bounds : uint8_t { Guard, Software };
// Where compiled code has the base of memory 0: in registers, or in the segment GS (x86-64 Linux).
// Checked: in tests; as Segment, and functions stop where it is not so.
enum class MemoryBase : uint8_t { Register, Segment, Checked };
struct MemoryBaseRow {
  const char *text;
  MemoryBase base;
};
inline constexpr MemoryBaseRow kMemoryBases[] = {{"register", MemoryBase::Register},
                                                 {"gs", MemoryBase::Segment}};
// How running out of stack is noticed: compare with the instance's limit before a function's first
// call, the thread's own guard page, or not at all.
enum class StackCheck : uint8_t { Limit, Guard, None };

// AArch64: what hardware may check of indirect branches (landing pads) and of returns (signed
// addresses).
enum class BranchProtection : uint8_t { None, Bti, PacRet, Standard };

struct Options {
  // Files. "-" is standard input or output.
  std::string input;
  std::string output; // never empty after parsing
  std::string header; // --header: where the C header goes; empty for none

  // Target. An empty CPU means the target's default; the triple is one of `wexnc targets`, or
  // empty: this machine's.
  std::string target; // as given or the host's, such as x86_64-linux-gnu
  std::string cpu;    // LLVM's name, or "native"
  std::string tune;   // the same: whose costs count; empty: those of `cpu`, or the target's default
  std::string attr;   // LLVM's feature string: "+avx2,-bmi"

  // Code generation.
  OptLevel opt = OptLevel::O2;
  EmitKind emit = EmitKind::Object;
  Bounds bounds = Bounds::Guard;
  MemoryBase memory_base = MemoryBase::Register;
  StackCheck stack_check = StackCheck::Limit;
  bool interruptible = false; // compiled code itself looks for wexn_interrupt
  BranchProtection branch_protection = BranchProtection::None;
  bool debug = false;          // -g
  bool host_functions = false; // the host can make functions of all the module's types
  bool stub_imports = false;   // functions that nobody provides become stubs that trap
  uint32_t jobs = 1;           // threads, at least 1; never changes the output
  std::string module_name;     // a C identifier; the prefix of every symbol

  wasm::Features features;

  // In tests: LLVM looks whether what is translated is well-formed, and machine code after each
  // pass.
  bool verify = false;

  // Reporting.
  bool verbose = false;
  bool quiet = false; // no progress on a terminal
  bool watch = false; // somebody looks at `progress` while functions are compiled
  // Called when a phase starts (done = total = 0) and as it advances, in functions. May be empty.
  // Called from one thread at a time.
  std::function<void(std::string_view phase, uint64_t done, uint64_t total)> progress;
  // Called with a line about the phase that goes on. May be empty.
  std::function<void(const std::string &line)> note;
};

} // namespace wexn
