"""What README and the notebooks repeat is written from one place, and told when stale."""

import re

import pytest

from tests.conftest import NAME
from tests.tools.conftest import change_lesson, png
from tools import sync
from tools.lessons import read_lesson, records


def test_synced_course_is_not_stale(root):
    assert sync.stale_files(root) == {}
    assert sync.main(["--check"], root) == 0


def break_record(lesson):
    records(lesson)[0]["results"][0]["value"] = 0.61


def break_title(lesson):
    lesson.metadata.course.title = "Outro"


def break_figure(lesson):
    lesson.cells[3].outputs[0].data["image/png"] = png("blue")


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
        (break_record, {"README.md", "notebooks/README.md"}),
        (break_title, {"README.md", "notebooks/README.md", "notebooks/figura.png"}),
        (break_figure, {"notebooks/figura.png"}),
        (break_setup, {f"notebooks/{NAME}"}),
        (break_badge, {f"notebooks/{NAME}"}),
        (draw_badge, {f"notebooks/{NAME}"}),
        (lose_badge, {f"notebooks/{NAME}"}),
    ],
)
def test_stale_files_are_named_and_then_mended(root, change, stale, capsys):
    change_lesson(root, change)
    files = [path for path in root.rglob("*") if path.is_file()]
    before = [path.read_bytes() for path in files]
    capsys.readouterr()
    assert sync.main(["--check"], root) == 1
    told = capsys.readouterr().out.splitlines()
    assert {line.partition(": desatualizado")[0] for line in told} == stale
    assert [path.read_bytes() for path in files] == before
    assert sync.main([], root) == 0
    assert sync.main(["--check"], root) == 0


def test_lost_badge_comes_back_under_the_title(root, lesson):
    first = lesson.notebook.cells[0].source
    lose_badge(lesson.notebook)
    synced = sync.synced_lesson(lesson.notebook, sync.repository(), NAME, {})
    assert synced.cells[0].source == first


def test_list_of_lessons_is_written_between_its_marks(root):
    def add_marks(notebook):
        notebook.cells[-1].source += "\n<!-- lessons:begin -->\n<!-- lessons:end -->\n"

    change_lesson(root, add_marks)
    assert sync.main([], root) == 0
    source = read_lesson(root / "notebooks" / NAME).cells[-1].source
    assert f"\n| [05]({NAME}) | Exemplo | 1 | 2 min |\n" in source


@pytest.mark.parametrize("name", ["README.md", "notebooks/README.md"])
def test_file_without_marks_is_told(root, name):
    (root / name).write_text("# Sem marcas\n", encoding="utf-8")
    with pytest.raises(ValueError, match=f"^{re.escape(name)}: faltam as linhas"):
        sync.main([], root)


def test_lone_notebook_takes_the_course_from_the_tag_of_pyproject(root):
    project = root / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(re.sub('(?m)^tag = ".*"$', 'tag = "v1"', text), encoding="utf-8")
    assert sync.course_tag(root) == "v1"
    assert "/blob/v1/notebooks/" in sync.badge(sync.repository(), NAME, "v1")
