(module
  (rec (type $node (struct (field $next (mut (ref null $node))) (field $v (mut i32)) (field $e (mut exnref)))))
  (type $bytes (array (mut i8)))
  (type $leaf (sub final (struct (field i8) (field (ref null $bytes)))))
  (type $anys (array (mut anyref)))
  (import "host" "call" (func $call (param anyref) (result anyref)))
  (tag $t (param (ref null $node)))
  (global $keep (export "keep") (mut (ref null $node)) (ref.null $node))
  (global (export "any") (mut anyref) (ref.null any))

  (func (export "types") (param (ref null $node) (ref null $bytes) (ref null $leaf) (ref null $anys)))
  ;; Garbage of `count` arrays of `size` bytes; the last one's length.
  (func (export "churn") (param $count i32) (param $size i32) (result i32)
    (local $a (ref null $bytes))
    (loop $l
      (local.set $a (array.new $bytes (i32.const 1) (local.get $size)))
      (br_if $l (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (array.len (local.get $a)))
  ;; A list of n nodes, kept in a global; then its length.
  (func (export "list") (param $n i32)
    (global.set $keep (ref.null $node))
    (loop $l
      (global.set $keep (struct.new $node (global.get $keep) (local.get $n) (ref.null exn)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "length") (result i32) (local $n i32) (local $at (ref null $node))
    (local.set $at (global.get $keep))
    (block $end (loop $l
      (br_if $end (ref.is_null (local.get $at)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (local.set $at (struct.get $node $next (local.get $at)))
      (br $l)))
    (local.get $n))
  (func (export "drop") (global.set $keep (ref.null $node)))
  ;; n cycles of a node and an exception that holds it.
  (func $throw (param (ref null $node)) (throw $t (local.get 0)))
  (func (export "cycles") (param $n i32) (local $node (ref null $node))
    (loop $l
      (local.set $node (struct.new $node (ref.null $node) (local.get $n) (ref.null exn)))
      (struct.set $node $e (local.get $node)
        (block $h (result exnref)
          (try_table (catch_all_ref $h) (call $throw (local.get $node)))
          (unreachable)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; Nodes until there is no room for more.
  (func (export "fill") (local $at (ref null $node))
    (loop $l
      (local.set $at (struct.new $node (local.get $at) (i32.const 0) (ref.null exn)))
      (global.set $keep (local.get $at))
      (br $l)))
  (func (export "pass") (param anyref) (result anyref) (call $call (local.get 0)))
  (func (export "test") (param anyref) (result i32)
    (i32.add (ref.test (ref $node) (local.get 0)) (i32.shl (ref.test (ref $leaf) (local.get 0)) (i32.const 1)))))
