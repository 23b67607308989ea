# damage_debug.py IN OUT SEED: copies a module with some bytes of its .debug_* sections changed.
import random
import sys

data = bytearray(open(sys.argv[1], "rb").read())
rand = random.Random(int(sys.argv[3]))


def leb(at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


sections, at = [], 8
while at < len(data):
    size, start = leb(at + 1)
    if data[at] == 0:
        length, name = leb(start)
        if data[name : name + length].startswith(b".debug_"):
            sections.append((name + length, start + size))
    at = start + size
for _ in range(rand.choice([1, 3, 10, 50])):
    low, high = rand.choice(sections)
    data[rand.randrange(low, high)] = rand.choice([0, 127, 128, 255, rand.randrange(256)])
open(sys.argv[2], "wb").write(data)
