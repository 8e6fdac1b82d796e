"""A novel, for a network that learns to write letter by letter."""

import re
from dataclasses import dataclass
from pathlib import Path

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

# Of Project Gutenberg's file: the book stands between the first chapter and the list of contents.
_BOOK = re.compile(r"^I\.?\s+Do titulo\..*?Vamos á _?Historia dos suburbios\.", re.M | re.S)
_MARKS = re.compile(r"[_*]|\[\d+\]")  # of italics and of notes
_CHAPTER = re.compile(r"^[IVXLC]+\.?$", re.MULTILINE)
_CHAPTERS = 148


@dataclass(frozen=True, eq=False)
class Casmurro:
    """The novel: see `load_casmurro`."""

    text: str
    source: str


def load_casmurro() -> Casmurro:
    """Machado de Assis's Dom Casmurro (1899), 148 chapters in the spelling of its time.

    text    374,742 characters, 92 different ones; paragraphs, chapter numbers and titles are lines
            with an empty one between; no marks of italics or notes, no title page or contents
    source  "real", or "simulado" for the stand-in

    It comes from Project Gutenberg's e-book 55752 or, where it is here, from dom_casmurro.txt,
    which was made from a copy of that; both give the same text. Used by lesson 09.

    Raises DataError where `COURSE_DATA=real` and neither file can be had.

    Source: https://www.gutenberg.org/ebooks/55752
    """
    text, source = real_or_stand_in(
        "o texto de Dom Casmurro", lambda: _read(files.fetch("casmurro")), stand_ins.book_stand_in
    )
    return Casmurro(text, source)


def _read(path: Path) -> str:
    """The novel's text, whichever of the two files holds it."""
    text = path.read_text(encoding="utf-8-sig")  # Gutenberg's line ends, \r\n, become \n
    book = _BOOK.search(text)
    text = plain_paragraphs(book[0] if book else "")
    chapters = len(_CHAPTER.findall(text))
    if chapters != _CHAPTERS:
        raise files.DataError(
            f"{path.name} não traz o livro como se esperava: {chapters} capítulos, e não "
            f"{_CHAPTERS}.\nAvise quem mantém o curso, ou copie dom_casmurro.txt para data/."
        )
    return text


def plain_paragraphs(text: str) -> str:
    """Return a text with each paragraph in one line, an empty line between, and no marks."""
    paragraphs = re.split(r"\n\s*\n", _MARKS.sub("", text).strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs) + "\n"
