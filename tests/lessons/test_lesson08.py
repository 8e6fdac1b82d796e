"""Lesson 08's own functions: the layer, the open marks, the physics, the exercise's parity."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers
from scipy.linalg import expm

from tools.lessons import run_cells
from utils.exercises import lesson08 as reference


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "keras": keras, "layers": layers, "expm": expm}
    names["print"] = lambda *_, **__: None
    cells = ["rnn", "notations", "notations-run", "make", "plain-modes", "harder-modes"]
    return run_cells("08", [*cells, "states", "systems", "exact-layer"], names)


@pytest.mark.parametrize(("dtype", "most"), [("float64", 1e-12), ("float32", 1e-6)])
def test_ten_modes_are_keras_own(lesson, dtype, most):
    modes = [*lesson["plain_modes"](dtype), *lesson["harder_modes"](dtype)]
    assert len({name for name, *_ in modes}) == 10
    for name, ours, theirs in modes:
        assert np.abs(ours - theirs.numpy()).max() <= most, name


def test_a_mask_of_false_keeps_the_state(lesson):
    x, w = lesson["X"], lesson["first"]
    states = lesson["rnn"](x, *w, mask=lesson["mask"])
    for row, length in enumerate(lesson["lengths"]):
        assert (states[row, length:] == states[row, length - 1]).all()


def test_open_marks_of_a_molecule(lesson):
    marks = lesson["open_marks"]("C1C(N)C1[nH2]")
    assert "".join("#" if on else "." for on in marks[:, 2]) == ".######......"
    assert "".join("#" if on else "." for on in marks[:, 1]) == "...##........"
    assert "".join("#" if on else "." for on in marks[:, 0]) == "........####."


@given(st.text(alphabet="C12()", max_size=40))
def test_rings_are_parities(lesson, smiles):
    marks = lesson["open_marks"](smiles)
    for at in range(len(smiles)):
        odd = any(smiles[: at + 1].count(digit) % 2 for digit in "12")
        assert marks[at, 2] == odd


def test_layer_of_the_exact_matrix_is_the_oscillator(lesson):
    assert np.abs(lesson["motion"][:, 0] - lesson["x_exact"]).max() <= 1e-12


def test_mixture_keeps_its_amount(lesson):
    np.testing.assert_allclose(lesson["mixture"].sum(axis=1), 1, atol=1e-12)


@pytest.mark.parametrize("which", range(3))
def test_the_parity_layer_counts_rings(lesson, which):
    weights = reference.parity_layer(3, which)
    letters = np.random.default_rng(0).integers(0, 3, (5, 20))
    h = lesson["rnn"](np.eye(3)[letters], *weights, phi=reference._step)
    odd = np.cumsum(letters == which, axis=1) % 2
    np.testing.assert_array_equal(h[..., 0] - h[..., 1], odd)
