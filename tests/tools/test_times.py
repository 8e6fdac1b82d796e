"""`make times` stores a lesson as `make aula` does, and the memory of all its processes."""

import os

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import times
from tools.lessons import read_lesson, write_lesson

# 300 MiB for a second in the kernel and, at the same time, as much in a process that it starts.
CODE = """\
import subprocess, sys, time
hold = "import time; held = bytearray(300 * 2**20); time.sleep(1)"
other = subprocess.Popen([sys.executable, "-c", hold])
exec(hold)
other.wait()"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no ps")


@pytest.fixture
def path(tmp_path, monkeypatch):
    cell = new_code_cell(CODE, id="hold", outputs=[new_output("stream", text="as it was")])
    course = {"lesson": "05", "title": "Exemplo", "seconds": -1}
    path = tmp_path / "05_exemplo.ipynb"
    write_lesson(path, new_notebook(cells=[cell], metadata={"course": course}))
    monkeypatch.setattr(times, "chosen", lambda numbers: [path])
    return path


def test_memory_is_of_all_processes_and_the_lesson_is_stored(path):
    before = read_lesson(path)
    times.main([])
    after = read_lesson(path)
    course = after.metadata.course
    assert 600 < course.peak_mib < 900
    assert course.seconds >= 1
    (cell,) = after.cells
    assert (cell.source, cell.execution_count) == (CODE, 1)
    assert [output.data for output in cell.outputs] == [{"text/plain": "0"}]
    assert course == before.metadata.course | {key: course[key] for key in ("seconds", "peak_mib")}


def test_lesson_that_fails_stays_as_it_was(path):
    notebook = read_lesson(path)
    notebook.cells[0].source = "1 / 0"
    write_lesson(path, notebook)
    before = path.read_bytes()
    with pytest.raises(times.subprocess.CalledProcessError):
        times.main([])
    assert path.read_bytes() == before
