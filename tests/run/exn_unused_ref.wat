;; A catch_ref or catch_all_ref whose reference nobody uses makes no object; where it is also the handler of a throw in
;; the same function, that is a branch. Clauses of one try are told apart.
;; RUN: wexnc -O0 %s -n m -o %t.o && wexnc inspect --exceptions %t.o | FileCheck --check-prefixes=CHECK,O0 %s
;; RUN: wexnc -O2 %s -n m -o %t.o && wexnc inspect --exceptions %t.o | FileCheck --check-prefixes=CHECK,O2 %s
(module
  (import "host" "f" (func $f))
  (tag $e (param i32))
  (tag $other (param i32))
  (global $kept (mut exnref) (ref.null exn))

  ;; CHECK-LABEL: {{^}}m.dropped
  ;; CHECK-NEXT: {{ catch 0$}}
  (func $dropped (export "dropped") (result i32)
    (block $h (result i32 exnref) (try_table (catch_ref $e $h) (call $f)) (return (i32.const 1)))
    drop)

  ;; CHECK-LABEL: {{^}}m.mixed
  ;; CHECK-NEXT: {{ catch 0  catch_ref 1  catch_all_ref$}}
  (func $mixed (export "mixed") (result i32)
    (block $one (result i32 exnref)
      (block $two (result i32 exnref)
        (block $all (result exnref)
          (try_table (catch_ref $e $one) (catch_ref $other $two) (catch_all_ref $all) (call $f))
          (return (i32.const 1)))
        (throw_ref))
      (global.set $kept)
      (return))
    drop)

  ;; CHECK-LABEL: {{^}}m.all
  ;; CHECK-NEXT: {{ catch_all$}}
  (func $all (export "all")
    (block $h (result exnref) (try_table (catch_all_ref $h) (call $f)) (return))
    drop)

  ;; A throw from the handler of an inner try.
  ;; CHECK-LABEL: {{^}}m.nested
  ;; CHECK-NEXT: {{ catch_ref 1  catch 0$}}
  (func $nested (export "nested") (result i32)
    (block $h (result i32 exnref)
      (try_table (result i32 exnref) (catch_ref $e $h)
        (block $i (result i32 exnref)
          (try_table (catch_ref $other $i) (call $f))
          (return (i32.const 1)))
        (throw_ref)))
    drop)

  ;; O0-LABEL: {{^}}m.local
  ;; O0-NEXT: {{ catch 0$}}
  ;; O2-NOT: {{^}}m.local
  (func $local (export "local") (param i32) (result i32)
    (block $h (result i32 exnref) (try_table (catch_ref $e $h) (throw $e (local.get 0))) (return (i32.const 1)))
    drop))
