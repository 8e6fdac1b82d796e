"""The guards guard: a lesson broken on purpose is caught, by the guard it is meant for alone."""

import re
import subprocess
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.lessons import guards
from tests.lessons.guards import CHECK, GUARDS
from tools.lessons import write_lesson
from tools.run_nbval import nbval_command
from utils.stand_ins import NOTICE


def cell(lesson, cell_id):
    return next(cell for cell in lesson.notebook.cells if cell.id == cell_id)


def add_output(lesson, **output):
    cell(lesson, "answers").outputs.append(new_output(**output))


def add_text(lesson, text, stream="stdout"):
    add_output(lesson, output_type="stream", name=stream, text=text)


def change(lesson, cell_id, old, new):
    assert old in cell(lesson, cell_id).source
    cell(lesson, cell_id).source = cell(lesson, cell_id).source.replace(old, new)


def add_lines(lesson, *lines):
    cell(lesson, "figure").source += "\n" + "\n".join(lines)


def tag(lesson, cell_id, *tags):
    cell(lesson, cell_id).metadata["tags"] = list(tags)


def broken_guards(lesson):
    return [guard.__name__ for guard in GUARDS if list(guard(lesson))]


# Each: the guard that must speak, and alone, with what is done to the good lesson.
BREAKS = [
    ("notebook_is_valid", lambda it: cell(it, "figure").update(nonsense=1)),
    ("notebook_is_valid", lambda it: cell(it, "answers").update(id="figure")),
    ("file_is_small", lambda it: add_text(it, "a" * 1_000_000)),
    ("kernel_is_python3", lambda it: it.notebook.metadata.kernelspec.update(name="conda-env")),
    ("kernel_is_python3", lambda it: it.notebook.metadata.language_info.update(version="3.11.7")),
    ("course_metadata_is_complete", lambda it: it.notebook.metadata.pop("course")),
    ("course_metadata_is_complete", lambda it: it.notebook.metadata.course.pop("seconds")),
    ("course_metadata_is_complete", lambda it: it.notebook.metadata.course.update(title="")),
    ("course_metadata_is_complete", lambda it: it.notebook.metadata.course.update(peak_mib="1")),
    ("course_metadata_is_complete", lambda it: it.notebook.metadata.course.update(lesson="06")),
    ("first_code_cell_is_the_setup", lambda it: cell(it, "setup").update(id="other")),
    ("first_code_cell_is_the_setup", lambda it: change(it, "setup", "course.setup()", "")),
    ("code_is_plain_python", lambda it: add_lines(it, "!pip install x")),
    ("code_is_plain_python", lambda it: add_lines(it, "%matplotlib inline")),
    ("code_is_plain_python", lambda it: change(it, "figure", "draw()", "%%bash\nls")),
    ("code_is_plain_python", lambda it: add_lines(it, "draw(")),
    ("code_cells_are_short", lambda it: add_lines(it, *["draw()"] * 30)),
    ("no_absolute_path", lambda it: add_lines(it, 'open("/home/ana/x.csv")')),
    ("no_absolute_path", lambda it: add_lines(it, r'open(r"C:\Users\ana\x.csv")')),
    ("no_absolute_path", lambda it: add_text(it, "/Users/ana/x.csv")),
    ("no_absolute_path", lambda it: change(it, "ending", "Uma frase", "Veja /tmp/x.csv")),
    ("outputs_are_of_one_clean_run", lambda it: cell(it, "figure").update(execution_count=7)),
    ("outputs_are_of_one_clean_run", lambda it: cell(it, "record").update(execution_count=None)),
    (
        "no_error_is_stored",
        lambda it: add_output(
            it, output_type="error", ename="ValueError", evalue="x", traceback=[]
        ),
    ),
    ("no_stderr_is_stored", lambda it: add_text(it, "warning", stream="stderr")),
    (
        "outputs_are_text_and_png",
        lambda it: add_output(it, output_type="display_data", data={"text/html": "<b>x</b>"}),
    ),
    ("no_progress_bar_is_stored", lambda it: add_text(it, "10 %\r20 %")),
    ("no_progress_bar_is_stored", lambda it: add_text(it, "1/9 ━━━━━ 1s")),
    ("record_is_of_this_lesson_in_profile_aula", lambda it: record(it).update(profile="teste")),
    ("record_is_of_this_lesson_in_profile_aula", lambda it: record(it).update(lesson="06")),
    ("no_stand_in_number_is_stored", lambda it: add_text(it, f"{NOTICE}: ESOL")),
    ("no_comment_speaks_to_nbval", lambda it: add_lines(it, "# NBVAL_CHECK_OUTPUT")),
    ("no_comment_speaks_to_nbval", lambda it: add_lines(it, "#nbval_skip")),
    ("no_comment_speaks_to_nbval", lambda it: add_lines(it, "# PYTEST_VALIDATE_IGNORE_OUTPUT")),
    ("tags_are_known", lambda it: tag(it, "figure", "raises-exception")),
    ("tags_are_known", lambda it: tag(it, "figure", "nbval-skip")),
    ("tags_are_known", lambda it: tag(it, "figure", "nbval_check_output")),
    ("tags_are_known", lambda it: tag(it, "title", CHECK)),
    ("checked_cells_store_text", lambda it: cell(it, "sum").update(outputs=[])),
    ("enough_cells_are_checked", lambda it: tag(it, "sum")),
    ("badge_opens_this_notebook", lambda it: change(it, "title", "05_exemplo", "06_exemplo")),
    ("has_objectives", lambda it: change(it, "title", "Ao final você saberá", "Sobre")),
    ("has_exercises", lambda it: change(it, "answers", '"5.4"', '"5.3"')),
    ("has_exercises", lambda it: change(it, "exercises", "Exercícios", "Prática")),
    ("has_quiz", lambda it: change(it, "ending", "## Quiz", "## Perguntas")),
    ("has_quiz", lambda it: change(it, "ending", "<details>", "")),
    ("has_summary", lambda it: change(it, "ending", "Uma frase.", "")),
    ("has_glossary", lambda it: change(it, "ending", "## Glossário", "## Termos")),
    ("has_references", lambda it: change(it, "ending", "## Referências", "## Leituras")),
    ("has_references", lambda it: change(it, "ending", "https://doi.org/", "doi:")),
    ("figures_are_described", lambda it: change(it, "description", "A figura mostra", "Eis")),
    ("figures_are_described", lambda it: it.notebook.cells.remove(cell(it, "description"))),
]


def record(lesson):
    (found,) = guards.records(lesson.notebook)
    return found


def test_good_lesson_passes_every_guard(lesson):
    assert broken_guards(lesson) == []


@pytest.mark.parametrize(("name", "break_lesson"), BREAKS, ids=[name for name, _ in BREAKS])
def test_broken_lesson_is_caught_by_its_guard_alone(name, break_lesson, lesson):
    break_lesson(lesson)
    assert broken_guards(lesson) == [name]


@pytest.mark.parametrize("name", ["exemplo.ipynb", "05 Exemplo.ipynb", "05_exemplo_é.ipynb"])
def test_misnamed_file_is_caught(name, lesson):
    renamed = replace(lesson, name=name)
    assert list(guards.file_is_named_by_number_and_title(renamed))


def test_every_guard_is_tested():
    tested = {name for name, _ in BREAKS} | {"file_is_named_by_number_and_title"}
    assert {guard.__name__ for guard in GUARDS} == tested


# nbval itself, run with `make test`'s own command line, goes red when it must.

RUNS = {
    "good": ("2\n", "x = 0", "2 passed"),
    "wrong stored number": ("3\n", "x = 0", "Cell outputs differ"),
    "exception": ("2\n", "1 / 0", "ZeroDivisionError"),
    "endless cell": ("2\n", "while True: pass", "Timeout of 3 seconds exceeded"),
    "dead kernel": ("2\n", "import os; os._exit(1)", "1 failed"),
}


@pytest.mark.parametrize("run", RUNS)
def test_nbval_run(run, tmp_path):
    stored, code, expected = RUNS[run]
    output = new_output("stream", text=stored)
    cells = [new_code_cell("print(1 + 1)", execution_count=1, outputs=[output])]
    cells[0].metadata["tags"] = [CHECK]
    cells.append(new_code_cell(code, execution_count=2))
    write_lesson(tmp_path / "lesson.ipynb", new_notebook(cells=cells))
    command = nbval_command(tmp_path, "--nbval-cell-timeout", "3", "--color", "no")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert expected in done.stdout
    assert done.returncode == (0 if run == "good" else 1)


def test_nbval_run_of_no_notebook_is_red(tmp_path):
    done = subprocess.run(nbval_command(tmp_path), capture_output=True, text=True, check=False)
    assert re.search("no tests ran", done.stdout)
    assert done.returncode == 5
