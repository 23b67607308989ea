;; Instances that call each other in every way, each with a mark in its own memory, which it looks at after whatever it called.
;; What goes wrong is counted by `host.wrong`, which says where.
(module
  (type $f (func (param i32) (result i32)))
  (import "host" "step" (func $step (param i32) (result i32)))   ;; calls, switches, throws, traps
  (import "host" "wrong" (func $wrong (param i32)))
  (import "host" "e" (tag $e (param i32)))
  (import "peer" "table" (table $table 8 funcref))
  (import "peer" "other" (func $other (type $f)))
  (import "peer" "ref" (global $ref (mut (ref null $f))))
  (memory (export "memory") 1)
  (table $own funcref (elem $leaf $bump))
  (tag $mine)
  (elem declare func $run $leaf)
  (global (export "run_ref") (mut (ref null $f)) (ref.func $run))

  (func $look (param $at i32)
    (if (i32.ne (i32.load (i32.const 8)) (i32.load (i32.const 60000))) (then (call $wrong (local.get $at)) (return)))
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $leaf (type $f) (i32.add (i32.load (i32.const 8)) (local.get 0)))
  (func $bump (type $f) (i32.store offset=32 (i32.const 0) (local.get 0)) (i32.load offset=32 (i32.const 0)))
  ;; the mark: at two places, so that another's memory has other numbers, or a zero
  (func $start (export "mark") (param i32)
    (i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 60000) (local.get 0)))
  (func (export "is") (param i32) (result i32)
    (i32.and (i32.eq (i32.load (i32.const 8)) (local.get 0)) (i32.eq (i32.load (i32.const 60000)) (local.get 0))))
  (func (export "looks") (result i32) (i32.load (i32.const 16)))

  ;; n: how, in the lowest four bits, and what the callee is to do, above
  (func $run (export "run") (type $f) (local $mark i32) (local $next i32)
    (local.set $mark (i32.load (i32.const 8)))
    (local.set $next (i32.shr_u (local.get 0) (i32.const 4)))
    (block $out
      (block $trap (block $throw (block $catch (block $caught (block $ref_ (block $own_ (block $table_ (block $other_ (block $step_ (block $end
        (br_table $end $step_ $other_ $table_ $own_ $ref_ $catch $throw $trap $end (i32.and (local.get 0) (i32.const 15))))
        (br $out))
        (drop (call $step (local.get $next))) (br $out))
        (drop (call $other (local.get $next))) (br $out))
        (drop (call_indirect $table (type $f) (local.get $next) (i32.const 3))) (br $out))
        (drop (call_indirect $own (type $f) (local.get $next) (i32.and (local.get $next) (i32.const 1))))
        (drop (call $other (local.get $next))) (br $out))
        (drop (call_ref $f (local.get $next) (global.get $ref))) (br $out))
        (unreachable))
        ;; catch: the next in a try, whatever it throws
        (block $all
          (block $tag (result i32)
            (try_table (catch $e $tag) (catch_all $all)
              (drop (call $other (local.get $next)))
              (drop (call $step (local.get $next))))
            (br $all))
          (drop)
          (if (i32.ne (local.get $mark) (i32.load (i32.const 8))) (then (call $wrong (i32.const 5)))))
        (call $look (i32.const 1))
        (br $out))
        (throw $e (local.get $mark)))
        (drop (i32.load (i32.const -4))))
    (call $look (i32.const 2))
    (if (i32.ne (local.get $mark) (i32.load (i32.const 8))) (then (call $wrong (i32.const 3))))
    (i32.load (i32.const 60000)))

  (start $begin)
  (func $begin (call $start (i32.const 77)) (drop (call $step (i32.const 0))) (call $look (i32.const 4))))
