"""Guards of a lesson's stored outputs: of this code, of one clean run, readable, not blank."""

import base64
import io
import re
from collections.abc import Iterator

from PIL import Image

from tests.lessons.lesson import Lesson, guard
from tools.lessons import OUTPUT_TYPES, code_sha256, records, text_of
from utils.stand_ins import NOTICE

# Of a figure's pixels. Axes with their labels and nothing in them cover 1.6 %; the emptiest figure
# of the lessons covers 3.1 %.
LEAST_INK = 0.018
PROGRESS_BAR = re.compile(r"[\r\b━]")


@guard
def outputs_are_of_one_clean_run(lesson: Lesson) -> Iterator[str]:
    counts = [cell.execution_count for cell in lesson.code if cell.source.strip()]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}, not 1, 2, 3 …"


@guard
def outputs_are_of_this_code(lesson: Lesson) -> Iterator[str]:
    course = lesson.notebook.metadata.get("course")
    if course and course.get("code_sha256") != code_sha256(lesson.notebook):
        yield f"the code changed after it was run: run make aula NB={lesson.name[:2]}"


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


def ink(png: str) -> float:
    """Return the share of a picture (PNG in base64) that stands out from its background."""
    image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    counts = Image.alpha_composite(white, image).convert("L").histogram()
    background = counts.index(max(counts))
    far = [count for grey, count in enumerate(counts) if abs(grey - background) > 24]
    return sum(far) / sum(counts)


@guard
def no_figure_is_blank(lesson: Lesson) -> Iterator[str]:
    for cell, output in lesson.figures():
        try:
            share = ink(output.data["image/png"])
        except (OSError, ValueError) as error:
            yield f"cell {cell.id}: not a picture: {error}"
        else:
            if share < LEAST_INK:
                yield f"cell {cell.id}: the figure is blank: {share:.1%} of it is drawn on"


@guard
def figures_have_alternative_text(lesson: Lesson) -> Iterator[str]:
    """`plt.show` of the course stores it; a page made from the notebook needs it."""
    for cell, output in lesson.figures():
        text = output.metadata.get("image/png", {}).get("alt", "")
        if not text.strip():
            yield f"cell {cell.id}: a figure without alternative text (metadata image/png alt)"
