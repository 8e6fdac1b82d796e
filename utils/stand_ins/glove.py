"""Generated word vectors: the stand-in for GloVe."""

from random import Random

import numpy as np

from utils.stand_ins.reviews import GENRES, PAIRS, TEMPLATES, WORDS, made_up_name

_FIRST = "the , . of to and in a an is it was i this with for on by that not very never"
_NUMBERS = "one two three four five six seven eight nine ten"
_MORE_PAIRS = {"he she": "common", "brother sister": "family", "son daughter": "family"}


def glove_stand_in(
    n: int = 4000, seed: int = 2014, dimensions: int = 50
) -> tuple[list[str], np.ndarray]:
    """Generate `n` words and their vectors, float32 of shape (n, dimensions).

    A vector is the sum of the word's meanings (man or woman, court, film, opinion, praise or blame,
    a genre of `imdb_stand_in`), each a direction of its own, and of Gaussian noise. So words of one
    genre are near each other, man : woman :: king : queen :: actor : actress, and "good" is nearer
    to "bad" than to "castle", as in the real file. Also as there, marks of punctuation have vectors
    while `br` and words with an apostrophe have none. Words that the grammar of
    `imdb_stand_in` lacks are made up. The same `n`, `seed` and `dimensions` give the
    same vectors; `n` is at least 400.
    """
    meanings = _meanings()
    names = Random(seed)
    while len(meanings) < n:
        meanings.setdefault(made_up_name(names), {"name": 1.0})
    kinds = sorted({kind for meaning in meanings.values() for kind in meaning})
    rng = np.random.default_rng(seed)
    directions, _ = np.linalg.qr(rng.normal(size=(dimensions, dimensions)))
    vectors = rng.normal(0, 0.25, (n, dimensions))
    for vector, meaning in zip(vectors, meanings.values(), strict=True):
        for kind, strength in meaning.items():
            vector += 4 * strength * directions[kinds.index(kind)]
    return list(meanings), vectors.astype(np.float32)


def _meanings() -> dict[str, dict[str, float]]:
    """How much of each meaning a word of the grammar has."""
    templates = {word for lines in TEMPLATES.values() for line in lines for word in line}
    plain = sorted(word for word in templates if word.islower() and word.isalpha())
    meanings = {
        word: {"common": 1.0} for word in [*_FIRST.split(), *plain, *WORDS["VERY"], *WORDS["LINK"]]
    }
    meanings |= {word: {"deed": 1.0} for word in WORDS["VERB"]}
    meanings |= {word: {"film": 1.0} for word in [*WORDS["FILM"], *WORDS["PART"]]}
    meanings |= {word: {genre: 1.0} for genre, line in GENRES.items() for word in line.split()}
    for sign, words in (1, [*WORDS["GOOD"], "best", "liked"]), (-1, [*WORDS["BAD"], "worst"]):
        meanings |= {word: {"opinion": 1.0, "praise": 0.7 * sign} for word in words}
    meanings |= {word: {"opinion": 1.0, "praise": -0.7} for word in ("waste", "hated", "fails")}
    meanings |= {word: {"number": 1.0} for word in _NUMBERS.split()}
    for pair, common in (PAIRS | _MORE_PAIRS).items():
        for sign, word in zip((1, -1), pair.split(), strict=True):
            meanings[word] = dict.fromkeys(common.split(), 1.0) | {"man": 0.8 * sign}
    return meanings
