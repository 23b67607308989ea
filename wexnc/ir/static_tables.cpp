// See static_tables.h.
#include "wexnc/ir/static_tables.h"

#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/match.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace wexn::ir {

using wasm::Opcode;

namespace {

// Elements in a table of callees' own for each that is one; and of all those tables, for each of
// the table itself, besides some.
constexpr uint32_t kThinnest = 16, kMostOwn = 4, kSomeOwn = 4096;

// A table of callees' own begins with the table's first element, which saves a subtraction in each
// call, if it has no more than so many others then.
constexpr uint32_t kFewOthers = 16;

// Of all static tables together; the next larger ones are left alone.
constexpr uint64_t kMostElements = 1u << 18;

// The only instruction of an expression that has but one.
std::optional<wasm::Instr> only_instr(const wasm::ConstExpr &expr, const wasm::Features &features) {
  Cursor in(expr.bytes, expr.offset);
  wasm::Instr instr, end;
  Error ignored;
  if (!wasm::decode_instr(in, features, instr, ignored) ||
      !wasm::decode_instr(in, features, end, ignored) || end.op != Opcode::End)
    return std::nullopt;
  return instr;
}

// The function index or kNullElement that an expression gives, if it is as simple as that.
std::optional<uint32_t> element_of(const wasm::ConstExpr &expr, const wasm::Features &features) {
  const std::optional<wasm::Instr> instr = only_instr(expr, features);
  if (instr && instr->op == Opcode::RefFunc)
    return instr->index;
  if (instr && instr->op == Opcode::RefNull)
    return kNullElement;
  return std::nullopt;
}

std::optional<StaticTable> contents(const wasm::Module &module, const wasm::Features &features,
                                    uint32_t table_index) {
  const wasm::Table &table = module.tables[table_index];
  StaticTable elements(table.type.limits.min, kNullElement);
  if (table.init) {
    const std::optional<uint32_t> all = element_of(*table.init, features);
    if (!all)
      return std::nullopt;
    std::ranges::fill(elements, *all);
  }
  for (const wasm::ElemSegment &e : module.elems) {
    if (e.mode != wasm::SegmentMode::Active || e.table != table_index)
      continue;
    const std::optional<uint64_t> start = number_of(e.offset, features);
    // One that does not fit: there is no instance to call anything in.
    if (!start || *start > elements.size() || e.size() > elements.size() - *start)
      return std::nullopt;
    for (size_t i = 0; i < e.size(); ++i) {
      const std::optional<uint32_t> element =
          e.uses_exprs ? element_of(e.exprs[i], features) : e.funcs[i];
      if (!element)
        return std::nullopt;
      elements[*start + i] = *element;
    }
  }
  return elements;
}

} // namespace

std::optional<uint64_t> number_of(const wasm::ConstExpr &expr, const wasm::Features &features) {
  const std::optional<wasm::Instr> instr = only_instr(expr, features);
  if (instr && (instr->op == Opcode::I32Const || instr->op == Opcode::I64Const))
    return instr->bits;
  return std::nullopt;
}

std::vector<std::optional<StaticTable>> find_static_tables(const wasm::Module &module,
                                                           const wasm::Features &features,
                                                           const std::vector<bool> &written) {
  std::vector<std::optional<StaticTable>> found(module.tables.size());
  // A segment for another's table makes functions known there, and one after it may fail: these
  // functions then run in an instance that was never finished.
  for (const wasm::ElemSegment &e : module.elems)
    if (e.mode == wasm::SegmentMode::Active && e.table < module.num_imported_tables)
      return found;
  std::vector<bool> reachable(module.tables.size());
  for (const wasm::Export &e : module.exports)
    if (e.kind == wasm::ExternKind::Table)
      reachable[e.index] = true;
  uint64_t left = kMostElements;
  for (uint32_t i = module.num_imported_tables; i < module.tables.size(); ++i) {
    const wasm::TableType &type = module.tables[i].type;
    const bool holds_functions =
        wasm::matches(module, type.elem.heap, wasm::HeapType{wasm::HeapKind::Func, false, 0});
    if (!holds_functions || reachable[i] || written[i] || type.limits.min > left)
      continue;
    left -= type.limits.min;
    found[i] = contents(module, features, i);
  }
  return found;
}

std::vector<bool> find_kept_functions(const wasm::Module &module, const wasm::Features &features,
                                      const std::vector<std::optional<StaticTable>> &tables,
                                      const std::vector<bool> &read, std::vector<bool> referenced) {
  const auto names = [&](const wasm::ConstExpr &expr) {
    Cursor in(expr.bytes, expr.offset);
    wasm::Instr instr;
    Error ignored;
    while (!in.empty() && wasm::decode_instr(in, features, instr, ignored))
      if (instr.op == Opcode::RefFunc)
        referenced[instr.index] = true;
  };
  for (const wasm::Export &e : module.exports)
    if (e.kind == wasm::ExternKind::Func)
      referenced[e.index] = true;
  for (const wasm::Global &g : module.globals)
    if (!g.import)
      names(g.init);
  for (size_t i = 0; i < module.tables.size(); ++i)
    if (module.tables[i].init && !(tables[i] && !read[i]))
      names(*module.tables[i].init);
  for (const wasm::ElemSegment &e : module.elems) {
    if (e.mode == wasm::SegmentMode::Active && tables[e.table] && !read[e.table])
      continue;
    for (const uint32_t func : e.funcs)
      referenced[func] = true;
    for (const wasm::ConstExpr &expr : e.exprs)
      names(expr);
  }
  referenced.flip();
  return referenced;
}

CalleesOfTable find_callees(const wasm::Module &module, const StaticTable &table) {
  struct Found {
    Callees callees;
    uint32_t count = 0;
    bool one = true, imported = false;
  };
  std::unordered_map<uint32_t, Found> by_type;
  for (uint32_t i = 0; i < table.size(); ++i) {
    if (table[i] == kNullElement)
      continue;
    const wasm::Func &function = module.funcs[table[i]];
    auto &[callees, count, one, imported] = by_type[module.types[function.type].canonical];
    if (!count++)
      callees.first = i;
    callees.end = i + 1;
    if (count <= Callees::kFew)
      callees.few.push_back(i);
    one = one && table[i] == table[callees.first];
    imported = imported || function.import.has_value();
  }
  CalleesOfTable found;
  std::map<uint32_t, uint32_t> own; // where it would begin, by type
  for (auto &[type, of_type] : by_type) {
    auto &[callees, count, one, imported] = of_type;
    callees.direct = !imported;
    if (count > Callees::kFew)
      callees.few.clear();
    callees.dense = count == callees.end - callees.first;
    if (one)
      callees.only = table[callees.first];
    const uint32_t first = callees.first <= kFewOthers ? 0 : callees.first;
    if (callees.direct && !one && (callees.end - first) / kThinnest <= count)
      own.emplace(type, first);
    found.emplace(type, callees);
  }
  uint64_t left = uint64_t{kMostOwn} * table.size() + kSomeOwn;
  for (const auto [type, first] : own) {
    Callees &callees = found[type];
    if (callees.end - first > left)
      continue;
    callees.own_table = true;
    callees.first = first;
    left -= callees.end - first;
  }
  // Nor is a call direct that may find a function of a subtype.
  for (const auto &[type, of_type] : by_type)
    for (auto above = module.types[type].super; above; above = module.types[*above].super)
      if (const auto wider = found.find(module.types[*above].canonical); wider != found.end())
        wider->second = {};
  return found;
}

} // namespace wexn::ir
