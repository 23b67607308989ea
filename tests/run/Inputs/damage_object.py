# damage_object.py NUMBER OBJECT...: NUMBER damaged copies of each go through `wexnc inspect`, which must end by itself,
# with status 0 or 1, in little time and memory.
import random
import resource
import struct
import subprocess
import sys


def bytes_changed(data, rand):
    for _ in range(rand.choice([1, 2, 5, 20, 100])):
        data[rand.randrange(len(data))] = rand.choice([0, 1, 127, 128, 255, rand.randrange(256)])


def words_changed(data, rand):
    for _ in range(rand.choice([1, 3, 10])):
        at = rand.randrange(len(data) - 8) & ~3
        data[at : at + 4] = struct.pack("<I", rand.choice([0, 1, 0xFFFFFFFF, 0x7FFFFFFF, len(data), rand.randrange(len(data))]))


def headers_changed(data, rand):
    # ELF: the section headers are at the end; Mach-O: load commands at the start.
    low = struct.unpack_from("<Q", data, 40)[0] if data[:4] == b"\x7fELF" else 0
    high = len(data) if low else min(len(data), 2048)
    for _ in range(rand.choice([1, 3, 10])):
        data[rand.randrange(low, high)] = rand.choice([0, 1, 127, 128, 255, rand.randrange(256)])


def cut(data, rand):
    del data[rand.randrange(len(data)) :]


def copied(data, rand):
    length = rand.randrange(8, 256)
    source, target = rand.randrange(len(data)), rand.randrange(len(data))
    data[target : target + length] = data[source : source + length]


def branches_everywhere(data, rand):
    # x86: jmp -1 relative to the next byte; AArch64: b with an odd offset.
    at = rand.randrange(len(data) - 64)
    data[at : at + 60] = rand.choice([b"\xeb\xfd\xeb\xff", b"\xff\xff\xff\x17"]) * 15


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


number, files = int(sys.argv[1]), sys.argv[2:]
kinds = [bytes_changed, words_changed, headers_changed, cut, copied, branches_everywhere]
total = damaged = 0
for file in files:
    original = open(file, "rb").read()
    for seed in range(number):
        rand = random.Random(file.rsplit("/", 1)[-1] + str(seed))
        data = bytearray(original)
        kinds[seed % len(kinds)](data, rand)
        open("damaged.o", "wb").write(data)
        options = rand.choice([[], ["--json"], ["--exceptions", "--inlined", "--traps"], ["--tags"]])
        done = subprocess.run(["wexnc", "inspect", *options, "damaged.o"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, preexec_fn=limits)
        if done.returncode not in (0, 1):
            print(file, "seed", seed, "with", *options, "ends with status", done.returncode, done.stderr[-300:])
            sys.exit(1)
        total += 1
        damaged += done.returncode
print(total, "objects,", damaged, "of them found damaged")
