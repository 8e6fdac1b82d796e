"""A lesson as its guards see it, and the list of the guards."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from tools.lessons import code_cells, read_lesson


@dataclass(frozen=True)
class Lesson:
    """A notebook and the name of its file."""

    name: str
    notebook: NotebookNode

    @classmethod
    @cache
    def read(cls, path: Path) -> "Lesson":
        """Read a lesson once for all guards, which change nothing in it."""
        return cls(path.name, read_lesson(path))

    @property
    def code(self) -> list[NotebookNode]:
        return code_cells(self.notebook)

    @property
    def markdown(self) -> str:
        cells = self.notebook.cells
        return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")

    def outputs(self) -> Iterator[tuple[NotebookNode, NotebookNode]]:
        """Yield every stored output, after its cell."""
        for cell in self.code:
            for output in cell.outputs:
                yield cell, output

    def figures(self) -> Iterator[tuple[NotebookNode, NotebookNode]]:
        """Yield every stored output that is a picture, after its cell."""
        return ((cell, o) for cell, o in self.outputs() if "image/png" in o.get("data", {}))

    def section(self, title: str) -> str:
        """Return the Markdown under the `## ` heading with `title` in it, "" if there is none."""
        heading = rf"^## [^\n]*\b{title}\b[^\n]*\n"
        found = re.search(rf"{heading}(.*?)(?=^## |\Z)", self.markdown, re.MULTILINE | re.DOTALL)
        return found[1].strip() if found else ""

    def parts(self) -> Iterator[tuple[str, NotebookNode, str]]:
        """Yield (title of the section, cell, text) in order, Markdown cut before each `## `."""
        title = ""
        for cell in self.notebook.cells:
            texts = [cell.source]
            if cell.cell_type == "markdown":
                texts = re.split(r"^(?=## )", cell.source, flags=re.MULTILINE)
            for text in filter(None, texts):
                if cell.cell_type == "markdown" and text.startswith("## "):
                    title = text[3:].partition("\n")[0].strip()
                yield title, cell, text


Guard = Callable[[Lesson], Iterator[str]]
GUARDS: list[Guard] = []


def guard(function: Guard) -> Guard:
    """Add a guard to those that every lesson must pass."""
    GUARDS.append(function)
    return function
