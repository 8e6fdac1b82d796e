"""A course of one lesson, for the tests of what `make sync` writes."""

import base64
import io
import shutil

import pytest
from PIL import Image

from tests.conftest import NAME
from tools import readme_picture, sync
from tools.lessons import ROOT, read_lesson, write_lesson

README = "# Curso\n<!-- lessons:begin -->\n<!-- lessons:end -->\nfim\n"
RESULTS = "# Resultados\n<!-- results:begin -->\n<!-- results:end -->\nfim\n"
HEADLINE = {"metric": "RMSE", "split": "random", "models": ["MLP"]}


def png(colour, size=(40, 20)):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture
def root(tmp_path, lesson, monkeypatch):
    """A course of one lesson, in step with its README, results and picture."""
    monkeypatch.setattr(readme_picture, "PANELS", (("05", "figure", (0.0, 0.0, 1.0, 1.0)),))
    lesson.notebook.metadata.course["headline"] = HEADLINE
    lesson.notebook.cells[3].outputs[0].data["image/png"] = png("red")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    (tmp_path / "notebooks" / "README.md").write_text(RESULTS, encoding="utf-8")
    write_lesson(tmp_path / "notebooks" / NAME, lesson.notebook)
    assert sync.main([], tmp_path) == 0
    return tmp_path


def lines_of(root, name):
    return (root / name).read_text(encoding="utf-8").splitlines()


def change_lesson(root, change):
    path = root / "notebooks" / NAME
    notebook = read_lesson(path)
    change(notebook)
    write_lesson(path, notebook)
