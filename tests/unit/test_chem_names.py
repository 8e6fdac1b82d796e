"""Names by hand, the traps of each family, what is refused, and laws on random molecules."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem, rdBase

from tests.support.names_by_hand import NAMES, SAME_WORDS_OTHER_NUMBERS, TRAPS
from tools.names.draw import draw
from tools.names.families import GROUPS
from utils.chem import names
from utils.chem.names.words import ENGLISH, PORTUGUESE, alphabetical

REFUSED = {
    "c1ccc2ccccc2c1": "anéis fundidos",
    "C1CC2CCC1CC2": "anéis fundidos, em ponte",
    "C1CCC2(C1)CC2": "um átomo em comum",
    "c1ccncc1": "não são de carbono",
    "C1CCOC1": "não são de carbono",
    "CCS": "o elemento S",
    "CP": "o elemento P",
    "C[C@H](O)CC": "estereoquímica",
    "C/C=C/C": "estereoquímica",
    "CCO.C": "mais de uma molécula",
    "CC(=O)[O-]": "cargas fora do grupo nitro",
    "C[NH3+]": "cargas fora do grupo nitro",
    "[CH3]": "radicais",
    "[13CH4]": "isótopos",
    "O": "sem carbono",
    "C" * 13: "mais de 12 carbonos",
    "FC(F)(F)C(F)(F)C(F)(F)C(F)(F)C(F)(F)C(F)(F)F": "mais de 12 ramificações iguais",
    "C=CC(CCC)CC(CC)CC": "a cadeia mais longa não é a mais insaturada",
    "C=C1CCCCC1": "ligação múltipla que sai",
    "CCCNC(C)CCl": "a cadeia com mais ramificações",
    "CC(O)O": "dois O ou N no mesmo carbono",
    "COCOC": "dois O ou N no mesmo carbono",
    "C=CO": "enóis",
    "CC(=O)OC=C": "enóis",
    "CC#CO": "tripla",
    "NN": "sem carbono",
    "CNN": "N–N",
    "COO": "O–O",
    "CN=C": "C=N",
    "C=C=C": "alenos",
    "CC(=O)C#N": "cianetos de acila",
    "CC(=O)F": "fluoretos",
    "O=CCl": "cloreto de metanoíla",
    "COC(=O)OC": "ácido carbônico",
    "CC(=O)OC(C)=O": "anidridos",
    "C1=CC1": "3 ou 4 átomos",
    "C1CCC#CCCC1": "triplas em anéis",
    "C#N": "ácido cianídrico",
    "c1ccccc1-c1ccccc1": "bifenila",
    "CCCCCc1ccccc1": "mais de 4 carbonos",
    "CC(=O)OCCC(=O)O": "dois deles na mesma molécula",
    "CC(=O)c1cccc(C=O)c1": "grupos acila",
    "OC(=O)CC(C(=O)O)CC(=O)O": "carboxi",
    "COC(=O)CC(=O)OCC": "alquilas diferentes",
    "CNCCNC": "dois grupos com nitrogênio",
    "CCC(CC#N)CC(=O)O": "ciano numa ramificação",
    "c1ccccc1C(=O)C1CCCC1": "dois tipos de substituinte",
    "C1CCCCC1OCCCl": "alcoxi ramificados",
    "OCCN(C)CC": "amino com substituintes diferentes",
    "O=[N+]([O-])C(C)=O": "nitro ligados a uma carbonila",
}


@pytest.mark.parametrize(("smiles", "expected"), NAMES.items())
def test_name_is_the_one_written_by_hand(smiles, expected):
    assert names.name(smiles) == expected


@pytest.mark.parametrize(("smiles", "expected"), TRAPS.items())
def test_traps_are_avoided(smiles, expected):
    assert names.name(smiles) == expected


@pytest.mark.parametrize(("smiles", "portuguese", "english"), SAME_WORDS_OTHER_NUMBERS)
def test_alphabet_of_the_language_decides_order_and_numbers(smiles, portuguese, english):
    assert names.name(smiles) == portuguese
    assert names.full_name(*names.analyse(smiles, ENGLISH)) == english


def test_there_are_more_than_a_hundred_names_by_hand():
    assert len(NAMES | TRAPS) > 130


@pytest.mark.parametrize(("first", "second"), [
    ("fenil", "iodo"), ("ciclopropil", "cloro"), ("ciano", "cloro"), ("metil", "metoxi"),
    ("etil", "etoxi"), ("propil", "propoxi"), ("etil", "fenil"), ("fenil", "fluoro"),
    ("fenil", "hidroxi"), ("terc-butil", "cloro"), ("dimetilamino", "etil"),
    ("propan-2-il", "propil"), ("metil", "trifluorometil"), ("butan-2-il", "butil"),
])  # fmt: skip
def test_prefixes_are_sorted_by_their_portuguese_spelling(first, second):
    assert alphabetical(first) < alphabetical(second)


@pytest.mark.parametrize(("left", "right", "joined"), [
    ("ciclo", "hexano", "ciclo-hexano"), ("ciclo", "octano", "ciclo-octano"),
    ("2-metil", "hexano", "2-metil-hexano"), ("di", "iodo", "di-iodo"),
    ("di", "hidroxi", "di-hidroxi"), ("2-oxo", "octano", "2-oxo-octano"),
    ("cloro", "etano", "cloroetano"), ("metoxi", "etano", "metoxietano"),
    ("di", "oxo", "dioxo"), ("4-(propan-2-il)", "heptano", "4-(propan-2-il)heptano"),
])  # fmt: skip
def test_hyphen_stands_before_h_and_between_equal_vowels(left, right, joined):
    assert PORTUGUESE.join(left, right) == joined
    assert ENGLISH.join(left, right) == left + right


@pytest.mark.parametrize(("smiles", "written"), {
    "CCOC(=O)CCCO": "C(=O)(OCC)CCCO",
    "CCCc1ccc(N)cc1": "c1(N)ccc(CCC)cc1",
    "CC1CCC=CC1Br": "C1=CC(Br)C(C)CC1",
    "CCC(C)CO": "C(O)C(C)CC",
    "CC1(O)CCCCC1": "C1(O)(C)CCCCC1",
    "CCC(C)OC(C)=O": "C(=O)(OC(C)CC)C",
    "CC[N+](=O)[O-]": "C([N+](=O)[O-])C",
    "CN(CC)C=O": "C(=O)N(CC)C",
    "Clc1ccc(CC2CCCCC2)cc1": "c1(CC2CCCCC2)ccc(Cl)cc1",
}.items())  # fmt: skip
def test_smiles_follows_the_name(smiles, written):
    assert names.name_order_smiles(smiles) == written


@given(st.integers(0, 10**9), st.sampled_from(sorted(GROUPS)))
def test_smiles_in_the_order_of_the_name_is_the_same_molecule(seed, group):
    molecule = drawn(seed, group)
    try:
        written = names.name_order_smiles(molecule)
    except names.OutOfScope:
        return
    assert Chem.CanonSmiles(written) == Chem.MolToSmiles(molecule)


@given(st.integers(0, 10**9), st.sampled_from(sorted(GROUPS)))
def test_name_and_its_order_do_not_depend_on_the_order_of_the_atoms(seed, group):
    molecule = drawn(seed, group)
    order = list(range(molecule.GetNumAtoms()))
    random.Random(seed).shuffle(order)
    shuffled = Chem.RenumberAtoms(molecule, order)
    try:
        expected = names.name(molecule), names.name_order_smiles(molecule)
    except names.OutOfScope:
        with pytest.raises(names.OutOfScope):
            names.name(shuffled)
        return
    assert (names.name(shuffled), names.name_order_smiles(shuffled)) == expected


def drawn(seed, group):
    """A random molecule."""
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(draw(random.Random(seed), *group))
    return molecule or Chem.MolFromSmiles("C")


@pytest.mark.parametrize(("smiles", "reason"), REFUSED.items())
def test_molecule_out_of_scope_is_refused_and_told_why(smiles, reason):
    with pytest.raises(ValueError, match=rf"fora do alcance da lição: .*{reason}"):
        names.name(smiles)


@pytest.mark.parametrize("smiles", ["", "C(", "CC nome", "C1CC", "Etanol"])
def test_invalid_smiles_is_told_as_such(smiles):
    with pytest.raises(ValueError, match="SMILES inválido"):
        names.name(smiles)


def test_molecule_of_rdkit_is_named_too():
    assert names.name(Chem.MolFromSmiles("CCO")) == "etanol"
