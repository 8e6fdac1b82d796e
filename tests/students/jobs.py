"""What the jobs beside the unit tests need: copies of the course, and environments of their own."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from nbformat import NotebookNode

from tools.lessons import (
    ROOT,
    code_cells,
    profile_environment,
    read_lesson,
    text_of,
    write_lesson,
)
from tools.setup_venv import pip_command, pip_environment
from utils.check import LOADER

# Ignored by git, like all that begins with a dot there; may be deleted at any time.
JOBS = ROOT / ".jobs"
# Nothing listens on the discard port, so whatever heeds a proxy is refused at once.
NOWHERE = "http://127.0.0.1:9"
DATA_KEPT = {"README.md", "registry.toml", "completo", "nomes", "pretrained"}
SHIPPED = {"names"}  # what a loader finds in the course itself


def copy_course(target: Path) -> Path:
    """Copy the course as a student gets it: without data files, caches and environments."""
    return shutil.copytree(ROOT, target, ignore=_left_behind)


def _left_behind(folder: str, names: list[str]) -> set[str]:
    if Path(folder) == ROOT / "data":
        return set(names) - DATA_KEPT
    return {name for name in names if name.startswith(".") or name == "__pycache__"}


def without_network() -> dict[str, str]:
    """Return an environment of the profile teste whose network refuses at once."""
    environment = profile_environment("teste", http_proxy=NOWHERE, https_proxy=NOWHERE)
    return _less(environment, "no_proxy", "NO_PROXY")


def without_network_or_data() -> dict[str, str]:
    """Return the same with no data folder but the course's own."""
    return _less(without_network(), "COURSE_DATA", "COURSE_DATA_DIR")


def _less(environment: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in names}


def data_sets(notebook: NotebookNode) -> list[str]:
    """Return the data sets that a lesson loads: ["esol"] where load_esol is called or imported.

    What comes with the course is none.
    """
    code = "\n".join(cell.source for cell in code_cells(notebook))
    return [name for name in dict.fromkeys(LOADER.findall(code)) if name not in SHIPPED]


def cut_after_data(path: Path) -> None:
    """Leave of a lesson what comes up to the first cell that loads data: the rest takes long."""
    notebook = read_lesson(path)
    loading = [number for number, cell in enumerate(notebook.cells) if LOADER.search(cell.source)]
    del notebook.cells[loading[0] + 1 :]
    write_lesson(path, notebook)


def printed(notebook: NotebookNode) -> str:
    """Return all the text that a lesson's cells put out."""
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return "\n".join(map(text_of, outputs))


def find_python(version: str) -> str:
    """Return a Python of a version ("3.13") that runs: this one, one on PATH, or one of pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [sys.executable, f"python{version}"]
    candidates += map(str, sorted(pyenv.glob(f"versions/{version}*/bin/python")))
    for candidate in candidates:
        if _version(candidate) == version:
            return candidate
    raise SystemExit(f"Falta o Python {version}: instale-o, ou ponha python{version} no PATH.")


def _version(python: str) -> str:
    ask = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        return subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def make_environment(name: str, version: str, requirements: list[str]) -> Path:
    """Return the Python of `.jobs/NAME`, made anew where the request has changed, and every week.

    The packages are wheels alone: nothing is compiled. "The newest" is no longer so after a week.
    """
    folder = JOBS / name
    week = date.today().strftime("%G-W%V")
    stamp, request = folder / "request.json", json.dumps([week, version, requirements])
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == request):
        subprocess.run([find_python(version), "-m", "venv", "--clear", folder], check=True)
        pip_install(python, *requirements)
        stamp.write_text(request, encoding="utf-8")
    return python


def pip_install(python: str | Path, *arguments: str | Path) -> None:
    """Install wheels, in few words."""
    options = ("--quiet", "--disable-pip-version-check", "--only-binary=:all:")
    command = pip_command(python, "install", *options, *arguments)
    subprocess.run(command, check=True, env=pip_environment(python))
