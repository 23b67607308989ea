;; Products and sums of compares of which one side was extended with its sign, the other with zeros: not in lanes that are
;; as narrow as both (wexnc/optimize/whole_lanes.h).
;; RUN: %every-mode %s
(module (memory 1)
  (data (i32.const 0) "\7f\9b\ff\80\7f\7f\7f\80\80\80\7f\0e\00\00\12\ff\94\80\e6\00\40\6e\82\ff\a4\ff\7f\ff\80\00\7f\7f\00\80\76\46\00\7f\00\44\80\ff\49\ff\7f\ff\7f\00\ea\ff\7f\00\ff\ff\ff\80\80\63\b6\18\ea\3f\80\00\ff\7f\7f\ff\00\00\80\ff\d6\00\86\ff\80\ae\7f\ff\80\ff\80\4d\0e\63\da\7f\ff\c6\80\f5\80\00\80\80\00\ff\ff\46\7f\7f\ff\7f\00\64\80\ff\ff\80\00\7f\ff\7f\df\7f\80\80\15\7f\7f\15\7f\f1\ff\80\ff\80\7f\9e\7f\80\ea\ff\1a\7f\80\7f\00\7f\cf\b9\80\ff\80\ff\80\7f\00\00\7f\80\ff\7f\ff\ff\00\7f\97\2d\ff\7f\7f\bd\00\00\ff\7f\19\00\ff\00\00\7f\80\f0\80\df\80\ff\7f\ff\7f\80\ff\00\00\00\7f\ff\ff\80\56\ff\80\6e\00\00\ac\34\00\39\00\7f\ed\00\80\40\7f\ff\80\7f\a2\ff\00\11\ff\80\00\c1\00\83\80\7f\2c\00\80\00\ff\4e\80\00\32\7f\00\80\00\80\80\ff\7f\0d\7f\80\ff\7f\80\0c\80\ff")
  (func (export "mixed") (param $p i32) (param $q i32) (param $r i32) (result i32) (local $a0 i32)(local $b0 i32)(local $c0 i32)(local $a1 i32)(local $b1 i32)(local $c1 i32)
 (local.set $a0 (i32.load16_u offset=0 (local.get $p)))
 (local.set $b0 (i32.load16_s offset=0 (local.get $q))) (local.set $c0 (i32.const 5))
(local.set $a1 (i32.load16_u offset=2 (local.get $p)))
 (local.set $b1 (i32.load16_s offset=2 (local.get $q))) (local.set $c1 (i32.const 255))
 (i32.store (local.get $r) (i32.and (i32.add (i32.xor
      (select (select (i32.add (local.get $a0) (local.get $a0))
      (select (local.get $a0) (local.get $b0) (local.get $b0)) (i32.lt_s (local.get $b0) (local.get $b0)))
      (select (i32.add (local.get $b0) (i32.const 8)) (i32.extend16_s (local.get $a0))
      (select (local.get $c0) (local.get $a0) (local.get $c0))) (i32.sub (i32.and (local.get $b0) (local.get $c0)) (i32.ge_s (local.get $a0) (local.get $b0))))
      (select (i32.gt_s (i32.add (local.get $c0) (local.get $a0)) (i32.shr_s (local.get $b0) (i32.const 3))) (i32.add (local.get $b0) (i32.lt_u (local.get $b0) (local.get $b0))) (local.get $a0))) (i32.xor
      (select (select (i32.add (local.get $a1) (local.get $a1))
      (select (local.get $a1) (local.get $b1) (local.get $b1)) (i32.lt_s (local.get $b1) (local.get $b1)))
      (select (i32.add (local.get $b1) (i32.const 8)) (i32.extend16_s (local.get $a1))
      (select (local.get $c1) (local.get $a1) (local.get $c1))) (i32.sub (i32.and (local.get $b1) (local.get $c1)) (i32.ge_s (local.get $a1) (local.get $b1))))
      (select (i32.gt_s (i32.add (local.get $c1) (local.get $a1)) (i32.shr_s (local.get $b1) (i32.const 3))) (i32.add (local.get $b1) (i32.lt_u (local.get $b1) (local.get $b1))) (local.get $a1)))) (i32.const 255)))
(i32.load (local.get $r))))
(assert_return (invoke "mixed" (i32.const 0) (i32.const 68) (i32.const 256)) (i32.const 255))
(assert_return (invoke "mixed" (i32.const 16) (i32.const 84) (i32.const 256)) (i32.const 123))
(assert_return (invoke "mixed" (i32.const 40) (i32.const 108) (i32.const 256)) (i32.const 201))
(assert_return (invoke "mixed" (i32.const 100) (i32.const 168) (i32.const 256)) (i32.const 30))
