;; Addresses that wrap at 32 bits when they are shifted or multiplied, by the size of the access or not: what is accessed is at the
;; wrapped address.
;; RUN: wexn-spec -O 0 %s
;; RUN: wexn-spec -O 0 --bounds=software %s
;; RUN: wexn-spec -O 2 %s
;; RUN: wexn-spec -O 0 --target=aarch64-linux-gnu %s
;; RUN: wexn-spec -O 0 --bounds=software --target=aarch64-linux-gnu %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
  (memory 1)
  (data (i32.const 0) "\01\02\03\04\05\06\07\08\09\0a\0b\0c\0d\0e\0f\10")
  (func (export "load8") (param i32) (result i32) (i32.load8_u (i32.shl (local.get 0) (i32.const 1))))
  (func (export "load16") (param i32) (result i32) (i32.load16_u (i32.shl (local.get 0) (i32.const 1))))
  (func (export "load32") (param i32) (result i32) (i32.load (i32.shl (local.get 0) (i32.const 2))))
  (func (export "load64") (param i32) (result i64) (i64.load (i32.shl (local.get 0) (i32.const 3))))
  (func (export "load128") (param i32) (result i64) (i64x2.extract_lane 0 (v128.load (i32.shl (local.get 0) (i32.const 4)))))
  (func (export "times4") (param i32) (result i32) (i32.load (i32.mul (local.get 0) (i32.const 4))))
  (func (export "store32") (param i32 i32) (i32.store (i32.shl (local.get 0) (i32.const 2)) (local.get 1)))
  (func (export "store64") (param i32 i64) (i64.store (i32.mul (local.get 0) (i32.const 8)) (local.get 1)))
  (func (export "float") (param i32) (result f32) (f32.load (i32.shl (local.get 0) (i32.const 2)))))
(assert_return (invoke "load8" (i32.const 0x80000001)) (i32.const 3))
(assert_return (invoke "load16" (i32.const 0x80000001)) (i32.const 0x0403))
(assert_return (invoke "load32" (i32.const 0x40000001)) (i32.const 0x08070605))
(assert_return (invoke "load32" (i32.const 0xc0000002)) (i32.const 0x0c0b0a09))
(assert_trap (invoke "load32" (i32.const 0xfffffffe)) "out of bounds memory access")
(assert_return (invoke "load64" (i32.const 0x20000001)) (i64.const 0x100f0e0d0c0b0a09))
(assert_return (invoke "load128" (i32.const 0x10000000)) (i64.const 0x0807060504030201))
(assert_return (invoke "times4" (i32.const 0x40000001)) (i32.const 0x08070605))
(invoke "store32" (i32.const 0x80000001) (i32.const 0x3f800000))
(assert_return (invoke "load32" (i32.const 1)) (i32.const 0x3f800000))
(assert_return (invoke "float" (i32.const 0xc0000001)) (f32.const 1))
(invoke "store64" (i32.const 0xe0000001) (i64.const -2))
(assert_return (invoke "load64" (i32.const 1)) (i64.const -2))
