;; A module that works for a C program: it calls the program's functions, and both raise exceptions.
(module
  (import "host" "log" (func $log (param i32)))
  ;; The price of an item; throws $unknown_item.
  (import "host" "price" (func $price (param i32) (result i32)))
  (import "host" "unknown_item" (tag $unknown_item (param i32)))

  (memory (export "memory") 1)
  (tag $too_expensive (export "too_expensive") (param i64 i32))
  (global $limit (export "limit") (mut i64) (i64.const 1000))

  (func (export "divide") (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1)))

  (func (export "divide_with_rest") (param i32 i32) (result i32 i32)
    (i32.div_s (local.get 0) (local.get 1))
    (i32.rem_s (local.get 0) (local.get 1)))

  ;; The sum of `count` item numbers' prices; the numbers lie in memory from address 0. Items the
  ;; host does not know cost nothing and are logged. Throws $too_expensive above the limit.
  (func (export "total") (param $count i32) (result i64)
    (local $i i32) (local $sum i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
        (local.set $sum
          (i64.add (local.get $sum)
            (i64.extend_i32_u
              (block $got (result i32)
                (block $unknown (result i32)
                  (br $got
                    (try_table (result i32) (catch $unknown_item $unknown)
                      (call $price (i32.load8_u (local.get $i))))))
                (call $log)
                (i32.const 0)))))
        (if (i64.gt_u (local.get $sum) (global.get $limit))
          (then (throw $too_expensive (local.get $sum) (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (local.get $sum)))
