"""SMILES: one strict reader for all, the canonical form, the scaffold, and why one is invalid."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from utils.chem.smiles import (
    CAUSES,
    canonical,
    read,
    read_or_raise,
    scaffold,
    scaffold_split,
    why_invalid,
)

# What is read


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


MISSING = [None, float("nan"), np.nan, pd.NA, pd.NaT, 1.5, ""]


@pytest.mark.parametrize("missing", MISSING, ids=map(repr, MISSING))
def test_missing_value_is_an_empty_smiles(missing):
    assert read(missing) is None and canonical(missing) is None
    assert why_invalid(missing) == "vazio"
    with pytest.raises(ValueError, match=r"SMILES inválido: .* \(vazio\)"):
        scaffold(missing)


# RDKit's own parser drops what follows a sign that it doesn't know, and reads a blank as the end.
PARTLY_READ = [
    "CO₂",
    "CCl₂",
    "CCé",
    "CC\u200b",
    "CC\ufeff",
    "\ufeffCC",
    "CC\xa0",
    "CC\x00",
    "CC nome",
]
PARTLY_READ += ["CC\tnome", "CC |$R1;R2$|", "CC\n", "\u2009CC"]


@pytest.mark.parametrize("text", PARTLY_READ, ids=map(ascii, PARTLY_READ))
def test_string_is_read_whole_or_not_at_all(text, capfd):
    assert read(text) is None and canonical(text) is None
    assert why_invalid(text) == "símbolo desconhecido"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "text", ["CCO>>CC", "CC>O>CC", "nan", "None", "[na+]", "cl", "CO2", "C{C}"]
)
def test_what_only_looks_like_a_smiles_is_invalid(text):
    assert read(text) is None and why_invalid(text) in CAUSES


@pytest.mark.parametrize(
    "text", ["[NH3]->[Fe]", "C$C", "*", "[13CH4]", "[H][H]", "C~C", "[Na+].[Cl-]"]
)
def test_rare_notation_that_is_chemistry_is_read(text):
    assert why_invalid(text) == "" and canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("mapped", "plain"),
    [
        ("[CH3:1][CH2:2][OH:3]", "CCO"),
        ("[CH3:1][C@H:2]([OH:3])[CH3:4]", "CC(C)O"),
        ("[CH3:1][H:2]", "C"),
        ("[*:1]C", "*C"),
        ("C[13CH2:12]O", "C[13CH2]O"),
        ("[cH:1]1:c:c:c:c:c1", "c1ccccc1"),
        ("[C@:1](N)(O)(F)C", canonical("[C@](N)(O)(F)C")),
    ],
)
def test_atom_maps_are_no_part_of_a_molecule(mapped, plain):
    assert canonical(mapped) == plain
    assert not any(atom.GetAtomMapNum() for atom in read(mapped).GetAtoms())


def test_broken_atom_map_is_invalid():
    assert read("[CH3:1:2]C") is None and read("[CH3:]C") is None


def test_invalid_smiles_is_told_with_its_cause_and_a_cure():
    with pytest.raises(ValueError, match=r"'C1CC' \(anel não fechado\)\. Confira símbolos"):
        read_or_raise("C1CC")


def test_what_rdkit_raises_after_reading_is_told_like_an_invalid_smiles(monkeypatch):
    def stops(molecule):
        raise Chem.AtomValenceException("Explicit valence for atom # 1 Si", molecule)

    monkeypatch.setattr("utils.chem.smiles.MurckoScaffold.GetScaffoldForMol", stops)
    with pytest.raises(ValueError, match="lê o SMILES 'CCO', mas não sabe tratar a molécula"):
        scaffold("CCO")


# Why a string is invalid

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


@settings(max_examples=200)
@given(LETTERS)
def test_every_invalid_string_has_one_cause_and_no_valid_one_has(text):
    assert why_invalid(text) in (CAUSES if canonical(text) is None else ("",))


def test_fault_of_a_kind_that_has_no_name_is_called_other(monkeypatch):
    def refuse(molecule):
        raise Chem.MolSanitizeException("new in this RDKit")

    monkeypatch.setattr("utils.chem.smiles.Chem.SanitizeMol", refuse)
    assert why_invalid("c1cccc1") == "outro"


# Splits

MANY = st.lists(st.sampled_from(["", "c1ccccc1", *(f"s{i}" for i in range(30))]), min_size=1)


@settings(max_examples=60)
@given(MANY, st.integers(0, 5), st.floats(0.05, 0.5))
def test_split_is_a_partition_by_whole_scaffolds(scaffolds, seed, fraction):
    scaffolds = np.array(scaffolds)
    train, test = scaffold_split(scaffolds, seed, fraction)
    assert sorted([*train, *test]) == list(range(len(scaffolds)))
    assert not set(scaffolds[train]) & set(scaffolds[test])
    assert len(test) <= round(fraction * len(scaffolds))


def test_common_scaffolds_stay_in_training_and_rare_ones_fill_the_test():
    scaffolds = np.array(["c1ccccc1"] * 60 + [f"s{i}" for i in range(140)])
    train, test = scaffold_split(scaffolds, seed=0, fraction=0.2)
    assert set(range(60)) <= set(train)
    assert len(test) == 40


def test_seed_decides_the_split():
    scaffolds = np.array([f"s{i}" for i in range(50)])
    one, same, other = (scaffold_split(scaffolds, seed)[1] for seed in (0, 0, 1))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
