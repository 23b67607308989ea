;; Loops that begin one behind the other, and a switch that goes back to them: a case that never comes would
;; set what the switch asks for to a constant (wexnc/optimize/switch_conditions.h).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O z --target=aarch64-linux-gnu %s
(module
  (global $g (mut i32) (i32.const 0))
  (func (export "large") (param $n i32) (result i32) (local $s i32)
    (local.set $s (i32.const 187))
    (block $out
      (loop $outer (loop $middle (loop $inner
        (block $reset
          (br_table $inner $middle $reset $out (local.get $s)))
        (local.set $s (i32.const 0))
        (br $outer)))))
    (local.get $n))
  (func (export "negative") (param $n i32) (result i32) (local $s i32)
    (local.set $s (i32.const -37))
    (block $out
      (loop $outer (loop $second (loop $third
        (global.set $g (i32.add (global.get $g) (i32.const 7)))
        (loop $inner
          (block $reset
            (br_table $second $second $third $reset $third $outer $out (local.get $s)))
          (local.set $s (i32.const 0))
          (br $outer))))))
    (i32.add (local.get $n) (local.get $s)))
)
(assert_return (invoke "large" (i32.const 7)) (i32.const 7))
(assert_return (invoke "negative" (i32.const 7)) (i32.const -30))
