;; Rows of numbers that were extended with their sign, some of which are shifted to the right with zeros for it, are not shifted in
;; narrow lanes, where the zeros come in for signs (wexnc/optimize/whole_lanes.h).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 3 --target=aarch64-linux-gnu --bounds=software %s
(module
(memory 0 1)
(memory 0 1)
(func $start (local $i i32) (local $x i32)
 (drop (memory.grow (i32.const 1))) (drop (memory.grow 1 (i32.const 1))) (local.set $x (i32.const 12345))
 (loop $l
  (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
  (i32.store (local.get $i) (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 15))))
  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 4096)))))
(start $start)
(func $row (param $p i32) (param $q i32) (param $r i32) (param $n i32) (result i64)
 (local $s i32) (local $t i32) (local $i i32) (local $a0 i32)(local $b0 i32)(local $c0 i32)(local $r0 i32)(local $a1 i32)(local $b1 i32)(local $c1 i32)(local $r1 i32)(local $a2 i32)(local $b2 i32)(local $c2 i32)(local $r2 i32)(local $a3 i32)(local $b3 i32)(local $c3 i32)(local $r3 i32)
(local.set $s (i32.const 300))(local.set $a0 (i32.load16_s (local.get $p)))(local.set $b0 (i32.load8_u (local.get $q)))(local.set $c0 (i32.const -1))
(local.set $a1 (i32.load16_s offset=2 (local.get $p)))(local.set $b1 (i32.load8_u offset=1 (local.get $q)))(local.set $c1 (i32.const 255))
(local.set $a2 (i32.load16_s offset=4 (local.get $p)))(local.set $b2 (i32.load8_u offset=2 (local.get $q)))(local.set $c2 (i32.const 5))
(local.set $a3 (i32.load16_s offset=6 (local.get $p)))(local.set $b3 (i32.load8_u offset=3 (local.get $q)))(local.set $c3 (i32.const 5))
 (local.set $r0 (i32.and (i32.sub (i32.and (select (local.get $a0) (local.get $a0) (i32.le_s (local.get $b0) (local.get $a0))) (i32.const 255)) (i32.mul (i32.add (local.get $b0) (local.get $a0)) (i32.shr_s (local.get $a0) (i32.const 15)))) (i32.sub (local.get $c0) (i32.add (i32.extend16_s (local.get $a0)) (i32.add (local.get $a0) (local.get $b0))))))
 (local.set $r1 (i32.and (i32.sub (i32.and (select (local.get $a1) (local.get $a1) (i32.le_s (local.get $b1) (local.get $a1))) (i32.const 255)) (i32.mul (i32.add (local.get $b1) (local.get $a1)) (i32.shr_s (local.get $a1) (i32.const 15)))) (i32.sub (local.get $c1) (i32.add (i32.extend16_s (local.get $a1)) (i32.add (local.get $a1) (local.get $b1))))))
 (local.set $r2 (i32.and (i32.sub (i32.and (select (local.get $a2) (local.get $a2) (i32.le_s (local.get $b2) (local.get $a2))) (i32.const 255)) (i32.mul (i32.add (local.get $b2) (local.get $a2)) (i32.shr_s (local.get $a2) (i32.const 15)))) (i32.sub (local.get $c2) (i32.add (i32.extend16_s (local.get $a2)) (i32.add (local.get $a2) (local.get $b2))))))
 (local.set $r3 (i32.and (i32.sub (i32.and (select (local.get $a3) (local.get $a3) (i32.le_s (local.get $b3) (local.get $a3))) (i32.const 255)) (i32.mul (i32.add (local.get $b3) (local.get $a3)) (i32.shr_s (local.get $a3) (i32.const 15)))) (i32.sub (local.get $c3) (i32.add (i32.extend16_s (local.get $a3)) (i32.add (local.get $a3) (local.get $b3))))))
 (local.set $s (i32.xor (local.get $s) (i32.and (i32.xor (i32.xor (i32.xor (local.get $r0) (local.get $r1)) (local.get $r2)) (local.get $r3)) (i32.const 255))))
 (i64.extend_i32_u (i32.extend16_s (local.get $s))))
(func (export "rows") (result i64) (local $i i32) (local $sum i64)
 (loop $l
  (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31))
   (call $row (local.get $i) (i32.sub (i32.const 4088) (local.get $i)) (i32.const 0) (i32.const 1))))
  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4000))))
 (local.get $sum)))
(assert_return (invoke "rows") (i64.const -2919836923646282137))
