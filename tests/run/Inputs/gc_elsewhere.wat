(module
  (type $node (struct (field $v i32) (field $next (ref null $node))))
  (import "host" "away" (func $away))
  (tag (export "tag") (param (ref $node)))
  (func (export "type") (param (ref null $node)))
  (func (export "make") (param i32) (result (ref $node)) (struct.new $node (local.get 0) (ref.null $node)))
  ;; A list, and the sum of it after a call of the host.
  (func (export "hold") (result i32) (local $list (ref null $node)) (local $i i32)
    (loop $l
      (local.set $list (struct.new $node (local.get $i) (local.get $list)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100))))
    (call $away)
    (local.set $i (i32.const 0))
    (loop $l
      (local.set $i (i32.add (local.get $i) (struct.get $node $v (local.get $list))))
      (br_if $l (i32.eqz (ref.is_null (local.tee $list (struct.get $node $next (local.get $list)))))))
    (local.get $i)))
