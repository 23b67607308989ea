;; Threads of a program (wasi.thread-spawn). Twenty of them add to a number on which the first one
;; waits; what ends one other than by returning ends the program, and the report names the thread.
;; RUN: wexnc %s --emit=exe -o %t
;; RUN: %S/status %t | FileCheck --check-prefix=SUM %s
;; RUN: %S/status %t --max-threads 0 | FileCheck --check-prefix=NONE %s
;; RUN: %S/status %t --max-threads=3 --invoke limit | FileCheck --check-prefix=LIMIT %s
;; RUN: %S/status %t --invoke end 1 | FileCheck --check-prefix=TRAP %s
;; RUN: %S/status %t --invoke end 2 | FileCheck --check-prefix=EXIT %s
;; RUN: %S/status %t --invoke end 3 | FileCheck --check-prefix=FAULT %s
;; RUN: %S/status %t --invoke end 4 | FileCheck --check-prefix=EXCEPTION %s
;; RUN: %S/status %t --invoke leave | FileCheck --check-prefix=LEAVE %s
;; RUN: %S/status %t --max-threads=200 --invoke many | FileCheck --check-prefix=MANY %s
;; RUN: sh -c 'rm -f %t.fifo && mkfifo %t.fifo && exec 9<>%t.fifo && exec %S/status %t --invoke reads 1 <&9' | FileCheck --check-prefix=READS-TRAP %s
;; RUN: sh -c 'exec 9<>%t.fifo && exec %S/status %t --invoke reads 2 <&9' | FileCheck --check-prefix=READS-EXIT %s
;; RUN: %S/status %t --max-threads x | FileCheck --check-prefix=USAGE %s
(module
  (memory (export "memory") (import "env" "memory") 1 1 shared)
  (func $spawn (import "wasi" "thread-spawn") (param i32) (result i32))
  (func $read (import "wasi_snapshot_preview1" "fd_read") (param i32 i32 i32 i32) (result i32))
  (func $exit (import "wasi_snapshot_preview1" "proc_exit") (param i32))
  (tag $oops (export "oops") (param i32))
  (func $load (param i32) (result i32) (i32.load (local.get 0)))
  (func $thread (export "wasi_thread_start") (param $id i32) (param $what i32)
    (if (i32.eq (local.get $what) (i32.const 1)) (then (unreachable)))
    (if (i32.eq (local.get $what) (i32.const 2)) (then (call $exit (i32.const 7))))
    (if (i32.eq (local.get $what) (i32.const 3)) (then (drop (call $load (i32.const 65536)))))
    (if (i32.eq (local.get $what) (i32.const 4)) (then (throw $oops (local.get $id))))
    (if (i32.eq (local.get $what) (i32.const 5))
      (then (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))))
    (if (i32.eq (local.get $what) (i32.const 6)) (then
      (i32.store (i32.const 32) (i32.const 48))
      (i32.store (i32.const 36) (i32.const 1))
      (i32.atomic.store (i32.const 40) (i32.const 1))
      (drop (memory.atomic.notify (i32.const 40) (i32.const 1)))
      (drop (call $read (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 44)))
      (unreachable)))
    (drop (i32.atomic.rmw.add (i32.const 0) (local.get $what)))
    (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
  (func (export "_start") (local $i i32)
    (loop $more
      (if (i32.le_s (call $spawn (i32.const 100)) (i32.const 0)) (then (unreachable)))
      (br_if $more
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 20))))
    (block $done (loop $wait
      (local.set $i (i32.atomic.load (i32.const 0)))
      (br_if $done (i32.eq (local.get $i) (i32.const 2000)))
      (drop (memory.atomic.wait32 (i32.const 0) (local.get $i) (i64.const -1)))
      (br $wait))))
  ;; SUM: {{^}}exit status 0
  ;; NONE: wexn: trap: unreachable
  ;; NONE: exit status 134

  ;; Those that wait count; the fourth is one too many.
  (func (export "limit") (result i32 i32 i32 i32)
    (call $spawn (i32.const 5)) (call $spawn (i32.const 5)) (call $spawn (i32.const 5))
    (call $spawn (i32.const 5)))
  ;; LIMIT: {{^}}1
  ;; LIMIT-NEXT: {{^}}2
  ;; LIMIT-NEXT: {{^}}3
  ;; LIMIT-NEXT: {{^}}-1
  ;; LIMIT-NEXT: exit status 0

  ;; As many as may be, again and again as others have ended; then one more has room.
  (func (export "many") (result i32) (local $n i32)
    (loop $more
      (if (i32.gt_s (call $spawn (i32.const 5)) (i32.const 0)) (then
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $more))))
    (local.set $n (i32.add (local.get $n)
      (i32.mul (i32.const 1000) (i32.eq (call $spawn (i32.const 1)) (i32.const -1)))))
    (loop $wake
      (local.set $n (i32.add (local.get $n)
        (i32.mul (i32.const 10000) (memory.atomic.notify (i32.const 8) (i32.const -1)))))
      (br_if $wake (i32.lt_u (local.get $n) (i32.const 2000000))))
    (loop $again (br_if $again (i32.lt_s (call $spawn (i32.const 5)) (i32.const 0))))
    (local.get $n))
  ;; MANY: {{^}}2001200
  ;; MANY-NEXT: {{^}}exit status 0

  ;; One waits for input that does not come when another ends the program.
  (func (export "reads") (param i32)
    (drop (call $spawn (i32.const 6)))
    (drop (memory.atomic.wait32 (i32.const 40) (i32.const 0) (i64.const -1)))
    (drop (call $spawn (local.get 0)))
    (drop (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const -1))))
  ;; READS-TRAP: wexn: trap in thread 2: unreachable
  ;; READS-TRAP: {{^}}exit status 134
  ;; READS-EXIT: {{^}}exit status 7

  ;; The first thread waits for what never comes.
  (func (export "end") (param i32)
    (drop (call $spawn (i32.const 5)))
    (drop (call $spawn (local.get 0)))
    (drop (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const -1))))
  ;; TRAP: wexn: trap in thread 2: unreachable
  ;; TRAP-NEXT: 0: {{.*}}!thread ({{.*}}+0x
  ;; TRAP-NEXT: exit status 134
  ;; EXIT: {{^}}exit status 7
  ;; FAULT: wexn: trap in thread 2: out of bounds memory access
  ;; FAULT: {{[0-9]}}: {{.*}}!thread ({{.*}}+0x
  ;; FAULT-NEXT: exit status 134
  ;; EXCEPTION: wexn: uncaught exception in thread 2: oops(2)
  ;; EXCEPTION: exit status 134

  ;; When the first returns, the others end with it.
  (func (export "leave") (drop (call $spawn (i32.const 5))))
  ;; LEAVE: {{^}}exit status 0
  ;; USAGE: wexn: error: not a number of threads: x
  ;; USAGE-NEXT: exit status 2
)
