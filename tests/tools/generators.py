"""The generators of molecules as methods that can be trained: batches, network and writing.

Each has ``settings``, ``network(n_tokens, lstm)``, ``batches(size, random)``, which yields inputs
and targets (PADDING where no loss is wanted), and ``write``, which returns rows of integers. The
forward network is lesson 15's, from its cells.
"""

import contextlib
import io
import math
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import ClassVar

import keras
import numpy as np
from keras import layers

from tests.tools import bimodal, fbrnn, nade
from tests.tools.lessons import run_cells
from utils import tokens


def _lesson_15(*ids: str, lstm=layers.LSTM, rng=None) -> dict[str, object]:
    """What these cells of lesson 15 define, with this class for the LSTM layers."""
    names = {
        "np": np, "keras": keras, "END": tokens.END, "PADDING": tokens.PADDING,
        "START": tokens.START, "rng": rng or np.random.default_rng(0),
        "vocabulary": tokens.Vocabulary.from_smiles(["CCO"]), "n_tokens": len(tokens.MARKS) + 2,
        "layers": SimpleNamespace(LSTM=lstm, Embedding=layers.Embedding, Dense=layers.Dense),
    }  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        return run_cells("15", ids, names)


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
        return _lesson_15("network", lstm=lstm)["language_model"](n_tokens)

    def batches(self, size: int, random) -> Iterator[tuple]:
        for rows in batches(self.table, size, random):
            yield rows[:, :-1], rows[:, 1:]

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        cells = _lesson_15("network", "step", "write", rng=random)
        return list(cells["write"](network, n, temperature))


class _FromStart:
    """What the methods that grow a string from G share: where G is put, in pools of molecules."""

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str], start: str):
        self.molecules = [vocabulary.encode(smiles) for smiles in molecules]
        self.start = start

    def pools(self, size: int, random) -> Iterator[tuple]:
        """Yield some `size` molecules at a time, in random order, and where each of them starts."""
        order = random.permutation(len(self.molecules))
        for pool in np.array_split(order, max(1, round(len(order) / size))):
            molecules = [self.molecules[i] for i in pool]
            n = np.array([len(molecule) for molecule in molecules])
            yield molecules, random.integers(0, n + 1) if self.start == "random" else n // 2


class Bimodal(_FromStart):
    """BIMODAL: reads the growing string both ways, adds to its right and left in turn."""

    settings: ClassVar = {"embedding": 64, "layers": 2, "units": "128 for each direction"}
    width = 8

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return bimodal.bimodal_network(n_tokens, LSTM=lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        for molecules, starts in self.pools(10 * size, random):
            yield from self._windows(molecules, starts, size, random)

    def _windows(self, molecules: list, starts: np.ndarray, size: int, random) -> Iterator[tuple]:
        table, lengths = bimodal.insert_start(molecules, starts)
        parts = []
        for first in range(0, lengths.max() - 1, self.width):
            grown = random.permutation(np.flatnonzero(lengths - 1 > first))
            chunks = np.array_split(grown, math.ceil(len(grown) / size))
            parts += [(first, chunk) for chunk in chunks]
        for i in random.permutation(len(parts)):
            first, rows = parts[i]
            yield bimodal.windows(table[rows], lengths[rows], starts[rows], first, self.width)

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return bimodal.write_both_ways(network, n, temperature, random)[0]


class FbRnn(_FromStart):
    """FB-RNN: reads a pair, to the right and left of the start, and predicts the next pair."""

    settings: ClassVar = {"embedding": "64 for each side", "layers": 2, "units": 256}

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return fbrnn.fbrnn_network(n_tokens, LSTM=lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        for molecules, starts in self.pools(50 * size, random):
            for pairs in batches(fbrnn.pair_up(molecules, starts), size, random):
                yield pairs[:, :-1], pairs[:, 1:]

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return fbrnn.write_pairs(network, n, temperature, random)[0]


class Nade:
    """NADE: reads the row from both ends up to each place, and predicts the missing tokens."""

    columns = 76  # the longest molecule's 74 tokens, and the two ends
    settings: ClassVar = {
        "embedding": 64, "layers": 2, "units": "128 for each direction", "columns": columns,
        "loss": "every hidden place, of a stage drawn for each molecule; no weights",
    }  # fmt: skip

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str], order: str):
        self.missing, self.order = len(vocabulary), order
        self.table = nade.centre([vocabulary.encode(smiles) for smiles in molecules], self.columns)

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return nade.nade_network(n_tokens, LSTM=lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        places = self.columns - 2
        shuffled = random.permutation(len(self.table))
        for first in range(0, len(shuffled) - size + 1, size):
            turns = nade.draw_turns(size, places, self.order, random)
            stages = random.integers(places, size=size)
            rows = self.table[shuffled[first : first + size]]
            yield nade.hide(rows, turns, stages, self.missing)

    def write(self, network, n, temperature, random) -> list[np.ndarray]:
        return nade.write_places(network, n, self.columns, self.order, temperature, random)


METHODS = {
    "forward": Forward,
    "bimodal_random": partial(Bimodal, start="random"),
    "bimodal_fixed": partial(Bimodal, start="fixed"),
    "fbrnn_random": partial(FbRnn, start="random"),
    "fbrnn_fixed": partial(FbRnn, start="fixed"),
    "nade_random": partial(Nade, order="random"),
    "nade_fixed": partial(Nade, order="fixed"),
}
