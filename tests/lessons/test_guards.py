"""The guards guard: a lesson broken on purpose is caught, by the guard it is meant for alone."""

from dataclasses import replace

import pytest
from nbformat.v4 import new_output

from tests.conftest import LONG, picture
from tests.lessons.guards import GUARDS, guards_code
from tools.lessons import CHECK, code_sha256, records
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


def say(lesson, cell_id, text):
    cell(lesson, cell_id).source = text


def draw(lesson, png, alt="uma reta"):
    (output,) = cell(lesson, "figure").outputs
    output.data["image/png"], output.metadata = png, {"image/png": {"alt": alt}}


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
    *[
        (
            "sizes_are_picked_for_every_profile",
            lambda it, call=call: add_lines(it, f"course.pick({call})"),
        )
        for call in (
            "aula=3",
            "3, teste=1",
            "aula=3, teste=1, complete=9",
            'aula=3, teste=1, completo="9"',
            "aula=(0, 1, 2), teste=0",
            "aula=3, teste=(0,), completo=f()",
            "aula=40, teste=2, completo=5",
            "aula=(0, 1, 2), teste=(0,), completo=(0, 1)",
        )
    ],
    ("lesson_fits_a_class", lambda it: add_lines(it, *["draw()"] * 25)),
    ("no_absolute_path", lambda it: add_lines(it, 'open("/home/ana/x.csv")')),
    ("no_absolute_path", lambda it: add_lines(it, r'open(r"C:\Users\ana\x.csv")')),
    ("no_absolute_path", lambda it: add_text(it, "/Users/ana/x.csv")),
    ("no_absolute_path", lambda it: change(it, "ending", "Porque sim", "Veja /tmp/x.csv")),
    ("outputs_are_of_one_clean_run", lambda it: cell(it, "figure").update(execution_count=7)),
    ("outputs_are_of_one_clean_run", lambda it: cell(it, "record").update(execution_count=None)),
    ("outputs_are_of_this_code", lambda it: add_lines(it, "x = 2")),
    ("outputs_are_of_this_code", lambda it: say(it, "answers", cell(it, "answers").source + " ")),
    ("outputs_are_of_this_code", lambda it: it.notebook.metadata.course.pop("code_sha256")),
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
    ("no_figure_is_blank", lambda it: draw(it, picture((0, 0), (0, 0)))),
    ("no_figure_is_blank", lambda it: draw(it, "iVBORw0KGgo=")),
    ("figures_have_alternative_text", lambda it: draw(it, picture((0, 0), (99, 99)), alt=" ")),
    ("figures_have_alternative_text", lambda it: cell(it, "figure").outputs[0].metadata.clear()),
    ("no_comment_speaks_to_nbval", lambda it: add_lines(it, "# NBVAL_CHECK_OUTPUT")),
    ("no_comment_speaks_to_nbval", lambda it: add_lines(it, "#nbval_skip")),
    ("no_comment_speaks_to_nbval", lambda it: add_lines(it, "# PYTEST_VALIDATE_IGNORE_OUTPUT")),
    ("tags_are_known", lambda it: tag(it, "figure", "raises-exception")),
    ("tags_are_known", lambda it: tag(it, "figure", "nbval-skip")),
    ("tags_are_known", lambda it: tag(it, "figure", "nbval_check_output")),
    ("tags_are_known", lambda it: tag(it, "title", CHECK)),
    ("checked_cells_store_text", lambda it: cell(it, "sum").update(outputs=[])),
    (
        "checked_cells_print_no_rounding_error",
        lambda it: cell(it, "sum").outputs[0].update(text="difere até 2 × 10⁻¹⁶\n"),
    ),
    ("enough_cells_are_checked", lambda it: tag(it, "sum")),
    ("badge_opens_this_notebook", lambda it: change(it, "title", "05_exemplo", "06_exemplo")),
    ("has_objectives", lambda it: change(it, "title", "Ao final você saberá", "Sobre")),
    ("has_exercises", lambda it: change(it, "answers", '"5.4"', '"5.3"')),
    ("has_exercises", lambda it: change(it, "exercises", "Exercícios", "Prática")),
    ("has_quiz", lambda it: change(it, "ending", "## Quiz", "## Perguntas")),
    ("has_quiz", lambda it: change(it, "ending", "<details>", "")),
    *[
        (
            "has_summary_glossary_and_references",
            lambda it, title=title: change(it, "ending", f"## {title}", "## Outra"),
        )
        for title in ("Resumo", "Glossário", "Referências")
    ],
    (
        "has_summary_glossary_and_references",
        lambda it: change(it, "ending", "https://doi.org/", "doi:"),
    ),
    ("figures_are_described", lambda it: say(it, "description", "A figura mostra uma reta.")),
    ("figures_are_described", lambda it: change(it, "description", "A figura mostra", "Eis")),
    ("figures_are_described", lambda it: it.notebook.cells.remove(cell(it, "description"))),
    ("pictures_have_words", lambda it: change(it, "description", LONG, LONG + "![](a.png)")),
    ("pictures_have_words", lambda it: change(it, "description", LONG, LONG + '<img alt="">')),
    ("headings_are_in_order", lambda it: change(it, "ending", "## Resumo", "#### Nota\n## Resumo")),
    ("sections_are_told_in_words", lambda it: say(it, "exercises", "## Exercícios\nQuatro.")),
    ("numbers_in_prose_were_printed", lambda it: change(it, "ending", "reta", "reta, 2,4 vezes")),
    (
        "sections_are_told_in_words",
        lambda it: say(it, "exercises", f"## Exercícios\n```python\n{LONG}\n```"),
    ),
]


def record(lesson):
    (found,) = records(lesson.notebook)
    return found


def test_good_lesson_passes_every_guard(lesson):
    assert broken_guards(lesson) == []


@pytest.mark.parametrize(
    "call",
    [
        "aula=40, teste=2",
        "aula=40, teste=2, completo=200",
        "aula=0.86, teste=0, completo=0.88",
        "aula=1, teste=30, completo=1",
        "aula=None, teste=64",
        "aula=epochs, teste=1, completo=2 * epochs",
        "aula=(0, 1), teste=(0,), completo=(0, 1, 2)",
    ],
)
def test_sizes_as_they_should_be_pass(call, lesson):
    add_lines(lesson, f"course.pick({call})")
    assert list(guards_code.sizes_are_picked_for_every_profile(lesson)) == []


@pytest.mark.parametrize(("name", "break_lesson"), BREAKS, ids=[name for name, _ in BREAKS])
def test_broken_lesson_is_caught_by_its_guard_alone(name, break_lesson, lesson):
    break_lesson(lesson)
    if name != "outputs_are_of_this_code" and "course" in lesson.notebook.metadata:
        lesson.notebook.metadata.course["code_sha256"] = code_sha256(lesson.notebook)
    assert broken_guards(lesson) == [name]


@pytest.mark.parametrize("name", ["exemplo.ipynb", "05 Exemplo.ipynb", "05_exemplo_é.ipynb"])
def test_misnamed_file_is_caught(name, lesson):
    renamed = replace(lesson, name=name)
    assert list(guards_code.file_is_named_by_number_and_title(renamed))


def test_every_guard_is_tested():
    tested = {name for name, _ in BREAKS} | {"file_is_named_by_number_and_title"}
    assert {guard.__name__ for guard in GUARDS} == tested
