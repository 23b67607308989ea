;; Frames of several kinds on the way from the host and back to it: callee-saved registers, a tail call
;; with more arguments than its caller has, a try, and a host function below.
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (tag $e (param i32))
  (table (export "table") 3 funcref) ;; others may write it: calls through it stay indirect
  (elem (i32.const 0) $fail $quiet)
  (func $fail (param i32) (throw $e (local.get 0)))
  (func $quiet (param i32) (drop (call $yield)))
  (func $try (param i32) (result i32)
    (block $h (result i32)
      (try_table (catch $e $h) (call_indirect (param i32) (local.get 0) (local.get 0)))
      (i32.const 7)))
  (func $many (param i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i32)
    (i32.add (i32.wrap_i64 (i64.mul (local.get 0) (local.get 8)))
      (i32.mul (call_indirect (param i32) (result i32) (i32.const 1) (i32.const 2)) (i32.wrap_i64 (local.get 7)))))
  (elem (i32.const 2) $try)
  (func $tail (param i64) (result i32)
    (return_call $many (local.get 0) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
      (i64.const 6) (i64.const 7) (i64.const 8)))
  (func (export "run") (param i64) (result i32) (i32.add (call $tail (local.get 0)) (call $try (i32.const 0)))))
