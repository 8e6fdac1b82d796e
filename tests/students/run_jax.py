"""Run the tests of what is written for any Keras backend on JAX (`make test-jax`).

The environment has the course's dependencies with JAX in the place of TensorFlow.
"""

import subprocess
import sys

from tests.students.jobs import make_environment
from tools.lessons import ROOT, profile_environment
from tools.lock import pyproject

JAX = "jax==0.10.2"
TESTS = (
    "tests/lessons/test_lesson15.py",
    "tests/lessons/test_lesson16.py",
    "tests/unit/test_chem_pretrained.py",
)


def main() -> int:
    """Make the environment, run the tests in it and return pytest's exit code."""
    read = pyproject()
    wanted = [*read["project"]["dependencies"], *read["dependency-groups"]["dev"]]
    others = [name for name in wanted if not name.startswith("tensorflow")]
    python = str(make_environment("jax", "3.11", [*others, JAX]))
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    environment = profile_environment("teste", KERAS_BACKEND="jax")
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
