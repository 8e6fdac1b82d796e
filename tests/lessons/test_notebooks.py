"""Every lesson keeps every promise, is run, and is said about in README what it says itself."""

import subprocess

import pytest

from tests.lessons.guards import GUARDS, Lesson
from tools import sync
from tools.lessons import ROOT, lesson_paths
from tools.run_nbval import nbval_command


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_lesson_keeps_every_promise(path):
    lesson = Lesson.read(path)
    broken = [f"{guard.__name__}: {told}" for guard in GUARDS for told in guard(lesson)]
    if broken:
        pytest.fail("\n".join(broken), pytrace=False)


def test_nbval_collects_every_notebook():
    command = nbval_command(ROOT / "notebooks", "--collect-only", "-q")
    collected = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = {line.partition("::")[0] for line in collected.splitlines() if "::" in line}
    assert names == {f"notebooks/{path.name}" for path in lesson_paths()}


def test_lessons_are_numbered_without_repeat():
    numbers = [path.name[:2] for path in lesson_paths()]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_nothing_is_stale():
    assert list(sync.stale_files()) == [], "run make sync"
