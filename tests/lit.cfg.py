# Tests run by lit: a .wat, .wast or .test file whose comments hold RUN: lines (a pipeline) and
# CHECK: lines for FileCheck. %s is the file, %S its folder, %t a path for temporary output.
import os, shutil
import lit.formats

config.name = "wexnc"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".wat", ".wast", ".test"]
config.excludes = ["spec", "unit", "fuzz", "bench", "races", "support", "Inputs", "sizes"]
config.test_source_root = os.path.dirname(__file__)
bin_dir = os.environ["WEXN_BIN"]
config.test_exec_root = os.environ["WEXN_WORK"]
path = [bin_dir, os.path.join(config.test_source_root, "support", "path"), "/usr/lib/llvm-19/bin", os.environ["PATH"]]
# For another target the same tests are run with wexnc, wexn-spec, cc and c++ from support/cross, whose
# programs run in an emulator. "REQUIRES: native" says what cannot be shown that way (files, memory and limits of this
# machine, other emulators, dozens of guarded memories: each page that is reserved takes an emulator time), what is shown
# for both processors anyway, and what is about the compiler alone and takes long. `%if native` says the same of a line,
# and where an emulated program does less.
target = os.environ.get("WEXN_TARGET")
if target:
    path.insert(0, os.path.join(config.test_source_root, "support", "cross"))
    config.environment.update(WEXN_TARGET=target, WEXN_BIN=bin_dir)
    config.available_features.add("target=" + target)
else:
    config.available_features.add("native")
if (target or os.uname().machine).startswith("x86_64"):
    config.available_features.add("x86-64")
config.environment["PATH"] = os.pathsep.join(path)
config.environment["WEXN_MAKE"] = os.environ.get("WEXN_MAKE", "make")
config.environment["WEXN_TOP"] = os.path.dirname(config.test_source_root)
config.substitutions.append(("%wexnc", os.path.join(path[0], "wexnc")))
config.substitutions.append(("%every-mode", os.path.join(config.test_source_root, "support", "every_mode")))
config.substitutions.append(("%top", os.path.dirname(config.test_source_root)))
for tool in ["qemu-aarch64", "qemu-system-aarch64"]:
    if shutil.which(tool):
        config.available_features.add(tool)
