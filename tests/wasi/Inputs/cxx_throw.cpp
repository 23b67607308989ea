// What throws in C++ for wasm32 where the libraries have no exceptions: objects in the layout of libc++abi, with the types
// that the compiler made. Nothing catches here; frames with destructors are passed as usual.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <typeinfo>

extern "C" {
struct Thrown { // in front of the object, 80 bytes in all
  const std::type_info *type;
  uint32_t others[11];
  uint64_t language;
  uint32_t unwinder[6];
};
void *__cxa_allocate_exception(size_t size) {
  return static_cast<char *>(std::calloc(1, sizeof(Thrown) + size)) + sizeof(Thrown);
}
void __cxa_free_exception(void *) {}
[[noreturn]] void __cxa_throw(void *object, std::type_info *type, void *(*)(void *)) {
  auto *thrown = reinterpret_cast<Thrown *>(static_cast<char *>(object) - sizeof(Thrown));
  thrown->type = type;
  thrown->language = 0x434c4e47432b2b00; // "CLNGC++"
  __builtin_wasm_throw(0, &thrown->language);
}
// Landing pads ask these; only those of destructors are there.
int _Unwind_CallPersonality(void *) { return 0; }
struct { uint32_t lpad_index; const void *lsda; uint32_t selector; } __wasm_lpad_context;
void *__cxa_begin_catch(void *) { return nullptr; }
void __cxa_end_catch() {}
int __gxx_wasm_personality_v0(...) { return 0; }
}
