"""The generators of molecules as methods that can be trained: batches, network and writing.

Each has ``settings``, ``network(n_tokens, lstm)``, ``batches(size, random)``, which yields inputs
and targets (PADDING where no loss is wanted), and ``write``, which returns rows of integers. The
networks are those of lessons 15 and 16, from their cells; BIMODAL's, which takes several windows
from one row, has the same weights as the lesson's (tests/tools/test_rectangles.py).
"""

import contextlib
import io
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import ClassVar

import keras
import numpy as np
from keras import layers, ops

from tools.lessons import run_cells
from tools.training import places, rectangles
from utils.chem import tokens

CELLS = {
    "forward": ("network", "step", "write"),
    "fbrnn": ("draw", "fbrnn-network", "pair-up", "fbrnn-step", "fbrnn-write"),
    "nade": ("nade-network",),
    "bimodal": ("fbrnn-network", "bimodal-network", "draw", "grow"),
}


def cells(method: str, lstm=layers.LSTM, rng=None) -> SimpleNamespace:
    """What the lessons' cells of a method define, with this class for the LSTM layers.

    The forward network is lesson 15's, the others are lesson 16's.
    """
    names = {
        "np": np, "keras": keras, "ops": ops, "END": tokens.END, "PADDING": tokens.PADDING,
        "START": tokens.START, "RIGHT": 0, "LEFT": 1, "rng": rng or np.random.default_rng(0),
        "vocabulary": tokens.Vocabulary.from_smiles(["CCO"]), "n_tokens": len(tokens.MARKS) + 2,
        "layers": SimpleNamespace(**vars(layers) | {"LSTM": lstm}),
    }  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        lesson = "15" if method == "forward" else "16"
        return SimpleNamespace(**run_cells(lesson, CELLS[method], names))


def batches(table: np.ndarray, size: int, random) -> Iterator[np.ndarray]:
    """Yield rows of like length, cut to the longest; the order of batches is random.

    A table of pairs, (n, steps, 2), has the length of its longer side.
    """
    real = table != tokens.PADDING
    lengths = real.reshape(*table.shape[:2], -1).any(axis=2).sum(axis=1)
    order = random.permutation(len(table))
    for chunk in np.array_split(order, max(1, round(len(order) / (50 * size)))):
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        starts = np.arange(0, len(chunk) - size + 1, size)
        for start in random.permutation(starts):
            rows = chunk[start : start + size]
            yield table[rows, : lengths[rows].max()]


class Forward:
    """The forward network: reads from left to right, predicts every next token."""

    settings: ClassVar = {"embedding": 64, "layers": 2, "units": 256}

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str]):
        self.table = vocabulary.batch(molecules)

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return cells("forward", lstm).language_model(n_tokens)

    def batches(self, size: int, random) -> Iterator[tuple]:
        for rows in batches(self.table, size, random):
            yield rows[:, :-1], rows[:, 1:]

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return list(cells("forward", rng=random).write(network, n, temperature))


class _FromStart:
    """What the methods that grow a string from G share: their molecules, in pools."""

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str], start: str):
        self.molecules = [vocabulary.encode(smiles) for smiles in molecules]
        self.start = start

    def pools(self, size: int, random) -> Iterator[list]:
        """Yield some `size` molecules at a time, in random order."""
        order = random.permutation(len(self.molecules))
        for pool in np.array_split(order, max(1, round(len(order) / size))):
            yield [self.molecules[i] for i in pool]


class Bimodal(_FromStart):
    """BIMODAL: reads the growing string both ways, adds to its right and left in turn."""

    settings: ClassVar = {"embedding": 64, "layers": 2, "units": "128 for each direction"}

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return rectangles.bimodal_network(n_tokens, lstm=lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        for molecules in self.pools(10 * size, random):
            yield from rectangles.window_batches(molecules, size, random, start=self.start)

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return rectangles.grow(network, n, temperature, random)[0]


class FbRnn(_FromStart):
    """FB-RNN: reads a pair, to the right and left of the start, and predicts the next pair."""

    settings: ClassVar = {"embedding": "64 for each side", "layers": 2, "units": 256}

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return cells("fbrnn", lstm).fbrnn_network(n_tokens)

    def batches(self, size: int, random) -> Iterator[tuple]:
        pair_up = cells("fbrnn").pair_up
        for molecules in self.pools(50 * size, random):
            n = np.array([len(molecule) for molecule in molecules])
            starts = random.integers(0, n + 1) if self.start == "random" else n // 2
            for pairs in batches(pair_up(molecules, starts), size, random):
                yield pairs[:, :-1], pairs[:, 1:]

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return cells("fbrnn").write_pairs(network, n, temperature, random)[0]


class Nade:
    """NADE: reads the row from both ends up to each place, and predicts the missing tokens."""

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str], order: str):
        self.missing, self.order, columns = len(vocabulary), order, places.COLUMNS
        self.ahead = 8 if order == "fixed" else columns
        self.settings = {
            "embedding": 64, "layers": 2, "units": "128 for each direction", "columns": columns,
            "loss": "hidden places of a stage drawn for each molecule; no weights",
            "places in the loss": self.ahead,
        }  # fmt: skip
        encoded = [vocabulary.encode(smiles) for smiles in molecules]
        self.table = places.centre(encoded, columns)

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return cells("nade", lstm).nade_network(n_tokens)

    def batches(self, size: int, random) -> Iterator[tuple]:
        empty = places.COLUMNS - 2
        shuffled = random.permutation(len(self.table))
        for first in range(0, len(shuffled) - size + 1, size):
            turns = places.draw_turns(size, empty, self.order, random)
            stages = random.integers(empty, size=size)
            rows = self.table[shuffled[first : first + size]]
            yield places.hide(rows, turns, stages, self.missing, self.ahead)

    def write(self, network, n, temperature, random) -> list[np.ndarray]:
        return places.write_places(network, n, places.COLUMNS, self.order, temperature, random)


METHODS = {
    "forward": Forward,
    "bimodal_random": partial(Bimodal, start="random"),
    "bimodal_fixed": partial(Bimodal, start="fixed"),
    "fbrnn_random": partial(FbRnn, start="random"),
    "fbrnn_fixed": partial(FbRnn, start="fixed"),
    "nade_random": partial(Nade, order="random"),
    "nade_fixed": partial(Nade, order="fixed"),
}
