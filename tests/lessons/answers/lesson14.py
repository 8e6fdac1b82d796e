"""Answers to the exercises of lesson 14."""

import math
from collections import deque

import keras
import numpy as np
import pandas as pd
from keras import layers
from scipy import special, stats

from tests.lessons.answers import ANY
from utils.exercises.lesson14 import mcnemar, wilson


def held(states, mask):
    kept = None
    for state, real in zip(states, mask, strict=True):
        kept = state if real else kept
    return kept


def functional(vocabulary, units, size=16, mask=True, join="concat", last="sigmoid", kind="GRU"):
    tokens = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(vocabulary, size, mask_zero=mask)(tokens)
    recurrent = getattr(layers, kind)
    states = layers.Bidirectional(recurrent(units, return_sequences=True), join)(vectors)
    ends = layers.Bidirectional(recurrent(units), join)(states)
    return keras.Model(tokens, layers.Dense(1, last)(ends))


def one_by_one(vocabulary, units):
    model = keras.Sequential([keras.Input((None,))])
    model.add(layers.Embedding(vocabulary, 16, mask_zero=True))
    for every in (True, False):
        model.add(layers.Bidirectional(layers.GRU(units, return_sequences=every)))
    model.add(layers.Dense(1))
    model.add(layers.Activation("sigmoid"))
    return model


RIGHT = {
    "14.1": [
        lambda s, n: ([0] * n + s)[-n:],
        lambda s, n: np.pad(s[-n:], (max(0, n - len(s)), 0)).astype(int),
        lambda s, n: deque([0] * n + s, maxlen=n),
        lambda s, n: [0] * (n - len(s)) + s if len(s) < n else s[len(s) - n :],
        lambda s, n: np.concatenate([np.zeros(n), s])[len(s) :],
    ],
    "14.2": [
        lambda i, u: 3 * u * (i + u + 2),
        lambda i, u: sum(np.prod(shape) for shape in [(i, 3 * u), (u, 3 * u), (2, 3 * u)]),
        lambda i, u: float(sum(i * u + u * u + u + u for gate in "zrh")),
        lambda i, u: np.int64(3 * (i * u + u * u + 2 * u)),
        lambda inputs, units: 3 * inputs * units + 3 * units**2 + 6 * units,
    ],
    "14.3": [
        lambda s, m: s[m][-1],
        lambda s, m: s[np.where(m)[0].max()],
        lambda s, m: s[len(m) - 1 - np.argmax(m[::-1])],
        held,
        lambda s, m: s[max(i for i, real in enumerate(m) if real)].tolist(),
    ],
    "14.4": [
        lambda n: sum(max(n) - x for x in n) / (len(n) * max(n)),
        lambda n: np.mean(1 - np.array(n) / max(n)),
        lambda n: 1 - sum(n) / (len(n) * max(n)),
        lambda n: (pd.Series(n).max() - pd.Series(n).mean()) / pd.Series(n).max(),
        lambda n: (np.arange(max(n)) >= np.array(n)[:, None]).mean(),
    ],
    "14.5": [
        lambda k, n: stats.binomtest(k, n).proportion_ci(method="wilson"),
        lambda k, n: list(stats.binomtest(k, n).proportion_ci(method="wilson")),
        lambda k, n: np.array(wilson(k, n)),
        lambda k, n: [
            (k + 1.9208 + s * 1.96 * math.sqrt(k * (n - k) / n + 0.9604)) / (n + 3.8416)
            for s in (-1, 1)
        ],
        lambda k, n: np.float32(wilson(k, n)),
    ],
    "14.6": [
        lambda a, b: stats.binomtest(sum(a > b), sum(a != b)).pvalue if any(a != b) else 1.0,
        lambda a, b: min(1, 2 * stats.binom.cdf(min(sum(a & ~b), sum(b & ~a)), sum(a ^ b), 0.5)),
        lambda a, b: 1 if sum(a) == sum(b) else mcnemar(a, b),
        lambda a, b: np.minimum(1, 2 * special.bdtr(min(sum(a > b), sum(a < b)), sum(a != b), 0.5)),
        lambda a, b: mcnemar(a.astype(int), b.tolist()),
    ],
    "14.7": [functional, one_by_one],
}

WRONG = {
    "14.1": [
        ("[7, 8, 9]", lambda s, n: [0] * (n - len(s)) + s[::-1][:n]),
        (
            "Esperava uma lista de 3 e veio uma lista de 4. [1, 2, 3, 4]",
            lambda s, n: [0] * (n - len(s)) + s,
        ),
        (
            "[1, 2, 3, 4]",
            lambda s, n: [0] * (n - len(s)) + s[:n][::-1][::-1] if len(s) < 4 else s[1:2] * n,
        ),
        (
            "Esperava uma lista de 2 e veio uma lista de 0. Uma lista vazia",
            lambda s, n: ([0] * n + s)[-n:] if s else [],
        ),
        (ANY, lambda s, n: [0, 0, *s][-n:] if n <= len(s) + 2 else [0] * n),
    ],
    "14.2": [
        ("Com 32 entradas", lambda i, u: i * u + u * u + u),
        ("Com 50 e 16", lambda i, u: 3 * (2 * u * u + 2 * u)),
        ("Com 50 e 16", lambda i, u: 3 * (2 * i * u + 2 * u)),
        ("Com 50 e 16", lambda i, u: 6_336),
        ("Com 32 entradas", lambda i, u: 3 * (i * u + u * u + 2)),
    ],
    "14.3": [
        ("Três palavras", lambda s, m: s[m][0]),
        ("Três palavras", lambda s, m: s[m].mean(axis=0)),
        ("Três palavras", lambda s, m: s[m].max(axis=0)),
        ("Com os zeros antes", lambda s, m: s[2]),
        ("Procure o último True", lambda s, m: s[np.argmin(m) - 1]),
        ("Esperava uma lista de 2 e veio algo de forma (3, 2)", lambda s, m: s[m]),
    ],
    "14.4": [
        ("Textos do mesmo", lambda n: 1 - np.mean(n) / 200),
        ("De 4 × 200", lambda n: 1 - np.min(n) / np.max(n)),
        ("De 4 × 200", lambda n: np.max(n) - np.mean(n)),
        ("De 4 × 200", lambda n: 1 - np.median(n) / np.max(n)),
        ("De 4 × 200", lambda n: np.max(n) / np.mean(n) - 1),
    ],
    "14.5": [
        ("Para 80 acertos", lambda k, n: (k / n, k / n)),
        ("Para 80 acertos", lambda k, n: stats.binomtest(k, n).proportion_ci()),
        ("Para 80 acertos", lambda k, n: stats.binomtest(k, n).proportion_ci(method="wilsoncc")),
        ("10 em 10", lambda k, n: wilson(80, 100)),
        ("Onde se esperava uma lista de 2 veio um número", lambda k, n: wilson(k, n)[0]),
    ],
    "14.6": [
        ("Só contam", lambda a, b: abs(a.mean() - b.mean())),
        ("Só contam", lambda a, b: stats.binomtest(int(sum(a)), len(a)).pvalue),
        ("Trocar a e b", lambda a, b: 2 * stats.binom.cdf(sum(b > a), sum(a != b), 0.5)),
        ("Dois modelos", lambda a, b: min(0.99, mcnemar(a, b))),
        (ANY, lambda a, b: 1.0 if np.array_equal(a, b) else 0.03515625),
    ],
    "14.7": [
        ("Falta a máscara", lambda v, u: functional(v, u, mask=False)),
        ("Na ordem: Embedding", lambda v, u: functional(v, u, size=8)),
        ("Na ordem: Embedding", lambda v, u: functional(v, u + 1)),
        ("Na ordem: Embedding", lambda v, u: functional(v, u, kind="LSTM")),
        ("As camadas conferem", lambda v, u: functional(v, u, last="tanh")),
        ("Na ordem: Embedding", lambda v, u: functional(v, u, join="sum")),
    ],
}
