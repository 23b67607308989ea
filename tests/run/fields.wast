;; Some bits of a word, times a power of two, are added or are an index: AArch64 has instructions for that. And tables in loops, behind a
;; constant address.
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
;; RUN: wexn-spec -O 2 --bounds=software --target=aarch64-linux-gnu %s
(module
  (memory 1)
  (data (i32.const 0xffc) "\01\02\03\04\05\06\07\08\09\0a\0b\0c\0d\0e\0f\10")
  (func (export "add") (param $x i32) (param $y i32) (result i32)
    (i32.add (local.get $y) (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0xff0))))
  (func (export "sub") (param $x i32) (param $y i32) (result i32)
    (i32.sub (local.get $y) (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0xff0))))
  (func (export "left") (param $x i32) (param $y i32) (result i32)
    (i32.add (local.get $y) (i32.and (i32.shl (local.get $x) (i32.const 2)) (i32.const 0xff0))))
  (func (export "top") (param $x i32) (param $y i32) (result i32)
    (i32.add (local.get $y) (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0x1ffffff0))))
  (func (export "beyond") (param $x i32) (param $y i32) (result i32)
    (i32.add (local.get $y) (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0x7ffffff0))))
  (func (export "wide") (param $x i64) (param $y i64) (result i64)
    (i64.add (local.get $y) (i64.and (i64.shr_u (local.get $x) (i64.const 3)) (i64.const 0xffffff0))))
  (func (export "extended") (param $x i32) (param $y i64) (result i64)
    (i64.add (local.get $y) (i64.extend_i32_u (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0xff0)))))
  (func (export "both") (param $x i32) (param $y i32) (result i32) (local $f i32)
    (local.set $f (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0xff0)))
    (i32.mul (i32.add (local.get $y) (local.get $f)) (local.get $f)))
  (func (export "load") (param $x i32) (result i32)
    (i32.load offset=0xffc (i32.and (i32.shr_u (local.get $x) (i32.const 5)) (i32.const 0x1fc))))
  ;; The sum of the bytes of a table that a word's bytes choose, 1,020 and more behind the memory's beginning.
  (func (export "sum") (param $x i64) (param $first i32) (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (i32.add (local.get $s)
        (i32.load8_u offset=0xffc (i32.add (local.get $first) (i32.and (i32.wrap_i64 (local.get $x)) (i32.const 255))))))
      (local.set $x (i64.rotr (local.get $x) (i64.const 8)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))

(assert_return (invoke "add" (i32.const 0xffff9234) (i32.const 5)) (i32.const 0x245))
(assert_return (invoke "sub" (i32.const 0xffff9234) (i32.const 5)) (i32.const 0xfffffdc5))
(assert_return (invoke "left" (i32.const 0xffffff37) (i32.const 5)) (i32.const 0xcd5))
(assert_return (invoke "top" (i32.const 0xfffffff9) (i32.const 5)) (i32.const 0x1ffffff5))
(assert_return (invoke "beyond" (i32.const 0xfffffff9) (i32.const 5)) (i32.const 0x1ffffff5))
(assert_return (invoke "wide" (i64.const 0xfedcba9876543210) (i64.const 5)) (i64.const 0xeca8645))
(assert_return (invoke "extended" (i32.const 0xffff9234) (i64.const 0xffffffff)) (i64.const 0x10000023f))
(assert_return (invoke "both" (i32.const 0xffff9234) (i32.const 5)) (i32.const 0x51b40))
(assert_return (invoke "load" (i32.const 0xffffc09f)) (i32.const 0x08070605))
(assert_return (invoke "load" (i32.const 0x0000011f)) (i32.const 0x0c0b0a09))
(assert_return (invoke "sum" (i64.const 0x0706050403020100) (i32.const 0) (i32.const 8)) (i32.const 36))
(assert_return (invoke "sum" (i64.const 0x0706050403020100) (i32.const 8) (i32.const 8)) (i32.const 100))
(assert_trap (invoke "sum" (i64.const 0x0706050403020100) (i32.const -8) (i32.const 9)) "out of bounds memory access")
