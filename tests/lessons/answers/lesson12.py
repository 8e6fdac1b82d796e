"""Answers to the exercises of lesson 12."""

import functools
import itertools

import keras
import numpy as np
from keras import layers
from scipy import special

from tests.lessons.answers import ANY
from utils.exercises.lesson12 import edit_distance, exact_match


def up_to_end(row):
    row = np.asarray(row).tolist()
    return row[: row.index(2) + 1] if 2 in row else row


def signs(row):
    """What stands before the end or the padding, whether the row has an end or not."""
    return list(itertools.takewhile(lambda k: k not in (0, 2), np.asarray(row).tolist()))


def masked_softmax(scores, real):
    return special.softmax(np.where(np.asarray(real)[:, None], scores, -1e9), axis=-1)


def unshifted(scores, real):
    large = np.exp(np.where(np.asarray(real)[:, None], scores, -np.inf))
    return large / large.sum(axis=-1, keepdims=True)


def recursive(a, b):
    @functools.cache
    def steps(i, j):
        if not i or not j:
            return i + j
        change = steps(i - 1, j - 1) + (a[i - 1] != b[j - 1])
        return min(change, steps(i - 1, j) + 1, steps(i, j - 1) + 1)

    return steps(len(a), len(b))


def summary(n_signs, units, mask=True, size=16, both=True, last=None):
    network = keras.Sequential([keras.Input((None,), dtype="int32")])
    network.add(layers.Embedding(n_signs, size, mask_zero=mask))
    network.add(
        layers.Bidirectional(layers.LSTM(units // 2)) if both else last or layers.LSTM(units)
    )
    return network


def translator(source, target, epochs=50, turned=False, last=6, whole=True):
    model = keras.Sequential([keras.Input((3,), dtype="int32"), layers.Embedding(6, 16)])
    model.add(layers.Bidirectional(layers.LSTM(32)))
    if whole:
        model.add(layers.RepeatVector(3))
        model.add(layers.LSTM(48, return_sequences=True))
    model.add(layers.Dense(last))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, jit_compile=False)
    goal = target[:, ::-1] if turned else target
    if whole:
        model.fit(source, goal, batch_size=24, epochs=epochs, verbose=0)
    return model


RIGHT = {
    "12.1": [
        lambda written, wanted: np.mean(
            [
                up_to_end(a)[: len(up_to_end(b))] == up_to_end(b)
                for a, b in zip(written, wanted, strict=True)
            ]
        ),
        lambda written, wanted: float(
            np.mean(
                np.all(
                    (written == wanted) | (np.cumsum(wanted == 2, axis=1) - (wanted == 2) > 0), 1
                )
            )
        ),
    ],
    "12.2": [
        masked_softmax,
        lambda scores, real: masked_softmax(scores, real).astype("float32"),
        lambda scores, real: masked_softmax(scores, real).tolist(),
    ],
    "12.3": [
        lambda table: [
            [*[k for k in row if k][::-1], *[0] * sum(k == 0 for k in row)] for row in table
        ],
        lambda table: np.take_along_axis(
            table,
            ((table != 0).sum(1, keepdims=True) - 1 - np.arange(table.shape[1])) % table.shape[1],
            axis=1,
        ),
    ],
    "12.4": [recursive, lambda a, b: float(edit_distance(b, a))],
    "12.5": [summary],
    "12.6": [translator],
}

WRONG = {
    "12.1": [
        ("Uma resposta igual até o fim", lambda written, wanted: 1 - exact_match(written, wanted)),
        (
            "O que a rede escreve depois",
            lambda written, wanted: float(
                np.mean(
                    [up_to_end(a) == up_to_end(b) for a, b in zip(written, wanted, strict=True)]
                )
                * (np.shape(written)[1] != 4 or np.ravel(written)[1] == 4)
            ),
        ),
        (
            "De duas linhas",
            lambda written, wanted: exact_match(written, wanted) ** 2,
        ),
        (
            "Sem a marca de fim",
            lambda written, wanted: float(
                np.mean([signs(a) == signs(b) for a, b in zip(written, wanted, strict=True)])
            ),
        ),
        (
            ANY,
            lambda written, wanted: {4: float(np.ravel(written)[2] != 0), 3: 0.5}.get(
                np.shape(written)[1], 0.3
            ),
        ),
    ],
    "12.2": [
        ("Dois lugares reais", lambda scores, real: 2 * masked_softmax(scores, real)),
        ("Veio NaN", unshifted),
        (
            "exp(1000)",
            lambda scores, real: masked_softmax(np.where(scores > 999, 0, scores), real),
        ),
    ],
    "12.3": [
        ("[3, 4, 5, 0] vira", lambda table: table),
        ("[3, 4, 5, 0] vira", lambda table: np.sort(table, axis=1)),
        (ANY, lambda table: -np.sort(-np.asarray(table), axis=1)),
    ],
    "12.4": [
        ("apaga-se uma letra", lambda a, b: 0),
        ("troca-se uma letra", lambda a, b: edit_distance(a, b) + (a == "etanol")),
        ("trocadas entre si", lambda a, b: 1 if sorted(a) == sorted(b) else edit_distance(a, b)),
        ("inserem-se 5", lambda a, b: edit_distance(a, b) if a else 1),
        (ANY, lambda a, b: {("", "eteno"): 5, ("metil", "meitl"): 2}.get((a, b), 1)),
    ],
    "12.5": [
        ("Embedding de 16, e depois", lambda n, units: summary(n, units, both=False)),
        ("Embedding de 16, e depois", lambda n, units: summary(n, units, size=8)),
    ],
    "12.6": [
        ("de forma (n, 3, 6)", lambda x, y: translator(x, y, whole=False)),
        ("menos de um terço", lambda x, y: translator(x, y, epochs=1)),
        ("menos de um terço", lambda x, y: translator(x, y, epochs=40, turned=True)),
    ],
}
