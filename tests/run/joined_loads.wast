;; Loads that lie side by side are not made one where the first of them is, before the addresses of the others are checked: with
;; software bounds that would read what is behind the memory, with guarded memories trap before what comes between them.
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
;; RUN: wexn-spec -O 2 --bounds=software --target=aarch64-linux-gnu %s
(module
 (memory 1 3)
 (global $g (mut i32) (i32.const 0))
 (func (export "global") (result i32) (global.get $g))
 (func (export "two") (param i32) (result i32)
  (local $low i32)
  (local.set $low (i32.load8_u (local.get 0)))
  (global.set $g (i32.const 7))
  (i32.or (local.get $low) (i32.shl (i32.load8_u offset=1 (local.get 0)) (i32.const 8))))
 (func (export "halves") (param i32) (result i64)
  (local $low i64)
  (local.set $low (i64.load32_u (local.get 0)))
  (global.set $g (i32.const 8))
  (i64.or (local.get $low) (i64.shl (i64.load32_u offset=4 (local.get 0)) (i64.const 32)))))
(assert_trap (invoke "two" (i32.const 65535)) "out of bounds memory access")
(assert_return (invoke "global") (i32.const 7))
(assert_trap (invoke "halves" (i32.const 65532)) "out of bounds memory access")
(assert_return (invoke "global") (i32.const 8))
(assert_return (invoke "halves" (i32.const 65528)) (i64.const 0))
(module
 (memory i64 1 3)
 (global $g (mut i32) (i32.const 0))
 (func (export "global") (result i32) (global.get $g))
 (func (export "eight") (param i64) (result i64)
  (local $low i64)
  (local.set $low (i64.load16_u (local.get 0)))
  (global.set $g (i32.const 9))
  (i64.or (i64.or (local.get $low) (i64.shl (i64.load16_u offset=2 (local.get 0)) (i64.const 16)))
   (i64.or (i64.shl (i64.load16_u offset=4 (local.get 0)) (i64.const 32))
    (i64.shl (i64.load16_u offset=6 (local.get 0)) (i64.const 48))))))
(assert_trap (invoke "eight" (i64.const 65534)) "out of bounds memory access")
(assert_return (invoke "global") (i32.const 9))
(assert_return (invoke "eight" (i64.const 65528)) (i64.const 0))
