;; Indices in loops that have fewer bits than their memory's addresses wrap within the memory (wexnc/optimize/range_versions.cpp).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
  (memory 1 3)
  (memory $wide i64 1 3)
  (data (memory $wide) (i64.const 0) "abcdefghijklmnopqrstuvwxyz")
  (data (i32.const 0) "abcdefghijklmnopqrstuvwxyz")
  (func (export "grow") (result i32) (drop (memory.grow $wide (i64.const 2))) (memory.grow (i32.const 2)))
  ;; of 17 bits, which the memory may have more than
  (func (export "masked") (param $p i32) (param $n i32) (result i32)
    (local $s i32)
    (loop $l
      (local.set $s
        (i32.add (i32.mul (local.get $s) (i32.const 31)) (i32.load8_u (i32.and (local.get $p) (i32.const 0x1ffff)))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s))
  (func (export "bytes") (param $p i32) (param $n i32) (result i32)
    (local $s i32)
    (loop $l
      (local.set $s
        (i32.add (i32.mul (local.get $s) (i32.const 31))
          (i32.load8_u $wide (i64.extend_i32_u (i32.and (local.get $p) (i32.const 0x1ffff))))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s))
  (func (export "fill") (param $p i32) (param $n i32)
    (loop $l
      (i32.store (i32.and (local.get $p) (i32.const 0x1fffc)) (local.get $n))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
(assert_trap (invoke "masked" (i32.const 0xffff) (i32.const 2)) "out of bounds memory access")
(assert_return (invoke "grow") (i32.const 1))
(assert_return (invoke "masked" (i32.const 0x20000) (i32.const 2)) (i32.const 3105))
(assert_return (invoke "masked" (i32.const 0x1fffe) (i32.const 4)) (i32.const 3105))
(assert_return (invoke "fill" (i32.const 0x1fff0) (i32.const 6)))
(assert_return (invoke "masked" (i32.const 0) (i32.const 8)) (i32.const 3485650461))
(assert_return (invoke "masked" (i32.const 0x1fffc) (i32.const 1)) (i32.const 3))
(assert_return (invoke "bytes" (i32.const 0x1fffe) (i32.const 4)) (i32.const 3105))
