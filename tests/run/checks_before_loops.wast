;; At -O3, a loop is not divided by what a load in its header has: the load would be made in front of the loop, too, before its
;; address is compared, and read what is outside of the memory.
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 3 --target=aarch64-linux-gnu %s
(module
 (memory i64 1 3)
 (data (i64.const 0) "\01")
 (func (export "grow64") (param $q i64) (param $n i32)
  (local $end i64)
  (local.set $end (i64.add (local.get $q) (i64.mul (i64.extend_i32_u (local.get $n)) (i64.const 4))))
  (if (local.get $n) (then
   (loop $l
    (if (i32.lt_s (i32.load (local.get $q)) (i32.const 68)) (then (drop (memory.grow (i64.const 1)))))
    (br_if $l (i64.lt_u (local.get $q) (local.get $end))))))))
(assert_trap (invoke "grow64" (i64.const 0xffffffffffffffe8) (i32.const 15)) "out of bounds memory access")
(assert_trap (invoke "grow64" (i64.const 0x7fffffffffffffff) (i32.const 15)) "out of bounds memory access")
(assert_return (invoke "grow64" (i64.const 8) (i32.const 0)))
(module
 (memory 1 3)
 (data (i32.const 0) "\01")
 (func (export "grow32") (param $q i32) (param $n i32)
  (local $end i32)
  (local.set $end (i32.add (local.get $q) (i32.mul (local.get $n) (i32.const 4))))
  (if (local.get $n) (then
   (loop $l
    (if (i32.lt_s (i32.load offset=0x7fffffff (local.get $q)) (i32.const 68)) (then (drop (memory.grow (i32.const 1)))))
    (br_if $l (i32.lt_u (local.get $q) (local.get $end))))))))
(assert_trap (invoke "grow32" (i32.const 0xffff0000) (i32.const 15)) "out of bounds memory access")
(assert_return (invoke "grow32" (i32.const 8) (i32.const 0)))
