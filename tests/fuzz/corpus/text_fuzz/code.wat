(func $f (export "f") (param i32) (result i32) (local $x i64)
  (block $l (result i32)
    (br_if $l (local.get 0) (i32.load offset=4 align=1 (i32.const -0x1)))
    br_table 0 $l 0
    (try_table (catch $e $l) (catch_all 0) (throw $e (i32.const 1)))
    (try (do (nop)) (catch $e (rethrow 0)) (catch_all)) try nop delegate 0
    (if (result i32) (i32.eqz) (then (i32.const 1)) (else i32.const 2)))
  call_indirect $t (param i32) (result i32)
  select (result i32) memory.copy 0 0 v128.const i32x4 1 -1 0x2 3
  f64.const -0x1.8p-3 f32.const nan:0x200000 f64.const 1_0.5e+3 drop
  (ref.test (ref null $s) (ref.null any)) br_on_cast 0 anyref (ref i31)
  struct.get $s $x array.new_fixed $s 3 i8x16.extract_lane_s 15
  loop $k br $k end $k return_call $f)
(tag $e (param i32)) (memory 1) (table $t 1 funcref) (type $s (struct (field $x i32)))
