;; Loops of four bytes a round, whose counter comes to its end exactly, or never: then all that lies
;; before the memory's end is written before the trap (wexnc/optimize/range_versions.h).
;; RUN: %every-mode %s

(module
  (memory 1 1)
  (func (export "down") (param $p i32) (param $n i32)
    (loop $next
      (i32.store8 (local.get $p) (local.get $n))
      (i32.store8 offset=1 (local.get $p) (i32.const 1))
      (i32.store8 offset=2 (local.get $p) (i32.const 2))
      (i32.store8 offset=3 (local.get $p) (i32.const 3))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 4))))))
  (func (export "up") (param $p i32) (param $i i32) (param $end i32)
    (loop $next
      (i32.store8 (i32.add (local.get $p) (local.get $i)) (local.get $i))
      (i32.store8 offset=1 (i32.add (local.get $p) (local.get $i)) (i32.const 1))
      (i32.store8 offset=2 (i32.add (local.get $p) (local.get $i)) (i32.const 2))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 3))) (local.get $end)))))
  ;; Two exits in one, and the end as a complement.
  (func (export "either") (param $p i32) (param $to i32) (param $bits i64) (result i32)
    (local $i i32)
    (block $out
      (loop $next
        (i32.store16 (local.get $p) (i32.wrap_i64 (local.get $bits)))
        (local.set $p (i32.add (local.get $p) (i32.const 2)))
        (br_if $out (i32.eqz (i32.xor (i32.xor (local.get $i) (local.get $to)) (i32.const -1))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $next (i64.ne (local.tee $bits
          (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1)))) (i64.const 0)))))
    (local.get $i))
  (func (export "read") (param $p i32) (result i32) (i32.load (local.get $p)))
  (func (export "clear") (memory.fill (i32.const 0) (i32.const 0) (i32.const 65536))))

(assert_return (invoke "down" (i32.const 65520) (i32.const 16)))
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x03020104))
(invoke "clear")
(assert_trap (invoke "down" (i32.const 65520) (i32.const 20)) "out of bounds memory access")
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x03020108))
(invoke "clear")
;; Five is none of its numbers: it goes on to the memory's end.
(assert_trap (invoke "down" (i32.const 65496) (i32.const 5)) "out of bounds memory access")
(assert_return (invoke "read" (i32.const 65496)) (i32.const 0x03020105))
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x030201e1))
(invoke "clear")
(assert_trap (invoke "down" (i32.const 65496) (i32.const 0)) "out of bounds memory access")
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x030201dc))
(invoke "clear")
(assert_return (invoke "up" (i32.const 65500) (i32.const 0) (i32.const 36)))
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x02012102))
(invoke "clear")
(assert_trap (invoke "up" (i32.const 65500) (i32.const 0) (i32.const 39)) "out of bounds memory access")
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x02012102))
(invoke "clear")
(assert_trap (invoke "up" (i32.const 65500) (i32.const 0) (i32.const 31)) "out of bounds memory access")
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x02012102))
;; By a multiple over the end of all numbers.
(assert_return (invoke "up" (i32.const 100) (i32.const -6) (i32.const 3)))
(assert_return (invoke "read" (i32.const 94)) (i32.const 0xfd0201fa))
(assert_return (invoke "read" (i32.const 99)) (i32.const 0x02010002))
(invoke "clear")
(assert_return (invoke "either" (i32.const 65528) (i32.const -4) (i64.const 0x1ff)) (i32.const 3))
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x01f801fc))
(assert_return (invoke "either" (i32.const 65532) (i32.const -100) (i64.const 3)) (i32.const 2))
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x00020003))
(assert_trap (invoke "either" (i32.const 65532) (i32.const -100) (i64.const 0xff)) "out of bounds memory access")
(assert_return (invoke "read" (i32.const 65532)) (i32.const 0x00fe00ff))
