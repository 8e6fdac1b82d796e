"""Run unit tests and lessons on other versions (`make test-matrix`, `make test-matrix ROW=2`).

The four rows hold every pair of versions of Python, pandas and Keras that eight would hold.
"""

import subprocess
import sys

from tests.students.jobs import make_environment
from tools.lessons import ROOT, profile_environment
from tools.lock import pyproject
from tools.run_nbval import nbval_command

ROWS = {
    "1": ("3.11", "pandas<3", "keras==3.13.*"),
    "2": ("3.11", "pandas>=3", "keras>3.13"),
    "3": ("3.13", "pandas<3", "keras>3.13"),
    "4": ("3.13", "pandas>=3", "keras==3.13.*"),
}
TELL = """\
import platform
from importlib.metadata import version
names = ("numpy", "pandas", "keras", "tensorflow", "rdkit", "scikit-learn")
print("Python", platform.python_version(), *(f"{name} {version(name)}" for name in names))"""


def run_row(row: str) -> bool:
    """Make a row's environment, run what it must pass, and tell its versions and the outcome."""
    version, *requirements = ROWS[row]
    read = pyproject()
    wanted = [*read["project"]["dependencies"], *read["dependency-groups"]["dev"]]
    python = str(make_environment("matrix", version, [*wanted, *requirements]))
    unit = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    lessons = nbval_command(ROOT / "notebooks", "-q", python=python)
    passed = [
        subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
        for command, environment in ((unit, None), (lessons, profile_environment("teste")))
    ]
    told = subprocess.run([python, "-c", TELL], capture_output=True, text=True, check=True).stdout
    print(f"Linha {row}: {'passou' if all(passed) else 'FALHOU'}: {told.strip()}", flush=True)
    return all(passed)


def main(rows: list[str]) -> int:
    """Run these rows, or all; return the exit code."""
    outcomes = [run_row(row) for row in rows or ROWS]
    return int(not all(outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
