"""Every lesson with no data file and no network, in the profile teste: a step of `make test`.

The file's name keeps these minutes out of a plain `pytest`.
"""

import shutil
from pathlib import Path

import pytest

from tests.tools.lessons import ROOT, code_cells, execute, lesson_paths, profile_environment
from utils import datasets
from utils.samples import NOTICE

DATA_FILES_KEPT = {"README.md", "registry.toml"}
LOADERS = [f"{name}(" for name in vars(datasets) if name.startswith("load_")]
# Nothing listens on the discard port, so whatever heeds a proxy is refused at once.
NOWHERE = "http://127.0.0.1:9"


def left_behind(folder: str, names: list[str]) -> set[str]:
    """Tell `copytree` what a student without data doesn't have."""
    if Path(folder) == ROOT / "data":
        return set(names) - DATA_FILES_KEPT
    return {name for name in names if name.startswith(".") or name == "__pycache__"}


@pytest.fixture(scope="session")
def course_without_data(tmp_path_factory):
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("offline") / "course", ignore=left_behind)


@pytest.fixture
def offline():
    environment = profile_environment("teste", http_proxy=NOWHERE, https_proxy=NOWHERE)
    for name in ("COURSE_DATA", "COURSE_DATA_DIR", "no_proxy", "NO_PROXY"):
        environment.pop(name, None)
    return environment


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_lesson_runs_offline_and_announces_stand_in(path, course_without_data, offline):
    notebook = execute(course_without_data / "notebooks" / path.name, offline, timeout=180)
    cells = code_cells(notebook)
    if any(loader in cell.source for cell in cells for loader in LOADERS):
        assert NOTICE in str([cell.outputs for cell in cells])
