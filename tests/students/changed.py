"""Which lessons a change is about."""

import subprocess
from pathlib import Path

from tools.lessons import ROOT, lesson_paths, read_lesson


def changed_lessons(root: Path = ROOT) -> set[str]:
    """Return the names of the notebooks changed since the branch left main, committed or not.

    On main itself, since the commit before; all of them where git can't tell.
    """
    try:
        (head,) = _git(root, "rev-parse", "HEAD")
        since = _branching_point(root, head)
        files = _git(root, "diff", "--name-only", since, "--", "notebooks")
        files += _git(root, "ls-files", "--others", "--exclude-standard", "--", "notebooks")
    except (OSError, subprocess.CalledProcessError):
        files = [path.name for path in lesson_paths(root)]
    return {name for file in files if (name := file.rpartition("/")[2]).endswith(".ipynb")}


def _branching_point(root: Path, head: str) -> str:
    for main in ("origin/main", "main"):
        try:
            (base,) = _git(root, "merge-base", main, head)
        except subprocess.CalledProcessError:  # there is no such branch
            continue
        if base != head:
            return base
    return f"{head}~1"


def _git(root: Path, *words: str) -> list[str]:
    run = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def lessons_to_open(root: Path = ROOT) -> list[Path]:
    """Return lesson 00, the longest, and those that changed, in teaching order."""
    paths = lesson_paths(root)
    longest = max(paths, key=lambda path: read_lesson(path).metadata.course.seconds)
    chosen = changed_lessons(root) | {paths[0].name, longest.name}
    return [path for path in paths if path.name in chosen]
