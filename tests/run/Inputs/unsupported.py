# Compiles modules of other proposals; what the compiler says goes to the file `errors`.
import subprocess

text = {
    "cont": "(module (type $f (func)) (type $c (cont $f)))",
    "descriptor": "(module (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct))))",
    "order": "(module (memory 1) (func (drop (i32.atomic.load acqrel (i32.const 0)))))",
    "shared": "(module (type (shared (struct))))",
}


def section(number, *items):
    body = bytes([len(items)]) + b"".join(items)
    return bytes([number, len(body)]) + body


def module(*sections):
    return b"\0asm\1\0\0\0" + b"".join(sections)


def code(body):
    body = b"\0" + body + b"\x0b"
    return module(section(1, b"\x60\0\0"), section(3, b"\0"), section(10, bytes([len(body)]) + body))


binary = {
    "component": b"\0asm\x0d\0\1\0",
    "cont": module(section(1, b"\x60\0\0", b"\x5d\0")),
    "contref": module(section(1, b"\x60\1\x68\0")),
    "describes": module(section(1, b"\x4c\0\x5f\0")),
    "discard": code(b"\x41\0\x41\0\xfc\x12\0"),
    "resume": code(b"\xe3\0\0"),
    "shared": module(section(1, b"\x65\x5f\0")),
    "sharedglobal": module(section(6, b"\x7f\x02\x41\0\x0b")),
    "sharedtable": module(section(4, b"\x70\x03\1\1")),
    "string": module(section(1, b"\x60\1\x67\0")),
}
files = []
for name, contents in text.items():
    files.append(name + ".wat")
    open(files[-1], "w").write(contents)
for name, contents in binary.items():
    files.append(name + ".wasm")
    open(files[-1], "wb").write(contents)
with open("errors", "w") as errors:
    for file in files:
        assert subprocess.run(["wexnc", file, "-o", "o"], stderr=errors).returncode == 1, file
