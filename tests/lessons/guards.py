"""What every lesson promises; each guard takes a lesson and returns the promises broken, in words.

Nothing is run: a guard looks at the notebook alone, and at what `make sync` would write into it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.validator import iter_validate

from tools import sync
from tools.lessons import KERNEL, OUTPUT_TYPES, code_cells, read_lesson, records
from utils.stand_ins import NOTICE

LARGEST_FILE = 1_000_000  # bytes
LONGEST_CELL = 30  # lines with something on them
LEAST_CHECKED = 0.15  # of the code cells
CHECK = "nbval-check-output"  # the tag of a cell whose output nbval compares
COURSE_KEYS = {"lesson": str, "title": str, "lecture": str, "data": str, "seconds": int}
MEASURED = {"peak_mib": int}  # by `make times`, once the lesson is there
ABSOLUTE_PATH = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|tmp)\b|\bC:\\")
PROGRESS_BAR = re.compile(r"[\r\b━]")


@dataclass(frozen=True)
class Lesson:
    """A notebook and the name of its file."""

    name: str
    notebook: NotebookNode

    @classmethod
    def read(cls, path: Path) -> "Lesson":
        return cls(path.name, read_lesson(path))

    @property
    def code(self) -> list[NotebookNode]:
        return code_cells(self.notebook)

    @property
    def markdown(self) -> str:
        cells = self.notebook.cells
        return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")

    def outputs(self) -> Iterator[tuple[NotebookNode, NotebookNode]]:
        """Yield every stored output, after its cell."""
        for cell in self.code:
            for output in cell.outputs:
                yield cell, output

    def section(self, title: str) -> str:
        """Return the Markdown under the `## ` heading with `title` in it, "" if there is none."""
        heading = rf"^## [^\n]*\b{title}\b[^\n]*\n"
        found = re.search(rf"{heading}(.*?)(?=^## |\Z)", self.markdown, re.MULTILINE | re.DOTALL)
        return found[1].strip() if found else ""


Guard = Callable[[Lesson], Iterator[str]]
GUARDS: list[Guard] = []


def guard(function: Guard) -> Guard:
    """Add a guard to those that every lesson must pass."""
    GUARDS.append(function)
    return function


def text_of(output: NotebookNode) -> str:
    """Return what a person reads in an output (and the record), without its pictures."""
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    return "\n".join(str(data[kind]) for kind in data if not kind.startswith("image/"))


# The file


@guard
def file_is_named_by_number_and_title(lesson: Lesson) -> Iterator[str]:
    if not re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", lesson.name):
        yield f"{lesson.name}: not NN_titulo.ipynb"


@guard
def notebook_is_valid(lesson: Lesson) -> Iterator[str]:
    for error in iter_validate(lesson.notebook):
        yield f"not a valid notebook: {error.message[:200]}"
    for cell_id, count in Counter(cell.get("id") for cell in lesson.notebook.cells).items():
        if count > 1:
            yield f"{count} cells share the id {cell_id}"


@guard
def file_is_small(lesson: Lesson) -> Iterator[str]:
    size = len(nbformat.v4.writes(lesson.notebook).encode())
    if size > LARGEST_FILE:
        yield f"{size:,} bytes, over {LARGEST_FILE:,}"


@guard
def kernel_is_python3(lesson: Lesson) -> Iterator[str]:
    for key, value in KERNEL.items():
        if lesson.notebook.metadata.get(key) != value:
            yield f"metadata.{key} is not {value}"


@guard
def course_metadata_is_complete(lesson: Lesson) -> Iterator[str]:
    course = lesson.notebook.metadata.get("course", {})
    # `headline` names a row of the record: `make sync` refuses a wrong one.
    told = {key: value for key, value in course.items() if key != "headline"}
    kinds = {key: type(value) for key, value in told.items() if value != ""}
    if kinds not in (COURSE_KEYS, COURSE_KEYS | MEASURED):
        yield f"metadata.course is {course}: not {', '.join(COURSE_KEYS)}"
    elif course.lesson != lesson.name[:2]:
        yield f"metadata.course.lesson is {course.lesson} in {lesson.name}"


# The code


@guard
def first_code_cell_is_the_setup(lesson: Lesson) -> Iterator[str]:
    first = lesson.code[0] if lesson.code else None
    if not (first and first.get("id") == "setup"):
        yield "the first code cell has not the id setup"
    elif first.source != sync.setup_cell(sync.repository()):
        yield "the set-up cell is not the common one: run make sync"


@guard
def code_is_plain_python(lesson: Lesson) -> Iterator[str]:
    """No `!command`, no `%magic`, no half-written cell."""
    for cell in lesson.code:
        try:
            compile(cell.source, cell.id, "exec")
        except SyntaxError as error:
            yield f"cell {cell.id}: {error}"


@guard
def code_cells_are_short(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.code:
        lines = sum(1 for line in cell.source.splitlines() if line.strip())
        if lines > LONGEST_CELL:
            yield f"cell {cell.id}: {lines} lines, over {LONGEST_CELL}"


@guard
def no_absolute_path(lesson: Lesson) -> Iterator[str]:
    texts = [(cell.id, cell.source) for cell in lesson.notebook.cells]
    texts += [(cell.id, text_of(output)) for cell, output in lesson.outputs()]
    for cell_id, text in texts:
        for found in ABSOLUTE_PATH.findall(text):
            yield f"cell {cell_id}: absolute path {found}"


# The stored outputs


@guard
def outputs_are_of_one_clean_run(lesson: Lesson) -> Iterator[str]:
    counts = [cell.execution_count for cell in lesson.code if cell.source.strip()]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}, not 1, 2, 3 …"


@guard
def no_error_is_stored(lesson: Lesson) -> Iterator[str]:
    for cell, output in lesson.outputs():
        if output.output_type == "error":
            yield f"cell {cell.id}: {output.ename}: {output.evalue}"


@guard
def no_stderr_is_stored(lesson: Lesson) -> Iterator[str]:
    for cell, output in lesson.outputs():
        if output.get("name") == "stderr":
            yield f"cell {cell.id}: stderr: {output.text[:200]}"


@guard
def outputs_are_text_and_png(lesson: Lesson) -> Iterator[str]:
    for cell, output in lesson.outputs():
        for kind in set(output.get("data", {})) - OUTPUT_TYPES:
            yield f"cell {cell.id}: output of type {kind}"


@guard
def no_progress_bar_is_stored(lesson: Lesson) -> Iterator[str]:
    for cell, output in lesson.outputs():
        if PROGRESS_BAR.search(text_of(output)):
            yield f"cell {cell.id}: a progress bar is stored"


@guard
def record_is_of_this_lesson_in_profile_aula(lesson: Lesson) -> Iterator[str]:
    for record in records(lesson.notebook):
        if (record["lesson"], record["profile"]) != (lesson.name[:2], "aula"):
            yield f"the record is of lesson {record['lesson']}, profile {record['profile']}"


@guard
def no_stand_in_number_is_stored(lesson: Lesson) -> Iterator[str]:
    for cell, output in lesson.outputs():
        if NOTICE in text_of(output):
            yield f"cell {cell.id}: made on generated data"


# What nbval compares: it keeps silent about a mark that it doesn't know and about a marked cell
# without output, and in its lax mode about an expected exception that isn't raised.


def is_checked(cell: NotebookNode) -> bool:
    """Tell whether nbval compares this cell's output."""
    return CHECK in cell.metadata.get("tags", [])


@guard
def no_comment_speaks_to_nbval(lesson: Lesson) -> Iterator[str]:
    """A student reads the comments; nbval is told by a tag."""
    for cell in lesson.code:
        if re.search("nbval|validate_ignore_output", cell.source, re.IGNORECASE):
            yield f"cell {cell.id}: nbval is told by the tag {CHECK}, not by a comment"


@guard
def tags_are_known(lesson: Lesson) -> Iterator[str]:
    """No tag skips a cell, ignores its output or expects an error, and none is misspelt."""
    for cell in lesson.notebook.cells:
        known = {CHECK} if cell.cell_type == "code" else set()
        for tag in set(cell.metadata.get("tags", [])) - known:
            yield f"cell {cell.id}: tag {tag}; known are {sorted(known)}"


@guard
def checked_cells_store_text(lesson: Lesson) -> Iterator[str]:
    for cell in filter(is_checked, lesson.code):
        if not any(text_of(output).strip() for output in cell.outputs):
            yield f"cell {cell.id}: marked, and stores no text to compare"


@guard
def enough_cells_are_checked(lesson: Lesson) -> Iterator[str]:
    checked = sum(map(is_checked, lesson.code))
    if checked < LEAST_CHECKED * len(lesson.code):
        yield f"{checked} of {len(lesson.code)} code cells are checked, under {LEAST_CHECKED:.0%}"


# What the student reads


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
def has_summary(lesson: Lesson) -> Iterator[str]:
    if not lesson.section("Resumo"):
        yield "no section ## Resumo"


@guard
def has_glossary(lesson: Lesson) -> Iterator[str]:
    if not lesson.section("Glossário"):
        yield "no section ## Glossário"


@guard
def has_references(lesson: Lesson) -> Iterator[str]:
    references = lesson.section("Referências")
    if not references:
        yield "no section ## Referências"
    elif "https://doi.org/" not in references and not lesson.name.startswith("00"):
        yield "no reference has a DOI (https://doi.org/…)"


@guard
def figures_are_described(lesson: Lesson) -> Iterator[str]:
    """A figure's cell is followed at once by its description, for who can't see it."""
    cells = lesson.notebook.cells
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        drawn = any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
        text = following.source if following and following.cell_type == "markdown" else ""
        if drawn and not re.search("A figura mostra|As figuras mostram", text):
            yield f"cell {cell.id}: no text right below says what the figure shows"
