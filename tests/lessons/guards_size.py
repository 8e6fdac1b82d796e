"""Guards of a lesson's size: one class of 50 minutes and its homework."""

from collections.abc import Iterator
from statistics import median

from tests.lessons.guards_text import FENCED, words
from tests.lessons.lesson import Lesson, guard

BEYOND = "(para ir além)"  # how the titles of the sections end that come after the class
# Where the class ends in a lesson without such a section.
HOMEWORK = ("Exercícios", "Quiz", "Resumo", "Glossário", "Referências")
LIMITS = {
    "code cells": 70,
    "code cells in class": 35,
    "words": 4500,
    "words in class": 2500,
    "median lines of code": 8,
    "most lines of code": 25,
}
# Lessons written before these limits (2026-11-26), until issue 15 cuts them: what each had then,
# which may not grow.
EXCUSED: dict[str, dict[str, float]] = {
    "13_embeddings_imdb": {"median lines of code": 11},
}


def sizes(lesson: Lesson) -> dict[str, float]:
    """Return the lesson's numbers by the names of LIMITS."""
    cells, class_cells, told, class_told = 0, 0, 0, 0
    in_class = True
    for title, cell, text in lesson.parts():
        in_class = in_class and not (title.endswith(BEYOND) or any(h in title for h in HOMEWORK))
        if cell.cell_type == "code":
            cells += 1
            class_cells += in_class
        else:
            count = words(FENCED.sub("", text))
            told += count
            class_told += count * in_class
    own = lesson.code[1:]  # the first is the set-up, the same in every lesson
    lines = [sum(1 for line in cell.source.splitlines() if line.strip()) for cell in own]
    found = (cells, class_cells, told, class_told, median(lines or [0]), max(lines, default=0))
    return dict(zip(LIMITS, found, strict=True))


@guard
def lesson_fits_a_class(lesson: Lesson) -> Iterator[str]:
    excused = EXCUSED.get(lesson.name.removesuffix(".ipynb"), {})
    for name, found in sizes(lesson).items():
        limit = excused.get(name, LIMITS[name])
        if found > limit:
            yield f"{found:g} {name}, over {limit:g}"
        elif name in excused and found <= LIMITS[name]:
            yield f"{found:g} {name}: no longer to be excused in guards_size.py"
