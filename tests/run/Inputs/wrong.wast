;; Expectations that do not hold.
(module
  (func (export "f") (result i32) (i32.const 1))
  (func (export "forever") (loop $l (br $l))))
(assert_return (invoke "f") (i32.const 2))
(assert_return (invoke "f") (i32.const 1))
(assert_return (invoke "f") (i64.const 1))
(assert_trap (invoke "f") "unreachable")
(assert_return (invoke "g"))
(assert_invalid (module (func)) "type mismatch")
(assert_unlinkable (module (func)) "unknown import")
(module (func (result i32)))
(module (func (import "nowhere" "f")))
