;; For narrow_copies.test: a copy in a 64-bit memory of more than 4 GiB, whose addresses are extended from 32 bits.
(module
  (memory i64 65538)
  (func $copy (export "copy") (param $d i64) (param $s i64) (param $n i64) (result i64)
    (local $p i32) (local $q i32) (local $k i64)
    (local.set $p (i32.wrap_i64 (local.get $d)))
    (local.set $q (i32.wrap_i64 (local.get $s)))
    (local.set $k (local.get $n))
    (block $done
      (br_if $done (i64.eqz (local.get $k)))
      (loop $next
        (i64.store8 (i64.extend_i32_u (local.get $p)) (i64.load8_u (i64.extend_i32_u (local.get $q))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (br_if $next (i64.ne (local.tee $k (i64.sub (local.get $k) (i64.const 1))) (i64.const 0)))))
    (local.get $d))
  (func (export "set") (param i64 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "get") (param i64) (result i32) (i32.load (local.get 0))))
