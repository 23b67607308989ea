// Outcomes of calls -> messages and exit statuses; numbers on the command line <-> Wasm values.
#include "runtime/wasi/report.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <wexn/abi/printable.h>

namespace wexn::wasi {
namespace {

// Names are the module's: what people could not see, or would be misled by, is shown as its bytes.
void print_name(const wexn_name &name) {
  for (uint64_t i = 0; i < name.size;) {
    const char *text = name.data + i;
    const uint32_t length = wexn_printable_length(text, name.size - i);
    if (length == 0)
      std::fprintf(stderr, "\\%02x", static_cast<unsigned char>(*text));
    std::fwrite(text, 1, length, stderr);
    i += length ? length : 1;
  }
}

void print_backtrace(wexn_store *store) {
  wexn_frame frame;
  for (uint32_t i = 0; wexn_trap_frame(store, i, &frame); i++) {
    std::fprintf(stderr, "  %" PRIu32 ": ", i);
    print_name(frame.module);
    std::fputc('!', stderr);
    if (frame.function.size)
      print_name(frame.function);
    else
      std::fprintf(stderr, "func[%" PRIu32 "]", frame.function_index);
    if (frame.line) {
      std::fputs(" at ", stderr);
      print_name(frame.file);
      std::fprintf(stderr, ":%" PRIu32, frame.line);
    }
    std::fprintf(stderr, " (0x%" PRIxPTR ")\n", frame.pc);
  }
  if (wexn_trap_frames_cut(store))
    std::fputs("  ...\n", stderr);
}

// The shortest decimal number that reads back as the same value.
void print_float(FILE *out, double value, int digits, int most, bool single) {
  char text[40];
  for (; digits <= most; digits++) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (single ? std::strtof(text, nullptr) == static_cast<float>(value)
               : std::strtod(text, nullptr) == value)
      break;
  }
  std::fputs(text, out);
}

void print_value(FILE *out, const wexn_valtype &type, const wexn_slot &value) {
  switch (type.code) {
  case WEXN_I32:
    std::fprintf(out, "%" PRId32, value.i32);
    break;
  case WEXN_I64:
    std::fprintf(out, "%" PRId64, value.i64);
    break;
  case WEXN_F32:
    print_float(out, static_cast<double>(value.f32), 6, 9, true);
    break;
  case WEXN_F64:
    print_float(out, value.f64, 15, 17, false);
    break;
  case WEXN_V128:
    std::fprintf(out, "0x%016" PRIx64 "%016" PRIx64, value.v128.hi, value.v128.lo);
    break;
  default: {
    const uint8_t top = wexn_heap_top(&type);
    const bool pointer = top == WEXN_HEAP_FUNC || top == WEXN_HEAP_EXTERN;
    std::fputs((pointer ? value.func == nullptr : value.ref == 0) ? "null" : "ref", out);
  }
  }
}

// The export name of the tag, or empty.
wexn_name tag_name(wexn_instance *instance, const wexn_tag *tag) {
  if (!instance)
    return {};
  const wexn_module_image *image = wexn_instance_image(instance);
  wexn_extern value;
  for (uint32_t i = 0; wexn_instance_export_at(instance, i, &value); i++)
    if (value.type.kind == WEXN_EXTERN_TAG && wexn_tag_eq(value.of.tag, tag))
      return image->exports[i].name;
  return {};
}

// Which of the program's threads; nothing for the first.
void print_thread(uint32_t thread) {
  if (thread)
    std::fprintf(stderr, " in thread %" PRIu32, thread);
}

void print_exception(wexn_store *store, wexn_instance *instance, uint32_t thread) {
  std::fputs("wexn: uncaught exception", stderr);
  print_thread(thread);
  // Looked at without making a handle: a program that takes no exnref links no heap.
  if (const wexn_tag *tag = wexn_exception_tag(store)) {
    const wexn_name name = tag_name(instance, tag);
    std::fputs(": ", stderr);
    print_name(name.size ? name : wexn_name{"tag", 3});
    std::fputc('(', stderr);
    wexn_slot value;
    for (uint32_t i = 0; wexn_exception_field(store, i, &value); i++) {
      if (i)
        std::fputs(", ", stderr);
      print_value(stderr, tag->type->types[i], value);
    }
    std::fputs(")", stderr);
  }
  std::fputs("\n", stderr);
  print_backtrace(store);
}

// One number of the command line. false: it is none of that type.
bool parse_value(const char *text, const wexn_valtype &type, wexn_slot &value) {
  char *end = nullptr;
  errno = 0;
  switch (type.code) {
  case WEXN_I32: {
    long long number = std::strtoll(text, &end, 0);
    value.i32 = static_cast<int32_t>(number);
    if (number < INT32_MIN || number > UINT32_MAX)
      return false;
    break;
  }
  case WEXN_I64:
    value.i64 = *text == '-' ? std::strtoll(text, &end, 0)
                             : static_cast<int64_t>(std::strtoull(text, &end, 0));
    break;
  case WEXN_F32:
    value.f32 = std::strtof(text, &end);
    break;
  case WEXN_F64:
    value.f64 = std::strtod(text, &end);
    break;
  default:
    return false;
  }
  bool number_type = type.code == WEXN_I32 || type.code == WEXN_I64;
  return *text && !*end && !(number_type && errno == ERANGE);
}

} // namespace

void begin_end() {
  static pthread_mutex_t ending = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
  ::pthread_mutex_lock(&ending);
}

int exit_status(wexn_store *store, wexn_instance *instance, wexn_status status, uint32_t thread) {
  if (status != WEXN_OK)
    begin_end();
  switch (status) {
  case WEXN_OK:
    return 0;
  case WEXN_EXCEPTION:
    print_exception(store, instance, thread);
    return EXIT_ABORTED;
  case WEXN_TRAP:
    if (wexn_trap_code(store) == WEXN_TRAP_Exit)
      return static_cast<int>(wexn_exit_status(store));
    std::fputs("wexn: trap", stderr);
    print_thread(thread);
    std::fprintf(stderr, ": %s\n", wexn_trap_message(store));
    print_backtrace(store);
    return EXIT_ABORTED;
  case WEXN_ERROR:
    break;
  }
  std::fprintf(stderr, "wexn: error: %s\n", wexn_error_message(store));
  return EXIT_FAILED;
}

int invoke(wexn_store *store, wexn_instance *instance, const char *name, const char *const *args,
           uint32_t num_args) {
  wexn_extern function;
  if (!wexn_instance_export(instance, name, &function) || function.type.kind != WEXN_EXTERN_FUNC) {
    std::fprintf(stderr, "wexn: error: the module exports no function %s\n", name);
    return EXIT_USAGE;
  }
  const wexn_type &type = *function.of.func->type;
  if (num_args != type.num_params) {
    std::fprintf(stderr, "wexn: error: %s takes %" PRIu32 " arguments, not %" PRIu32 "\n", name,
                 type.num_params, num_args);
    return EXIT_USAGE;
  }
  uint32_t count = type.num_params > type.num_results ? type.num_params : type.num_results;
  void *memory = std::aligned_alloc(alignof(wexn_slot), (count + size_t{1}) * sizeof(wexn_slot));
  auto *slots = static_cast<wexn_slot *>(memory);
  if (!slots) {
    std::fputs("wexn: error: out of memory\n", stderr);
    return EXIT_FAILED;
  }
  int result = EXIT_USAGE;
  bool valid = true;
  for (uint32_t i = 0; i < num_args && valid; i++)
    if (!(valid = parse_value(args[i], type.types[i], slots[i])))
      std::fprintf(stderr,
                   "wexn: error: %s is not a value of the type of parameter %" PRIu32 " of %s\n",
                   args[i], i + 1, name);
  if (valid) {
    wexn_status status = wexn_call(store, function.of.func, slots);
    result = exit_status(store, instance, status);
    for (uint32_t i = 0; i < type.num_results && status == WEXN_OK; i++) {
      print_value(stdout, type.types[type.num_params + i], slots[i]);
      std::fputc('\n', stdout);
    }
  }
  std::free(memory);
  return result;
}

} // namespace wexn::wasi
