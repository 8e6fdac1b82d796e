"""Descriptors of molecules, and the distance between the distributions of two tables of them."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.chem import descriptors as descriptors_module
from utils.chem.descriptors import descriptors, frechet_distance

MOLECULES = ["CCO", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C"]


def test_descriptors_of_aspirin_are_those_known():
    aspirin = descriptors(MOLECULES).iloc[2]
    assert aspirin["MW"] == pytest.approx(180.16, abs=0.01)
    assert aspirin["TPSA"] == pytest.approx(63.60, abs=0.01)
    assert aspirin["logP"] == pytest.approx(1.31, abs=0.01)
    assert aspirin["QED"] == pytest.approx(0.55, abs=0.01)
    assert aspirin["SA"] == pytest.approx(1.58, abs=0.01)
    assert aspirin[["heavy_atoms", "rings", "aromatic_rings", "HBD"]].tolist() == [13, 1, 1, 1]


def test_descriptors_are_finite_numbers_one_row_a_molecule():
    table = descriptors([*MOLECULES, "[Na+].[Cl-]", "[H][H]", "*"])
    assert table.shape == (7, 12)
    assert (table.dtypes == "float64").all() and np.isfinite(table.to_numpy()).all()
    assert descriptors([]).columns.equals(table.columns)


@pytest.mark.parametrize("text", ["C1CC", "CO₂", "", None, float("nan"), pd.NA])
def test_descriptors_refuse_an_invalid_or_missing_smiles(text):
    with pytest.raises(ValueError, match="SMILES inválido: "):
        descriptors(["CCO", text])


def test_what_rdkit_raises_after_reading_names_the_smiles(monkeypatch):
    def stops(molecule):
        raise RuntimeError("Pre-condition Violation")

    monkeypatch.setitem(descriptors_module._DESCRIPTORS, "QED", stops)
    with pytest.raises(ValueError, match="lê o SMILES 'CCO', mas não sabe tratar a molécula"):
        descriptors(["CCO"])


def test_rdkit_without_the_sa_score_is_told(monkeypatch, tmp_path):
    descriptors_module._sascorer.cache_clear()
    monkeypatch.setattr(descriptors_module.RDConfig, "RDContribDir", str(tmp_path))
    monkeypatch.setattr(descriptors_module.rdkit, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(FileNotFoundError, match="não traz o SA score"):
        descriptors(["CCO"])
    descriptors_module._sascorer.cache_clear()


def table(seed, n=200, columns=3, shift=0.0, scale=1.0):
    """Correlated normal numbers with exactly this mean and sd in each column."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(n, columns)) @ rng.normal(size=(columns, columns))
    numbers = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0, ddof=1)
    return pd.DataFrame(numbers * scale + shift, columns=list("abcdef")[:columns])


SEEDS = st.integers(0, 10_000)


@settings(max_examples=30)
@given(SEEDS, st.integers(1, 6))
def test_distance_to_itself_is_zero(seed, columns):
    one = table(seed, columns=columns)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-10)


@settings(max_examples=30)
@given(SEEDS, st.floats(-5, 5), st.floats(0.1, 5))
def test_distance_in_one_dimension_is_the_closed_form(seed, shift, scale):
    first, second = table(seed, 50, 1, shift, scale), table(seed + 1, 60, 1)
    expected = shift**2 + (scale - 1) ** 2
    assert frechet_distance(first, second) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=30)
@given(SEEDS, SEEDS)
def test_distance_is_symmetric_where_both_tables_have_one_mean_and_sd(seed, other):
    one, two = table(seed), table(other, n=90)
    assert frechet_distance(one, two) == pytest.approx(frechet_distance(two, one), abs=1e-9)


def test_distance_is_that_of_the_square_root_of_the_covariances():
    from scipy.linalg import sqrtm

    one, two = table(1, columns=6, scale=1.7), table(2, n=90, columns=6)
    first, second = one.cov().to_numpy(), two.cov().to_numpy()
    expected = np.trace(first + second - 2 * sqrtm(first @ second).real)
    assert frechet_distance(one, two) == pytest.approx(expected, rel=1e-6)


def test_distance_grows_with_the_shift():
    distances = [frechet_distance(table(1, shift=shift), table(2)) for shift in (0, 0.5, 1, 2)]
    assert distances == sorted(distances) and len(set(distances)) == 4


@settings(max_examples=30)
@given(SEEDS, st.floats(-100, 100), st.floats(0.01, 100))
def test_distance_has_no_unit_and_no_order_of_columns(seed, origin, unit):
    one, two = table(seed, shift=0.3), table(seed + 1)
    expected = frechet_distance(one, two)
    converted = frechet_distance(one * unit + origin, (two * unit + origin)[["c", "a", "b"]])
    assert converted == pytest.approx(expected, abs=1e-6)


def test_two_samples_of_one_distribution_come_nearer_as_they_grow():
    rng = np.random.default_rng(0)
    few, many = (
        np.mean(
            [
                frechet_distance(*(pd.DataFrame(rng.normal(size=(n, 4))) for _ in "ab"))
                for _ in range(9)
            ]
        )
        for n in (50, 500)
    )
    assert 0 < many < few / 5


def test_columns_that_say_the_same_do_not_break_the_distance():
    one, two = table(1, shift=1), table(2)
    one["d"], two["d"] = one["a"], two["a"]
    assert math.isfinite(frechet_distance(one, two))
    assert frechet_distance(two, two) == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (table(1), table(2)[["a", "b"]], "só numa delas: \\['c'\\]"),
        (table(1)[:3], table(2), "A primeira tabela tem 3 linhas"),
        (table(1), table(2)[:3], "A segunda tabela tem 3 linhas"),
        (table(1).replace({"b": {table(1)["b"][0]: np.nan}}), table(2), "infinitos em \\['b'\\]"),
        (table(1), table(2).assign(a=0.1), "retire as colunas \\['a'\\]"),
    ],
)
def test_distance_refuses_tables_that_it_cannot_compare(first, second, told):
    with pytest.raises(ValueError, match=told):
        frechet_distance(first, second)
