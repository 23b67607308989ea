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


def branches_before_the_start(data, rand):
    # All code of an ELF object becomes short x86 branches to the byte before its section.
    if data[:4] != b"\x7fELF":
        return bytes_changed(data, rand)
    table, (size, number) = struct.unpack_from("<Q", data, 40)[0], struct.unpack_from("<HH", data, 58)
    for header in range(table, table + size * number, size):
        flags, _, offset, length = struct.unpack_from("<QQQQ", data, header + 8)
        for at in range(0, min(length, 120) - 1 if flags & 4 else 0, 2):
            data[offset + at : offset + at + 2] = bytes([0xEB, (-3 - at) & 255])


def same_contents():
    # An ELF object of 20,000 sections, each of which is the whole file.
    number = 20000
    size = 64 + 64 * number
    section = struct.pack("<IIQQQQIIQQ", 0, 1, 2, 0, 0, size, 0, 0, 1, 0)
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 1, 62, 1, 0, 0, 64, 0, 64, 0, 0, 64, number, 1)
    return header + section * number


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


number, files = int(sys.argv[1]), sys.argv[2:]
kinds = [bytes_changed, words_changed, headers_changed, cut, copied, branches_before_the_start]
total = damaged = 0


def check(data, what, *options):
    global total, damaged
    open("damaged.o", "wb").write(data)
    done = subprocess.run(["wexnc", "inspect", *options, "damaged.o"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          preexec_fn=limits)
    if done.returncode not in (0, 1):
        print(what, "with", *options, "ends with status", done.returncode, done.stderr[-300:])
        sys.exit(1)
    total += 1
    damaged += done.returncode


for file in files:
    original = open(file, "rb").read()
    for seed in range(number):
        rand = random.Random(file.rsplit("/", 1)[-1] + str(seed))
        data = bytearray(original)
        kinds[seed % len(kinds)](data, rand)
        check(data, f"{file}, seed {seed}",
              *rand.choice([[], ["--json"], ["--exceptions", "--inlined", "--traps"], ["--tags"], ["--types"]]))
check(same_contents(), "sections of the same contents")
print(total, "objects,", damaged, "of them found damaged")
