"""GloVe's word vectors."""

import gzip
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

_FREQUENT = 20_000  # words read whether asked for or not


@dataclass(frozen=True, eq=False)
class Glove:
    """Words and their vectors: see `load_glove`."""

    words: list[str]
    vectors: np.ndarray
    source: str


def load_glove(also: Collection[str] = ()) -> Glove:
    """Word vectors that GloVe learned from Wikipedia 2014 and Gigaword 5. Used by lesson 13.

    They are those of the 20,000 most frequent words and of the words in `also`, a vocabulary at
    hand, that the file has.

    words    the most frequent first, in lower case; marks of punctuation are among them
    vectors  float32 of shape (n, 100): vectors[i] is that of words[i]
    source   "real", or "simulado" for the stand-in

    glove_6B_100d.npz, used where it is here, comes whole, whatever `also` says: the 20,000 and
    12,906 that are frequent in IMDB, but neither numbers nor words of one letter.

    Raises DataError where `COURSE_DATA=real` and the file cannot be had. Source: Pennington,
    Socher, Manning 2014, doi 10.3115/v1/D14-1162.
    """
    (words, vectors), source = real_or_stand_in(
        "o conjunto de vetores do GloVe",
        lambda: _read(files.fetch("glove"), frozenset(also)),
        stand_ins.glove_stand_in,
    )
    return Glove(words, vectors, source)


def _read(path: Path, also: frozenset[str]) -> tuple[list[str], np.ndarray]:
    """The words and vectors of an .npz; of a .txt.gz, the most frequent and those in `also`."""
    if path.suffix == ".npz":
        with np.load(path) as file:
            return file["words"].tolist(), file["vectors"]
    words, vectors = [], []
    # A word may hold a no-break space or U+0085, hence no universal newlines and no plain split().
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        file.readline()  # how many words and dimensions
        for line in file:
            word, _, numbers = line.rstrip("\n").partition(" ")
            if len(words) < _FREQUENT or word in also:
                words.append(word)
                vectors.append(np.array(numbers.split(" "), dtype=np.float32))
            elif not also:
                break
    return words, np.stack(vectors)
