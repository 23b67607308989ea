(module (func $f) (memory (data "a\t\"\u{1F600}")) (table funcref (elem $f 0))
  (table $t 2 (ref null func) (ref.func $f)) (elem $e funcref (ref.func $f) (item ref.null func))
  (elem declare func $f) (elem (table $t) (offset i32.const 1) func $f) (elem (i32.const 0) $f)
  (data $d "x" "y") (data (memory 0) (i32.const 0) "z") (start $f) ;; comment
  (; block (; nested ;) ;) (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)))
  (func (param i32) (@metadata.code.branch_hint "\00") (if (local.get 0) (then))))
