"""The generators of molecules of lessons 15 and 16, from the lessons' own cells."""

import contextlib
import io
from functools import cache
from types import SimpleNamespace

import keras
import numpy as np
from keras import layers, ops

from tools.lessons import run_cells
from utils.chem import tokens

CELLS = {
    "forward": ("network", "step", "write"),
    "fbrnn": ("draw", "fbrnn-network", "pair-up", "fbrnn-step", "fbrnn-write"),
    "nade": ("nade-network",),
    "bimodal": (
        "starts", "bimodal-figure", "bimodal-network", "draw", "grow", "window-counts",
        "pair-batch", "pair-network", "nats-sum", "nats-path",
    ),
}  # fmt: skip


def cells(method: str, lstm=layers.LSTM, rng=None) -> SimpleNamespace:
    """What the lessons' cells of a method define, with this class for the LSTM layers.

    The forward network is lesson 15's, the others are lesson 16's.
    """
    names = {
        "np": np, "keras": keras, "ops": ops, "END": tokens.END, "PADDING": tokens.PADDING,
        "START": tokens.START, "RIGHT": 0, "LEFT": 1, "rng": rng or np.random.default_rng(0),
        "vocabulary": tokens.Vocabulary.from_smiles(["CCO"]), "n_tokens": len(tokens.MARKS) + 2,
        "layers": SimpleNamespace(**vars(layers) | {"LSTM": lstm}), "cache": cache,
        "draw_steps": lambda *_: None,
    }  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        lesson = "15" if method == "forward" else "16"
        return SimpleNamespace(**run_cells(lesson, CELLS[method], names))


def network_of(name: str, n_tokens: int) -> keras.Model:
    """Return the untrained network of one of data/pretrained ("bimodal_fixed")."""
    method, _, _ = name.partition("_")
    builder = "language_model" if method == "forward" else f"{method}_network"
    return getattr(cells(method), builder)(n_tokens)
