"""Lesson 10's own functions: the cells, the tasks, the engine with many seeds at once."""

from types import SimpleNamespace

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from tools.lessons import run_cells
from utils.results import decimal, scientific

CELLS = [
    *("adding", "lstm", "layer", "hand", "gru", "same", "half-life"),
    *("variants", "more-variants", "competitors", "order", "measure", "draw", "held-out"),
    *("step", "train", "peephole-cell", "normal-cell", "timing", "reber", "baseline"),
]


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "tf": tf, "keras": keras, "layers": layers, "plt": plt}
    names |= {"print": lambda *_, **__: None, "decimal": decimal, "scientific": scientific}
    names["course"] = SimpleNamespace(pick=lambda **sizes: sizes["teste"])
    return run_cells("10", CELLS, names)


@pytest.mark.parametrize("T", [2, 40, 300])
def test_one_unit_set_by_hand_adds_at_any_length(lesson, T):
    X, Y = lesson["adding"](np.random.default_rng(0), 50, T)
    h, _ = lesson["layer"](lesson["lstm"], lesson["by_hand"], np.moveaxis(X, 1, 0))
    np.testing.assert_allclose(100 * h[-1], Y[:, 0], atol=1e-3)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cells_are_those_of_keras(lesson, dtype):
    gap = lesson["gap_to_keras"]
    assert gap(layers.LSTM, lesson["lstm"], dtype) < 1e-6
    assert gap(layers.GRU, lesson["gru"], dtype) < 1e-6
    assert gap(layers.GRU, lesson["gru_before"], dtype, reset_after=False) < 1e-6


def test_c_decays_by_the_law(lesson):
    for bias in (0.0, 1.0, 3.0):
        law = lesson["half_life"](bias)
        assert lesson["measured_half_life"](bias) == pytest.approx(law, rel=1e-6)


def test_competitors_have_nearly_the_same_number_of_parameters(lesson):
    for m in (1, 2, 6, 7):
        counts = []
        for name in lesson["CELLS"]:
            n = lesson["units"](name, m)
            drawn = lesson["draw"](name, m, 3, (0, 1))
            counts.append(lesson["parameters"](name, m, n))
            assert sum(int(tf.size(w[0])) for w in drawn[:-2]) == counts[-1]
        assert max(counts) / min(counts) < 1.2


def test_a_lane_is_the_network_alone(lesson):
    X, _ = lesson["held_out"]("soma", 5, 4, 3)
    for name, (cell, _, _) in lesson["CELLS"].items():
        together = lesson["draw"](name, 2, 1, (0, 1, 2))
        alone = lesson["draw"](name, 2, 1, (1,))
        said = lesson["outputs"](cell, together, X)[:, 1]
        own = lesson["outputs"](cell, alone, X[:, 1:2])[:, 0]
        np.testing.assert_allclose(said, own, atol=1e-5)


def test_lanes_train_apart(lesson):
    _, both = lesson["train"]("GRU", "soma", 3, 0.01, (0, 1))
    w = [lesson["draw"]("GRU", 2, 1, (0, 1)) for _ in range(2)]
    w[1][0][1].assign(0 * w[1][0][1])  # another second network
    X, Y = (tf.constant(A) for A in lesson["held_out"]("soma", 1, 8, 2))
    for weights in w:
        lesson["trainer"](lesson["gru"], weights, 0.01, 10, 1.0)(X, Y, tf.constant(1.0))
    for one, other in zip(*w, strict=True):
        np.testing.assert_allclose(one[0], other[0], atol=1e-6)
    assert both.shape == (2,) and np.isfinite(both).all()


# The tasks


@given(st.integers(0, 10_000), st.integers(6, 40))
def test_tasks_can_be_answered_by_a_program(lesson, seed, T):
    rng = np.random.default_rng(seed)
    X, Y = lesson["adding"](rng, 5, T)
    assert (X[..., 1].sum(axis=1) == 2).all() and (Y >= 0).all() and (Y <= 2).all()
    X, Y = lesson["order"](rng, 5, T)
    for one, answer in zip(X.argmax(axis=2), Y[:, 0], strict=True):
        first, second = one[one < 2]
        assert answer.argmax() == 2 * first + second
    X, Y = lesson["timing"](rng, 5, T)
    for one, answer in zip(X[..., 0], Y[:, 0, 0], strict=True):
        first, second = np.flatnonzero(one)
        assert answer == pytest.approx((second - first) / T)


def test_reber_words_end_as_they_began(lesson):
    X, Y, hard = lesson["reber"](np.random.default_rng(0), 20, 80)
    assert (X[:, 1:] == Y[:, :-1]).all()
    for one, following, where in zip(X.argmax(2), Y.argmax(2), hard, strict=True):
        text = "".join(lesson["LETTERS"][k] for k in one)
        assert where.any()
        for t in np.flatnonzero(where):
            start = max(
                k for k in range(t) if text[k : k + 1] == "B" and text[k + 2 : k + 3] == "B"
            )
            assert lesson["LETTERS"][following[t]] == text[start + 1]


def test_error_left_is_that_of_who_guesses_in_percent(lesson):
    Y = np.random.default_rng(0).uniform(size=(1, 2, 500, 1))
    assert lesson["error_left"](Y, np.full_like(Y, Y.mean())) == pytest.approx([100, 100], rel=0.1)
    labels = np.eye(4)[np.arange(400).reshape(1, 2, 200) % 4]
    said = np.zeros_like(labels)
    np.testing.assert_allclose(lesson["error_left"](labels, said), 100)
    np.testing.assert_allclose(lesson["error_left"](labels, labels), 0)
    mask = np.ones((1, 2, 200), bool)
    np.testing.assert_allclose(lesson["error_left"](labels, said, mask), 150)


def test_rows_are_the_last_instants_before_the_answer(lesson):
    X, Y = lesson["held_out"]("soma", 3, 6, 1)
    past, wanted = lesson["rows"]("soma", 3, 6, 4)
    np.testing.assert_allclose(past.reshape(6, 4, -1)[..., :2], np.moveaxis(X[-4:, 0], 0, 1))
    np.testing.assert_allclose(wanted, Y[0, 0])


# The author's own cells


def test_peephole_cell_with_zero_p_is_the_lstm_and_can_be_trained(lesson):
    model = keras.Sequential(
        [keras.Input((6, 2)), layers.RNN(lesson["PeepholeCell"](3)), layers.Dense(1)]
    )
    model.compile("adam", "mse", jit_compile=False)
    before = model.get_weights()
    model.fit(np.ones((4, 6, 2)), np.zeros((4, 1)), epochs=1, verbose=0)
    assert all(not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
