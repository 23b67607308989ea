// See global_zeros.h.
#include "wexnc/ir/global_zeros.h"

#include "wexnc/ir/static_tables.h"
#include "wexnc/wasm/validate/func.h"

#include <algorithm>
#include <bit>
#include <span>

namespace wexn::ir {

using wasm::Opcode;

namespace {

constexpr uint8_t kAll = 64; // of zero, and of what nothing speaks against
constexpr uint32_t kNone = ~0u;
// A body that sets more globals than these, has more blocks in each other whose exceptions are
// caught, or takes longer to follow, proves nothing.
constexpr size_t kMostGlobals = 4, kMostTries = 16;
constexpr int kMostRounds = 16;

uint8_t zeros_of(uint64_t number) { return static_cast<uint8_t>(std::countr_zero(number)); }

// Whether all ways through the body end with `local.get 0`, which nothing sets.
bool ends_with_first(const wasm::Module &module, const wasm::Features &features, uint32_t func) {
  wasm::FuncValidator v(module, features, func);
  if (!v.begin())
    return false;
  wasm::Instr instr;
  bool is_first = false; // the instruction before
  while (!v.done()) {
    const size_t outermost = v.frames().size() - 1;
    if (!v.next(instr))
      return false;
    switch (instr.op) {
    case Opcode::LocalSet:
    case Opcode::LocalTee:
      if (instr.index == 0)
        return false;
      break;
    case Opcode::Return:
      if (!is_first)
        return false;
      break;
    case Opcode::Br:
      if (instr.index == outermost && !is_first)
        return false;
      break;
    case Opcode::BrTable:
      if (std::ranges::find(instr.targets, outermost) != instr.targets.end())
        return false;
      break;
    case Opcode::TryTable:
    case Opcode::ReturnCall:
    case Opcode::ReturnCallIndirect:
    case Opcode::ReturnCallRef:
      return false;
    case Opcode::End:
      if (v.done() && !is_first)
        return false;
      break;
    default:
      if (wasm::is_conditional_branch(instr.op) && instr.index == outermost)
        return false;
      break;
    }
    is_first = instr.op == Opcode::LocalGet && instr.index == 0;
  }
  return true;
}

} // namespace

GlobalZeros::GlobalZeros(const wasm::Module &module, const wasm::Features &features)
    : module_(module), features_(features), zeros_(module.globals.size()) {
  for (size_t i = 0; i < zeros_.size(); ++i)
    if (const wasm::Global &global = module.globals[i]; !global.import)
      if (const auto number = number_of(global.init, features))
        zeros_[i] = zeros_of(*number);
  for (const wasm::Export &e : module.exports)
    if (e.kind == wasm::ExternKind::Global && module.globals[e.index].type.mutable_)
      zeros_[e.index] = 0;
}

GlobalZeros::Number GlobalZeros::add(Value value) {
  values_.push_back(value);
  return static_cast<Number>(values_.size() - 1);
}

void GlobalZeros::begin(size_t params) {
  values_.assign(1, {Kind::Constant});
  sources_.clear();
  operands_.clear();
  locals_.clear();
  global_sets_.clear();
  frames_.clear();
  tries_.clear();
  followed_.clear();
  dead_ = given_up_ = false;
  params_ = params;
  enter(Opcode::Block);
}

GlobalZeros::Number GlobalZeros::pop() {
  if (operands_.empty())
    return 0;
  const Number value = operands_.back();
  operands_.pop_back();
  return value;
}

void GlobalZeros::binary(Kind kind) {
  const Number b = pop(), a = pop();
  push(add({kind, a, b, values_[a].copied || values_[b].copied}));
}

// A local is zero at first.
GlobalZeros::Number GlobalZeros::anywhere(uint32_t local) {
  if (local < params_)
    return 0;
  const auto [known, is_new] = locals_.try_emplace(local);
  if (is_new)
    known->second = add({Kind::Any});
  return known->second;
}

// Among those that are followed; their number if it is not.
size_t GlobalZeros::place_of(uint32_t local) const {
  return static_cast<size_t>(std::ranges::find(followed_, local) - followed_.begin());
}

GlobalZeros::Number GlobalZeros::get(uint32_t local) {
  const size_t i = place_of(local);
  return i == followed_.size() ? anywhere(local) : now_[i];
}

void GlobalZeros::set(uint32_t local, Number value) {
  if (local >= params_)
    sources_.emplace_back(anywhere(local), value);
  const size_t i = place_of(local);
  if (i == followed_.size()) {
    if (!values_[value].copied || i == kMostFollowed)
      return;
    follow(local);
  }
  now_[i] = value;
  for (const size_t frame : given_up_ ? std::span<const size_t>() : std::span(tries_))
    if (frames_[frame].caught[i] != kNone)
      sources_.emplace_back(frames_[frame].caught[i], value);
}

// From here on. What was left behind already knows of the local what is known anywhere.
void GlobalZeros::follow(uint32_t local) {
  const size_t i = followed_.size();
  followed_.push_back(local);
  for (Frame &frame : frames_)
    if (frame.reached && frame.op != Opcode::Loop)
      sources_.emplace_back(frame.at_label[i] = meeting(), anywhere(local));
}

void GlobalZeros::enter(Opcode op) {
  Frame frame;
  frame.op = op;
  frame.dead = dead_;
  frame.at_label.fill(kNone);
  frame.at_if.fill(kNone);
  frame.caught.fill(kNone);
  for (size_t i = 0; i < followed_.size(); ++i) {
    frame.at_if[i] = now_[i];
    if (op == Opcode::Try || op == Opcode::TryTable)
      sources_.emplace_back(frame.caught[i] = meeting(), now_[i]);
    if (op == Opcode::Loop)
      sources_.emplace_back(frame.at_label[i] = meeting(), now_[i]);
  }
  if (op == Opcode::Loop)
    go_on_with(frame.at_label);
  frames_.push_back(frame);
  if (op == Opcode::Try || op == Opcode::TryTable)
    tries_.push_back(frames_.size() - 1);
  given_up_ |= tries_.size() > kMostTries;
}

// To the label, with those values of locals. A loop's knows nothing of those that were followed
// later.
void GlobalZeros::branch(Frame &to, const OfFollowed &with) {
  if (dead_)
    return;
  to.reached = true;
  for (size_t i = 0; i < followed_.size(); ++i) {
    if (to.op == Opcode::Loop && to.at_label[i] == kNone)
      continue;
    if (to.at_label[i] == kNone)
      to.at_label[i] = meeting();
    sources_.emplace_back(to.at_label[i], with[i] == kNone ? anywhere(followed_[i]) : with[i]);
  }
}

void GlobalZeros::go_on_with(const OfFollowed &values) {
  for (size_t i = 0; i < followed_.size(); ++i)
    now_[i] = values[i] == kNone ? anywhere(followed_[i]) : values[i];
}

void GlobalZeros::leave() {
  if (!tries_.empty() && tries_.back() == frames_.size() - 1)
    tries_.pop_back();
  Frame &frame = frames_.back();
  if (frame.op != Opcode::Loop) {
    branch(frame, now_);
    dead_ = frame.dead;
    if (frame.op == Opcode::If) // there is no `else`
      branch(frame, frame.at_if);
    dead_ |= !frame.reached;
    go_on_with(frame.at_label);
  }
  frames_.pop_back();
}

// Of a block with several.
void GlobalZeros::next_arm(const OfFollowed &with) {
  Frame &frame = frames_.back();
  branch(frame, now_);
  dead_ = frame.dead;
  go_on_with(with);
}

// Where something else than the next instruction may come after one.
void GlobalZeros::control(const wasm::Instr &instr) {
  switch (instr.op) {
  case Opcode::Block:
  case Opcode::Loop:
  case Opcode::If:
  case Opcode::Try:
    enter(instr.op);
    return;
  case Opcode::TryTable:
    enter(instr.op);
    for (const wasm::CatchClause &c : instr.catches)
      branch(frames_[frames_.size() - 2 - c.label], frames_.back().caught);
    return;
  case Opcode::Else:
    next_arm(frames_.back().at_if);
    frames_.back().op = Opcode::Else;
    return;
  case Opcode::Catch:
  case Opcode::CatchAll:
    if (!tries_.empty() && tries_.back() == frames_.size() - 1)
      tries_.pop_back();
    next_arm(frames_.back().caught);
    return;
  case Opcode::End:
  case Opcode::Delegate:
    leave();
    return;
  case Opcode::Br:
    branch(instr.index);
    dead_ = true;
    return;
  case Opcode::BrTable:
    for (const uint32_t label : instr.targets)
      branch(label);
    dead_ = true;
    return;
  case Opcode::Return:
  case Opcode::Unreachable:
  case Opcode::Throw:
  case Opcode::ThrowRef:
  case Opcode::Rethrow:
  case Opcode::ReturnCall:
  case Opcode::ReturnCallIndirect:
  case Opcode::ReturnCallRef:
    dead_ = true;
    return;
  default:
    if (wasm::is_conditional_branch(instr.op))
      branch(instr.index);
    return;
  }
}

bool GlobalZeros::gives_first_back(uint32_t func) {
  // local.get 0, end: those that do end so.
  constexpr uint8_t kEnd[] = {0x20, 0x00, 0x0b};
  const std::span<const uint8_t> body = module_.funcs[func].body;
  if (func < module_.num_imported_funcs || body.size() < std::size(kEnd) ||
      !std::ranges::equal(body.last(std::size(kEnd)), kEnd))
    return false;
  const auto [known, is_new] = gives_first_back_.try_emplace(func);
  if (is_new)
    known->second = ends_with_first(module_, features_, func);
  return known->second;
}

void GlobalZeros::call(uint32_t func) {
  const wasm::FuncType &type = module_.types[module_.funcs[func].type].func;
  const size_t params = type.params.size();
  const size_t left = operands_.size() - params;
  const bool known = params != 0 && type.results.size() == 1 && params <= operands_.size() &&
                     values_[operands_[left]].copied && gives_first_back(func);
  operands_.resize(known ? left + 1 : 0);
}

void GlobalZeros::visit(const wasm::Instr &instr) {
  switch (instr.op) {
  case Opcode::LocalGet:
    return push(get(instr.index));
  case Opcode::LocalSet:
    return set(instr.index, pop());
  case Opcode::LocalTee:
    push(pop());
    return set(instr.index, operands_.back());
  case Opcode::GlobalGet:
    return push(add({Kind::Global, instr.index, 0, zeros_[instr.index] != 0}));
  case Opcode::GlobalSet:
    if (const Number value = pop(); !dead_)
      global_sets_.emplace_back(instr.index, value);
    return;
  case Opcode::I32Const:
  case Opcode::I64Const:
    return push(add({Kind::Constant, zeros_of(instr.bits)}));
  case Opcode::I32Add:
  case Opcode::I64Add:
  case Opcode::I32Sub:
  case Opcode::I64Sub:
  case Opcode::I32Or:
  case Opcode::I64Or:
  case Opcode::I32Xor:
  case Opcode::I64Xor:
    return binary(Kind::Least);
  case Opcode::I32And:
  case Opcode::I64And:
  case Opcode::I32Mul:
  case Opcode::I64Mul:
    return binary(Kind::Most);
  case Opcode::Select:
    pop();
    return binary(Kind::Least);
  case Opcode::Drop:
    pop();
    return;
  case Opcode::Call:
    return call(instr.index);
  default: // pops and pushes what it likes
    operands_.clear();
    control(instr);
  }
}

// What is known of all values if the global has all zeros: found when no round takes any away.
bool GlobalZeros::solve(uint32_t global) {
  if (given_up_)
    return false;
  known_.assign(values_.size(), kAll);
  for (int round = 0; round < kMostRounds; ++round) {
    bool changed = false;
    for (size_t i = 0; i < values_.size(); ++i) {
      const Value &value = values_[i];
      uint8_t now = known_[i];
      switch (value.kind) {
      case Kind::Constant:
        now = static_cast<uint8_t>(value.a);
        break;
      case Kind::Global:
        now = value.a == global ? kAll : 0;
        break;
      case Kind::Least:
        now = std::min(known_[value.a], known_[value.b]);
        break;
      case Kind::Most:
        now = std::max(known_[value.a], known_[value.b]);
        break;
      case Kind::Any:
        break;
      }
      changed |= now != known_[i];
      known_[i] = now;
    }
    for (const auto &[any, one] : sources_)
      if (known_[one] < known_[any]) {
        known_[any] = known_[one];
        changed = true;
      }
    if (!changed)
      return true;
  }
  return false;
}

void GlobalZeros::end() {
  std::vector<uint32_t> wanted;
  for (const auto &[global, _] : global_sets_)
    if (zeros_[global] != 0 && std::ranges::find(wanted, global) == wanted.end()) {
      if (wanted.size() < kMostGlobals)
        wanted.push_back(global);
      else
        zeros_[global] = 0;
    }
  // With fewer zeros in the global, a value may have fewer, but not fewer than those: all
  // operations keep that.
  for (const uint32_t global : wanted) {
    const bool solved = solve(global);
    for (const auto &[set, value] : global_sets_)
      if (set == global)
        zeros_[global] = solved ? std::min(zeros_[global], known_[value]) : uint8_t{0};
  }
}

} // namespace wexn::ir
