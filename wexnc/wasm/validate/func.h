// Validates one function body, instruction by instruction, and hands each to the caller, so that a
// body is decoded and checked exactly once, by the walk that translates it
// (spec: "Appendix / Validation Algorithm").
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/features.h"
#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/module.h"

#include <memory>
#include <span>
#include <vector>

namespace wexn::wasm {

struct ControlFrame {
  Opcode op{}; // Block, Loop, If, Else, TryTable, Try, Catch, CatchAll; Block for the body
  std::vector<ValType> start_types, end_types;
  size_t height = 0; // of the operand stack at entry, without parameters
  bool unreachable = false;
  size_t init_height = 0; // of the stack of initialized locals, for FuncValidator
};

// How the translator drives it:
//   FuncValidator v(module, features, func);
//   TRY(v.begin());                     // locals are known from here on
//   while (!v.done()) { TRY(v.next(instr)); ... }
// Errors carry the file offset and the function's name.
class FuncValidator {
public:
  FuncValidator(const Module &module, const Features &features, uint32_t func_index);
  // Validates a constant expression instead, which must leave one value of `type`.
  // `globals_visible`: how many globals may be named (spec: those defined before).
  FuncValidator(const Module &module, const Features &features, const ConstExpr &expr, ValType type,
                uint32_t globals_visible);
  ~FuncValidator();

  // Starts over with another constant expression of the same module, keeping storage.
  void restart(const ConstExpr &expr, ValType type, uint32_t globals_visible);

  Status begin();
  [[nodiscard]] bool done() const; // the final `end` has been returned by next()
  Status next(Instr &instr);       // REQUIRES: !done()

  // Parameters and locals, parameters first. REQUIRES: index < num_locals()
  [[nodiscard]] uint32_t num_locals() const;
  [[nodiscard]] ValType local_type(uint32_t index) const;
  // Whether the code after the last returned instruction can be reached (spec: not
  // stack-polymorphic).
  [[nodiscard]] bool reachable() const;
  // Control frames, outermost first; label `l` is frames()[size - 1 - l].
  [[nodiscard]] const std::vector<ControlFrame> &frames() const;
  // Static type of the operand of the last returned instruction, if that was ref.test or ref.cast.
  [[nodiscard]] const ValType &cast_operand() const;
  // Operand types, bottom first, after the last returned instruction.
  [[nodiscard]] const std::vector<ValType> &operands() const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

// The types a branch to `frame` carries.
[[nodiscard]] const std::vector<ValType> &label_types(const ControlFrame &frame);
// Parameters and results of a block type.
void block_signature(const Module &module, const BlockType &type, std::vector<ValType> &params,
                     std::vector<ValType> &results);

} // namespace wexn::wasm
