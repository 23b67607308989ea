;; A collection with much to mark: a list, and an array of pairs of objects, some wide, the last made first. Three of four that were made
;; went, so that there is room between them. `meanwhile` lets the host interrupt, and makes rubbish then.
(module
  (import "env" "interrupt" (func $interrupt))
  (type $node (sub (struct (field (mut (ref null $node))) (field i32))))
  (type $wide (sub $node (struct (field (mut (ref null $node))) (field i32) (field i64) (field i64) (field i64))))
  (type $nodes (array (mut (ref null $node))))
  (global $list (mut (ref null $node)) (ref.null $node))
  (global $all (mut (ref null $nodes)) (ref.null $nodes))
  (global $last (mut (ref null $node)) (ref.null $node))
  (func $pair (param $n i32) (result (ref $node)) (local $other (ref $node))
    (local.set $other (struct.new $node (ref.null $node) (local.get $n)))
    (if (result (ref $node)) (i32.and (local.get $n) (i32.const 4))
      (then (struct.new $node (local.get $other) (i32.const 0)))
      (else (struct.new $wide (local.get $other) (i32.const 0) (i64.const -1) (i64.const -1) (i64.const -1)))))
  (func $churn (export "churn") (param $n i32)
    (loop
      (global.set $last (call $pair (local.get $n)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "build") (param $n i32) (local $i i32) (local $p (ref null $node))
    (global.set $list (ref.null $node))
    (global.set $all (array.new_default $nodes (local.get $n)))
    (loop
      (global.set $list (struct.new $node (global.get $list) (local.get $i)))
      (array.set $nodes (global.get $all) (i32.sub (i32.sub (local.get $n) (local.get $i)) (i32.const 1)) (call $pair (local.get $i)))
      (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    ;; Each fourth stays.
    (local.set $p (global.get $list))
    (loop
      (local.set $i (i32.sub (local.get $i) (i32.const 4)))
      (array.set $nodes (global.get $all) (i32.sub (i32.sub (local.get $n) (local.get $i)) (i32.const 2)) (ref.null $node))
      (array.set $nodes (global.get $all) (i32.sub (i32.sub (local.get $n) (local.get $i)) (i32.const 3)) (ref.null $node))
      (array.set $nodes (global.get $all) (i32.sub (i32.sub (local.get $n) (local.get $i)) (i32.const 4)) (ref.null $node))
      (struct.set $node 0 (local.get $p) (struct.get $node 0 (struct.get $node 0 (struct.get $node 0 (struct.get $node 0 (local.get $p))))))
      (local.set $p (struct.get $node 0 (local.get $p)))
      (br_if 0 (local.get $i))))
  (func (export "meanwhile") (param $n i32) (call $interrupt) (call $churn (local.get $n)))
  ;; Of the numbers in the list, each more by 3 than the one in the array.
  (func (export "sum") (result i64) (local $p (ref null $node)) (local $s i64) (local $i i32)
    (local.set $p (global.get $list))
    (loop
      (if (i32.ne (struct.get $node 1 (local.get $p)) (i32.add (i32.const 3)
        (struct.get $node 1 (struct.get $node 0 (array.get $nodes (global.get $all) (i32.add (i32.const 3) (local.get $i)))))))
        (then (return (i64.const -1))))
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (struct.get $node 1 (local.get $p)))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (local.set $p (struct.get $node 0 (local.get $p)))
      (br_if 0 (i32.eqz (ref.is_null (local.get $p)))))
    (local.get $s)))
