#!/usr/bin/env python3
"""A module, as text, whose function `run` calls a host function, and then a leaf with a frame of 640 KB."""
n = 40960
print('(module (import "host" "interrupt" (func $interrupt)) (memory 20)')
print("(func $leaf (param $x i32) (local " + "v128 " * n + ")")
for i in range(n):
    print(f"(local.set {i + 1} (v128.load offset={16 * i} (local.get $x)))")
for i in range(n):
    print(f"(v128.store offset={16 * i} (i32.const 16) (local.get {i + 1}))")
print(') (func (export "run") (call $interrupt) (call $leaf (i32.const 0))))')
