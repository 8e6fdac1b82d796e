"""nbval, run with `make test`'s own command line, goes red when it must."""

import re
import subprocess

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.lessons import CHECK, write_lesson
from tools.run_nbval import TWO_AT_ONCE, nbval_command

pytestmark = pytest.mark.slow

OUTCOME = re.compile(r"^(PASSED|FAILED) (?:\S*/)?(\w+)\.ipynb::Cell (\d)", re.MULTILINE)
RUNS = {  # what the checked cell stored, the code of the cell after it
    "good": ("2\n", "print(3)"),
    "changed": ("3\n", "x = 0"),
    "exception": ("2\n", "1 / 0"),
    "endless": ("2\n", "while True: pass"),
    "dead": ("2\n", "import os; os._exit(1)"),
}


def test_nbval_compares_tagged_cells_and_sees_every_failure(tmp_path):
    for name, (stored, code) in RUNS.items():
        outputs = [[new_output("stream", text=text)] for text in (stored, "not compared")]
        cells = [new_code_cell("print(1 + 1)", execution_count=1, outputs=outputs[0])]
        cells.append(new_code_cell(code, execution_count=2, outputs=outputs[1]))
        cells[0].metadata["tags"] = [CHECK]
        write_lesson(tmp_path / f"{name}.ipynb", new_notebook(cells=cells))
    options = (*TWO_AT_ONCE, "--nbval-cell-timeout", "3", "--color", "no", "-rA")
    command = nbval_command(tmp_path, *options)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    outcomes = re.findall(OUTCOME, done.stdout)
    failed = {(name, cell) for outcome, name, cell in outcomes if outcome == "FAILED"}
    assert len(outcomes) == 2 * len(RUNS)
    assert failed == {("changed", "0"), ("exception", "1"), ("endless", "1"), ("dead", "1")}
    for told in ("Cell outputs differ", "ZeroDivisionError", "Timeout of 3 seconds exceeded"):
        assert told in done.stdout
    assert done.returncode == 1


def test_nbval_run_of_no_notebook_is_red(tmp_path):
    done = subprocess.run(nbval_command(tmp_path), capture_output=True, text=True, check=False)
    assert "no tests ran" in done.stdout
    assert done.returncode == 5
