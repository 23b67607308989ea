/* What Java compiled for JavaScript hosts imports, as far as a program without JavaScript calls it:
 * host N runs main with a collection at each Nth allocation. External references are pointers to
 * strings, or to functions of the module. */
#include "java.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
  int32_t length;
  uint16_t units[];
};
static struct text *new_text(int32_t length) {
  struct text *text = malloc(sizeof *text + 2 * (size_t)length);
  text->length = length;
  return text;
}

static void *from_char_code(void *env, int32_t unit) {
  (void)env;
  struct text *text = new_text(1);
  text->units[0] = (uint16_t)unit;
  return text;
}
static void *concat(void *env, void *first, void *second) {
  (void)env;
  const struct text *a = first, *b = second;
  struct text *text = new_text(a->length + b->length);
  memcpy(text->units, a->units, 2 * (size_t)a->length);
  memcpy(text->units + a->length, b->units, 2 * (size_t)b->length);
  return text;
}
static int32_t length(void *env, void *string) {
  (void)env;
  return ((const struct text *)string)->length;
}
static int32_t char_code_at(void *env, void *string, int32_t index) {
  (void)env;
  return ((const struct text *)string)->units[index];
}

/* A function of the module as an external reference. */
static void *define_function(void *env, wexn_func *func, int32_t variadic) {
  (void)env, (void)variadic;
  return func;
}
/* A JavaScript function: its text, which is "return str;" in all that are called. */
static void *create_function(void *env, void *parameter, void *body) {
  (void)env, (void)parameter;
  return body;
}
static void *call_function(void *env, void *function, void *argument) {
  (void)env;
  (void)function;
  return argument;
}
static void *no_class(void *env, void *name, void *parent, wexn_func *constructor) {
  (void)env, (void)name, (void)parent, (void)constructor;
  return NULL;
}
static void no_method(void *env, void *class_, void *name, wexn_func *func, int32_t variadic) {
  (void)env, (void)class_, (void)name, (void)func, (void)variadic;
}
static void *no_trace(void *env, void *class_) {
  (void)env, (void)class_;
  return NULL;
}
static void undecorated(void *env, wexn_ref exception) { (void)env, (void)exception; }
static int32_t zero(void *env) {
  (void)env;
  return 0;
}
static int32_t is_undefined(void *env, void *value) {
  (void)env;
  return value == NULL;
}
static double now(void *env) {
  (void)env;
  return 0;
}
static void resized(void *env) { (void)env; }
/* UTF-16 unit by unit; the program prints ASCII. */
static void put(void *env, int32_t unit) {
  (void)env;
  putchar(unit);
}
/* What else is imported says so and ends. */
static void not_here(void *env, wexn_slot *slots) {
  const wexn_import_desc *import = env;
  (void)slots;
  printf("%.*s.%.*s is called\n", (int)import->module.size, import->module.data,
         (int)import->name.size, import->name.data);
  exit(1);
}
/* Stays as long as the store. */
static const char *copy(wexn_name name) {
  char *text = malloc(name.size + 1);
  memcpy(text, name.data, name.size);
  text[name.size] = 0;
  return text;
}
static bool define_others(wexn_store *store) {
  for (uint32_t i = 0; i < java_module.num_imports; ++i) {
    const wexn_import_desc *import = &java_module.imports[i];
    wexn_func *func;
    if (import->type.kind != WEXN_EXTERN_FUNC)
      continue;
    if (wexn_func_new_slots(store, import->type.functype, not_here, (void *)import, &func) !=
            WEXN_OK ||
        wexn_define(store, copy(import->module), copy(import->name), wexn_extern_func(func)) !=
            WEXN_OK)
      return false;
  }
  return true;
}

int main(int argc, char **argv) {
  const wexn_store_config config = {.stress_heap = argc > 1 ? (uint32_t)atoi(argv[1]) : 0};
  wexn_store *store = wexn_store_new(&config);
  java_imports imports;
  java_instance *java;
  memset(&imports, 0, sizeof imports);
  imports.wasm_x3ajs_x2dstring.fromCharCode.fn = from_char_code;
  imports.wasm_x3ajs_x2dstring.concat.fn = concat;
  imports.wasm_x3ajs_x2dstring.length.fn = length;
  imports.wasm_x3ajs_x2dstring.charCodeAt.fn = char_code_at;
  imports.teavmJso.stringBuiltinsSupported.fn = zero;
  imports.teavmJso.createFunction1.fn = create_function;
  imports.teavmJso.callFunction1.fn = call_function;
  imports.teavmJso.createClass.fn = no_class;
  imports.teavmJso.defineFunction.fn = define_function;
  imports.teavmJso.defineStaticMethod.fn = no_method;
  imports.teavmJso.isUndefined.fn = is_undefined;
  imports.teavmDate.currentTimeMillis.fn = now;
  imports.teavmMemory.notifyHeapResized.fn = resized;
  imports.teavm.takeStackTrace.fn = no_trace;
  imports.teavm.decorateException.fn = undecorated;
  imports.teavmConsole.putcharStdout.fn = put;
  if (java_new_env_memory(store, &imports.env.memory) != WEXN_OK ||
      java_new_teavmMemory_heapOffset(store, 256, &imports.teavmMemory.heapOffset) != WEXN_OK ||
      java_new_teavmMemory_maxSize(store, 32 << 20, &imports.teavmMemory.maxSize) != WEXN_OK ||
      !define_others(store) || java_new(store, &imports, NULL, &java) != WEXN_OK) {
    printf("no instance: %s %s\n", wexn_error_message(store), wexn_trap_message(store));
    return 1;
  }
  wexn_slot slots[2];
  memset(slots, 0, sizeof slots);
  wexn_func *run = java_main(java)->value.extern_;
  const wexn_status status = wexn_call(store, run, slots);
  if (status != WEXN_OK)
    printf("main: %d %s %s\n", status, wexn_error_message(store), wexn_trap_message(store));
  wexn_store_delete(store);
  return status != WEXN_OK;
}
