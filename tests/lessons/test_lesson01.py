"""Lesson 01's functions, from its cells: rule and bound, separability, networks side by side."""

import ast
from itertools import product

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers
from scipy import optimize, stats

from tools.lessons import ROOT, code_cells, read_lesson, run_cells

CELLS = """imports gates adder rosenblatt margin balance count-functions elements elements-read
cover side-by-side"""


@pytest.fixture(scope="module")
def lesson():
    """The names that the lesson's cells define; none of these trains a network."""
    names = run_cells("01", CELLS.split(), {})
    (path,) = (ROOT / "notebooks").glob("01_*.ipynb")
    (cell,) = (cell for cell in code_cells(read_lesson(path)) if cell.id == "wilson")
    functions = [n for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef)]
    exec(compile(ast.Module(functions, []), cell.id, "exec"), names)
    return names


def in_the_program(X, y):
    """Tell by linear programming whether a plane through the origin separates the examples."""
    ahead = -X * np.reshape(y, (-1, 1))
    found = optimize.linprog(
        np.zeros(X.shape[1]), A_ub=ahead, b_ub=-np.ones(len(X)), bounds=(None, None)
    )
    return found.status == 0


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 14))
def test_forces_balance_where_no_plane_separates(lesson, seed, n, examples):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(examples, n)), rng.choice([-1, 1], examples)
    assert lesson["separable"](X, y) == in_the_program(X, y)


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 10))
def test_corrections_stay_under_novikoffs_bound(lesson, seed, n, examples):
    rng = np.random.default_rng(seed)
    w = rng.normal(size=n)
    X = rng.normal(size=(examples, n))
    margins = abs(X @ w) / np.linalg.norm(w)
    X, y = X[margins > 0.1], np.sign(X @ w)[margins > 0.1]
    if len(X):
        bound = (np.linalg.norm(X, axis=1).max() / margins[margins > 0.1].min()) ** 2
        assert len(lesson["learn"](X, y)) <= bound


def test_corrections_of_the_gates_are_those_told(lesson):
    X, orders = lesson["X"], lesson["orders"]
    for y, told in ((lesson["AND"], (18, 22)), (lesson["OR"], (7, 9))):
        needed = [len(lesson["learn"](X[order], y[order])) for order in orders]
        assert (min(needed), max(needed)) == told


@given(st.integers(1, 40), st.integers(1, 12))
def test_covers_fraction_is_a_half_at_twice_the_weights(lesson, P, N):
    assert lesson["cover"](2 * N, N) == pytest.approx(0.5)
    assert lesson["cover"](P, N) == 1 or P > N
    assert lesson["cover"](P + 1, N) <= lesson["cover"](P, N)


def test_elements_are_typed_once_and_in_range(lesson):
    symbols, values = lesson["symbols"], lesson["values"]
    assert len(set(symbols)) == len(symbols) == 63
    assert values[:, 0].min() == 0.79
    assert values[:, 0].max() == 3.98
    assert ((values[:, 1] > 3.8) & (values[:, 1] < 17.5)).all()


def test_networks_side_by_side_are_dense_networks(lesson):
    many = lesson["side_by_side"](3, 4, "tanh")
    x = np.random.default_rng(0).normal(size=(5, 2)).astype("float32")
    together = np.asarray(many(np.repeat(x[:, None], 3, axis=1)))
    for n in range(3):
        alone = keras.Sequential(
            [keras.Input((2,)), layers.Dense(4, "tanh"), layers.Dense(1, "sigmoid")]
        )
        alone.set_weights([weight[n] for weight in many.get_weights()])
        np.testing.assert_allclose(together[:, n], np.asarray(alone(x)), rtol=1e-5)


def test_an_element_left_out_changes_no_weight_of_its_network(lesson):
    x = np.repeat(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])[:, None], 2, axis=1)
    seen = np.array([[1.0, 0], [1, 1], [1, 1], [1, 1]])
    weights = []
    for label in (0.0, 1.0):  # of the first example, which the second network doesn't see
        y = np.array([label, 1, 1, 0])[:, None, None] * np.ones((1, 2, 1))
        many = lesson["side_by_side"](2, 2, "tanh")
        lesson["fit_many"](many, x, y, 0.1, 50, seen)
        weights.append(many.get_weights()[0])
    np.testing.assert_allclose(weights[0][1], weights[1][1], atol=1e-6)
    assert abs(weights[0][0] - weights[1][0]).max() > 1e-3


def test_the_adder_adds(lesson):
    for bits in product([0, 1], repeat=3):
        carry, total = lesson["full_adder"](*bits)
        assert 2 * carry + total == sum(bits)


@pytest.mark.parametrize(("hits", "n"), [(0, 100), (55, 100), (100, 100), (5, 5)])
def test_wilsons_interval_is_scipys(lesson, hits, n):
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    ends = (100 * expected.low, 100 * expected.high)
    assert lesson["wilson"](hits, n) == pytest.approx(ends, abs=0.01)
