// Everything outside of function bodies (spec: "Validation / Modules").
#include "wexnc/wasm/validate/module.h"

#include "wexnc/wasm/binary/decode.h"
#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/match.h"
#include "wexnc/wasm/validate/func.h"

#include <algorithm>

namespace wexn::wasm {

namespace {

// `at`: the file offset of the entry that is wrong.
Error invalid(ErrorId id, uint64_t at, std::string detail) {
  return Error{.id = id, .offset = at, .detail = std::move(detail)};
}

class ModuleValidator {
public:
  ModuleValidator(Module &module, const Features &features)
      : module_(module), features_(features), exprs_(module, features, ConstExpr{}, ValType{}, 0) {}

  Status run() {
    TRY(validate_types(module_));
    module_.declared_refs.assign(module_.funcs.size(), false);
    TRY(funcs());
    TRY(tags());
    TRY(memories());
    TRY(globals());
    TRY(tables());
    TRY(elems());
    TRY(datas());
    TRY(exports());
    return start();
  }

private:
  Status func_type(uint32_t index, uint64_t at, const std::string &whose) {
    if (index >= module_.types.size())
      return invalid(ErrorId::UnknownType, at, std::to_string(index) + " of " + whose);
    if (module_.types[index].kind != CompositeKind::Func)
      return invalid(ErrorId::NotAFunctionType, at,
                     "type " + std::to_string(index) + " of " + whose);
    return ok_status();
  }

  Status val_type(const ValType &type, uint64_t at) {
    if (type.is_ref() && type.heap.kind == HeapKind::Concrete &&
        type.heap.index >= module_.types.size())
      return invalid(ErrorId::UnknownType, at, std::to_string(type.heap.index));
    return ok_status();
  }

  Status limits(const Limits &limits, uint64_t at, uint64_t max, ErrorId too_large) {
    if (limits.min > max || limits.max.value_or(0) > max)
      return invalid(too_large, at, std::to_string(std::max(limits.min, limits.max.value_or(0))));
    if (limits.max && limits.min > *limits.max)
      return invalid(ErrorId::MinAboveMax, at,
                     std::to_string(limits.min) + " > " + std::to_string(*limits.max));
    return ok_status();
  }

  // Functions that are named outside of bodies may be named inside of them.
  Status const_expr(const ConstExpr &expr, const ValType &type, uint32_t globals_visible) {
    exprs_.restart(expr, type, globals_visible);
    TRY(exprs_.begin());
    while (!exprs_.done()) {
      TRY(exprs_.next(instr_));
      if (instr_.op == Opcode::RefFunc)
        module_.declared_refs[instr_.index] = true;
    }
    return ok_status();
  }
  Status const_expr(const ConstExpr &expr, const ValType &type) {
    return const_expr(expr, type, static_cast<uint32_t>(module_.globals.size()));
  }

  Status declare(uint32_t func, uint64_t at) {
    if (func >= module_.funcs.size())
      return invalid(ErrorId::UnknownFunction, at, std::to_string(func));
    module_.declared_refs[func] = true;
    return ok_status();
  }

  Status funcs();
  Status tables();
  Status memories();
  Status tags();
  Status globals();
  Status elems();
  Status datas();
  Status exports();
  Status start();

  Module &module_;
  const Features &features_;
  FuncValidator exprs_;
  Instr instr_;
};

Status ModuleValidator::funcs() {
  for (size_t i = 0; i < module_.funcs.size(); ++i) {
    const uint32_t type = module_.funcs[i].type;
    if (type >= module_.types.size() || module_.types[type].kind != CompositeKind::Func)
      return func_type(type, module_.funcs[i].at, "function " + std::to_string(i));
  }
  return ok_status();
}

Status ModuleValidator::tags() {
  for (size_t i = 0; i < module_.tags.size(); ++i) {
    TRY(func_type(module_.tags[i].type, module_.tags[i].at, "tag " + std::to_string(i)));
    if (!module_.types[module_.tags[i].type].func.results.empty())
      return invalid(ErrorId::TagHasResult, module_.tags[i].at, "tag " + std::to_string(i));
  }
  return ok_status();
}

Status ModuleValidator::memories() {
  if (module_.memories.size() > 1 && !features_.has(Feature::MultiMemory)) {
    Error error = feature_error(Feature::MultiMemory, module_.memories[1].at, "a second memory");
    error.id = ErrorId::MultipleMemories;
    return error;
  }
  for (const Memory &memory : module_.memories) {
    const Limits &l = memory.type.limits;
    const uint32_t page_log2 = memory.type.page_log2;
    if (page_log2 != 0 && page_log2 != 16)
      return invalid(ErrorId::BadPageSize, memory.at, "2^" + std::to_string(page_log2));
    // As many as a number of them can say, and no more bytes than addresses.
    const uint64_t most = l.is64 ? UINT64_MAX : UINT32_MAX;
    TRY(limits(l, memory.at, page_log2 == 0 ? most : (most >> page_log2) + 1,
               page_log2 == 0 ? ErrorId::BytesTooMany
               : l.is64       ? ErrorId::Memory64TooLarge
                              : ErrorId::MemoryTooLarge));
    if (l.shared && !l.max)
      return invalid(ErrorId::SharedNeedsMax, memory.at, {});
  }
  return ok_status();
}

Status ModuleValidator::globals() {
  for (uint32_t i = 0; i < module_.globals.size(); ++i) {
    const Global &global = module_.globals[i];
    TRY(val_type(global.type.type, global.at));
    if (!global.import)
      TRY(const_expr(global.init, global.type.type, i));
  }
  return ok_status();
}

Status ModuleValidator::tables() {
  for (size_t i = 0; i < module_.tables.size(); ++i) {
    const Table &table = module_.tables[i];
    const ValType &type = table.type.elem;
    TRY(val_type(type, table.at));
    TRY(limits(table.type.limits, table.at, table.type.limits.is64 ? UINT64_MAX : UINT32_MAX,
               ErrorId::TableTooLarge));
    if (table.init)
      TRY(const_expr(*table.init, type, module_.num_imported_globals));
    else if (!table.import && !type.defaultable())
      return invalid(ErrorId::TypeMismatch, table.at,
                     "table " + std::to_string(i) + " needs an initial value for " +
                         type_name(type));
  }
  return ok_status();
}

Status ModuleValidator::elems() {
  for (size_t i = 0; i < module_.elems.size(); ++i) {
    const ElemSegment &segment = module_.elems[i];
    TRY(val_type(segment.type, segment.at));
    if (segment.mode == SegmentMode::Active) {
      if (segment.table >= module_.tables.size())
        return invalid(ErrorId::UnknownTable, segment.at, std::to_string(segment.table));
      const TableType &table = module_.tables[segment.table].type;
      if (!matches(module_, segment.type, table.elem))
        return invalid(ErrorId::TypeMismatch, segment.at,
                       "element segment " + std::to_string(i) + " of " + type_name(segment.type) +
                           " for a table of " + type_name(table.elem));
      TRY(const_expr(segment.offset, table.limits.is64 ? kI64 : kI32));
    }
    for (const uint32_t func : segment.funcs)
      TRY(declare(func, segment.at));
    for (const ConstExpr &expr : segment.exprs)
      TRY(const_expr(expr, segment.type));
  }
  return ok_status();
}

Status ModuleValidator::datas() {
  for (const DataSegment &segment : module_.datas) {
    if (segment.mode != SegmentMode::Active)
      continue;
    if (segment.memory >= module_.memories.size())
      return invalid(ErrorId::UnknownMemory, segment.at, std::to_string(segment.memory));
    TRY(const_expr(segment.offset,
                   module_.memories[segment.memory].type.limits.is64 ? kI64 : kI32));
  }
  return ok_status();
}

Status ModuleValidator::exports() {
  for (const Export &item : module_.exports) {
    const auto check = [&](size_t size, ErrorId unknown) -> Status {
      if (item.index >= size)
        return invalid(unknown, item.at, std::to_string(item.index));
      return ok_status();
    };
    switch (item.kind) {
    case ExternKind::Func:
      TRY(declare(item.index, item.at));
      break;
    case ExternKind::Table:
      TRY(check(module_.tables.size(), ErrorId::UnknownTable));
      break;
    case ExternKind::Memory:
      TRY(check(module_.memories.size(), ErrorId::UnknownMemory));
      break;
    case ExternKind::Global:
      TRY(check(module_.globals.size(), ErrorId::UnknownGlobal));
      break;
    case ExternKind::Tag:
      TRY(check(module_.tags.size(), ErrorId::UnknownTag));
      break;
    }
  }
  std::vector<const Export *> sorted;
  for (const Export &item : module_.exports)
    sorted.push_back(&item);
  std::ranges::stable_sort(sorted, {}, &Export::name);
  if (const auto twice = std::ranges::adjacent_find(sorted, {}, &Export::name);
      twice != sorted.end())
    return invalid(ErrorId::DuplicateExport, twice[1]->at, std::string(twice[1]->name));
  return ok_status();
}

Status ModuleValidator::start() {
  if (!module_.start)
    return ok_status();
  if (*module_.start >= module_.funcs.size())
    return invalid(ErrorId::UnknownFunction, module_.start_at, std::to_string(*module_.start));
  const FuncType &type = module_.func_type(*module_.start);
  if (!type.params.empty() || !type.results.empty())
    return invalid(ErrorId::BadStart, module_.start_at, "it has parameters or results");
  return ok_status();
}

} // namespace

Status validate_module(Module &module, const Features &features) {
  return ModuleValidator(module, features).run();
}

} // namespace wexn::wasm
