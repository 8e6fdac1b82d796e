"""Write exercise cells and folded solutions into the lessons, from the reference answers.

The code cell with the id `exercise-2` of lesson 05 gets the signature and docstring of 5.2's
reference with `...` below and the call of `check`, and the tag by which nbval compares its output;
the Markdown cell `solution-2` after it (made where it is missing) gets the solution in its
`<details>`. All other text stays. To add an exercise, add a code cell with its id: `make sync`
writes the rest.
"""

import ast
import copy
import inspect
import re
from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tools.lessons import CHECK
from utils.exercises import exercises

SOLUTION = re.compile(r"<details><summary>Solução do .*?</details>", re.DOTALL)


def exercise_cell(number: str, reference: Callable) -> str:
    """Return the source of the code cell that asks for an exercise."""
    source = inspect.getsource(reference)
    docstring = ast.parse(source).body[0].body[0]
    asked = "\n".join(source.splitlines()[: docstring.end_lineno])
    name = reference.__name__
    return f'{asked}\n    ...\n\n\n{name} = check("{number}", {name})'


def solution(number: str, reference: Callable) -> str:
    """Return the folded solution of an exercise, in Markdown."""
    source = inspect.getsource(reference).rstrip()
    summary = f"<details><summary>Solução do {number}</summary>"
    return f"{summary}\n\n```python\n{source}\n```\n\n</details>"


def with_exercises(notebook: NotebookNode, lesson: str) -> NotebookNode:
    """Return a lesson ("05") with its exercise cells and folded solutions made anew."""
    notebook = copy.deepcopy(notebook)
    ids = [cell.get("id", "") for cell in notebook.cells]
    for place in [name.removeprefix("exercise-") for name in ids if name.startswith("exercise-")]:
        number = f"{int(lesson)}.{place}"
        reference = exercises(lesson)[number].reference
        asked = notebook.cells[ids.index(f"exercise-{place}")]
        asked.source = exercise_cell(number, reference)
        asked.metadata["tags"] = sorted({CHECK, *asked.metadata.get("tags", [])})
        if f"solution-{place}" not in ids:
            ids.insert(after := ids.index(f"exercise-{place}") + 1, f"solution-{place}")
            notebook.cells.insert(after, new_markdown_cell(id=f"solution-{place}"))
        solved = notebook.cells[ids.index(f"solution-{place}")]
        folded = solution(number, reference)
        if SOLUTION.search(solved.source):
            solved.source = SOLUTION.sub(lambda _, folded=folded: folded, solved.source, count=1)
        else:
            solved.source = f"{folded}\n\n{solved.source}".strip()
    return notebook
