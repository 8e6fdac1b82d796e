"""Lesson 02's own functions: gradients, the loop, the floor, Newton's equation, the surface."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.lessons import run_cells


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "R": 8.314462618e-3, "print": lambda *_: None}
    names["decimal"] = lambda value, digits=2: f"{value:.{digits}f}"
    cells = ["loss", "descend", "train", "calibration", "floor", "butane"]
    return run_cells("02", [*cells, "heavy-ball", "newton", "muller-brown", "roll"], names)


def slopes(function, w, step=1e-5):
    """Centred differences of a function of one vector."""
    nudges = step * np.eye(len(w))
    return np.array([function(w + e) - function(w - e) for e in nudges]) / (2 * step)


@given(w=st.lists(st.floats(-3, 3), min_size=2, max_size=2), seed=st.integers(0, 99))
def test_gradient_and_hessian_are_those_of_the_loss(lesson, w, seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(7, 2)), rng.normal(size=7)
    expected = slopes(lambda v: lesson["loss"](v, X, y), np.array(w))
    np.testing.assert_allclose(lesson["gradient"](np.array(w), X, y), expected, atol=1e-6)
    bends = slopes(lambda v: lesson["gradient"](v, X, y), np.array(w))
    np.testing.assert_allclose(lesson["hessian"](X), bends, atol=1e-6)


def test_whole_batch_is_the_plain_descent(lesson):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(9, 2)), rng.normal(size=9)
    path, losses = lesson["train"](X, y, 0.1, 9, 12)
    np.testing.assert_allclose(path, lesson["descend"]([0, 0], 0.1, 12, X, y), atol=1e-12)
    assert losses[0] == pytest.approx(np.mean(y**2))


@pytest.mark.parametrize("batch", [1, 4, 10, 50])
def test_an_epoch_reads_every_example_once(lesson, batch):
    X, seen = np.arange(10.0)[:, None], []

    class Spy(np.ndarray):
        def __getitem__(self, rows):
            seen.extend(rows)
            return np.asarray(self)[rows]

    lesson["train"](X, np.zeros(10).view(Spy), 0.0, batch, 1)
    assert sorted(seen) == list(range(10))


def test_energy_slope_is_the_slope_of_the_torsion(lesson):
    phi = np.linspace(0, 6, 25)
    expected = (lesson["torsion"](phi + 1e-6) - lesson["torsion"](phi - 1e-6)) / 2e-6
    np.testing.assert_allclose(lesson["energy_slope"](phi), expected, atol=1e-6)


def test_floor_is_that_of_the_recursion(lesson):
    """One step of the exact recursion of the variance leaves the predicted floor where it is."""
    bend, push = lesson["bend"], lesson["push"]
    for eta, size in ((0.01, 1), (0.1, 16)):
        floor = lesson["predicted_floor"](eta, size)
        shrink = (1 - eta * bend.mean()) ** 2 + eta**2 * bend.var() / size
        assert floor * shrink + eta**2 * push.var() / size == pytest.approx(floor)


@pytest.mark.parametrize("beta", [0.5, 0.81, 0.95, 0.99])
def test_momentum_follows_newton(lesson, beta):
    found = lesson["heavy_ball"](beta, 100)
    assert np.abs(found - lesson["newton"](beta, np.arange(101))).max() < 0.005


@given(x=st.floats(-1.4, 1), y=st.floats(-0.2, 2))
def test_force_is_the_slope_of_the_surface(lesson, x, y):
    w = np.array([x, y])
    expected = slopes(lambda v: lesson["surface"](v)[0], w)
    np.testing.assert_allclose(lesson["surface"](w)[1], expected, rtol=1e-4, atol=1e-3)


def test_minima_stay_where_they_are(lesson):
    assert list(lesson["nearest"](lesson["roll"](lesson["MINIMA"], 200))) == [0, 1, 2]
