(module
  ;; Loops at both ends of the memory, where addresses go around and are in bounds again: searches, moves
  ;; in both directions, copies by words of which the last may lie over the end, sums.
  (memory 1)
  (data (i32.const 0) "wrapped, and on\00")
  (data (i32.const 32768) "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")
  (data $middle "across the middle of all that thirty-two bits reach, and further on than that\00")
  (data $last "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx")

  ;; The memory is as large as it gets only once it has grown: with that declared, no access is checked.
  (func (export "grow") (result i32)
    (memory.grow (i32.const 65535))
    (memory.init $middle (i32.const 0x7fffffd0) (i32.const 0) (i32.const 78))
    (memory.init $last (i32.const -128) (i32.const 0) (i32.const 128)))

  (func (export "length") (param $p i32) (result i32) (local $n i32)
    (block $end (loop $l
      (br_if $end (i32.eqz (i32.load8_u (i32.add (local.get $p) (local.get $n)))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br $l)))
    (local.get $n))

  ;; How many are left where two rows differ.
  (func (export "differ") (param $p i32) (param $q i32) (param $n i32) (result i32)
    (block $end (loop $l
      (br_if $end (i32.eqz (local.get $n)))
      (br_if $end (i32.ne (i32.load8_u (local.get $p)) (i32.load8_u (local.get $q))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br $l)))
    (local.get $n))

  (func (export "move") (param $to i32) (param $from i32) (param $n i32)
    (if (i32.ge_u (i32.sub (local.get $to) (local.get $from)) (local.get $n))
      (then
        (block $end (loop $l
          (br_if $end (i32.eqz (local.get $n)))
          (i32.store8 (local.get $to) (i32.load8_u (local.get $from)))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $l))))
      (else
        (block $end (loop $l
          (br_if $end (i32.eqz (local.get $n)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (i32.store8 (i32.add (local.get $to) (local.get $n))
            (i32.load8_u (i32.add (local.get $from) (local.get $n))))
          (br $l))))))

  ;; Four words a round; the last one may lie over the end.
  (func (export "words") (param $to i32) (param $from i32) (param $rounds i32)
    (loop $l
      (i32.store (local.get $to) (i32.load (local.get $from)))
      (i32.store offset=4 (local.get $to) (i32.load offset=4 (local.get $from)))
      (i32.store offset=8 (local.get $to) (i32.load offset=8 (local.get $from)))
      (i32.store offset=12 (local.get $to) (i32.load offset=12 (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $l (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))

  ;; In steps of any size and sign, also around.
  (func (export "sum") (param $p i32) (param $n i32) (param $step i32) (result i32) (local $x i32) (local $i i32)
    (loop $l
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 31))
        (i32.load8_u (i32.add (local.get $p) (i32.mul (local.get $i) (local.get $step))))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $x))
  (func (export "add_up") (param $p i32) (param $n i32) (local $i i32)
    (loop $l
      (i32.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2)))
        (i32.add (i32.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2)))) (local.get $i)))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
)
