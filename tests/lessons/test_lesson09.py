"""Lesson 09's own functions: BPTT against the tape, truncation, the n-gram, tapes, intervals."""

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from tools.lessons import run_cells
from utils.results import decimal, scientific

TEXT = "Capitú: Uma noite destas, vindo da rua, uma casa; a carta. " * 60


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "tf": tf, "print": lambda *_, **__: None, "text": TEXT}
    names |= {"decimal": decimal, "scientific": scientific, "symbols": sorted(set(TEXT))}
    names["course"] = SimpleNamespace(pick=lambda **sizes: sizes["teste"])
    exec("from collections import Counter", names)
    cells = ["split", "epoch", "run", "bptt", "check-differences", "check-tape", "bptt-h"]
    cells += ["bptt-h-check", "letters-forward", "letters-backward", "machine-check", "count"]
    cells += ["recipes", "tapes", "lags", "interval", "activations", "blame-map", "places"]
    return run_cells("09", cells, names)


def test_bptt_is_the_tapes_and_agrees_with_differences(lesson):
    assert max(lesson["gap_tape"], lesson["gap_letters"], lesson["gap_sum"]) < 1e-10
    assert lesson["gap_differences"] < 1e-9


@pytest.mark.parametrize("instant", range(1, 13))
def test_truncated_bptt_of_the_whole_past_is_the_tapes_gradient(lesson, instant):
    W, e = lesson["W"], lesson["errors"](lesson["y"])
    variable, state = tf.Variable(W), tf.zeros(6, "float64")
    with tf.GradientTape() as tape:
        for u in lesson["entries"][:instant]:
            state = tf.tanh(tf.linalg.matvec(variable, tf.concat([state, u, [1.0]], axis=0)))
        missed = lesson["desired"][instant - 1] - state[:2]
        cost = tf.reduce_sum(missed**2) / 2
    found, _ = lesson["truncated"](W, lesson["y"], lesson["x"], e, instant, instant)
    np.testing.assert_allclose(found, tape.gradient(cost, variable), atol=1e-12)


def test_lags_sum_to_the_gradient_of_the_last_loss(lesson):
    weights = lesson["new_weights"](5, 7, 0.9)
    letters = np.random.default_rng(0).integers(0, 5, (3, 9))
    parts, C = lesson["by_lag"](weights, letters[:, :-1], letters[:, 1:])
    all_losses = lesson["gradients"](weights, letters[:, :-1], letters[:, 1:])[1][1]
    but_last = lesson["gradients"](weights, letters[:, :-2], letters[:, 1:-1])[1][1]
    np.testing.assert_allclose(parts.sum(axis=0), 8 * all_losses - 7 * but_last, atol=1e-12)
    assert np.all(np.linalg.norm(parts, axis=(1, 2)) <= C * 0.9 ** np.arange(8) + 1e-12)


def test_blame_map_is_the_tapes(lesson):
    weights = lesson["new_weights"](len(lesson["symbols"]), 6, 0.9)
    table = lesson["blame_map"](weights, TEXT[:12], *lesson["TANH"], most=5)
    X = lesson["as_integers"](TEXT[:12])
    W_xh, W_hh, b_h, W_hq, b_q = weights
    states = lesson["unroll"](weights, X[None, :-1])
    state = start = tf.Variable(states[8])  # after eight letters
    with tf.GradientTape() as tape:
        for letter in X[8:11]:
            state = tf.tanh(W_xh[letter] + state @ W_hh + b_h)
        cost = -tf.nn.log_softmax(state @ W_hq + b_q)[0, X[11]]
    assert table[3, 10] == pytest.approx(np.linalg.norm(tape.gradient(cost, start)))
    assert np.isnan(table[3, 2]) and not np.isnan(table[2, 2])


# The n-gram


@pytest.mark.parametrize(
    ("recipe", "settings"),
    [("witten_bell", {"lam": 2.0}), ("discounted", {"D": 0.8, "theta": 1.0})],
)
@pytest.mark.parametrize("continued", [False, True])
def test_probabilities_of_every_letter_sum_to_one(lesson, recipe, settings, continued):
    times, after = lesson["count"](TEXT[:1500])
    counts = [*after[:3], times[3]] if continued else times[:4]
    total = 0
    for letter in lesson["symbols"]:
        rows = lesson["statistics"](counts, TEXT[:1500], letter)
        *_, bits = lesson["letter_bits"](lesson[recipe], rows, **settings)
        total += 2.0 ** -bits[0]
    assert total == pytest.approx(1)


def test_counts_are_of_pieces_and_of_the_letters_before_them(lesson):
    times, after = lesson["count"]("abcabdab")
    assert times[1]["ab"] == 3 and times[2]["abc"] == 1
    assert after[0]["b"] == 1 and after[0]["a"] == 2  # a follows c and d; b follows a alone
    assert after[1]["ab"] == 2
    (_, second, *_) = lesson["statistics"](times, "xxxxabcabdab", "c")
    np.testing.assert_array_equal(second[:, 0], [1, 2, 2])  # bc once, b twice before c or d


# Tapes


@given(st.integers(1, 5), st.integers(1, 7), st.integers(60, 200))
def test_tapes_go_on_from_lot_to_lot_and_targets_are_one_letter_ahead(lesson, tapes, h, length):
    x, y = lesson["as_tapes"](TEXT[:length], tapes, h)
    lots = len(x) // tapes
    assert lots == (length - 1) // (tapes * h)
    for tape in range(tapes):
        begin = tape * lots * h
        letters = lesson["as_integers"](TEXT[begin : begin + lots * h + 1])
        np.testing.assert_array_equal(x[tape::tapes].ravel(), letters[:-1])
        np.testing.assert_array_equal(y[tape::tapes].ravel(), letters[1:])


def test_place_in_word_starts_again_after_a_sign(lesson):
    assert lesson["place_in_word"]("a casa--ella").tolist() == [1, 0, 1, 2, 3, 4, 0, 0, 1, 2, 3, 4]


def test_interval_holds_the_mean_and_shrinks_with_more_letters(lesson):
    rng = np.random.default_rng(0)
    widths = []
    for n in (20_000, 200_000):
        a, b = rng.normal(0.1, 1, n), np.zeros(n)
        mean, low, high = (
            float(told.replace(",", ".").replace("−", "-"))
            for told in lesson["gap_with_interval"](a, b)
        )
        assert low <= mean <= high and abs(mean - 0.1) < 0.05
        widths.append(high - low)
    assert widths[1] < widths[0] / 2
