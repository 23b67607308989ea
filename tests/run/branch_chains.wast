;; Branches to one trap that test for different things do not go over each other (x86, software bounds):
;; a check in a loop compares the other way round.
;; RUN: %every-mode %s
(module
  (memory 1)
  (func (export "store, then walk") (param $p i32) (param $q i32) (result i32)
    (i32.store (local.get $p) (i32.const 7))
    (loop $next
      (local.set $q (i32.load (local.get $q)))
      (br_if $next (i32.load8_u offset=4 (local.get $q))))
    (local.get $q))
  (func (export "walk, then store") (param $p i32) (param $q i32) (result i32)
    (loop $next
      (local.set $q (i32.load (local.get $q)))
      (br_if $next (i32.load8_u offset=4 (local.get $q))))
    (i32.store (local.get $p) (i32.const 8))
    (local.get $q))
  (func (export "set") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "get") (param i32) (result i32) (i32.load (local.get 0))))
(invoke "set" (i32.const 100) (i32.const 200))
(invoke "set" (i32.const 204) (i32.const 1))
(invoke "set" (i32.const 200) (i32.const 300))
(assert_return (invoke "store, then walk" (i32.const 65532) (i32.const 100)) (i32.const 300))
(assert_trap (invoke "store, then walk" (i32.const 65533) (i32.const 100)) "out of bounds memory access")
(assert_trap (invoke "store, then walk" (i32.const -1) (i32.const 100)) "out of bounds memory access")
(assert_trap (invoke "store, then walk" (i32.const 16) (i32.const 65533)) "out of bounds memory access")
(assert_return (invoke "get" (i32.const 16)) (i32.const 7))
(assert_return (invoke "walk, then store" (i32.const 65532) (i32.const 100)) (i32.const 300))
(assert_trap (invoke "walk, then store" (i32.const 65533) (i32.const 100)) "out of bounds memory access")
(invoke "set" (i32.const 200) (i32.const 0x7fffffff))
(assert_trap (invoke "walk, then store" (i32.const 32) (i32.const 100)) "out of bounds memory access")
(assert_return (invoke "get" (i32.const 32)) (i32.const 0))
