// What the translator must know of the options; filled in by parts.cpp.
#pragma once

#include "wexnc/wasm/features.h"

#include <cstdint>
#include <string>

namespace wexn::ir {

class SourceMap;

struct TranslateOptions {
  std::string name; // prefix of every symbol
  wasm::Features features;
  bool hosted = true;           // false: bare metal, one thread
  bool software_bounds = false; // explicit checks instead of guard reservations
  bool stub_imports = false;    // functions that nobody provides trap when called
  bool stack_check = true;      // compare with the store's stack limit
  bool stack_guard = false;     // rely on the stack's guard page instead
  bool interruptible = false;   // says the module image; the checks are added after optimisation
  bool segment = false;         // the base of memory 0 is in GS: memory_segment.h
  bool optimize = true;         // false at -O0
  bool guess_callees = false;   // of call_ref, at the cost of code
  bool trap_sites = true;       // one trap call per site, so that backtraces have exact positions
  bool host_functions = false;  // the host can make functions of all types
  bool one_object = true;       // all functions in this LLVM module: internal linkage
  uint32_t first = 0, end = 0;  // otherwise: the functions that are, by index
  // x86: what the CPU has beyond SSE2, for instructions that LLVM would not find by itself.
  bool ssse3 = false;
  bool sse41 = false;
  bool fma = false;
  bool ask_lse = false; // AArch64: the program finds out whether it has atomic instructions
  const SourceMap *source = nullptr; // -g: what the module says about its source
};

} // namespace wexn::ir
