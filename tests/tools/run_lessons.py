"""Run the lessons as they are taught and store their outputs (`make aula`, `make aula NB=05`).

A lesson's file changes only when it ran to its end: real data, profile aula, fresh kernel.
"""

import sys
import time
from pathlib import Path

from nbformat import NotebookNode

from tests.tools.lessons import (
    KERNEL,
    OUTPUT_TYPES,
    code_cells,
    execute,
    lesson_paths,
    profile_environment,
    write_lesson,
)


def without_noise(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return a cell's outputs without HTML and widgets, each run of one stream in one piece."""
    clean: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream":
            if clean and clean[-1].get("name") == output.name:
                clean[-1].text += output.text
                continue
        elif output.output_type != "error":
            output.data = {kind: output.data[kind] for kind in output.data if kind in OUTPUT_TYPES}
            output.metadata = {}
        clean.append(output)
    return clean


def run_lesson(path: Path) -> int:
    """Run a lesson, store it and return the seconds it took; a failure leaves the file as it is."""
    start = time.monotonic()
    notebook = execute(path, profile_environment("aula", COURSE_DATA="real"))
    seconds = round(time.monotonic() - start)
    for cell in code_cells(notebook):
        cell.outputs = without_noise(cell.outputs)
        cell.metadata.pop("execution", None)
    notebook.metadata = {"course": {**notebook.metadata.course, "seconds": seconds}, **KERNEL}
    write_lesson(path, notebook)
    return seconds


def main(numbers: list[str]) -> None:
    """Run the lessons with these numbers, or all of them."""
    paths = [path for path in lesson_paths() if not numbers or path.name[:2] in numbers]
    if not paths:
        sys.exit(f"Nenhuma lição com o número {' '.join(numbers)} em notebooks/.")
    for path in paths:
        print(f"{path.name}: ", end="", flush=True)
        print(f"{run_lesson(path)} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
