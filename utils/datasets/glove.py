"""GloVe's word vectors."""

import gzip
from dataclasses import dataclass
from itertools import islice

import numpy as np

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

_KEPT = 10_000


@dataclass(frozen=True, eq=False)
class Glove:
    """Words and their vectors: see `load_glove`."""

    words: list[str]
    vectors: np.ndarray
    source: str


def load_glove() -> Glove:
    """Word vectors that GloVe learned from Wikipedia 2014 and Gigaword 5 (10,000 words).

    words    the most frequent first, in lower case; marks of punctuation are among them
    vectors  float32 of shape (n, 50): vectors[i] is that of words[i]
    source   "real", or "simulado" for the stand-in

    Raises ValueError where the file is malformed, and DataError where `COURSE_DATA=real` and it
    cannot be had.

    Source: Pennington, Socher, Manning 2014, doi 10.3115/v1/D14-1162.
    """
    (words, vectors), source = real_or_stand_in(
        "o conjunto de vetores do GloVe", _read, stand_ins.glove_stand_in
    )
    if vectors.ndim != 2 or len(words) != len(vectors) or len(set(words)) != len(words):
        raise _fault(f"há {len(words)} palavras e {len(vectors)} vetores, ou palavras repetidas")
    return Glove(words, vectors, source)


def _read() -> tuple[list[str], np.ndarray]:
    """The first 10,000 words and vectors, in either of the two formats; unchecked."""
    path = files.fetch("glove")
    if path.suffix == ".npz":
        with np.load(path) as file:
            return file["words"].tolist(), file["vectors"]
    # A word may hold a no-break space or U+0085, hence no universal newlines and no plain split().
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        file.readline()  # how many words and dimensions
        rows = [line.rstrip("\n").split(" ") for line in islice(file, _KEPT)]
    try:
        return [row[0] for row in rows], np.array([row[1:] for row in rows], dtype=np.float32)
    except ValueError as error:
        raise _fault("uma linha não é uma palavra e números, tantos quantos nas outras") from error


def _fault(what: str) -> ValueError:
    return ValueError(
        f"O arquivo do GloVe não serve: {what}. Apague-o da pasta data/ e rode de novo; se o erro "
        "voltar, avise quem mantém o curso."
    )
