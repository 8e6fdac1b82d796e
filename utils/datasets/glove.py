"""GloVe's word vectors."""

import gzip
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

# By dimensions: the name in registry.toml, and how many of the most frequent words are read.
_FILES = {50: ("glove", 10_000), 100: ("glove_100d", 20_000)}


@dataclass(frozen=True, eq=False)
class Glove:
    """Words and their vectors: see `load_glove`."""

    words: list[str]
    vectors: np.ndarray
    source: str


def load_glove(dimensions: int = 50, also: Collection[str] = ()) -> Glove:
    """Word vectors that GloVe learned from Wikipedia 2014 and Gigaword 5. Used by lesson 13.

    `dimensions` is 50, for the 10,000 most frequent words, or 100, for the 20,000 most frequent.
    Words in `also`, of a vocabulary at hand, come too where the file has them.

    words    the most frequent first, in lower case; marks of punctuation are among them
    vectors  float32 of shape (n, dimensions): vectors[i] is that of words[i]
    source   "real", or "simulado" for the stand-in

    glove_6B_50d_10k.npz and glove_6B_100d.npz, used where they are here, come whole: the first has
    the 10,000 words alone, the second the 20,000 and 12,906 that are frequent in IMDB, but neither
    numbers nor words of one letter.

    Raises ValueError for other dimensions, and DataError where `COURSE_DATA=real` and the file
    cannot be had. Source: Pennington, Socher, Manning 2014, doi 10.3115/v1/D14-1162.
    """
    if dimensions not in _FILES:
        raise ValueError(f"Não há vetores de {dimensions} dimensões: use 50 ou 100.")
    name, n = _FILES[dimensions]
    (words, vectors), source = real_or_stand_in(
        "o conjunto de vetores do GloVe",
        lambda: _read(files.fetch(name), n, frozenset(also)),
        partial(stand_ins.glove_stand_in, dimensions=dimensions),
    )
    return Glove(words, vectors, source)


def _read(path: Path, n: int, also: frozenset[str]) -> tuple[list[str], np.ndarray]:
    """The words and vectors of an .npz; of a .txt.gz, the first `n` and those in `also`."""
    if path.suffix == ".npz":
        with np.load(path) as file:
            return file["words"].tolist(), file["vectors"]
    words, vectors = [], []
    # A word may hold a no-break space or U+0085, hence no universal newlines and no plain split().
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        file.readline()  # how many words and dimensions
        for line in file:
            word, _, numbers = line.rstrip("\n").partition(" ")
            if len(words) < n or word in also:
                words.append(word)
                vectors.append(np.array(numbers.split(" "), dtype=np.float32))
            elif not also:
                break
    return words, np.stack(vectors)
