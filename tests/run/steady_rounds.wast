;; Searches through candidates, most of which are turned down by an element that is as far behind them as the best that was
;; found. What a round checks, and writes before that, is seen behind a trap in the first round and in a later one; so is that
;; a memory which has grown in a round is larger in the next.
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --bounds=software --target=aarch64-linux-gnu %s

(module
  (memory (export "memory") 1 3)
  (data (i32.const 0) "\0a\14\1e\28") ;; candidates
  (data (i32.const 10) "abcx")
  (data (i32.const 20) "abcdex")
  (data (i32.const 30) "zzz")
  (data (i32.const 40) "abcdefg")
  (data (i32.const 65528) "abcdefgh")
  ;; The longest that is like what is at $p, of $n candidates; $when: before or behind which check each round is counted.
  (func (export "longest") (param $p i32) (param $n i32) (param $best i32) (param $when i32) (result i32)
    (local $i i32) (local $c i32) (local $like i32)
    (i32.store (i32.const 256) (i32.const 0))
    (loop $next
      (block $reject
        (if (i32.eqz (local.get $when))
          (then (i32.store (i32.const 256) (i32.add (i32.load (i32.const 256)) (i32.const 1)))))
        (local.set $c (i32.load8_u (local.get $i)))
        (br_if $reject (i32.ne (i32.load8_u (i32.add (local.get $p) (local.get $best)))
                               (i32.load8_u (i32.add (local.get $c) (local.get $best)))))
        (local.set $like (i32.const 0))
        (block $unlike
          (loop $alike
            (br_if $unlike (i32.ne (i32.load8_u (i32.add (local.get $p) (local.get $like)))
                                   (i32.load8_u (i32.add (local.get $c) (local.get $like)))))
            (local.set $like (i32.add (local.get $like) (i32.const 1)))
            (br_if $alike (i32.lt_u (local.get $like) (i32.const 8)))))
        (br_if $reject (i32.le_u (local.get $like) (local.get $best)))
        (local.set $best (local.get $like)))
      (if (local.get $when)
        (then (i32.store (i32.const 256) (i32.add (i32.load (i32.const 256)) (i32.const 1)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $best))
  ;; As many rounds as come to the store in front of the check; the memory grows in round $grow.
  (func (export "rounds") (param $p i32) (param $n i32) (param $grow i32)
    (local $i i32)
    (i32.store (i32.const 256) (i32.const 0))
    (loop $next
      (i32.store (i32.const 256) (i32.add (i32.load (i32.const 256)) (i32.const 1)))
      (if (i32.eq (local.get $i) (local.get $grow)) (then (drop (memory.grow (i32.const 1)))))
      (if (i32.load8_u (local.get $p)) (then (i32.store (i32.const 260) (local.get $i))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $n)))))
  (func (export "count") (result i32) (i32.load (i32.const 256))))

(assert_return (invoke "longest" (i32.const 65528) (i32.const 4) (i32.const 0) (i32.const 0)) (i32.const 7))
(assert_return (invoke "count") (i32.const 4))
(assert_return (invoke "longest" (i32.const 65532) (i32.const 4) (i32.const 0) (i32.const 1)) (i32.const 0))
(assert_return (invoke "count") (i32.const 4))
(assert_trap (invoke "longest" (i32.const 65532) (i32.const 4) (i32.const 4) (i32.const 0)) "out of bounds memory access")
(assert_return (invoke "count") (i32.const 1))
(assert_trap (invoke "longest" (i32.const 65532) (i32.const 4) (i32.const 4) (i32.const 1)) "out of bounds memory access")
(assert_return (invoke "count") (i32.const 0))
(assert_trap (invoke "longest" (i32.const -1) (i32.const 4) (i32.const 0) (i32.const 0)) "out of bounds memory access")
(assert_return (invoke "count") (i32.const 1))
(invoke "rounds" (i32.const 0) (i32.const 3) (i32.const 100))
(assert_return (invoke "count") (i32.const 3))
(assert_trap (invoke "rounds" (i32.const 65536) (i32.const 3) (i32.const 2)) "out of bounds memory access")
(assert_return (invoke "count") (i32.const 1))
(assert_return (invoke "rounds" (i32.const 65536) (i32.const 3) (i32.const 0)))
(assert_return (invoke "count") (i32.const 3))
