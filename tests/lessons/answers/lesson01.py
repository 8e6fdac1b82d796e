"""Answers to the exercises of lesson 01."""

import itertools
import math

import keras
import numpy as np
from keras import layers

from tests.lessons.answers import ANY


def by_hand(table):
    """Weights from the table, for every gate with a line."""
    for w1, w2, b in itertools.product(
        [-2, -1, 1, 2], [-2, -1, 1, 2], [-2.5, -1.5, -0.5, 0.5, 1.5]
    ):
        said = [w1 * x1 + w2 * x2 + b > 0 for x1 in (0, 1) for x2 in (0, 1)]
        if said == [bool(answer) for answer in table]:
            return w1, w2, b
    return (0, 0, 1) if all(table) else (0, 0, -1)


def always_and(table):
    return 1, 1, -1.5


def step_by_step(w, x, y):
    total = sum(a * b for a, b in zip(w, x, strict=True))
    if y * total > 0:
        return list(w)
    return [a + y * b for a, b in zip(w, x, strict=True)]


def bound_in_python(X, y, w):
    norm = math.sqrt(sum(value**2 for value in w))
    margins = [
        label * sum(a * b for a, b in zip(x, w, strict=True)) / norm
        for x, label in zip(X, y, strict=True)
    ]
    return max(sum(value**2 for value in x) for x in X) / min(margins) ** 2


def chain(n):
    """Parity with thresholds between the counts."""
    return np.ones((n, n)), [k + 0.5 for k in range(n)], [(-1) ** k for k in range(n)], 0.5


def one_at_a_time(n):
    return np.eye(n), np.ones(n), np.ones(n), 1


def functional(units):
    x = keras.Input((2,))
    return keras.Model(x, layers.Dense(1, "sigmoid")(layers.Dense(units, "tanh")(x)))


def other(units=None, hidden="tanh", last="sigmoid", entries=2):
    dense = [layers.Dense(units, hidden), layers.Dense(1, last)]
    return keras.Sequential([keras.Input((entries,)), *dense])


RIGHT = {
    "1.1": [
        lambda X, w, b: [int(sum(x * w) + b >= 0) for x in X],
        lambda X, w, b: np.where(np.column_stack([X, np.ones(len(X))]) @ [*w, b] < 0, 0, 1),
        lambda X, w, b: np.heaviside(X @ w + b, 1),
    ],
    "1.2": [
        step_by_step,
        lambda w, x, y: w + (y * np.dot(w, x) <= 0) * y * x,
        lambda w, x, y: (
            w + (y - np.sign(np.dot(w, x))) * x * (1 / (1 + abs(np.sign(np.dot(w, x)))))
        ),
    ],
    "1.3": [by_hand, lambda table: np.array(by_hand(table)) * 3.0],
    "1.4": [
        bound_in_python,
        lambda X, y, w: (w @ w) * np.max((X * X).sum(axis=1)) / np.min(y * (X @ w)) ** 2,
    ],
    "1.5": [
        lambda W1, b1, W2, b2: (np.dot(W1, W2), b2 + W2.T @ b1),
        lambda W1, b1, W2, b2: [np.einsum("ij,jk->ik", W1, W2), np.einsum("j,jk->k", b1, W2) + b2],
    ],
    "1.6": [chain, lambda n: tuple(np.asarray(part) * 2 for part in chain(n)[:2]) + chain(n)[2:]],
    "1.7": [functional, other],
}

WRONG = {
    "1.1": [
        ("E: com b = −2", lambda X, w, b: np.ones(len(X), int)),
        ("O limiar mudou de lado", lambda X, w, b: (X @ w - abs(b) >= 0) * 1),
        (ANY, lambda X, w, b: (X @ w + np.clip(b, -2, 1) >= 0) * 1),
    ],
    "1.2": [
        ("Estava certo", lambda w, x, y: w - y * x),
        ("Errado, com rótulo −1", lambda w, x, y: w),
        ("Em cima da reta conta", lambda w, x, y: np.where(y * (w @ x) < 0, w - x, w)),
    ],
    "1.3": [
        ("Some os pesos das entradas", always_and),
        ("Some os pesos das entradas", lambda table: by_hand([1 - answer for answer in table])),
        ("Esperava algo como", lambda table: 1.0),
    ],
    "1.4": [
        ("O E, com w", lambda X, y, w: len(X)),
        ("γ é a menor folga", lambda X, y, w: 51 * bound_in_python(X, y, w) ** 2 / 51**2),
    ],
    "1.5": [
        ("Abra os parênteses", lambda W1, b1, W2, b2: (W1 @ W2, b1.sum() * W2.sum(axis=0) + b2)),
        ("Esperava uma lista de 2", lambda W1, b1, W2, b2: [W1 @ W2]),
    ],
    "1.6": [
        ("Um neurônio por contagem", one_at_a_time),
        (
            "Um neurônio por contagem",
            lambda n: (np.ones((n, n)), np.arange(1, n + 1), np.ones(n), 1),
        ),
        ("Esperava algo como", lambda n: n),
    ],
    "1.7": [
        ("Na ordem: entrada de 2", lambda units: other(units, entries=3)),
        ("Na ordem: entrada de 2", lambda units: other(units + 1)),
        ("As camadas conferem", lambda units: other(units, "relu")),
    ],
}
