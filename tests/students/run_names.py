"""Hold the names of molecules against two other programs (`make test-names`).

openclatura (MIT) names molecules in English; OPSIN (in py2opsin, MIT, needs Java 8 or newer) reads
English names. Neither is ever on a student's machine.
"""

import shutil
import subprocess
import sys

from tests.students.jobs import make_environment
from tools.lessons import ROOT
from tools.lock import pyproject

ORACLES = ("openclatura==0.4.3", "py2opsin==1.2.0")
# What the names, and the loader of the file, don't import.
NOT_NEEDED = ("tensorflow", "keras", "jupyter", "ipy", "matplotlib", "scikit-learn")


def main(arguments: list[str]) -> int:
    """Make the environment, compare in it, and return the exit code."""
    if not shutil.which("java"):
        raise SystemExit("Falta o Java, que o OPSIN pede: no Debian, apt install default-jre.")
    wanted = pyproject()["project"]["dependencies"]
    needed = [name for name in wanted if not name.startswith(NOT_NEEDED)]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    python = str(make_environment("names", version, [*needed, *ORACLES]))
    command = [python, "-m", "tests.students.names_oracles", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
