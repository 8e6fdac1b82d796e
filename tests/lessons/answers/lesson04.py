"""Answers to the exercises of lesson 04."""

import math

import keras
import numpy as np
from keras import layers
from scipy.special import log_softmax
from scipy.special import softmax as scipys_softmax
from sklearn.svm import SVC

from tests.lessons.answers import ANY
from utils.exercises import lesson04 as reference


def counted_by_keras(sizes, images, batch):
    parts = [keras.Input((sizes[0],)), *map(layers.Dense, sizes[1:])]
    return keras.Sequential(parts).count_params(), math.ceil(images / batch)


def counted_in_a_loop(sizes, images, batch):
    weights = 0
    for place in range(1, len(sizes)):
        weights += sizes[place - 1] * sizes[place] + sizes[place]
    return [weights, (images + batch - 1) // batch]


def naive_softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def by_counts(first, second):
    b, c, n = np.sum(first & ~second), np.sum(second & ~first), len(first)
    return (b - c) / n, math.sqrt(b + c - (b - c) ** 2 / n) / n


def by_regression(images, errors, n):
    u, v = np.log(images), np.log(errors)
    slope = np.cov(u, v)[0, 1] / np.var(u, ddof=1)
    return float(np.exp(v.mean() + slope * (np.log(n) - u.mean())))


def sequential(units, rate, first="relu", dropped=True, last="softmax"):
    parts = [keras.Input((784,)), layers.Dense(units, first)]
    parts += [layers.Dropout(rate)] if dropped else []
    parts += [layers.Dense(units // 2, "relu"), layers.Dense(10, last)]
    return keras.Sequential(parts)


def trained(x, y, scale=16, rate=0.003, epochs=30, last="softmax"):
    parts = [layers.Dense(64, "relu"), layers.Dense(10, last)]
    network = keras.Sequential([keras.Input((64,)), *parts])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=last is None)
    network.compile(keras.optimizers.Adam(rate), loss)
    network.fit(x / scale, y, batch_size=32, epochs=epochs, verbose=0)
    return lambda new: network.predict(new / scale, verbose=0)


def by_svm(x, y):
    machine = SVC(gamma=0.001, C=10).fit(x, y)
    return lambda new: np.eye(10)[machine.predict(new)]


RIGHT = {
    "4.1": [counted_by_keras, counted_in_a_loop],
    "4.2": [
        lambda z: scipys_softmax(z, axis=1),
        lambda z: keras.ops.softmax(z, axis=-1),
        lambda z: np.exp(log_softmax(z, axis=1)).tolist(),
    ],
    "4.3": [
        lambda p, y: np.mean([-math.log(row[k]) for row, k in zip(p, y, strict=True)]),
        lambda p, y: keras.losses.sparse_categorical_crossentropy(np.asarray(y), p).numpy().mean(),
    ],
    "4.4": [by_counts, lambda a, b: np.array(by_counts(a, b))],
    "4.5": [by_regression, lambda *a: np.float32(reference.predicted_error(*a))],
    "4.6": [sequential],
    "4.7": [trained, by_svm],
}

WRONG = {
    "4.1": [
        ("A do slide tem", lambda s, n, b: (n, b)),
        ("Lote que divide", lambda s, n, b: (counted_by_keras(s, n, b)[0], n // b + 1)),
        (ANY, lambda s, n, b: (counted_by_keras(s[:3], n, b)[0], math.ceil(n / b))),
    ],
    "4.2": [
        ("Números iguais", lambda z: np.exp(z)),
        ("exp(1000) não cabe", naive_softmax),
        (ANY, lambda z: scipys_softmax(np.round(z), axis=1)),
    ],
    "4.3": [
        ("Quem não sabe nada", lambda p, y: 1 - np.mean(np.max(p, axis=1))),
        ("Certeza, e certa", lambda p, y: reference.cross_entropy(np.maximum(p, 0.1) * 0 + 0.1, y)),
        (ANY, lambda p, y: reference.cross_entropy(p, y) if len(p) < 4 else 1.0),
    ],
    "4.4": [
        ("Três acertos contra um", lambda a, b: (np.mean(a), np.mean(b))),
        ("Contra si mesmo", lambda a, b: (by_counts(a, b)[0], max(0.25, by_counts(a, b)[1]))),
        (ANY, lambda a, b: (np.mean(a) - np.mean(b), (np.mean(a) - np.mean(b)) / 2)),
    ],
    "4.5": [
        ("De 0,2 a 0,1", lambda images, errors, n: errors[-1] / 4),
        ("Dentro dos dados", lambda images, errors, n: by_regression(images, errors, max(n, 2000))),
        (ANY, lambda images, errors, n: by_regression(images[-2:], errors[-2:], n)),
    ],
    "4.6": [
        ("Na ordem: entrada", lambda u, r: sequential(u, r, dropped=False)),
        ("Na ordem: entrada", lambda u, r: sequential(u + 2, r)),
        ("As camadas conferem", lambda u, r: sequential(u, r, "tanh")),
    ],
    "4.7": [
        ("O erro em 400 imagens", lambda x, y: trained(x, y, epochs=1, rate=1e-4)),
        ("A saída são dez probabilidades", lambda x, y: trained(x, y, last=None)),
        ("A saída são dez probabilidades", lambda x, y: lambda new: y[: len(new)]),
    ],
}
