;; An interpreter's loop whose block of dispatch is copied behind each operation, where 0 is added to the lower half of a
;; 64-bit counter: that half, extended, is an address (wexnc/emit/zero_extensions.h).
;; RUN: %every-mode %s
(module
  (memory 1)
  (data (i32.const 64) "\00\01\02\03\04\05\02\00\02\05\02\00\02\07\07\07\07")
  (global $g (mut i32) (i32.const 0))
  (func (export "run") (param $pc i64) (param $base i32) (param $n i32) (param $m i32) (result i32)
    loop $next
      block $end block $6 block $5 block $4 block $3 block $2 block $1 block $0
        (i32.and (i32.load8_u (i32.add (local.get $base) (i32.wrap_i64 (local.get $pc)))) (i32.const 7))
        br_table $0 $1 $2 $3 $4 $5 $6 $end
      end
        (global.set $g (i32.add (global.get $g) (i32.const 1)))
        (local.set $base (i32.const 0))
        (local.set $pc (i64.add (local.get $pc) (i64.const 1)))
        br $next
      end
        (global.set $g (i32.mul (global.get $g) (i32.const 3)))
        (local.set $base (local.get $n))
        (local.set $pc (i64.add (local.get $pc) (i64.const 0x100000001)))
        br $next
      end
        (global.set $g (i32.xor (global.get $g) (i32.const 5)))
        (local.set $base (i32.const 0))
        (local.set $pc (i64.add (local.get $pc) (i64.const 1)))
        br $next
      end
        (global.set $g (i32.sub (global.get $g) (i32.const 7)))
        (local.set $base (i32.const 0))
        (local.set $pc (i64.add (local.get $pc) (i64.const 0x100000001)))
        br $next
      end
        (global.set $g (i32.shl (global.get $g) (i32.const 2)))
        (local.set $base (local.get $m))
        (local.set $pc (i64.add (local.get $pc) (i64.const 1)))
        br $next
      end
        (global.set $g (i32.rotl (global.get $g) (i32.const 9)))
        (local.set $base (i32.const 0))
        (local.set $pc (i64.add (local.get $pc) (i64.const 0x100000001)))
        br $next
      end
        (global.set $g (i32.sub (global.get $g) (i32.const 0x55)))
        (local.set $base (i32.const 0))
        (local.set $pc (i64.add (local.get $pc) (i64.const 1)))
        br $next
      end
    end
    (global.get $g)))
(assert_return (invoke "run" (i64.const 0x1234500000040) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 0xfff3fdfe))

;; A byte in the place of the lowest one of such a half: what is written is a byte, and the rest stays.
(module
  (memory 1)
  (func (export "byte") (param $x i64) (param $p i32) (result i64)
    (local $o i32)
    (local.set $o (i32.or (i32.and (i32.wrap_i64 (local.get $x)) (i32.const -256)) (i32.load8_u (local.get $p))))
    (i32.store (i32.const 16) (i32.mul (local.get $o) (i32.const 77)))
    (i64.extend_i32_u (local.get $o))))
(assert_return (invoke "byte" (i64.const 0x1234500010040) (i32.const 0)) (i64.const 0x10000))

;; A compare-exchange that finds what it expected leaves the register that this was in, upper half and all: the lower half of a
;; 64-bit counter, to which 0 is added in copies of an interpreter's dispatch.
(module (memory 1 1 shared)
  (data (i32.const 64) "\00\01\02\03\04\05\06\07")
  (data (i32.const 128) "\41\00\00\00\45\23\01\00\42\00\00\00\45\24\01\00\43\00\00\00\45\25\01\00\44\00\00\00\45\26\01\00\45\00\00\00\45\27\01\00\46\00\00\00\45\28\01\00\47\00\00\00\45\29\01\00\47\00\00\00\45\2a\01\00")
  (global $g (mut i32) (i32.const 0))
  (func (export "run") (param $pc i64) (param $base i32) (param $n i32) (param $m i32) (result i32)
    (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
    loop $next
      block $end block $6 block $5 block $4 block $3 block $2 block $1 block $0
        (i32.and (i32.load8_u (i32.add (local.get $base) (i32.atomic.rmw.cmpxchg (i32.const 32) (i32.wrap_i64 (local.get $pc)) (i32.const 999)))) (i32.const 7))
        br_table $0 $1 $2 $3 $4 $5 $6 $end
      end
        (local.set $pc (i64.load (i32.const 128)))
        (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
        (local.set $base (i32.const 0))
        (global.set $g (i32.add (global.get $g) (i32.const 3)))
        br $next
      end
        (local.set $pc (i64.load (i32.const 136)))
        (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
        (local.set $base (local.get $n))
        (global.set $g (i32.mul (global.get $g) (i32.const 4)))
        br $next
      end
        (local.set $pc (i64.load (i32.const 144)))
        (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
        (local.set $base (i32.const 0))
        (global.set $g (i32.xor (global.get $g) (i32.const 7)))
        br $next
      end
        (local.set $pc (i64.load (i32.const 152)))
        (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
        (local.set $base (i32.const 0))
        (global.set $g (i32.sub (global.get $g) (i32.const 12)))
        br $next
      end
        (local.set $pc (i64.load (i32.const 160)))
        (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
        (local.set $base (local.get $m))
        (global.set $g (i32.shl (global.get $g) (i32.const 19)))
        br $next
      end
        (local.set $pc (i64.load (i32.const 168)))
        (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
        (local.set $base (i32.const 0))
        (global.set $g (i32.rotl (global.get $g) (i32.const 28)))
        br $next
      end
        (local.set $pc (i64.load (i32.const 176)))
        (i32.store (i32.const 32) (i32.wrap_i64 (local.get $pc)))
        (local.set $base (i32.const 0))
        (global.set $g (i32.or (global.get $g) (i32.const 39)))
        br $next
      end
    end
    (global.get $g)))
(assert_return (invoke "run" (i64.const 0x1234500000040) (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 0xfff8027))
