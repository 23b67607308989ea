;; How often this loop runs before a check fails is a quotient of more than 64 bits to LLVM; there is no
;; library that would divide them.
;; RUN: wexn-spec -O s --bounds=software %s
;; RUN: wexn-spec -O 2 --bounds=software %s
;; RUN: wexn-spec -O z --bounds=software %s
;; RUN: wexn-spec -O z --target=aarch64-linux-gnu --bounds=software %s
(module
  (memory i64 1 4)
  (func (export "sum") (param $p i64) (param $n i32) (result i32) (local $t i32) (local $sum i32)
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (local.set $sum (i32.add (local.get $sum) (i32.load offset=4 (local.get $p))))
      (local.set $sum (i32.add (local.get $sum) (i32.load offset=8 (local.get $p))))
      (local.set $p (i64.add (local.get $p) (i64.const 12)))
      (local.set $t (i32.add (local.get $t) (i32.const 3)))
      (br_if $l (i32.lt_u (local.get $t) (i32.and (local.get $n) (i32.const 65520)))))
    (local.get $sum))
  (data (memory 0) (i64.const 65500)
    "\01\00\00\00\02\00\00\00\03\00\00\00\04\00\00\00\05\00\00\00\06\00\00\00\07\00\00\00\08\00\00\00"))
(assert_return (invoke "sum" (i64.const 65500) (i32.const 0)) (i32.const 6))
(assert_return (invoke "sum" (i64.const 65440) (i32.const 16)) (i32.const 6))
(assert_return (invoke "sum" (i64.const 65464) (i32.const 16)) (i32.const 36))
(assert_trap (invoke "sum" (i64.const 65480) (i32.const 16)) "out of bounds memory access")
(assert_trap (invoke "sum" (i64.const 65525) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "sum" (i64.const -4) (i32.const 0)) "out of bounds memory access")
(assert_trap (invoke "sum" (i64.const -24) (i32.const 16)) "out of bounds memory access")
