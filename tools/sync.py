"""Write what is said in one place into all the places that repeat it (`make sync`).

- README's tables of lessons and of results, and lesson 00's list, from the notebooks' metadata
  and records;
- every notebook's set-up cell, from setup_cell.py.txt, and its Colab badge;
- the repository's address in both, from pyproject.toml.

`--check` changes nothing: it names what is stale and exits with 1.
"""

import copy
import json
import math
import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

import nbformat
from nbformat import NotebookNode

from tools.lessons import ROOT, code_cells, lesson_paths, read_lesson, records
from utils.results import SPLITS, decimal, published

TEMPLATE = Path(__file__).with_name("setup_cell.py.txt")
# A link in words: the badge's picture would be asked of Google by every page opened in class.
BADGE = "[Abrir no Colab]"
COLAB_LINE = re.compile(
    r"^\[.*\]\(https://colab\.research\.google\.com/github/\S+\)$", re.MULTILINE
)


def repository(root: Path = ROOT) -> str:
    """Return the repository's address, which stands in pyproject.toml alone."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"]


def setup_cell(address: str) -> str:
    """Return the source of the set-up cell, the same in every lesson."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(repository=address).strip()


def badge(address: str, name: str) -> str:
    """Return the line of Markdown that opens the notebook called `name` in Colab."""
    place = address.removeprefix("https://github.com/")
    return f"{BADGE}(https://colab.research.google.com/github/{place}/blob/main/notebooks/{name})"


def synced_lesson(
    notebook: NotebookNode, address: str, name: str, lessons: dict[str, NotebookNode]
) -> NotebookNode:
    """Return the notebook with its set-up cell, its badge (under the title if it had none) and,
    where it has the marks, the list of lessons.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "<!-- lessons:begin -->" in cell.source:
            cell.source = _between_marks(cell.source, "lessons", lessons_list(lessons))
    for cell in code_cells(notebook):
        if cell.id == "setup":
            cell.source = setup_cell(address)
    first, line = notebook.cells[0], badge(address, name)
    first.source, found = COLAB_LINE.subn(line, first.source)
    if not found:
        title, _, text = first.source.partition("\n")
        first.source = f"{title}\n\n{line}\n{text}"
    return notebook


def synced_readme(text: str, lessons: dict[str, NotebookNode], kept: Sequence[dict] = ()) -> str:
    """Return README's text with both tables made from the lessons, by file name.

    `kept` are the records of runs in full size that data/completo holds.
    """
    text = _between_marks(text, "lessons", lessons_table(lessons))
    return _between_marks(text, "results", results_table(lessons, kept))


def _between_marks(text: str, name: str, content: str) -> str:
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
    before, found_begin, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise ValueError(f"README.md: faltam as linhas {begin.strip()} e {end}.")
    return f"{before}{begin}{content}\n{end}{after}"


def lessons_table(lessons: dict[str, NotebookNode]) -> str:
    """Return the Markdown table of lessons."""
    head = ("nº", "lição", "aula", "dados", "tempo em 2 núcleos", "memória")
    head += ("resultado ao lado do publicado",)
    return _table(head, (_lesson_row(name, lesson) for name, lesson in lessons.items()))


def lessons_list(lessons: dict[str, NotebookNode]) -> str:
    """Return the short Markdown table of lessons that lesson 00 shows, with links beside it."""
    rows = (
        (f"[{course.lesson}]({name})", course.title, course.lecture, _duration(course.seconds))
        for name, course in ((name, lesson.metadata.course) for name, lesson in lessons.items())
    )
    return _table(("nº", "lição", "aula", "tempo em 2 núcleos"), rows)


def _duration(seconds: int) -> str:
    return f"{seconds} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def _memory(peak_mib: int | None) -> str:
    return f"{decimal(peak_mib / 1024, 1)} GiB" if peak_mib else "–"


def _lesson_row(name: str, notebook: NotebookNode) -> tuple[str, ...]:
    course = notebook.metadata.course
    return (
        f"[{course.lesson}](notebooks/{name})",
        course.title,
        course.lecture,
        course.data,
        _duration(course.seconds),
        _memory(course.get("peak_mib")),
        "<br>".join(
            f"{row['model']}, divisão {SPLITS[row['split']]}: {row['metric']} {measured(row)}; "
            f"publicado: {published(row['reference'])}"
            for record in records(notebook)
            for row in record["results"]
            if row["reference"]
        ),
    )


def results_table(lessons: dict[str, NotebookNode], kept: Sequence[dict] = ()) -> str:
    """Return the Markdown table of every result of every lesson, those in full size at the end."""
    head = ("lição", "modelo", "métrica", "divisão", "resultado", "n", "publicado")
    taught = [record for notebook in lessons.values() for record in records(notebook)]
    rows = (
        (
            record["lesson"] + (", completo" if record["profile"] == "completo" else ""),
            row["model"],
            row["metric"],
            SPLITS[row["split"]],
            measured(row),
            str(row["n"]),
            published(row["reference"]),
        )
        for record in (*taught, *kept)
        for row in record["results"]
    )
    return _table(head, rows)


def measured(row: dict) -> str:
    """Return value, spread and unit: "0,55 ± 0,04 log10 mol/L".

    The spread has one significant digit and the value ends where it does; alone it has three.
    """
    if row["sd"]:
        digits = _digits(row["sd"], 1)
        number = f"{decimal(row['value'], digits)} ± {decimal(row['sd'], digits)}"
    else:
        number = decimal(row["value"], _digits(row["value"], 3))
    return f"{number} {row['unit']}".strip()


def _digits(number: float, significant: int) -> int:
    """Return the decimals that leave `number` with so many significant digits."""
    return max(0, significant - 1 - math.floor(math.log10(abs(number)))) if number else significant


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [head, ("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def stale_files(root: Path = ROOT) -> dict[Path, str]:
    """Return the text that each stale file should have."""
    address = repository(root)
    lessons = {path.name: read_lesson(path) for path in lesson_paths(root)}
    stale = {}
    for path in lesson_paths(root):
        synced = synced_lesson(lessons[path.name], address, path.name, lessons)
        if synced != lessons[path.name]:
            stale[path] = nbformat.v4.writes(synced) + "\n"
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    full = sorted((root / "data" / "completo").glob("*.json"))
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in full]
    if synced_readme(text, lessons, kept) != text:
        stale[readme] = synced_readme(text, lessons, kept)
    return stale


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the stale files, or with `--check` only name them; return the exit code."""
    stale = stale_files(root)
    if arguments == ["--check"]:
        for path in stale:
            print(f"{path.relative_to(root)}: desatualizado; rode 'make sync'.")
        return int(bool(stale))
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(root)}: atualizado.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
