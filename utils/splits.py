"""Splits without leaks: molecules by scaffold or each by itself, and texts that come back."""

import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from utils.datasets.reviews import Imdb


def scaffold_split(
    scaffolds: np.ndarray, seed: int, fraction: float = 0.1
) -> tuple[np.ndarray, np.ndarray]:
    """Draw whole scaffolds into a test set; no scaffold is on both sides.

    ``scaffolds`` has shape (n,): each molecule's Bemis-Murcko scaffold as SMILES, "" for a
    molecule without rings (doi 10.1021/jm9602928). Scaffolds with more molecules than half the
    test set stay in training; the others are drawn in random order while they fit. Returns the
    row numbers of training and test, the test with at most ``fraction`` of the rows. Chemprop
    calls this the balanced scaffold split (doi 10.1021/acs.jcim.9b00237).
    """
    wanted = round(fraction * len(scaffolds))
    names, sizes = np.unique(scaffolds, return_counts=True)
    chosen, size = [], 0
    for i in np.random.default_rng(seed).permutation(len(names)):
        if sizes[i] <= wanted / 2 and size + sizes[i] <= wanted:
            chosen.append(names[i])
            size += sizes[i]
    in_test = np.isin(scaffolds, chosen)
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)


def is_new(sequences: Iterable[Sequence[int]], seen: Iterable[Sequence[int]] = ()) -> np.ndarray:
    """Tell which sequences occur neither in ``seen`` nor earlier in ``sequences``.

    Each is a list or an array of integers, of any length; two are the same where every integer is.
    Returns bool of shape (n,): of a sequence that comes back, only the first is new.
    """
    known = {_key(sequence) for sequence in seen}
    new = []
    for sequence in sequences:
        key = _key(sequence)
        new.append(key not in known)
        known.add(key)
    return np.array(new, dtype=bool)


def split_reviews(
    imdb: Imdb, fraction: float = 0.2, seed: int = 42, at_most: int | None = None
) -> tuple[dict[str, list[np.ndarray]], dict[str, np.ndarray]]:
    """Split IMDB as lessons 13 and 14 do: repeats left out, part of the training set held out.

    ``fraction`` of the training reviews, drawn by ``seed``, becomes the validation set. No review
    is in two parts. Of each part, the first ``at_most`` are kept (all where None). Returns the
    sequences and the labels, int64 of shape (n,), each by part: "treino", "validação" and "teste".
    """
    order = np.random.default_rng(seed).permutation(np.flatnonzero(is_new(imdb.x_train)))
    held_out = round(fraction * len(order))
    train, validation = order[held_out:][:at_most], order[:held_out][:at_most]
    test = np.flatnonzero(is_new(imdb.x_test, seen=imdb.x_train))[:at_most]
    x = {"treino": [imdb.x_train[i] for i in train]}
    x |= {"validação": [imdb.x_train[i] for i in validation]}
    x |= {"teste": [imdb.x_test[i] for i in test]}
    y = {"treino": imdb.y_train[train], "validação": imdb.y_train[validation]}
    return x, y | {"teste": imdb.y_test[test]}


def split_smiles(strings: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Split molecules into training, validation and test: 48, 1 and 1 of 50, their order kept.

    The CRC-32 of a SMILES decides its part. That depends on the molecule alone, neither on the
    file's order nor on NumPy's version: weights trained once have never seen the molecules held
    out, not even those of a file that comes in another order, nor years from now.
    """
    test, validation, train = [], [], []
    for smiles in strings:
        part = zlib.crc32(smiles.encode()) % 50
        (test if part == 0 else validation if part == 1 else train).append(smiles)
    return train, validation, test


def _key(sequence: Sequence[int]) -> bytes:
    return np.asarray(sequence, dtype=np.int64).tobytes()
