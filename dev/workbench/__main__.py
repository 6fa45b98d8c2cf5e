"""Entry of ``python3 -m workbench``; must be readable by any Python 3.

Only the interpreter is looked at here, so that an unsuitable one ends in one
sentence instead of a syntax error further in.
"""

import os
import shutil
import sys

OLDEST = (3, 10)
NEWEST = (3, 13)


def suitable(version):
    """Tell whether Odoo 19 runs on this ``(major, minor)``."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def other_interpreter():
    """Return the path of a suitable Python beside the unsuitable one, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path:
            return path
    return None


def main():
    """Run the command line with a suitable Python, or say which one is missing."""
    if not suitable(sys.version_info):
        path = other_interpreter()
        if path and not os.environ.get("CIM_REEXEC"):
            os.environ["CIM_REEXEC"] = "1"
            os.execv(path, [path, "-m", "workbench"] + sys.argv[1:])
        sys.stderr.write(
            "Python {}.{} does not run Odoo 19, which needs 3.10 to 3.13: "
            "apt-get install python3.13 python3.13-venv, or name one with "
            "make PYTHON=/path/to/python3.13.\n".format(*sys.version_info[:2])
        )
        return 1
    from workbench.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
