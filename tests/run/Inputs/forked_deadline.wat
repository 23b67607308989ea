(module
  (import "env" "fork" (func $fork))
  (func $spin (export "spin") (loop (br 0)))
  (func (export "fork_and_spin") (call $fork) (call $spin))
  (func (export "leaf")))
