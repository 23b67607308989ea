// The interpreter's loop (spec: "Execution / Instructions"): frames of its own, so that neither
// tail calls nor deep recursion need the machine's stack.
#include "tests/support/interpreter/code.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace wexn::interpret {

namespace {

using wasm::Opcode;

constexpr size_t kMostFrames = 10000;
constexpr uint8_t kAtomicPrefix = 0xFE;

struct Frame {
  const Func *func = nullptr;
  uint32_t pc = 0;
  size_t base = 0; // of its locals in the stack
};

class Machine {
public:
  explicit Machine(Store &store) : store_(store) {}

  Ending run(const Func &func, const std::vector<Value> &args) {
    stack_.resize(args.size() + 64);
    std::copy(args.begin(), args.end(), stack_.begin());
    sp_ = stack_.data() + args.size();
    if (enter(&func) && !frames_.empty())
      loop();
    if (ending_.kind == Ending::Kind::Return) {
      const size_t results =
          func.code ? func.code->results : static_cast<size_t>(sp_ - stack_.data());
      ending_.results.assign(sp_ - results, sp_);
    }
    return std::move(ending_);
  }

private:
  Store &store_;
  std::vector<Value> stack_;
  Value *sp_ = nullptr; // behind the topmost operand
  std::vector<Frame> frames_;
  // Of the topmost frame:
  Instance *instance_ = nullptr;
  const Code *code_ = nullptr;
  Value *locals_ = nullptr;
  uint32_t pc_ = 0;
  Ending ending_;

  Value pop() { return *--sp_; }
  uint32_t pop32() { return static_cast<uint32_t>((--sp_)->lo); }
  void push(Value v) { *sp_++ = v; }
  void push(uint64_t bits) { *sp_++ = {bits, 0}; }
  bool trap(Trap t) {
    ending_ = Ending{.kind = Ending::Kind::Trap, .trap = t};
    return false;
  }

  // ---- Frames

  void room_for(size_t more) {
    const auto used = static_cast<size_t>(sp_ - stack_.data());
    if (used + more + 1 > stack_.size()) {
      const size_t locals = locals_ ? static_cast<size_t>(locals_ - stack_.data()) : 0;
      stack_.resize(2 * (used + more));
      sp_ = stack_.data() + used;
      if (locals_)
        locals_ = stack_.data() + locals;
    }
  }
  // Calls `func` with the arguments on top of the stack.
  bool enter(const Func *func) {
    if (!func->code)
      return call_host(*func);
    if (frames_.size() >= kMostFrames)
      return trap(Trap::StackExhausted);
    if (!frames_.empty())
      frames_.back().pc = pc_;
    const Code &code = *func->code;
    room_for(code.locals + size_t{code.largest} + code.results);
    frames_.push_back({func, 0, static_cast<size_t>(sp_ - stack_.data()) - code.params});
    std::fill_n(sp_, code.locals - code.params, Value{});
    sp_ += code.locals - code.params;
    resume();
    return true;
  }
  void resume() {
    const Frame &f = frames_.back();
    instance_ = f.func->instance;
    code_ = f.func->code;
    locals_ = stack_.data() + f.base;
    pc_ = f.pc;
  }
  // Leaves the topmost frame with its results. Returns false when it was the last one.
  bool leave() {
    std::copy(sp_ - code_->results, sp_, locals_);
    sp_ = locals_ + code_->results;
    frames_.pop_back();
    if (frames_.empty())
      return false;
    resume();
    return true;
  }
  bool call_host(const Func &func) {
    const wasm::FuncType &type = store_.type_of(func);
    std::vector<Value> values(sp_ - type.params.size(), sp_);
    sp_ -= type.params.size();
    func.host(values);
    room_for(type.results.size());
    for (size_t i = 0; i < type.results.size(); ++i)
      push(values[i]);
    return true;
  }
  bool tail_call(const Func *func) {
    const size_t params = store_.type_of(*func).params.size();
    std::copy(sp_ - params, sp_, locals_);
    sp_ = locals_ + params;
    frames_.pop_back();
    if (!func->code) {
      call_host(*func);
      if (frames_.empty())
        return false;
      resume();
      return true;
    }
    const std::vector<Frame> &f = frames_;
    if (!f.empty())
      resume(); // so that enter() finds the caller's pc
    else
      locals_ = nullptr;
    return enter(func);
  }
  void branch(uint32_t label) {
    const Label &to = code_->labels[label];
    Value *target = locals_ + code_->locals + to.height;
    std::copy(sp_ - to.arity, sp_, target);
    sp_ = target + to.arity;
    pc_ = to.pc;
  }

  // ---- Exceptions

  // Goes to the handler; false if there is none.
  bool throw_exception(Exception *exception) {
    for (;;) {
      const uint32_t at = pc_ - 1; // the instruction that is being executed
      for (uint32_t h = code_->ops[at].handler; h != kNone; h = code_->handlers[h].outer)
        if (handle(code_->handlers[h], exception))
          return true;
      frames_.pop_back();
      if (frames_.empty()) {
        ending_ = Ending{.kind = Ending::Kind::Exception, .exception = exception};
        return false;
      }
      resume();
    }
  }
  bool handle(const Handler &handler, Exception *exception) {
    if (handler.kind == Handler::Kind::Delegate)
      return false;
    for (const Clause &clause : handler.clauses) {
      if (clause.tag && instance_->tags[*clause.tag] != exception->tag)
        continue;
      const bool legacy = handler.kind == Handler::Kind::Try;
      const Label to = legacy ? Label{clause.pc, 0, handler.height} : code_->labels[clause.label];
      sp_ = locals_ + code_->locals + to.height;
      if (clause.tag)
        for (const Value &v : exception->fields)
          push(v);
      if (clause.ref)
        push(reinterpret_cast<uintptr_t>(exception));
      if (legacy)
        locals_[handler.slot] = {reinterpret_cast<uintptr_t>(exception), 0};
      pc_ = to.pc;
      return true;
    }
    return false;
  }
  bool throw_tag(const Tag *tag) {
    const size_t n = store_.types.at(tag->type).func.params.size();
    Exception e;
    e.tag = tag;
    e.fields.assign(sp_ - n, sp_);
    sp_ -= n;
    return throw_exception(store_.keep(std::move(e)));
  }

  // ---- Memories and tables

  template <typename T> bool load(const Op &op, auto convert) {
    const uint8_t *at = instance_->memories[op.a]->find(sp_[-1].lo, op.bits, sizeof(T));
    if (!at)
      return trap(Trap::MemoryOutOfBounds);
    T x;
    std::memcpy(&x, at, sizeof x);
    sp_[-1] = convert(x);
    return true;
  }
  // Extended to R.
  template <typename T, typename R> bool load(const Op &op) {
    return load<T>(op, [](T x) {
      return Value{static_cast<uint64_t>(static_cast<std::make_unsigned_t<R>>(R{x})), 0};
    });
  }
  bool store(const Op &op, size_t size) {
    const Value v = pop();
    uint8_t *at = instance_->memories[op.a]->find(pop().lo, op.bits, size);
    if (!at)
      return trap(Trap::MemoryOutOfBounds);
    std::memcpy(at, &v, size);
    return true;
  }
  template <typename N, typename W> bool load_extended(const Op &op) {
    using Narrow = std::array<N, 8 / sizeof(N)>;
    return load<Narrow>(op, [](Narrow x) {
      std::array<W, 16 / sizeof(W)> r{};
      for (size_t i = 0; i < r.size(); ++i)
        r[i] = x[i];
      return std::bit_cast<Value>(r);
    });
  }
  template <typename T> bool load_splat(const Op &op) {
    return load<T>(op, [](T x) {
      std::array<T, 16 / sizeof(T)> r{};
      r.fill(x);
      return std::bit_cast<Value>(r);
    });
  }
  bool load_lane(const Op &op, size_t size) {
    Value v = pop();
    const uint8_t *at = instance_->memories[op.a]->find(pop().lo, op.bits, size);
    if (!at)
      return trap(Trap::MemoryOutOfBounds);
    std::memcpy(reinterpret_cast<uint8_t *>(&v) + op.b * size, at, size);
    push(v);
    return true;
  }
  bool store_lane(const Op &op, size_t size) {
    const Value v = pop();
    uint8_t *at = instance_->memories[op.a]->find(pop().lo, op.bits, size);
    if (!at)
      return trap(Trap::MemoryOutOfBounds);
    std::memcpy(at, reinterpret_cast<const uint8_t *>(&v) + op.b * size, size);
    return true;
  }

  bool access(const Op &op) {
    switch (op.op) {
    case Opcode::I32Load:
    case Opcode::F32Load:
    case Opcode::I64Load32U:
    case Opcode::V128Load32Zero:
      return load<uint32_t, uint64_t>(op);
    case Opcode::I64Load:
    case Opcode::F64Load:
    case Opcode::V128Load64Zero:
      return load<uint64_t, uint64_t>(op);
    case Opcode::I32Load8S:
      return load<int8_t, int32_t>(op);
    case Opcode::I32Load16S:
      return load<int16_t, int32_t>(op);
    case Opcode::I32Load8U:
    case Opcode::I64Load8U:
      return load<uint8_t, uint64_t>(op);
    case Opcode::I32Load16U:
    case Opcode::I64Load16U:
      return load<uint16_t, uint64_t>(op);
    case Opcode::I64Load8S:
      return load<int8_t, int64_t>(op);
    case Opcode::I64Load16S:
      return load<int16_t, int64_t>(op);
    case Opcode::I64Load32S:
      return load<int32_t, int64_t>(op);
    case Opcode::I32Store8:
    case Opcode::I64Store8:
      return store(op, 1);
    case Opcode::I32Store16:
    case Opcode::I64Store16:
      return store(op, 2);
    case Opcode::I32Store:
    case Opcode::F32Store:
    case Opcode::I64Store32:
      return store(op, 4);
    case Opcode::I64Store:
    case Opcode::F64Store:
      return store(op, 8);
    case Opcode::V128Store:
      return store(op, 16);
    case Opcode::V128Load:
      return load<Value>(op, [](Value v) { return v; });
    case Opcode::V128Load8x8S:
      return load_extended<int8_t, int16_t>(op);
    case Opcode::V128Load8x8U:
      return load_extended<uint8_t, uint16_t>(op);
    case Opcode::V128Load16x4S:
      return load_extended<int16_t, int32_t>(op);
    case Opcode::V128Load16x4U:
      return load_extended<uint16_t, uint32_t>(op);
    case Opcode::V128Load32x2S:
      return load_extended<int32_t, int64_t>(op);
    case Opcode::V128Load32x2U:
      return load_extended<uint32_t, uint64_t>(op);
    case Opcode::V128Load8Splat:
      return load_splat<uint8_t>(op);
    case Opcode::V128Load16Splat:
      return load_splat<uint16_t>(op);
    case Opcode::V128Load32Splat:
      return load_splat<uint32_t>(op);
    case Opcode::V128Load64Splat:
      return load_splat<uint64_t>(op);
    case Opcode::V128Load8Lane:
      return load_lane(op, 1);
    case Opcode::V128Load16Lane:
      return load_lane(op, 2);
    case Opcode::V128Load32Lane:
      return load_lane(op, 4);
    case Opcode::V128Load64Lane:
      return load_lane(op, 8);
    case Opcode::V128Store8Lane:
      return store_lane(op, 1);
    case Opcode::V128Store16Lane:
      return store_lane(op, 2);
    case Opcode::V128Store32Lane:
      return store_lane(op, 4);
    case Opcode::V128Store64Lane:
      return store_lane(op, 8);
    default:
      bug("an instruction that the interpreter does not know");
    }
  }

  static bool within(uint64_t at, uint64_t count, uint64_t size) {
    return at <= size && count <= size - at;
  }

  bool bulk_memory(const Op &op) {
    const uint64_t count = pop().lo, second = pop().lo, first = pop().lo;
    if (op.op == Opcode::MemoryFill) {
      Memory &m = *instance_->memories[op.a];
      if (!within(first, count, m.bytes))
        return trap(Trap::MemoryOutOfBounds);
      if (count)
        std::memset(m.data + first, static_cast<uint8_t>(second), count);
      return true;
    }
    const bool init = op.op == Opcode::MemoryInit;
    Memory &to = *instance_->memories[init ? op.b : op.a];
    const std::span<const uint8_t> from =
        init ? instance_->datas[op.a]
             : std::span<const uint8_t>(instance_->memories[op.b]->data,
                                        instance_->memories[op.b]->bytes);
    if (!within(first, count, to.bytes) || !within(second, count, from.size()))
      return trap(Trap::MemoryOutOfBounds);
    if (count)
      std::memmove(to.data + first, from.data() + second, count);
    return true;
  }

  bool table(const Op &op) {
    const uint64_t maximum = 10'000'000;
    switch (op.op) {
    case Opcode::TableGet: {
      Table &t = *instance_->tables[op.a];
      const uint64_t at = pop().lo;
      if (at >= t.elements.size())
        return trap(Trap::TableOutOfBounds);
      push(t.elements[at]);
      return true;
    }
    case Opcode::TableSet: {
      Table &t = *instance_->tables[op.a];
      const uint64_t element = pop().lo, at = pop().lo;
      if (at >= t.elements.size())
        return trap(Trap::TableOutOfBounds);
      t.elements[at] = element;
      return true;
    }
    case Opcode::TableSize:
      push(instance_->tables[op.a]->elements.size());
      return true;
    case Opcode::TableGrow: {
      Table &t = *instance_->tables[op.a];
      const uint64_t delta = pop().lo, init = pop().lo, old = t.elements.size();
      const uint64_t most = std::min(t.limits.max.value_or(UINT64_MAX), maximum);
      if (delta > most || old + delta > most) {
        push(t.limits.is64 ? UINT64_MAX : UINT32_MAX);
        return true;
      }
      t.elements.resize(old + delta, init);
      push(old);
      return true;
    }
    case Opcode::TableFill: {
      Table &t = *instance_->tables[op.a];
      const uint64_t count = pop().lo, element = pop().lo, at = pop().lo;
      if (!within(at, count, t.elements.size()))
        return trap(Trap::TableOutOfBounds);
      std::fill_n(t.elements.begin() + static_cast<ptrdiff_t>(at), count, element);
      return true;
    }
    default: { // TableCopy, TableInit
      const uint64_t count = pop().lo, from_at = pop().lo, to_at = pop().lo;
      const bool init = op.op == Opcode::TableInit;
      Table &to = *instance_->tables[init ? op.b : op.a];
      const std::vector<uint64_t> &from =
          init ? instance_->elems[op.a] : instance_->tables[op.b]->elements;
      if (!within(to_at, count, to.elements.size()) || !within(from_at, count, from.size()))
        return trap(Trap::TableOutOfBounds);
      if (count)
        std::memmove(to.elements.data() + to_at, from.data() + from_at, count * sizeof(uint64_t));
      return true;
    }
    }
  }

  // ---- Calls

  const Func *callee(const Op &op) {
    switch (op.op) {
    case Opcode::Call:
    case Opcode::ReturnCall:
      return instance_->funcs[op.a];
    case Opcode::CallRef:
    case Opcode::ReturnCallRef: {
      const auto *func = reinterpret_cast<const Func *>(pop().lo);
      if (!func)
        trap(Trap::NullFunctionReference);
      return func;
    }
    default: {
      const Table &t = *instance_->tables[op.b];
      const uint64_t at = pop().lo;
      if (at >= t.elements.size()) {
        trap(Trap::UndefinedElement);
        return nullptr;
      }
      const auto *func = reinterpret_cast<const Func *>(t.elements[at]);
      if (!func)
        trap(Trap::UninitializedElement);
      else if (!store_.types.matches(func->type, instance_->types[op.a])) {
        trap(Trap::IndirectCallTypeMismatch);
        return nullptr;
      }
      return func;
    }
    }
  }

  void loop() {
    while (store_.fuel != 0) {
      --store_.fuel;
      const Op &op = code_->ops[pc_++];
      if (!step(op))
        return;
    }
    ending_ = Ending{.kind = Ending::Kind::OutOfFuel};
  }

  bool passes(const Op &op, const Value &v) const {
    return is_of(store_, v.lo, store_.global_type(*instance_, code_->casts[op.b]));
  }

  // Returns false when the whole has ended.
  bool step(const Op &op) {
    switch (op.op) {
    case Opcode::LocalGet:
      push(locals_[op.a]);
      return true;
    case Opcode::LocalSet:
      locals_[op.a] = pop();
      return true;
    case Opcode::LocalTee:
      locals_[op.a] = sp_[-1];
      return true;
    case Opcode::I32Const:
    case Opcode::I64Const:
    case Opcode::F32Const:
    case Opcode::F64Const:
      push(op.bits);
      return true;
    case Opcode::Drop:
      --sp_;
      return true;
    case Opcode::Select:
    case Opcode::SelectT:
      sp_ -= 2;
      if (static_cast<uint32_t>(sp_[1].lo) == 0)
        sp_[-1] = sp_[0];
      return true;
    case kGoto:
      pc_ = code_->labels[op.a].pc;
      return true;
    case Opcode::If:
      if (pop32() == 0)
        pc_ = code_->labels[op.a].pc;
      return true;
    case Opcode::Br:
      branch(op.a);
      return true;
    case Opcode::BrIf:
      if (pop32() != 0)
        branch(op.a);
      return true;
    case Opcode::BrTable: {
      const std::vector<uint32_t> &targets = code_->tables[op.a];
      branch(targets[std::min<size_t>(pop32(), targets.size() - 1)]);
      return true;
    }
    case Opcode::BrOnNull:
      if (sp_[-1].lo == 0) {
        --sp_;
        branch(op.a);
      }
      return true;
    case Opcode::BrOnNonNull:
      if (sp_[-1].lo != 0)
        branch(op.a);
      else
        --sp_;
      return true;
    case Opcode::BrOnCast:
    case Opcode::BrOnCastFail:
      if (passes(op, sp_[-1]) == (op.op == Opcode::BrOnCast))
        branch(op.a);
      return true;
    case Opcode::RefTest:
    case Opcode::RefTestNull:
      sp_[-1] = {uint64_t{passes(op, sp_[-1])}, 0};
      return true;
    case Opcode::RefCast:
    case Opcode::RefCastNull:
      return passes(op, sp_[-1]) || trap(Trap::CastFailure);
    case Opcode::Return:
      return leave();
    case Opcode::Unreachable:
      return trap(Trap::Unreachable);
    case Opcode::Call:
    case Opcode::CallIndirect:
    case Opcode::CallRef: {
      const Func *func = callee(op);
      return func && enter(func);
    }
    case Opcode::ReturnCall:
    case Opcode::ReturnCallIndirect:
    case Opcode::ReturnCallRef: {
      const Func *func = callee(op);
      return func && tail_call(func);
    }
    case Opcode::Throw:
      return throw_tag(instance_->tags[op.a]);
    case Opcode::ThrowRef: {
      auto *exception = reinterpret_cast<Exception *>(pop().lo);
      return exception ? throw_exception(exception) : trap(Trap::NullExceptionReference);
    }
    case Opcode::Rethrow:
      return throw_exception(reinterpret_cast<Exception *>(locals_[op.a].lo));
    case Opcode::GlobalGet:
      push(instance_->globals[op.a]->value);
      return true;
    case Opcode::GlobalSet:
      instance_->globals[op.a]->value = pop();
      return true;
    case Opcode::RefNull:
      push(uint64_t{0});
      return true;
    case Opcode::RefIsNull:
      sp_[-1] = {uint64_t{sp_[-1].lo == 0}, 0};
      return true;
    case Opcode::RefFunc:
      push(reinterpret_cast<uintptr_t>(instance_->funcs[op.a]));
      return true;
    case Opcode::RefAsNonNull:
      return sp_[-1].lo != 0 || trap(Trap::NullReference);
    case Opcode::MemorySize: {
      const Memory &m = *instance_->memories[op.a];
      push(m.bytes >> m.type.page_log2);
      return true;
    }
    case Opcode::MemoryGrow: {
      Memory &m = *instance_->memories[op.a];
      push(m.grow(pop().lo).value_or(m.type.limits.is64 ? UINT64_MAX : UINT32_MAX));
      return true;
    }
    case Opcode::MemoryFill:
    case Opcode::MemoryCopy:
    case Opcode::MemoryInit:
      return bulk_memory(op);
    case Opcode::DataDrop:
      instance_->datas[op.a] = {};
      return true;
    case Opcode::ElemDrop:
      instance_->elems[op.a].clear();
      return true;
    case Opcode::TableGet:
    case Opcode::TableSet:
    case Opcode::TableSize:
    case Opcode::TableGrow:
    case Opcode::TableFill:
    case Opcode::TableCopy:
    case Opcode::TableInit:
      return table(op);
    default:
      return numbers(op);
    }
  }
  bool numbers(const Op &op) {
    Trap t = Trap::None;
    if (run_numeric(op, sp_, t) || run_object(op, store_, *instance_, sp_, t))
      return t == Trap::None || trap(t);
    if (wasm::opcode_info(op.op).prefix == kAtomicPrefix) {
      t = run_atomic(op, *instance_, sp_);
      return t == Trap::None || trap(t);
    }
    return run_vector(op, sp_) || access(op);
  }
};

} // namespace

Ending Store::call(Func &func, std::vector<Value> args) { return Machine(*this).run(func, args); }

} // namespace wexn::interpret
