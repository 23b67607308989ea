;; RUN: %every-mode %s
;; Threads with stores of their own on one memory: what ends code in one of them concerns no other.

(module $Mem
  (memory (export "shared") 1 4 shared)
  (func (export "load") (param i32) (result i32) (i32.atomic.load (local.get 0))))
(register "mem")

;; Faults, explicit traps and exceptions, many times each, while the other thread does the same and the
;; memory grows. A fault in the memory belongs to the thread that runs into it.
(thread $T1 (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 4 shared)
    (tag $e (param i32))
    (func (export "far") (param i32) (result i32) (i32.load (local.get 0)))
    (func (export "far atomic") (param i32) (result i32)
      (i32.atomic.rmw.add (local.get 0) (i32.const 1)))
    (func (export "unaligned") (result i32) (i32.atomic.load (i32.const 2)))
    (func $throw (param i32) (throw $e (local.get 0)))
    (func (export "throws") (result i32) (local $i i32) (local $sum i32)
      (loop $again
        (block $h (result i32)
          (try_table (catch $e $h) (call $throw (local.get $i)))
          (i32.const 0))
        (local.set $sum (i32.add (local.get $sum)))
        (br_if $again (i32.lt_u
          (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
      (local.get $sum))
    (func (export "uncaught") (throw $e (i32.const 1)))
    (func (export "count") (local $i i32)
      (loop $again
        (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1)))
        (br_if $again (i32.lt_u
          (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))))
  (assert_trap (invoke "far" (i32.const 262144)) "out of bounds memory access")
  (assert_trap (invoke "far atomic" (i32.const 0xffff_fffc)) "out of bounds memory access")
  (assert_trap (invoke "unaligned") "unaligned atomic")
  (assert_return (invoke "throws") (i32.const 499500))
  (assert_exception (invoke "uncaught"))
  (assert_trap (invoke "far" (i32.const 262144)) "out of bounds memory access")
  (assert_return (invoke "count")))

(thread $T2 (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 4 shared)
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "size") (result i32) (memory.size))
    (func (export "far") (param i32) (result i32) (i32.load (local.get 0)))
    (func (export "count") (local $i i32)
      (loop $again
        (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1)))
        (br_if $again (i32.lt_u
          (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))))
  (assert_trap (invoke "far" (i32.const 262144)) "out of bounds memory access")
  (assert_return (invoke "grow" (i32.const 1)) (i32.const 1))
  (assert_return (invoke "size") (i32.const 2))
  (assert_return (invoke "far" (i32.const 65536)) (i32.const 0))
  (assert_return (invoke "grow" (i32.const 3)) (i32.const -1))
  (assert_return (invoke "grow" (i32.const 2)) (i32.const 2))
  (assert_trap (invoke "far" (i32.const 262144)) "out of bounds memory access")
  (assert_return (invoke "count")))

(wait $T1)
(wait $T2)
(assert_return (invoke $Mem "load" (i32.const 64)) (i32.const 20000))
;; Also a page that another thread's growth has added.
(assert_return (invoke $Mem "load" (i32.const 262140)) (i32.const 0))
(assert_trap (invoke $Mem "load" (i32.const 262144)) "out of bounds memory access")

;; One waits until the other notifies, 1,000 times in turn: no wake-up is lost and none comes without
;; a reason. The last words of the memory.
(module $Turns
  (memory (export "shared") 1 1 shared))
(register "turns")
(thread $A (shared (module $Turns))
  (register "turns" $Turns)
  (module
    (memory (import "turns" "shared") 1 1 shared)
    (func (export "run") (result i32) (local $turn i32) (local $bad i32)
      (loop $again
        ;; Wait for an even turn.
        (block $mine (loop $wait
          (br_if $mine (i32.eq (i32.atomic.load (i32.const 65532)) (local.get $turn)))
          (local.set $bad (i32.or (local.get $bad)
            (i32.eq (memory.atomic.wait32 (i32.const 65532)
                       (i32.sub (local.get $turn) (i32.const 1)) (i64.const 10_000_000_000))
                    (i32.const 2))))
          (br_if $wait (i32.eqz (local.get $bad)))))
        (i32.atomic.store (i32.const 65532) (i32.add (local.get $turn) (i32.const 1)))
        (drop (memory.atomic.notify (i32.const 65532) (i32.const 1)))
        (br_if $again (i32.lt_u
          (local.tee $turn (i32.add (local.get $turn) (i32.const 2))) (i32.const 2000))))
      (local.get $bad)))
  (assert_return (invoke "run") (i32.const 0)))
(thread $B (shared (module $Turns))
  (register "turns" $Turns)
  (module
    (memory (import "turns" "shared") 1 1 shared)
    (func (export "run") (result i32) (local $turn i32) (local $bad i32)
      (local.set $turn (i32.const 1))
      (loop $again
        (block $mine (loop $wait
          (br_if $mine (i32.eq (i32.atomic.load (i32.const 65532)) (local.get $turn)))
          (local.set $bad (i32.or (local.get $bad)
            (i32.eq (memory.atomic.wait32 (i32.const 65532)
                       (i32.sub (local.get $turn) (i32.const 1)) (i64.const 10_000_000_000))
                    (i32.const 2))))
          (br_if $wait (i32.eqz (local.get $bad)))))
        (i32.atomic.store (i32.const 65532) (i32.add (local.get $turn) (i32.const 1)))
        (drop (memory.atomic.notify (i32.const 65532) (i32.const 1)))
        (br_if $again (i32.lt_u
          (local.tee $turn (i32.add (local.get $turn) (i32.const 2))) (i32.const 2001))))
      (local.get $bad)))
  (assert_return (invoke "run") (i32.const 0)))
(wait $A)
(wait $B)

;; Results of waiting without anybody else, at the ends of the memory.
(module
  (memory 1 1 shared)
  (func (export "wait32") (param i32 i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32) (result i32)
    (memory.atomic.notify (local.get 0) (i32.const -1))))
(assert_return (invoke "wait32" (i32.const 65532) (i32.const 1) (i64.const -1)) (i32.const 1))
(assert_return (invoke "wait32" (i32.const 65532) (i32.const 0) (i64.const 0)) (i32.const 2))
(assert_return (invoke "wait32" (i32.const 65532) (i32.const 0) (i64.const 1000)) (i32.const 2))
(assert_return (invoke "wait64" (i32.const 65528) (i64.const 1) (i64.const -1)) (i32.const 1))
(assert_return (invoke "wait64" (i32.const 65528) (i64.const 0) (i64.const 1000)) (i32.const 2))
;; Only all 64 bits are the value.
(assert_return (invoke "wait64" (i32.const 0) (i64.const 0x1_0000_0000) (i64.const -1)) (i32.const 1))
(assert_return (invoke "notify" (i32.const 65532)) (i32.const 0))
(assert_trap (invoke "wait32" (i32.const 65534) (i32.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "wait32" (i32.const 65536) (i32.const 0) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "wait64" (i32.const 65532) (i64.const 0) (i64.const 0)) "unaligned atomic")
(assert_trap (invoke "wait64" (i32.const 65536) (i64.const 0) (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "notify" (i32.const 65534)) "unaligned atomic")
(assert_trap (invoke "notify" (i32.const 65536)) "out of bounds memory access")
(assert_trap (invoke "notify" (i32.const -4)) "out of bounds memory access")
