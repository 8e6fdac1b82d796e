"""The parent of every form of a molecule is one, and what lies outside a model's domain is told."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.real import real_file
from utils.chem import parents
from utils.chem.parents import parent, standardise, warnings_of
from utils.chem.smiles import canonical, read
from utils.datasets import load_egfr

ERLOTINIB = "C#Cc1cccc(Nc2ncnc3cc(OCCOC)c(OCCOC)cc23)c1"
PROTONATED = "C#Cc1cccc([NH2+]c2ncnc3cc(OCCOC)c(OCCOC)cc23)c1"
FORMS = {
    "CC(=O)O": [
        "CC(=O)O[Na]",
        "[K]OC(C)=O",
        "CC(=O)[O-].[Na+]",
        "CC(=O)[O-]",
        "CC(=O)O[Ca]OC(C)=O",
    ],
    "CC(=O)S": ["CC(=O)S[K]", "CC(=O)[S-].[Cs+]", "[CH3:3]C(=O)S"],
    "CN": ["O[Na][NH3+]C", "C[NH3+][K]"],
    "CCN": ["CC[NH3+]", "CCN.Cl", "CC[NH3+].[Cl-]", "O.CCN.Cl.Cl", "CC[NH-]"],
    "NCC(=O)O": ["[NH3+]CC(=O)[O-]", "NCC(=O)[O-].[Li+]"],
    "CN=[N+]=[N-]": ["C[N-][N+]#N", "CN=N#N"],
    "C=[N+]=[N-]": ["[CH2-][N+]#N"],
    "C[S+](C)[O-]": ["CS(C)=O"],
    "CS(C)(=O)=O": ["C[S+2](C)([O-])[O-]"],
    "C[N+](=O)[O-]": ["CN(=O)=O"],
    "CC(O)CN": ["C[C@H](O)CN", "C[C@@H](O)C[NH3+].[Br-]"],
    "CC=CC": ["C/C=C/C", "C/C=C\\C"],
    "C[n+]1ccccc1": ["C[n+]1ccccc1.[I-]"],
    ERLOTINIB: [PROTONATED, f"{ERLOTINIB}.Cl", f"{ERLOTINIB}.CS(=O)(=O)O"],
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_molecule_has_one_parent(capfd, name):
    assert {parent(form) for form in [name, *FORMS[name]]} == {name}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "text", ["C[N+](C)(C)C", "c1ccc[cH+]cc1", "F[B-](F)(F)F", "[Na+]", "[H][H]", "*", "C[Mg]Br"]
)
def test_what_no_proton_can_neutralise_stays_as_it_is(text):
    assert parent(text) == canonical(text)


@pytest.mark.parametrize(
    "text", ["N[Pt](N)(Cl)Cl", "[NH3][Pt]([NH3])(Cl)Cl", "C[Hg]C", "F[Si-](F)(C)(C)C", "[Fe]"]
)
def test_a_complex_stays_whole(text):
    assert standardise(text) == (canonical(text), False)


@pytest.mark.parametrize("text", ["", None, float("nan"), "C1CC", "CO₂"])
def test_only_a_molecule_has_a_parent_and_a_domain(text):
    for function in (parent, warnings_of):
        with pytest.raises(ValueError, match="SMILES inválido"):
            function(text)


PIECES = [
    "C",
    "N",
    "O",
    "S",
    "F",
    "Br",
    "=O",
    "(=O)",
    "(",
    ")",
    "=N",
    "c1ccccc1",
    "N=N",
    "[nH]",
    "P",
]
PIECES += ["[NH3+]", "[O-]", ".[Na+]", "O[Na]", "S(=O)", "P(=O)=O", "n", "1", "[K]", "[NH2+]", "I"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_parent_of_a_parent_is_itself_with_or_without_the_short_cut(text):
    if read(text) is None:
        return
    found = parent(text)
    assert parent(found) == found and "." not in found
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parents, "_PLAIN", re.compile("(?!)"))
        assert parent(text) == found


@pytest.fixture(scope="module")
def official():
    """Every tenth molecule that lesson 06 learns from."""
    real_file("egfr")
    return load_egfr()["smiles"][::10].tolist()


def test_molecules_of_the_official_file_are_their_own_parents(official):
    assert [parent(smiles) for smiles in official] == official


# The domain


@pytest.mark.parametrize(
    "smiles",
    ["CCO", ERLOTINIB, "CS(C)=O", "C[N+](=O)[O-]", "CN=[N+]=[N-]", "C[C@H](N)O", "C[Si](C)C"],
)
def test_usual_molecule_is_inside(smiles):
    assert warnings_of(smiles) == []


@pytest.mark.parametrize(
    ("smiles", "told"),
    [
        ("[Ba+2].[O-]S(=O)(=O)[O-]", ["Há metal (Ba)", "É um sal ou uma mistura"]),
        ("[Ag]Cl", ["Há metal (Ag)"]),
        ("C[Hg]C", ["Há metal (Hg)"]),
        ("[Na+].[Cl-]", ["Há metal (Na)", "É um sal"]),
        ("CC(=O)O[Na]", ["Há metal (Na)", "A maior é CC(=O)O."]),
        (f"{ERLOTINIB}.Cl", [f"A maior é {ERLOTINIB}."]),
        (PROTONATED, [f"Há carga: o modelo viu quase só moléculas neutras. Com um próton a mais ou "
                      f"a menos, é {ERLOTINIB}."]),
        ("[NH3+]CC(=O)[O-]", ["é NCC(=O)O."]),
        ("C[N+](C)(C)C", ["Há carga: o modelo viu quase só moléculas neutras."]),
        ("O", ["Não há carbono"]),
        ("[H][H]", ["Não há átomos pesados"]),
        ("[H+]", ["Não há átomos pesados", "Há carga"]),
        ("*", ["Não há átomos pesados", "átomo sem elemento (*)"]),
        ("[*:1]C", ["átomo sem elemento (*)"]),
        ("C" * 151, ["São 151 átomos pesados"]),
    ],
)  # fmt: skip
def test_what_lies_outside_is_told_in_a_sentence_each(smiles, told):
    found = warnings_of(smiles)
    assert len(found) == len(told)
    assert all(part in sentence for part, sentence in zip(told, found, strict=True))
    assert all(sentence.endswith(".") for sentence in found)


def test_size_has_its_limit_between_esol_and_a_protein():
    assert warnings_of("C" * parents.LARGEST) == [] and 55 < parents.LARGEST < 839


def test_hardly_any_molecule_of_the_official_file_lies_outside(official):
    assert sum(bool(warnings_of(smiles)) for smiles in official) <= 0.005 * len(official)
