"""What a network wrote is counted by one convention or the other, and never by a mix of them."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem
from scipy.stats import binomtest

from utils.chem import descriptors as descriptors_module
from utils.chem.descriptors import descriptors, frechet_distance
from utils.chem.metrics import CAUSES, Share, canonical, evaluate, scaffold, why_invalid

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_wilson_lies_between_0_and_1_and_holds_the_share(counts):
    successes, n = counts
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert low < high


@settings(max_examples=30, deadline=None)
@given(COUNTS, st.sampled_from([0.68, 0.9, 0.95, 0.99]))
def test_wilson_is_the_interval_of_scipy(counts, confidence):
    expected = binomtest(*counts).proportion_ci(confidence, method="wilson")
    assert wilson(*counts, confidence) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_is_the_interval_that_newcombe_published():
    """Doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(COUNTS)
def test_wilson_of_failures_mirrors_that_of_successes(counts):
    successes, n = counts
    low, high = wilson(successes, n)
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [((0, 0), "Sem amostras"), ((3, 2), "3 sucessos em 2"), ((1, 2, 95), "confidence = 95")],
)
def test_wilson_refuses_what_is_no_proportion(arguments, told):
    with pytest.raises(ValueError, match=told):
        wilson(*arguments)


def test_share_is_written_as_in_brazil():
    assert str(Share(932, 1000)) == "93,2 % (91,5–94,6; n = 1.000)"
    assert str(Share(0, 20)) == "0,0 % (0,0–16,1; n = 20)"


def test_share_of_nothing_is_nan_and_says_so():
    nothing = Share(0, 0)
    assert math.isnan(nothing.value) and all(map(math.isnan, nothing.interval))
    assert str(nothing) == "sem valor (n = 0)"


def test_one_molecule_written_in_two_ways_has_one_canonical_form():
    assert canonical("OCC") == canonical("C(O)C") == "CCO"
    assert canonical("C1=CC=CC=C1") == canonical("c1ccccc1") == "c1ccccc1"


@pytest.mark.parametrize("text", ["", " ", "C C", "CC\n", "C(", "C1CC", "CX"])
def test_what_is_no_molecule_has_no_canonical_form(text):
    assert canonical(text) is None


def test_rdkit_complains_nowhere(capfd):
    for text in ("C(", "C1CC", "[C", "c1cccc1", "C(C)(C)(C)(C)C", "CXC"):
        assert canonical(text) is None and why_invalid(text)
    assert capfd.readouterr() == ("", "")


def test_scaffold_keeps_rings_and_links_and_nothing_else():
    assert scaffold("CCc1ccc(CNC2CCCC2)cc1") == canonical("c1ccc(CNC2CCCC2)cc1")
    assert scaffold("CCO") == ""
    with pytest.raises(ValueError, match="anel não fechado"):
        scaffold("C1CC")


WRITTEN = ["OCC", "CCO", "c1ccccc1C", "C1CC", "", "C1CC", "CCN", "c1ccccc1N"]


def test_counts_are_those_made_by_hand():
    found = evaluate(WRITTEN, {"CCO"}, training_scaffolds={"", "C1CC1"})
    assert (found.n, found.valid, found.unique, found.novel) == (8, 5, 4, 3)
    assert found.molecules == ("CCO", "Cc1ccccc1", "CCN", "Nc1ccccc1")
    assert found.invalid == ("C1CC", "", "C1CC")
    assert (found.scaffolds, found.novel_scaffolds) == (1, 1)


def test_conventions_divide_by_different_numbers():
    found = evaluate(WRITTEN, {"CCO"})
    assert found.validity == Share(5, 8)
    assert (found.uniqueness, found.novelty) == (Share(4, 5), Share(3, 4))
    assert (found.valid_unique, found.novel_valid_unique) == (Share(4, 8), Share(3, 8))


def test_novel_scaffolds_are_not_counted_without_those_of_the_training():
    assert evaluate(WRITTEN, {"CCO"}).novel_scaffolds is None
    assert evaluate(WRITTEN, {"CCO"}, {"c1ccccc1"}).novel_scaffolds == 0


@pytest.mark.parametrize("written", [[], ["C(", "C1CC"]])
def test_nothing_valid_is_told_and_breaks_nothing(written):
    found = evaluate(written, {"CCO"})
    assert (found.valid, found.unique, found.novel, found.scaffolds) == (0, 0, 0, 0)
    assert math.isnan(found.uniqueness.value) and math.isnan(found.novelty.value)
    assert str(found.novelty) == "sem valor (n = 0)"


def test_copy_of_a_training_string_is_never_novel():
    written_otherwise = "OCC"
    assert evaluate(["OCC", "CCO"], {written_otherwise}).novel == 0


PIECES = ["C", "O", "N", "c1ccccc1", "C1CC1", "(", ")", "=", "1", "[nH]", "[", "Cl", "%12", "X"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), max_size=12)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.frozensets(st.sampled_from(["C", "CC", "O", "CO", "c1ccccc1"])))
def test_counts_add_up(written, training):
    found = evaluate(written, training)
    assert found.n == len(written) == found.valid + len(found.invalid)
    assert found.n >= found.valid >= found.unique >= found.novel >= 0
    assert found.scaffolds <= found.unique == len(set(found.molecules))
    assert found.novel == len(set(found.molecules) - training)
    if found.valid:
        chain = found.validity.value * found.uniqueness.value * found.novelty.value
        assert found.novel_valid_unique.value == pytest.approx(chain)
        assert found.novelty.value <= 1


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_molecules_found_are_valid_and_not_novel_to_themselves(written):
    found = evaluate(written, frozenset())
    again = evaluate(found.molecules, frozenset(found.molecules))
    assert again.validity.successes == again.n and again.novel == 0


CAUSED = {
    "vazio": [""],
    "colchete inválido": ["[C", "C]", "C[nO]", "[]C", "[N[N]", "C[Zz]", "C([N)"],
    "símbolo desconhecido": ["CXC", "C C", "Cr", "c1ccccc1A", "C1lC1", "C%1", "Á"],
    "parêntese sem par": ["C(", "C)", ")C(", "C((C)", "C1CC("],
    "anel não fechado": ["C1CC", "C1CC2", "C%12CC", "C1CC1C2", "C%(12)CC1C1", "C1[13CH3]"],
    "outro erro de sintaxe": ["C==C", "C()", "C11", "1CC1", "C=", "C(=)C", "C..C", "C12CC12"],
    "valência": ["C(C)(C)(C)(C)C", "C[N+](C)(C)(C)C", "CF=C", "Cc1ccccc1=O=C", "NCo1CCCCC1"],
    "aromaticidade": ["c1cccc1", "cC", "c1ccccc1c", "n1cccc1"],
}


@pytest.mark.parametrize(("cause", "text"), [(c, text) for c in CAUSED for text in CAUSED[c]])
def test_cause_is_named(cause, text):
    assert why_invalid(text) == cause


@pytest.mark.parametrize(
    "text", ["CCO", "c1cc[nH]c1", "C%12CC%12", "C%12CC%(12)", "C[13CH3]", "*C"]
)
def test_valid_string_has_no_cause(text):
    assert why_invalid(text) == ""


LETTERS = st.text("CNOScnos()[]=#123%+-HFlBrX. ", max_size=12)


@settings(max_examples=200, deadline=None)
@given(LETTERS)
def test_every_invalid_string_has_one_cause_and_no_valid_one_has(text):
    assert why_invalid(text) in (CAUSES if canonical(text) is None else ("",))


def test_fault_of_a_kind_that_has_no_name_is_called_other(monkeypatch):
    def refuse(molecule):
        raise Chem.MolSanitizeException("new in this RDKit")

    monkeypatch.setattr("utils.chem.smiles.Chem.SanitizeMol", refuse)
    assert why_invalid("c1cccc1") == "outro"


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


def test_descriptors_refuse_what_is_no_molecule():
    with pytest.raises(ValueError, match="SMILES inválido: 'C1CC'"):
        descriptors(["CCO", "C1CC"])


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


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(1, 6))
def test_distance_to_itself_is_zero(seed, columns):
    one = table(seed, columns=columns)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-10)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.floats(-5, 5), st.floats(0.1, 5))
def test_distance_in_one_dimension_is_the_closed_form(seed, shift, scale):
    first, second = table(seed, 50, 1, shift, scale), table(seed + 1, 60, 1)
    expected = shift**2 + (scale - 1) ** 2
    assert frechet_distance(first, second) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=30, deadline=None)
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


@settings(max_examples=30, deadline=None)
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
