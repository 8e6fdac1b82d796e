"""Answers to the exercises of lesson 05."""

import math

import keras
import numpy as np
import pandas as pd
from keras import layers
from rdkit import Chem
from rdkit.Chem.Crippen import MolLogP
from rdkit.Chem.rdMolDescriptors import CalcMolFormula
from sklearn import metrics, preprocessing
from sklearn.model_selection import KFold

from utils.exercises.lesson05 import k_folds


def molecule(smiles):
    return Chem.MolFromSmiles(smiles)


def share(chosen, among):
    return sum(map(bool, chosen)) / len(among)


def aromatic_by_letters(smiles):
    return share([c.islower() for c in smiles], [c for c in smiles if c.isalpha()])


def fraction_with(count, smiles):
    return share([a.GetIsAromatic() for a in molecule(smiles).GetAtoms()], range(count))


def folds_of(parts, n):
    return [(np.setdiff1d(np.arange(n), part), np.array(part)) for part in parts]


def rest_in_last(n, k):
    size = n // k
    return folds_of([range(i * size, n if i == k - 1 else (i + 1) * size) for i in range(k)], n)


def network(features, units, mean, last="linear", hidden="relu", rate=0.1):
    x = keras.Input((features,))
    inner = layers.Dropout(rate)(layers.Dense(units, hidden)(x))
    bias = keras.initializers.Constant(mean)
    return keras.Model(x, layers.Dense(1, last, bias_initializer=bias)(inner))


def with_bias_set(features, units, mean):
    built = network(features, units, 0.0)
    built.layers[-1].bias.assign([mean])
    return built


RIGHT = {
    "5.1": [
        lambda s, m: math.exp(s * math.log(10)) * m,
        lambda s, m: pd.Series([s]).rpow(10).mul(m),
        lambda s, m: np.power(10.0, s) * m,
    ],
    "5.2": [
        lambda s: fraction_with(molecule(s).GetNumHeavyAtoms(), s),
        lambda s: np.mean([a.GetIsAromatic() for a in Chem.RemoveAllHs(molecule(s)).GetAtoms()]),
        lambda s: len(molecule(s).GetAromaticAtoms()) / molecule(s).GetNumHeavyAtoms(),
    ],
    "5.3": [
        lambda a, b: Chem.MolToInchi(molecule(a)) == Chem.MolToInchi(molecule(b)),
        lambda a, b: Chem.CanonSmiles(a) == Chem.CanonSmiles(b),
        lambda a, b: np.bool_(Chem.CanonSmiles(a) == Chem.CanonSmiles(b)),
        lambda a, b: len({Chem.CanonSmiles(a), Chem.CanonSmiles(b)}) == 1,
        lambda a, b: int(Chem.MolToInchiKey(molecule(a)) == Chem.MolToInchiKey(molecule(b))),
    ],
    "5.4": [
        lambda y, p: math.sqrt(sum((a - b) ** 2 for a, b in zip(y, p, strict=True)) / len(y)),
        lambda y, p: metrics.root_mean_squared_error(y, p),
        lambda y, p: np.linalg.norm(y - p) / np.sqrt(len(y)),
        lambda y, p: ((pd.Series(y) - pd.Series(p)) ** 2).mean() ** 0.5,
        lambda y, p: np.float32(np.sqrt(np.mean((y - p) ** 2))),
        lambda measured, predicted: np.sqrt(np.mean((measured - predicted) ** 2)),
    ],
    "5.5": [
        lambda t, o: preprocessing.StandardScaler().fit(t).transform(o),
        lambda t, o: (o - t.mean(0)) / (t.std(0) + 1e-8),
        lambda t, o: (o - t.mean(0)) / t.std(0, ddof=1),
        lambda t, o: (pd.DataFrame(o) - pd.DataFrame(t).mean()) / pd.DataFrame(t).std(),
        lambda t, o: [
            [(x - c.mean()) / c.std() for x, c in zip(row, t.T, strict=True)] for row in o
        ],
    ],
    "5.6": [
        lambda n, k: list(KFold(k).split(np.zeros(n))),
        lambda n, k: KFold(k, shuffle=True).split(np.zeros(n)),
        lambda n, k: folds_of([range(i, n, k) for i in range(k)], n),
        lambda n, k: [(set(range(n)) - set(range(i, n, k)), set(range(i, n, k))) for i in range(k)],
        lambda n, k: ((t.tolist(), v.tolist()) for t, v in k_folds(n, k)),
        rest_in_last,
    ],
    "5.7": [network, with_bias_set],
}

WRONG = {
    "5.1": [
        ("Com log S = 0", lambda s, m: s * m),
        ("Com log S = 0", lambda s, m: 10**s / m),
        ("Com log S = −2", lambda s, m: 2**s * m),
        ("log S também pode", lambda s, m: 10 ** min(s, 0) * m),
    ],
    "5.2": [
        ("No benzeno", lambda s: fraction_with(Chem.AddHs(molecule(s)).GetNumAtoms(), s)),
        ("No tolueno", lambda s: 1.0),
        (
            "O anel do cicloexano",
            lambda s: share([a.IsInRing() for a in molecule(s).GetAtoms()], molecule(s).GetAtoms()),
        ),
        (
            "Ligação dupla",
            lambda s: share(
                [a.GetHybridization().name == "SP2" for a in molecule(s).GetAtoms()],
                molecule(s).GetAtoms(),
            ),
        ),
        (
            "O N do anel",
            lambda s: share(
                [a.GetIsAromatic() and a.GetSymbol() == "C" for a in molecule(s).GetAtoms()],
                molecule(s).GetAtoms(),
            ),
        ),
        (
            "Os dois anéis",
            lambda s: (
                6
                * Chem.rdMolDescriptors.CalcNumAromaticRings(molecule(s))
                / molecule(s).GetNumHeavyAtoms()
            ),
        ),
        ("Cl é um átomo só", aromatic_by_letters),
        ("O H de [nH]", lambda s: aromatic_by_letters(s.replace("Cl", "F").replace("Br", "F"))),
        (
            "Também é benzeno",
            lambda s: aromatic_by_letters(s.replace("Cl", "F").replace("[nH]", "n")),
        ),
        ("[2H] é um", lambda s: fraction_with(molecule(s).GetNumAtoms(), s)),
    ],
    "5.3": [
        ("OCC e CCO", lambda a, b: a == b),
        ("O anel pode vir", lambda a, b: sorted(a.upper()) == sorted(b.upper())),
        ("Etanol e éter", lambda a, b: CalcMolFormula(molecule(a)) == CalcMolFormula(molecule(b))),
        ("Um contém", lambda a, b: molecule(a).HasSubstructMatch(molecule(b))),
        (
            "cis e trans",
            lambda a, b: (
                Chem.MolToSmiles(molecule(a), isomericSmiles=False)
                == Chem.MolToSmiles(molecule(b), isomericSmiles=False)
            ),
        ),
        ("cis e trans", lambda a, b: abs(MolLogP(molecule(a)) - MolLogP(molecule(b))) < 1e-6),
        (
            "A função não devolveu nada: faltou o return? Etanol",
            lambda a, b: True if Chem.CanonSmiles(a) == Chem.CanonSmiles(b) else None,
        ),
    ],
    "5.4": [
        ("Se todo erro vale 3", lambda y, p: np.sqrt(np.sum((y - p) ** 2))),
        ("Erros de 3 e −4", lambda y, p: np.mean(np.abs(y - p))),
        ("Se todo erro vale 3", lambda y, p: np.sqrt(abs(np.mean(y**2 - p**2)))),
        ("É uma média", lambda y, p: np.linalg.norm(y - p) / np.sqrt(2)),
    ],
    "5.5": [
        ("Coluna a coluna", lambda t, o: (o - t.mean()) / t.std()),
        ("Coluna a coluna", lambda t, o: o - t.mean(0)),
        ("Coluna a coluna", lambda t, o: (t - t.mean(0)) / t.std(0)),
        ("Esperava algo de forma (2, 2) e veio", lambda t, o: (o - t.mean(0))[:1] / t.std(0)),
    ],
    "5.6": [
        ("São k pares", lambda n, k: k_folds(n, 3)),
        ("São k pares", lambda n, k: k_folds(n, k)[:-1]),
        ("O treino vem primeiro", lambda n, k: [(v, t) for t, v in k_folds(n, k)]),
        ("Cada exemplo", lambda n, k: k_folds(10, k)),
        ("Cada exemplo", lambda n, k: [k_folds(n, k)[0]] * k),
        ("Há exemplos no treino", lambda n, k: [(np.arange(n), v) for _, v in k_folds(n, k)]),
        ("O treino é tudo", lambda n, k: [(t[:-1], v) for t, v in k_folds(n, k)]),
        ("O treino é tudo", lambda n, k: [([t[0], *t], v) for t, v in k_folds(n, k)]),
        ("As partes devem", lambda n, k: folds_of(np.split(np.arange(n), range(1, k)), n)),
        ("Esperava algo como", lambda n, k: [v for _, v in k_folds(n, k)]),
    ],
    "5.7": [
        ("De entrada zero", lambda n, u, m: network(n, u, m, last="relu")),
        ("Na ordem: entrada", lambda n, u, m: network(n, u, m, hidden="linear")),
        ("Na ordem: entrada", lambda n, u, m: network(n, u, m, rate=0.5)),
        ("De entrada zero", lambda n, u, m: network(n, u, 0.0)),
    ],
}
