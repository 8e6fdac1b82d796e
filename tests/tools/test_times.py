"""`make times` stores a lesson as `make aula` does, and the memory of all its processes."""

import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import times
from tools.lessons import read_lesson, write_lesson

pytestmark = pytest.mark.slow

CODE = "import time; held = bytearray(300 * 2**20); time.sleep(1)"
# 200 MiB here, 100 in the process that it starts, 100 in that one's.
FAMILY = """\
import subprocess, sys
generation = int(sys.argv[1])
held = bytearray((200 if generation == 0 else 100) * 2**20)
if generation < 2:
    subprocess.run([sys.executable, "-c", sys.argv[2], str(generation + 1), sys.argv[2]])
else:
    print("all here", flush=True)
    sys.stdin.read()"""


@pytest.fixture
def path(tmp_path, monkeypatch):
    cell = new_code_cell(CODE, id="hold", outputs=[new_output("stream", text="as it was")])
    course = {"lesson": "05", "title": "Exemplo", "seconds": -1}
    path = tmp_path / "05_exemplo.ipynb"
    write_lesson(path, new_notebook(cells=[cell], metadata={"course": course}))
    monkeypatch.setattr(times, "chosen", lambda numbers: [path])
    return path


def test_memory_is_of_all_that_a_process_started_without_its_own():
    command = [sys.executable, "-c", FAMILY, "0", FAMILY]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as runner:
        assert runner.stdout.readline() == "all here\n"
        assert 200 < times.family_mib(runner.pid) < 300
        runner.stdin.close()


def test_memory_is_stored_with_the_lesson_run_as_by_make_aula(path):
    before = read_lesson(path)
    times.main([])
    after = read_lesson(path)
    course = after.metadata.course
    assert course.peak_mib > 300
    assert course.seconds >= 1
    (cell,) = after.cells
    assert (cell.source, cell.execution_count, cell.outputs) == (CODE, 1, [])
    measured = ("seconds", "peak_mib", "code_sha256")
    assert course == before.metadata.course | {key: course[key] for key in measured}


def test_lesson_that_fails_stays_as_it_was(path):
    notebook = read_lesson(path)
    notebook.cells[0].source = "1 / 0"
    write_lesson(path, notebook)
    before = path.read_bytes()
    with pytest.raises(times.subprocess.CalledProcessError):
        times.main([])
    assert path.read_bytes() == before
