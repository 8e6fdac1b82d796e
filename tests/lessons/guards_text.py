"""Guards of what a student reads: the parts a lesson has, its figures in words, its numbers.

A lesson read as text alone, by ear or on a small screen, keeps its argument.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from tests.lessons import numbers
from tests.lessons.guards_code import CITED
from tests.lessons.lesson import Lesson, guard
from tools import sync
from tools.lessons import text_of

LEAST_WORDS = 20  # of a figure's description
LEAST_IN_SECTION = 10
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
DESCRIPTION = re.compile(r"(?:A figura mostra|As figuras mostram).*", re.DOTALL)
PICTURE_WITHOUT_WORDS = re.compile(r"!\[\s*\]\([^)]*\)|<img(?![^>]*\balt=\"[^\"]+\")[^>]*>")
# Where numbers are examples, or belong to the works cited.
NOT_TOLD_HERE = re.compile("Exercício|Quiz|Glossário|Referências")


def words(text: str) -> int:
    """Return how many words a text has, numbers and signs left out."""
    return len(re.findall(r"[^\W\d_]+", text))


@guard
def badge_opens_this_notebook(lesson: Lesson) -> Iterator[str]:
    badge = sync.badge(sync.repository(), lesson.name)
    if badge not in lesson.notebook.cells[0].source.splitlines():
        yield "the first cell has not this notebook's Colab badge: run make sync"


@guard
def has_objectives(lesson: Lesson) -> Iterator[str]:
    if "Ao final você saberá" not in lesson.markdown:
        yield "no objectives (Ao final você saberá)"


@guard
def has_exercises(lesson: Lesson) -> Iterator[str]:
    number, least = int(lesson.name[:2]), 1 if lesson.name.startswith("00") else 4
    code = "\n".join(cell.source for cell in lesson.code)
    exercises = set(re.findall(rf'\bcheck\(\s*"{number}\.(\d+)"', code))
    if len(exercises) < least:
        yield f'{len(exercises)} exercises with check("{number}.k", …), under {least}'
    if not lesson.section("Exercícios"):
        yield "no section ## Exercícios"


@guard
def has_quiz(lesson: Lesson) -> Iterator[str]:
    if "<details>" not in lesson.section("Quiz"):
        yield "no section ## Quiz with <details>"


@guard
def has_summary_glossary_and_references(lesson: Lesson) -> Iterator[str]:
    for title in ("Resumo", "Glossário", "Referências"):
        if not lesson.section(title):
            yield f"no section ## {title}"
    references = lesson.section("Referências")
    if references and "https://doi.org/" not in references and not lesson.name.startswith("00"):
        yield "no reference has a DOI (https://doi.org/…)"


@guard
def figures_are_described(lesson: Lesson) -> Iterator[str]:
    """A figure's cell is followed at once by its description, for who can't see it."""
    for cell, following in pairwise([*lesson.notebook.cells, None]):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            text = following.source if following and following.cell_type == "markdown" else ""
            described = DESCRIPTION.search(text)
            if words(described[0] if described else "") < LEAST_WORDS:
                yield (
                    f"cell {cell.id}: right below, “A figura mostra…” says of the figure less than "
                    f"{LEAST_WORDS} words"
                )


@guard
def pictures_have_words(lesson: Lesson) -> Iterator[str]:
    for picture in PICTURE_WITHOUT_WORDS.findall(FENCED.sub("", lesson.markdown)):
        yield f"{picture}: no alternative text"


@guard
def headings_are_in_order(lesson: Lesson) -> Iterator[str]:
    """Readers jump from one to another: none is more than one level below the last."""
    last = 0
    text = FENCED.sub("", lesson.markdown)
    for marks, title in re.findall(r"^(#+) +(.+)", text, re.MULTILINE):
        if len(marks) > last + 1:
            yield f"{marks} {title}: below {'#' * last}"
        last = len(marks)


@guard
def sections_are_told_in_words(lesson: Lesson) -> Iterator[str]:
    """None leaves its argument to code and figures."""
    text = FENCED.sub("", lesson.markdown)
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        if words(section) < LEAST_IN_SECTION:
            yield f"## {section.splitlines()[0]}: less than {LEAST_IN_SECTION} words"


@guard
def numbers_in_prose_were_printed(lesson: Lesson) -> Iterator[str]:
    """Every number told is one that a cell shows.

    A section's own outputs may be rounded, those above it are repeated digit by digit (or nearly
    every number would agree with some output), and a setting stands anywhere in the code. The
    opening and the summary round the whole lesson's. A sentence or a table's row that names its
    source (a link, a year, "referência 3") is left out, as is a cell with the tag CITED.
    """
    code = numbers.settings("\n".join(cell.source for cell in lesson.code))
    shown: list[tuple[str, set[numbers.Number]]] = []  # section, numbers of each code cell
    for title, cell, _ in lesson.parts():
        if cell.cell_type == "code":
            shown.append((title, numbers.printed_in(map(text_of, cell.outputs))))
    above = 0  # of the cells in `shown`
    for title, cell, text in lesson.parts():
        above += cell.cell_type == "code"
        if cell.cell_type != "markdown" or CITED in cell.metadata.get("tags", []):
            continue
        if NOT_TOLD_HERE.search(title):
            continue
        everywhere = not title or "Resumo" in title
        near = code.union(*(own for place, own in shown if everywhere or place == title))
        earlier = set().union(*(own for _, own in shown[:above]))
        for written, number in numbers.told(text):
            if not any(map(number.rounds, near)) and not any(map(number.repeats, earlier)):
                yield f"cell {cell.id}: no cell printed {written}"
