#include "wexnc/ir/facts.h"

#include "wexnc/support/bytes.h"
#include "wexnc/wasm/validate/func.h"

namespace wexn::ir {

using wasm::Opcode;

namespace {

wasm::Feature feature_of(Opcode op) { return wasm::opcode_info(op).feature; }

// Instructions that translate_func has no case for: those of a proposal, but for the few that need
// no heap.
bool unsupported(Opcode op) {
  if (op == Opcode::RefEq || op == Opcode::RefI31 || op == Opcode::I31GetS || op == Opcode::I31GetU)
    return false;
  return feature_of(op) == wasm::Feature::Gc;
}

Error unsupported_error(const wasm::Instr &instr, std::string function) {
  Error e;
  e.id = ErrorId::Unsupported;
  e.offset = instr.offset;
  e.detail = wasm::opcode_name(instr.op);
  e.function = std::move(function);
  e.feature = wasm::feature_flag(feature_of(instr.op));
  return e;
}

// One body: its own facts, and the open legacy tries that a rethrow may name.
class Walk {
public:
  Walk(ModuleFacts &facts, std::vector<bool> &table_written, uint32_t func)
      : facts_(facts), table_written_(table_written), func_(func) {}

  void visit(const wasm::Instr &instr) {
    switch (instr.op) {
    case Opcode::Block:
    case Opcode::Loop:
    case Opcode::If:
    case Opcode::TryTable:
    case Opcode::Try:
      open_.push_back(instr.offset);
      for (const wasm::CatchClause &c : instr.catches)
        if (c.kind == wasm::CatchKind::CatchRef || c.kind == wasm::CatchKind::CatchAllRef)
          facts_.takes_exnref = true;
      break;
    case Opcode::End:
    case Opcode::Delegate:
      if (!open_.empty())
        open_.pop_back();
      break;
    case Opcode::Rethrow:
      facts_.rethrown.insert(open_[open_.size() - 1 - instr.index]);
      facts_.takes_exnref = true;
      break;
    case Opcode::ReturnCall:
    case Opcode::ReturnCallIndirect:
    case Opcode::ReturnCallRef:
      facts_.makes_tail_calls[func_] = true;
      break;
    case Opcode::TableGrow:
      facts_.table_grows[instr.index] = true;
      table_written_[instr.index] = true;
      break;
    case Opcode::TableSet:
    case Opcode::TableFill:
    case Opcode::TableCopy:
      table_written_[instr.index] = true;
      break;
    case Opcode::TableInit:
      table_written_[instr.index2] = true;
      break;
    case Opcode::CallIndirect:
      facts_.table_called[instr.index2] = true;
      break;
    default:
      break;
    }
  }

private:
  ModuleFacts &facts_;
  std::vector<bool> &table_written_;
  uint32_t func_;
  std::vector<uint64_t> open_;
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
  facts.makes_tail_calls.assign(module.funcs.size(), false);
  facts.table_grows.assign(module.tables.size(), false);
  facts.table_called.assign(module.tables.size(), false);
  std::vector<bool> table_written(module.tables.size());
  std::optional<Error> missing; // reported only if everything is valid
  wasm::Instr instr;
  for (uint32_t i = module.num_imported_funcs; i < module.funcs.size(); ++i) {
    facts.code_bytes += module.funcs[i].body.size();
    wasm::FuncValidator v(module, features, i);
    TRY(v.begin());
    Walk walk(facts, table_written, i);
    while (!v.done()) {
      TRY(v.next(instr));
      if (unsupported(instr.op) && !missing)
        missing = unsupported_error(instr, std::to_string(i));
      walk.visit(instr);
    }
  }
  for (const wasm::ConstExpr *expr : const_exprs(module)) {
    Cursor in(expr->bytes, expr->offset);
    while (!in.empty()) {
      Error error;
      if (!wasm::decode_instr(in, features, instr, error))
        return error;
      if (unsupported(instr.op) && !missing)
        missing = unsupported_error(instr, "");
    }
  }
  if (missing)
    return *missing;
  facts.static_tables = find_static_tables(module, features, table_written);
  return facts;
}

} // namespace wexn::ir
