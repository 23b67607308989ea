// What FuncValidator keeps between instructions: the operand and control stacks, and the primitive
// operations on them (spec: "Appendix / Validation Algorithm / Data Structures"). Private to
// validate_*.cpp. Operations return false when the body is invalid, with the reason in `error`.
#pragma once

#include "wexnc/support/bytes.h"
#include "wexnc/wasm/match.h"
#include "wexnc/wasm/validate/func.h"

namespace wexn::wasm {

struct FuncValidator::State {
  State(const Module &m, const Features &f) : module(m), features(f) {}

  const Module &module;
  const Features &features;
  Cursor in;
  uint32_t func_index = 0;
  bool constant = false;        // a constant expression
  uint32_t globals_visible = 0; // to a constant expression
  ValType constant_type;        // what it must leave
  // Parameters and locals. Large declarations stay runs: a few bytes can declare 50,000 locals.
  // `locals` then is the beginning.
  std::vector<ValType> locals;
  struct Run {
    uint32_t end = 0; // index after its last local
    ValType type;
  };
  std::vector<Run> runs;
  uint32_t num_locals = 0;
  std::vector<ControlFrame> frames;
  std::vector<ValType> operands;
  std::vector<bool> unset;          // locals that cannot be read yet; empty when there are none
  std::vector<uint32_t> set_locals; // those that were in `unset`, in the order they were set
  size_t held_types = 0;            // in frames' start_types and end_types
  std::vector<ControlFrame> spare;  // closed frames, for the storage of their vectors
  std::vector<ValType> popped, scratch;
  ValType cast_operand;
  std::vector<uint32_t> seen; // br_table: labels that were checked, by the number of the check
  uint32_t seen_round = 0;
  uint64_t offset = 0; // of the current instruction
  Error error;

  // Errors.
  [[nodiscard]] bool fail(ErrorId id, std::string detail = {});
  [[nodiscard]] bool fail(Error e);
  [[nodiscard]] bool mismatch(const ValType &expected, const ValType *found);

  // The operand stack.
  void push(const ValType &type) { operands.push_back(type); }
  [[nodiscard]] bool push_all(const std::vector<ValType> &types);
  [[nodiscard]] bool pop(const ValType &expected) {
    if (operands.size() > frames.back().height && operands.back().kind == expected.kind &&
        expected.kind <= ValKind::V128) {
      operands.pop_back();
      return true;
    }
    ValType found;
    return pop_matching(expected, found);
  }
  [[nodiscard]] bool pop_any(ValType &found);
  [[nodiscard]] bool pop_matching(const ValType &expected, ValType &found);
  // A reference of any kind; in unreachable code possibly Bottom.
  [[nodiscard]] bool pop_ref(ValType &found);
  [[nodiscard]] bool pop_all(const std::vector<ValType> &types);
  // Whether the topmost operands match `types`, which stay where they are.
  [[nodiscard]] bool top_matches(const std::vector<ValType> &types);

  // The control stack.
  [[nodiscard]] ControlFrame new_frame();
  // Makes `frame`, whose types are filled in, the topmost one, and pushes its start_types.
  [[nodiscard]] bool enter(ControlFrame frame, Opcode op);
  // Checks that the topmost frame's block leaves its end_types and nothing else; pops them.
  [[nodiscard]] bool finish();
  // The same, and its frame goes.
  [[nodiscard]] bool leave();
  // Another part of the topmost frame's block begins: nothing is on the stack, locals are as
  // before.
  void next_part(Opcode op);
  void forget_locals(size_t init_height);
  void set_unreachable();
  [[nodiscard]] bool label(uint32_t depth, const ControlFrame *&frame);

  // Whether no operands are left in unreachable code, where any number of any type can be popped.
  [[nodiscard]] bool bottomless() const {
    return operands.size() == frames.back().height && frames.back().unreachable;
  }

  // REQUIRES: index < num_locals
  [[nodiscard]] ValType local_type(uint32_t index) const {
    return index < locals.size() ? locals[index] : late_local_type(index);
  }
  [[nodiscard]] ValType late_local_type(uint32_t index) const;

  // Index spaces.
  [[nodiscard]] bool check_type(const ValType &type);
  [[nodiscard]] bool check_heap(const HeapType &type);
  [[nodiscard]] bool type_def(uint32_t index, CompositeKind kind, const TypeDef *&def);
  [[nodiscard]] bool table(uint32_t index, const Table *&table);
  [[nodiscard]] bool memory_address(uint32_t index, ValType &type);
  [[nodiscard]] bool data(uint32_t index);
  [[nodiscard]] bool elem(uint32_t index, const ElemSegment *&segment);
  [[nodiscard]] bool tag(uint32_t index, const FuncType *&type);
  [[nodiscard]] bool func(uint32_t index, uint32_t &type);

  // Instructions, decoded and checked.
  [[nodiscard]] bool begin();
  [[nodiscard]] bool read_locals();
  [[nodiscard]] bool step(Instr &instr);
  [[nodiscard]] bool check_constant(const Instr &instr);
  [[nodiscard]] bool check_immediates(Imm imm, const Instr &instr, ValType &address);
  [[nodiscard]] bool special(const Instr &instr);
  // control.cpp
  [[nodiscard]] bool block(const Instr &instr);
  [[nodiscard]] bool next_part_of_block(const Instr &instr);
  [[nodiscard]] bool end();
  [[nodiscard]] bool delegate(const Instr &instr);
  [[nodiscard]] bool check_catches(const Instr &instr);
  [[nodiscard]] bool branch(const Instr &instr);
  [[nodiscard]] bool branch_on_reference(const Instr &instr);
  [[nodiscard]] bool branch_on_cast(const Instr &instr);
  [[nodiscard]] bool branch_table(const Instr &instr);
  [[nodiscard]] bool call(const Instr &instr);
  [[nodiscard]] bool throw_or_rethrow(const Instr &instr);
  // variable.cpp
  [[nodiscard]] bool select(const Instr &instr);
  [[nodiscard]] bool variable(const Instr &instr);
  [[nodiscard]] bool table_access(const Instr &instr);
  [[nodiscard]] bool copy(const Instr &instr);
  // reference.cpp
  [[nodiscard]] bool reference(const Instr &instr);
  [[nodiscard]] bool structure(const Instr &instr);
  [[nodiscard]] bool array(const Instr &instr);
  [[nodiscard]] bool array_from_segment(const Instr &instr, const TypeDef &def);
};

[[nodiscard]] inline ValType address_type(bool is64) { return is64 ? kI64 : kI32; }

} // namespace wexn::wasm
