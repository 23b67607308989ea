;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
;; Counters as they were before their last step, behind loops that are left before that step, behind it, or by
;; several ways; steps up and down, and a counter that wraps.
(module
  (memory 1)
  (data (i32.const 0) "\01\01\01\01\01\00\02\02")
  (func (export "behind") (param i32) (result i32 i32) (local i32)
    (loop
      (local.set 1 (local.get 0))
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br_if 0 (i32.load8_u (local.get 1))))
    (local.get 1) (local.get 0))
  (func (export "down") (param i32) (result i32 i32) (local i32)
    (loop
      (local.set 1 (local.get 0))
      (local.set 0 (i32.sub (local.get 0) (i32.const 2)))
      (br_if 0 (i32.load8_u (local.get 1))))
    (i32.store8 offset=100 (local.get 1) (i32.const 9))
    (local.get 1) (i32.load8_u offset=102 (local.get 0)))
  (func (export "before") (param i32) (result i32)
    (block
      (loop
        (br_if 1 (i32.eqz (i32.load8_u (local.get 0))))
        (local.set 0 (i32.add (local.get 0) (i32.const 1)))
        (br 0)))
    (local.get 0))
  (func (export "ways") (param i32 i32) (result i32) (local i32)
    (block
      (loop
        (local.set 2 (local.get 0))
        (br_if 1 (i32.eq (i32.load8_u (local.get 0)) (i32.const 2)))
        (local.set 0 (i32.add (local.get 0) (i32.const 3)))
        (br_if 1 (i32.gt_u (local.get 0) (local.get 1)))
        (br_if 0 (i32.load8_u (local.get 2)))))
    (local.get 2))
  (func (export "wraps") (param i32) (result i32 i64) (local i32)
    (loop
      (local.set 1 (local.get 0))
      (local.set 0 (i32.add (local.get 0) (i32.const 0x40000000)))
      (br_if 0 (i32.load8_u (i32.rem_u (local.get 1) (i32.const 7)))))
    (local.get 1) (i64.extend_i32_u (local.get 0))))
(assert_return (invoke "behind" (i32.const 0)) (i32.const 5) (i32.const 6))
(assert_return (invoke "behind" (i32.const 5)) (i32.const 5) (i32.const 6))
(assert_return (invoke "behind" (i32.const 6)) (i32.const 8) (i32.const 9))
(assert_return (invoke "down" (i32.const 7)) (i32.const 5) (i32.const 9))
(assert_return (invoke "down" (i32.const 5)) (i32.const 5) (i32.const 9))
(assert_trap (invoke "down" (i32.const 4)) "out of bounds memory access")
(assert_return (invoke "before" (i32.const 0)) (i32.const 5))
(assert_return (invoke "before" (i32.const 6)) (i32.const 8))
(assert_return (invoke "ways" (i32.const 0) (i32.const 100)) (i32.const 6))
(assert_return (invoke "ways" (i32.const 0) (i32.const 2)) (i32.const 0))
(assert_return (invoke "ways" (i32.const 2) (i32.const 100)) (i32.const 5))
(assert_return (invoke "wraps" (i32.const 3)) (i32.const 0x80000003) (i64.const 0xC0000003))
(assert_return (invoke "wraps" (i32.const 0xC0000002)) (i32.const 0xC0000002) (i64.const 2))
