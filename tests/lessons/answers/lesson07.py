"""Answers to the exercises of lesson 07."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from tests.lessons.answers import ANY
from utils.exercises import lesson07 as reference


def slope_by_tape(r, centre, eta, cutoff):
    r = tf.Variable(r, dtype="float64")
    with tf.GradientTape() as tape:
        value = tf.exp(-eta * (r - centre) ** 2) * (tf.cos(np.pi * r / cutoff) + 1) / 2
    return tape.gradient(value, r)


def slope_by_steps(r, centre, eta, cutoff, h=1e-5):
    def term(r):
        return np.exp(-eta * (r - centre) ** 2) * (np.cos(np.pi * r / cutoff) + 1) / 2

    return (term(r + h) - term(r - h)) / (2 * h)


def forces_at(pulls, index):
    forces = pulls.sum(axis=1)
    np.subtract.at(forces, index, pulls)
    return forces


def functional(size, units, hidden="swish", output=None, last=1):
    x = keras.Input((size,))
    h = layers.Dense(units, hidden)(layers.Dense(units, hidden)(x))
    return keras.Model(x, layers.Dense(last, output)(h))


RIGHT = {
    "7.1": [slope_by_tape, slope_by_steps],
    "7.2": [
        lambda r, g, d, m: sum(
            4 * np.pi * a**2 * d * b * (r[1] - r[0]) for a, b in zip(r, g, strict=True) if a < m
        ),
        lambda r, g, d, m: np.dot(4 * np.pi * r**2 * (r < m), d * g) * np.diff(r).mean(),
    ],
    "7.3": [forces_at, reference.forces_from_pairs],
    "7.4": [lambda d: np.log(2) / (d / 2) ** 2, lambda d: np.log(16) / d**2],
    "7.5": [
        lambda r, cutoff: 0.5 * (np.cos(np.pi * np.minimum(r, cutoff) / cutoff) + 1),
        lambda r, cutoff: [np.cos(np.pi * x / cutoff / 2) ** 2 if x < cutoff else 0.0 for x in r],
    ],
    "7.6": [functional],
}

WRONG = {
    "7.1": [
        ("No centro da camada", lambda r, centre, eta, cutoff: 0.0),
        (
            "Além do centro",
            lambda r, centre, eta, cutoff: reference.radial_slope(centre, centre, eta, cutoff),
        ),
    ],
    "7.2": [
        ("Num gás", lambda r, g, d, m: 4.0),
        (
            "Só contam os centros",
            lambda r, g, d, m: reference.coordination_number(r, np.ones(len(r)), d, m),
        ),
    ],
    "7.3": [
        ("Dois átomos que se puxam", lambda p, i: np.zeros(p[:, 0].shape)),
        ("Mesmo que só um", lambda p, i: 2 * p.sum(axis=1)),
    ],
    "7.4": [
        ("Com 0,4 Å", lambda d: 1 / d),
        ("O dobro da distância", lambda d: 4 * np.log(2) / (0.4 * d)),
    ],
    "7.5": [
        ("Em 0, na metade", lambda r, cutoff: np.clip(1 - np.asarray(r) ** 2 / cutoff**2, 0, 1)),
        (
            "Além do corte é zero",
            lambda r, cutoff: 0.5 * (np.cos(np.pi * r / cutoff) + 1) + (r > 9),
        ),
    ],
    "7.6": [("Na ordem: entrada", lambda n, u: functional(n, u + 1))],
}
_ = ANY
