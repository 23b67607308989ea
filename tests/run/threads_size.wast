;; RUN: %every-mode %s
;; A thread that waits for another one to let the memory grow asks for its size again each time.

(module $Mem (memory (export "shared") 1 2 shared))
(register "mem")

(thread $T1 (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 2 shared)
    (func (export "wait") (result i32)
      (i32.atomic.store (i32.const 0) (i32.const 1))
      (loop $again (br_if $again (i32.eq (memory.size) (i32.const 1))))
      (i32.add (memory.size) (i32.load (i32.const 65536)))))
  (assert_return (invoke "wait") (i32.const 2)))

(thread $T2 (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 2 shared)
    (func (export "grow") (result i32) (local $i i32)
      (loop $again (br_if $again (i32.eqz (i32.atomic.load (i32.const 0)))))
      ;; By now the other one is in its loop, or will be soon.
      (loop $more
        (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
        (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3000000))))
      (memory.grow (i32.const 1))))
  (assert_return (invoke "grow") (i32.const 1)))

(wait $T1)
(wait $T2)
