"""Test set-up of the whole repository; the work is done in ``dev/workbench``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "dev"))

pytest_plugins = ["workbench.pytest_guard"]
