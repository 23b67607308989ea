# Tests run by lit: a .wat, .wast or .test file whose comments hold RUN: lines (a pipeline) and
# CHECK: lines for FileCheck. %s is the file, %S its folder, %t a path for temporary output.
import os, shutil
import lit.formats

config.name = "wexnc"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".wat", ".wast", ".test"]
config.excludes = ["spec", "unit", "fuzz", "bench", "support", "Inputs"]
config.test_source_root = os.path.dirname(__file__)
bin_dir = os.environ["WEXN_BIN"]
config.test_exec_root = os.environ["WEXN_WORK"]
config.environment["PATH"] = os.pathsep.join([bin_dir, "/usr/lib/llvm-19/bin", os.environ["PATH"]])
config.environment["WEXN_MAKE"] = os.environ.get("WEXN_MAKE", "make")
config.environment["WEXN_TOP"] = os.path.dirname(config.test_source_root)
config.substitutions.append(("%wexnc", os.path.join(bin_dir, "wexnc")))
config.substitutions.append(("%every-mode", os.path.join(config.test_source_root, "support", "every_mode")))
config.substitutions.append(("%top", os.path.dirname(config.test_source_root)))
for tool in ["qemu-aarch64", "qemu-system-aarch64"]:
    if shutil.which(tool):
        config.available_features.add(tool)
