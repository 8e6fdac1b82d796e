"""The set-up cell finds the course wherever the notebook lies, or says what to do."""

import os
import shutil
import subprocess
import sys

import pytest

from tools import sync
from tools.lessons import ROOT

CELL = sync.setup_cell(sync.repository())
# Where the course was found, in place of the set-up itself, which test_course.py tests.
FINDING = CELL.replace("course.setup()", "print(os.path.abspath(course.__file__))")


def run_cell(folder, address):
    """Run the cell in a folder, with the repository's address leading to another one."""
    redirect = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{address}.insteadOf",
        "GIT_CONFIG_VALUE_0": sync.repository(),
        "GIT_TERMINAL_PROMPT": "0",
    }
    return subprocess.run(
        [sys.executable, "-c", FINDING],
        cwd=folder,
        env={**os.environ, **redirect},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


@pytest.fixture
def repository(tmp_path):
    """A repository of the course, small, as the address on the web would hold it."""
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / "utils", folder / "utils", ignore=shutil.ignore_patterns("__pycache__"))
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "course"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def test_course_is_found_from_notebooks_and_from_the_root(repository):
    (repository / "notebooks").mkdir()
    for folder in (repository, repository / "notebooks"):
        found = run_cell(folder, "/nowhere")
        assert found.stdout.strip() == str(repository / "utils" / "course.py"), found.stderr


def test_lone_notebook_brings_the_course_once(repository, tmp_path):
    alone = tmp_path / "alone"
    alone.mkdir()
    first = run_cell(alone, repository.as_uri())
    assert first.stdout.strip() == str(alone / "curso" / "utils" / "course.py"), first.stderr
    second = run_cell(alone, "/nowhere")
    assert second.stdout == first.stdout, "the second run asks the network for nothing"


def test_lone_notebook_without_network_says_what_to_do(tmp_path):
    lost = run_cell(tmp_path, (tmp_path / "nowhere").as_uri())
    assert lost.returncode != 0
    assert f"baixe o curso inteiro de {sync.repository()}" in lost.stderr
    assert "Traceback" not in lost.stderr
    assert "ModuleNotFoundError" not in lost.stderr
