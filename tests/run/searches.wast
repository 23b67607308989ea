;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
;; Loops that look for something in memory may look at many bytes at once: what they find, where counters are then, and where they
;; trap stays.

(module
  (memory 1 1)
  (func (export "fill") (param $p i32) (param $v i32) (param $n i32)
    (memory.fill (local.get $p) (local.get $v) (local.get $n)))
  (func (export "put") (param $p i32) (param $v i32) (i32.store8 (local.get $p) (local.get $v)))

  ;; The first difference of two rows, as a number of bytes; n if there is none.
  (func (export "differ") (param $p i32) (param $q i32) (param $n i32) (result i32) (local $i i32)
    (block $out
      (br_if $out (i32.eqz (local.get $n)))
      (loop $l
        (br_if $out (i32.ne (i32.load8_u (local.get $p)) (i32.load8_u (local.get $q))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $i))

  ;; Word by word, and on byte by byte from where the words ended.
  (func (export "length") (param $p i32) (result i32) (local $s i32) (local $w i32)
    (local.set $s (i32.sub (local.get $p) (i32.const 4)))
    (loop $l
      (local.set $w (i32.load (local.tee $s (i32.add (local.get $s) (i32.const 4)))))
      (br_if $l (i32.eqz (i32.and (i32.const 0x80808080)
        (i32.and (i32.xor (local.get $w) (i32.const -1)) (i32.sub (local.get $w) (i32.const 0x01010101)))))))
    (if (i32.and (local.get $w) (i32.const 255))
      (then (loop $m
        (br_if $m (i32.load8_u (local.tee $s (i32.add (local.get $s) (i32.const 1))))))))
    (i32.sub (local.get $s) (local.get $p)))

  ;; Both strings end, or differ.
  (func (export "compare") (param $p i32) (param $q i32) (result i32) (local $a i32) (local $b i32)
    (block $out
      (loop $l
        (local.set $a (i32.load8_u (local.get $p)))
        (local.set $b (i32.load8_u (local.get $q)))
        (br_if $out (i32.eqz (local.get $a)))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (br_if $l (i32.eq (local.get $a) (local.get $b)))))
    (i32.sub (local.get $a) (local.get $b))))

(assert_return (invoke "fill" (i32.const 0) (i32.const 7) (i32.const 65536)))
(assert_return (invoke "differ" (i32.const 100) (i32.const 300) (i32.const 0)) (i32.const 0))
(assert_return (invoke "differ" (i32.const 100) (i32.const 300) (i32.const 1)) (i32.const 1))
(assert_return (invoke "differ" (i32.const 100) (i32.const 300) (i32.const 100)) (i32.const 100))
(assert_return (invoke "put" (i32.const 333) (i32.const 8)))
(assert_return (invoke "differ" (i32.const 100) (i32.const 300) (i32.const 33)) (i32.const 33))
(assert_return (invoke "differ" (i32.const 100) (i32.const 300) (i32.const 34)) (i32.const 33))
(assert_return (invoke "differ" (i32.const 100) (i32.const 300) (i32.const 20)) (i32.const 20))
(assert_return (invoke "differ" (i32.const 100) (i32.const 65500) (i32.const 36)) (i32.const 36))
(assert_trap (invoke "differ" (i32.const 100) (i32.const 65500) (i32.const 37)) "out of bounds memory access")
(assert_trap (invoke "differ" (i32.const 65501) (i32.const 100) (i32.const 36)) "out of bounds memory access")
(assert_trap (invoke "differ" (i32.const -1) (i32.const 100) (i32.const 36)) "out of bounds memory access")
(assert_return (invoke "put" (i32.const 65535) (i32.const 8)))
(assert_return (invoke "differ" (i32.const 100) (i32.const 65500) (i32.const 1000)) (i32.const 35))

(assert_trap (invoke "length" (i32.const 1000)) "out of bounds memory access")
(assert_return (invoke "put" (i32.const 1040) (i32.const 0)))
(assert_return (invoke "length" (i32.const 1040)) (i32.const 0))
(assert_return (invoke "length" (i32.const 1039)) (i32.const 1))
(assert_return (invoke "length" (i32.const 1038)) (i32.const 2))
(assert_return (invoke "length" (i32.const 1033)) (i32.const 7))
(assert_return (invoke "length" (i32.const 1009)) (i32.const 31))
(assert_return (invoke "length" (i32.const 1000)) (i32.const 40))
(assert_return (invoke "put" (i32.const 65535) (i32.const 0)))
(assert_return (invoke "length" (i32.const 65500)) (i32.const 35))
(assert_return (invoke "length" (i32.const 65532)) (i32.const 3))
(assert_trap (invoke "length" (i32.const 65533)) "out of bounds memory access")

(assert_return (invoke "put" (i32.const 2040) (i32.const 0)))
(assert_return (invoke "compare" (i32.const 1000) (i32.const 2000)) (i32.const 0))
(assert_return (invoke "compare" (i32.const 1001) (i32.const 2000)) (i32.const -7))
(assert_return (invoke "compare" (i32.const 1000) (i32.const 2001)) (i32.const 7))
(assert_return (invoke "put" (i32.const 2017) (i32.const 9)))
(assert_return (invoke "compare" (i32.const 1000) (i32.const 2000)) (i32.const -2))
(assert_return (invoke "compare" (i32.const 1010) (i32.const 2000)) (i32.const -2))
(assert_return (invoke "compare" (i32.const 1023) (i32.const 2000)) (i32.const -9))
(assert_return (invoke "compare" (i32.const 65500) (i32.const 3000)) (i32.const -7))

;; By words, and by bytes from where the words ended: how many are alike.
(module
  (memory 1 1)
  (data (i32.const 100) "0123456789abcdefghijklmnopqrstuvwxyz0123456789")
  (data (i32.const 200) "0123456789abcdefghijklmn*pqrstuvwxyz0123456789")
  (data (i32.const 65500) "0123456789abcdefghijklmnopqrstuvwxyz")
  (func (export "alike") (param $p i32) (param $q i32) (param $n i32) (result i32) (local $i i32)
    (block $words
      (loop $l
        (br_if $words (i32.lt_u (i32.sub (local.get $n) (local.get $i)) (i32.const 4)))
        (br_if $words (i32.ne (i32.load (i32.add (local.get $p) (local.get $i))) (i32.load (i32.add (local.get $q) (local.get $i)))))
        (local.set $i (i32.add (local.get $i) (i32.const 4)))
        (br $l)))
    (block $bytes
      (loop $l
        (br_if $bytes (i32.ge_u (local.get $i) (local.get $n)))
        (br_if $bytes (i32.ne (i32.load8_u (i32.add (local.get $p) (local.get $i)))
                              (i32.load8_u (i32.add (local.get $q) (local.get $i)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $l)))
    (local.get $i)))
(assert_return (invoke "alike" (i32.const 100) (i32.const 200) (i32.const 0)) (i32.const 0))
(assert_return (invoke "alike" (i32.const 100) (i32.const 200) (i32.const 3)) (i32.const 3))
(assert_return (invoke "alike" (i32.const 100) (i32.const 200) (i32.const 23)) (i32.const 23))
(assert_return (invoke "alike" (i32.const 100) (i32.const 200) (i32.const 40)) (i32.const 24))
(assert_return (invoke "alike" (i32.const 101) (i32.const 201) (i32.const 40)) (i32.const 23))
(assert_return (invoke "alike" (i32.const 103) (i32.const 203) (i32.const 40)) (i32.const 21))
(assert_return (invoke "alike" (i32.const 65500) (i32.const 100) (i32.const 36)) (i32.const 36))
(assert_return (invoke "alike" (i32.const 65501) (i32.const 101) (i32.const 35)) (i32.const 35))
(assert_trap (invoke "alike" (i32.const 65501) (i32.const 101) (i32.const 36)) "out of bounds memory access")
(assert_trap (invoke "alike" (i32.const 65500) (i32.const 100) (i32.const 38)) "out of bounds memory access")

;; Searches in a loop, of which some end in each of the first rounds.
(module
  (memory 1)
  (data (i32.const 1000) "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbababababcaaab")
  (data (i32.const 65520) "aaaaaaaaaaaaaaaa")
  (func (export "common") (param $p i32) (param $rows i32) (param $m i32) (result i32) (local $i i32) (local $j i32) (local $sum i32)
    (loop $row
      (local.set $j (i32.const 0))
      (block $end
        (loop $each
          (br_if $end (i32.ge_u (local.get $j) (local.get $m)))
          (br_if $end (i32.ne (i32.load8_u (i32.add (i32.add (local.get $p) (local.get $i)) (local.get $j)))
                              (i32.load8_u offset=1000 (local.get $j))))
          (local.set $j (i32.add (local.get $j) (i32.const 1)))
          (br $each)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $sum (i32.add (local.get $sum) (i32.mul (local.get $j) (local.get $i))))
      (br_if $row (i32.lt_u (local.get $i) (local.get $rows))))
    (local.get $sum)))
(assert_return (invoke "common" (i32.const 1000) (i32.const 50) (i32.const 20)) (i32.const 10128))
(assert_return (invoke "common" (i32.const 1000) (i32.const 50) (i32.const 3)) (i32.const 2529))
(assert_return (invoke "common" (i32.const 1000) (i32.const 50) (i32.const 2)) (i32.const 1788))
(assert_return (invoke "common" (i32.const 1000) (i32.const 50) (i32.const 1)) (i32.const 1008))
(assert_return (invoke "common" (i32.const 1000) (i32.const 50) (i32.const 0)) (i32.const 0))
(assert_return (invoke "common" (i32.const 1040) (i32.const 15) (i32.const 20)) (i32.const 110))
(assert_return (invoke "common" (i32.const 65520) (i32.const 1) (i32.const 16)) (i32.const 16))
(assert_return (invoke "common" (i32.const 65518) (i32.const 3) (i32.const 16)) (i32.const 48))
(assert_return (invoke "common" (i32.const 65533) (i32.const 1) (i32.const 3)) (i32.const 3))
(assert_trap (invoke "common" (i32.const 65520) (i32.const 1) (i32.const 17)) "out of bounds memory access")
(assert_trap (invoke "common" (i32.const 65534) (i32.const 1) (i32.const 3)) "out of bounds memory access")
(assert_trap (invoke "common" (i32.const 65535) (i32.const 1) (i32.const 2)) "out of bounds memory access")
