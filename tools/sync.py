"""Write what is said in one place into all the places that repeat it (`make sync`).

- README's table of lessons, notebooks/README.md with all results, and lesson 00's list, from the
  notebooks' metadata and records;
- README's picture, from the lessons' stored figures;
- every notebook's exercise cells and folded solutions, from the reference answers;
- every notebook's set-up cell, from setup_cell.py.txt, and its link to Colab, with the
  repository's address and tag, which stand in pyproject.toml.

`--check` changes nothing: it names what is stale and exits with 1.
"""

import json
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Template

import nbformat
from nbformat import NotebookNode

from tools import readme_picture
from tools.exercise_cells import with_exercises
from tools.lessons import ROOT, code_cells, lesson_paths, read_lesson
from tools.tables import lessons_list, lessons_table, results_tables

TEMPLATE = Path(__file__).with_name("setup_cell.py.txt")
# A link in words: the badge's picture would be asked of Google by every page opened in class.
BADGE = "[Abrir no Colab]"
COLAB_LINE = re.compile(
    r"^\[.*\]\(https://colab\.research\.google\.com/github/\S+\)$", re.MULTILINE
)


def _pyproject(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def repository(root: Path = ROOT) -> str:
    """Return the repository's address, which stands in pyproject.toml alone."""
    return _pyproject(root)["project"]["urls"]["Repository"]


def course_tag(root: Path = ROOT) -> str:
    """Return the tag or branch that a lone notebook takes the course from ("main" if unsaid)."""
    return _pyproject(root).get("tool", {}).get("course", {}).get("tag", "main")


def setup_cell(address: str, tag: str | None = None) -> str:
    """Return the source of the set-up cell, the same in every lesson."""
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(repository=address, tag=tag or course_tag()).strip()


def colab_link(address: str, name: str, tag: str | None = None) -> str:
    """Return the address that opens the notebook called `name` in Colab."""
    place = address.removeprefix("https://github.com/")
    branch = tag or course_tag()
    return f"https://colab.research.google.com/github/{place}/blob/{branch}/notebooks/{name}"


def badge(address: str, name: str, tag: str | None = None) -> str:
    """Return the line of Markdown that opens the notebook called `name` in Colab."""
    return f"{BADGE}({colab_link(address, name, tag)})"


def synced_lesson(
    notebook: NotebookNode, address: str, name: str, lessons: Mapping[str, NotebookNode]
) -> NotebookNode:
    """Return the notebook with its set-up cell, its badge (under the title if it had none) and,
    where it has the marks, the list of lessons.
    """
    notebook = with_exercises(notebook, name[:2])
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "<!-- lessons:begin -->" in cell.source:
            cell.source = between_marks(cell.source, name, "lessons", lessons_list(lessons))
    for cell in code_cells(notebook):
        if cell.id == "setup":
            cell.source = setup_cell(address)
    first, line = notebook.cells[0], badge(address, name)
    first.source, found = COLAB_LINE.subn(line, first.source)
    if not found:
        title, _, text = first.source.partition("\n")
        first.source = f"{title}\n\n{line}\n{text}"
    return notebook


def between_marks(text: str, file: str, mark: str, content: str) -> str:
    """Return the text with `content` between its two marks; raise `ValueError` without them."""
    begin, end = f"<!-- {mark}:begin -->\n", f"<!-- {mark}:end -->"
    before, found_begin, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise ValueError(f"{file}: faltam as linhas {begin.strip()} e {end}.")
    return f"{before}{begin}{content}\n{end}{after}"


def stale_files(root: Path = ROOT) -> dict[Path, str]:
    """Return the text that each stale file should have."""
    address = repository(root)
    lessons = {path.name: read_lesson(path) for path in lesson_paths(root)}
    stale = {}
    for path in lesson_paths(root):
        synced = synced_lesson(lessons[path.name], address, path.name, lessons)
        if synced != lessons[path.name]:
            stale[path] = nbformat.v4.writes(synced) + "\n"
    colab = {name: colab_link(address, name) for name in lessons}
    kept = [
        json.loads(path.read_bytes()) for path in sorted((root / "data/completo").glob("*.json"))
    ]
    for file, mark, content in (
        ("README.md", "lessons", lessons_table(lessons, colab)),
        ("notebooks/README.md", "results", results_tables(lessons, kept)),
    ):
        text = (root / file).read_text(encoding="utf-8")
        synced = between_marks(text, file, mark, content)
        if synced != text:
            stale[root / file] = synced
    return stale


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the stale files, or with `--check` only name them; return the exit code."""
    stale = stale_files(root)
    stale_picture = readme_picture.is_stale(root)
    names = [*(path.relative_to(root).as_posix() for path in stale)]
    names += [readme_picture.PICTURE] if stale_picture else []
    if arguments == ["--check"]:
        for name in names:
            print(f"{name}: desatualizado; rode 'make sync'.")
        return int(bool(names))
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    if stale_picture:
        readme_picture.write_picture(root)
    for name in names:
        print(f"{name}: atualizado.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
