;; What takes long in one instruction or one call of WASI.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open" (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sock_accept" (func $accept (param i32 i32 i32) (result i32)))
  (memory (export "memory") 65536)
  (memory $shared 1 1 shared)
  (type $bytes (array (mut i8)))
  (type $functions (array (mut funcref)))
  (elem $functions func
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f
    $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f)
  (func $f)
  (table $t 9000000 9000000 funcref)
  (data "\00\00\01\00\00\00\01\00")
  (func $vector (i32.store (i32.const 0) (i32.const 65536)) (i32.store (i32.const 4) (i32.const 65536)))
  ;; Each goes on for a second at least; those that end begin again.
  ;; Half a billion buffers, all empty: the memory has not been written to yet.
  (func (export "buffers") (result i32)
    (loop (drop (call $fd_write (i32.const 4) (i32.const 0x10000) (i32.const 0x1fffe000) (i32.const 16))) (br 0)) (unreachable))
  (func (export "fill") (result i32) (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const -1)) (br 0)) (unreachable))
  (func (export "fill_constant") (result i32) (loop (memory.fill (i32.const 0) (i32.const 0) (i32.const 0xfff00000)) (br 0)) (unreachable))
  (func (export "copy") (result i32) (loop (memory.copy (i32.const 1) (i32.const 0) (i32.const 0x7fffffff)) (br 0)) (unreachable))
  (func (export "table_fill") (result i32) (loop (table.fill $t (i32.const 0) (ref.null func) (i32.const 9000000)) (br 0)) (unreachable))
  (func (export "table_copy") (result i32) (loop (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 8999999)) (br 0)) (unreachable))
  (func (export "array") (result i32)
    (loop (drop (array.new $bytes (i32.const 7) (i32.const 500000000))) (br 0)) (unreachable))
  (func (export "array_copy") (result i32) (local $a (ref $bytes))
    (local.set $a (array.new_default $bytes (i32.const 500000000)))
    (loop (array.copy $bytes $bytes (local.get $a) (i32.const 1) (local.get $a) (i32.const 0) (i32.const 499999999)) (br 0))
    (unreachable))
  ;; Loops of shorter ones, which are hardly ever in compiled code.
  (func (export "fills") (result i32) (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 4096)) (br 0)) (unreachable))
  (func (export "fills_of") (param $n i32) (result i32)
    (loop (memory.fill (i32.const 0) (i32.const 1) (local.get $n)) (br 0)) (unreachable))
  (func (export "copies_of") (param $n i32) (result i32)
    (loop (memory.copy (i32.const 1) (i32.const 0) (local.get $n)) (br 0)) (unreachable))
  (func (export "table_fills") (result i32)
    (loop (table.fill $t (i32.const 0) (ref.null func) (i32.const 100000)) (br 0)) (unreachable))
  (func (export "table_inits") (result i32)
    (loop (table.init $t $functions (i32.const 0) (i32.const 0) (i32.const 1024)) (br 0)) (unreachable))
  (func (export "array_inits") (result i32) (local $a (ref $functions))
    (local.set $a (array.new_default $functions (i32.const 1024)))
    (loop (array.init_elem $functions $functions (local.get $a) (i32.const 0) (i32.const 0) (i32.const 1024)) (br 0))
    (unreachable))
  (func (export "wait") (result i32) (memory.atomic.wait32 $shared (i32.const 0) (i32.const 0) (i64.const -1)))
  (func (export "random") (result i32) (call $random (i32.const 0) (i32.const 0x7fffffff)))
  (func (export "read") (result i32) (call $vector) (call $fd_read (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 16)))
  (func (export "write") (result i32) (call $vector)
    (loop (drop (call $fd_write (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 16))) (br 0)) (unreachable))
  (func (export "accept") (result i32) (call $accept (i32.const 5) (i32.const 0) (i32.const 16)))
  (func (export "open") (result i32) ;; a pipe that nobody writes to, for reading
    (i32.store (i32.const 0) (i32.const 0x65706970))
    (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
  (func (export "poll_clock") (result i32)
    (i32.store (i32.const 80) (i32.const 0))
    (i32.store (i32.const 88) (i32.const 1))
    (i64.store (i32.const 96) (i64.const 1000000000000))
    (i64.store (i32.const 104) (i64.const 0))
    (i32.store16 (i32.const 112) (i32.const 0))
    (call $poll (i32.const 72) (i32.const 200) (i32.const 1) (i32.const 16)))
  (func (export "poll_read") (result i32)
    (i64.store (i32.const 80) (i64.const 1)) ;; descriptor 4 below
    (i32.store (i32.const 88) (i32.const 4))
    (call $poll (i32.const 72) (i32.const 200) (i32.const 1) (i32.const 16)))
  (func (export "sum") (param $n i32) (result i32) (local $s i32)
    (loop (local.set $s (i32.add (local.get $s) (local.get $n))) (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))
