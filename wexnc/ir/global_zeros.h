// Which globals hold nothing but multiples of a power of two: the stack pointer of a C program,
// above all, which is there to be taken a multiple of 16 from and set back.
//
// What it relies on: only this module sets the global, so it is neither imported nor exported; each
// value that it is set to, by code and at first, has the zeros if the global had them before. A
// local that it was copied to, which compilers use for other things as well, is followed through
// blocks and loops; of one that is not, all that is known is what it is ever set to; a call of a
// function that gives its first argument back (memset) is that argument; of operands, what was
// pushed since something that is not looked at here. Of other globals nothing is known.
#pragma once

#include "wexnc/wasm/features.h"
#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/module.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wexn::ir {

class GlobalZeros {
public:
  GlobalZeros(const wasm::Module &module, const wasm::Features &features);

  // Of each body, all instructions in order.
  void begin(size_t params);
  void visit(const wasm::Instr &instr);
  void end();

  // By global: how many of its lowest bits are never set.
  [[nodiscard]] const std::vector<uint8_t> &all() const { return zeros_; }

private:
  using Number = uint32_t; // of a value
  enum class Kind : uint8_t { Constant, Global, Least, Most, Any };
  struct Value {
    Kind kind;
    // Constant: a zeros; Global: its index; Least, Most: the number of zeros of one of two values
    Number a = 0, b = 0;
    bool copied = false; // from a global, with more or less added
  };
  static constexpr size_t kMostFollowed = 4; // locals of a body
  using OfFollowed = std::array<Number, kMostFollowed>;
  // A block. Values are kNone where the local was not followed yet.
  struct Frame {
    wasm::Opcode op{};
    bool dead = false;          // nothing comes to where it begins
    bool reached = false;       // something goes to its label
    OfFollowed at_label, at_if; // what locals are there
    OfFollowed caught;          // and anywhere in a `try`
  };

  const wasm::Module &module_;
  const wasm::Features &features_;
  std::vector<uint8_t> zeros_;
  std::unordered_map<uint32_t, bool> gives_first_back_; // by function
  // Of the current body. The first value is one of which nothing is known.
  std::vector<Value> values_;
  std::vector<std::pair<Number, Number>> sources_; // a value of kind Any may be the other
  std::vector<Number> operands_;
  std::unordered_map<uint32_t, Number> locals_;          // whatever they are set to
  std::vector<std::pair<uint32_t, Number>> global_sets_; // a global and what it is set to
  std::vector<Frame> frames_;
  std::vector<size_t> tries_; // frames whose code is caught
  std::vector<uint32_t> followed_;
  OfFollowed now_{};
  bool dead_ = false, given_up_ = false;
  std::vector<uint8_t> known_;
  size_t params_ = 0;

  Number add(Value value);
  // Of a local that is followed, where ways meet.
  Number meeting() { return add({Kind::Any, 0, 0, true}); }
  Number pop();
  void push(Number value) { operands_.push_back(value); }
  void binary(Kind kind);
  Number anywhere(uint32_t local);
  [[nodiscard]] size_t place_of(uint32_t local) const;
  Number get(uint32_t local);
  void set(uint32_t local, Number value);
  void follow(uint32_t local);
  void enter(wasm::Opcode op);
  void branch(Frame &to, const OfFollowed &with);
  void branch(uint32_t label) { branch(frames_[frames_.size() - 1 - label], now_); }
  void go_on_with(const OfFollowed &values);
  void leave();
  void next_arm(const OfFollowed &with);
  void control(const wasm::Instr &instr);
  void call(uint32_t func);
  bool gives_first_back(uint32_t func);
  bool solve(uint32_t global);
};

} // namespace wexn::ir
