;; Shuffles that undo each other, of a value that two of them take: what the second takes are other lanes
;; (LLVM's VectorCombine, LLVM #180338).
;; RUN: %every-mode %s
;; RUN: wexn-spec -O 2 --target=aarch64-linux-gnu %s
(module
  ;; With p = a, the other way round, + n: lane i of the result is p[i] - p[15 - i].
  (func (export "other_way_round") (param $a v128) (param $n i32) (result v128) (local $s v128)
    (local.set $s (i8x16.add (i8x16.splat (local.get $n))
      (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get $a) (local.get $a))))
    ;; Three lanes on.
    (local.set $s (i8x16.shuffle 3 4 5 6 7 8 9 10 11 12 13 14 15 0 1 2 (local.get $s) (local.get $s)))
    (local.set $s (i8x16.sub
      ;; Eight lanes on, and what comes to other_way_round's 15 - i.
      (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $s) (local.get $s))
      (i8x16.shuffle 1 0 15 14 13 12 11 10 9 8 7 6 5 4 3 2 (local.get $s) (local.get $s))))
    ;; Five lanes on: sixteen in all.
    (i8x16.shuffle 5 6 7 8 9 10 11 12 13 14 15 0 1 2 3 4 (local.get $s) (local.get $s)))
)
(assert_return (invoke "other_way_round" (v128.const i8x16 3 50 7 1 200 9 33 12 91 5 66 17 128 255 40 2) (i32.const 77))
  (v128.const i8x16 255 246 248 127 73 57 228 79 177 28 199 183 129 8 10 1))
