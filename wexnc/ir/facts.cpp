// See facts.h.
#include "wexnc/ir/facts.h"

#include "wexnc/ir/global_zeros.h"
#include "wexnc/support/bytes.h"
#include "wexnc/wasm/codes.h"
#include "wexnc/wasm/validate/func.h"

#include <algorithm>

namespace wexn::ir {

using wasm::Opcode;

namespace {

bool makes_object(Opcode op) {
  switch (op) {
  case Opcode::StructNew:
  case Opcode::StructNewDefault:
  case Opcode::ArrayNew:
  case Opcode::ArrayNewDefault:
  case Opcode::ArrayNewFixed:
  case Opcode::ArrayNewData:
  case Opcode::ArrayNewElem:
    return true;
  default:
    return false;
  }
}

// What instructions of bodies and constant expressions need of the heap.
class ObjectFacts {
public:
  ObjectFacts(const wasm::Module &module, ModuleFacts &facts) : module_(module), facts_(facts) {
    facts.rtt_index.assign(module.types.size(), ModuleFacts::kNoType);
  }

  void visit(const wasm::Instr &instr) {
    if (wasm::opcode_info(instr.op).prefix != wasm::code::kGcPrefix)
      return;
    const bool number =
        instr.op == Opcode::RefI31 || instr.op == Opcode::I31GetS || instr.op == Opcode::I31GetU;
    facts_.uses_objects |= !number;
    if (makes_object(instr.op))
      need(instr.index);
    switch (instr.op) {
    case Opcode::RefTest:
    case Opcode::RefTestNull:
    case Opcode::RefCast:
    case Opcode::RefCastNull:
      need(instr.heap);
      break;
    case Opcode::BrOnCast:
    case Opcode::BrOnCastFail:
      need(instr.heap2);
      break;
    default:
      break;
    }
  }

private:
  const wasm::Module &module_;
  ModuleFacts &facts_;

  void need(const wasm::HeapType &type) {
    if (type.kind == wasm::HeapKind::Concrete &&
        module_.types[type.index].kind != wasm::CompositeKind::Func)
      need(type.index);
  }
  // Equal types share a place, that of the first one.
  void need(uint32_t index) {
    uint32_t &place = facts_.rtt_index[module_.types[index].canonical];
    if (place == ModuleFacts::kNoType) {
      place = static_cast<uint32_t>(facts_.object_types.size());
      facts_.object_types.push_back(index);
    }
    facts_.rtt_index[index] = place;
  }
};

// What becomes of references to functions.
struct References {
  explicit References(const wasm::Module &module)
      : table_written(module.tables.size()), table_read(module.tables.size()),
        made(module.funcs.size()) {}
  std::vector<bool> table_written, table_read; // by table
  std::vector<bool> made;                      // by function: by an instruction
};

// One body: its own facts, and the open blocks, of which a rethrow may name some.
class Walk {
public:
  Walk(const wasm::Module &module, ModuleFacts &facts, References &references,
       const wasm::FuncValidator &validator, uint32_t func)
      : module_(module), facts_(facts), references_(references), validator_(validator),
        func_(func) {}

  // REQUIRES: the validator has just returned it.
  void visit(const wasm::Instr &instr) {
    if (const auto log2 = wasm::access_log2(wasm::opcode_info(instr.op).imm);
        log2 && instr.mem.offset <= UINT32_MAX)
      ++facts_.extents[instr.mem.memory][instr.mem.offset + (uint64_t{1} << *log2)];
    if (instr.op == Opcode::Br || wasm::is_conditional_branch(instr.op))
      count_way(instr.index);
    switch (instr.op) {
    case Opcode::Block:
    case Opcode::Loop:
    case Opcode::If:
    case Opcode::TryTable:
    case Opcode::Try:
      facts_.branches[func_] +=
          (instr.op == Opcode::If) + static_cast<uint32_t>(instr.catches.size());
      if (instr.op == Opcode::TryTable || instr.op == Opcode::Try)
        tries_.push_back(open_.size());
      open_.push_back({instr.offset});
      for (const wasm::CatchClause &c : instr.catches)
        if (c.kind == wasm::CatchKind::CatchRef || c.kind == wasm::CatchKind::CatchAllRef)
          facts_.takes_exnref = true;
      break;
    case Opcode::End:
    case Opcode::Delegate:
      if (!open_.empty())
        close();
      break;
    case Opcode::Rethrow:
      facts_.rethrown.insert(open_[open_.size() - 1 - instr.index].offset);
      facts_.takes_exnref = true;
      break;
    case Opcode::BrTable:
      count_targets(instr);
      break;
    case Opcode::Call:
      count_call(instr.index);
      count_call();
      break;
    case Opcode::CallRef:
      count_call();
      break;
    case Opcode::ReturnCall:
      count_call(instr.index);
      facts_.makes_calls[func_] = facts_.makes_tail_calls[func_] = true;
      break;
    case Opcode::ReturnCallIndirect:
    case Opcode::ReturnCallRef:
      facts_.makes_calls[func_] = facts_.makes_tail_calls[func_] = true;
      break;
    // Branches on x86-64-v2; for each, LLVM divides the rest of a block.
    case Opcode::I32Clz:
    case Opcode::I32Ctz:
    case Opcode::I64Clz:
    case Opcode::I64Ctz:
    // By how long a copy is.
    case Opcode::MemoryInit:
    case Opcode::MemoryCopy:
    case Opcode::MemoryFill:
      facts_.branches[func_] += kSeveral;
      break;
    // By what an object is.
    case Opcode::RefTest:
    case Opcode::RefTestNull:
    case Opcode::RefCast:
    case Opcode::RefCastNull:
    case Opcode::BrOnCast:
    case Opcode::BrOnCastFail:
      facts_.branches[func_] += 2 * kSeveral;
      break;
    // To what traps, for each of what they cannot compute.
    case Opcode::I32DivS:
    case Opcode::I32DivU:
    case Opcode::I32RemS:
    case Opcode::I32RemU:
    case Opcode::I64DivS:
    case Opcode::I64DivU:
    case Opcode::I64RemS:
    case Opcode::I64RemU:
    case Opcode::I32TruncF32S:
    case Opcode::I32TruncF32U:
    case Opcode::I32TruncF64S:
    case Opcode::I32TruncF64U:
    case Opcode::I64TruncF32S:
    case Opcode::I64TruncF32U:
    case Opcode::I64TruncF64S:
    case Opcode::I64TruncF64U:
      facts_.branches[func_] += kSeveral;
      break;
    case Opcode::LocalSet:
    case Opcode::LocalTee:
      count_local(instr.index);
      break;
    case Opcode::TableGrow:
      facts_.table_grows[instr.index] = true;
      references_.table_written[instr.index] = true;
      break;
    case Opcode::TableCopy:
      references_.table_written[instr.index] = true;
      references_.table_read[instr.index2] = true;
      break;
    case Opcode::TableSet:
    case Opcode::TableFill:
      references_.table_written[instr.index] = true;
      break;
    case Opcode::TableGet:
      references_.table_read[instr.index] = true;
      break;
    case Opcode::TableInit:
      references_.table_written[instr.index2] = true;
      break;
    case Opcode::RefFunc:
      references_.made[instr.index] = true;
      break;
    case Opcode::CallIndirect:
      count_call();
      facts_.table_calls[instr.index2].insert(module_.types[instr.index].canonical);
      break;
    default:
      facts_.branches[func_] += wasm::is_conditional_branch(instr.op);
      if (is_atomic_update(instr.op))
        facts_.branches[func_] += kSeveral;
      if (makes_object(instr.op))
        count_object();
      break;
    }
  }

private:
  struct Open {
    uint64_t offset;
    uint32_t ways = 0; // to its label; of a try, to its clauses
  };

  static bool is_atomic_update(Opcode op) {
    return op >= Opcode::I32AtomicRmwAdd && op <= Opcode::I64AtomicRmw32CmpxchgU;
  }

  // Each way brings a value for each local that is set before it.
  void count_way(uint32_t label) {
    if (label < open_.size())
      ++open_[open_.size() - 1 - label].ways;
  }
  void close() {
    constexpr uint32_t kMany = 32;
    if (open_.back().ways >= kMany)
      facts_.joined_ways[func_] += open_.back().ways;
    open_.pop_back();
    if (!tries_.empty() && tries_.back() == open_.size())
      tries_.pop_back();
  }

  void count_call() {
    facts_.makes_calls[func_] = true;
    if (!tries_.empty())
      ++open_[tries_.back()].ways;
  }
  void count_call(uint32_t callee) {
    Callers &callers = facts_.callers[callee];
    callers.first = std::min(callers.first, func_);
    callers.last = std::max(callers.last, func_);
    callers.small |= is_small(module_.funcs[func_]);
  }

  // What takes LLVM as much time as so many branches counts for them.
  static constexpr uint32_t kSeveral = 4;

  // There is another way where the heap is full, over which all objects are kept that are used
  // behind it. Where those of all before are, registers are looked for with the cube of that.
  void count_object() {
    facts_.branches[func_] += kSeveral;
    facts_.kept_values[func_] += validator_.operands().size() + set_references_;
  }

  // Different targets count.
  void count_targets(const wasm::Instr &instr) {
    targets_.assign(instr.targets.begin(), instr.targets.end());
    std::sort(targets_.begin(), targets_.end());
    const auto last = std::unique(targets_.begin(), targets_.end());
    facts_.branches[func_] += kSeveral * static_cast<uint32_t>(last - targets_.begin());
    std::for_each(targets_.begin(), last, [&](uint32_t label) { count_way(label); });
  }

  void count_local(uint32_t local) {
    if (local >= is_set_.size())
      is_set_.resize(local + 1);
    if (is_set_[local])
      return;
    is_set_[local] = true;
    ++facts_.set_locals[func_];
    set_references_ += validator_.local_type(local).is_ref();
  }

  const wasm::Module &module_;
  ModuleFacts &facts_;
  References &references_;
  const wasm::FuncValidator &validator_;
  std::vector<bool> is_set_;    // by local
  uint32_t set_references_ = 0; // of the locals
  std::vector<uint32_t> targets_;
  uint32_t func_;
  std::vector<Open> open_;
  std::vector<size_t> tries_; // in open_
};

} // namespace

namespace {

// All constant expressions of the module, validated already.
std::vector<const wasm::ConstExpr *> const_exprs(const wasm::Module &module) {
  std::vector<const wasm::ConstExpr *> all;
  for (const wasm::Global &g : module.globals)
    if (!g.import)
      all.push_back(&g.init);
  for (const wasm::Table &t : module.tables)
    if (t.init)
      all.push_back(&*t.init);
  for (const wasm::ElemSegment &e : module.elems) {
    if (e.mode == wasm::SegmentMode::Active)
      all.push_back(&e.offset);
    for (const wasm::ConstExpr &expr : e.exprs)
      all.push_back(&expr);
  }
  for (const wasm::DataSegment &d : module.datas)
    if (d.mode == wasm::SegmentMode::Active)
      all.push_back(&d.offset);
  return all;
}

} // namespace

Result<ModuleFacts> gather_facts(const wasm::Module &module, const wasm::Features &features) {
  ModuleFacts facts;
  facts.makes_calls.assign(module.funcs.size(), false);
  facts.makes_tail_calls.assign(module.funcs.size(), false);
  facts.callers.resize(module.funcs.size());
  facts.branches.assign(module.funcs.size(), 0);
  facts.set_locals.assign(module.funcs.size(), 0);
  facts.joined_ways.assign(module.funcs.size(), 0);
  facts.kept_values.assign(module.funcs.size(), 0);
  facts.extents.resize(module.memories.size());
  facts.table_grows.assign(module.tables.size(), false);
  facts.table_calls.resize(module.tables.size());
  References references(module);
  ObjectFacts objects(module, facts);
  GlobalZeros zeros(module, features);
  wasm::Instr instr;
  for (uint32_t i = module.num_imported_funcs; i < module.funcs.size(); ++i) {
    facts.code_bytes += module.funcs[i].body.size();
    wasm::FuncValidator v(module, features, i);
    TRY(v.begin());
    Walk walk(module, facts, references, v, i);
    zeros.begin(module.types[module.funcs[i].type].func.params.size());
    while (!v.done()) {
      TRY(v.next(instr));
      walk.visit(instr);
      objects.visit(instr);
      zeros.visit(instr);
    }
    zeros.end();
  }
  facts.global_zeros = zeros.all();
  for (const wasm::ConstExpr *expr : const_exprs(module)) {
    Cursor in(expr->bytes, expr->offset);
    while (!in.empty()) {
      Error error;
      if (!wasm::decode_instr(in, features, instr, error))
        return error;
      objects.visit(instr);
    }
  }
  facts.static_tables = find_static_tables(module, features, references.table_written);
  facts.only_in_static_tables = find_kept_functions(
      module, features, facts.static_tables, references.table_read, std::move(references.made));
  return facts;
}

} // namespace wexn::ir
