// Instantiation (spec: "Execution / Modules"): matching imports, making what the module defines,
// segments, the start function.
#include "tests/support/interpreter/code.h"

namespace wexn::interpret {

Type Store::global_type(const Instance &instance, const wasm::ValType &type) const {
  Type t = type;
  if (t.is_ref() && t.heap.kind == wasm::HeapKind::Concrete)
    t.heap.index = instance.types[t.heap.index];
  return t;
}

class Linker {
public:
  Linker(Store &store, std::shared_ptr<LoadedModule> loaded) : store_(store) {
    Instance made;
    made.loaded = std::move(loaded);
    made.types = store.types.add(made.loaded->module);
    instance_ = store.keep(std::move(made));
  }

  Ending run(const Resolver &resolve, Instance *&out) {
    if (!import(resolve))
      return Ending{.kind = Ending::Kind::LinkError, .message = problem_};
    out = instance_;
    define_funcs();
    for (const wasm::Tag &tag : module().tags)
      if (!tag.import)
        instance_->tags.push_back(store_.keep(Tag{instance_->types[tag.type]}));
    for (const wasm::Memory &memory : module().memories)
      if (!memory.import)
        instance_->memories.push_back(store_.new_memory(memory.type.limits.min, memory.type));
    for (const wasm::Global &global : module().globals)
      if (!global.import)
        instance_->globals.push_back(
            store_.keep(Global{evaluate(global.init, global.type.type), type(global.type.type),
                               global.type.mutable_}));
    for (const wasm::Table &table : module().tables)
      if (!table.import) {
        const uint64_t init = table.init ? evaluate(*table.init, table.type.elem).lo : 0;
        instance_->tables.push_back(
            store_.keep(Table{std::vector<uint64_t>(table.type.limits.min, init),
                              type(table.type.elem), table.type.limits}));
      }
    segments();
    if (Ending e = activate(); e.kind != Ending::Kind::Return)
      return e;
    return module().start ? store_.call(*instance_->funcs[*module().start], {}) : Ending{};
  }

private:
  Store &store_;
  Instance *instance_;
  std::string problem_;
  const wasm::Module &module() const { return instance_->loaded->module; }
  Type type(const wasm::ValType &t) const { return store_.global_type(*instance_, t); }

  bool import(const Resolver &resolve) {
    for (const wasm::Import &i : module().imports) {
      const auto found = resolve(i.module, i.name, i);
      if (!found) {
        problem_ = "unknown import";
        return false;
      }
      if (!matches(i, *found)) {
        problem_ = "incompatible import type";
        return false;
      }
      if (found->func)
        instance_->funcs.push_back(found->func);
      if (found->table)
        instance_->tables.push_back(found->table);
      if (found->memory)
        instance_->memories.push_back(found->memory);
      if (found->global)
        instance_->globals.push_back(found->global);
      if (found->tag)
        instance_->tags.push_back(found->tag);
    }
    return true;
  }
  // `size` is what the value has now.
  static bool limits_match(const wasm::Limits &actual, uint64_t size, const wasm::Limits &wanted) {
    return actual.is64 == wanted.is64 && actual.shared == wanted.shared && size >= wanted.min &&
           (!wanted.max || (actual.max && *actual.max <= *wanted.max));
  }
  bool matches(const wasm::Import &import, const Extern &e) const {
    const Types &types = store_.types;
    switch (import.kind) {
    case wasm::ExternKind::Func:
      return e.func &&
             types.matches(e.func->type, instance_->types[module().funcs[import.index].type]);
    case wasm::ExternKind::Table: {
      const wasm::TableType &wanted = module().tables[import.index].type;
      const Type element = type(wanted.elem);
      return e.table && limits_match(e.table->limits, e.table->elements.size(), wanted.limits) &&
             types.matches(e.table->type, element) && types.matches(element, e.table->type);
    }
    case wasm::ExternKind::Memory: {
      const wasm::MemoryType &wanted = module().memories[import.index].type;
      return e.memory && e.memory->type.page_log2 == wanted.page_log2 &&
             limits_match(e.memory->type.limits, e.memory->bytes >> wanted.page_log2,
                          wanted.limits);
    }
    case wasm::ExternKind::Global: {
      const wasm::GlobalType &wanted = module().globals[import.index].type;
      return e.global && e.global->mutable_ == wanted.mutable_ &&
             types.matches(e.global->type, type(wanted.type)) &&
             (!wanted.mutable_ || types.matches(type(wanted.type), e.global->type));
    }
    case wasm::ExternKind::Tag: {
      const uint32_t wanted = instance_->types[module().tags[import.index].type];
      return e.tag && types.matches(e.tag->type, wanted) && types.matches(wanted, e.tag->type);
    }
    }
    bug("a kind of import");
  }

  void define_funcs() {
    for (size_t i = 0; i < instance_->loaded->bodies.size(); ++i) {
      const wasm::Func &f = module().funcs[module().imported_funcs() + i];
      Func made;
      made.type = instance_->types[f.type];
      made.instance = instance_;
      made.code = instance_->loaded->bodies[i].get();
      instance_->funcs.push_back(store_.keep(std::move(made)));
    }
  }

  // REQUIRES: the module is valid.
  Value evaluate(const wasm::ConstExpr &expr, const wasm::ValType &t) {
    wasm::FuncValidator validator(module(), wasm::Features(), expr, t,
                                  static_cast<uint32_t>(instance_->globals.size()));
    auto code = prepare(validator, 0, 1);
    if (!code.ok())
      bug("a constant expression that cannot be evaluated");
    Func f;
    f.instance = instance_;
    f.code = code->get();
    return store_.call(f, {}).results.at(0);
  }

  void segments() {
    for (const wasm::ElemSegment &segment : module().elems) {
      std::vector<uint64_t> &elements = instance_->elems.emplace_back();
      for (const uint32_t f : segment.funcs)
        elements.push_back(reinterpret_cast<uintptr_t>(instance_->funcs[f]));
      for (const wasm::ConstExpr &e : segment.exprs)
        elements.push_back(evaluate(e, segment.type).lo);
    }
    for (const wasm::DataSegment &segment : module().datas)
      instance_->datas.push_back(segment.bytes);
  }
  uint64_t offset(const wasm::ConstExpr &expr, bool is64) {
    return evaluate(expr, is64 ? wasm::kI64 : wasm::kI32).lo;
  }
  Ending activate() {
    for (size_t i = 0; i < module().elems.size(); ++i) {
      const wasm::ElemSegment &segment = module().elems[i];
      std::vector<uint64_t> &elements = instance_->elems[i];
      if (segment.mode == wasm::SegmentMode::Active) {
        Table &table = *instance_->tables[segment.table];
        const uint64_t at = offset(segment.offset, table.limits.is64);
        if (at > table.elements.size() || elements.size() > table.elements.size() - at)
          return Ending{.kind = Ending::Kind::Trap, .trap = Trap::TableOutOfBounds};
        std::copy(elements.begin(), elements.end(),
                  table.elements.begin() + static_cast<ptrdiff_t>(at));
      }
      if (segment.mode != wasm::SegmentMode::Passive)
        elements.clear();
    }
    for (size_t i = 0; i < module().datas.size(); ++i) {
      const wasm::DataSegment &segment = module().datas[i];
      if (segment.mode != wasm::SegmentMode::Active)
        continue;
      const Memory &memory = *instance_->memories[segment.memory];
      const uint64_t at = offset(segment.offset, memory.type.limits.is64);
      uint8_t *to = memory.find(at, 0, segment.bytes.size());
      if (!to && !(segment.bytes.empty() && at <= memory.bytes))
        return Ending{.kind = Ending::Kind::Trap, .trap = Trap::MemoryOutOfBounds};
      std::copy(segment.bytes.begin(), segment.bytes.end(), to);
      instance_->datas[i] = {};
    }
    return {};
  }
};

Ending Store::instantiate(std::shared_ptr<LoadedModule> module, const Resolver &resolve,
                          Instance *&instance) {
  return Linker(*this, std::move(module)).run(resolve, instance);
}

} // namespace wexn::interpret
