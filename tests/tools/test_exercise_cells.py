"""Exercise cells and folded solutions are written from the references, and run blank."""

import re
import symtable

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tools.exercise_cells import exercise_cell, solution, with_exercises
from tools.lessons import CHECK, code_cells, lesson_paths, read_lesson
from utils.exercises import BLANK, check, exercises

LESSONS = lesson_paths()
KELVIN = exercises("00")["0.1"].reference
ASKED = '''\
def kelvin(celsius):
    """Temperatura em kelvin a partir da temperatura em graus Celsius."""
    ...


kelvin = check("0.1", kelvin)'''
SOLVED = '''\
<details><summary>Solução do 0.1</summary>

```python
def kelvin(celsius):
    """Temperatura em kelvin a partir da temperatura em graus Celsius."""
    return celsius + 273.15
```

</details>'''


def exercise_cells(notebook):
    return [cell for cell in code_cells(notebook) if cell.id.startswith("exercise-")]


def test_a_cell_asks_with_signature_and_docstring_and_the_solution_is_the_reference():
    assert exercise_cell("0.1", KELVIN) == ASKED
    assert solution("0.1", KELVIN) == SOLVED


def long(
    first,
    second=2,
):
    """Uma linha.

    E outra.
    """
    return first + second


def test_signature_and_docstring_may_have_many_lines():
    names = {"check": lambda number, answer: answer}
    exec(exercise_cell("0.1", long), names)
    assert names["long"](1) is None
    assert names["long"].__doc__ == long.__doc__


def test_stale_cells_are_mended_and_the_text_around_them_stays(lesson):
    notebook = lesson.notebook
    stale = SOLVED.replace("273.15", "273") + "\n\nE seguimos: <details>outro</details>"
    notebook.cells += [
        new_code_cell("def kelvin(c): ...", id="exercise-1"),
        new_markdown_cell(f"Antes.\n\n{stale}", id="solution-1"),
    ]
    asked, solved = with_exercises(notebook, "00").cells[-2:]
    assert asked.source == ASKED
    assert asked.metadata.tags == [CHECK]
    assert solved.source == f"Antes.\n\n{SOLVED}\n\nE seguimos: <details>outro</details>"
    assert notebook.cells[-2].source == "def kelvin(c): ...", "the notebook given is not changed"


def test_a_new_exercise_needs_only_its_cell(lesson):
    notebook = lesson.notebook
    notebook.cells += [new_code_cell(id="exercise-1"), new_markdown_cell("Fim.", id="end")]
    asked, solved, end = with_exercises(notebook, "00").cells[-3:]
    assert (asked.source, solved.id, solved.source) == (ASKED, "solution-1", SOLVED)
    assert end.source == "Fim."


def test_a_lesson_without_exercise_cells_stays(lesson):
    assert with_exercises(lesson.notebook, "99") == lesson.notebook


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_exercise_stands_in_its_lesson_as_sync_writes_it(path):
    notebook = read_lesson(path)
    assert with_exercises(notebook, path.name[:2]) == notebook
    asked = [re.search(r'check\("(.*?)"', cell.source)[1] for cell in exercise_cells(notebook)]
    assert asked == list(exercises(path.name[:2]))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_blank_cells_print_what_is_stored(path, capsys):
    notebook = read_lesson(path)
    names = {"check": check}
    for cell in exercise_cells(notebook):
        exec(cell.source, names)
    said = capsys.readouterr().out.splitlines()
    assert said == [f"Exercício {number}: {BLANK}" for number in exercises(path.name[:2])]
    stored = [cell.outputs[0].text.strip() for cell in exercise_cells(notebook)]
    assert stored == said


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_exercise_takes_a_name_that_the_lesson_uses_for_something_else(path):
    asked = {item.reference.__name__ for item in exercises(path.name[:2]).values()}
    for cell in code_cells(read_lesson(path)):
        if not cell.id.startswith("exercise-"):
            symbols = symtable.symtable(cell.source, cell.id, "exec").get_symbols()
            given = {symbol.get_name() for symbol in symbols if symbol.is_assigned()}
            assert not asked & given, f"cell {cell.id}"
