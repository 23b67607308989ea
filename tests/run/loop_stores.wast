;; RUN: %every-mode %s
;; Loops that fill or copy memory trap at its end like any other store: they must not become calls of
;; memset or memcpy, in which a fault is no trap.

(module
  (memory 1)
  (func (export "clear") (param $p i32) (param $n i32)
    (loop $l
      (i32.store (local.get $p) (i32.const 0))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "clear bytes") (param $p i32) (param $n i32)
    (loop $l
      (i32.store8 (local.get $p) (i32.const 170))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "clear many") (local $i i32)
    (loop $l
      (i64.store (i32.add (local.get $i) (i32.const 1024)) (i64.const 0))
      (br_if $l (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 800000)))))
  (func (export "clear in one") (param $p i32)
    (i64.store (local.get $p) (i64.const 0))
    (i64.store offset=8 (local.get $p) (i64.const 0))
    (i64.store offset=16 (local.get $p) (i64.const 0))
    (i64.store offset=24 (local.get $p) (i64.const 0))
    (i64.store offset=32 (local.get $p) (i64.const 0))
    (i64.store offset=40 (local.get $p) (i64.const 0)))
  (func (export "copy") (param $to i32) (param $from i32) (param $n i32)
    (loop $l
      (i32.store8 (local.get $to) (i32.load8_u (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "copy many") (local $i i32)
    (loop $l
      (i32.store (i32.add (local.get $i) (i32.const 600000)) (i32.load (i32.add (local.get $i) (i32.const 1024))))
      (br_if $l (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 500000)))))
  (func (export "at") (param i32) (result i32) (i32.load (local.get 0)))
)

(invoke "clear bytes" (i32.const 100) (i32.const 5000))
(assert_return (invoke "at" (i32.const 5096)) (i32.const 0xaaaaaaaa))
(assert_return (invoke "at" (i32.const 5100)) (i32.const 0))
(invoke "clear" (i32.const 104) (i32.const 1000))
(assert_return (invoke "at" (i32.const 102)) (i32.const 0x0000aaaa))
(assert_return (invoke "at" (i32.const 4102)) (i32.const 0xaaaa0000))
(assert_trap (invoke "clear" (i32.const 65000) (i32.const 1000)) "out of bounds memory access")
(assert_trap (invoke "clear" (i32.const -65536) (i32.const 100000)) "out of bounds memory access")
(assert_trap (invoke "clear bytes" (i32.const 65000) (i32.const 1000)) "out of bounds memory access")
(assert_trap (invoke "clear in one" (i32.const 65512)) "out of bounds memory access")
(assert_trap (invoke "clear in one" (i32.const 65536)) "out of bounds memory access")
(invoke "copy" (i32.const 8000) (i32.const 4104) (i32.const 500))
(assert_return (invoke "at" (i32.const 8496)) (i32.const 0xaaaaaaaa))
(assert_return (invoke "at" (i32.const 8500)) (i32.const 0))
(assert_trap (invoke "copy" (i32.const 65000) (i32.const 0) (i32.const 1000)) "out of bounds memory access")
(assert_trap (invoke "copy" (i32.const 0) (i32.const 65000) (i32.const 1000)) "out of bounds memory access")
(assert_trap (invoke "copy many") "out of bounds memory access")
(assert_trap (invoke "clear many") "out of bounds memory access")
