;; A loop over arrays of a known range is vectorised; its exact copy is not.
;; RUN: wexnc %s -o - --emit=llvm-ir | FileCheck %s
;; CHECK-LABEL: define {{.*}}scaled
;; CHECK: .exact:
;; CHECK: fmul <2 x double>
;; CHECK: fadd <2 x double>
(module
  (type $f (array (mut f64)))
  (func $scaled (export "scaled") (param $c (ref $f)) (param $a (ref $f)) (param $k f64) (param $n i32)
    (local $i i32)
    (block $end
      (loop $next
        (br_if $end (i32.ge_s (local.get $i) (local.get $n)))
        (array.set $f (local.get $c) (local.get $i)
          (f64.add (f64.mul (array.get $f (local.get $a) (local.get $i)) (local.get $k))
                   (array.get $f (local.get $c) (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))))
