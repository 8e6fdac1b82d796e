"""While Keras is imported, noise is left out and a crash's last words are not lost."""

import os
import signal
import subprocess
import sys
import time

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from utils import ROOT, startup

NOISE = b"I0000 port.cc:153] oneDNN custom operations are on. You may see\n"
HIDDEN = (
    "import os, signal, subprocess, sys\n"
    "from pathlib import Path\n"
    "from utils import startup\n"
    "last_words = Path({!r})\n"
    "with startup.harmless_lines_hidden(last_words):\n"
    f"    os.write(2, {NOISE!r})\n"
    "    os.write(2, b'why\\n')\n"
)


@pytest.fixture
def last_words(tmp_path):
    return tmp_path / "last_words.txt"


def run_hidden(last_words, ending):
    """Run Python that writes noise and "why" in the guarded block, then ends as told."""
    code = HIDDEN.format(str(last_words)) + ending
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        start_new_session=True,  # for the test that interrupts all of its group
    )


def test_unknown_lines_warnings_and_errors_are_shown(capfd, last_words):
    with startup.harmless_lines_hidden(last_words):
        os.write(2, NOISE)
        os.write(2, b"E0000 something new and bad\n")
        sys.stderr.write("a Python warning\n")
        sys.stderr.flush()
        os.write(2, b"a line without its end")
    # Under pytest sys.stderr does not lead to descriptor 2, so that its line comes first.
    lines = ["a Python warning", "E0000 something new and bad", "a line without its end"]
    assert capfd.readouterr().err == "\n".join(lines)
    assert not last_words.exists()


def test_lines_are_shown_even_when_the_import_fails(capfd, last_words):
    with pytest.raises(ImportError), startup.harmless_lines_hidden(last_words):
        os.write(2, b"libfoo.so not found\n")
        raise ImportError("foo")
    assert capfd.readouterr().err == "libfoo.so not found\n"


def test_more_than_a_pipe_holds_is_shown(capfd, last_words):
    with startup.harmless_lines_hidden(last_words):
        for number in range(9000):
            os.write(2, b"E0000 line number %d\n" % number)
    assert capfd.readouterr().err.endswith("E0000 line number 8999\n")


@pytest.mark.parametrize("ending", ["os.abort()", "os._exit(1)", "os.kill(os.getpid(), 9)"])
def test_a_crash_leaves_its_last_words(last_words, ending, capsys):
    done = run_hidden(last_words, f"    {ending}")
    assert done.returncode != 0
    assert done.stderr == "why\n"
    startup.show_last_words(last_words)
    told = capsys.readouterr().out
    assert "o Python parou enquanto o Keras era importado" in told
    assert "\nwhy\n" in told
    assert "Colab" in told
    startup.show_last_words(last_words)
    assert capsys.readouterr().out == "", "once is enough"


def test_of_many_last_words_the_first_are_told(last_words, capsys):
    last_words.write_text("why\n" + "where\n" * 100, encoding="utf-8")
    startup.show_last_words(last_words)
    assert capsys.readouterr().out.count("where") == startup.MOST_LINES - 1


def test_a_crash_without_words_says_nothing_at_the_next_start(last_words, capsys):
    code = HIDDEN.format(str(last_words)).replace("why\\n", "") + "    os.abort()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60)
    startup.show_last_words(last_words)
    assert capsys.readouterr().out == ""


def run_kernel(source, **options):
    """Run a cell in a kernel that takes itself for a student's; return what it printed."""
    cell = new_code_cell(source)
    # Under pytest's mark, ipykernel would leave descriptor 2 alone.
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    notebook = new_notebook(cells=[cell])
    client = NotebookClient(notebook, kernel_name="python3", timeout=60)
    client.resources = {"metadata": {"path": str(ROOT)}}
    client.execute(env=env, **options)
    return "".join(output.text for output in cell.outputs)


def test_a_kernel_that_dies_tells_why_at_its_next_start(last_words, tmp_path):
    terminal = tmp_path / "terminal.txt"
    with terminal.open("wb") as file, pytest.raises(DeadKernelError):
        run_kernel(HIDDEN.format(str(last_words)) + "    os.abort()", stderr=file)
    for _ in range(100):  # the listener ends after the kernel
        if b"why\n" in terminal.read_bytes():
            break
        time.sleep(0.1)
    assert b"why\n" in terminal.read_bytes()

    show = f"startup.show_last_words(Path({str(last_words)!r}))"
    assert "\nwhy\n" in run_kernel(f"from pathlib import Path\nfrom utils import startup\n{show}")


def test_what_is_unknown_reaches_the_notebook(last_words):
    assert run_kernel(HIDDEN.format(str(last_words)) + "    pass") == "why\n"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interruption_leaves_nothing_out(last_words):
    wait = "import time; time.sleep(0.3); "  # the listener has begun
    done = run_hidden(last_words, f"    {wait}os.killpg(0, {int(signal.SIGINT)}); time.sleep(5)")
    assert "KeyboardInterrupt" in done.stderr
    assert done.stderr.startswith("why\n")


@pytest.mark.skipif(os.name == "nt", reason="sleep is of POSIX")
def test_a_process_that_lives_on_does_not_hold_the_lesson_up(last_words):
    code = HIDDEN.format(str(last_words)) + "    subprocess.Popen(['sleep', '20'])\nprint('end')"
    start = time.monotonic()
    output = last_words.with_name("output")
    with output.open("wb") as file:
        command = [sys.executable, "-c", code]
        subprocess.run(command, cwd=ROOT, stdout=file, stderr=file, check=True, timeout=60)
    assert time.monotonic() - start < 15
    assert output.read_text(encoding="utf-8") == "why\nend\n"


def test_where_no_process_can_be_had_all_is_shown(monkeypatch, capfd, last_words):
    def no_process(*arguments, **options):
        raise OSError("out of memory")

    monkeypatch.setattr(startup.subprocess, "Popen", no_process)
    with startup.harmless_lines_hidden(last_words):
        os.write(2, b"all\n")
    assert capfd.readouterr().err == "all\n"
