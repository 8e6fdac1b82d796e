"""Answers to the exercises of lesson 08."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from utils.exercises import lesson08 as reference


def by_counting(n_in, n):
    layer = layers.SimpleRNN(n)
    layer.build((None, None, n_in))
    return layer.count_params()


def by_hand(x, w_x, w_y, b):
    first = np.tanh(w_x * x[0] + b)
    return np.tanh(w_x * x[2] + w_y * np.tanh(w_x * x[1] + w_y * first + b) + b)


def by_keras(x, w_x, w_y, b):
    layer = layers.SimpleRNN(1, dtype="float64")
    layer.build((None, None, 1))
    layer.set_weights([np.array([[w_x]]), np.array([[w_y]]), np.array([b])])
    return layer(np.reshape(x, (1, 3, 1)).astype(float))[0, 0]


def by_trace(W_y, dt):
    """Product of the eigenvalues: the determinant; their sum: the trace."""
    size = np.sqrt(np.linalg.det(W_y))
    return np.arccos(np.trace(W_y) / (2 * size)) / dt, -2 * np.log(size) / dt


def parity_with(b_first=-0.5, b_second=-1.5, back=-1.0, shape=2):
    def answer(size, which):
        W_x = np.zeros((size, shape))
        W_x[which] = 1.0
        return W_x, np.array([[1.0, 1.0], [back, back]]), np.array([b_first, b_second])

    return answer


def sequential(features, units):
    masked = [layers.Masking(), layers.SimpleRNN(units), layers.Dense(1)]
    return keras.Sequential([keras.Input((None, features)), *masked])


def trained(doses, amount, activation="linear", start="zeros", units=1, steps=None):
    rnn = layers.SimpleRNN(units, activation, return_sequences=True, recurrent_initializer=start)
    inputs = keras.Input((steps, 1))
    network = keras.Model(inputs, layers.Dense(1)(rnn(inputs)))
    network.compile(keras.optimizers.Adam(0.05), "mse", jit_compile=False)
    network.fit(doses, amount, batch_size=16, epochs=100, verbose=0)
    return network


def by_least_squares(doses, amount):
    before, more = amount[:, :-1].ravel(), (amount - doses)[:, 1:].ravel()
    kept = before @ more / (before @ before)

    def network(new):
        now, found = 0.0, []
        for t in range(new.shape[1]):
            now = kept * now + new[:, t]
            found.append(now)
        return np.stack(found, axis=1)

    return network


RIGHT = {
    "8.1": [by_counting, lambda n_in, n: tf.constant(n * n_in + n * n + n)],
    "8.2": [by_hand, by_keras],
    "8.3": [by_trace],
    "8.4": [parity_with(), parity_with(-0.3, -1.2)],
    "8.5": [sequential],
    "8.6": [trained, by_least_squares],
}

WRONG = {
    "8.1": [("Com 14 entradas e 16 neurônios", lambda n_in, n: n_in * n)],
    "8.2": [
        ("Com x = 1, 0, 0", lambda x, w_x, w_y, b: 0.0),
        ("só o último passo", lambda x, w_x, w_y, b: np.tanh(np.tanh(np.tanh(w_x * x[0])))),
    ],
    "8.3": [("Com [[0,5; 0,5]", lambda W_y, dt: (0.0, 0.0))],
    "8.4": [
        ("A primeira falha é no passo", parity_with(back=0.0)),
        ("h₁ − h₂ deve ser", lambda size, which: reference.parity_layer(size, 0)),
        ("As formas são", parity_with(shape=3)),
    ],
    "8.5": [("falta a máscara", reference._without_mask)],
    "8.6": [
        ("não aceita sequências de 40", lambda d, a: trained(d, a, steps=20)),
        ("e não o que o fit devolve", lambda d, a: object()),
        ("o erro deve ficar abaixo", lambda d, a: lambda new: 0 * np.asarray(new)),
        ("tem a forma das doses", lambda d, a: lambda new: new[:, -1]),
    ],
}
