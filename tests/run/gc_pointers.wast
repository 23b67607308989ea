;; What a loop holds over an allocation lies in its array, however far from there the loop begins: an array that only a pointer of
;; the loop keeps is not collected.
;; RUN: wexn-spec -O 2 --stress-heap %s
;; RUN: wexn-spec -O s --stress-heap %s
;; RUN: wexn-spec -O 2 --stress-heap --target=aarch64-linux-gnu %s
;; RUN: wexn-spec -O s --stress-heap --target=aarch64-linux-gnu %s
(module
  (type $a (array (mut i32)))
  (type $s (struct (field i32) (field (ref null $a))))
  (global $keep (mut (ref null $s)) (ref.null $s))
  (func $mk (param $n i32) (result (ref $a)) (array.new $a (i32.const 7) (local.get $n)))
  (func $f (param $a (ref $a)) (param $n i32) (result i32) (local $i i32) (local $s i32)
    (loop $l
      (global.set $keep (struct.new $s (local.get $i) (array.new $a (local.get $i) (i32.const 50))))
      (if (i32.ge_s (local.get $i) (i32.const 1000))
        (then (local.set $s (i32.add (local.get $s) (array.get $a (local.get $a) (i32.sub (local.get $i) (i32.const 1000)))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $l (i32.lt_s (local.get $i) (local.get $n))))
    (local.get $s))
  (func $g (param $a (ref $a)) (param $n i32) (result i32) (local $i i32) (local $s i32)
    (local.set $n (i32.and (local.get $n) (i32.const 0xffff)))
    (local.set $i (i32.const 1))
    (loop $l
      (global.set $keep (struct.new $s (local.get $i) (array.new $a (local.get $i) (i32.const 50))))
      (if (i32.ge_u (local.get $i) (i32.const 1000))
        (then (local.set $s (i32.add (local.get $s) (array.get $a (local.get $a) (i32.sub (local.get $i) (i32.const 1000)))))))
      (if (i32.lt_u (local.get $i) (i32.const 50))
        (then (local.set $s (i32.add (local.get $s) (array.get $a (local.get $a) (i32.sub (i32.const 49) (local.get $i)))))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $s))
  (func $h (param $a (ref $a)) (param $n i32) (result i32) (local $i i64) (local $s i32)
    (loop $l
      (global.set $keep (struct.new $s (i32.wrap_i64 (local.get $i)) (array.new $a (i32.wrap_i64 (local.get $i)) (i32.const 50))))
      (if (i64.ge_u (local.get $i) (i64.const 1000))
        (then (local.set $s (i32.add (local.get $s) (array.get $a (local.get $a) (i32.wrap_i64 (i64.sub (local.get $i) (i64.const 1000))))))))
      (local.set $i (i64.add (local.get $i) (i64.const 1)))
      (br_if $l (i64.lt_u (local.get $i) (i64.extend_i32_u (local.get $n)))))
    (local.get $s))
  (func $down (param $a (ref $a)) (param $n i32) (result i32) (local $i i32) (local $s i32)
    (local.set $i (i32.const 5000))
    (loop $l
      (global.set $keep (struct.new $s (local.get $i) (array.new $a (local.get $i) (i32.const 50))))
      (if (i32.lt_u (local.get $i) (array.len (local.get $a)))
        (then (local.set $s (i32.add (local.get $s) (array.get $a (local.get $a) (local.get $i))))))
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (br_if $l (i32.ne (local.get $i) (i32.const 0))))
    (local.get $s))
  (func (export "f") (param i32 i32) (result i32) (call $f (call $mk (local.get 0)) (local.get 1)))
  (func (export "g") (param i32 i32) (result i32) (call $g (call $mk (local.get 0)) (local.get 1)))
  (func (export "h") (param i32 i32) (result i32) (call $h (call $mk (local.get 0)) (local.get 1)))
  (func (export "down") (param i32 i32) (result i32) (call $down (call $mk (local.get 0)) (local.get 1))))
(assert_return (invoke "f" (i32.const 50) (i32.const 1050)) (i32.const 350))
(assert_return (invoke "g" (i32.const 50) (i32.const 1050)) (i32.const 693))
(assert_return (invoke "h" (i32.const 50) (i32.const 1050)) (i32.const 350))
(assert_return (invoke "down" (i32.const 50) (i32.const 1050)) (i32.const 343))
