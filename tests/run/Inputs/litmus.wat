;; The shapes that tell memory models apart: store buffering (sb; with plain accesses and a fence),
;; load buffering (lb), message passing (mp), independent reads of independent writes (iriw). Each
;; thread of one is a function that goes through 4,096 rounds, every one on a cache line of its own in
;; each of the arrays x at 0, y at 0x40000, data at 0x80000, and the results from 0xc0000 on.
(module
  (memory (import "m" "m") 32 32 shared)
  (func (export "sb_0") (local $at i32)
    (loop $next
      (i32.atomic.store offset=0x0 (local.get $at) (i32.const 1))
      (i32.store offset=0xc0000 (local.get $at)
        (i32.atomic.load offset=0x40000 (local.get $at)))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "sb_1") (local $at i32)
    (loop $next
      (i32.atomic.store offset=0x40000 (local.get $at) (i32.const 1))
      (i32.store offset=0x100000 (local.get $at)
        (i32.atomic.load offset=0x0 (local.get $at)))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "fence_0") (local $at i32)
    (loop $next
      (i32.store offset=0x0 (local.get $at) (i32.const 1))
      (atomic.fence)
      (i32.store offset=0xc0000 (local.get $at)
        (i32.load offset=0x40000 (local.get $at)))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "fence_1") (local $at i32)
    (loop $next
      (i32.store offset=0x40000 (local.get $at) (i32.const 1))
      (atomic.fence)
      (i32.store offset=0x100000 (local.get $at)
        (i32.load offset=0x0 (local.get $at)))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "lb_0") (local $at i32)
    (loop $next
      (i32.store offset=0xc0000 (local.get $at)
        (i32.atomic.load offset=0x40000 (local.get $at)))
      (i32.atomic.store offset=0x0 (local.get $at) (i32.const 1))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "lb_1") (local $at i32)
    (loop $next
      (i32.store offset=0x100000 (local.get $at)
        (i32.atomic.load offset=0x0 (local.get $at)))
      (i32.atomic.store offset=0x40000 (local.get $at) (i32.const 1))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "mp_0") (local $at i32)
    (loop $next
      (i32.store offset=0x80000 (local.get $at) (i32.const 1))
      (i32.atomic.store offset=0x0 (local.get $at) (i32.const 1))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "mp_1") (local $at i32)
    (loop $next
      (i32.store offset=0x100000 (local.get $at)
        (i32.or (i32.shl (i32.atomic.load offset=0x0 (local.get $at)) (i32.const 1)) (i32.load offset=0x80000 (local.get $at))))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "iriw_0") (local $at i32)
    (loop $next
      (i32.atomic.store offset=0x0 (local.get $at) (i32.const 1))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "iriw_1") (local $at i32)
    (loop $next
      (i32.atomic.store offset=0x40000 (local.get $at) (i32.const 1))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "iriw_2") (local $at i32)
    (loop $next
      (i32.store offset=0x140000 (local.get $at)
        (i32.or (i32.shl (i32.atomic.load offset=0x0 (local.get $at)) (i32.const 1)) (i32.atomic.load offset=0x40000 (local.get $at))))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000)))))
  (func (export "iriw_3") (local $at i32)
    (loop $next
      (i32.store offset=0x180000 (local.get $at)
        (i32.or (i32.shl (i32.atomic.load offset=0x40000 (local.get $at)) (i32.const 1)) (i32.atomic.load offset=0x0 (local.get $at))))
      (br_if $next (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 0x40000))))))
