"""Answers to the exercises of lesson 03."""

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers

from tests.lessons.answers import ANY
from utils.exercises import lesson03 as reference


def with_the_tape(x, w, b, y_true):
    w, b = tf.Variable(w), tf.Variable(b)
    with tf.GradientTape() as tape:
        loss = tf.abs(y_true - (x * w + b))
    return tape.gradient(loss, [w, b])


def by_small_steps(x, w, b, y_true, h=1e-7):
    def loss(w, b):
        return abs(y_true - (x * w + b))

    return (
        (loss(w + h, b) - loss(w - h, b)) / (2 * h),
        (loss(w, b + h) - loss(w, b - h)) / (2 * h),
    )


def by_paths(parents):
    """Sum the products over all the paths from the last node."""
    found = np.zeros(len(parents))

    def walk(node, product):
        found[node] += product
        for parent, slope in parents[node]:
            walk(parent, product * slope)

    walk(len(parents) - 1, 1.0)
    return found


def by_solving(parents):
    slopes = np.eye(len(parents))
    for node, pairs in enumerate(parents):
        for parent, slope in pairs:
            slopes[parent, node] -= slope
    return pd.Series(np.linalg.solve(slopes, slopes[-1] * 0 + np.eye(len(parents))[-1]))


def with_einsum(X, W, delta):
    return (
        np.einsum("np,nq->pq", X, delta),
        np.einsum("nq->q", delta),
        np.einsum("nq,pq->np", delta, W),
    )


def layer_by_tape(X, W, delta):
    X, W, b = tf.Variable(X), tf.Variable(W), tf.Variable(np.zeros(W.shape[1]))
    with tf.GradientTape() as tape:
        Z = X @ W + b
    return tape.gradient(Z, [W, b, X], output_gradients=tf.constant(delta))


def by_search(value, third, epsilon):
    h = np.geomspace(1e-4, 10, 200_001)
    return h[np.argmin(abs(third) * h**2 / 6 + epsilon * abs(value) / (2 * h))]


def with_arrays(positions):
    bonds = positions[:, None] - positions[None]
    near = np.eye(len(positions))
    r2 = (bonds**2).sum(-1) + near
    return ((1 - near) * 24 * (2 / r2**7 - 1 / r2**4))[..., None].__mul__(bonds).sum(1)


def forces_by_tape(positions):
    first, second = np.triu_indices(len(positions), 1)
    pairs = np.eye(len(positions))[first] - np.eye(len(positions))[second]
    positions = tf.Variable(positions)
    with tf.GradientTape() as tape:
        r = tf.norm(pairs @ positions, axis=1)
        energy = tf.reduce_sum(4 * (r**-12 - r**-6))
    return -tape.gradient(energy, positions)


def first_only(positions):
    forces = np.zeros(positions.shape)
    forces[:2] = reference.pair_forces(positions[:2])
    return forces


def trained(x, y, start="glorot_uniform"):
    hidden = layers.Dense(16, "tanh", kernel_initializer=start)
    output = layers.Dense(1, kernel_initializer=start)
    network = keras.Sequential([keras.Input((1,)), hidden, output])
    network.compile(keras.optimizers.Adam(0.05), "mse", jit_compile=False)
    network.fit(x, y, batch_size=10, epochs=10, verbose=0)
    return network


def by_hand(x, y):
    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(0, 2, (1, 30)), np.zeros((30, 1))
    b1 = rng.normal(0, 1, 30)
    h = np.tanh(x @ W1 + b1)
    for _ in range(5000):
        W2 = W2 - 0.03 * h.T @ (h @ W2 - y) / len(x)
    return lambda new: np.tanh(new @ W1 + b1) @ W2


LINES = {1: 4, 2: 3, 3: 1, 4: 5, 5: 2}

RIGHT = {
    "3.1": [
        with_the_tape,
        by_small_steps,
        lambda x, w, b, y: np.array([x, 1]) * (1 if x * w + b > y else -1),
    ],
    "3.2": [by_paths, by_solving],
    "3.3": [with_einsum, layer_by_tape],
    "3.4": [by_search, lambda value, third, epsilon: np.cbrt(1.5 * epsilon * abs(value / third))],
    "3.5": [LINES.get, lambda version: tf.constant([[4, 3, 1, 5, 2][version - 1]])],
    "3.6": [with_arrays, forces_by_tape],
    "3.7": [trained, by_hand],
}

WRONG = {
    "3.1": [
        ("Com os números do slide", lambda x, w, b, y_true: [1.0, 2.0]),
        ("Com a saída abaixo do alvo", lambda x, w, b, y_true: [abs(x), 1.0]),
        ("Onde se esperava uma lista de 2", lambda x, w, b, y_true: x),
    ],
    "3.2": [
        ("No grafo da aula", lambda parents: [1.0] * len(parents)),
        ("Em w·w, com w = 3", lambda parents: by_paths(parents) if len(parents) != 2 else [3, 1]),
        ("Numa fila", lambda parents: by_paths(parents) if len(parents) != 3 else [2.0, 5.0, 1.0]),
        ("uma lista de", lambda parents: by_paths(parents)[:1]),
        (ANY, lambda parents: by_paths(parents) if len(parents) != 6 else np.zeros(6)),
    ],
    "3.3": [
        ("O certo: ∂E/∂W", lambda X, W, delta: (X.T @ delta, delta.sum(0), X)),
        (
            "cada peso e o viés recebem a soma, 3",
            lambda X, W, delta: (X.T @ delta, delta[0], delta @ W.T),
        ),
        (
            "cada peso e o viés recebem a soma, 3",
            lambda X, W, delta: (X.T @ delta / len(X), delta.sum(0), delta @ W.T),
        ),
        (
            "uma lista de 3",
            lambda X, W, delta: (X.T @ delta, delta.sum(0)),
        ),
    ],
    "3.4": [
        ("Com valor 1, terceira derivada 3", lambda value, third, epsilon: 0.1),
        (
            "Com valor 1, terceira derivada 3",
            lambda value, third, epsilon: np.cbrt(1.5 * epsilon * abs(third / value)),
        ),
        (
            "O sinal não conta",
            lambda value, third, epsilon: np.cbrt(1.5 * epsilon * value / third),
        ),
    ],
    "3.5": [
        ("Devolva só o número", lambda version: f"linha {LINES[version]}"),
        ("Devolva só o número", lambda version: list(LINES.values())),
        ("Não é essa a linha. Na versão", lambda version: 6 - version),
        ("Na versão 1 erram dW1", lambda version: LINES[version] if version != 1 else 1),
        ("as formas conferem", lambda version: LINES[version] if version != 2 else 1),
        ("todos pelo mesmo fator", lambda version: LINES[version] if version != 3 else 2),
        ("só db1 erra", lambda version: LINES[version] if version != 4 else 2),
        ("só dW2 erra", lambda version: LINES[version] if version != 5 else 1),
    ],
    "3.6": [
        ("A r = 1 os dois se repelem", lambda positions: np.ones(positions.shape)),
        ("Com três átomos", first_only),
        ("algo de forma (2, 3)", lambda positions: reference.pair_forces(positions)[0]),
    ],
    "3.7": [
        ("W1 continua zero", lambda x, y: trained(x, y, "zeros")),
        ("neurônios ocultos estão idênticos", lambda x, y: trained(x, y, "ones")),
        ("O da sua é 1.", lambda x, y: lambda new: np.interp(new, x[:, 0], y[:, 0]) + 1),
        ("Veio NaN", lambda x, y: lambda new: new / 0.0),
        ("O erro entre os pontos", lambda x, y: lambda new: np.full(len(new), y.mean())),
    ],
}
