;; Counts primes, a range at a time. The memory is the host's: it holds how many ranges are given out,
;; at 0, and one number for each range from 64 on.
(module
  (memory (import "host" "memory") 1 16 shared)
  (global $ranges (import "host" "ranges") i32)

  (func $is_prime (param $n i32) (result i32) (local $d i32)
    (if (i32.lt_u (local.get $n) (i32.const 2)) (then (return (i32.const 0))))
    (local.set $d (i32.const 2))
    (loop $more
      (if (i32.gt_u (i32.mul (local.get $d) (local.get $d)) (local.get $n))
        (then (return (i32.const 1))))
      (if (i32.eqz (i32.rem_u (local.get $n) (local.get $d))) (then (return (i32.const 0))))
      (local.set $d (i32.add (local.get $d) (i32.const 1)))
      (br $more))
    (unreachable))

  ;; Takes ranges until there are none, and returns how many it has done.
  (func (export "work") (param $size i32) (result i32)
    (local $range i32) (local $n i32) (local $end i32) (local $count i32) (local $done i32)
    (block $none
      (loop $next
        (local.set $range (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (br_if $none (i32.ge_u (local.get $range) (global.get $ranges)))
        (local.set $n (i32.mul (local.get $range) (local.get $size)))
        (local.set $end (i32.add (local.get $n) (local.get $size)))
        (local.set $count (i32.const 0))
        (loop $numbers
          (local.set $count (i32.add (local.get $count) (call $is_prime (local.get $n))))
          (br_if $numbers
            (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (local.get $end))))
        (i32.atomic.store offset=64 (i32.shl (local.get $range) (i32.const 2)) (local.get $count))
        (local.set $done (i32.add (local.get $done) (i32.const 1)))
        (br $next)))
    ;; One worker less: at 4, for the host that waits there.
    (drop (i32.atomic.rmw.sub (i32.const 4) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 4) (i32.const 1)))
    (local.get $done)))
