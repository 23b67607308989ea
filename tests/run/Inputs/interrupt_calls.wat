;; Loops until word 0 is set; word 4 says that they have begun.
(module
  (import "env" "host" (func $host))
  (memory (export "memory") 1 1 shared)
  (func (export "hosts")
    (i32.atomic.store (i32.const 4) (i32.const 1))
    (loop (call $host) (br_if 0 (i32.eqz (i32.atomic.load (i32.const 0))))))
  (func (export "grows")
    (i32.atomic.store (i32.const 4) (i32.const 1))
    (loop (drop (memory.grow (i32.const 0))) (br_if 0 (i32.eqz (i32.atomic.load (i32.const 0))))))
  (func (export "waits")
    (i32.atomic.store (i32.const 4) (i32.const 1))
    (loop (drop (memory.atomic.wait32 (i32.const 8) (i32.const 5) (i64.const -1))) (br_if 0 (i32.eqz (i32.atomic.load (i32.const 0)))))))
