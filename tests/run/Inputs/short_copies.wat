;; A short way for the functions that copy and fill, and for no other.

(module
  (memory 1)
  ;; CHECK: define internal {{.*}}.copy.rest(
  (func $copy (export "copy") (param $d i32) (param $s i32) (param $n i32)
    (loop $l
      (if (local.get $n) (then
        (i32.store8 (local.get $d) (i32.load8_u (local.get $s)))
        (local.set $d (i32.add (local.get $d) (i32.const 1)))
        (local.set $s (i32.add (local.get $s) (i32.const 1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $l)))))
  ;; CHECK: define internal {{.*}}.fill.rest(
  (func $fill (export "fill") (param $d i32) (param $c i32) (param $n i32) (result i32) (local $t i32)
    (local.set $t (local.get $d))
    (loop $l
      (if (local.get $n) (then
        (i32.store8 (local.get $t) (local.get $c))
        (local.set $t (i32.add (local.get $t) (i32.const 1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $l))))
    (local.get $d))
  ;; CHECK: define internal {{.*}}.other(
  ;; CHECK-NOT: other.rest
  (func $other (export "other") (param $d i32) (param $s i32) (param $n i32)
    (loop $l
      (if (local.get $n) (then
        (i32.store8 (local.get $d) (i32.load8_u offset=1 (local.get $s)))
        (local.set $d (i32.add (local.get $d) (i32.const 1)))
        (local.set $s (i32.add (local.get $s) (i32.const 1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $l))))))
