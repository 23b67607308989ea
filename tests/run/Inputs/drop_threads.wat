;; For drop_threads.test: passive segments, and a memory that instances in several threads share.
(module
  (import "m" "m" (memory 1 1 shared))
  (table $t 4 funcref)
  (data $d "0123456789abcdef")
  (elem $e func $drop_all $fill)
  ;; Copies its segment to `to` `n` times. Traps when the segment is gone.
  (func $fill (export "fill") (param $to i32) (param $n i32)
    (loop $more
      (memory.init $d (local.get $to) (i32.const 0) (i32.const 16))
      (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 2))
      (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $drop_all (export "drop") (data.drop $d) (elem.drop $e)))
