"""Lesson 06's own functions, from its cells: similarity, enrichment, intervals, probabilities."""

import ast
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator
from scipy import linalg, stats

from tools.lessons import ROOT, code_cells, read_lesson


@pytest.fixture(scope="module")
def lesson():
    """The functions that the lesson defines, without its data: none of its other lines is run."""
    (path,) = (ROOT / "notebooks").glob("06_*.ipynb")
    names = {
        "np": np,
        "math": math,
        "stats": stats,
        "linalg": linalg,
        "S": 0.35,
        "CUT": 6.3,
        "BITS": 2048,
    }
    for cell in code_cells(read_lesson(path)):
        if cell.id == "setup" or cell.id.startswith("exercise"):
            continue
        functions = [n for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef)]
        exec(compile(ast.Module(functions, []), cell.id, "exec"), names)
    return names


def test_tanimoto_is_rdkits(lesson):
    morgan = rdFingerprintGenerator.GetMorganGenerator(radius=3, fpSize=2048)
    molecules = map(Chem.MolFromSmiles, ["CCO", "CCN", "c1ccccc1O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C"])
    prints = [morgan.GetFingerprint(molecule) for molecule in molecules]
    bits = np.array([list(p) for p in prints], dtype="float32")
    expected = [DataStructs.BulkTanimotoSimilarity(p, prints) for p in prints]
    np.testing.assert_allclose(lesson["tanimoto"](bits, bits), expected, rtol=1e-6)


labels = st.lists(st.booleans(), min_size=2, max_size=200).filter(any)


@given(y=labels, fraction=st.floats(0.01, 1), data=st.data())
def test_no_enrichment_is_above_its_ceiling(lesson, y, fraction, data):
    y = np.array(y, dtype=int)
    score = np.array(data.draw(st.permutations(range(len(y)))))
    top = max(1, round(fraction * len(y)))
    ceiling = lesson["ceiling"](y.mean(), top / len(y))
    assert lesson["enrichment"](y, score, fraction) <= ceiling * (1 + 1e-9)
    perfect = y + score / len(y) / 2
    assert lesson["enrichment"](y, perfect, fraction) == pytest.approx(ceiling)


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=9, unique=True))
def test_paired_interval_without_overlap_is_students(lesson, differences):
    mean, half = lesson["paired"](np.array(differences))
    n, spread = len(differences), np.std(differences, ddof=1) / math.sqrt(len(differences))
    low, high = stats.t.interval(0.95, n - 1, np.mean(differences), spread)
    assert (mean - half, mean + half) == pytest.approx((low, high), abs=1e-9)


def test_overlapping_training_sets_widen_the_interval(lesson):
    _, alone = lesson["paired"](np.array([0.1, 0.2, 0.4]))
    _, shared = lesson["paired"](np.array([0.1, 0.2, 0.4]), overlap=0.25)
    assert shared == pytest.approx(alone * math.sqrt(1 + 3 * 0.25))


probabilities = st.floats(0.01, 0.99)


@given(probabilities, st.floats(0.3, 3))
def test_temperature_divides_the_logit(lesson, p, temperature):
    tempered = lesson["tempered"](np.array([p]), temperature)[0]
    assert math.log(tempered / (1 - tempered)) == pytest.approx(
        math.log(p / (1 - p)) / temperature, abs=1e-6
    )


@given(probabilities, probabilities, probabilities)
def test_another_share_of_actives_is_undone_by_the_first(lesson, p, old, new):
    shifted = lesson["with_other_share"](p, old, new)
    assert lesson["with_other_share"](shifted, new, old) == pytest.approx(p)
    assert (shifted > p) == (new > old) or shifted == pytest.approx(p)


def test_soft_target_is_half_at_the_cut(lesson):
    assert lesson["soft"](6.3) == pytest.approx(0.5)
    assert lesson["soft"](6.2) + lesson["soft"](6.4) == pytest.approx(1)


def test_kernel_ridge_with_little_penalty_gives_back_what_it_learned(lesson):
    rng = np.random.default_rng(0)
    bits = (rng.random((20, 64)) < 0.3).astype("float32")
    values = rng.normal(6, 1, 20)
    lesson |= {"similarity": lesson["tanimoto"](bits, bits), "pic50": values}
    rows = np.arange(20)
    np.testing.assert_allclose(lesson["kernel_ridge"](rows, rows, 1e-4), values, atol=0.02)
