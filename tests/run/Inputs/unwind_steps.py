# For gdb: runs the program until it enters compiled code, then one instruction after the other (calls
# of shared libraries as one) until it is back in main, and so on to the end; asks for the stack at each
# step. Prints whether many steps were in the module's own code, of name m.*, and from how many of all
# the stack did not reach main. (gdb takes some of these names for mangled ones and shows m[...].)
import gdb
import re

gdb.execute("set confirm off")
gdb.execute("set backtrace limit 200")
gdb.execute("set environment LD_BIND_NOW=1")
gdb.execute("break wexn_rt_enter")
gdb.execute("run")
compiled = broken = 0
for step in range(8000):
    try:
        gdb.execute("stepi", to_string=True)
        if gdb.solib_name(gdb.newest_frame().pc()):
            gdb.execute("finish", to_string=True)
        if gdb.newest_frame().name() == "main":
            gdb.execute("continue", to_string=True)
        frame = gdb.newest_frame()
    except gdb.error:  # the program has ended
        break
    compiled += re.match(r"m[.[]", frame.name() or "") is not None
    names = []
    while frame is not None and frame.name() != "main":
        names.append(frame.name())
        frame = frame.older()
    if frame is None:
        broken += 1
        print("broken:", names)
print("steps: %d, in the module: %d" % (step, compiled))
print("enough in the module: %s, broken: %d" % (compiled > 100, broken))
