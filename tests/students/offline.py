"""Every lesson without network or data, in the profile teste, and one with a USB stick's files.

A step of `make test`, on two processes. The file's name keeps these minutes out of a plain
`pytest`. Every loader before a broken file is in tests/unit/test_datasets_broken.py.
"""

import shutil

import pytest

from tests.students.jobs import (
    copy_course,
    cut_after_data,
    data_sets,
    printed,
    without_network_or_data,
)
from tests.support.real import real_file
from tools.lessons import execute, lesson_paths, read_lesson, write_lesson
from utils import files
from utils.stand_ins import NOTICE

ALL = lesson_paths()
USING_DATA = [path for path in ALL if data_sets(read_lesson(path))]
DATA_SETS = sorted({name for path in USING_DATA for name in data_sets(read_lesson(path))})
# What a USB stick could bring: the files that lie here, by the name in registry.toml.
STICK = {
    name: place / entry.file
    for name, entry in files.registry().items()
    for place in reversed(files.places().values())
    if (place / entry.file).is_file()
}


def files_of(path) -> set[str]:
    """Return the stick's files that a lesson may load, by their names in registry.toml."""
    used = data_sets(read_lesson(path))
    return {name for name in STICK if name.split("_")[0] in used}


WITH_FILES = [path for path in USING_DATA if files_of(path)]
needs_stick = pytest.mark.skipif(not STICK, reason="no data file here: set COURSE_DATA_DIR")


def lessons(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def fill_data_folder(course, broken):
    """Copy the stick's files into data/, those called `broken` with one byte wrong."""
    for name, file in STICK.items():
        content = bytearray(file.read_bytes())
        if name in broken:
            content[len(content) // 2] ^= 1
        (course / "data" / file.name).write_bytes(content)


def ask_for_all_data(course):
    """Leave of lesson 00 what brings the data, and ask for it; return its path."""
    path = course / "notebooks" / ALL[0].name
    notebook = read_lesson(path)
    notebook.cells = [c for c in notebook.cells if c.id in ("setup", "imports", "data-run")]
    notebook.cells[-1].source = notebook.cells[-1].source.replace("False", "True", 1)
    write_lesson(path, notebook)
    return path


def run(course, path):
    return printed(
        execute(course / "notebooks" / path.name, without_network_or_data(), timeout=180)
    )


@pytest.fixture(scope="session")
def bare_course(tmp_path_factory):
    """A course without data, which stays so: no lesson makes a data file."""
    return copy_course(tmp_path_factory.mktemp("bare") / "course")


@pytest.fixture
def course(tmp_path):
    yield copy_course(tmp_path / "course")
    shutil.rmtree(tmp_path)


def test_lessons_that_use_data_and_their_files_are_known():
    """A file's name in registry.toml begins with its data set's: what follows stands on that."""
    known = {name.split("_")[0] for name in files.registry()}
    assert USING_DATA
    assert set(DATA_SETS) <= known


@pytest.mark.parametrize("name", DATA_SETS)
def test_stick_has_a_file_of_each_data_set_where_files_should_be(name):
    assert real_file(name)


@lessons(ALL)
def test_lesson_without_data_runs_to_its_end_and_says_so(path, bare_course):
    assert (NOTICE in run(bare_course, path)) == (path in USING_DATA)


@needs_stick
@lessons(WITH_FILES[:1])
def test_lesson_names_its_broken_file_and_goes_on(path, course):
    broken = files_of(path)
    fill_data_folder(course, broken)
    cut_after_data(course / "notebooks" / path.name)
    text = run(course, path)
    assert NOTICE in text
    assert any(f"Aviso: {STICK[name].name} em data/ está corrompido" in text for name in broken)


@needs_stick
@lessons(WITH_FILES[:1])
def test_lesson_uses_its_good_file_beside_a_broken_one(path, course):
    fill_data_folder(course, set(STICK) - files_of(path))
    cut_after_data(course / "notebooks" / path.name)
    text = run(course, path)
    assert NOTICE not in text
    assert "corrompido" not in text


@needs_stick
def test_first_lesson_asked_for_all_data_tells_good_files_from_the_broken_one(course):
    broken = min(name for name in STICK if files.registry()[name].in_class)
    fill_data_folder(course, {broken})
    rows = [line.split() for line in run(course, ask_for_all_data(course)).splitlines()]
    states = {file.name: row[-1] for file in STICK.values() for row in rows if file.name in row}
    assert states.pop(STICK[broken].name) == "corrompido"
    assert states
    assert "corrompido" not in states.values()
