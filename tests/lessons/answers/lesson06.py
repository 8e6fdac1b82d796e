"""Answers to the exercises of lesson 06."""

import math
from fractions import Fraction
from itertools import product
from statistics import mean

import keras
import numpy as np
import pandas as pd
from keras import layers
from scipy import stats
from sklearn import metrics

from tests.lessons.answers import ANY
from utils.exercises.lesson06 import cross_entropy


def functional(size, units, rate):
    x = keras.Input((size,))
    hidden = layers.Dropout(rate)(layers.Dense(units, "relu")(x))
    return keras.Model(x, layers.Dense(1, "sigmoid")(hidden))


def with_activations(size, units, rate, last="sigmoid", dropped=True, hidden="relu"):
    network = keras.Sequential([keras.Input((size,)), layers.Dense(units)])
    network.add(layers.Activation(hidden))
    if dropped:
        network.add(layers.Dropout(rate))
    network.add(layers.Dense(1))
    network.add(layers.Activation(last))
    return network


RIGHT = {
    "6.1": [
        lambda x: -math.log10(x * 1e-9),
        lambda x: 9 - np.log(x) / np.log(10),
        lambda x: -np.log10(np.array([x]) / 1e9),
        lambda x: 6 - np.log10(x / 1000),
        lambda x: float(9 - np.log10(np.float32(x))),
    ],
    "6.2": [
        lambda a, b: len(a.intersection(b)) / max(1, len(a.union(b))),
        lambda a, b: (n := len(a & b)) / max(1, len(a) + len(b) - n),
        lambda a, b: Fraction(len(a & b), len(a | b) or 1),
        lambda a, b: 0 if not a | b else sum(x in b for x in a) / len(a | b),
        lambda a, b: np.mean([x in a and x in b for x in a | b]) if a or b else 0,
    ],
    "6.3": [
        lambda y, p: metrics.log_loss(y, np.clip(p, 1e-7, 1 - 1e-7), labels=[0, 1]),
        lambda y, p: -np.mean(np.log(np.clip(np.where(y == 1, p, 1 - p), 1e-7, 1 - 1e-7))),
        lambda y, p: mean(
            -math.log(min(max(b if a else 1 - b, 1e-7), 1)) for a, b in zip(y, p, strict=True)
        ),
        lambda y, p: cross_entropy(y.astype("float32"), p.astype("float32")),
        lambda y, p: pd.Series(y).pipe(cross_entropy, p),
    ],
    "6.4": [
        lambda y, p: (metrics.precision_score(y, p), metrics.recall_score(y, p)),
        lambda y, p: [sum(y & p) / sum(p), sum(y & p) / sum(y)],
        lambda y, p: np.array([y[p == 1].mean(), p[y == 1].mean()]),
        lambda y, p: pd.Series({"precisão": y[p == 1].mean(), "revocação": p[y == 1].mean()}),
        lambda y, p: (s for s in (y[p == 1].mean(), p[y == 1].mean())),
    ],
    "6.5": [
        metrics.roc_auc_score,
        lambda y, s: stats.mannwhitneyu(s[y == 1], s[y == 0]).statistic / (sum(y) * sum(1 - y)),
        lambda y, s: mean((a > b) + (a == b) / 2 for a, b in product(s[y == 1], s[y == 0])),
        lambda y, s: np.float32(metrics.roc_auc_score(y, s)),
        lambda y, s: (np.sign(np.subtract.outer(s[y == 1], s[y == 0])).mean() + 1) / 2,
    ],
    "6.6": [
        metrics.brier_score_loss,
        lambda y, p: sum((a - b) ** 2 for a, b in zip(y, p, strict=True)) / len(y),
        lambda y, p: ((pd.Series(p) - y) ** 2).mean(),
        lambda y, p: np.dot(y - p, y - p) / y.size,
        lambda y, p: metrics.mean_squared_error(y, p),
    ],
    "6.7": [functional, with_activations],
}

WRONG = {
    "6.1": [
        ("1 nmol/L são", lambda x: -np.log10(x)),
        ("1 nmol/L são", lambda x: 6 - np.log10(x)),
        ("500 nmol/L", lambda x: 9 + np.log10(x)),
        ("Abaixo de 1", lambda x: 9 - abs(np.log10(x))),
        (ANY, lambda x: 9 - np.log10(max(int(x), 0.05))),
    ],
    "6.2": [
        ("Conjuntos iguais", lambda a, b: len(a & b)),
        ("São 2 bits", lambda a, b: len(a & b) / max(a | b)),
        ("São 2 bits", lambda a, b: len(a & b) / max(1, len(a), len(b))),
        ("De dois conjuntos vazios", lambda a, b: len(a & b) / len(a | b) if a | b else 1.0),
        ("A função parou", lambda a, b: len(a & b) / len(a | b)),
    ],
    "6.3": [
        ("Com p = 0,5", lambda y, p: np.mean(np.abs(y - p))),
        ("É menos a média", lambda y, p: np.log(2) + np.mean((y - p) ** 2) - 0.25),
        ("Veio infinito", lambda y, p: -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))),
        ("Veio infinito", lambda y, p: -np.mean(np.log(np.where(y, p, 1 - p)))),
        ("Veio infinito", lambda y, p: -np.mean(np.log(np.where(y, np.maximum(p, 1e-7), 1 - p)))),
        ("Perda grande", lambda y, p: cross_entropy(y, np.clip(p, 1e-3, 0.999))),
        (
            "p = 1e-7 já está",
            lambda y, p: -np.mean(y * np.log(p + 1e-7) + (1 - y) * np.log(1 - p + 1e-7)),
        ),
    ],
    "6.4": [
        ("Dos previstos 1", lambda y, p: (np.mean(y == p), np.mean(y == p))),
        ("Dos previstos 1", lambda y, p: (np.sum(y * p) / len(y), np.sum(y * p) / len(y))),
        ("Onde se esperava uma lista de 2 veio um número", metrics.precision_score),
        ("Esperava uma lista de 2 e veio uma lista de 1", lambda y, p: [0.4]),
        (ANY, lambda y, p: (0.4, 2 / 3)),
    ],
    "6.5": [
        ("Se toda ativa passa", lambda y, s: np.mean((s >= 0.5) == y)),
        ("Se toda ativa passa", lambda y, s: 1 - metrics.roc_auc_score(y, s)),
        ("Todos empatados", lambda y, s: np.mean(s[y == 1][:, None] > s[y == 0])),
        ("Todos empatados", lambda y, s: np.mean(s[y == 1][:, None] >= s[y == 0])),
        ("Dois pares", lambda y, s: {True: 1.0, False: 0.5}[min(s[y == 1]) > max(s[y == 0])]),
    ],
    "6.6": [
        ("Probabilidades certas", lambda y, p: np.mean(p)),
        ("A média dos quadrados", lambda y, p: np.mean(np.abs(p - y))),
        ("A média dos quadrados", lambda y, p: np.sum((p - y) ** 2)),
        ("Probabilidades certas", lambda y, p: np.mean((1 - p - y) ** 2)),
    ],
    "6.7": [
        ("A softmax de um número", lambda n, u, r: with_activations(n, u, r, "softmax")),
        ("A saída é o logito", lambda n, u, r: with_activations(n, u, r, "linear")),
        ("Na ordem: entrada", lambda n, u, r: with_activations(n, u, r, dropped=False)),
        ("Na ordem: entrada", lambda n, u, r: with_activations(n, u + 1, r)),
        ("As camadas conferem", lambda n, u, r: with_activations(n, u, r, "tanh")),
        ("As camadas conferem", lambda n, u, r: with_activations(n, u, r, hidden="linear")),
    ],
}
