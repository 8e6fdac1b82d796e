"""Answers to the exercises of lesson 15."""

from collections import Counter
from itertools import pairwise
from statistics import mean

import keras
import numpy as np
import pandas as pd
from keras import layers
from rdkit import Chem
from scipy import special

from tests.lessons.answers import ANY
from utils.exercises.lesson15 import with_temperature


def molecule(smiles):
    return Chem.MolFromSmiles(smiles)


def labels(tokens):
    return [t for t in tokens if t.isdigit() or t.startswith("%")]


def odd(tokens):
    return {label for label, count in Counter(labels(tokens)).items() if count % 2}


def novel(written, training):
    forms = {Chem.MolToSmiles(m) for m in map(molecule, written) if m}
    return len([form for form in forms if form not in training]) / len(forms)


def stacked(n_tokens, units, memory=None, last=None):
    network = keras.Sequential([keras.Input((None,)), layers.Embedding(n_tokens, units)])
    network.add(memory or layers.LSTM(units, return_sequences=True))
    network.add(layers.Dense(n_tokens, activation=last))
    return network


def two_sided(units):
    return layers.Bidirectional(layers.LSTM(units, return_sequences=True))


def backwards(units):
    return layers.LSTM(units, return_sequences=True, go_backwards=True)


RIGHT = {
    "15.1": [
        lambda w: [w[:-1], w[1:]],
        lambda w: (list(w[:-1]), list(w[1:])),
        lambda w: (np.array(list(w))[:-1], np.array(list(w))[1:]),
        lambda w: tuple(map("".join, zip(*pairwise(w), strict=True))),
        lambda w: (w[: len(w) - 1], w[-len(w) + 1 :]),
    ],
    "15.2": [
        lambda p, t, e: -np.sum(p * (t != e)) / np.sum(t != e),
        lambda p, t, e: -np.average(p, weights=t != e),
        lambda p, t, e: -np.ma.masked_where(t == e, p).mean(),
        lambda p, t, e: mean(-x for x, y in zip(p.ravel(), t.ravel(), strict=True) if y != e),
        lambda p, t, e: np.float32(-np.nanmean(np.where(t == e, np.nan, p))),
    ],
    "15.3": [
        stacked,
        lambda v, u: stacked(v, u, layers.LSTM(u, return_sequences=True, go_backwards=False)),
    ],
    "15.4": [
        lambda x, t: special.softmax(x / t, axis=-1),
        lambda x, t: np.exp(special.log_softmax(x / t, axis=-1)),
        lambda x, t: np.exp(x / t - special.logsumexp(x / t, axis=-1, keepdims=True)),
        lambda x, t: special.softmax(np.float32(x) / np.float32(t), axis=-1),
        lambda x, t: np.apply_along_axis(special.softmax, -1, x / t).tolist(),
    ],
    "15.5": [
        lambda tokens: len(odd(tokens)),
        lambda tokens: sum(n % 2 for n in Counter(labels(tokens)).values()),
        lambda tokens: sum(tokens.count(x) % 2 for x in set(tokens) if x[0] in "%123456789"),
        lambda tokens: float(len(odd(tokens))),
        lambda tokens: (pd.Series(labels(tokens), dtype=object).value_counts() % 2).sum(),
    ],
    "15.6": [
        novel,
        lambda w, t: np.mean(
            [form not in t for form in {Chem.MolToSmiles(m) for m in map(molecule, w) if m}]
        ),
        lambda w, t: (
            1 - len((f := {Chem.MolToSmiles(m) for m in map(molecule, w) if m}) & set(t)) / len(f)
        ),
        lambda w, t: (
            ~pd.Series(w).map(molecule).dropna().map(Chem.MolToSmiles).drop_duplicates().isin(t)
        ).mean(),
        lambda w, t: np.float32(novel(w, t)),
    ],
}

WRONG = {
    "15.1": [
        ("De 'machine'", lambda w: (w[:-1], w[:-1])),
        ("De 'GCCOE'", lambda w: ("machin", "achine") if w == "machine" else (w[:-2], w[1:-1])),
        ("Onde se esperava uma lista de 2 veio um texto", lambda w: w[1:]),
        (ANY, lambda w: ("machin", "achine") if w == "machine" else ("GCCO", "CCOE")),
    ],
    "15.2": [
        ("A média é por token", lambda p, t, e: -p[t != e].sum()),
        ("A média é por token", lambda p, t, e: -np.median(p[t != e])),
        ("Use padding", lambda p, t, e: -p[t != 0].mean()),
        ("Use padding", lambda p, t, e: -p[p != 0].mean()),
        ("Veio NaN", lambda p, t, e: -p[t > e].mean()),
    ],
    "15.3": [
        ("A LSTM que vem de trás", lambda v, u: stacked(v, u, two_sided(u))),
        ("Falta a resposta", lambda v, u: stacked(v, u, layers.LSTM(u))),
        ("Peça os logits", lambda v, u: stacked(v, u, last="softmax")),
        ("Na ordem: embedding", lambda v, u: stacked(v, u, layers.GRU(u, return_sequences=True))),
        ("Na ordem: embedding", lambda v, u: stacked(v, u + 1)),
        ("As camadas conferem", lambda v, u: stacked(v, u, backwards(u))),
    ],
    "15.4": [
        ("Com T = 1", lambda x, t: x / t / np.sum(x / t)),
        ("Com T = 1", lambda x, t: np.log(with_temperature(x, t))),
        ("Com T = 0,5", lambda x, t: with_temperature(x, np.sqrt(t))),
        ("Cada linha soma 1", lambda x, t: with_temperature(np.ravel(x), t).reshape(x.shape)),
        ("Cada linha soma 1", lambda x, t: special.softmax(x / t, axis=0)),
        ("Veio NaN", lambda x, t: np.exp(x / t) / np.exp(x / t).sum(-1, keepdims=True)),
        (
            "exp(10000)",
            lambda x, t: (
                special.softmax(np.clip(x / t, -9, 9), axis=-1)
                if np.max(x) > 99
                else special.softmax(np.maximum(x / t, 0) if np.max(x) == 1000 else x / t, axis=-1)
            ),
        ),
    ],
    "15.5": [
        ("c1ccccc1", lambda tokens: sum(t.isdigit() for t in tokens)),
        ("C1CC2CC", lambda tokens: sum(t.isdigit() for t in tokens) % 2),
        ("Em C1CC1CC1CC", lambda tokens: sum(n == 1 for n in Counter(labels(tokens)).values())),
        ("O 13 de", lambda tokens: len(odd("".join(tokens)))),
        ("%10 é um", lambda tokens: len({x for x in odd(tokens) if "%" not in x})),
    ],
    "15.6": [
        ("OCC é o etanol", lambda w, t: len(set(w) - set(t)) / len(set(w))),
        ("CCN e NCC", lambda w, t: np.mean([Chem.CanonSmiles(s) not in t for s in w])),
        ("As inválidas", lambda w, t: novel(w, t) * sum(map(bool, map(molecule, w))) / len(w)),
        (
            "A função parou",
            lambda w, t: (
                len(f := {Chem.MolToSmiles(molecule(s)) for s in w}) and len(f - set(t)) / len(f)
            ),
        ),
    ],
}
