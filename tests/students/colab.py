"""Every lesson alone in an empty folder, on what Colab has: `make test-colab`.

tests/students/colab.txt lists Colab's packages. Colab's own module is a stand-in, imported before
the lesson as Colab does, and the repository's address leads to a copy on this machine.
"""

import json
import shutil
import subprocess

import pytest

from tests.students.jobs import copy_course, make_environment, printed
from tools import sync
from tools.lessons import (
    ROOT,
    code_cells,
    execute,
    is_checked,
    lesson_paths,
    profile_environment,
    read_lesson,
    text_of,
    write_lesson,
)
from tools.run_lessons import without_noise

PYTHON = "3.13"
PACKAGES = [
    line.partition("#")[0].strip()
    for line in (ROOT / "tests" / "students" / "colab.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
INSTALLING = "Instalando o que falta no Colab"


@pytest.fixture(scope="session")
def python():
    """Colab's Python, with none of the packages that lessons bring."""
    python = make_environment("colab", PYTHON, PACKAGES)
    subprocess.run([python, "-m", "pip", "uninstall", "--yes", "--quiet", "rdkit"], check=True)
    return python


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """The course as it lies at the repository's address, for git."""
    folder = copy_course(tmp_path_factory.mktemp("repository") / "course")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    init = ["init", "-q", "-b", sync.course_tag()]  # what the set-up cell clones
    for command in (init, ["add", "."], ["commit", "-qm", "course"]):
        subprocess.run([*git, *command], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="session")
def colab(python, repository, tmp_path_factory):
    """The environment of a kernel that takes itself for Colab's."""
    folder = tmp_path_factory.mktemp("colab")
    kernel = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]}
    kernel |= {"display_name": "Colab", "language": "python"}
    files = {
        "kernels/python3/kernel.json": json.dumps(kernel),
        "modules/google/colab/__init__.py": "",
        "ipython/profile_default/startup/colab.py": "import google.colab",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    environment = profile_environment(
        "teste",
        PYTHONPATH=str(folder / "modules"),
        IPYTHONDIR=str(folder / "ipython"),
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0=f"url.{repository.as_uri()}.insteadOf",
        GIT_CONFIG_VALUE_0=sync.repository(),
        GIT_TERMINAL_PROMPT="0",
    )
    # nbclient looks for the kernel by the process's own variable.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        yield environment


def versions(python) -> set[str]:
    freeze = [python, "-m", "pip", "freeze"]
    return set(subprocess.run(freeze, check=True, capture_output=True, text=True).stdout.split())


def run_setup(folder, environment) -> str:
    """Run a notebook of the set-up cell alone; return what it printed."""
    notebook = read_lesson(lesson_paths()[0])
    notebook.cells = [cell for cell in notebook.cells if cell.id == "setup"]
    write_lesson(folder / "setup.ipynb", notebook)
    return printed(execute(folder / "setup.ipynb", environment))


def test_setup_brings_the_course_and_installs_what_is_missing_alone(python, colab, tmp_path):
    before = versions(python)
    first = run_setup(tmp_path, colab)
    assert INSTALLING in first
    assert (tmp_path / "curso" / "utils").is_dir()
    assert [line.partition("==")[0] for line in versions(python) - before] == ["rdkit"]
    assert before - versions(python) == set()

    # Nothing is cloned or installed again: neither would work.
    nowhere = {"GIT_CONFIG_KEY_0": "url./nowhere.insteadOf", "PIP_NO_INDEX": "1"}
    second = run_setup(tmp_path, {**colab, **nowhere})
    assert "Tudo pronto" in second
    assert INSTALLING not in second


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_lesson_alone_runs_on_colab(path, colab, tmp_path):
    shutil.copy(path, tmp_path)
    notebook = execute(tmp_path / path.name, colab, timeout=300)
    for old, new in zip(code_cells(read_lesson(path)), code_cells(notebook), strict=True):
        if is_checked(old):
            found = without_noise(new.outputs)  # one stream may come in several pieces
            assert list(map(text_of, found)) == list(map(text_of, old.outputs)), old.id
    shutil.rmtree(tmp_path)
