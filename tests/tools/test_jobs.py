"""What the jobs beside the unit tests stand on."""

import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.students import jobs, run_browser
from tools.lessons import lesson_paths, read_lesson, write_lesson


def test_copy_of_the_course_has_every_lesson_and_no_data(tmp_path):
    copy = jobs.copy_course(tmp_path / "course")
    assert [path.name for path in lesson_paths(copy)] == [path.name for path in lesson_paths()]
    assert (copy / "data" / "registry.toml").is_file()
    assert {path.name for path in (copy / "data").iterdir()} <= jobs.DATA_KEPT
    assert not list(copy.glob(".*"))


def test_lesson_is_cut_after_the_first_cell_that_loads_data(tmp_path):
    sources = ["x", "a = datasets.load_esol()", "b", "datasets.load_egfr()", "datasets.load_esol()"]
    path = tmp_path / "05_exemplo.ipynb"
    write_lesson(path, new_notebook(cells=[new_code_cell(source) for source in sources]))
    assert jobs.data_sets(read_lesson(path)) == ["esol", "egfr"]
    jobs.cut_after_data(path)
    assert [cell.source for cell in read_lesson(path).cells] == sources[:2]


def test_python_is_found_or_asked_for():
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert jobs.find_python(running) == sys.executable
    with pytest.raises(SystemExit, match=r"Falta o Python 2\.99"):
        jobs.find_python("2.99")


@pytest.mark.parametrize(("arguments", "code"), [([], 1), (["--if-possible"], 0)])
def test_machine_without_a_browser_is_told_so(arguments, code, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(run_browser, "MAC_CHROME", tmp_path / "none")
    assert run_browser.main(arguments) == code
    assert "não há Chromium nem Chrome aqui" in capsys.readouterr().err
