// A function body as the interpreter runs it: instructions in a row, blocks gone, every branch with
// the place it leads to and what it does to the operand stack.
#pragma once

#include "tests/support/interpreter/store.h"
#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/validate/func.h"

namespace wexn::interpret {

// Where a branch leads: `arity` values are moved down to `height` operands above the frame's.
struct Label {
  uint32_t pc = 0, arity = 0, height = 0;
};

struct Clause {
  std::optional<uint32_t> tag; // none: every exception
  bool ref = false;            // the exception itself is passed on, too
  uint32_t label = 0;          // of try_table
  uint32_t pc = 0;             // of try: where the handler begins
};
constexpr uint32_t kNone = UINT32_MAX;
struct Handler {
  enum class Kind : uint8_t { TryTable, Try, Delegate } kind = Kind::TryTable;
  uint32_t outer = kNone; // Delegate: the one that is asked instead
  uint32_t height = 0;    // Try: of the operand stack in its handlers, without what is caught
  uint32_t slot = 0;      // Try: the local that holds what is being handled
  std::vector<Clause> clauses;
};

struct Op {
  wasm::Opcode op{};
  uint32_t a = 0, b = 0; // index and index2; branches: a label; casts: b in Code::casts
  uint64_t bits = 0;     // constant; offset of an access
  uint64_t high = 0;     // upper half of a v128
  uint32_t handler = kNone;
};
static constexpr wasm::Opcode kGoto = wasm::Opcode::Nop; // to label a, nothing is moved

struct Code {
  std::vector<Op> ops;
  std::vector<Label> labels;
  std::vector<std::vector<uint32_t>> tables; // of br_table
  std::vector<Handler> handlers;
  std::vector<wasm::ValType> casts; // types that references are tested for, as the module has them
  uint32_t params = 0, results = 0, locals = 0; // locals: parameters included
  uint32_t largest = 0;                         // operands at a time
};

// Walks through what `validator` validates: a body, or a constant expression with one result.
[[nodiscard]] Result<std::unique_ptr<Code>> prepare(wasm::FuncValidator &validator, uint32_t params,
                                                    uint32_t results);

// Instructions that take and give numbers, and vectors, only. `sp` is behind the topmost operand.
// Returns false if it is none of these. A trap is left in `trap`.
[[nodiscard]] bool run_numeric(const Op &op, Value *&sp, Trap &trap);
[[nodiscard]] bool run_vector(const Op &op, Value *&sp);
// What works with objects, but for casts.
[[nodiscard]] bool run_object(const Op &op, Store &store, Instance &instance, Value *&sp,
                              Trap &trap);
// Whether what the reference refers to is of the type (Store::global_type).
[[nodiscard]] bool is_of(const Store &store, uint64_t reference, const Type &type);
// REQUIRES: an atomic instruction.
[[nodiscard]] Trap run_atomic(const Op &op, const Instance &instance, Value *&sp);

} // namespace wexn::interpret
