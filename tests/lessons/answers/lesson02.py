"""Answers to the exercises of lesson 02."""

import cmath
import math
from statistics import mean, pstdev

import keras
import numpy as np
import pandas as pd
from keras import layers
from sklearn.preprocessing import StandardScaler

from tests.lessons.answers import ANY
from utils.exercises import lesson02 as reference

R = 8.314462618  # J/(mol K)


def with_matrices(x, y, eta, steps):
    X = np.column_stack([np.ones(len(x)), x])
    w = np.zeros(2)
    for _ in range(steps):
        w -= eta * 2 / len(y) * X.T @ (X @ w - y)
    return w


def in_plain_python(x, y, eta, steps):
    a = b = 0.0
    for _ in range(steps):
        errors = [a + b * u - v for u, v in zip(x, y, strict=True)]
        slope = mean(e * u for e, u in zip(errors, x, strict=True))
        a, b = a - 2 * eta * mean(errors), b - 2 * eta * slope
    return a, b


def by_powers(x, y, eta, steps):
    X = np.column_stack([np.ones(len(x)), x])
    step = np.eye(2) - eta * 2 / len(x) * X.T @ X
    goal = np.linalg.lstsq(X, y, rcond=None)[0]
    return pd.Series(goal - np.linalg.matrix_power(step, steps) @ goal)


def rate_by_formula(x):
    trace, det = 1 + np.mean(x**2), np.var(x)
    return 1 / (trace / 2 + math.sqrt(trace**2 / 4 - det))


def rate_by_singular_values(x):
    X = np.array([np.ones(len(x)), x])
    return len(x) / np.linalg.norm(X, 2) ** 2


def roots_by_formula(curvature, eta, beta):
    half = (1 + beta - eta * curvature) / 2
    root = cmath.sqrt(half**2 - beta)
    return max(abs(half + root), abs(half - root))


def roots_by_matrix(curvature, eta, beta):
    step = [[1 - eta * curvature, beta], [-eta * curvature, beta]]
    return max(abs(np.linalg.eigvals(step)))


def adam_with_hats(g, m, v, t, eta):
    m, v = m + 0.1 * (g - m), v + 0.001 * (g * g - v)
    low, high = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return -eta * low / (math.sqrt(high) + 1e-7 / math.sqrt(1 - 0.999**t)), m, v


def adam_list(g, m, v, t, eta):
    return list(adam_with_hats(g, m, v, t, eta))


def scaled_by_hand(x, y):
    middle, spread = x.mean(), x.std()
    network = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    network.compile(keras.optimizers.Adam(0.5), "mse")
    network.fit((x - middle) / spread, y, batch_size=len(x), epochs=200, verbose=0)
    return lambda new: network.predict((new - middle) / spread, verbose=0)


def closed_form(x, y):
    return lambda new: np.polyval(np.polyfit(x[:, 0], y[:, 0], 1), new)


def colleagues(x, y, rate=0.25, scaled=False):
    first = []
    if scaled:
        first = [layers.Normalization()]
        first[0].adapt(x)
    network = keras.Sequential([keras.Input((1,)), *first, layers.Dense(1)])
    network.compile(keras.optimizers.SGD(rate), "mse")
    network.fit(x, y, batch_size=len(x), epochs=40, verbose=0)
    return network


RIGHT = {
    "2.1": [with_matrices, in_plain_python, by_powers],
    "2.2": [rate_by_formula, rate_by_singular_values, lambda x: np.float32(rate_by_formula(x))],
    "2.3": [
        lambda train, new: StandardScaler().fit(train).transform(new),
        lambda train, new: [
            [(u - mean(c)) / pstdev(c) for u, c in zip(row, train.T, strict=True)] for row in new
        ],
        lambda train, new: (pd.DataFrame(new) - train.mean(0)) / train.std(0),
    ],
    "2.4": [
        lambda w1, kelvin: -R * w1 / (1 / kelvin).std() / 1000,
        lambda w1, kelvin: -R / 1000 * w1 / pstdev(1 / t for t in kelvin),
        lambda w1, kelvin: -0.008314 * w1 / np.sqrt(np.var(1 / kelvin)),
    ],
    "2.5": [roots_by_formula, roots_by_matrix, lambda *a: [roots_by_formula(*a)][0]],
    "2.6": [adam_with_hats, adam_list],
    "2.7": [scaled_by_hand, closed_form],
}

WRONG = {
    "2.1": [
        ("Um passo de taxa 0,1", lambda x, y, eta, steps: [0.0, 0.0]),
        ("Com zero passos", lambda x, y, eta, steps: with_matrices(x, y, eta, max(1, steps))),
        ("Com muitos passos", lambda x, y, eta, steps: with_matrices(x, y, eta, min(2, steps))),
        (
            "Onde se esperava uma lista de 2 veio um número",
            lambda x, y, eta, steps: with_matrices(x, y, eta, steps)[0],
        ),
        (ANY, lambda x, y, eta, steps: with_matrices(abs(x), y, eta, steps)),
    ],
    "2.2": [
        ("Com x em escala", lambda x: 1 / np.mean(np.abs(x) + 1)),
        ("Com x em escala", lambda x: 2 * np.mean(x**2) + 1),
        ("Com x longe de zero", lambda x: 1 / max(1, np.var(x))),
        (ANY, lambda x: rate_by_formula(x) if len(x) == 2 else 0.5),
    ],
    "2.3": [
        ("O próprio treino", lambda train, new: new - new),
        ("Uma linha nova", lambda train, new: (new - new.mean(0)) / train.std(0)),
        (
            "O próprio treino",
            lambda train, new: (new - train.min(0)) / (train.max(0) - train.min(0)),
        ),
        ("Esperava algo de forma (3, 2)", lambda train, new: reference.in_scale(train, new).T),
    ],
    "2.4": [
        ("Com w1 = −3,861", lambda w1, kelvin: -w1),
        ("Com w1 = −3,861", lambda w1, kelvin: -0.008314 * w1),
        ("Sem inclinação", lambda w1, kelvin: reference.barrier(w1, kelvin) or 1.0),
    ],
    "2.5": [
        ("Sem momento é", lambda c, eta, beta: beta),
        ("Raízes complexas", lambda c, eta, beta: abs(1 - eta * c) + beta),
        ("Acima de 2(1 + β)/λ", lambda c, eta, beta: min(1, roots_by_formula(c, eta, beta))),
    ],
    "2.6": [
        ("O primeiro passo", lambda g, m, v, t, eta: (-eta * g, m, v)),
        (
            "Sem gradiente novo",
            lambda g, m, v, t, eta: adam_with_hats(g, m, v, t, eta) if g else (0.0, m, v),
        ),
        (
            "Com g = 1e-6",
            lambda g, m, v, t, eta: adam_with_hats(g, m, v, t, eta) if g != 1e-6 else (-1, 1e-7, 0),
        ),
        ("Esperava uma lista de 3", lambda *a: adam_with_hats(*a)[:2]),
    ],
    "2.7": [
        ("O erro entre os pontos", colleagues),
        ("Veio NaN", lambda x, y: colleagues(x, y, 50.0, True)),
        ("O erro entre os pontos", lambda x, y: lambda new: np.full(len(new), y.mean())),
    ],
}
