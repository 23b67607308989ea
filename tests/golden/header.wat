;; The C header: types, names that C cannot have, imports of all kinds, several imports of one name.
;; RUN: wexnc %s -n lib -o %t.o --header=%t.h
;; RUN: FileCheck %s < %t.h
;; RUN: printf '#include "%t.h"\nint main(void) { return 0; }\n' > %t.c
;; RUN: cc -std=c11 -Wall -Wextra -pedantic -Werror -isystem $(wexnc --print-sysroot)/include -fsyntax-only %t.c
;; RUN: clang-19 -std=c11 -Wall -Wextra -pedantic -Werror -isystem $(wexnc --print-sysroot)/include -fsyntax-only %t.c
;; RUN: c++ -x c++ -std=c++20 -Wall -Wextra -pedantic -Werror -isystem $(wexnc --print-sysroot)/include -fsyntax-only %t.c
;; RUN: clang++-19 -x c++ -std=c++20 -Wall -Wextra -pedantic -Werror -isystem $(wexnc --print-sysroot)/include -fsyntax-only %t.c
(module
  (import "env" "new" (func (param i32 f64) (result i64)))
  (import "env" "two" (func (result i32 f32)))
  (import "env" "new" (func (param i32 f64) (result i64)))
  (import "env" "new" (func (param v128)))
  (import "a.b" "memory" (memory 1))
  (import "a.b" "table" (table 1 funcref))
  (import "a.b" "global" (global (mut externref)))
  (import "a.b" "tag" (tag (param i32)))
  (func (export "add") (param i32 i64 f32 f64) (result f64) (local.get 3))
  (func (export "swap") (param funcref externref) (result externref funcref) (local.get 1) (local.get 0))
  (func (export "module") (param v128 exnref))
  (func (export "comment */ end"))
  (export "mem" (memory 0))
  (global (export "g") i32 (i32.const 1)))

;; CHECK: #ifndef WEXN_MODULE_lib_H
;; CHECK: typedef int64_t wexn_v128 __attribute__((vector_size(16)));
;; CHECK: extern const wexn_module_image lib_module;
;; CHECK: typedef struct lib_instance {
;; CHECK-NEXT: unsigned char bytes[[[#]]];
;; CHECK-NEXT: } __attribute__((aligned(16))) lib_instance;

;; CHECK: typedef struct lib_imports {
;; CHECK-NEXT: struct {
;; CHECK: int64_t (*fn)(void *env, int32_t p0, double p1);
;; CHECK-NEXT: void *env;
;; CHECK-NEXT: wexn_func *func;
;; CHECK-NEXT: } _x6eew;
;; CHECK: void (*fn)(void *env, int32_t *r0, float *r1);
;; CHECK: } two;
;; CHECK: void (*fn)(void *env, wexn_v128 p0);
;; CHECK: } _x6eew_2;
;; CHECK-NEXT: } env;
;; CHECK-NEXT: struct {
;; CHECK-NEXT: wexn_memory *memory;
;; CHECK-NEXT: wexn_table *table;
;; CHECK-NEXT: wexn_global *global;
;; CHECK-NEXT: wexn_tag *tag;
;; CHECK-NEXT: } a_x2eb;
;; CHECK-NEXT: } lib_imports;

;; CHECK: case 0:
;; CHECK-NEXT: case 2:
;; CHECK: static inline wexn_status lib_new(wexn_store *store, const lib_imports *imports, lib_instance *storage,

;; CHECK: wexn_status lib_add(lib_instance *instance, int32_t p0, int64_t p1, float p2, double p3, double *r0);
;; CHECK: wexn_status lib_swap(lib_instance *instance, wexn_func *p0, void *p1, void **r0, wexn_func **r1);
;; CHECK: wexn_status lib__x6dodule(lib_instance *instance, wexn_v128 p0, wexn_ref p1);
;; CHECK: /* "comment *%2f end" (func) */
;; CHECK-NEXT: wexn_status lib_comment_x20_x2a_x2f_x20end(lib_instance *instance);
;; CHECK: static inline wexn_memory *lib_mem(lib_instance *instance) {
;; CHECK: static inline wexn_global *lib_g(lib_instance *instance) {
