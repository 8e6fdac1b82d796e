"""Run every lesson under nbval in the profile teste, comparing the tagged outputs (`make test`).

Two lessons run at once: half of so short a run is the start of TensorFlow, on one core.
"""

import subprocess
import sys
from pathlib import Path

from tools.lessons import ROOT, profile_environment

TWO_AT_ONCE = ("-n", "2", "--dist", "loadscope")  # each lesson whole in one process


def nbval_command(path: Path, *options: str, python: str = sys.executable) -> list[str]:
    """Return the command line that runs a notebook, or all of a folder; an empty one makes it fail.

    A dead kernel is noticed only when the cell's time is over, so that time is set.
    """
    pytest = [python, "-m", "pytest", "-p", "no:cacheprovider"]
    nbval = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "180"]
    return [*pytest, *nbval, *options, str(path)]


if __name__ == "__main__":
    command = nbval_command(ROOT / "notebooks", *TWO_AT_ONCE, "--durations", "10")
    sys.exit(subprocess.run(command, env=profile_environment("teste"), check=False).returncode)
