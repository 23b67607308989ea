// The type section (spec: "Validation / Types"): indices, canonical numbers, declared subtyping.
#include "wexnc/wasm/validate/module.h"

#include "wexnc/wasm/limits.h"
#include "wexnc/wasm/match.h"
#include "wexnc/wasm/validate/func.h"

namespace wexn::wasm {

namespace {

Error invalid(ErrorId id, const std::vector<TypeDef> &types, uint32_t type, std::string detail) {
  return Error{.id = id,
               .offset = types[type].at,
               .detail = "type " + std::to_string(type) + std::move(detail)};
}

// `end`: the first type index that is not defined yet.
bool in_range(const ValType &type, uint32_t end) {
  return !type.is_ref() || type.heap.kind != HeapKind::Concrete || type.heap.index < end;
}

Status check_indices(const std::vector<TypeDef> &types, uint32_t i) {
  const TypeDef &def = types[i];
  const uint32_t end = def.group_start + def.group_size;
  const auto check = [&](const ValType &type) -> Status {
    if (!in_range(type, end))
      return invalid(ErrorId::UnknownType, types, i, " refers to " + type_name(type));
    return ok_status();
  };
  for (const ValType &type : def.func.params)
    TRY(check(type));
  for (const ValType &type : def.func.results)
    TRY(check(type));
  for (const FieldType &field : def.fields)
    TRY(check(field.type));
  if (def.super && *def.super >= i)
    return invalid(ErrorId::UnknownType, types, i,
                   " has the supertype " + std::to_string(*def.super));
  return ok_status();
}

bool field_matches(const Module &module, const FieldType &sub, const FieldType &super) {
  if (sub.mutable_ != super.mutable_ || sub.packed != super.packed ||
      !matches(module, sub.type, super.type))
    return false;
  return !sub.mutable_ || matches(module, super.type, sub.type);
}

bool all_match(const Module &module, const std::vector<ValType> &subs,
               const std::vector<ValType> &supers) {
  if (subs.size() != supers.size())
    return false;
  for (size_t i = 0; i < subs.size(); ++i)
    if (!matches(module, subs[i], supers[i]))
      return false;
  return true;
}

bool composite_matches(const Module &module, const TypeDef &sub, const TypeDef &super) {
  if (sub.kind != super.kind || sub.fields.size() < super.fields.size())
    return false;
  for (size_t i = 0; i < super.fields.size(); ++i)
    if (!field_matches(module, sub.fields[i], super.fields[i]))
      return false;
  return all_match(module, super.func.params, sub.func.params) &&
         all_match(module, sub.func.results, super.func.results);
}

} // namespace

Status validate_types(Module &module) {
  const auto count = static_cast<uint32_t>(module.types.size());
  for (uint32_t i = 0; i < count; ++i)
    TRY(check_indices(module.types, i));
  canonicalize_types(module.types);
  std::vector<uint8_t> depths(count);
  for (uint32_t i = 0; i < count; ++i) {
    const TypeDef &def = module.types[i];
    if (!def.super)
      continue;
    const TypeDef &super = module.types[*def.super];
    if (super.final_)
      return invalid(ErrorId::BadSubType, module.types, i, " extends a final type");
    if (depths[*def.super] == limit(Limit::SubtypeDepth))
      return limit_error(Limit::SubtypeDepth, def.at);
    depths[i] = static_cast<uint8_t>(depths[*def.super] + 1);
    if (!composite_matches(module, def, super))
      return invalid(ErrorId::BadSubType, module.types, i,
                     " does not match its supertype " + std::to_string(*def.super));
  }
  return ok_status();
}

} // namespace wexn::wasm
