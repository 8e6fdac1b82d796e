"""What README and the notebooks repeat is written from one place, and told when stale."""

import json
import re
import shutil

import pytest

from tests.lessons.guards import records
from tools import sync
from tools.lessons import ROOT, lesson_paths, read_lesson, write_lesson

NAME = "05_exemplo.ipynb"
README = """\
# Curso
<!-- lessons:begin -->
<!-- lessons:end -->
entre
<!-- results:begin -->
<!-- results:end -->
fim
"""
LESSON_ROW = (
    "| [05](notebooks/05_exemplo.ipynb) | Exemplo | 1 | ESOL | 2 min | 1,2 GiB "
    "| MLP, divisão aleatória: RMSE 0,55 ± 0,04 log10 mol/L; publicado: 0,58 (MPNN) |"
)
RESULT_ROW = "| 05 | MLP | RMSE | aleatória | 0,55 ± 0,04 log10 mol/L | 5 | 0,58 (MPNN) |"


@pytest.fixture
def root(tmp_path, lesson):
    """A course of one lesson, in step with its README."""
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    write_lesson(tmp_path / "notebooks" / NAME, lesson.notebook)
    assert sync.main([], tmp_path) == 0
    return tmp_path


def test_tables_say_what_the_lesson_says(root):
    lines = (root / "README.md").read_text(encoding="utf-8").splitlines()
    assert LESSON_ROW in lines
    assert RESULT_ROW in lines
    assert [line for line in lines if not line.startswith(("|", "<!--"))] == [
        "# Curso",
        "entre",
        "fim",
    ]


def test_kept_run_in_full_size_is_in_the_table_and_told_apart(root, lesson):
    record = {**records(lesson.notebook)[0], "profile": "completo"}
    (root / "data" / "completo").mkdir(parents=True)
    (root / "data" / "completo" / "05.json").write_text(json.dumps(record), encoding="utf-8")
    assert sync.main(["--check"], root) == 1
    assert sync.main([], root) == 0
    lines = (root / "README.md").read_text(encoding="utf-8").splitlines()
    assert RESULT_ROW in lines
    assert RESULT_ROW.replace("| 05 |", "| 05, completo |") in lines


def test_synced_course_is_not_stale(root):
    assert sync.stale_files(root) == {}
    assert sync.main(["--check"], root) == 0


def break_record(lesson):
    records(lesson)[0]["results"][0]["value"] = 0.61


def break_setup(lesson):
    lesson.cells[1].source += "\n"


def break_badge(lesson):
    lesson.cells[0].source = lesson.cells[0].source.replace("/curso", "/outro")


def draw_badge(lesson):
    """A picture, as Colab offers: it would be asked of Google whenever the lesson is opened."""
    source = lesson.cells[0].source
    lesson.cells[0].source = source.replace(sync.BADGE, "[![Abrir no Colab](https://x/badge.svg)]")


def lose_badge(lesson):
    lesson.cells[0].source = "# Exemplo\n\nAo final você saberá tudo."


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        (break_record, "README.md"),
        (break_setup, NAME),
        (break_badge, NAME),
        (draw_badge, NAME),
        (lose_badge, NAME),
    ],
)
def test_stale_file_is_named_and_then_mended(root, change, stale, capsys):
    path = root / "notebooks" / NAME
    notebook = read_lesson(path)
    change(notebook)
    write_lesson(path, notebook)
    before = [file.read_bytes() for file in (path, root / "README.md")]
    assert sync.main(["--check"], root) == 1
    assert f"{stale}: desatualizado" in capsys.readouterr().out
    assert [file.read_bytes() for file in (path, root / "README.md")] == before
    assert sync.main([], root) == 0
    assert sync.main(["--check"], root) == 0


def test_lost_badge_comes_back_under_the_title(root, lesson):
    first = lesson.notebook.cells[0].source
    lose_badge(lesson.notebook)
    synced = sync.synced_lesson(lesson.notebook, sync.repository(), NAME, {})
    assert synced.cells[0].source == first


def test_list_of_lessons_is_written_between_its_marks(root):
    path = root / "notebooks" / NAME
    notebook = read_lesson(path)
    notebook.cells[-1].source += "\n<!-- lessons:begin -->\n<!-- lessons:end -->\n"
    write_lesson(path, notebook)
    assert sync.main([], root) == 0
    assert f"\n| [05]({NAME}) | Exemplo | 1 | 2 min |\n" in read_lesson(path).cells[-1].source


@pytest.mark.parametrize("name", ["README.md", "CITATION.cff"])
def test_repository_address_is_the_one_of_pyproject(name):
    assert sync.repository() in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [ROOT / "README.md", *lesson_paths()], ids=lambda path: path.name)
def test_every_colab_link_leads_to_a_file_of_ours(path):
    address = sync.repository().removeprefix("https://github.com/")
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"colab\.research\.google\.com/github/([^)\s\"]+)", text):
        assert link.startswith(f"{address}/blob/main/")
        assert (ROOT / link.removeprefix(f"{address}/blob/main/")).is_file()


def test_readme_without_marks_is_told():
    with pytest.raises(ValueError, match="results:begin"):
        sync.synced_readme(README.replace("results:begin", "resultados"), {})


@pytest.mark.parametrize(
    ("value", "sd", "unit", "text"),
    [
        (0.553, 0.041, "log10 mol/L", "0,55 ± 0,04 log10 mol/L"),
        (0.9253, 0.0031, "", "0,925 ± 0,003"),
        (123.4, 12.0, "K", "123 ± 12 K"),
        (-0.56, None, "eV", "−0,560 eV"),
        (0.91, None, "", "0,910"),
        (93.42, None, "%", "93,4 %"),
        (0.0, 0.0, "", "0,000"),
    ],
)
def test_numbers_are_brazilian_and_honest(value, sd, unit, text):
    assert sync.measured({"value": value, "sd": sd, "unit": unit}) == text
