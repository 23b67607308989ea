// Error messages of a store.
#include "runtime/error.h"

#include <stdarg.h>

namespace wexn::rt {

namespace {

struct Writer {
  char *out;
  uint64_t room;

  void put(const char *text, uint64_t size) {
    const uint64_t n = size < room ? size : room;
    __builtin_memcpy(out, text, n);
    out += n;
    room -= n;
  }
  void put(const wexn_name &name) { put(name.data, name.size); }
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

} // namespace

wexn_status fail(wexn_store *store, const char *format, ...) {
  Writer w{store->error.text, ErrorMessage::kSize - 1};
  va_list arguments;
  va_start(arguments, format);
  for (; *format != 0; ++format) {
    if (*format != '%') {
      w.put(format, 1);
      continue;
    }
    switch (*++format) {
    case 's': {
      const char *text = va_arg(arguments, const char *);
      w.put(text, __builtin_strlen(text));
      break;
    }
    case 'u':
      w.put(va_arg(arguments, uint64_t));
      break;
    case 'n':
      w.put(*va_arg(arguments, const wexn_name *));
      break;
    case 'i': {
      const wexn_import_desc *import = va_arg(arguments, const wexn_import_desc *);
      w.put(import->module);
      w.put(".", 1);
      w.put(import->name);
      break;
    }
    default:
      bug("unknown letter in the format of an error message");
    }
  }
  va_end(arguments);
  *w.out = 0;
  return WEXN_ERROR;
}

wexn_status fail_no_memory(wexn_store *store) { return fail(store, "out of memory"); }

} // namespace wexn::rt

const char *wexn_error_message(const wexn_store *store) { return store->error.text; }
