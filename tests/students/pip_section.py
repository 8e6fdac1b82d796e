"""environment.yml as conda takes it: its pip section, on Python 3.12 (`make test-conda`)."""

import re
import subprocess

import pytest

from tests.students.jobs import make_environment, pip_install
from tests.students.offline import USING_DATA
from tools import lock
from tools.lessons import ROOT, profile_environment
from tools.run_nbval import nbval_command

PYTHON = "3.12"


@pytest.fixture(scope="session")
def python():
    section = lock.ENVIRONMENT.read_text(encoding="utf-8").partition("  - pip:\n")[2]
    packages = re.findall(r"^      - (.+)$", section, re.MULTILINE)
    assert packages
    assert len(packages) == len(section.splitlines()), "not all of the section was understood"
    return make_environment("conda", PYTHON, packages)


def test_packages_agree_with_one_another(python):
    check = subprocess.run([python, "-m", "pip", "check"], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout


def test_lesson_runs_with_the_stored_outputs(python):
    runners = ("nbval", "pytest")  # not the student's
    keepers = lock.pyproject()["dependency-groups"]["dev"]
    pip_install(python, *(name for name in keepers if name.startswith(runners)))
    command = nbval_command(USING_DATA[0], python=str(python))
    run = subprocess.run(command, cwd=ROOT, env=profile_environment("teste"), check=False)
    assert run.returncode == 0
