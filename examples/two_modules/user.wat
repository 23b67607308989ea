;; Uses a counter through all kinds of imports.
(module
  (type $unary (func (param i32) (result i32)))
  (import "counter" "next" (func $next (result i32)))
  (import "counter" "memory" (memory 1))
  (import "counter" "table" (table $table 2 funcref))
  (import "counter" "count" (global $count (mut i32)))
  (import "counter" "exhausted" (tag $exhausted (param i32)))
  (elem (table $table) (i32.const 1) func $scaled)

  (func $scaled (type $unary) (i32.mul (local.get 0) (global.get $count)))

  ;; The next number as memory has it, or -1 when the counter throws.
  (func (export "next_or_minus_one") (result i32)
    (block $none (result i32)
      (try_table (catch $exhausted $none)
        (drop (call $next)))
      (return (i32.load (i32.const 16))))
    (drop)
    (i32.const -1))

  (func (export "reset") (global.set $count (i32.const 0))))
