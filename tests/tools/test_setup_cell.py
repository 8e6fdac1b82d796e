"""The set-up cell finds the course wherever the notebook lies, or says what to do."""

import os
import shutil
import subprocess
import sys

import pytest

from tools import sync
from tools.lessons import ROOT

ADDRESS = sync.repository()
FOREIGN = "raise SystemExit('of another program')"


def finding(tag="main"):
    """The cell with, in place of the set-up that test_course.py tests, the course that it found."""
    cell = sync.setup_cell(ADDRESS, tag)
    return cell.replace("course.setup()", "print(os.path.abspath(course.__file__))")


def run_cell(folder, address="file:///nowhere", before="", tag="main", **environment):
    """Run the cell in a folder, with the repository's address leading to another one."""
    redirect = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{address}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
        "GIT_TERMINAL_PROMPT": "0",
    }
    return subprocess.run(
        [sys.executable, "-c", f"import os\n{before}\n{finding(tag)}"],
        cwd=folder,
        env={**os.environ, **redirect, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def found(done):
    """Return the course that the cell ended with."""
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def assert_says_what_to_do(done):
    assert done.returncode == 1
    assert done.stdout.splitlines() == [f"Baixando o curso de {ADDRESS}"]
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("O curso não veio")
    assert f"de {ADDRESS} e abra " in sentence


def write(path, text=FOREIGN):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def course(tmp_path):
    """A course as a student unpacks it, and the path of its course.py."""
    folder = tmp_path / "lugar" / "curso-redes-neurais-main"
    shutil.copytree(ROOT / "utils", folder / "utils", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "notebooks" / "minhas").mkdir(parents=True)
    return folder


@pytest.fixture
def repository(course):
    """The same as the address on the web would hold it, with a tag that lies behind the branch."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    write(course / "released.txt", "")
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["commit", "-qm", "course"],
        ["tag", "v2026.11"],
        ["rm", "-q", "released.txt"],
        ["commit", "-qm", "next"],
    ):
        subprocess.run([*git, *command], cwd=course, check=True)
    return course.as_uri()


@pytest.fixture
def alone(tmp_path):
    """The folder of a notebook without a course."""
    folder = tmp_path / "Downloads"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("folder", [".", "notebooks", "notebooks/minhas", "data/sub"])
def test_course_is_found_in_this_folder_and_upwards(course, folder):
    (course / folder).mkdir(parents=True, exist_ok=True)
    assert found(run_cell(course / folder)) == str(course / "utils" / "course.py")


@pytest.mark.parametrize(
    "foreign",
    ["../utils.py", "utils.py", "notebooks/utils.py", "notebooks/utils/__init__.py"],
)
@pytest.mark.parametrize("folder", [".", "notebooks"])
def test_another_utils_on_the_way_counts_for_nothing(course, folder, foreign):
    write(course / foreign)
    assert found(run_cell(course / folder)) == str(course / "utils" / "course.py")


def test_another_utils_of_pythonpath_or_already_imported_counts_for_nothing(course, tmp_path):
    write(tmp_path / "other" / "utils" / "__init__.py", "")
    write(tmp_path / "other" / "utils" / "course.py")
    write(tmp_path / "other" / "utils" / "files.py", "")
    other = str(tmp_path / "other")
    done = run_cell(course / "notebooks", PYTHONPATH=other)
    assert found(done) == str(course / "utils" / "course.py")
    before = f"import sys; sys.path.insert(0, {other!r}); import utils.files"
    done = run_cell(course / "notebooks", before=f"{before}; assert {other!r} in utils.__file__")
    assert found(done) == str(course / "utils" / "course.py")


def test_lone_notebook_brings_the_course_once(repository, alone):
    first = run_cell(alone, repository)
    assert found(first) == str(alone / "curso" / "utils" / "course.py")
    second = run_cell(alone)
    assert second.stdout.splitlines() == [found(first)], "the network is asked for nothing"


def test_the_course_comes_from_the_tag_that_the_notebook_names(repository, alone):
    found(run_cell(alone, repository, tag="v2026.11"))
    assert (alone / "curso" / "released.txt").exists()
    shutil.rmtree(alone / "curso")
    found(run_cell(alone, repository, tag="main"))
    assert not (alone / "curso" / "released.txt").exists()


@pytest.mark.parametrize("foreign", ["utils/__init__.py", "utils/course.py", "utils.py", "x.txt"])
def test_lone_notebook_beside_something_of_the_name_brings_the_course(repository, alone, foreign):
    write(alone / foreign)
    (alone / "curso").mkdir()
    assert found(run_cell(alone, repository)) == str(alone / "curso" / "utils" / "course.py")


@pytest.mark.parametrize(
    "foreign", ["utils/__init__.py", "utils/course.py", "utils.py", "curso/aula1.pdf", "x.txt"]
)
def test_without_network_the_lone_notebook_says_what_to_do(alone, foreign):
    write(alone / foreign)
    assert_says_what_to_do(run_cell(alone))


def test_beside_another_folder_called_curso_the_notebook_says_what_to_do(repository, alone):
    write(alone / "curso" / "aula1.pdf")
    assert_says_what_to_do(run_cell(alone, repository))


def test_without_git_the_lone_notebook_says_what_to_do(repository, alone):
    assert_says_what_to_do(run_cell(alone, repository, PATH=str(alone)))


def test_run_from_above_the_course_it_says_what_to_do(course):
    assert_says_what_to_do(run_cell(course.parent))


def test_the_cell_can_be_read_on_a_narrow_screen():
    lines = sync.setup_cell(ADDRESS, "v2026.11").splitlines()
    assert max(map(len, lines)) <= 79
