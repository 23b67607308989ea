// Structures and arrays in the hands of the host (wexn/object.h). Whoever calls this needs objects,
// so the managed heap is linked with it. Spec: Appendix, Embedding.
#include "runtime/heap/objects.h"

#include "runtime/api/exception.h"
#include "runtime/api/reference.h"

#include <wexn/object.h>

using namespace wexn::rt;

struct wexn_root : Handle {};

namespace wexn::rt {

// The field or element's place in the object; null: there is none.
struct Place {
  const wexn_valtype *type;
  uint8_t *at;
};

static Place field_place(const wexn_store *store, wexn_ref ref, uint32_t field) {
  if (wexn_ref_kind_of(store, ref) != WEXN_KIND_STRUCT)
    return {};
  const Heap &heap = *heap_of(store);
  const wexn_type *type = type_of(*rtt_of(heap, ref));
  if (field >= type->num_params)
    return {};
  return {&type->types[field], heap.base + ref + field_offset(*type, field)};
}

static Place element_place(const wexn_store *store, wexn_ref ref, uint32_t index) {
  if (index >= wexn_array_length(store, ref))
    return {};
  const Heap &heap = *heap_of(store);
  const wexn_rtt &rtt = *rtt_of(heap, ref);
  return {type_of(rtt)->types,
          heap.base + ref + WEXN_ARRAY_ELEMENTS + (uint64_t{index} << rtt.elem_log2)};
}

static void read(const Place &place, wexn_slot *out) {
  *out = {};
  if (place.type->packed == 8)
    out->i32 = *reinterpret_cast<const int8_t *>(place.at);
  else if (place.type->packed == 16)
    out->i32 = *reinterpret_cast<const int16_t *>(place.at);
  else
    __builtin_memcpy(out, place.at, uint64_t{1} << storage_log2(*place.type));
}

static void write(const Place &place, const wexn_slot &value) {
  __builtin_memcpy(place.at, &value, uint64_t{1} << storage_log2(*place.type));
}

static wexn_status check_value(wexn_store *store, const wexn_valtype &type,
                               const wexn_slot &value) {
  return is_reference(type) ? check_any_reference(store, type, value) : WEXN_OK;
}

static wexn_status set(wexn_store *store, const Place &place, const wexn_slot &value) {
  if (place.at == nullptr)
    return fail(store, "no such object, or it has no such field or element");
  if (!place.type->mutable_)
    return fail(store, "the field or element is immutable");
  const wexn_status status = check_value(store, *place.type, value);
  if (status == WEXN_OK)
    write(place, value);
  return status;
}

static wexn_status check(wexn_store *store, const wexn_valtype &type, const wexn_slot *value) {
  if (value == nullptr && type.code == WEXN_REF)
    return fail(store, "a field or element has no default");
  return value == nullptr ? WEXN_OK : check_value(store, type, *value);
}

// The runtime type, for making an object.
static wexn_status prepare(wexn_store *store, const wexn_type *type, uint8_t kind, uint32_t &rtt) {
  if (type == nullptr || type->kind != kind)
    return fail(store, "the type is not one of such objects");
  if (ensure_objects(store) == nullptr || (rtt = runtime_type(store, type)) == 0)
    return fail(store, "no memory or address space for the managed heap");
  return WEXN_OK;
}

static const char *kind_text(wexn_ref_kind kind) {
  switch (kind) {
  case WEXN_KIND_INVALID:
    return "no reference";
  case WEXN_KIND_NULL:
    return "null";
  case WEXN_KIND_I31:
    return "i31";
  case WEXN_KIND_STRUCT:
    return "struct";
  case WEXN_KIND_ARRAY:
    return "array";
  case WEXN_KIND_HOST:
    return "host reference";
  case WEXN_KIND_EXN:
    return "exception";
  }
  return "";
}

// Writes what fits and counts the rest.
struct Text {
  char *out;
  size_t size, length = 0;

  void put(char c) {
    if (length + 1 < size)
      out[length] = c;
    ++length;
  }
  void put(const char *text) {
    for (; *text != 0; ++text)
      put(*text);
  }
  void number(int64_t value) {
    char digits[20];
    uint32_t count = 0;
    auto rest = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    do
      digits[count++] = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (value < 0)
      put('-');
    while (count != 0)
      put(digits[--count]);
  }
  void hex(uint64_t value) {
    put("0x");
    int shift = 60;
    while (shift > 0 && value >> shift == 0)
      shift -= 4;
    for (; shift >= 0; shift -= 4)
      put("0123456789abcdef"[value >> shift & 15]);
  }
  size_t end() {
    if (size != 0)
      out[length < size ? length : size - 1] = 0;
    return length;
  }
};

static void put_value(Text &text, const wexn_store *store, const wexn_valtype &type,
                      const wexn_slot &value) {
  if (type.code == WEXN_I32)
    text.number(value.i32);
  else if (type.code == WEXN_I64)
    text.number(value.i64);
  else if (is_managed_reference(type) && wexn_ref_kind_of(store, value.ref) == WEXN_KIND_I31)
    text.number(wexn_i31_get(value.ref));
  else if (is_managed_reference(type) || type.code == WEXN_F32)
    text.hex(value.ref);
  else
    text.hex(static_cast<uint64_t>(value.i64));
}

} // namespace wexn::rt

const wexn_type *wexn_ref_type(const wexn_store *store, wexn_ref ref) {
  const wexn_ref_kind kind = wexn_ref_kind_of(store, ref);
  return kind == WEXN_KIND_STRUCT || kind == WEXN_KIND_ARRAY
             ? type_of(*rtt_of(*heap_of(store), ref))
             : nullptr;
}

size_t wexn_ref_text(const wexn_store *store, wexn_ref ref, char *out, size_t size) {
  Text text{out, size};
  const wexn_ref_kind kind = wexn_ref_kind_of(store, ref);
  text.put(kind_text(kind));
  if (kind == WEXN_KIND_I31) {
    text.put(' ');
    text.number(wexn_i31_get(ref));
  } else if (kind == WEXN_KIND_HOST) {
    text.put(' ');
    text.hex(reinterpret_cast<uintptr_t>(wexn_ref_to_extern(store, ref)));
  } else if (kind == WEXN_KIND_STRUCT) {
    const wexn_type *type = wexn_ref_type(store, ref);
    text.put(" {");
    for (uint32_t i = 0; i < type->num_params; ++i) {
      wexn_slot value;
      read(field_place(store, ref, i), &value);
      text.put(i != 0 ? ", " : "");
      put_value(text, store, type->types[i], value);
    }
    text.put('}');
  } else if (kind == WEXN_KIND_ARRAY) {
    text.put(" of ");
    text.number(wexn_array_length(store, ref));
  }
  return text.end();
}

wexn_root *wexn_ref_root(wexn_store *store, wexn_ref ref) {
  const wexn_ref_kind kind = wexn_ref_kind_of(store, ref);
  if (kind == WEXN_KIND_INVALID || kind == WEXN_KIND_NULL || kind == WEXN_KIND_I31)
    return nullptr;
  return static_cast<wexn_root *>(new_handle(store, ref, Handle::kRoot));
}

wexn_ref wexn_root_ref(const wexn_root *root) {
  if (root == nullptr)
    return 0;
  if (root->alive != Handle::kRoot)
    bug("use of a root that was released");
  return root->ref;
}

void wexn_root_release(wexn_root *root) {
  if (root == nullptr)
    return;
  (void)wexn_root_ref(root);
  release_handle(root);
}

wexn_scope wexn_scope_open(wexn_store *store) {
  const Heap *heap = heap_of(store);
  return heap == nullptr ? 0 : heap->num_handles;
}

void wexn_scope_close(wexn_store *store, wexn_scope scope) {
  const Heap *heap = heap_of(store);
  Handle *handle = heap == nullptr ? nullptr : heap->handles;
  while (handle != nullptr && handle->number > scope) {
    Handle *next = handle->next;
    if (handle->alive == Handle::kRoot)
      release_handle(handle);
    handle = next;
  }
}

wexn_status wexn_struct_new(wexn_store *store, const wexn_type *type, const wexn_slot *fields,
                            wexn_ref *out) {
  *out = 0;
  uint32_t rtt = 0;
  wexn_status status = prepare(store, type, WEXN_TYPE_STRUCT, rtt);
  for (uint32_t i = 0; status == WEXN_OK && i < type->num_params; ++i)
    status = check(store, type->types[i], fields == nullptr ? nullptr : fields + i);
  if (status != WEXN_OK)
    return status;
  Heap &heap = *heap_of(store);
  heap.held = {type->types, fields, fields == nullptr ? 0 : type->num_params};
  const wexn_ref ref = new_struct(store, rtt);
  heap.held = {};
  if (ref == 0)
    return fail(store, "the managed heap is full");
  const wexn_slot zero = {};
  wexn_struct_layout layout = {WEXN_STRUCT_FIELDS, {}};
  for (uint32_t i = 0; i < type->num_params; ++i)
    write({&type->types[i],
           heap.base + ref + wexn_place_field(&layout, storage_log2(type->types[i]))},
          fields == nullptr ? zero : fields[i]);
  *out = ref;
  return WEXN_OK;
}

wexn_status wexn_array_new(wexn_store *store, const wexn_type *type, uint32_t length,
                           const wexn_slot *element, wexn_ref *out) {
  *out = 0;
  uint32_t rtt = 0;
  wexn_status status = prepare(store, type, WEXN_TYPE_ARRAY, rtt);
  if (status == WEXN_OK)
    status = check(store, type->types[0], element);
  if (status != WEXN_OK)
    return status;
  Heap &heap = *heap_of(store);
  heap.held = {type->types, element, element == nullptr ? 0u : 1u};
  const wexn_ref ref = new_array(store, rtt, length);
  heap.held = {};
  if (ref == 0)
    return fail(store, "the managed heap is full");
  const wexn_slot zero = {};
  const uint32_t log2 = storage_log2(type->types[0]);
  uint8_t *at = heap.base + ref + WEXN_ARRAY_ELEMENTS;
  for (uint32_t i = 0; i < length; ++i, at += uint64_t{1} << log2)
    write({type->types, at}, element == nullptr ? zero : *element);
  *out = ref;
  return WEXN_OK;
}

bool wexn_struct_get(const wexn_store *store, wexn_ref ref, uint32_t field, wexn_slot *out) {
  const Place place = field_place(store, ref, field);
  if (place.at == nullptr)
    return false;
  read(place, out);
  return true;
}

wexn_status wexn_struct_set(wexn_store *store, wexn_ref ref, uint32_t field, wexn_slot value) {
  return set(store, field_place(store, ref, field), value);
}

uint32_t wexn_array_length(const wexn_store *store, wexn_ref ref) {
  return wexn_ref_kind_of(store, ref) == WEXN_KIND_ARRAY ? array_length(*heap_of(store), ref) : 0;
}

bool wexn_array_get(const wexn_store *store, wexn_ref ref, uint32_t index, wexn_slot *out) {
  const Place place = element_place(store, ref, index);
  if (place.at == nullptr)
    return false;
  read(place, out);
  return true;
}

wexn_status wexn_array_set(wexn_store *store, wexn_ref ref, uint32_t index, wexn_slot value) {
  return set(store, element_place(store, ref, index), value);
}

void *wexn_array_data(const wexn_store *store, wexn_ref ref) {
  if (wexn_ref_kind_of(store, ref) != WEXN_KIND_ARRAY ||
      is_reference(type_of(*rtt_of(*heap_of(store), ref))->types[0]))
    return nullptr;
  return heap_of(store)->base + ref + WEXN_ARRAY_ELEMENTS;
}

wexn_status wexn_ref_from_extern(wexn_store *store, void *pointer, wexn_ref *out) {
  *out = 0;
  if (ensure_objects(store) == nullptr)
    return fail(store, "no memory or address space for the managed heap");
  if (!internalize(store, pointer, *out))
    return fail(store, "the managed heap is full");
  return WEXN_OK;
}

void *wexn_ref_to_extern(const wexn_store *store, wexn_ref ref) {
  switch (wexn_ref_kind_of(store, ref)) {
  case WEXN_KIND_I31:
    return reinterpret_cast<void *>(WEXN_EXTERN_I31 | ref);
  case WEXN_KIND_HOST:
    return *at<void *>(*heap_of(store), ref + WEXN_HOST_POINTER);
  case WEXN_KIND_STRUCT:
  case WEXN_KIND_ARRAY:
    return heap_of(store)->base + ref;
  default:
    return nullptr;
  }
}
