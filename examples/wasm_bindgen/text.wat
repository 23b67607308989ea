;; A module with the imports and exports that wasm-bindgen gives to a Rust library, written by hand: functions of JavaScript
;; that only errors and start-up need, an allocator, and strings as pointer and length.
(module
  (import "./text_bg.js" "__wbindgen_throw" (func $throw (param i32 i32)))
  (import "./text_bg.js" "__wbindgen_init_externref_table" (func $init))
  (import "./text_bg.js" "__wbg_log_6c7b5f4f00b8ce3f" (func $log (param i32)))
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))
  (func (export "__wbindgen_malloc") (param $size i32) (param $align i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.sub (local.get $align) (i32.const 1)))
                            (i32.sub (i32.const 0) (local.get $align))))
    (global.set $top (i32.add (local.get $at) (local.get $size)))
    (local.get $at))
  (func (export "__wbindgen_free") (param i32 i32 i32))
  (func (export "__wbindgen_start") (call $init))
  ;; FNV-1a
  (func (export "hash") (param $at i32) (param $size i32) (result i32)
    (local $h i32)
    (local.set $h (i32.const 0x811c9dc5))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $size)))
        (local.set $h (i32.mul (i32.xor (local.get $h) (i32.load8_u (local.get $at))) (i32.const 0x01000193)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $size (i32.sub (local.get $size) (i32.const 1)))
        (br $next)))
    (local.get $h))
  (func (export "greet") (param i32 i32) (call $log (i32.const 0))))
