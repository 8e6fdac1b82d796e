"""The lessons as files: where they are, and how they are read, run and written."""

import hashlib
import json
import linecache
import os
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from utils import ROOT
from utils.results import RECORD_TYPE

# What a stored output may hold: what a person reads, and the record that README is made from.
OUTPUT_TYPES = {"text/plain", "image/png", RECORD_TYPE}
CHECK = "nbval-check-output"  # the tag of a cell whose output nbval compares
THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def lesson_paths(root: Path = ROOT) -> list[Path]:
    """Return the lessons in teaching order."""
    return sorted((root / "notebooks").glob("*.ipynb"))


def read_lesson(path: Path) -> NotebookNode:
    """Read a notebook as it stands; `nbformat.read` would mend what the guards look for."""
    return nbformat.v4.reads(path.read_text(encoding="utf-8"))


def write_lesson(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook at once: under `path` lies the old file or the whole new one."""
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(nbformat.v4.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    unfinished.replace(path)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def records(notebook: NotebookNode) -> list[dict]:
    """Return the stored records of results, as `utils.course.record` left them."""
    return [
        output.data[RECORD_TYPE]
        for cell in code_cells(notebook)
        for output in cell.outputs
        if RECORD_TYPE in output.get("data", {})
    ]


def text_of(output: NotebookNode) -> str:
    """Return what a person reads in an output (and the record), without its pictures."""
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    return "\n".join(str(data[kind]) for kind in data if not kind.startswith("image/"))


def is_checked(cell: NotebookNode) -> bool:
    """Tell whether nbval compares this cell's output."""
    return CHECK in cell.metadata.get("tags", [])


def code_sha256(notebook: NotebookNode) -> str:
    """Return the SHA-256 of all that can change an output: the code cells' sources, in order.

    What `make sync` writes is left out, since tests of its own hold it: the set-up cell, the same
    in every lesson, and the blank exercises, which print that they are blank.
    """
    synced = ("setup", "exercise-")
    sources = [cell.source for cell in code_cells(notebook) if not cell.id.startswith(synced)]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def run_cells(lesson: str, ids: Sequence[str], names: dict[str, object]) -> dict[str, object]:
    """Run these cells of a lesson ("11") here, with `names` in sight; return all names after them.

    So a test or a benchmark uses the very code that the student reads.
    """
    (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
    sources = {cell.id: cell.source for cell in code_cells(read_lesson(path))}
    for cell_id in ids:
        source, name = sources[cell_id], f"<{path.name}:{cell_id}>"
        # TensorFlow's tracing reads a function's source, as a traceback does.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        exec(compile(source, name, "exec"), names)
    return names


def execute(path: Path, environment: dict[str, str], timeout: int | None = None) -> NotebookNode:
    """Run a notebook in a fresh kernel, in its own folder, and return it with the new outputs.

    `environment` is the kernel's whole environment, `timeout` in seconds a cell. Raises nbclient's
    `CellExecutionError`, `CellTimeoutError` or `DeadKernelError`; the file is left as it is.
    """
    notebook = read_lesson(path)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        record_timing=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    return client.execute(env=environment)


def profile_environment(profile: str, **variables: str) -> dict[str, str]:
    """Return this process's environment with the course's profile and other variables set.

    In the profile teste a lesson computes in one thread: its arrays are too small to share, and
    tests run two lessons at once.
    """
    threads = dict.fromkeys(THREADS, "1") if profile == "teste" else {}
    return {**os.environ, **threads, "COURSE_PROFILE": profile, **variables}
