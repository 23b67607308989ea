;; x86: a vector that is loaded right behind a store to a part of it, and stored where a guarded memory ends, is not copied in
;; pieces: what traps has written nothing.
;; RUN: %every-mode %s
;; RUN: %if x86-64 %{ wexn-spec -O 2 -mcpu=x86-64-v3 %s %}
(module
 (memory 1)
 (func (export "copy") (param i32)
  (i32.store (i32.const 65512) (local.get 0))
  (v128.store (i32.const 65528) (v128.load (i32.const 65512))))
 (func (export "at") (param i32) (result i64) (i64.load (local.get 0))))
(assert_trap (invoke "copy" (i32.const 9)) "out of bounds memory access")
(assert_return (invoke "at" (i32.const 65512)) (i64.const 9))
(assert_return (invoke "at" (i32.const 65528)) (i64.const 0))
