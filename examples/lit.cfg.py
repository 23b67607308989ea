# Every example is a test too: its run.test holds the commands. The settings are those of tests/.
import os
lit_config.load_config(config, os.path.join(os.path.dirname(__file__), "..", "tests", "lit.cfg.py"))
config.name = "examples"
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(os.environ["WEXN_WORK"], "examples")
config.environment["WEXN_TOP"] = os.path.dirname(config.test_source_root)
config.suffixes = [".test"]
