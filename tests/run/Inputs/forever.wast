;; A command that never ends; those after it are not reached.
(module (func (export "forever") (loop $l (br $l))) (func (export "f")))
(assert_return (invoke "f"))
(assert_return (invoke "forever"))
(assert_return (invoke "f"))
