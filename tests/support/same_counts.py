# same_counts.py RESULTS TARGET: compares what the parts spec and run of the tests counted with what arm-spec and
# arm-run did, TARGET's. Every group of the suite must have the same scripts and commands passed and skipped in every
# run, and every test of a folder the same result, unless it says that it needs this machine ("REQUIRES: native").
# Prints both and ends with "N passed, N failed".
import json, os, re, sys

results, target = sys.argv[1:]
tests = os.path.join(os.path.dirname(__file__), "..")
passed = failed = 0


def judge(same, text):
    global passed, failed
    passed, failed = passed + same, failed + (not same)
    print(text + ("" if same else "  DIFFERENT"))


def groups(part):
    """Of each group the set of counts it had: one, if all is well."""
    found, mutated = {}, False
    path = os.path.join(results, part + ".log")
    for line in open(path) if os.path.exists(path) else []:
        if line.startswith("wexn-spec "):
            mutated = "--mutate" in line  # counts something else
        m = re.match(r"(\S+) +(\d+) scripts +(\d+) passed +(\d+) failed +(\d+) skipped", line)
        if m and not mutated:
            found.setdefault(m[1], set()).add(tuple(map(int, m.groups()[1:])))
    return found


def codes(folder, part):
    path = os.path.join(results, folder, part + ".json")
    report = json.load(open(path))["tests"] if os.path.exists(path) else []
    return {t["name"].split(" :: ")[1]: t["code"] for t in report if t["code"] not in ("EXCLUDED", "SKIPPED")}


def show(counts):
    return " or ".join("%d scripts %6d passed %d failed %4d skipped" % c for c in sorted(counts)) or "none"


here, there = groups("spec"), groups("arm-spec")
print(f"{'group':18} this machine{' ' * 39} {target}")
for group in sorted(here.keys() | there.keys()):
    a, b = here.get(group, set()), there.get(group, set())
    judge(len(a) == 1 and a == b, f"{group:18} {show(a):51} {show(b)}")

here, there = codes("lit", "run"), codes("lit-" + target, "arm-run")
same = native_only = 0
for name in sorted(there):
    a, b = here.get(name, "none"), there[name]
    if a == b:
        same += 1
    elif b == "UNSUPPORTED" and "REQUIRES: native" in open(os.path.join(tests, name)).read():
        native_only += 1
    else:
        judge(False, f"{name}: {a}, {target}: {b}")
judge(same > 0, f"{same} tests of folders have the same result; {native_only} are for this machine only")
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
