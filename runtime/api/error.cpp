// Error messages of a store.
#include "runtime/api/error.h"

#include <wexn/abi/printable.h>

namespace wexn::rt {

namespace {

struct Writer {
  char *out, *end;

  // Without an operating system, what is not ASCII is a question mark.
  [[gnu::noinline]] void put(const char *text, uint64_t size) {
    for (uint64_t i = 0; i < size && out != end; ++i)
      *out++ = !kHosted && (text[i] < ' ' || text[i] > '~') ? '?' : text[i];
  }
  // What people could not see, or would be misled by, as its bytes.
  void put(const wexn_name &name) {
    if constexpr (!kHosted)
      return put(name.data, name.size);
    for (uint64_t i = 0; i < name.size;) {
      const char *text = name.data + i;
      const uint32_t length = wexn_printable_length(text, name.size - i);
      if (length == 0)
        put_byte(static_cast<uint8_t>(*text));
      put(text, length);
      i += length ? length : 1;
    }
  }
  void put_byte(uint8_t byte) {
    constexpr const char *kDigits = "0123456789abcdef";
    const char escaped[] = {'\\', kDigits[byte >> 4], kDigits[byte & 15]};
    put(escaped, sizeof escaped);
  }
  void put(uint64_t value) {
    char digits[20];
    char *p = digits + sizeof digits;
    do {
      *--p = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value != 0);
    put(p, static_cast<uint64_t>(digits + sizeof digits - p));
  }
};

#ifndef WEXN_BARE
void put_type(Writer &w, const wexn_valtype &type) {
  const auto text = [&](const char *t) { w.put(t, __builtin_strlen(t)); };
  switch (type.code) {
#define VALUE_TYPE(kind, code, word, log2)                                                         \
  case WEXN_##kind:                                                                                \
    return text(word);
#include <wexn/abi/value_types.def>
  default:
    break;
  }
  text(type.code == WEXN_REF_NULL ? "(ref null " : "(ref ");
  switch (type.heap) {
#define HEAP_TYPE(kind, KIND, code, above, place, word, abbreviation, feature)                     \
  case WEXN_HEAP_##KIND:                                                                           \
    text(word);                                                                                    \
    break;
#include <wexn/abi/heap_types.def>
  default:
    text("of a type of the module");
  }
  text(")");
}
// In the text format: (func (param i32) (result i32)).
void put_func_type(Writer &w, const wexn_type &type) {
  w.put("(func", 5);
  for (uint32_t i = 0; i < type.num_params + type.num_results; ++i) {
    if (i == 0 && type.num_params != 0)
      w.put(" (param", 7);
    if (i == type.num_params)
      w.put(" (result", 8);
    w.put(" ", 1);
    put_type(w, type.types[i]);
    if (i + 1 == type.num_params || i + 1 == type.num_params + type.num_results)
      w.put(")", 1);
  }
  w.put(")", 1);
}
#endif

} // namespace

static wexn_status write(wexn_store *store, char *start, const char *format, ErrorValue a,
                         ErrorValue b, ErrorValue c) {
  Writer w{start, store->error.text + ErrorMessage::kSize - 1};
  const uint64_t values[] = {a.bits, b.bits, c.bits};
  const uint64_t *next = values;
  for (; *format != 0; ++format) {
    if (*format != '%') {
      w.put(format, 1);
      continue;
    }
    const uint64_t number = *next++;
    const auto *address = reinterpret_cast<const void *>(number);
    switch (*++format) {
#ifndef WEXN_BARE // brief messages have none of these
    case 's': {
      const auto *text = static_cast<const char *>(address);
      w.put(text, __builtin_strlen(text));
      break;
    }
    case 't':
      put_func_type(w, *static_cast<const wexn_type *>(address));
      break;
    case 'v':
      put_type(w, *static_cast<const wexn_valtype *>(address));
      break;
#endif
    case 'u':
      w.put(number);
      break;
    case 'n':
      w.put(*static_cast<const wexn_name *>(address));
      break;
    case 'i': {
      const auto *import = static_cast<const wexn_import_desc *>(address);
      w.put(import->module);
      w.put(".", 1);
      w.put(import->name);
      break;
    }
    default:
      bug("unknown letter in the format of an error message");
    }
  }
  *w.out = 0;
  return WEXN_ERROR;
}

wexn_status fail(wexn_store *store, const char *format, ErrorValue a, ErrorValue b, ErrorValue c) {
  return write(store, store->error.text, format, a, b, c);
}

#ifndef WEXN_BARE
wexn_status append(wexn_store *store, const char *format, ErrorValue a) {
  char *end = store->error.text + __builtin_strlen(store->error.text);
  return write(store, end, format, a, uint64_t{0}, uint64_t{0});
}
#endif

wexn_status fail(wexn_store *store, const char *format) { return fail(store, format, uint64_t{0}); }

wexn_status fail_no_memory(wexn_store *store) { return fail(store, "out of memory"); }

} // namespace wexn::rt

const char *wexn_error_message(const wexn_store *store) { return store->error.text; }
