;; Readings of a sensor, checked and averaged. Bad readings are exceptions: out of range is handled
;; here, a broken sensor is left to the host.
(module
  (import "env" "read" (func $read (param i32) (result i32)))
  (memory (export "memory") 1 1)
  (tag $range (export "range") (param i32 i32))   ;; sensor, reading
  (tag $broken (export "broken") (param i32))     ;; sensor
  (global $dropped (export "dropped") (mut i32) (i32.const 0))

  ;; A reading from 0 to 100.
  (func $checked (param $sensor i32) (result i32)
    (local $value i32)
    (local.set $value (call $read (local.get $sensor)))
    (if (i32.lt_s (local.get $value) (i32.const 0))
      (then (throw $broken (local.get $sensor))))
    (if (i32.gt_s (local.get $value) (i32.const 100))
      (then (throw $range (local.get $sensor) (local.get $value))))
    (local.get $value))

  ;; Takes `count` readings into memory; those out of range are dropped. Returns how many it kept.
  (func $collect (export "collect") (param $sensor i32) (param $count i32) (result i32)
    (local $kept i32)
    (loop $next
      (block $done
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (block $bad (result i32 i32)
          (try_table (catch $range $bad)
            (i32.store (i32.shl (local.get $kept) (i32.const 2)) (call $checked (local.get $sensor))))
          (local.set $kept (i32.add (local.get $kept) (i32.const 1)))
          (br $next))
        (drop)
        (drop)
        (global.set $dropped (i32.add (global.get $dropped) (i32.const 1)))
        (br $next)))
    (local.get $kept))

  ;; Mean of the first `count` readings in memory.
  (func (export "mean") (param $count i32) (result i32)
    (local $i i32) (local $sum i32)
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $count))
        (then
          (local.set $sum (i32.add (local.get $sum) (i32.load (i32.shl (local.get $i) (i32.const 2)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (i32.div_u (local.get $sum) (local.get $count))))
