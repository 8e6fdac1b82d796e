"""Answers to the exercises of lesson 16."""

import math
from collections import Counter
from statistics import NormalDist

import numpy as np
import pandas as pd
from rdkit import Chem
from scipy.special import logsumexp

from tests.lessons.answers import ANY
from utils.exercises.lesson16 import honest_network, nats_of_paths, order_of_sides


def labels(tokens):
    return [t for t in tokens if t.isdigit() or t.startswith("%")]


def odd(tokens):
    return {label for label, count in Counter(labels(tokens)).items() if count % 2}


def loop_of_sides(left, right):
    while left or right:
        if right:
            yield "direita"
            right -= 1
        if left:
            yield "esquerda"
            left -= 1


def inchi(text):
    return Chem.MolToInchiKey(Chem.MolFromSmiles(text))


def by_counter(texts):
    keys = [inchi(text) for text in texts]
    (rare,) = (key for key, count in Counter(keys).items() if count == 1)
    return keys.index(rare)


def by_elimination(texts):
    first, second, third = map(Chem.CanonSmiles, texts)
    if first == second:
        return 2
    return 1 if first == third else 0


def other_network(n_tokens, units, dimensions=8):
    import keras
    from keras import layers

    rows = keras.Input((None,))
    vectors = layers.Embedding(n_tokens, dimensions)(rows)
    both = layers.Bidirectional(
        layers.LSTM(units, return_sequences=True), merge_mode=None, name="dois"
    )(vectors)
    before = layers.Cropping1D((0, 2))(both[0])
    after = layers.Cropping1D((2, 0))(both[1])
    return keras.Model(rows, layers.Dense(n_tokens)(layers.Concatenate()([before, after])))


def unshifted(n_tokens, units):
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(n_tokens, 8),
            layers.Bidirectional(layers.LSTM(units, return_sequences=True)),
            layers.Dense(n_tokens),
        ]
    )


def variance(k, n):
    return k / n * (1 - k / n) / n


def astuple_of(normal):
    return normal.mean, normal.stdev


RIGHT = {
    "16.1": [
        by_counter,
        by_elimination,
        lambda texts: np.int64(by_counter(texts)),
        lambda texts: float(by_elimination(texts)),
    ],
    "16.2": [
        loop_of_sides,
        lambda a, b: (
            ["direita", "esquerda"] * min(a, b) + ["direita"] * (b - a) + ["esquerda"] * (a - b)
        ),
        lambda a, b: tuple(loop_of_sides(a, b)),
        lambda a, b: np.array(list(loop_of_sides(a, b))),
        lambda a, b: pd.Series(loop_of_sides(a, b), dtype=object),
    ],
    "16.3": [
        lambda log_p: -logsumexp(log_p),
        lambda log_p: -np.logaddexp.reduce(log_p),
        lambda log_p: -(max(log_p) + math.log(sum(math.exp(x - max(log_p)) for x in log_p))),
        lambda log_p: np.float32(-logsumexp(log_p)),
        lambda log_p: float(-logsumexp(list(log_p))),
    ],
    "16.4": [
        lambda a, b: len(odd(a) & odd(b)),
        lambda a, b: sum(x in odd(b) for x in odd(a)),
        lambda a, b: sum(a.count(x) % 2 and b.count(x) % 2 for x in set(labels(a))),
        lambda a, b: np.intersect1d(list(odd(a)), list(odd(b))).size,
        lambda a, b: len(set(odd(a)).intersection(odd(b))),
    ],
    "16.5": [
        lambda a, n, b, m: (
            a / n - b / m,
            math.hypot(variance(a, n) ** 0.5, variance(b, m) ** 0.5),
        ),
        lambda a, n, b, m: [a / n - b / m, math.sqrt(variance(a, n) + variance(b, m))],
        lambda a, n, b, m: np.array([a / n - b / m, np.sqrt(variance(a, n) + variance(b, m))]),
        lambda a, n, b, m: np.float32([a / n - b / m, (variance(a, n) + variance(b, m)) ** 0.5]),
        lambda a, n, b, m: astuple_of(
            NormalDist(a / n, variance(a, n) ** 0.5) - NormalDist(b / m, variance(b, m) ** 0.5)
        ),
    ],
    "16.6": [other_network, lambda n, u: honest_network(n_tokens=n, units=u)],
}

WRONG = {
    "16.1": [
        ("No ibuprofeno", lambda texts: 0),
        ("Textos diferentes", lambda texts: 1 if len(texts[0]) > 20 else 2),
        (
            "O intruso pode ser o último",
            lambda texts: by_counter(texts) if len(texts[0]) > 20 else 1,
        ),
        (ANY, lambda texts: min(1, by_counter(texts)) if "CNC" not in texts else 2),
    ],
    "16.2": [
        ("Com 2 de cada", lambda a, b: ["esquerda"] * a + ["direita"] * b),
        (
            "Esperava uma lista de 5 e veio uma lista de 2. Quem não acabou",
            lambda a, b: ["direita", "esquerda"] * min(a, b),
        ),
        (
            "Quem não acabou",
            lambda a, b: (
                ["direita", "esquerda", "direita", "esquerda"][: a + b]
                if a == b
                else ["direita"] * (a + b)
            ),
        ),
        (
            "Esperava uma lista de 5 e veio uma lista de 2. Com 4 à esquerda",
            lambda a, b: ["direita", "esquerda"] * min(a, b) + ["direita"] * (b - a),
        ),
        (
            "Esperava uma lista de 2 e veio uma lista de 0. Um dos lados",
            lambda a, b: order_of_sides(a, b) if a and b else [],
        ),
    ],
    "16.3": [
        ("De um caminho só", lambda log_p: 0.0),
        ("Dois caminhos iguais", lambda log_p: -min(log_p) if len(log_p) < 3 else 0.0),
        ("exp(−800) é zero", lambda log_p: -np.log(np.exp(log_p).sum() + 1e-300)),
        ("exp(−800) é zero", lambda log_p: nats_of_paths(np.maximum(log_p, -700))),
    ],
    "16.4": [
        ("Em c1cc", lambda a, b: 0),
        ("Um anel que fecha", lambda a, b: len(set(labels(a)) & set(labels(b)))),
        (ANY, lambda a, b: int(bool(odd(a) & odd(b)))),
        ("O número tem de sobrar", lambda a, b: min(len(odd(a)), len(odd(b)))),
        ("O 13 de", lambda a, b: len(odd("".join(a)) & odd("".join(b)))),
        ("%10 é um", lambda a, b: len({x for x in odd(a) & odd(b) if x.isdigit()})),
        (
            "Em C1CC1CC1C",
            lambda a, b: len(
                {x for x in a if a.count(x) == 1} & {x for x in odd(b) if b.count(x) == 1}
            ),
        ),
        ("Em C1CC1CC1C", lambda a, b: sum(x in odd(b) and a.count(x) < 3 for x in odd(a))),
        (ANY, lambda a, b: sum(x in b for x in odd(a))),
    ],
    "16.5": [
        ("0,9 − 0,8 = 0,1", lambda a, n, b, m: (a / n - b / m, 0.0)),
        ("0,9 − 0,8 = 0,1", lambda a, n, b, m: (a - b, 1.0)),
        (
            "A diferença tem sinal",
            lambda a, n, b, m: (abs(a / n - b / m), math.sqrt(variance(a, n) + variance(b, m))),
        ),
        ("Onde se esperava uma lista de 2 veio um número", lambda a, n, b, m: a / n - b / m),
    ],
    "16.6": [
        ("Na ordem", unshifted),
        ("Na ordem", lambda n, u: other_network(n, u, dimensions=16)),
        ("Na ordem", lambda n, u: 0),
    ],
}
