"""Answers to the exercises of lesson 16."""

import math
from collections import Counter
from statistics import NormalDist

import numpy as np
import pandas as pd

from tests.lessons.answers import ANY
from utils.exercises.lesson16 import order_of_sides, windows_of, with_start


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


def read_windows(text, middle):
    begin, end, read = middle, middle + 1, []
    for side in loop_of_sides(middle, len(text) - middle - 1):
        read.append(text[begin:end])
        begin, end = begin - (side == "esquerda"), end + (side == "direita")
    return read


def variance(k, n):
    return k / n * (1 - k / n) / n


def astuple_of(normal):
    return normal.mean, normal.stdev


RIGHT = {
    "16.1": [
        lambda text, k: f"E{text[:k]}G{text[k:]}E",
        lambda text, k: "".join(["E", *text[:k], "G", *text[k:], "E"]),
        lambda text, k: ["E", *text[:k], "G", *text[k:], "E"],
        lambda text, k: np.str_(f"E{text[:k]}G{text[k:]}E"),
        lambda text, k: (x := list(text)).insert(k, "G") or f"E{''.join(x)}E",
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
        read_windows,
        lambda text, m: tuple(read_windows(text, m)),
        lambda text, m: (w for w in read_windows(text, m)),
        lambda text, m: np.array(read_windows(text, m)),
        lambda text, m: [list(w) for w in read_windows(text, m)],
    ],
    "16.4": [
        lambda s, w: sum((w + 1) * w * (k + 1) for k in range(-(-s // w))),
        lambda s, w: (w + 1) * w * (b := math.ceil(s / w)) * (b + 1) // 2,
        lambda s, w: (w + 1) * np.arange(w, s + w, w).sum(),
        lambda s, w: float(sum((w + 1) * (k + w) for k in range(0, s, w))),
        lambda s, w: np.sum([(w + 1) * (k * w + w) for k in range((s - 1) // w + 1)]),
    ],
    "16.5": [
        lambda a, b: len(odd(a) & odd(b)),
        lambda a, b: sum(x in odd(b) for x in odd(a)),
        lambda a, b: sum(a.count(x) % 2 and b.count(x) % 2 for x in set(labels(a))),
        lambda a, b: np.intersect1d(list(odd(a)), list(odd(b))).size,
        lambda a, b: len(set(odd(a)).intersection(odd(b))),
    ],
    "16.6": [
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
}

WRONG = {
    "16.1": [
        ("De 'CC(=O)N'", lambda text, k: f"E{text[:k]}E{text[k:]}G"),
        ("O G pode ficar", lambda text, k: with_start(text, max(1, k))),
        ("O G pode ficar", lambda text, k: "ECC(G=O)NE"),
        (
            "O G entra uma vez",
            lambda text, k: (
                "E" + text.replace(text[k:], "G" + text[k:]) + "E" if k else "EG" + text + "E"
            ),
        ),
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
        ("De 'ECGCOE'", lambda text, m: [w[::-1] for w in windows_of(text, m)]),
        (
            "Esperava uma lista de 4 e veio uma lista de 5. Quando a esquerda",
            lambda text, m: ["G", "GC", "CGC", "CGCO", "ECGCO"],
        ),
        (
            "Quando a direita",
            lambda text, m: windows_of(text, m) if m < 3 else ["G", "GE", "GE", "GE"],
        ),
        ("Foi em windows_of(", lambda text, m: windows_of(text, m)[:5]),
    ],
    "16.4": [
        ("Um passo por bloco", lambda s, w: s * (s + 1) // 2),
        ("2 blocos de 8", lambda s, w: (w + 1) * s * (s + w) // 2 if w == 1 else (w + 1) * s),
        ("São 3 blocos", lambda s, w: sum((w + 1) * (k + 1) * w for k in range(s // w))),
        ("Um passo por bloco", lambda s, w: (w + 1) * s),
    ],
    "16.5": [
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
    "16.6": [
        ("0,9 − 0,8 = 0,1", lambda a, n, b, m: (a / n - b / m, 0.0)),
        ("0,9 − 0,8 = 0,1", lambda a, n, b, m: (a - b, 1.0)),
        (
            "A diferença tem sinal",
            lambda a, n, b, m: (abs(a / n - b / m), math.sqrt(variance(a, n) + variance(b, m))),
        ),
        ("Onde se esperava uma lista de 2 veio um número", lambda a, n, b, m: a / n - b / m),
    ],
}
