"""Lesson 13's skip-gram and company of atoms, from the lesson's own cells."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import expit

from tools.lessons import run_cells

V = 30


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "csr_array": csr_array, "VOCABULARY": V}
    return run_cells("13", ["thin", "pairs", "step", "train-vectors"], names)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_pairs_are_neighbours_within_one_review_and_come_both_ways(lesson, rng):
    reviews = [np.arange(3, 12), np.arange(12, 30)]
    centre, context = lesson["training_pairs"](reviews, rng, window=2, threshold=1e9)
    pairs = set(zip(centre.tolist(), context.tolist(), strict=True))
    expected = {
        (int(a), int(b)) for r in reviews for a in r for b in r if 0 < abs(int(a) - int(b)) <= 2
    }
    assert pairs <= expected
    assert {(a, b) for a, b in expected if abs(a - b) == 1} <= pairs  # distance 1 is never dropped
    assert pairs == {(b, a) for a, b in pairs}


def test_marks_are_in_no_pair(lesson, rng):
    text = [np.array([1, 5, 2, 6, 0, 7])]
    centre, context = lesson["training_pairs"](text, rng, threshold=1e9)
    assert min(centre.min(), context.min()) > 2


def test_frequent_words_are_dropped_more_often_than_rare_ones(lesson, rng):
    text = np.where(rng.random(20_000) < 0.9, 3, rng.integers(4, V, 20_000))
    tokens, review = lesson["thinned"]([text], rng, threshold=1e-3)
    kept = np.bincount(tokens, minlength=V) / np.maximum(np.bincount(text, minlength=V), 1)
    assert kept[3] < 0.5 * kept[4:].min() and not review.any()


def test_one_hot_rows_times_a_table_look_it_up(lesson, rng):
    tokens, table = np.array([4, 0, 4]), rng.normal(size=(V, 5))
    np.testing.assert_array_equal(lesson["one_hot_rows"](tokens) @ table, table[tokens])


def pair_loss(E, U, centre, context, noise, negatives=5):
    """The mean loss of a pair, as the lesson's equation has it."""
    near = np.log(expit(np.sum(E[centre] * U[context], axis=1))).sum()
    far = np.log(expit(-E[centre] @ U[noise].T)).sum() * negatives / len(noise)
    return -(near + far) / len(centre)


def test_a_step_goes_down_the_gradient_of_the_loss_that_its_result_gives(lesson, rng):
    """Against numerical derivatives; words come back within the batch and among the noise."""
    E, U = rng.normal(size=(2, V, 4))
    centre, context = rng.integers(3, 9, (2, 20))
    noise = np.array([3, 8, 8, 20])
    before = E.copy(), U.copy()
    rate = 1e-6
    near, far = lesson["step"](E, U, centre, context, noise, rate)
    told = -np.log(near).mean() - 5 * np.log(1 - far).mean()
    assert told == pytest.approx(pair_loss(*before, centre, context, noise), rel=1e-5)
    for which, table in enumerate((E, U)):
        for word, column in [(3, 0), (8, 2), (20, 1), (25, 3)]:
            high, low = ([t.copy() for t in before] for _ in range(2))
            high[which][word, column] += 1e-5
            low[which][word, column] -= 1e-5
            losses = [pair_loss(*t, centre, context, noise) for t in (high, low)]
            slope = 20 * (losses[0] - losses[1]) / 2e-5  # the step sums over the 20 pairs
            moved = (before[which][word, column] - table[word, column]) / rate
            assert moved == pytest.approx(slope, rel=1e-3, abs=1e-4)


def test_words_of_one_company_become_neighbours(lesson, rng):
    """Two sets of words never meet: cosines within a set are above those between them."""
    reviews = [rng.integers(low, low + 12, 60) for low in (3, 16) for _ in range(150)]
    pairs = lesson["training_pairs"].__defaults__
    lesson["training_pairs"].__defaults__ = (5, 1e9)  # so short a text is not thinned
    try:
        E, losses = lesson["train_vectors"](reviews, epochs=4, batch=256)
    finally:
        lesson["training_pairs"].__defaults__ = pairs
    unit = E / np.maximum(np.linalg.norm(E, axis=1, keepdims=True), 1e-9)
    similarity = unit @ unit.T
    first, second = slice(3, 15), slice(16, 28)
    within = min(similarity[first, first].mean(), similarity[second, second].mean())
    assert within > similarity[first, second].mean() + 0.3
    assert losses[-5:, 1].mean() < losses[0, 1]


def test_refining_starts_where_it_is_told_and_goes_down_the_gradient(rng):
    """One step of the lesson's Adam moves every weight against its numerical derivative."""
    X, labels = csr_array(rng.dirichlet(np.ones(V), 12)), rng.integers(0, 2, 12)
    names = {"np": np, "expit": expit, "VOCABULARY": V, "course": _Course}
    names |= {"shares": dict.fromkeys(("treino", "validação", "teste"), X)}
    names |= {"y": dict.fromkeys(("treino", "validação", "teste"), labels)}
    lesson = run_cells("13", ["adam", "refine"], names)
    weights = [rng.normal(size=(V, 3)), rng.normal(size=3), 0.2]
    seen = []
    true_step = lesson["adam_step"]
    lesson["adam_step"] = lambda w, g, *rest: seen.append(g) or true_step(w, g, *rest)
    accuracy = lesson["refine"](weights, np.arange(12), 0.01)
    E, a, b = weights
    assert accuracy[0, 0] == np.mean((X @ (E @ a) + b > 0) == labels)

    def loss(E, a, b):
        says = X @ (E @ a) + b
        return np.mean(np.logaddexp(0, says) - labels * says)

    bump = np.zeros_like(a)
    bump[1] = 1e-5
    slope = (loss(E, a + bump, b) - loss(E, a - bump, b)) / 2e-5
    assert seen[0][1][1] == pytest.approx(slope, rel=1e-3)
    corner = np.zeros_like(E)
    corner[4, 2] = 1e-5
    slope = (loss(E + corner, a, b) - loss(E - corner, a, b)) / 2e-5
    assert seen[0][0][4, 2] == pytest.approx(slope, rel=1e-3)


class _Course:
    @staticmethod
    def pick(aula, teste):
        return teste


def test_company_counts_neighbours_within_a_molecule_only():
    names = {"np": np, "symbols": ["C", "O", "F"], "unit_rows": None}
    names |= {"molecules": [["C", "O", "C"], ["F", "X", "F"]]}
    lesson = run_cells("13", ["pmi"], names)
    np.testing.assert_array_equal(lesson["company"](1), [[0, 2, 0], [2, 0, 0], [0, 0, 0]])
    np.testing.assert_array_equal(lesson["company"](2), [[2, 2, 0], [2, 0, 0], [0, 0, 2]])
