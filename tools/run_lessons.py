"""Run the lessons as they are taught and store their outputs (`make aula`, `make aula NB=05`).

A lesson's file changes only when it ran to its end: real data, profile aula, fresh kernel. With
`--check` it runs just so, up to the bounds of its last cell, and no file changes. With `--completo`
(`make completo NB=11`) the lesson runs in that profile, its file stays as it is, and its record
goes to data/completo, where `show_kept` finds it.
"""

import argparse
import base64
import datetime
import io
import json
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from PIL import Image

from tools.lessons import (
    KERNEL,
    OUTPUT_TYPES,
    code_cells,
    code_sha256,
    execute,
    lesson_paths,
    profile_environment,
    records,
    write_lesson,
)
from utils.results import KEPT


def repacked(png: str) -> str:
    """Return a PNG (in base64) of the same pixels in fewer bytes: no alpha where all is opaque."""
    image = Image.open(io.BytesIO(base64.b64decode(png)))
    if image.mode == "RGBA" and image.getextrema()[3] == (255, 255):
        image = image.convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def without_noise(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return a cell's outputs without HTML and widgets, each run of one stream in one piece.

    Of an output's metadata only a picture's alternative text is kept.
    """
    clean: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream":
            if clean and clean[-1].get("name") == output.name:
                clean[-1].text += output.text
                continue
        elif output.output_type != "error":
            output.data = {kind: output.data[kind] for kind in output.data if kind in OUTPUT_TYPES}
            alt = output.metadata.get("image/png", {}).get("alt")
            output.metadata = {"image/png": {"alt": alt}} if alt else {}
            if "image/png" in output.data:
                output.data["image/png"] = repacked(output.data["image/png"])
        clean.append(output)
    return clean


def timed(path: Path, profile: str) -> tuple[NotebookNode, float]:
    """Run a lesson on real data; return it and the seconds it took. The file is left as it is."""
    start = time.monotonic()
    notebook = execute(path, profile_environment(profile, COURSE_DATA="real"))
    return notebook, time.monotonic() - start


def slowest(notebook: NotebookNode, n: int = 10) -> str:
    """Return the ids of the n cells that took longest, each with its seconds, the longest first."""

    def seconds(cell: NotebookNode) -> float:
        kept = cell.metadata.get("execution", {})
        ends = (kept.get(f"iopub.status.{status}") for status in ("busy", "idle"))
        busy, idle = (datetime.datetime.fromisoformat(end) if end else None for end in ends)
        return (idle - busy).total_seconds() if busy and idle else 0.0

    taken = sorted(((seconds(cell), cell.id) for cell in code_cells(notebook)), reverse=True)
    return ", ".join(f"{name} {time:.1f} s" for time, name in taken[:n])


def run_lesson(path: Path) -> int:
    """Run a lesson, store it and return the seconds it took; a failure leaves the file as it is."""
    notebook, seconds = timed(path, "aula")
    print(f"{path.stem}: {slowest(notebook)}", flush=True)
    for cell in code_cells(notebook):
        cell.outputs = without_noise(cell.outputs)
        cell.metadata.pop("execution", None)
    measured = {"seconds": round(seconds), "code_sha256": code_sha256(notebook)}
    notebook.metadata = {"course": {**notebook.metadata.course, **measured}, **KERNEL}
    write_lesson(path, notebook)
    return round(seconds)


def keep_full_run(path: Path, folder: Path = KEPT) -> int:
    """Run a lesson in the profile completo, keep its record and return the minutes it took."""
    notebook, seconds = timed(path, "completo")
    (record,) = records(notebook)
    minutes = round(seconds / 60)
    facts = {
        "date": datetime.date.today().isoformat(),
        "minutes": minutes,
        "machine": f"{os.cpu_count()} núcleos",
        "keras": version("keras"),
    }
    folder.mkdir(exist_ok=True)
    text = json.dumps({**record, **facts}, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{path.name[:2]}.json").write_text(text, encoding="utf-8", newline="\n")
    return minutes


def chosen(numbers: list[str]) -> list[Path]:
    """Return the lessons with these numbers, all if none is given; without any, end the program."""
    paths = [path for path in lesson_paths() if not numbers or path.name[:2] in numbers]
    if not paths:
        sys.exit(f"Nenhuma lição com o número {' '.join(numbers)} em notebooks/.")
    return paths


def main(arguments: list[str] | None = None) -> int:
    """Run the lessons with these numbers, or all of them; return the exit code.

    A lesson that fails is told, and the others still run.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.run_lessons")
    parser.add_argument("numbers", nargs="*", metavar="NN")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--check", action="store_true", help="run with the bounds; store nothing")
    way.add_argument("--completo", action="store_true", help="run in full size; keep the record")
    options = parser.parse_args(arguments)
    failed = []
    for path in chosen(options.numbers):
        print(f"{path.name}: ", end="", flush=True)
        try:
            if options.completo:
                told = f"{keep_full_run(path)} min"
            else:
                told = f"{round(timed(path, 'aula')[1]) if options.check else run_lesson(path)} s"
            print(told, flush=True)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            failed.append(path.name)
            print(f"FALHOU\n{error}", flush=True)
    if failed:
        print(f"Falharam: {', '.join(failed)}.", flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
