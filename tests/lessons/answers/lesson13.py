"""Answers to the exercises of lesson 13."""

import math
from collections import deque

import keras
import numpy as np
import pandas as pd
from keras import layers
from scipy import sparse
from scipy.spatial import distance
from sklearn.metrics.pairwise import cosine_similarity

from tests.lessons.answers import ANY
from utils.exercises.lesson13 import cosine, frozen_network, nearest, skip_gram_pairs


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def best(scores, excluded=()):
    scores = np.array(scores, float)
    scores[list(excluded)] = -np.inf
    return int(scores.argmax())


def network(table, *, weights=True, mask=True, trainable=False, ending="sigmoid", summary=None):
    """The network of 13.7, with one choice of another kind."""
    embedding = layers.Embedding(*table.shape, mask_zero=mask, trainable=trainable)
    summary = summary or layers.GlobalAveragePooling1D()
    neuron = layers.Dense(1, activation=ending)
    model = keras.Sequential([keras.Input((None,), dtype="int32"), embedding, summary, neuron])
    if weights:
        embedding.set_weights([table])
    return model


def functional(table):
    """The network of 13.7 by the functional interface, its average by hand."""
    entry = keras.Input((None,))
    embedding = layers.Embedding(*table.shape)
    vectors = embedding(entry)
    embedding.set_weights([table])
    embedding.trainable = False
    known = keras.ops.cast(entry != 0, "float32")[..., None]
    average = keras.ops.sum(vectors * known, 1) / keras.ops.maximum(keras.ops.sum(known, 1), 1)
    return keras.Model(entry, layers.Dense(1, activation="sigmoid")(average))


RIGHT = {
    "13.1": [
        lambda i, n: np.eye(n)[i],
        lambda i, n: [[int(j == index) for j in range(n)] for index in i],
        lambda i, n: np.array(i)[:, None] == np.arange(n),
        lambda i, n: sparse.csr_array((np.ones(len(i)), (range(len(i)), i)), (len(i), n)),
        lambda i, n: pd.get_dummies(pd.Categorical(i, categories=range(n))),
    ],
    "13.2": [
        lambda v, d, n: d * (v + n) + 1,
        lambda v, d, n: float(v * d + n * d + 1),
        lambda v, d, n: sum(np.prod(shape) for shape in [(v, d), (n * d, 1), (1,)]),
        lambda v, d, n: np.array([v * d + n * d + 1]),
        lambda v, d, n: np.int32(v * d) + np.int32(n * d + 1),
    ],
    "13.3": [
        lambda u, v: 1 - distance.cosine(u, v),
        lambda u, v: cosine_similarity([u], [v]),
        lambda u, v: (
            sum(a * b for a, b in zip(u, v, strict=True)) / math.hypot(*u) / math.hypot(*v)
        ),
        lambda u, v: u @ v / np.sqrt(u @ u * (v @ v)),
        lambda u, v: np.float32(u / np.linalg.norm(u)) @ np.float32(v / np.linalg.norm(v)),
    ],
    "13.4": [
        lambda v, i, k: [j for j in np.argsort(unit(v) @ unit(v)[i])[::-1] if j != i][:k],
        lambda v, i, k: np.argsort(np.linalg.norm(unit(v) - unit(v)[i], axis=1))[1 : k + 1],
        lambda v, i, k: pd.Series(cosine_similarity(v)[i]).drop(i).nlargest(k).index,
        lambda v, i, k: sorted(set(range(len(v))) - {i}, key=lambda j: -(unit(v) @ unit(v)[i])[j])[
            :k
        ],
        lambda v, i, k: map(int, np.argsort(-cosine_similarity(v)[i])[1 : k + 1]),
    ],
    "13.5": [
        lambda s, w: (
            (s[i], s[j]) for i in range(len(s)) for j in range(len(s)) if 0 < abs(i - j) <= w
        ),
        lambda s, w: [[b, a] for a, b in skip_gram_pairs(s, w)],
        lambda s, w: np.array(skip_gram_pairs(s, w)),
        lambda s, w: [
            p
            for d in range(1, w + 1)
            for a, b in zip(s, s[d:], strict=False)
            for p in [(a, b), (b, a)]
        ],
        lambda s, w: deque(reversed(skip_gram_pairs(s, w))),
    ],
    "13.6": [
        lambda v, a, b, c: best(unit(v) @ (v[b] - v[a] + v[c]), (a, b, c)),
        lambda v, a, b, c: best(
            -np.linalg.norm(unit(v) - unit(v)[[b]] + unit(v)[a] - unit(v)[c], axis=1), (a, b, c)
        ),
        lambda v, a, b, c: best(
            (s := (1 + cosine_similarity(v)) / 2)[b] * s[c] / (s[a] + 1e-3), (a, b, c)
        ),
        lambda v, a, b, c: best(cosine_similarity(v, [v[b] - v[a] + v[c]])[:, 0], (a, b, c)),
        lambda v, a, b, c: next(
            j
            for j in np.argsort(-unit(v) @ (unit(v)[b] - unit(v)[a] + unit(v)[c]))
            if j not in (a, b, c)
        ),
    ],
    "13.7": [
        network,
        functional,
        lambda t: frozen_network(np.asarray(t, "float32")),
        lambda t: keras.Sequential(network(t).layers),
        lambda t: network(t, ending=keras.ops.sigmoid),
    ],
}

WRONG = {
    "13.1": [
        ("Uma linha por índice, na ordem", lambda i, n: np.eye(n)[sorted(i)]),
        ("Uma linha por índice, na ordem", lambda i, n: np.ones((len(i), n))),
        ("Uma linha por índice, na ordem", lambda i, n: 3 * np.eye(n)[i] - 1),
        (
            "Esperava algo de forma (3, 4) e veio algo de forma (3, 3)",
            lambda i, n: np.eye(max(i) + 1)[i],
        ),
        ("Esperava algo de forma (3, 4) e veio uma lista de 4", lambda i, n: np.eye(n)[i[0]]),
    ],
    "13.2": [
        ("Com 10.000 palavras", lambda v, d, n: v * d),
        ("Com 10.000 palavras", lambda v, d, n: v * d + n * d + n),
        ("Use os três", lambda v, d, n: 80_161),
        ("Use os três", lambda v, d, n: 80_000 + n * d + 1),
        ("Use os três", lambda v, d, n: v * d + 20 * d + 1),
    ],
    "13.3": [
        ("Na mesma direção", lambda u, v: np.arccos(cosine(u, v))),
        ("Na mesma direção", lambda u, v: u @ v / (abs(u).sum() * abs(v).sum())),
        ("u·v = 24", lambda u, v: cosine(u, v) ** 2),
        ("Sentidos opostos", lambda u, v: abs(cosine(u, v))),
        (ANY, lambda u, v: np.round(cosine(u, v), 2)),
    ],
    "13.4": [
        (
            "As mais próximas",
            lambda v, i, k: np.argsort(np.linalg.norm(v - v[i], axis=1))[1 : k + 1],
        ),
        ("Use i e k", lambda v, i, k: nearest(v, 0, k)),
        ("Esperava uma lista de 3 e veio uma lista de 2", lambda v, i, k: nearest(v, i, 2)),
        ("As mais próximas", lambda v, i, k: np.argsort(-abs(unit(v) @ unit(v)[i]))[1 : k + 1]),
        ("Onde se esperava uma lista de 2 veio um conjunto", lambda v, i, k: set(nearest(v, i, k))),
        ("As mais próximas", lambda v, i, k: nearest(v, i, k)[::-1]),
    ],
    "13.5": [
        (
            "Esperava algo de forma (4, 2) e veio algo de forma (3, 2). De 'um bom",
            lambda s, w: [(s[i], s[i + d]) for i in range(1, len(s) - 1) for d in (-1, 1, 1)],
        ),
        ("De 'um bom filme'", lambda s, w: skip_gram_pairs([*"abc"], 1) if len(s) == 3 else []),
        (
            "Esperava algo de forma (14, 2) e veio algo de forma (8, 2). Com window",
            lambda s, w: skip_gram_pairs(s, 1),
        ),
        ("Compare posições", lambda s, w: [p for p in skip_gram_pairs(s, w) if p[0] != p[1]]),
        ("Um set perde", lambda s, w: set(skip_gram_pairs(s, w))),
        ("Com window = 2", lambda s, w: skip_gram_pairs(s, w) if len(s) < 4 else [("a", "b")] * 14),
    ],
    "13.6": [
        ("homem : mulher", lambda v, a, b, c: best(unit(v) @ unit(v)[c], (a, b, c))),
        ("Use a, b e c", lambda v, a, b, c: 3),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] + unit(v)[c]), (a, b, c))),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] - unit(v)[a]), (a, b, c))),
        (ANY, lambda v, a, b, c: best(-np.linalg.norm(v - v[b] + v[a] - v[c], axis=1), (a, b, c))),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] - unit(v)[a] + unit(v)[c]), (c, a))),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] - unit(v)[a] + unit(v)[c]), (c, b))),
        ("homem : mulher", lambda v, a, b, c: best(v @ (v[b] - v[a] + v[c]), (a, b, c))),
    ],
    "13.7": [
        ("Uma tabela, a dada", lambda t: network(t, weights=False)),
        ("Uma tabela, a dada", lambda t: keras.Sequential([network(t), layers.Dense(1)])),
        ("A tabela não deve treinar", lambda t: network(t, trainable=True)),
        ("A resposta é a sigmoide", lambda t: network(t, ending=None)),
        (
            "A resposta é a sigmoide",
            lambda t: network(t, mask=False, summary=layers.GlobalMaxPooling1D()),
        ),
        ("O preenchimento, 0,", lambda t: network(t, mask=False)),
        ("Esperava algo como", lambda t: t.mean()),
    ],
}
