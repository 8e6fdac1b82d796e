"""A lesson read as text alone, by ear or on a small screen, keeps its argument.

That each figure is followed by "A figura mostra…" is one of tests/guards.py; that the colours can
be told apart is in test_palette.py.
"""

import re
from itertools import pairwise

import pytest

from tests.lessons.guards import Lesson
from tools.lessons import lesson_paths

LEAST_WORDS = 20  # of a figure
LEAST_IN_SECTION = 10
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
DESCRIPTION = re.compile(r"(?:A figura mostra|As figuras mostram).*", re.DOTALL)


def words(text: str) -> int:
    return len(re.findall(r"\w{2,}", text))


def short_descriptions(lesson):
    """Yield each figure's cell whose description could not stand for the figure."""
    cells = lesson.notebook.cells
    for cell, following in pairwise(cells):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            told = DESCRIPTION.search(following.source)
            if words(told[0] if told else "") < LEAST_WORDS:
                yield f"cell {following.id}: says of the figure less than {LEAST_WORDS} words"


def pictures_without_words(lesson):
    """Yield each picture in the prose that has no alternative text."""
    for picture in re.findall(
        r"!\[\s*\]\([^)]*\)|<img(?![^>]*\balt=\"[^\"]+\")[^>]*>", prose(lesson)
    ):
        yield f"{picture}: no alternative text"


def headings_out_of_order(lesson):
    """Yield each heading more than one level below the last: readers jump from one to another."""
    last = 0
    for marks, title in re.findall(r"^(#+) +(.+)", prose(lesson), re.MULTILINE):
        if len(marks) > last + 1:
            yield f"{marks} {title}: below {'#' * last}"
        last = len(marks)


def wordless_sections(lesson):
    """Yield each section that leaves its argument to code and figures."""
    for section in re.split(r"^## ", prose(lesson), flags=re.MULTILINE)[1:]:
        if words(section) < LEAST_IN_SECTION:
            yield f"## {section.splitlines()[0]}: less than {LEAST_IN_SECTION} words"


def prose(lesson) -> str:
    return FENCED.sub("", lesson.markdown)


PROMISES = [short_descriptions, pictures_without_words, headings_out_of_order, wordless_sections]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_lesson_has_no(promise, path):
    assert list(promise(Lesson.read(path))) == []


def say(lesson, cell_id, text):
    next(cell for cell in lesson.notebook.cells if cell.id == cell_id).source = text


LONG = "A figura mostra " + "uma reta que sobe " * 10


@pytest.fixture
def told(lesson):
    """The small lesson of conftest.py, in enough words."""
    say(lesson, "description", LONG)
    say(lesson, "exercises", f"## Exercícios\n{LONG}")
    say(lesson, "ending", f"## Resumo\n{LONG}")
    return lesson


def broken_promises(lesson):
    return [promise.__name__ for promise in PROMISES if list(promise(lesson))]


def test_lesson_told_in_words_passes(told):
    assert broken_promises(told) == []


@pytest.mark.parametrize(
    ("cell_id", "text", "promise"),
    [
        ("description", "A figura mostra uma reta.", "short_descriptions"),
        ("description", "Acima, uma reta. " * 20, "short_descriptions"),
        ("description", f"{LONG}\n\n![](reta.png)", "pictures_without_words"),
        ("description", f'{LONG}\n\n<img src="reta.png" alt="">', "pictures_without_words"),
        ("ending", f"## Resumo\n{LONG}\n#### Nota", "headings_out_of_order"),
        ("ending", "## Resumo\nA reta.", "wordless_sections"),
        ("ending", f"## Resumo\n```python\n{LONG}\n```", "wordless_sections"),
    ],
)
def test_lesson_that_leaves_readers_behind_is_told(told, cell_id, text, promise):
    say(told, cell_id, text)
    assert broken_promises(told) == [promise]
