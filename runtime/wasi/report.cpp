// Outcomes of calls -> messages and exit statuses; numbers on the command line <-> Wasm values.
#include "runtime/wasi/report.h"
#include "runtime/wasi/cxx_exception.h"

#include <cerrno>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <link.h>
#include <pthread.h>
#include <wexn/abi/printable.h>

namespace wexn::wasi {
namespace {

bool aborts; // at traps and uncaught exceptions, where they happen

// Names are the module's: what people could not see, or would be misled by, is shown as its bytes.
void print_name(FILE *out, const wexn_name &name) {
  for (uint64_t i = 0; i < name.size;) {
    const char *text = name.data + i;
    const uint32_t length = wexn_printable_length(text, name.size - i);
    if (length == 0)
      std::fprintf(out, "\\%02x", static_cast<unsigned char>(*text));
    std::fwrite(text, 1, length, out);
    i += length ? length : 1;
  }
}

// Where a code address is in the file that holds it, as addr2line takes it.
struct PlaceInFile {
  uintptr_t address;
  const char *file;
  uintptr_t offset;
};
int find_file(dl_phdr_info *info, size_t, void *argument) {
  auto *place = static_cast<PlaceInFile *>(argument);
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto &segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD ||
        place->address - info->dlpi_addr - segment.p_vaddr >= segment.p_memsz)
      continue;
    place->file = info->dlpi_name && *info->dlpi_name ? info->dlpi_name : program_invocation_name;
    place->offset = place->address - info->dlpi_addr;
    return 1;
  }
  return 0;
}
void print_place(FILE *out, uintptr_t address) {
  PlaceInFile place = {address, nullptr, 0};
  ::dl_iterate_phdr(find_file, &place);
  if (place.file)
    std::fprintf(out, " (%s+0x%" PRIxPTR ")\n", place.file, place.offset);
  else
    std::fprintf(out, " (0x%" PRIxPTR ")\n", address);
}

void print_backtrace(FILE *out, wexn_store *store) {
  wexn_frame frame;
  for (uint32_t i = 0; wexn_trap_frame(store, i, &frame); i++) {
    std::fprintf(out, "  %" PRIu32 ": ", i);
    print_name(out, frame.module);
    std::fputc('!', out);
    if (frame.function.size)
      print_name(out, frame.function);
    else
      std::fprintf(out, "func[%" PRIu32 "]", frame.function_index);
    if (frame.line) {
      std::fputs(" at ", out);
      print_name(out, frame.file);
      std::fprintf(out, ":%" PRIu32, frame.line);
    }
    print_place(out, frame.pc);
  }
  if (wexn_trap_frames_cut(store))
    std::fputs("  ...\n", out);
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

// The tag's number in the instance's module; false: it has no such tag.
bool find_tag(wexn_instance *instance, const wexn_tag *tag, uint32_t &index) {
  if (!instance)
    return false;
  const wexn_module_image *image = wexn_instance_image(instance);
  const auto *tags = reinterpret_cast<wexn_tag *const *>(
      reinterpret_cast<const uint8_t *>(instance) + image->tags);
  for (index = 0; index < image->num_tags; index++)
    if (wexn_tag_eq(tags[index], tag))
      return true;
  return false;
}
// By which it is exported, called in the name section or text, or imported; or empty.
wexn_name tag_name(const wexn_module_image *image, uint32_t index) {
  for (uint32_t i = 0; i < image->num_exports; i++)
    if (image->exports[i].type.kind == WEXN_EXTERN_TAG && image->exports[i].index == index)
      return image->exports[i].name;
  if (image->flags & WEXN_IMAGE_TAG_NAMES) {
    const uint32_t *offsets = image->func_name_offsets + image->num_funcs + index;
    if (offsets[0] != offsets[1])
      return {image->func_names + offsets[0], offsets[1] - offsets[0]};
  }
  for (uint32_t i = 0, number = 0; i < image->num_imports; i++)
    if (image->imports[i].type.kind == WEXN_EXTERN_TAG && number++ == index)
      return image->imports[i].name;
  return {"", 0};
}

bool is(const wexn_name &name, std::string_view wanted) {
  return std::string_view(name.data, name.size) == wanted;
}
void print_text(std::string_view text) { print_name(stderr, {text.data(), text.size()}); }

GuestBytes bytes_of(const wexn_extern &memory) {
  return {wexn_memory_data(memory.of.memory), wexn_memory_bytes(memory.of.memory)};
}

// What what() of the exception's own class says, where the module exports its table of functions:
// the guest runs once more, and what it did until now is forgotten. Nothing, if it does not return
// a text in time, or nothing could end it if it never did.
void call_what(wexn_store *store, wexn_instance *instance, const wexn_extern &memory,
               GuestException &exception) {
  wexn_extern table;
  wexn_slot slot;
  if (!exception.has_what_function || aborts ||
      !wexn_instance_export(instance, "__indirect_function_table", &table) ||
      table.type.kind != WEXN_EXTERN_TABLE || wexn_heap_top(&table.type.value) != WEXN_HEAP_FUNC ||
      !wexn_table_get(table.of.table, exception.what_function, &slot) || slot.func == nullptr)
    return;
  const wexn_type *type = slot.func->type;
  if (type->num_params != 1 || type->num_results != 1 || type->types[0].code != WEXN_I32 ||
      type->types[1].code != WEXN_I32)
    return;
  wexn_func *what = slot.func;
  slot.i32 = static_cast<int32_t>(exception.what_object);
  constexpr uint64_t SECOND = 1'000'000'000;
  if (!wexn_store_set_deadline(store, SECOND))
    return;
  sigset_t interrupts; // that whoever started the program may have blocked
  ::sigemptyset(&interrupts);
  ::sigaddset(&interrupts, SIGURG);
  ::pthread_sigmask(SIG_UNBLOCK, &interrupts, nullptr);
  const wexn_status status = wexn_call(store, what, &slot);
  (void)wexn_store_set_deadline(store, 0);
  if (status != WEXN_OK)
    return;
  BoundedText text;
  if (read_text(bytes_of(memory), static_cast<uint32_t>(slot.i32), text)) {
    exception.has_what = true;
    exception.what = text;
  }
}

// What languages throw: one address. false: it is nothing of theirs.
bool print_known(wexn_store *store, wexn_instance *instance, const wexn_tag *tag,
                 const wexn_name &name) {
  wexn_slot value;
  if (tag->type->num_params != 1 || tag->type->types[0].code != WEXN_I32 ||
      !wexn_exception_field(store, 0, &value))
    return false;
  wexn_frame frame;
  constexpr const char *longjmp = ": longjmp to a setjmp whose function is not running\n";
  if (is(name, "__c_longjmp") ||
      (wexn_trap_frame(store, 0, &frame) &&
       (is(frame.function, "__wasm_longjmp") || is(frame.function, "emscripten_longjmp")))) {
    std::fputs(longjmp, stderr);
    return true;
  }
  wexn_extern memory;
  if (!wexn_instance_export(instance, "memory", &memory) ||
      memory.type.kind != WEXN_EXTERN_MEMORY || memory.type.limits.is64)
    return false;
  GuestException exception;
  read_exception(bytes_of(memory), static_cast<uint32_t>(value.i32), exception);
  switch (exception.language) {
  case GuestException::Language::Unknown:
    return false;
  case GuestException::Language::Rust:
    std::fputs(": a panic of Rust, whose message the program has printed\n", stderr);
    return true;
  case GuestException::Language::Longjmp:
    std::fputs(longjmp, stderr);
    return true;
  case GuestException::Language::Cxx:
    call_what(store, instance, memory, exception);
    std::fputs(" of C++: ", stderr);
    print_text(exception.type.view());
    if (exception.has_what || exception.has_value) {
      std::fputs(": ", stderr);
      print_text(exception.what.view());
    }
    std::fputc('\n', stderr);
    return true;
  }
  return false;
}

// Which of the program's threads; nothing for the first.
void print_thread(uint32_t thread) {
  if (thread)
    std::fprintf(stderr, " in thread %" PRIu32, thread);
}

// "oops(1, 2)"; a tag without a name is called by its number, one of another module "tag".
void print_values(wexn_store *store, const wexn_tag *tag, bool found, uint32_t index,
                  const wexn_name &name) {
  std::fputs(": ", stderr);
  if (name.size)
    print_name(stderr, name);
  else if (found)
    std::fprintf(stderr, "tag[%" PRIu32 "]", index);
  else
    std::fputs("tag", stderr);
  std::fputc('(', stderr);
  wexn_slot value;
  for (uint32_t i = 0; wexn_exception_field(store, i, &value); i++) {
    if (i)
      std::fputs(", ", stderr);
    print_value(stderr, tag->type->types[i], value);
  }
  std::fputc(')', stderr);
}

void print_exception(wexn_store *store, wexn_instance *instance, uint32_t thread) {
  std::fputs("wexn: uncaught exception", stderr);
  print_thread(thread);
  // Looked at without making a handle: a program that takes no exnref links no heap.
  const wexn_tag *tag = wexn_exception_tag(store);
  uint32_t index;
  const bool found = tag && find_tag(instance, tag, index);
  const wexn_name name = found ? tag_name(wexn_instance_image(instance), index) : wexn_name{"", 0};
  // Telling what was thrown may run the guest.
  char *frames = nullptr;
  size_t size = 0;
  if (FILE *kept = ::open_memstream(&frames, &size)) {
    print_backtrace(kept, store);
    std::fclose(kept);
  }
  if (!found || !print_known(store, instance, tag, name)) {
    if (tag)
      print_values(store, tag, found, index, name);
    std::fputc('\n', stderr);
  }
  if (frames)
    std::fwrite(frames, 1, size, stderr);
  else
    print_backtrace(stderr, store);
  std::free(frames);
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

// What this thread runs, for on_leave.
static thread_local wexn_instance *const *reported;
static thread_local uint32_t reported_thread;
void abort_on_trap() { aborts = true; }
void set_reported(wexn_instance *const *instance, uint32_t thread) {
  reported = instance;
  reported_thread = thread;
}
static void on_leave(wexn_store *store, wexn_status status) {
  (void)exit_status(store, reported ? *reported : nullptr, status, reported_thread);
  std::abort();
}
wexn_store_config store_config() {
  wexn_store_config config{};
  config.exception_backtraces = true;
  config.on_leave = aborts ? on_leave : nullptr;
  return config;
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
    print_backtrace(stderr, store);
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
