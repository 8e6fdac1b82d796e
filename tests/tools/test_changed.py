"""On a push the browser opens lesson 00, the longest, and the lessons that the push changes."""

import subprocess

import pytest
from nbformat.v4 import new_notebook

from tests.students.changed import changed_lessons, lessons_to_open
from tools.lessons import write_lesson

SECONDS = {"00_a.ipynb": 9, "05_b.ipynb": 90, "06_c.ipynb": 50, "07_d.ipynb": 40}


def write(root, name, seconds):
    write_lesson(root / "notebooks" / name, new_notebook(metadata={"course": {"seconds": seconds}}))


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A repository whose main has two commits; the second changed lesson 06."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "notebooks").mkdir()
    for name, seconds in SECONDS.items():
        write(tmp_path, name, seconds)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    write(tmp_path, "06_c.ipynb", 51)
    commit(tmp_path)
    return tmp_path


def git(root, *words):
    settings = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *words], cwd=root, check=True, capture_output=True)


def commit(root):
    git(root, "add", ".")
    git(root, "commit", "-qm", "a change")


def test_on_main_the_last_commit_counts(root):
    assert changed_lessons(root) == {"06_c.ipynb"}
    assert [path.name for path in lessons_to_open(root)] == [
        "00_a.ipynb",
        "05_b.ipynb",
        "06_c.ipynb",
    ]


def test_on_a_branch_all_its_commits_and_what_is_not_committed_count(root):
    git(root, "checkout", "-qb", "mine")
    for name in ("07_d.ipynb", "00_a.ipynb"):
        write(root, name, 1)
        commit(root)
    write(root, "08_e.ipynb", 1)
    (root / "notebooks" / "README.md").write_text("x", encoding="utf-8")
    assert changed_lessons(root) == {"00_a.ipynb", "07_d.ipynb", "08_e.ipynb"}


def test_without_git_or_its_history_all_are_opened(root):
    git(root, "checkout", "-q", "--orphan", "alone")
    git(root, "branch", "-qD", "main")
    commit(root)
    assert changed_lessons(root) == set(SECONDS)
