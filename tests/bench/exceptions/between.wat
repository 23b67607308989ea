;; Throws between modules and through the host: two instances that share a table call each other, and an import of the host
;; calls back. Compiled twice, as `ping` and `pong`.
(module
  (type $f (func (param i32) (result i32)))
  (import "host" "back" (func $back (param i32) (result i32)))
  (import "host" "table" (table 2 funcref))
  (import "host" "other" (global $other i32))
  (import "host" "tag" (tag $e (param i32)))
  (func $step (export "step") (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (throw $e (i32.const 7))))
    (i32.add (i32.const 1)
      (call_indirect (type $f) (i32.sub (local.get $n) (i32.const 1)) (global.get $other))))
  (func $host (export "host") (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (throw $e (i32.const 7))))
    (i32.add (i32.const 1) (call $back (i32.sub (local.get $n) (i32.const 1)))))
  (elem declare func $step)
  (func (export "set") (param $slot i32) (table.set (local.get $slot) (ref.func $step)))
  (func (export "modules") (param $rounds i32) (param $n i32) (result i32) (local $hash i32)
    (loop $again
      (block $h (result i32) (try_table (result i32) (catch $e $h) (call $step (local.get $n))))
      (local.set $hash (i32.xor (i32.rotl (local.get $hash) (i32.const 5))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $hash))
  (func (export "hosts") (param $rounds i32) (param $n i32) (result i32) (local $hash i32)
    (loop $again
      (block $h (result i32) (try_table (result i32) (catch $e $h) (call $host (local.get $n))))
      (local.set $hash (i32.xor (i32.rotl (local.get $hash) (i32.const 5))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $hash)))
