"""Generated word vectors: the stand-in for GloVe."""

from random import Random

import numpy as np

from utils.stand_ins.reviews import ENDINGS, FACTS, GENRES, OPINIONS, PAIRS, WORDS, made_up_name

_FIRST = "the , . of to and in a an is it was i this with for on by that not very never"
_NUMBERS = "one two three four five six seven eight nine ten"


def glove_stand_in(
    n: int = 4000, seed: int = 2014, dimensions: int = 100
) -> tuple[list[str], np.ndarray]:
    """Generate `n` words (at least 400) and their vectors, float32 of shape (n, dimensions).

    A vector is the sum of the word's meanings (a pair, man or woman, film, opinion, praise or
    blame, a genre of `imdb_stand_in`), each a direction of its own, and of Gaussian noise. So words
    of one genre are near each other, man : woman :: king : queen, and "good" is nearer to "bad"
    than to "castle", as in the real file. Also as there, marks of punctuation have vectors while
    `br` and words with an apostrophe have none. Words that those reviews lack are made up. The
    same `n`, `seed` and `dimensions` give the same vectors.
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
    """How much of each meaning a word of the reviews has."""
    sentences = " ".join([_FIRST, *FACTS, *OPINIONS, *ENDINGS]).split()
    plain = [word for word in sentences if word in ",." or (word.isalpha() and word.islower())]
    groups = {"common": plain, "number": _NUMBERS.split(), "deed": WORDS["VERB"]}
    groups |= {"film": WORDS["FILM"] + WORDS["PART"]}
    groups |= {line.split()[0]: line.split() for line in GENRES}
    meanings = {word: {kind: 1.0} for kind, words in groups.items() for word in words}
    opinions = {0.7: [*WORDS["GOOD"], "best"], -0.7: [*WORDS["BAD"], "worst", "waste"]}
    for praise, words in opinions.items():
        meanings |= {word: {"opinion": 1.0, "praise": praise} for word in words}
    for pair in (*PAIRS, "he she"):
        man, woman = pair.split()
        meanings[man] = {pair: 1.0, "man": 0.8}
        meanings[woman] = {pair: 1.0, "man": -0.8}
    return meanings
