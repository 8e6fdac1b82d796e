import base64
import copy
import io

import pytest
from hypothesis import settings
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, ImageDraw

from tests.lessons.lesson import Lesson
from tools import sync
from tools.lessons import CHECK, KERNEL, code_sha256
from utils import files, transfer
from utils.results import RECORD_TYPE

# The same examples each time, so that a change fails by its own fault; weekly, new ones are looked
# for (`make test-examples`). No deadline: other work may slow the machine.
settings.register_profile("course", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None)
settings.load_profile("course")


def pytest_addoption(parser):
    told = "in the browser, of the lessons only 00, the longest and those changed in this branch"
    parser.addoption("--changed", action="store_true", help=told)


def pytest_collection_modifyitems(config, items):
    """Begin with the slow tests, so that two processes end together, and without coverage."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if config.pluginmanager.hasplugin("pytest_cov"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker("no_cover")


NAME = "05_exemplo.ipynb"
RESULT = {"model": "MLP", "metric": "RMSE", "unit": "log10 mol/L", "split": "random"}
RESULT |= {"value": 0.553, "sd": 0.041, "n": 5, "reference": {"value": 0.58, "source": "MPNN"}}
RECORD = {"lesson": "05", "profile": "aula", "results": [RESULT]}
LONG = "Uma reta que sobe, à direita, da origem até o alto. " * 2
ENDING = f"""\
## Quiz
{LONG}
<details><summary>Por quê?</summary>Porque sim.</details>

## Resumo
{LONG}

## Glossário
{LONG}

## Referências
{LONG}
https://doi.org/10.1021/ci034243x"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The data folder of a course without data or network."""
    for name in ("COURSE_DATA_DIR", "COURSE_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    monkeypatch.setattr(transfer, "PAUSES", ())
    return tmp_path


def picture(*line: tuple[int, int]) -> str:
    """Return a PNG, in base64: a line on white."""
    image, buffer = Image.new("RGB", (100, 100), "white"), io.BytesIO()
    ImageDraw.Draw(image).line(line, fill="black", width=5)
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture
def lesson():
    """The smallest lesson that keeps every promise; a test may break it as it likes."""
    address = sync.repository()
    title = f"# Exemplo\n\n{sync.badge(address, NAME)}\n\nAo final você saberá tudo."
    figure = new_output(
        "display_data",
        {"image/png": picture((0, 100), (100, 0)), "text/plain": "<Figure>"},
        metadata={"image/png": {"alt": "uma reta"}},
    )
    record = new_output("display_data", {RECORD_TYPE: copy.deepcopy(RECORD), "text/plain": "RMSE"})
    cells = [
        new_markdown_cell(title, id="title"),
        new_code_cell(sync.setup_cell(address), id="setup"),
        new_code_cell(
            "print(1 + 1)",
            id="sum",
            metadata={"tags": [CHECK]},
            outputs=[new_output("stream", text="2\n")],
        ),
        new_code_cell("draw()", id="figure", outputs=[figure]),
        new_markdown_cell(f"A figura mostra. {LONG}", id="description"),
        new_markdown_cell(f"## Exercícios\n{LONG}", id="exercises"),
        new_code_cell("\n".join(f'check("5.{k}", ...)' for k in range(1, 5)), id="answers"),
        new_code_cell("course.record(results)", id="record", outputs=[record]),
        new_markdown_cell(ENDING, id="ending"),
    ]
    notebook = new_notebook(cells=cells, metadata=copy.deepcopy(KERNEL))
    notebook.metadata["course"] = {"lesson": "05", "title": "Exemplo", "lecture": "1"}
    notebook.metadata.course |= {"data": "ESOL", "seconds": 95, "peak_mib": 1234}
    found = Lesson(NAME, notebook)
    for count, cell in enumerate(found.code, start=1):
        cell.execution_count = count
    notebook.metadata.course["code_sha256"] = code_sha256(notebook)
    return found
