"""Lesson 13's skip-gram, from the lesson's own cells: pairs, gradients, and what it learns."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import expit

from tools.lessons import run_cells

V = 30


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "csr_array": csr_array, "expit": expit, "VOCABULARY": V}
    names |= {"x": {"treino": [np.arange(3, V)]}}
    names |= {"imdb": type("Imdb", (), {"words": [str(i) for i in range(V)]})}
    return run_cells("13", ["pairs", "step", "noise-chances", "train-vectors"], names)


def test_pairs_are_neighbours_within_one_review_and_come_both_ways(lesson):
    reviews = [np.arange(3, 12), np.arange(12, 30)]
    centre, context = lesson["training_pairs"](reviews, window=2, threshold=1e9)
    pairs = set(zip(centre.tolist(), context.tolist(), strict=True))
    expected = {
        (int(a), int(b)) for r in reviews for a in r for b in r if 0 < abs(int(a) - int(b)) <= 2
    }
    assert pairs <= expected
    assert {(a, b) for a, b in expected if abs(a - b) == 1} <= pairs  # distance 1 is never dropped
    assert pairs == {(b, a) for a, b in pairs}


def test_marks_are_in_no_pair(lesson):
    centre, context = lesson["training_pairs"]([np.array([1, 5, 2, 6, 0, 7])], threshold=1e9)
    assert min(centre.min(), context.min()) > 2


def test_frequent_words_are_dropped_more_often_than_rare_ones(lesson):
    rng = np.random.default_rng(7)
    text = np.where(rng.random(20_000) < 0.9, 3, rng.integers(4, V, 20_000))
    centre, _ = lesson["training_pairs"]([text], threshold=1e-3)
    kept = np.bincount(centre, minlength=V) / np.maximum(np.bincount(text, minlength=V), 1)
    assert kept[3] < 0.5 * kept[4:].min()


def test_one_hot_rows_times_a_table_look_it_up(lesson):
    tokens, table = np.array([4, 0, 4]), np.random.default_rng(0).normal(size=(V, 5))
    np.testing.assert_array_equal(lesson["one_hot_rows"](tokens) @ table, table[tokens])


def test_a_step_goes_down_the_gradient_of_the_loss(lesson):
    """Against numerical derivatives; words come back within the batch and among the noise."""
    rng = np.random.default_rng(1)
    E, C = rng.normal(size=(2, V, 4))
    centre, context = rng.integers(3, 9, (2, 20))
    noise = np.array([3, 8, 8, 20])
    before = E.copy(), C.copy()
    rate = 1e-6
    lesson["step"](E, C, centre, context, noise, rate)
    for which, table in enumerate((E, C)):
        for word, column in [(3, 0), (8, 2), (20, 1), (25, 3)]:
            high, low = ([t.copy() for t in before] for _ in range(2))
            high[which][word, column] += 1e-5
            low[which][word, column] -= 1e-5
            losses = [lesson["pair_loss"](*t, centre, context, noise) for t in (high, low)]
            slope = 20 * (losses[0] - losses[1]) / 2e-5  # the step sums over the 20 pairs
            moved = (before[which][word, column] - table[word, column]) / rate
            assert moved == pytest.approx(slope, rel=1e-3, abs=1e-4)


def test_words_of_one_company_become_neighbours(lesson):
    """Two sets of words never meet: cosines within a set are above those between them."""
    rng = np.random.default_rng(2)
    reviews = [rng.integers(low, low + 12, 60) for low in (3, 16) for _ in range(150)]
    pairs = lesson["training_pairs"].__defaults__
    lesson["training_pairs"].__defaults__ = (5, 1e9, 0)  # so short a text is not thinned
    try:
        E, losses = lesson["train_vectors"](reviews, epochs=4, batch=256, shared=16)
    finally:
        lesson["training_pairs"].__defaults__ = pairs
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    similarity = unit @ unit.T
    first, second = slice(3, 15), slice(16, 28)
    within = min(similarity[first, first].mean(), similarity[second, second].mean())
    assert within > similarity[first, second].mean() + 0.3
    assert losses[-5:, 1].mean() < losses[0, 1]
