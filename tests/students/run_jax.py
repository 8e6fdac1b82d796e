"""Run the tests of what is written for any Keras backend on JAX (`make test-jax`).

The environment has the course's dependencies with JAX in the place of TensorFlow.
"""

import subprocess
import sys

from tests.students.jobs import make_environment
from tools.lessons import ROOT, profile_environment
from tools.lock import project

TESTS = tuple(
    f"tests/test_{name}.py" for name in ("generators", "lesson15", "lesson16", "pretrained")
)


def main() -> int:
    """Make the environment, run the tests in it and return pytest's exit code."""
    others = [name for name in project()["dependencies"] if not name.startswith("tensorflow")]
    python = str(make_environment("jax", "3.11", [*others, "jax"]))
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    environment = profile_environment("teste", KERAS_BACKEND="jax")
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
