"""Metrics of generated molecules: each convention's own shares, and never a mix of them."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.chem.metrics import Share, evaluate


def test_interval_of_a_share_is_wilsons_as_newcombe_published_it():
    """Doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I."""
    assert Share(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_share_is_written_as_in_brazil():
    assert str(Share(932, 1000)) == "93,2 % (91,5–94,6; n = 1.000)"
    assert str(Share(0, 20)) == "0,0 % (0,0–16,1; n = 20)"


def test_share_of_nothing_is_nan_and_says_so():
    nothing = Share(0, 0)
    assert math.isnan(nothing.value) and all(map(math.isnan, nothing.interval))
    assert str(nothing) == "sem valor (n = 0)"


WRITTEN = ["OCC", "CCO", "c1ccccc1C", "C1CC", "", "C1CC", "CCN", "c1ccccc1N"]


def test_counts_are_those_made_by_hand():
    found = evaluate(WRITTEN, {"CCO"})
    assert (found.n, found.valid, found.unique, found.novel) == (8, 5, 4, 3)
    assert found.molecules == ("CCO", "Cc1ccccc1", "CCN", "Nc1ccccc1")
    assert found.invalid == ("C1CC", "", "C1CC")


def test_conventions_divide_by_different_numbers():
    found = evaluate(WRITTEN, {"CCO"})
    assert found.validity == Share(5, 8)
    assert (found.uniqueness, found.novelty) == (Share(4, 5), Share(3, 4))
    assert (found.valid_unique, found.novel_valid_unique) == (Share(4, 8), Share(3, 8))


@pytest.mark.parametrize("written", [[], ["C(", "C1CC"]])
def test_nothing_valid_is_told_and_breaks_nothing(written):
    found = evaluate(written, {"CCO"})
    assert (found.valid, found.unique, found.novel) == (0, 0, 0)
    assert math.isnan(found.uniqueness.value) and math.isnan(found.novelty.value)
    assert str(found.novelty) == "sem valor (n = 0)"


def test_copy_of_a_training_string_is_never_novel():
    written_otherwise = "OCC"
    assert evaluate(["OCC", "CCO"], {written_otherwise}).novel == 0


PIECES = ["C", "O", "N", "c1ccccc1", "C1CC1", "(", ")", "=", "1", "[nH]", "[", "Cl", "%12", "X"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), max_size=12)


@settings(max_examples=60)
@given(TEXTS, st.frozensets(st.sampled_from(["C", "CC", "O", "CO", "c1ccccc1"])))
def test_counts_add_up(written, training):
    found = evaluate(written, training)
    assert found.n == len(written) == found.valid + len(found.invalid)
    assert found.n >= found.valid >= found.unique >= found.novel >= 0
    assert found.unique == len(set(found.molecules))
    assert found.novel == len(set(found.molecules) - training)
    if found.valid:
        chain = found.validity.value * found.uniqueness.value * found.novelty.value
        assert found.novel_valid_unique.value == pytest.approx(chain)
        assert found.novelty.value <= 1


@settings(max_examples=60)
@given(TEXTS)
def test_molecules_found_are_valid_and_not_novel_to_themselves(written):
    found = evaluate(written, frozenset())
    again = evaluate(found.molecules, frozenset(found.molecules))
    assert again.validity.successes == again.n and again.novel == 0


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_missing_string_counts_as_invalid(missing):
    found = evaluate(["CCO", missing, "CCO"], {"CC"})
    assert (found.n, found.valid, found.unique, found.novel) == (3, 2, 1, 1)
    assert len(found.invalid) == 1 and found.invalid[0] is missing


@pytest.mark.parametrize("text", ["CO₂", "CCé", "CC\u200b", "CC nome"])
def test_what_rdkit_would_read_only_in_part_counts_as_invalid(text):
    assert evaluate([text], set()).invalid == (text,)


def test_atom_maps_make_no_molecule_novel():
    found = evaluate(["[CH3:1][CH2:2][OH:3]", "CCO"], {"CCO"})
    assert (found.valid, found.unique, found.novel) == (2, 1, 0)
