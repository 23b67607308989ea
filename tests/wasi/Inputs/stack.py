#!/usr/bin/env python3
"""stack.py: a module, as text, that calls WASI functions from any depth, in the shape of tests/run/Inputs/stack_frames.py."""

# name, parameters, arguments; the memory holds what is below.
CALLS = [
    ("fd_write", "i32 i32 i32 i32", "2 1024 0 8"),
    ("fd_write", "i32 i32 i32 i32", "4 1024 300 8"),
    ("fd_read", "i32 i32 i32 i32", "4 1024 300 8"),
    ("fd_pread", "i32 i32 i32 i64 i32", "4 1024 300 0 8"),
    ("fd_pwrite", "i32 i32 i32 i64 i32", "4 1024 300 0 8"),
    ("fd_readdir", "i32 i32 i32 i64 i32", "3 8192 4096 0 8"),
    ("fd_filestat_get", "i32 i32", "3 8192"),
    ("fd_fdstat_get", "i32 i32", "3 8192"),
    ("fd_prestat_get", "i32 i32", "3 8192"),
    ("path_open", "i32 i32 i32 i32 i32 i64 i64 i32 i32", "3 1 256 20 1 0x1fffffff 0x1fffffff 0 8"),
    ("path_open", "i32 i32 i32 i32 i32 i64 i64 i32 i32", "3 1 320 11 0 0x1fffffff 0x1fffffff 0 8"),
    ("path_filestat_get", "i32 i32 i32 i32 i32", "3 1 320 11 8192"),
    ("path_readlink", "i32 i32 i32 i32 i32 i32", "3 384 4 8192 4096 8"),
    ("path_rename", "i32 i32 i32 i32 i32 i32", "3 320 11 3 330 7"),
    ("path_symlink", "i32 i32 i32 i32 i32", "256 20 3 320 11"),
    ("path_create_directory", "i32 i32 i32", "3 256 20"),
    ("path_unlink_file", "i32 i32 i32", "3 330 7"),
    ("poll_oneoff", "i32 i32 i32 i32", "512 8192 1 8"),
    ("random_get", "i32 i32", "8192 4096"),
    ("clock_time_get", "i32 i64 i32", "1 0 8"),
    ("clock_res_get", "i32 i32", "1 8"),
    ("args_get", "i32 i32", "8192 9000"),
    ("environ_get", "i32 i32", "8192 9000"),
    ("sched_yield", "", ""),
]
funcs, imports = [], []
for i, (name, types, arguments) in enumerate(CALLS):
    imports.append(f'(import "wasi_snapshot_preview1" "{name}" (func $w{i} (param {types}) (result i32)))')
    given = " ".join(f"({t}.const {a})" for t, a in zip(types.split(), arguments.split()))
    funcs.append(f"(func $f{i} (param i32) (result i32) (call $w{i} {given}))")
vectors = "".join("\\00\\20\\00\\00\\01\\00\\00\\00" for _ in range(300))
print(f"""(module
(type $f (func (param i32) (result i32)))
{chr(10).join(imports)}
(memory (export "memory") 1)
(data (i32.const 256) "link/link/link/sub/f")
(data (i32.const 320) "link/sub/f1link/sub")
(data (i32.const 384) "link")
(data (i32.const 512) "\\01\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\01\\00\\00\\00\\00\\00\\00\\00\\01\\00\\00\\00\\00\\00\\00\\00")
(data (i32.const 1024) "{vectors}")
(table $funcs funcref (elem {' '.join(f'$f{i}' for i in range(len(CALLS)))}))
(func (export "count") (result i32) (i32.const {len(CALLS)}))
(func $at (export "at") (param $depth i32) (param $which i32) (result i32)
  (if (result i32) (local.get $depth)
    (then (i32.add (i32.const 1) (call $at (i32.sub (local.get $depth) (i32.const 1)) (local.get $which))))
    (else (call_indirect $funcs (type $f) (i32.const 48) (local.get $which)))))
{chr(10).join(funcs)})""")
