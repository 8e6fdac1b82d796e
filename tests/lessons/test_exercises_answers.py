"""What students answer to every exercise: right in many forms, and wrong, each with its hint."""

import math
from collections import Counter, deque
from fractions import Fraction
from itertools import product
from statistics import NormalDist, mean

import numpy as np
import pandas as pd
import pytest
from rdkit import Chem
from rdkit.Chem.Crippen import MolLogP
from rdkit.Chem.rdMolDescriptors import CalcMolFormula
from scipy import sparse, special, stats
from scipy.spatial import distance
from sklearn import metrics, preprocessing
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.model_selection import KFold

from tools.lessons import lesson_paths
from utils.exercises import RIGHT, Case, Mistake, Property, exercises, verdict

ALL = {number: item for path in lesson_paths() for number, item in exercises(path.name[:2]).items()}
ANY = "✗ Em "  # the student's value and the right one, on a drawn case that no hint covers


def reference(number):
    return ALL[number].reference


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


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def best(scores, excluded=()):
    scores = np.array(scores, float)
    scores[list(excluded)] = -np.inf
    return int(scores.argmax())


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


def held(states, mask):
    kept = None
    for state, real in zip(states, mask, strict=True):
        kept = state if real else kept
    return kept


def novel(written, training):
    forms = {Chem.MolToSmiles(m) for m in map(molecule, written) if m}
    return len([form for form in forms if form not in training]) / len(forms)


R = {  # right ones, in NumPy, pandas, plain Python, SciPy and scikit-learn
    "0.1": [lambda c: 273.15 + c, lambda c: np.array([c]) + 273.15, lambda c: f32(c) + f32(273.15)],
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
        lambda y, p: f32(np.sqrt(np.mean((y - p) ** 2))),
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
        lambda n, k: ((t.tolist(), v.tolist()) for t, v in reference("5.6")(n, k)),
        rest_in_last,
    ],
    "6.1": [
        lambda x: -math.log10(x * 1e-9),
        lambda x: 9 - np.log(x) / np.log(10),
        lambda x: -np.log10(np.array([x]) / 1e9),
        lambda x: 6 - np.log10(x / 1000),
        lambda x: float(9 - np.log10(f32(x))),
    ],
    "6.2": [
        lambda a, b: len(a.intersection(b)) / max(1, len(a.union(b))),
        lambda a, b: (n := len(a & b)) / max(1, len(a) + len(b) - n),
        lambda a, b: Fraction(len(a & b), len(a | b) or 1),
        lambda a, b: 0 if not a | b else sum(x in b for x in a) / len(a | b),
        lambda a, b: np.mean([x in a and x in b for x in a | b]) if a or b else 0,
    ],
    "6.3": [
        lambda y, p: metrics.log_loss(y, np.clip(p, 1e-7, 1 - 1e-7), labels=[0, 1]),
        lambda y, p: -np.mean(np.log(np.clip(np.where(y == 1, p, 1 - p), 1e-7, 1 - 1e-7))),
        lambda y, p: mean(-math.log(min(max(b if a else 1 - b, 1e-7), 1)) for a, b in zip(y, p, strict=True)),
        lambda y, p: reference("6.3")(y.astype("float32"), p.astype("float32")),
        lambda y, p: pd.Series(y).pipe(reference("6.3"), p),
    ],
    "6.4": [
        lambda y, p: (metrics.precision_score(y, p), metrics.recall_score(y, p)),
        lambda y, p: [sum(y & p) / sum(p), sum(y & p) / sum(y)],
        lambda y, p: np.array([y[p == 1].mean(), p[y == 1].mean()]),
        lambda y, p: pd.Series({"precisão": y[p == 1].mean(), "revocação": p[y == 1].mean()}),
        lambda y, p: (s for s in (y[p == 1].mean(), p[y == 1].mean())),
    ],
    "6.5": [
        metrics.roc_auc_score,
        lambda y, s: stats.mannwhitneyu(s[y == 1], s[y == 0]).statistic / (sum(y) * sum(1 - y)),
        lambda y, s: mean((a > b) + (a == b) / 2 for a, b in product(s[y == 1], s[y == 0])),
        lambda y, s: f32(metrics.roc_auc_score(y, s)),
        lambda y, s: (np.sign(np.subtract.outer(s[y == 1], s[y == 0])).mean() + 1) / 2,
    ],
    "6.6": [
        metrics.brier_score_loss,
        lambda y, p: sum((a - b) ** 2 for a, b in zip(y, p, strict=True)) / len(y),
        lambda y, p: ((pd.Series(p) - y) ** 2).mean(),
        lambda y, p: np.dot(y - p, y - p) / y.size,
        lambda y, p: metrics.mean_squared_error(y, p),
    ],
    "11.1": [
        lambda t, d: math.exp(17.08085 * d / (234.175 + d)) / math.exp(17.08085 * t / (234.175 + t)) * 100,
        lambda t, d: 100 * math.exp(17.625 * d / (243.04 + d) - 17.625 * t / (243.04 + t)),
        lambda t, d: 100 * 10 ** (7.5 * d / (237.3 + d) - 7.5 * t / (237.3 + t)),
        lambda t, d: np.clip(reference("11.1")(t, d), 0, 100),
        lambda t, d: round(reference("11.1")(t, d), 1),
    ],
    "11.2": [
        lambda h: (math.sin(h * math.pi / 12), math.cos(h * math.pi / 12)),
        lambda h: [np.sin(np.deg2rad(15 * h)), np.cos(np.deg2rad(15 * h))],
        lambda h: np.array([np.sin(2 * np.pi * h / 24), np.cos(2 * np.pi * h / 24)]),
        lambda h: np.sin(f32(2 * np.pi * h / 24) + f32([0, np.pi / 2])),
        lambda h: (z := np.exp(2j * np.pi * (h % 24) / 24)) and (z.imag, z.real),
    ],
    "11.3": [
        lambda rows, past, ahead: len(range(past + ahead, rows + 1)),
        lambda rows, past, ahead: np.maximum(0, rows - past - ahead + 1),
        lambda rows, past, ahead: max(0.0, rows - past - ahead + 1.0),
        lambda rows, past, ahead: sum(i + past + ahead <= rows for i in range(rows)),
        lambda rows, past, ahead: np.arange(past + ahead, rows + 1).size,
    ],
    "11.4": [
        lambda t, ahead: np.abs(t[ahead:] - t[: len(t) - ahead]).mean(),
        lambda t, ahead: (pd.Series(t) - pd.Series(t).shift(ahead)).abs().mean(),
        lambda t, ahead: mean(abs(t[i + ahead] - t[i]) for i in range(len(t) - ahead)),
        lambda t, ahead: metrics.mean_absolute_error(t[ahead:], t[:-ahead]),
        lambda t, ahead: pd.Series(t).diff(ahead).abs().mean(),
    ],
    "11.5": [
        lambda mae, r: (r - mae) / r,
        lambda mae, r: np.array(1 - mae / r),
        lambda mae, r: -(mae / r - 1),
        lambda mae, r: 1 - f32(mae) / f32(r),
        lambda mae, r: Fraction(1) - Fraction(mae) / Fraction(r),
    ],
    "11.6": [
        lambda y, q, t: np.mean(np.where(y > q, t * (y - q), (1 - t) * (q - y))),
        lambda y, q, t: np.mean(np.abs(y - q) / 2 + (t - 0.5) * (y - q)),
        lambda y, q, t: metrics.mean_pinball_loss(y, q, alpha=t),
        lambda y, q, t: mean((t - (a < b)) * (a - b) for a, b in zip(y, q, strict=True)),
        lambda y, q, t: f32(np.mean(np.maximum(t * (y - q), (t - 1) * (y - q)))),
    ],
    "13.1": [
        lambda i, n: np.eye(n)[i],
        lambda i, n: [[int(j == index) for j in range(n)] for index in i],
        lambda i, n: np.array(i)[:, None] == np.arange(n),
        lambda i, n: sparse.csr_array((np.ones(len(i)), (range(len(i)), i)), (len(i), n)),
        lambda i, n: pd.get_dummies(pd.Categorical(i, categories=range(n))),
    ],
    "13.2": [
        lambda v, d, n: d * (v + n) + 1,
        lambda v, d, n: float(v * d + n * d + 1),
        lambda v, d, n: sum(np.prod(shape) for shape in [(v, d), (n * d, 1), (1,)]),
        lambda v, d, n: np.array([v * d + n * d + 1]),
        lambda v, d, n: np.int32(v * d) + np.int32(n * d + 1),
    ],
    "13.3": [
        lambda u, v: 1 - distance.cosine(u, v),
        lambda u, v: cosine_similarity([u], [v]),
        lambda u, v: sum(a * b for a, b in zip(u, v, strict=True)) / math.hypot(*u) / math.hypot(*v),
        lambda u, v: u @ v / np.sqrt(u @ u * (v @ v)),
        lambda u, v: f32(u / np.linalg.norm(u)) @ f32(v / np.linalg.norm(v)),
    ],
    "13.4": [
        lambda v, i, k: [j for j in np.argsort(unit(v) @ unit(v)[i])[::-1] if j != i][:k],
        lambda v, i, k: np.argsort(np.linalg.norm(unit(v) - unit(v)[i], axis=1))[1 : k + 1],
        lambda v, i, k: pd.Series(cosine_similarity(v)[i]).drop(i).nlargest(k).index,
        lambda v, i, k: sorted(set(range(len(v))) - {i}, key=lambda j: -(unit(v) @ unit(v)[i])[j])[:k],
        lambda v, i, k: map(int, np.argsort(-cosine_similarity(v)[i])[1 : k + 1]),
    ],
    "13.5": [
        lambda s, w: ((s[i], s[j]) for i in range(len(s)) for j in range(len(s)) if 0 < abs(i - j) <= w),
        lambda s, w: [[b, a] for a, b in reference("13.5")(s, w)],
        lambda s, w: np.array(reference("13.5")(s, w)),
        lambda s, w: [p for d in range(1, w + 1) for a, b in zip(s, s[d:]) for p in [(a, b), (b, a)]],
        lambda s, w: deque(reversed(reference("13.5")(s, w))),
    ],
    "13.6": [
        lambda v, a, b, c: best(unit(v) @ (v[b] - v[a] + v[c]), (a, b, c)),
        lambda v, a, b, c: best(-np.linalg.norm(unit(v) - unit(v)[[b]] + unit(v)[a] - unit(v)[c], axis=1), (a, b, c)),
        lambda v, a, b, c: best((s := (1 + cosine_similarity(v)) / 2)[b] * s[c] / (s[a] + 1e-3), (a, b, c)),
        lambda v, a, b, c: best(cosine_similarity(v, [v[b] - v[a] + v[c]])[:, 0], (a, b, c)),
        lambda v, a, b, c: next(j for j in np.argsort(-unit(v) @ (unit(v)[b] - unit(v)[a] + unit(v)[c])) if j not in (a, b, c)),
    ],
    "14.1": [
        lambda s, n: ([0] * n + s)[-n:],
        lambda s, n: np.pad(s[-n:], (max(0, n - len(s)), 0)).astype(int),
        lambda s, n: deque([0] * n + s, maxlen=n),
        lambda s, n: [0] * (n - len(s)) + s if len(s) < n else s[len(s) - n :],
        lambda s, n: np.concatenate([np.zeros(n), s])[len(s) :],
    ],
    "14.2": [
        lambda i, u: 3 * u * (i + u + 2),
        lambda i, u: sum(np.prod(shape) for shape in [(i, 3 * u), (u, 3 * u), (2, 3 * u)]),
        lambda i, u: float(sum(i * u + u * u + u + u for gate in "zrh")),
        lambda i, u: np.int64(3 * (i * u + u * u + 2 * u)),
        lambda inputs, units: 3 * inputs * units + 3 * units**2 + 6 * units,
    ],
    "14.3": [
        lambda s, m: s[m][-1],
        lambda s, m: s[np.where(m)[0].max()],
        lambda s, m: s[len(m) - 1 - np.argmax(m[::-1])],
        held,
        lambda s, m: s[max(i for i, real in enumerate(m) if real)].tolist(),
    ],
    "14.4": [
        lambda n: sum(max(n) - x for x in n) / (len(n) * max(n)),
        lambda n: np.mean(1 - np.array(n) / max(n)),
        lambda n: 1 - sum(n) / (len(n) * max(n)),
        lambda n: (pd.Series(n).max() - pd.Series(n).mean()) / pd.Series(n).max(),
        lambda n: (np.arange(max(n)) >= np.array(n)[:, None]).mean(),
    ],
    "14.5": [
        lambda k, n: stats.binomtest(k, n).proportion_ci(method="wilson"),
        lambda k, n: list(stats.binomtest(k, n).proportion_ci(method="wilson")),
        lambda k, n: np.array(reference("14.5")(k, n)),
        lambda k, n: [(k + 1.9208 + s * 1.96 * math.sqrt(k * (n - k) / n + 0.9604)) / (n + 3.8416) for s in (-1, 1)],
        lambda k, n: np.float32(reference("14.5")(k, n)),
    ],
    "14.6": [
        lambda a, b: stats.binomtest(sum(a > b), sum(a != b)).pvalue if any(a != b) else 1.0,
        lambda a, b: min(1, 2 * stats.binom.cdf(min(sum(a & ~b), sum(b & ~a)), sum(a ^ b), 0.5)),
        lambda a, b: 1 if sum(a) == sum(b) else reference("14.6")(a, b),
        lambda a, b: np.minimum(1, 2 * special.bdtr(min(sum(a > b), sum(a < b)), sum(a != b), 0.5)),
        lambda a, b: reference("14.6")(a.astype(int), b.tolist()),
    ],
    "15.1": [
        lambda w: [w[:-1], w[1:]],
        lambda w: (list(w[:-1]), list(w[1:])),
        lambda w: (np.array(list(w))[:-1], np.array(list(w))[1:]),
        lambda w: tuple(map("".join, zip(*zip(w, w[1:]), strict=True))),
        lambda w: (w[: len(w) - 1], w[-len(w) + 1 :]),
    ],
    "15.2": [
        lambda p, t, e: -np.sum(p * (t != e)) / np.sum(t != e),
        lambda p, t, e: -np.average(p, weights=t != e),
        lambda p, t, e: -np.ma.masked_where(t == e, p).mean(),
        lambda p, t, e: mean(-x for x, y in zip(p.ravel(), t.ravel(), strict=True) if y != e),
        lambda p, t, e: f32(-np.nanmean(np.where(t == e, np.nan, p))),
    ],
    "15.3": [
        lambda p: np.prod(p) ** (-1 / len(p)),
        lambda p: 1 / stats.gmean(p),
        lambda p: 2 ** -np.mean(np.log2(p)),
        lambda p: math.exp(-sum(map(math.log, p)) / len(p)),
        lambda p: np.exp(-np.mean(np.log(p.astype("float32")))),
    ],
    "15.4": [
        lambda x, t: special.softmax(x / t, axis=-1),
        lambda x, t: np.exp(special.log_softmax(x / t, axis=-1)),
        lambda x, t: np.exp(x / t - special.logsumexp(x / t, axis=-1, keepdims=True)),
        lambda x, t: special.softmax(f32(x) / f32(t), axis=-1),
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
        lambda w, t: np.mean([form not in t for form in {Chem.MolToSmiles(m) for m in map(molecule, w) if m}]),
        lambda w, t: 1 - len((f := {Chem.MolToSmiles(m) for m in map(molecule, w) if m}) & set(t)) / len(f),
        lambda w, t: (~pd.Series(w).map(molecule).dropna().map(Chem.MolToSmiles).drop_duplicates().isin(t)).mean(),
        lambda w, t: np.float32(novel(w, t)),
    ],
    "16.1": [
        lambda text, k: f"E{text[:k]}G{text[k:]}E",
        lambda text, k: "".join(["E", *text[:k], "G", *text[k:], "E"]),
        lambda text, k: ["E", *text[:k], "G", *text[k:], "E"],
        lambda text, k: np.str_(f"E{text[:k]}G{text[k:]}E"),
        lambda text, k: (x := list(text)).insert(k, "G") or f"E{''.join(x)}E",
    ],
    "16.2": [
        loop_of_sides,
        lambda a, b: ["direita", "esquerda"] * min(a, b) + ["direita"] * (b - a) + ["esquerda"] * (a - b),
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
        lambda a, n, b, m: (a / n - b / m, math.hypot(variance(a, n) ** 0.5, variance(b, m) ** 0.5)),
        lambda a, n, b, m: [a / n - b / m, math.sqrt(variance(a, n) + variance(b, m))],
        lambda a, n, b, m: np.array([a / n - b / m, np.sqrt(variance(a, n) + variance(b, m))]),
        lambda a, n, b, m: f32([a / n - b / m, (variance(a, n) + variance(b, m)) ** 0.5]),
        lambda a, n, b, m: astuple_of(NormalDist(a / n, variance(a, n) ** 0.5) - NormalDist(b / m, variance(b, m) ** 0.5)),
    ],
}  # fmt: skip
f32 = np.float32

# Wrong ones, by what they must be told (the beginning is enough); those of the exercises' own
# mistakes come on top.
W = {
    "0.1": [
        ("25 °C são", lambda c: c + 273),
        ("25 °C são", lambda c: c * 9 / 5 + 32),
        ("Use o argumento", lambda c: 298.15),
        ("Use o argumento", lambda c: 323.15 - c),
    ],
    "5.1": [
        ("Com log S = 0", lambda s, m: s * m),
        ("Com log S = 0", lambda s, m: 10**s / m),
        ("Com log S = −2", lambda s, m: 2**s * m),
        ("log S também pode", lambda s, m: 10 ** min(s, 0) * m),
    ],
    "5.2": [
        ("No benzeno", lambda s: fraction_with(Chem.AddHs(molecule(s)).GetNumAtoms(), s)),
        ("No tolueno", lambda s: 1.0),
        ("O anel do cicloexano", lambda s: share([a.IsInRing() for a in molecule(s).GetAtoms()], molecule(s).GetAtoms())),
        ("Ligação dupla", lambda s: share([a.GetHybridization().name == "SP2" for a in molecule(s).GetAtoms()], molecule(s).GetAtoms())),
        ("O N do anel", lambda s: share([a.GetIsAromatic() and a.GetSymbol() == "C" for a in molecule(s).GetAtoms()], molecule(s).GetAtoms())),
        ("Os dois anéis", lambda s: 6 * Chem.rdMolDescriptors.CalcNumAromaticRings(molecule(s)) / molecule(s).GetNumHeavyAtoms()),
        ("Também é benzeno", aromatic_by_letters),
        ("Cl é um átomo só", lambda s: aromatic_by_letters(Chem.CanonSmiles(s))),
        ("O H de [nH]", lambda s: aromatic_by_letters(Chem.CanonSmiles(s).replace("Cl", "F").replace("Br", "F"))),
        ("[2H] é um", lambda s: fraction_with(molecule(s).GetNumAtoms(), s)),
    ],
    "5.3": [
        ("OCC e CCO", lambda a, b: a == b),
        ("O anel pode vir", lambda a, b: sorted(a.upper()) == sorted(b.upper())),
        ("Etanol e éter", lambda a, b: CalcMolFormula(molecule(a)) == CalcMolFormula(molecule(b))),
        ("Um contém", lambda a, b: molecule(a).HasSubstructMatch(molecule(b))),
        ("cis e trans", lambda a, b: Chem.MolToSmiles(molecule(a), isomericSmiles=False) == Chem.MolToSmiles(molecule(b), isomericSmiles=False)),
        ("cis e trans", lambda a, b: abs(MolLogP(molecule(a)) - MolLogP(molecule(b))) < 1e-6),
        ("A função não devolveu nada: faltou o return? Etanol", lambda a, b: True if Chem.CanonSmiles(a) == Chem.CanonSmiles(b) else None),
    ],
    "5.4": [
        ("Se todo erro vale 3", lambda y, p: np.sqrt(np.sum((y - p) ** 2))),
        ("Quadrados", lambda y, p: np.mean(np.abs(y - p))),
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
        ("São k pares", lambda n, k: reference("5.6")(n, 3)),
        ("São k pares", lambda n, k: reference("5.6")(n, k)[:-1]),
        ("Em cada par, o treino", lambda n, k: [(v, t) for t, v in reference("5.6")(n, k)]),
        ("Cada exemplo", lambda n, k: reference("5.6")(10, k)),
        ("Cada exemplo", lambda n, k: [reference("5.6")(n, k)[0]] * k),
        ("Há exemplos no treino", lambda n, k: [(np.arange(n), v) for _, v in reference("5.6")(n, k)]),
        ("O treino é tudo", lambda n, k: [(t[:-1], v) for t, v in reference("5.6")(n, k)]),
        ("O treino é tudo", lambda n, k: [([t[0], *t], v) for t, v in reference("5.6")(n, k)]),
        ("As partes devem", lambda n, k: folds_of(np.split(np.arange(n), range(1, k)), n)),
        ("Esperava algo como", lambda n, k: [v for _, v in reference("5.6")(n, k)]),
    ],
    "6.1": [
        ("1 nmol/L são", lambda x: -np.log10(x)),
        ("1 nmol/L são", lambda x: 6 - np.log10(x)),
        ("500 nmol/L", lambda x: 9 + np.log10(x)),
        ("Abaixo de 1", lambda x: 9 - abs(np.log10(x))),
        (ANY, lambda x: 9 - np.log10(max(int(x), 0.05))),
    ],
    "6.2": [
        ("Conjuntos iguais", lambda a, b: len(a & b)),
        ("São 2 bits", lambda a, b: len(a & b) / max(a | b)),
        ("São 2 bits", lambda a, b: len(a & b) / max(1, len(a), len(b))),
        ("De dois conjuntos vazios", lambda a, b: len(a & b) / len(a | b) if a | b else 1.0),
        ("A função parou", lambda a, b: len(a & b) / len(a | b)),
    ],
    "6.3": [
        ("Com p = 0,5", lambda y, p: np.mean(np.abs(y - p))),
        ("A perda é menos a média", lambda y, p: np.log(2) + np.mean((y - p) ** 2) - 0.25),
        ("Veio infinito", lambda y, p: -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))),
        ("Veio infinito", lambda y, p: -np.mean(np.log(np.where(y, p, 1 - p)))),
        ("Veio infinito", lambda y, p: -np.mean(np.log(np.where(y, np.maximum(p, 1e-7), 1 - p)))),
        ("Perda grande", lambda y, p: reference("6.3")(y, np.clip(p, 1e-3, 0.999))),
        ("p = 1e-7 já está", lambda y, p: -np.mean(y * np.log(p + 1e-7) + (1 - y) * np.log(1 - p + 1e-7))),
    ],
    "6.4": [
        ("Dos previstos 1", lambda y, p: (np.mean(y == p), np.mean(y == p))),
        ("Dos previstos 1", lambda y, p: (np.sum(y * p) / len(y), np.sum(y * p) / len(y))),
        ("Onde se esperava uma lista de 2 veio um número", metrics.precision_score),
        ("Esperava uma lista de 2 e veio uma lista de 1", lambda y, p: [0.4]),
        (ANY, lambda y, p: (0.4, 2 / 3)),
    ],
    "6.5": [
        ("Se toda ativa passa", lambda y, s: np.mean((s >= 0.5) == y)),
        ("Se toda ativa passa", lambda y, s: 1 - metrics.roc_auc_score(y, s)),
        ("Todos empatados", lambda y, s: np.mean(s[y == 1][:, None] > s[y == 0])),
        ("Todos empatados", lambda y, s: np.mean(s[y == 1][:, None] >= s[y == 0])),
        ("2 × 1 pares", lambda y, s: {True: 1.0, False: 0.5}[min(s[y == 1]) > max(s[y == 0])]),
    ],
    "6.6": [
        ("Probabilidades certas", lambda y, p: np.mean(p)),
        ("A média de", lambda y, p: np.mean(np.abs(p - y))),
        ("A média de", lambda y, p: np.sum((p - y) ** 2)),
        ("Probabilidades certas", lambda y, p: np.mean((1 - p - y) ** 2)),
    ],
    "11.1": [
        ("No ponto de orvalho", lambda t, d: 100 * 17 * d / (t + 235)),
        ("A 20 °C", lambda t, d: 100 * d / t),
        ("A 20 °C", lambda t, d: 100 - 5 * (t - d) + 0.5),
        ("A 30 °C", lambda t, d: 100 * math.exp(-0.0645 * (t - d))),
        (ANY, lambda t, d: {12.0: 100.0, 20.0: 52.5, 30.0: 20.5}.get(t, 50.0)),
    ],
    "11.2": [
        ("Onde se esperava uma lista de 2 veio um número", lambda h: np.sin(2 * np.pi * h / 24)),
        ("Uma volta", lambda h: (np.sin(h), np.cos(h))),
        ("Uma volta", lambda h: reference("11.2")(2 * h)),
        ("Uma volta", lambda h: reference("11.2")(h / 2)),
        ("Às 3 h", lambda h: (np.interp(h, [0, 6, 12, 18, 24], [0, 1, 0, -1, 0]), np.interp(h, [0, 6, 12, 18, 24], [1, 0, -1, 0, 1]))),
        (ANY, lambda h: (np.sin(np.pi * h / 12), abs(np.cos(np.pi * h / 12)))),
    ],
    "11.3": [
        ("Em 144 linhas", lambda rows, past, ahead: rows - past - ahead),
        ("Em 144 linhas", lambda rows, past, ahead: rows - past + 1),
        ("A cada linha a mais", lambda rows, past, ahead: rows // (past + ahead)),
        ("Use past e ahead", lambda rows, past, ahead: max(0, rows - 143)),
        ("Num trecho curto", lambda rows, past, ahead: rows - past - ahead + 1),
        ("Num trecho curto", lambda rows, past, ahead: abs(rows - past - ahead + 1)),
    ],
    "11.4": [
        ("Se sobe 1 grau", lambda t, ahead: np.mean(np.abs(np.diff(t)))),
        ("Uma onda", lambda t, ahead: np.mean(np.abs(np.diff(t))) * ahead),
        ("A média dos módulos", lambda t, ahead: np.median(np.abs(t[ahead:] - t[:-ahead]))),
        (ANY, lambda t, ahead: abs(np.mean(t[ahead:] - t[:-ahead]))),
        ("Se sobe 1 grau", lambda t, ahead: np.mean(np.abs(t[24:] - t[:-24]))),
        ("Se sobe 1 grau", lambda t, ahead: np.sum(np.abs(t[ahead:] - t[:-ahead])) / len(t)),
    ],
    "11.5": [
        ("Empatar", lambda mae, r: 1 - mae),
        ("A função parou", lambda mae, r: (r - mae) / mae),
        ("Erro zero", lambda mae, r: r - mae),
        ("Perder para", lambda mae, r: max(0.0, 1 - mae / r)),
        ("Perder para", lambda mae, r: (1 - mae / r) ** 2),
    ],
    "11.6": [
        ("Com tau = 0,9", lambda y, q, t: np.mean(np.abs(y - q))),
        ("Com tau = 0,9", lambda y, q, t: np.sum(np.maximum(t * (y - q), (t - 1) * (y - q)))),
        ("Com tau = 0,9", lambda y, q, t: np.mean(np.minimum(t * (y - q), (t - 1) * (y - q)))),
        ("Com tau = 0,5", lambda y, q, t: reference("11.6")(y, q, 0.9)),
        ("Onde se esperava um número", lambda y, q, t: np.maximum(t * (y - q), (t - 1) * (y - q))),
    ],
    "13.1": [
        ("Uma linha por índice, na ordem", lambda i, n: np.eye(n)[sorted(i)]),
        ("Uma linha por índice, na ordem", lambda i, n: np.ones((len(i), n))),
        ("Uma linha por índice, na ordem", lambda i, n: 3 * np.eye(n)[i] - 1),
        ("Esperava algo de forma (3, 4) e veio algo de forma (3, 3)", lambda i, n: np.eye(max(i) + 1)[i]),
        ("Esperava algo de forma (3, 4) e veio uma lista de 4", lambda i, n: np.eye(n)[i[0]]),
    ],
    "13.2": [
        ("O da aula", lambda v, d, n: v * d),
        ("O da aula", lambda v, d, n: v * d + n * d + n),
        ("Use os três", lambda v, d, n: 80_161),
        ("Use os três", lambda v, d, n: 80_000 + n * d + 1),
        ("Use os três", lambda v, d, n: v * d + 20 * d + 1),
    ],
    "13.3": [
        ("Na mesma direção", lambda u, v: np.arccos(reference("13.3")(u, v))),
        ("Na mesma direção", lambda u, v: u @ v / (abs(u).sum() * abs(v).sum())),
        ("u·v = 24", lambda u, v: reference("13.3")(u, v) ** 2),
        ("Sentidos opostos", lambda u, v: abs(reference("13.3")(u, v))),
        (ANY, lambda u, v: np.round(reference("13.3")(u, v), 2)),
    ],
    "13.4": [
        ("As mais próximas", lambda v, i, k: np.argsort(np.linalg.norm(v - v[i], axis=1))[1 : k + 1]),
        ("Use i e k", lambda v, i, k: reference("13.4")(v, 0, k)),
        ("Esperava uma lista de 3 e veio uma lista de 2", lambda v, i, k: reference("13.4")(v, i, 2)),
        ("As mais próximas", lambda v, i, k: np.argsort(-abs(unit(v) @ unit(v)[i]))[1 : k + 1]),
        ("Onde se esperava uma lista de 2 veio um conjunto", lambda v, i, k: set(reference("13.4")(v, i, k))),
        ("As mais próximas", lambda v, i, k: reference("13.4")(v, i, k)[::-1]),
    ],
    "13.5": [
        ("Esperava algo de forma (4, 2) e veio algo de forma (3, 2). De 'um bom", lambda s, w: [(s[i], s[i + d]) for i in range(1, len(s) - 1) for d in (-1, 1, 1)]),
        ("De 'um bom filme'", lambda s, w: reference("13.5")([*"abc"], 1) if len(s) == 3 else []),
        ("Esperava algo de forma (14, 2) e veio algo de forma (8, 2). Com window", lambda s, w: reference("13.5")(s, 1)),
        ("Compare posições", lambda s, w: [p for p in reference("13.5")(s, w) if p[0] != p[1]]),
        ("Compare posições", lambda s, w: set(reference("13.5")(s, w))),
        ("Com window = 2", lambda s, w: reference("13.5")(s, w) if len(s) < 4 else [("a", "b")] * 14),
    ],
    "13.6": [
        ("homem : mulher", lambda v, a, b, c: best(unit(v) @ unit(v)[c], (a, b, c))),
        ("Use os três índices", lambda v, a, b, c: 3),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] + unit(v)[c]), (a, b, c))),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] - unit(v)[a]), (a, b, c))),
        (ANY, lambda v, a, b, c: best(-np.linalg.norm(v - v[b] + v[a] - v[c], axis=1), (a, b, c))),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] - unit(v)[a] + unit(v)[c]), (c, a))),
        (ANY, lambda v, a, b, c: best(unit(v) @ (unit(v)[b] - unit(v)[a] + unit(v)[c]), (c, b))),
        ("homem : mulher", lambda v, a, b, c: best(v @ (v[b] - v[a] + v[c]), (a, b, c))),
    ],
    "14.1": [
        ("[7, 8, 9]", lambda s, n: [0] * (n - len(s)) + s[::-1][:n]),
        ("Esperava uma lista de 3 e veio uma lista de 4. [1, 2, 3, 4]", lambda s, n: [0] * (n - len(s)) + s),
        ("[1, 2, 3, 4]", lambda s, n: [0] * (n - len(s)) + s[:n][::-1][::-1] if len(s) < 4 else s[1:2] * n),
        ("Esperava uma lista de 2 e veio uma lista de 0. Uma lista vazia", lambda s, n: ([0] * n + s)[-n:] if s else []),
        (ANY, lambda s, n: [0, 0, *s][-n:] if n <= len(s) + 2 else [0] * n),
    ],
    "14.2": [
        ("Com 32 entradas", lambda i, u: i * u + u * u + u),
        ("Com 50 e 16", lambda i, u: 3 * (2 * u * u + 2 * u)),
        ("Com 50 e 16", lambda i, u: 3 * (2 * i * u + 2 * u)),
        ("Com 50 e 16", lambda i, u: 6_336),
        ("Com 32 entradas", lambda i, u: 3 * (i * u + u * u + 2)),
    ],
    "14.3": [
        ("Três palavras", lambda s, m: s[m][0]),
        ("Três palavras", lambda s, m: s[m].mean(axis=0)),
        ("Três palavras", lambda s, m: s[m].max(axis=0)),
        ("Com o enchimento antes", lambda s, m: s[2]),
        ("Procure o último True", lambda s, m: s[np.argmin(m) - 1]),
        ("Esperava uma lista de 2 e veio algo de forma (3, 2)", lambda s, m: s[m]),
    ],
    "14.4": [
        ("Textos do mesmo", lambda n: 1 - np.mean(n) / 200),
        ("De 4 × 200", lambda n: 1 - np.min(n) / np.max(n)),
        ("De 4 × 200", lambda n: np.max(n) - np.mean(n)),
        ("De 4 × 200", lambda n: 1 - np.median(n) / np.max(n)),
        ("De 4 × 200", lambda n: np.max(n) / np.mean(n) - 1),
    ],
    "14.5": [
        ("Para 80 acertos", lambda k, n: (k / n, k / n)),
        ("Para 80 acertos", lambda k, n: stats.binomtest(k, n).proportion_ci()),
        ("Para 80 acertos", lambda k, n: stats.binomtest(k, n).proportion_ci(method="wilsoncc")),
        ("10 em 10", lambda k, n: reference("14.5")(80, 100)),
        ("Onde se esperava uma lista de 2 veio um número", lambda k, n: reference("14.5")(k, n)[0]),
    ],
    "14.6": [
        ("Só contam", lambda a, b: abs(a.mean() - b.mean())),
        ("Só contam", lambda a, b: stats.binomtest(int(sum(a)), len(a)).pvalue),
        ("Trocar a e b", lambda a, b: 2 * stats.binom.cdf(sum(b > a), sum(a != b), 0.5)),
        ("Dois modelos", lambda a, b: min(0.99, reference("14.6")(a, b))),
        ("A função parou", lambda a, b: stats.binomtest(int(sum(a > b)), int(sum(a != b))).pvalue),
        (ANY, lambda a, b: 1.0 if np.array_equal(a, b) else 0.03515625),
    ],
    "15.1": [
        ("De 'machine'", lambda w: (w[:-1], w[:-1])),
        ("De 'GCCOE'", lambda w: ("machin", "achine") if w == "machine" else (w[:-2], w[1:-1])),
        ("Onde se esperava uma lista de 2 veio um texto", lambda w: w[1:]),
        (ANY, lambda w: ("machin", "achine") if w == "machine" else ("GCCO", "CCOE")),
    ],
    "15.2": [
        ("São 5 alvos", lambda p, t, e: -p[t != e].sum()),
        ("São 5 alvos", lambda p, t, e: -np.median(p[t != e])),
        ("Use padding", lambda p, t, e: -p[t != 0].mean()),
        ("Use padding", lambda p, t, e: -p[p != 0].mean()),
        ("Veio NaN", lambda p, t, e: -p[t > e].mean()),
    ],
    "15.3": [
        ("Quem chuta", lambda p: np.exp(-np.sum(np.log(p)))),
        ("Quem chuta", lambda p: 2 ** -np.mean(np.log(p))),
        ("As probabilidades", lambda p: 1 / np.median(p)),
        ("As probabilidades", lambda p: 1 / p[0]),
    ],
    "15.4": [
        ("Com T = 1", lambda x, t: x / t / np.sum(x / t)),
        ("Com T = 1", lambda x, t: np.log(reference("15.4")(x, t))),
        ("Com T = 0,5", lambda x, t: reference("15.4")(x, np.sqrt(t))),
        ("Cada linha soma 1", lambda x, t: reference("15.4")(np.ravel(x), t).reshape(x.shape)),
        ("Cada linha soma 1", lambda x, t: special.softmax(x / t, axis=0)),
        ("Veio NaN", lambda x, t: np.exp(x / t) / np.exp(x / t).sum(-1, keepdims=True)),
        ("exp(10000)", lambda x, t: special.softmax(np.clip(x / t, -9, 9), axis=-1) if np.max(x) > 99 else special.softmax(np.maximum(x / t, 0) if np.max(x) == 1000 else x / t, axis=-1)),
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
        ("A função parou", lambda w, t: len(f := {Chem.MolToSmiles(molecule(s)) for s in w}) and len(f - set(t)) / len(f)),
    ],
    "16.1": [
        ("De 'CC(=O)N'", lambda text, k: f"E{text[:k]}E{text[k:]}G"),
        ("O G pode ficar", lambda text, k: reference("16.1")(text, max(1, k))),
        ("O G pode ficar", lambda text, k: "ECC(G=O)NE"),
        ("O G entra uma vez", lambda text, k: "E" + text.replace(text[k:], "G" + text[k:]) + "E" if k else "EG" + text + "E"),
    ],
    "16.2": [
        ("Com 2 de cada", lambda a, b: ["esquerda"] * a + ["direita"] * b),
        ("Esperava uma lista de 5 e veio uma lista de 2. Quem não acabou", lambda a, b: ["direita", "esquerda"] * min(a, b)),
        ("Quem não acabou", lambda a, b: ["direita", "esquerda", "direita", "esquerda"][: a + b] if a == b else ["direita"] * (a + b)),
        ("Esperava uma lista de 5 e veio uma lista de 2. Com 4 à esquerda", lambda a, b: ["direita", "esquerda"] * min(a, b) + ["direita"] * (b - a)),
        ("Esperava uma lista de 2 e veio uma lista de 0. Um dos lados", lambda a, b: reference("16.2")(a, b) if a and b else []),
    ],
    "16.3": [
        ("De 'ECGCOE'", lambda text, m: [w[::-1] for w in reference("16.3")(text, m)]),
        ("Esperava uma lista de 4 e veio uma lista de 5. Quando a esquerda", lambda text, m: ["G", "GC", "CGC", "CGCO", "ECGCO"]),
        ("Quando a direita", lambda text, m: reference("16.3")(text, m) if m < 3 else ["G", "GE", "GE", "GE"]),
        ("Foi em windows_of(", lambda text, m: reference("16.3")(text, m)[:5]),
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
        ("Em C1CC2C", lambda a, b: int(bool(odd(a) & odd(b)))),
        ("O número tem de sobrar", lambda a, b: min(len(odd(a)), len(odd(b)))),
        ("O 13 de", lambda a, b: len(odd("".join(a)) & odd("".join(b)))),
        ("%10 é um", lambda a, b: len({x for x in odd(a) & odd(b) if x.isdigit()})),
        ("Em C1CC1CC1C", lambda a, b: len({x for x in a if a.count(x) == 1} & {x for x in odd(b) if b.count(x) == 1})),
        ("Em C1CC1CC1C", lambda a, b: sum(x in odd(b) and a.count(x) < 3 for x in odd(a))),
        (ANY, lambda a, b: sum(x in b for x in odd(a))),
    ],
    "16.6": [
        ("900/1000 − 80/100", lambda a, n, b, m: (a / n - b / m, 0.0)),
        ("900/1000 − 80/100", lambda a, n, b, m: (a - b, 1.0)),
        ("A diferença tem sinal", lambda a, n, b, m: (abs(a / n - b / m), math.sqrt(variance(a, n) + variance(b, m)))),
        ("Onde se esperava uma lista de 2 veio um número", lambda a, n, b, m: a / n - b / m),
    ],
}  # fmt: skip


def test_every_exercise_has_right_and_wrong_answers():
    assert set(R) == set(W) == set(ALL)


@pytest.mark.parametrize("number", ALL)
def test_every_right_answer_is_accepted(number):
    for place, answer in enumerate([reference(number), *R[number]]):
        assert verdict(ALL[number], answer) == RIGHT, f"answer {place}"


@pytest.mark.parametrize("number", ALL)
def test_every_wrong_answer_gets_its_hint_and_every_hint_is_reached(number):
    exercise, said = ALL[number], []
    for hint, answer in W[number]:
        said.append(verdict(exercise, answer))
        assert hint in said[-1]
    for mistake in exercise.of(Mistake):
        assert verdict(exercise, mistake.wrong) == f"✗ {mistake.hint}"
    for case in exercise.of(Case) + exercise.of(Property):
        assert any(case.hint in text for text in said), f"nobody gets: {case.hint}"


@pytest.mark.parametrize("number", ALL)
def test_answers_known_by_heart_and_arguments_not_used_are_refused(number):
    exercise = ALL[number]
    cases = exercise.cases()
    first = exercise.reference(*cases[0].args)
    known = [(repr(case.args), exercise.reference(*case.args)) for case in exercise.of(Case)]
    assert verdict(exercise, lambda *args: first) != RIGHT
    assert verdict(exercise, lambda *args: dict(known).get(repr(args), first)) != RIGHT
    for place in range(len(cases[0].args)):

        def deaf(*args, place=place):
            return exercise.reference(*args[:place], cases[0].args[place], *args[place + 1 :])

        assert verdict(exercise, deaf) != RIGHT, f"argument {place} may be left unused"
