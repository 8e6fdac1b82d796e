"""Every exercise, blank, solved and wrong; and the solutions folded in the notebooks."""

import inspect
import pkgutil
from collections import Counter
from math import comb

import nbformat
import numpy as np
import pytest
from rdkit import Chem

import utils.exercises
from tools.lessons import lesson_paths
from utils.exercises import check, exercises

LESSONS = sorted(
    module.name.removeprefix("lesson")
    for module in pkgutil.iter_modules(utils.exercises.__path__)
    if module.name.startswith("lesson")
)
ALL = {number: item for lesson in LESSONS for number, item in exercises(lesson).items()}


def fraction_with_hydrogens(smiles):
    atoms = Chem.AddHs(Chem.MolFromSmiles(smiles)).GetAtoms()
    return sum(atom.GetIsAromatic() for atom in atoms) / len(atoms)


def fraction_of_carbons(smiles):
    atoms = Chem.MolFromSmiles(smiles).GetAtoms()
    aromatic = [a for a in atoms if a.GetIsAromatic() and a.GetSymbol() == "C"]
    return len(aromatic) / len(atoms)


def same_formula(smiles_a, smiles_b):
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    a, b = Chem.MolFromSmiles(smiles_a), Chem.MolFromSmiles(smiles_b)
    return CalcMolFormula(a) == CalcMolFormula(b)


def overlapping_folds(n, k):
    parts = np.array_split(np.arange(n), k)
    return [(np.arange(n), part) for part in parts]


def uneven_folds(n, k):
    parts = np.split(np.arange(n), range(1, k))
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


# The mistakes that students make; every one must be refused.
WRONG = {
    "0.1": [lambda c: c - 273.15, lambda c: c * 9 / 5 + 32, lambda c: "298,15"],
    "5.1": [
        lambda log_s, mass: log_s * mass,
        lambda log_s, mass: np.exp(log_s) * mass,
        lambda log_s, mass: 10**log_s / mass,
    ],
    "5.2": [
        lambda smiles: 1.0,
        fraction_with_hydrogens,
        fraction_of_carbons,
        lambda smiles: max(0.1, ALL["5.2"].reference(smiles)),
    ],
    "5.3": [
        lambda a, b: a == b,
        lambda a, b: sorted(a) == sorted(b),
        same_formula,
        lambda a, b: True,
    ],
    "5.4": [
        lambda y, p: np.mean((np.array(y) - p) ** 2),
        lambda y, p: np.mean(np.abs(np.array(y) - p)),
        lambda y, p: np.sqrt(np.sum((np.array(y) - p) ** 2)),
        lambda y, p: np.linalg.norm(np.array(y) - p) / np.sqrt(2),
    ],
    "5.5": [
        lambda train, other: (other - other.mean(axis=0)) / train.std(axis=0),
        lambda train, other: (other - train.mean()) / train.std(),
        lambda train, other: (train - train.mean(axis=0)) / train.std(axis=0),
        lambda train, other: other - train.mean(axis=0),
    ],
    "5.6": [
        overlapping_folds,
        uneven_folds,
        lambda n, k: ALL["5.6"].reference(n, k)[:-1],
        lambda n, k: [ALL["5.6"].reference(n, k)[0]] * k,
        lambda n, k: [(t[:-1], v) for t, v in ALL["5.6"].reference(n, k)],
    ],
    "6.1": [
        lambda ic50: -np.log10(ic50),
        lambda ic50: 9 - np.log(ic50),
        lambda ic50: 6 - np.log10(ic50),
    ],
    "6.2": [
        lambda a, b: len(a & b) / (len(a) + len(b)),
        lambda a, b: 2 * len(a & b) / (len(a) + len(b)),
        lambda a, b: len(a & b) / len(a | b),
        lambda a, b: len(a & b) / len(a | b) if a | b else 1.0,
    ],
    "6.3": [
        lambda y, p: np.mean(y * np.log(p + 1e-7) + (1 - y) * np.log(1 - p + 1e-7)),
        lambda y, p: -np.mean(y * np.log(p)),
        lambda y, p: -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)),
        lambda y, p: -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)),
        lambda y, p: -np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p)),
    ],
    "6.4": [
        lambda y, p: ALL["6.4"].reference(p, y),
        lambda y, p: (np.mean(y == p), np.mean(y == p)),
        lambda y, p: (np.sum(y * p) / len(y), np.sum(y * p) / len(y)),
        lambda y, p: [ALL["6.4"].reference(y, p)[0]],
    ],
    "6.5": [
        lambda y, s: np.mean((s >= 0.5) == y),
        lambda y, s: np.mean(s[y == 1][:, None] > s[y == 0][None, :]),
        lambda y, s: np.mean(s[y == 1][:, None] >= s[y == 0][None, :]),
        lambda y, s: 1 - ALL["6.5"].reference(y, s),
    ],
    "6.6": [
        lambda y, p: np.sqrt(np.mean((p - y) ** 2)),
        lambda y, p: np.mean(np.abs(p - y)),
        lambda y, p: np.sum((p - y) ** 2),
    ],
    "11.1": [
        lambda t, dew: 100 * dew / t,
        lambda t, dew: 100 * ALL["11.1"].reference(dew, t),
        lambda t, dew: ALL["11.1"].reference(t, dew) / 100,
    ],
    "11.2": [
        lambda hour: np.sin(2 * np.pi * hour / 24),
        lambda hour: (np.sin(hour), np.cos(hour)),
        lambda hour: ALL["11.2"].reference(hour)[::-1],
        lambda hour: ALL["11.2"].reference(2 * hour),
        lambda hour: ALL["11.2"].reference(max(0.0, hour) if np.isscalar(hour) else hour),
    ],
    "11.3": [
        lambda rows, past, ahead: rows - past - ahead,
        lambda rows, past, ahead: rows - past + 1,
        lambda rows, past, ahead: rows // (past + ahead),
        lambda rows, past, ahead: rows - past - ahead + 1,
        lambda rows, past, ahead: max(0, rows - 143),
    ],
    "11.4": [
        lambda t, ahead: np.mean(np.abs(t - np.roll(t, ahead))),
        lambda t, ahead: np.mean(t[ahead:] - t[:-ahead]),
        lambda t, ahead: np.mean((t[ahead:] - t[:-ahead]) ** 2),
        lambda t, ahead: np.mean(np.abs(np.diff(t))),
    ],
    "11.5": [
        lambda mae, reference: mae / reference,
        lambda mae, reference: 1 - reference / mae if mae else 1.0,
        lambda mae, reference: max(0.0, 1 - mae / reference),
        lambda mae, reference: reference - mae,
    ],
    "11.6": [
        lambda y, q, tau: np.mean(np.abs(y - q)),
        lambda y, q, tau: ALL["11.6"].reference(y, q, 1 - tau),
        lambda y, q, tau: 2 * ALL["11.6"].reference(y, q, tau),
        lambda y, q, tau: np.mean(np.where(y > q, tau, 1 - tau)),
        lambda y, q, tau: ALL["11.6"].reference(y, q, 0.9),
    ],
    "13.1": [
        lambda indices, size: np.eye(size)[:, indices],
        lambda indices, size: np.eye(size)[sorted(indices)],
        lambda indices, size: np.eye(size)[np.array(indices) - 1],
        lambda indices, size: np.ones((len(indices), size)),
        lambda indices, size: np.eye(size)[indices[0]],
    ],
    "13.2": [
        lambda vocabulary, dimension, length: vocabulary * dimension + length * dimension,
        lambda vocabulary, dimension, length: vocabulary * dimension + dimension + 1,
        lambda vocabulary, dimension, length: vocabulary * dimension,
        lambda vocabulary, dimension, length: 80_161 if vocabulary == 10_000 else 0,
    ],
    "13.3": [
        lambda u, v: np.dot(u, v),
        lambda u, v: np.dot(u, v) / (np.dot(u, u) * np.dot(v, v)),
        lambda u, v: abs(ALL["13.3"].reference(u, v)),
        lambda u, v: 1 - ALL["13.3"].reference(u, v),
    ],
    "13.4": [
        lambda vectors, i, k: np.argsort(-(vectors @ vectors[i]))[:k],
        lambda vectors, i, k: [j for j in np.argsort(-(vectors @ vectors[i])) if j != i][:k],
        lambda vectors, i, k: ALL["13.4"].reference(vectors, i, len(vectors))[::-1][:k],
        lambda vectors, i, k: ALL["13.4"].reference(vectors, 0, 2),
        lambda vectors, i, k: ALL["13.4"].reference(vectors, i, k)[::-1],
    ],
    "13.5": [
        lambda s, w: [(s[i], s[i + 1]) for i in range(len(s) - 1)],
        lambda s, w: [(a, b) for a in s for b in s if a != b],
        lambda s, w: [(s[i], s[i + d]) for i in range(len(s) - 1) for d in (-1, 1)],
        lambda s, w: [
            (s[i], s[j]) for i in range(len(s)) for j in range(len(s)) if abs(i - j) <= w
        ],
        lambda s, w: [pair for pair in ALL["13.5"].reference(s, w) if pair[0] != pair[1]],
        lambda s, w: ALL["13.5"].reference(s, 1),
    ],
    "13.6": [
        lambda vectors, a, b, c: int((vectors @ (vectors[b] - vectors[a] + vectors[c])).argmax()),
        lambda vectors, a, b, c: ALL["13.6"].reference(vectors, b, a, c),
        lambda vectors, a, b, c: c,
        lambda vectors, a, b, c: 3,
    ],
    "14.1": [
        lambda s, length: (list(s) + [0] * length)[:length],
        lambda s, length: [0] * (length - len(s)) + list(s)[:length],
        lambda s, length: [0] * (length - len(s)) + list(s),
        lambda s, length: ([0] * length + list(s))[-length:] if s else [],
    ],
    "14.2": [
        lambda i, u: 3 * (i * u + u * u + u),
        lambda i, u: 4 * (i * u + u * u + u),
        lambda i, u: 3 * (2 * i * u + 2 * u),
        lambda i, u: i * u + u * u + u,
    ],
    "14.3": [
        lambda states, mask: states[-1],
        lambda states, mask: states[mask],
        lambda states, mask: states[np.sum(mask) - 1],
        lambda states, mask: states[mask].mean(axis=0),
    ],
    "14.4": [
        lambda lengths: np.mean(lengths) / np.max(lengths) if len(lengths) > 3 else 0.0,
        lambda lengths: 1 - np.min(lengths) / np.max(lengths),
        lambda lengths: np.max(lengths) - np.mean(lengths),
        lambda lengths: 1 - np.median(lengths) / np.max(lengths),
    ],
    "14.5": [
        lambda k, n: (
            k / n - 1.96 * np.sqrt(k / n * (1 - k / n) / n),
            k / n + 1.96 * np.sqrt(k / n * (1 - k / n) / n),
        ),
        lambda k, n: ALL["14.5"].reference(k, n)[::-1],
        lambda k, n: ALL["14.5"].reference(80, 100),
        lambda k, n: (k / n, k / n),
    ],
    "14.6": [
        lambda a, b: ALL["14.6"].reference(a, b) / 2,
        lambda a, b: abs(a.mean() - b.mean()),
        lambda a, b: 0.035156 if a.sum() > b.sum() else 1.0,
        lambda a, b: 2 * sum(comb(15, i) for i in range(4)) / 2**15,
        lambda a, b: 1.0,
    ],
    "15.1": [
        lambda word: (word, word),
        lambda word: (word[1:], word[:-1]),
        lambda word: ("machin", "achine"),
        lambda word: (word[:-1], word[:-1]),
    ],
    "15.2": [
        lambda log_p, targets, padding: -log_p.mean(),
        lambda log_p, targets, padding: log_p[targets != padding].mean(),
        lambda log_p, targets, padding: np.mean(
            [-row[t != padding].mean() for row, t in zip(log_p, targets, strict=True)]
        ),
        lambda log_p, targets, padding: -log_p[targets != padding].sum(),
    ],
    "15.3": [
        lambda p: -np.mean(np.log(p)),
        lambda p: 1 / np.mean(p),
        lambda p: np.exp(-np.sum(np.log(p))),
    ],
    "15.4": [
        lambda logits, t: np.exp(logits / t),
        lambda logits, t: ALL["15.4"].reference(logits, 1 / t),
        lambda logits, t: ALL["15.4"].reference(logits, 1.0),
        lambda logits, t: np.exp(logits / t) / np.exp(logits / t).sum(-1, keepdims=True),
        lambda logits, t: ALL["15.4"].reference(np.ravel(logits), t).reshape(np.shape(logits)),
    ],
    "15.5": [
        lambda tokens: sum(token.isdigit() for token in tokens),
        lambda tokens: sum(token.isdigit() for token in tokens) % 2,
        lambda tokens: ALL["15.5"].reference([c for token in tokens for c in token]),
        lambda tokens: sum(n == 1 for n in Counter(filter(str.isdigit, tokens)).values()),
        lambda tokens: ALL["15.5"].reference([t for t in tokens if "%" not in t]),
    ],
    "15.6": [
        lambda written, training: len(set(written) - set(training)) / len(set(written)),
        lambda written, training: np.mean([s not in training for s in written]),
        lambda written, training: 1 - ALL["15.6"].reference(written, training) / 2,
        lambda written, training: (
            ALL["15.6"].reference(written, training) * len(set(written)) / len(written)
        ),
    ],
    "16.1": [
        lambda text, start: "G" + text + "E",
        lambda text, start: text[:start] + "G" + text[start:],
        lambda text, start: "E" + text[:start] + "G" + text[start:],
        lambda text, start: "ECC(G=O)NE",
        lambda text, start: ALL["16.1"].reference(text, max(1, start)),
    ],
    "16.2": [
        lambda left, right: ["direita", "esquerda"] * min(left, right),
        lambda left, right: ["direita"] * right + ["esquerda"] * left,
        lambda left, right: [
            {"direita": "esquerda", "esquerda": "direita"}[side]
            for side in ALL["16.2"].reference(right, left)
        ],
        lambda left, right: (
            ["direita", "esquerda"] * min(left, right) + ["direita"] * (right - left)
        ),
    ],
    "16.3": [
        lambda text, middle: [*ALL["16.3"].reference(text, middle), text],
        lambda text, middle: [*ALL["16.3"].reference(text, middle)[1:], text],
        lambda text, middle: [text[middle : i + 1] for i in range(middle, len(text))],
        lambda text, middle: ["G", "GC", "CGC", "CGCO", "ECGCO"],
        lambda text, middle: [
            window[::-1] for window in ALL["16.3"].reference(text[::-1], len(text) - 1 - middle)
        ],
    ],
    "16.4": [
        lambda steps, width: steps * (steps + 1),
        lambda steps, width: steps * (steps + 1) // 2,
        lambda steps, width: sum(width * (first + width) for first in range(0, steps, width)),
        lambda steps, width: sum((width + 1) * (k + 1) * width for k in range(steps // width)),
        lambda steps, width: (width + 1) * steps,
    ],
    "16.5": [
        lambda left, right: len(set(filter(str.isdigit, left)) & set(filter(str.isdigit, right))),
        lambda left, right: sum(map(str.isdigit, left)) % 2,
        lambda left, right: ALL["16.5"].reference(left, left),
        lambda left, right: ALL["16.5"].reference([c for t in left for c in t], right),
        lambda left, right: len(
            {t for t in left if left.count(t) == 1 and t.isdigit()}
            & {t for t in right if right.count(t) == 1 and t.isdigit()}
        ),
    ],
    "16.6": [
        lambda a, n_a, b, n_b: (b / n_b - a / n_a, 0.0),
        lambda a, n_a, b, n_b: (a / n_a - b / n_b, 0.0),
        lambda a, n_a, b, n_b: (a / n_a - b / n_b, ALL["16.6"].reference(a, n_a, b, n_b)[1] ** 2),
        lambda a, n_a, b, n_b: (
            a / n_a - b / n_b,
            sum(np.sqrt(k / n * (1 - k / n) / n) for k, n in ((a, n_a), (b, n_b))),
        ),
        lambda a, n_a, b, n_b: (a - b, 1.0),
    ],
}


def test_every_lesson_has_exercises_and_every_exercise_has_wrong_answers():
    assert {path.name[:2] for path in lesson_paths()} == set(LESSONS)
    assert set(WRONG) == set(ALL)


@pytest.mark.parametrize("number", ALL)
@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: ...])
def test_a_blank_answer_gives_the_hourglass_and_the_reference(number, blank, capsys):
    assert check(number, blank) is ALL[number].reference
    assert "⏳" in capsys.readouterr().out


@pytest.mark.parametrize("number", ALL)
def test_the_reference_is_right_and_comes_back_as_the_students_own(number, capsys):
    reference = ALL[number].reference

    def own(*args):
        return reference(*args)

    assert check(number, own) is own
    assert f"Exercício {number}: ✓" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("number", "wrong"), [(number, wrong) for number in WRONG for wrong in WRONG[number]]
)
def test_a_wrong_answer_gets_a_hint_and_the_reference(number, wrong, capsys):
    assert check(number, wrong) is ALL[number].reference
    printed = capsys.readouterr().out
    assert f"Exercício {number}: ✗" in printed
    assert len(printed) > 30, "the hint says something"


@pytest.mark.parametrize("number", ALL)
def test_an_answer_that_breaks_never_raises(number, capsys):
    def broken(*_):
        raise ZeroDivisionError("dividi por zero")

    assert check(number, broken) is ALL[number].reference
    assert "ZeroDivisionError: dividi por zero" in capsys.readouterr().out


def test_a_value_in_place_of_a_function_is_told(capsys):
    assert check("5.4", 0.5) is ALL["5.4"].reference
    assert "Esperava uma função e veio float" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["5.99", "77.1", "cinco", "", None, 5.1])
def test_an_unknown_number_is_told_and_never_raises(number, capsys):
    assert check(number, len) is len
    assert "não existe" in capsys.readouterr().out


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_the_folded_solutions_are_the_references(path):
    notebook = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for number, exercise in exercises(path.name[:2]).items():
        source = inspect.getsource(exercise.reference).rstrip()
        assert f"```python\n{source}\n```" in text, f"the solution of {number} is stale"
        signature, docstring = source.splitlines()[:2]
        assert f"{signature}\n{docstring}\n    ...\n" in code, f"{number} is asked otherwise"
        assert f'check("{number}", {exercise.reference.__name__})' in code
