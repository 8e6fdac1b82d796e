"""Lesson 03's own functions: the engine against the tape, gradients, forces, the bug hunt."""

import ast
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from tools.lessons import ROOT, code_cells, read_lesson, run_cells
from utils.exercises import lesson03 as reference
from utils.results import decimal, scientific

GRAPHS = 1000
# The line that is right, of those that a version of the exercise may have wrong.
RIGHT_LINES = {
    1: "delta2 = (p - y) / len(x)",
    2: "dW2, db2 = h.T @ delta2, delta2.sum(axis=0)",
    3: "back = delta2 @ W2.T",
    4: "delta1 = back * (1 - h**2)",
    5: "dW1, db1 = x.T @ delta1, delta1.sum(axis=0)",
}


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "tf": tf, "print": lambda *_, **__: None}
    names |= {"decimal": decimal, "scientific": scientific}
    names["course"] = SimpleNamespace(pick=lambda **sizes: sizes["teste"])
    exec("from itertools import count, pairwise", names)
    cells = ["elements", "elements-read", "node", "more-operations", "backward", "accumulate"]
    cells += ["start", "forward", "by-hand", "by-tape", "by-engine", "three-agree", "agree-run"]
    cells += ["differences", "complex-step", "deep", "deep-backward", "dimer", "trimer"]
    return run_cells("03", [*cells, "random-graphs", "random-run"], names)


def test_a_thousand_random_graphs_agree_with_the_tape(lesson):
    """The engine goes back twice over each, and many of their nodes are used more than once."""
    assert max(lesson["graph_gap"](seed) for seed in range(GRAPHS)) < 1e-10


def test_random_graphs_use_nodes_more_than_once(lesson):
    used = [
        np.bincount([i for _, *pair in program for i in pair]).max()
        for program in (lesson["random_program"](np.random.default_rng(k)) for k in range(50))
    ]
    assert min(used) > 1


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=6), st.floats(-2, 2))
def test_engine_derives_a_polynomial(lesson, coefficients, at):
    x = lesson["Node"](at)
    value = 0 * x
    for coefficient in coefficients:  # Horner's rule, which uses x many times
        value = value * x + coefficient
    for _ in range(2):
        lesson["backward"](value)
    assert value.value == pytest.approx(np.polyval(coefficients, at), abs=1e-9)
    assert x.grad == pytest.approx(np.polyval(np.polyder(coefficients), at), abs=1e-9)


def test_a_long_graph_is_no_deep_recursion(lesson):
    x = lesson["Node"](1.0)
    total = x
    for _ in range(5000):
        total = total + x
    lesson["backward"](total)
    assert x.grad == 5001


def test_accumulation_forgotten_is_noticed(lesson):
    three = lesson["Node"](3.0)
    square = three * three
    lesson["careless_backward"](square)
    assert three.grad == 3
    lesson["backward"](square)
    assert three.grad == 6


@pytest.mark.parametrize("seed", range(5))
def test_five_derivatives_agree(lesson, seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(7, 2)), rng.integers(0, 2, (7, 1)) * 1.0
    weights = [rng.normal(size=w.shape) for w in lesson["weights"]]
    hand = lesson["by_hand"](X, y, weights)
    for way in ("by_engine", "by_tape"):
        assert lesson["distance"](lesson[way](X, y, weights), hand) < 1e-12
    kept, lesson["weights"] = lesson["weights"], weights  # whose shapes the others take
    steps = {"by_differences": (1e-5, 1e-7), "by_complex_step": (1e-30, 1e-12)}
    for way, (h, most) in steps.items():
        assert lesson["distance"](lesson[way](X, y, weights, h), hand) < most
    lesson["weights"] = kept


@pytest.mark.parametrize("name", ["sigmoide", "tanh", "ReLU"])
def test_deep_backward_is_the_tapes(lesson, name):
    rng, (phi, slope) = np.random.default_rng(1), lesson["ACTIVATIONS"][name]
    stack, X = lesson["deep_start"]([3, 5, 5, 4], rng), rng.normal(size=(6, 3))
    top = rng.normal(size=(6, 4))
    variables = [tf.Variable(W) for W in stack]
    with tf.GradientTape() as tape:
        h = tf.constant(X)
        for W in variables:
            h = {"sigmoide": tf.sigmoid, "tanh": tf.tanh, "ReLU": tf.nn.relu}[name](h @ W)
        last = tf.reduce_sum(h * top)
    found = lesson["deep_backward"](lesson["deep_forward"](X, stack, phi), top, stack, slope)
    for mine, tapes in zip(found, tape.gradient(last, variables), strict=True):
        np.testing.assert_allclose(mine, tapes, atol=1e-12)


def test_forces_are_those_of_the_exercise_and_balance(lesson):
    atoms = np.array([[0.0, 0.0, 0.0], [3.6, 0.5, 0.0], [1.2, 3.9, 1.0]])
    found = lesson["forces"](atoms)
    scaled = reference.pair_forces(atoms / lesson["SIGMA"])
    np.testing.assert_allclose(found, scaled * lesson["EPSILON"] / lesson["SIGMA"], rtol=1e-10)
    assert np.abs(found.sum(axis=0)).max() < 1e-12


def versions():
    """Yield the number, the lines and the source of each wrong version of exercise 3.5."""
    (path,) = (ROOT / "notebooks").glob("03_*.ipynb")
    cells = {cell.id: cell.source for cell in code_cells(read_lesson(path))}
    source = f"{cells['versions']}\n\n\n{cells['more-versions']}"
    for function in ast.parse(source).body:
        own = ast.get_source_segment(source, function)
        yield int(function.name[-1]), [ast.unparse(step) for step in function.body[:5]], own


def test_each_version_has_one_wrong_line_and_it_is_the_one_asked():
    found = {number: lines for number, lines, _ in versions()}
    assert list(found) == [1, 2, 3, 4, 5]
    right = [ast.unparse(ast.parse(RIGHT_LINES[k])) for k in range(1, 6)]
    for number, lines in found.items():
        wrong = [k for k in range(1, 6) if lines[k - 1] != right[k - 1]]
        assert wrong == [reference.wrong_line(number)]


def test_the_right_lines_give_the_tapes_gradients_and_no_version_does(lesson):
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(9, 3)), np.eye(3)[rng.integers(0, 3, 9)]
    W1, b1, W2, b2 = drawn = [tf.Variable(rng.normal(size=s)) for s in (9, 3, 9, 3)]
    with tf.GradientTape() as tape:
        h = tf.tanh(x @ tf.reshape(W1, (3, 3)) + b1)
        p = tf.nn.softmax(h @ tf.reshape(W2, (3, 3)) + b2)
        loss = -tf.reduce_mean(tf.reduce_sum(y * tf.math.log(p), axis=1))
    expected = np.concatenate([np.ravel(g) for g in tape.gradient(loss, drawn)])
    given = x, y, h.numpy(), p.numpy(), W2.numpy().reshape(3, 3)
    names = dict(zip(("x", "y", "h", "p", "W2"), given, strict=True))
    exec("\n".join(RIGHT_LINES.values()), names)
    right = np.concatenate([np.ravel(names[g]) for g in ("dW1", "db1", "dW2", "db2")])
    np.testing.assert_allclose(right, expected, atol=1e-12)
    for number, _, source in versions():
        exec(source, names)
        found = names[f"version_{number}"](*given)
        assert not np.allclose(np.concatenate([np.ravel(g) for g in found]), expected, atol=1e-3)
