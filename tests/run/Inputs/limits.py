# limits.py limits.def wexnc.1: whether the page's section has the rows of the table, and no others.
import re
import sys

rows = re.findall(r'^LIMIT\(\w+, ([^,]+), "([^"]+)"\)', open(sys.argv[1]).read(), re.M)
table = []
for value, what in rows:
    shift = re.fullmatch(r"1u << (\d+)", value)
    table.append((1 << int(shift.group(1)) if shift else int(value.replace("'", "")), what))
section = open(sys.argv[2]).read().split(".SH LIMITS")[1].split(".nf\n")[1].split(".fi\n")[0]
page = []
for line in section.splitlines():
    value, what = line.split(None, 1)
    page.append((int(value.replace(",", "")), what))
for row in set(table) ^ set(page):
    print("only in one of them:", *row)
if table == page:
    print(len(table), "limits, all of them in the manual page")
