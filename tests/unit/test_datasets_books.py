"""Dom Casmurro: the loader, on files made here in both forms and on the real one."""

import textwrap
from collections import Counter

import pytest

from tests.support.faulty_server import register
from tests.support.real import real_file
from utils import stand_ins
from utils.datasets import books, load_casmurro
from utils.datasets.books import plain_paragraphs
from utils.files import DataError
from utils.stand_ins.books import WORDS, book_stand_in, roman

# As e-book 55752 has it: hard lines, marks of italics and of a note.
HARD = """\
--Ha algum tempo estou para lhe dizer isto, mas não me atrevia. Não
me parece bonito que o nosso Bentinho ande mettido nos cantos com a
filha do _Tartaruga_, e esta é a difficuldade.[1]

**--Se teimarem muito, irei; mas faço de conta que é um collegio
qualquer; não tomo ordens.


XLIX

Uma vela aos sabbados.
"""
PLAIN = """\
--Ha algum tempo estou para lhe dizer isto, mas não me atrevia. Não me parece bonito que o nosso \
Bentinho ande mettido nos cantos com a filha do Tartaruga, e esta é a difficuldade.

--Se teimarem muito, irei; mas faço de conta que é um collegio qualquer; não tomo ordens.

XLIX

Uma vela aos sabbados.
"""
HEADER = """\
\ufeffThe Project Gutenberg eBook of Dom Casmurro

Title: Dom Casmurro
Release date: October 15, 2017 [eBook #55752]

*** START OF THE PROJECT GUTENBERG EBOOK DOM CASMURRO ***

DOM CASMURRO

POR

MACHADO DE ASSIS


"""
ENDING = """

FIM


INDICE

I. Do titulo
II. Do livro

*** END OF THE PROJECT GUTENBERG EBOOK DOM CASMURRO ***

Section 1. General Terms of Use
"""


def novel(chapters=148):
    """A text of the plain form that begins and ends as the novel does."""
    body = book_stand_in(chapters).split("\n\n")
    body[1] = "Do titulo."
    return (
        "\n\n".join([*body[:-1], "A terra lhes seja leve! Vamos á Historia dos suburbios."]) + "\n"
    )


def as_gutenberg(text):
    """The same text as the bytes of Project Gutenberg's file."""
    paragraphs = [
        textwrap.fill(p, 72, break_long_words=False, break_on_hyphens=False)
        for p in text.strip().replace("Capitú", "_Capitú_").split("\n\n")
    ]
    body = "\n\n".join(paragraphs).replace("Vamos á Historia", "Vamos á _Historia")
    body = body.replace("dos suburbios.", "dos suburbios._")
    return (HEADER + body + ENDING).replace("\n", "\r\n").encode()


def give(course, book=None, plain=None):
    """Register both forms of the file, and put these bytes of them into the data folder."""
    told = {"file": "pg.txt", "checksums": ["gutenberg:55752"], "alternative": "casmurro_plain"}
    register(course, "casmurro", book or b"...", **told)
    register(course, "casmurro_plain", plain or b"...", file="plain.txt", in_class=False)
    for file, body in ("pg.txt", book), ("plain.txt", plain):
        if body is not None:
            (course / file).write_bytes(body)


def test_both_forms_give_the_same_text(course, capsys):
    text = novel()
    give(course, book=as_gutenberg(text))
    first = load_casmurro()
    (course / "registry.toml").unlink()
    give(course, plain=text.encode())
    second = load_casmurro()
    assert first.source == second.source == "real"
    assert first.text == second.text == text
    assert capsys.readouterr().out == ""


def test_lines_are_joined_and_marks_dropped():
    assert plain_paragraphs(HARD) == PLAIN


def test_plain_text_stays_as_it_is():
    assert plain_paragraphs(PLAIN) == PLAIN


@pytest.mark.parametrize("text", [novel(147), "Outro livro."], ids=["a chapter less", "another"])
def test_another_text_is_refused(course, monkeypatch, text):
    monkeypatch.setenv("COURSE_DATA", "real")
    give(course, plain=text.encode())
    with pytest.raises(DataError, match=r"plain\.txt não traz o livro.* capítulos"):
        load_casmurro()


# No file


def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys):
    give(course)
    loaded = load_casmurro()
    assert loaded.source == "simulado" and loaded.text == book_stand_in()
    notice = capsys.readouterr().out
    assert notice.startswith(f"{stand_ins.NOTICE}: ") and "Dom Casmurro foi gerado" in notice


def test_stand_in_is_as_long_as_the_novel_and_has_its_form():
    text = book_stand_in()
    assert 300_000 < len(text) < 450_000 and text == plain_paragraphs(text)
    assert len(books._CHAPTER.findall(text)) == 148
    counts = Counter(text)
    assert min(counts.values()) < 10 and 40 < len(counts) < 92
    assert text == book_stand_in() != book_stand_in(seed=1)


def test_no_role_is_left_in_the_stand_in():
    assert not any(role in book_stand_in(20) for role in WORDS)


def test_roman_numerals():
    told = [roman(number) for number in (1, 4, 9, 14, 40, 90, 148)]
    assert told == ["I", "IV", "IX", "XIV", "XL", "XC", "CXLVIII"]


# The real file


def test_real_text_is_what_its_card_says():
    real_file("casmurro")
    loaded = load_casmurro()
    text, counts = loaded.text, Counter(loaded.text)
    assert loaded.source == "real" and (len(text), len(counts)) == (374_742, 92)
    assert len(text.split()) == 65_116
    assert text.startswith("I\n\nDo titulo.\n\nUma noite destas, vindo da cidade")
    assert text.endswith("Vamos á Historia dos suburbios.\n")
    assert sum(count < 5 for count in counts.values()) == 11


def test_real_text_in_gutenbergs_form_is_the_same():
    text = real_file("casmurro_plain").read_text(encoding="utf-8")
    book = books._BOOK.search(as_gutenberg(text).decode("utf-8-sig").replace("\r\n", "\n"))
    assert plain_paragraphs(book[0]) == text
