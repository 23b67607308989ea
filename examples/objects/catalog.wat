;; A catalog of items: structures and arrays that the module and its host share.
(module
  (rec
    (type $name (array (mut i8)))
    (type $item (struct (field $name (ref $name)) (field $price (mut i64)) (field $next (ref null $item)))))
  (type $prices (array (mut i64)))
  (global $items (mut (ref null $item)) (ref.null $item))

  ;; Puts an item of the host's in front of the others.
  (func (export "add") (param (ref $name) i64)
    (global.set $items (struct.new $item (local.get 0) (local.get 1) (global.get $items))))

  (func (export "first") (result (ref null $item)) (global.get $items))

  ;; The prices of all items, the newest first.
  (func (export "prices") (result (ref $prices))
    (local $item (ref null $item)) (local $count i32) (local $prices (ref $prices))
    (local.set $item (global.get $items))
    (block $end (loop $next
      (br_if $end (ref.is_null (local.get $item)))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (local.set $item (struct.get $item $next (local.get $item)))
      (br $next)))
    (local.set $prices (array.new_default $prices (local.get $count)))
    (local.set $item (global.get $items))
    (local.set $count (i32.const 0))
    (block $end (loop $next
      (br_if $end (ref.is_null (local.get $item)))
      (array.set $prices (local.get $prices) (local.get $count) (struct.get $item $price (local.get $item)))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (local.set $item (struct.get $item $next (local.get $item)))
      (br $next)))
    (local.get $prices)))
