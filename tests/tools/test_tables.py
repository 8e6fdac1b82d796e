"""The tables say what the lessons' records say, in Brazilian numbers."""

import json

import pytest

from tests.conftest import NAME
from tests.tools.conftest import change_lesson, lines_of
from tools import sync, tables
from tools.lessons import lesson_paths, read_lesson, records

LINK = sync.colab_link(sync.repository(), NAME)
LESSON_ROW = (
    f"| 05 | [Exemplo](notebooks/{NAME}) | [abrir]({LINK}) | 1 | 2 min "
    "| RMSE (aleatória): 0,55 ± 0,04 log10 mol/L (MLP) |"
)
RESULT_ROW = "| MLP | RMSE | aleatória | 0,55 ± 0,04 log10 mol/L | 5 | 0,58 (MPNN) |"


def test_tables_say_what_the_lesson_says(root):
    assert LESSON_ROW in lines_of(root, "README.md")
    results = lines_of(root, "notebooks/README.md")
    assert RESULT_ROW in results
    assert "Dados: ESOL · 2 min em 2 núcleos · 1,2 GiB de memória." in results
    for lines, title in ((lines_of(root, "README.md"), "# Curso"), (results, "# Resultados")):
        assert lines[0] == title
        assert lines[-1] == "fim"


def test_kept_run_in_full_size_is_shown_and_told_apart(root, lesson):
    facts = {"date": "2026-11-22", "minutes": 15, "machine": "2 núcleos", "keras": "3.15.1"}
    record = {**records(lesson.notebook)[0], "profile": "completo", **facts}
    record["results"][0]["value"] = 0.51
    (root / "data" / "completo").mkdir(parents=True)
    (root / "data" / "completo" / "05.json").write_text(json.dumps(record), encoding="utf-8")
    assert sync.main(["--check"], root) == 1
    assert sync.main([], root) == 0
    lines = lines_of(root, "notebooks/README.md")
    told = "Em tamanho completo (`make completo`), 22/11/2026, 15 min em 2 núcleos, Keras 3.15.1:"
    full = RESULT_ROW.replace("0,55", "0,51")
    assert lines.index(RESULT_ROW) < lines.index(told) < lines.index(full)


def test_lesson_without_a_headline_or_a_record_has_its_row(root):
    def lose(notebook):
        del notebook.metadata.course["headline"]

    change_lesson(root, lose)
    assert sync.main([], root) == 0
    assert LESSON_ROW.rpartition("| RMSE")[0] + "| – |" in lines_of(root, "README.md")


@pytest.mark.parametrize("wrong", [{"models": ["GRU"]}, {"metric": "MAE"}, {"split": "test"}])
def test_headline_that_no_row_has_is_told(root, wrong):
    change_lesson(root, lambda notebook: notebook.metadata.course.headline.update(wrong))
    with pytest.raises(ValueError, match=r"Lição 05: metadata\.course\.headline .* 0 linhas"):
        sync.main([], root)


def test_every_lesson_with_results_names_its_headline():
    for path in lesson_paths():
        notebook = read_lesson(path)
        if records(notebook):
            assert tables.headline(notebook) != "–", path.name


def test_lessons_to_come_leave_the_list_when_they_are_there(root):
    first = min(tables.PLANNED)
    assert any(line.startswith(f"A caminho: {first} ") for line in lines_of(root, "README.md"))
    lessons = {f"{number}.ipynb": read_lesson(root / "notebooks" / NAME) for number in range(1, 18)}
    for number, notebook in enumerate(lessons.values(), start=1):
        notebook.metadata.course.lesson = f"{number:02d}"
    assert "A caminho" not in tables.lessons_table(lessons, dict.fromkeys(lessons, ""))
    assert set(tables.PLANNED).isdisjoint(path.name[:2] for path in lesson_paths()), "delete them"


@pytest.mark.parametrize(
    ("value", "sd", "unit", "text"),
    [
        (0.553, 0.041, "log10 mol/L", "0,55 ± 0,04 log10 mol/L"),
        (0.9253, 0.0031, "", "0,925 ± 0,003"),
        (123.4, 12.0, "K", "123 ± 12 K"),
        (-0.56, None, "eV", "−0,560 eV"),
        (0.91, None, "", "0,910"),
        (93.42, None, "%", "93,4 %"),
        (0.8, None, "%", "0,8 %"),
        (0.0, 0.0, "", "0,000"),
    ],
)
def test_numbers_are_brazilian_and_honest(value, sd, unit, text):
    assert tables.measured({"value": value, "sd": sd, "unit": unit}) == text
