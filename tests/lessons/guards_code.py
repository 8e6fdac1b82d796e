"""Guards of a lesson's file, of its code, and of what nbval is told to compare."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import nbformat
from nbformat.validator import iter_validate

from tests.lessons.lesson import Lesson, guard
from tools import sync
from tools.lessons import CHECK, KERNEL, is_checked, text_of

LARGEST_FILE = 1_000_000  # bytes
LEAST_CHECKED = 0.15  # of the code cells
CITED = "numeros-citados"  # the tag of a text whose numbers come from elsewhere: guards_text.py
COURSE_KEYS = {"lesson": str, "title": str, "lecture": str, "data": str, "seconds": int}
MEASURED = {"peak_mib": int}  # by `make times`, once the lesson is there
ROUNDING_ERROR = re.compile(r"\d × 10⁻(?:[⁶-⁹]|[¹²³][⁰¹²³⁴-⁹])")  # 10⁻⁶ or smaller
ABSOLUTE_PATH = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|tmp)\b|\bC:\\")


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
    # `headline` names a row of the record: `make sync` refuses a wrong one. `code_sha256` has a
    # guard of its own.
    others = ("headline", "code_sha256")
    told = {key: value for key, value in course.items() if key not in others}
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


def fault_of_pick(call: ast.Call) -> str:
    """Return what is wrong with a call of `course.pick`, "" where nothing is.

    A wrong value of `completo` would be noticed after hours: it is of the kind of the others and,
    as a number or by its length, not back on the way from `teste` to `aula`.
    """
    values = {keyword.arg: keyword.value for keyword in call.keywords}
    if call.args or not {"aula", "teste"} <= set(values) <= {"aula", "teste", "completo"}:
        return "takes aula=, teste= and, at most, completo="
    sizes = {}
    for name in ("teste", "aula", "completo"):
        try:
            value = ast.literal_eval(values[name])
        except (KeyError, ValueError):  # none of its own, or known only when it runs
            continue
        sizes[name] = value if isinstance(value, int | float | None) else (type(value), len(value))
    known = [size for size in sizes.values() if size is not None]
    if len({isinstance(size, tuple) and size[0] for size in known}) > 1:
        return f"has values of two kinds: {sizes}"
    if len(known) == 3 and known not in (sorted(known), sorted(known, reverse=True)):
        return f"goes back on the way from teste to completo: {known}"
    return ""


@guard
def sizes_are_picked_for_every_profile(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.code:
        try:
            nodes = ast.walk(ast.parse(cell.source))
        except SyntaxError:  # which code_is_plain_python tells
            continue
        for call in (node for node in nodes if isinstance(node, ast.Call)):
            picks = ast.unparse(call.func).split(".")[-1] == "pick"
            if picks and (fault := fault_of_pick(call)):
                yield f"cell {cell.id}: {ast.unparse(call)}: {fault}"


@guard
def no_absolute_path(lesson: Lesson) -> Iterator[str]:
    texts = [(cell.id, cell.source) for cell in lesson.notebook.cells]
    texts += [(cell.id, text_of(output)) for cell, output in lesson.outputs()]
    for cell_id, text in texts:
        for found in ABSOLUTE_PATH.findall(text):
            yield f"cell {cell_id}: absolute path {found}"


# What nbval compares: it keeps silent about a mark that it doesn't know and about a marked cell
# without output, and in its lax mode about an expected exception that isn't raised.


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
        known = {"code": CHECK, "markdown": CITED}.get(cell.cell_type)
        for tag in cell.metadata.get("tags", []):
            if tag != known:
                yield f"cell {cell.id}: tag {tag}; the only one of a {cell.cell_type} is {known}"


@guard
def checked_cells_store_text(lesson: Lesson) -> Iterator[str]:
    for cell in filter(is_checked, lesson.code):
        if not any(text_of(output).strip() for output in cell.outputs):
            yield f"cell {cell.id}: marked, and stores no text to compare"


@guard
def checked_cells_print_no_rounding_error(lesson: Lesson) -> Iterator[str]:
    """Another processor rounds otherwise: such a cell tells a bound, and whether it holds."""
    for cell in filter(is_checked, lesson.code):
        for found in ROUNDING_ERROR.findall("".join(map(text_of, cell.outputs))):
            yield f"cell {cell.id}: {found}"


@guard
def enough_cells_are_checked(lesson: Lesson) -> Iterator[str]:
    checked = sum(map(is_checked, lesson.code))
    if checked < LEAST_CHECKED * len(lesson.code):
        yield f"{checked} of {len(lesson.code)} code cells are checked, under {LEAST_CHECKED:.0%}"
