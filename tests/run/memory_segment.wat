;; --memory-base=gs: where GS is set, and where it need not be (wexnc/ir/memory_segment.h).
;; RUN: wexnc -O2 --target=x86_64-linux-gnu --memory-base=gs %s --emit=asm -o - | FileCheck %s
;; Of three functions that tables hold, one is exported: only that needs an entry of its own, and own calls do not go through it.
;; RUN: wexnc -O2 --target=x86_64-linux-gnu --memory-base=gs %s --emit=llvm-ir -o - | FileCheck %s --check-prefix=ENTRIES
(module
  (type $f (func (param i32) (result i32)))
  (import "env" "out" (func $out (type $f)))
  (memory 1)
  (table funcref (elem $one $two $three))
  (func $one (type $f) (i32.load offset=4 (local.get 0)))
  (func $two (export "two") (type $f) (i32.load offset=8 (call $out (local.get 0))))
  (func $three (type $f) (i32.load offset=12 (i32.add (call $out (local.get 0)) (call $out (local.get 0)))))
  (func (export "own") (param i32 i32) (result i32)
    (i32.load (i32.add (call_indirect (type $f) (local.get 0) (local.get 1)) (i32.const 1)))))
;; CHECK-LABEL: memory_segment.two:
;; CHECK:         callq *{{[0-9]+}}(%{{.*}})
;; CHECK:         movq {{.*}}, %r10
;; CHECK-NEXT:    callq *wexn_rt_use_segment@GOTPCREL(%rip)
;; CHECK:         movl %gs:8(%rax), %eax
;; CHECK-LABEL: memory_segment.three:
;; CHECK-LABEL: {{^}}memory_segment.f4:
;; CHECK-NOT:     use_segment
;; CHECK:         movl %gs:1(%eax), %eax
;; CHECK-LABEL: wexn.entry.memory_segment.2:
;; CHECK:         callq *wexn_rt_use_segment@GOTPCREL(%rip)
;; CHECK:         jmp memory_segment.two
;; ENTRIES-NOT: @wexn.entry.memory_segment.1
;; ENTRIES:     define internal {{.*}}@wexn.entry.memory_segment.2
;; ENTRIES-NOT: @wexn.entry.memory_segment.3
;; ENTRIES:     define internal {{.*}}@wexn.entry.memory_segment.4
