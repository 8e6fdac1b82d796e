"""Answers to the exercises of lesson 09."""

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers

from utils.exercises import lesson09 as reference


def by_logarithms(factor, fraction):
    t = int(np.floor(np.log(fraction) / np.log(factor) + 1e-12)) + 1
    return t - 1 if t and factor ** (t - 1) < fraction else t


def with_einsum(W, y, e):
    delta = [np.zeros(len(W))]
    for y_n, e_n in zip(y[::-1], e[::-1], strict=True):
        delta.insert(0, (1 - y_n**2) * (e_n + np.einsum("kj,k->j", W, delta[0])))
    return pd.DataFrame(delta[:-1])


def deltas_by_tensors(W, y, e):
    later, found = tf.zeros(len(W), "float64"), []
    for n in range(len(e) - 1, -1, -1):
        later = (1 - y[n] ** 2) * (e[n] + tf.linalg.matvec(tf.constant(W), later, transpose_a=True))
        found.append(later)
    return tf.stack(found[::-1])


def clipped_by_tensorflow(gradients, limit):
    return tf.clip_by_global_norm([tf.constant(g) for g in gradients], limit)[0]


def entropy_with_pandas(guesses):
    share = pd.Series(list(guesses)).value_counts(normalize=True)
    return -(share * np.log2(share)).sum()


def trained(letters, symbols, shift=1, backwards=False, last_only=False, epochs=12):
    read = keras.Input((None,), dtype="int32")
    x = layers.Embedding(symbols, 16)(read)
    layer = layers.LSTM(32, return_sequences=not last_only)
    x = (layers.Bidirectional(layer) if backwards else layer)(x)
    model = keras.Model(read, layers.Dense(symbols)(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02), loss, jit_compile=False)
    rows = letters[: len(letters) // 41 * 41].reshape(-1, 41)
    wanted = rows[:, shift : shift + 40]
    model.fit(rows[:, :40], wanted[:, -1] if last_only else wanted, 8, epochs, 0)
    return model


def by_counting(letters, symbols):
    """Count what came after the last three letters."""
    table = np.full((symbols, symbols, symbols, symbols), 1e-3)
    np.add.at(table, (letters[:-3], letters[1:-2], letters[2:-1], letters[3:]), 1)

    def logits(rows):
        padded = np.pad(np.asarray(rows), ((0, 0), (2, 0)))
        p = table[padded[:, :-2], padded[:, 1:-1], padded[:, 2:]]
        return np.log(p / p.sum(axis=-1, keepdims=True))

    return logits


RIGHT = {
    "9.1": [by_logarithms, lambda f, x: next(t for t in range(10_000) if f**t < x)],
    "9.2": [
        lambda p: [-np.log2(p).mean(), 2 ** (-np.log2(p).mean())],
        lambda p: np.array([-np.log(p).mean() / np.log(2), 1 / np.prod(p) ** (1 / len(p))]),
    ],
    "9.3": [with_einsum, deltas_by_tensors],
    "9.4": [clipped_by_tensorflow],
    "9.5": [entropy_with_pandas],
    "9.6": [trained, by_counting],
}

WRONG = {
    "9.1": [
        ("0,5³ = 0,125", lambda factor, fraction: 1),
        ("só depois de 44", lambda f, x: 3 if (f, x) == (0.5, 0.2) else 20),
        ("ainda é 0,25", lambda f, x: int(np.ceil(np.log(x) / np.log(f) - 1e-12))),
    ],
    "9.2": [
        ("Um quarto em cada letra", lambda p: (np.mean(p), 1 / np.mean(p) + 1)),
        ("com 1 e 0,25, a média", lambda p: (-np.log2(p[0]), 1 / p[0]) if len(p) else None),
        ("2", lambda p: -np.mean(np.log2(p))),
    ],
    "9.3": [
        ("Sem pesos, cada instante", lambda W, y, e: e - y),
        (
            "δ dobra a cada passo",
            lambda W, y, e: reference.bptt_deltas(W[::-1, ::-1] * 0.5, y, e),
        ),
    ],
    "9.4": [
        ("3 e 4 juntos", lambda gradients, limit: [np.asarray(g) / limit for g in gradients]),
        (
            "Abaixo do limite nada muda",
            lambda gradients, limit: [
                0.9 * g if limit == 10 else g for g in reference.clip(gradients, limit)
            ],
        ),
    ],
    "9.5": [
        ("Metade no 1º palpite", lambda guesses: 2.0 + np.std(guesses)),
        ("não precisa de bit nenhum", lambda g: reference.shannon_bits(g) or 1.0),
    ],
    "9.6": [
        ("de forma (n, T, symbols)", lambda x, n: trained(x, n, last_only=True, epochs=1)),
        ("não pode ler a letra", lambda x, n: trained(x, n, backwards=True, epochs=1)),
        ("o alvo não foi adiantado", lambda x, n: trained(x, n, shift=0)),
        ("menos de 1 bit por letra", lambda x, n: trained(x, n, epochs=1)),
    ],
}
