;; Runs a C++ program's tasks, and cleans up when one of them throws, whatever it throws.
(module
  (import "host" "task" (func $task (param i32) (result i32)))
  (import "host" "cancelled" (tag $cancelled (param i32)))
  (tag $no_tasks (export "no_tasks"))
  (global $cleanups (export "cleanups") (mut i32) (i32.const 0))
  (global $last_failure (mut exnref) (ref.null exn))

  ;; Runs tasks 0 ... count-1 and returns the sum of their results; a cancelled one counts as what
  ;; the exception carries. Throws $no_tasks for none. On any other exception: cleans up, keeps it and
  ;; throws on.
  (func (export "run_all") (param $count i32) (result i32)
    (local $i i32) (local $sum i32)
    (if (i32.eqz (local.get $count))
      (then (throw $no_tasks)))
    (loop $next
      (local.set $sum
        (i32.add (local.get $sum)
          (block $value (result i32)
            (block $failed (result exnref)
              (br $value
                (try_table (result i32) (catch $cancelled $value) (catch_all_ref $failed)
                  (call $task (local.get $i)))))
            (global.set $cleanups (i32.add (global.get $cleanups) (i32.const 1)))
            (global.set $last_failure)
            (throw_ref (global.get $last_failure)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $count))))
    (local.get $sum))

  ;; Throws the exception again that ended run_all last.
  (func (export "fail_again") (throw_ref (global.get $last_failure)))

  (func (export "average") (param $count i32) (param $sum i32) (result i32)
    (i32.div_u (local.get $sum) (local.get $count))))
