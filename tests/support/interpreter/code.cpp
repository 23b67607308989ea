// See code.h. Code that cannot be reached is kept: what stands there for the operand stack is
// wrong, and never used.
#include "tests/support/interpreter/code.h"

#include <algorithm>

namespace wexn::interpret {

using namespace wasm;

namespace {

class Preparer {
public:
  explicit Preparer(FuncValidator &v) : v_(v), code_(std::make_unique<Code>()) {}

  Result<std::unique_ptr<Code>> run(uint32_t params, uint32_t results) {
    TRY(v_.begin());
    code_->params = params;
    code_->results = results;
    code_->locals = v_.num_locals();
    open(Opcode::Block, results, 0);
    Instr instr;
    while (!v_.done()) {
      TRY(v_.next(instr));
      if (!add(instr))
        return Error{.id = ErrorId::Unsupported, .detail = opcode_name(instr.op)};
      code_->largest = std::max(code_->largest, static_cast<uint32_t>(v_.operands().size()));
    }
    return std::move(code_);
  }

private:
  struct Block {
    Opcode op{};
    uint32_t label = 0; // where br goes
    uint32_t end = 0;   // label of the end
    uint32_t else_ = kNone;
    uint32_t handler = kNone; // that code inside has
    uint32_t outer = kNone;   // that the block has
    uint32_t own = kNone;     // Try
  };
  FuncValidator &v_;
  std::unique_ptr<Code> code_;
  std::vector<Block> blocks_;

  uint32_t here() const { return static_cast<uint32_t>(code_->ops.size()); }
  uint32_t new_label(size_t arity, size_t height) {
    code_->labels.push_back({0, static_cast<uint32_t>(arity), static_cast<uint32_t>(height)});
    return static_cast<uint32_t>(code_->labels.size() - 1);
  }
  uint32_t handler() const { return blocks_.empty() ? kNone : blocks_.back().handler; }
  Op &emit(Opcode op, uint32_t a = 0, uint32_t b = 0) {
    code_->ops.push_back({op, a, b, 0, 0, handler()});
    return code_->ops.back();
  }
  void jump(uint32_t label) { emit(kGoto, label); }
  uint32_t label_of(uint32_t depth) const { return blocks_[blocks_.size() - 1 - depth].label; }

  Block &open(Opcode op, size_t results, size_t height) {
    Block b;
    b.op = op;
    b.outer = b.handler = handler();
    b.end = b.label = new_label(results, height);
    blocks_.push_back(b);
    return blocks_.back();
  }
  void open(const Instr &instr) {
    const ControlFrame &frame = v_.frames().back();
    if (instr.op == Opcode::If) {
      const uint32_t no = new_label(0, 0);
      emit(Opcode::If, no);
      open(instr.op, frame.end_types.size(), frame.height).else_ = no;
      return;
    }
    Handler h;
    if (instr.op == Opcode::TryTable)
      for (const CatchClause &c : instr.catches) {
        Clause clause;
        if (c.kind == CatchKind::Catch || c.kind == CatchKind::CatchRef)
          clause.tag = c.tag;
        clause.ref = c.kind == CatchKind::CatchRef || c.kind == CatchKind::CatchAllRef;
        clause.label = label_of(c.label);
        h.clauses.push_back(clause);
      }
    Block &b = open(instr.op, frame.end_types.size(), frame.height);
    if (instr.op == Opcode::Loop) {
      b.label = new_label(frame.start_types.size(), frame.height);
      code_->labels[b.label].pc = here();
    } else if (instr.op == Opcode::TryTable || instr.op == Opcode::Try) {
      h.kind = instr.op == Opcode::Try ? Handler::Kind::Try : Handler::Kind::TryTable;
      h.outer = b.outer;
      h.height = static_cast<uint32_t>(frame.height);
      if (instr.op == Opcode::Try)
        h.slot = code_->locals++;
      b.own = b.handler = static_cast<uint32_t>(code_->handlers.size());
      code_->handlers.push_back(std::move(h));
    }
  }
  // `catch` or `catch_all`: the body before is over.
  void next_clause(const Instr &instr) {
    Block &b = blocks_.back();
    jump(b.end);
    b.handler = b.outer;
    Clause clause;
    if (instr.op == Opcode::Catch)
      clause.tag = instr.index;
    clause.pc = here();
    code_->handlers[b.own].clauses.push_back(clause);
  }
  void close() {
    const Block b = blocks_.back();
    code_->labels[b.end].pc = here();
    if (b.else_ != kNone)
      code_->labels[b.else_].pc = here();
    blocks_.pop_back();
    if (blocks_.empty())
      emit(Opcode::Return);
  }
  void delegate(const Instr &instr) {
    // Counted from outside of the block.
    const uint32_t own = blocks_.back().own;
    Handler &h = code_->handlers[own];
    h.kind = Handler::Kind::Delegate;
    h.outer = blocks_[blocks_.size() - 2 - instr.index].handler;
    close();
  }

  bool add(const Instr &i) {
    switch (i.op) {
    case Opcode::Block:
    case Opcode::Loop:
    case Opcode::If:
    case Opcode::TryTable:
    case Opcode::Try:
      open(i);
      return true;
    case Opcode::Else: {
      Block &b = blocks_.back();
      jump(b.end);
      code_->labels[b.else_].pc = here();
      b.else_ = kNone;
      return true;
    }
    case Opcode::Catch:
    case Opcode::CatchAll:
      next_clause(i);
      return true;
    case Opcode::Delegate:
      delegate(i);
      return true;
    case Opcode::End:
      close();
      return true;
    case Opcode::Nop:
      return true;
    case Opcode::Br:
    case Opcode::BrIf:
    case Opcode::BrOnNull:
    case Opcode::BrOnNonNull:
      emit(i.op, label_of(i.index));
      return true;
    case Opcode::RefTest:
    case Opcode::RefTestNull:
    case Opcode::RefCast:
    case Opcode::RefCastNull:
      cast(i.op, 0, i.heap, i.op == Opcode::RefTestNull || i.op == Opcode::RefCastNull);
      return true;
    case Opcode::BrOnCast:
    case Opcode::BrOnCastFail:
      cast(i.op, label_of(i.index), i.heap2, i.nullable2);
      return true;
    case Opcode::Rethrow: {
      const Block &b = blocks_[blocks_.size() - 1 - i.index];
      emit(i.op, code_->handlers[b.own].slot);
      return true;
    }
    case Opcode::BrTable: {
      std::vector<uint32_t> targets;
      for (const uint32_t depth : i.targets)
        targets.push_back(label_of(depth));
      emit(i.op, static_cast<uint32_t>(code_->tables.size()));
      code_->tables.push_back(std::move(targets));
      return true;
    }
    default:
      return other(i);
    }
  }
  void cast(Opcode op, uint32_t label, const HeapType &heap, bool nullable) {
    emit(op, label, static_cast<uint32_t>(code_->casts.size()));
    code_->casts.push_back({ValKind::Ref, nullable, heap});
  }
  bool other(const Instr &i) {
    const OpcodeInfo &info = opcode_info(i.op);
    Op &op = emit(i.op, i.index, i.index2);
    op.bits = i.bits;
    switch (info.imm) {
    case Imm::V128Const:
    case Imm::Shuffle:
      std::copy_n(i.bytes.data(), 8, reinterpret_cast<uint8_t *>(&op.bits));
      std::copy_n(i.bytes.data() + 8, 8, reinterpret_cast<uint8_t *>(&op.high));
      break;
    case Imm::MemArg8:
    case Imm::MemArg16:
    case Imm::MemArg32:
    case Imm::MemArg64:
    case Imm::MemArg128:
    case Imm::AtomicMemArg8:
    case Imm::AtomicMemArg16:
    case Imm::AtomicMemArg32:
    case Imm::AtomicMemArg64:
      op.a = i.mem.memory;
      op.bits = i.mem.offset;
      break;
    case Imm::MemArgLane8:
    case Imm::MemArgLane16:
    case Imm::MemArgLane32:
    case Imm::MemArgLane64:
      op.a = i.mem.memory;
      op.b = i.index;
      op.bits = i.mem.offset;
      break;
    default:
      break;
    }
    return true;
  }
};

} // namespace

Result<std::unique_ptr<Code>> prepare(FuncValidator &validator, uint32_t params, uint32_t results) {
  return Preparer(validator).run(params, results);
}

} // namespace wexn::interpret
