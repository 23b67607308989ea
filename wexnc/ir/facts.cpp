#include "wexnc/ir/facts.h"

#include "wexnc/wasm/validate_func.h"

namespace wexn::ir {

using wasm::Opcode;

namespace {

// Instructions that translate_func has no case for, told by their proposal.
bool unsupported(wasm::Feature feature) {
  return feature == wasm::Feature::Gc || feature == wasm::Feature::Threads;
}

wasm::Feature feature_of(Opcode op) {
  switch (op) {
#define OPCODE(id, text, prefix, code, imm, sig, feature)                                          \
  case Opcode::id:                                                                                 \
    return wasm::Feature::feature;
#include "wexnc/wasm/opcodes.def"
  }
  bug("opcode without a row");
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
  Walk(ModuleFacts &facts, uint32_t func) : facts_(facts), func_(func) {}

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
      break;
    default:
      break;
    }
  }

private:
  ModuleFacts &facts_;
  uint32_t func_;
  std::vector<uint64_t> open_;
};

} // namespace

Result<ModuleFacts> gather_facts(const wasm::Module &module, const wasm::Features &features) {
  ModuleFacts facts;
  facts.makes_tail_calls.assign(module.funcs.size(), false);
  facts.table_grows.assign(module.tables.size(), false);
  std::optional<Error> missing; // reported only if everything is valid
  wasm::Instr instr;
  for (uint32_t i = module.num_imported_funcs; i < module.funcs.size(); ++i) {
    facts.code_bytes += module.funcs[i].body.size();
    wasm::FuncValidator v(module, features, i);
    TRY(v.begin());
    Walk walk(facts, i);
    while (!v.done()) {
      TRY(v.next(instr));
      if (unsupported(feature_of(instr.op)) && !missing)
        missing = unsupported_error(instr, "function " + std::to_string(i));
      walk.visit(instr);
    }
  }
  if (missing)
    return *missing;
  return facts;
}

} // namespace wexn::ir
