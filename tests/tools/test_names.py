"""How the names of molecules are drawn, told apart and checked."""

import itertools

import pytest
from rdkit import Chem

from tests.students.names_portuguese import to_english
from tests.students.names_style import in_our_style, locants, same
from tests.support.names_by_hand import NAMES, TRAPS
from tools.names.__main__ import LIMITS, SEED, SMILES_LIMIT, pairs
from tools.names.families import FAMILIES, GROUPS, family
from tools.names.simplest import simplest
from utils.chem import names
from utils.datasets import load_names


@pytest.fixture(scope="module")
def shipped():
    return load_names()


@pytest.mark.parametrize("name", FAMILIES)
def test_first_pairs_of_each_family_are_made_again_and_are_those_shipped(name, shipped):
    kept = shipped[shipped.familia == name].set_index("nome")
    for text, ordered, canonical, _ in itertools.islice(pairs(name, LIMITS), 300):
        assert kept.smiles[text] == ordered
        assert Chem.CanonSmiles(kept.canonico[text]) == canonical


def test_other_seed_draws_other_molecules():
    drawn = [{row[0] for row in pairs("alcanos", {40: 200}, seed=seed)} for seed in (SEED, 1)]
    assert drawn[0] != drawn[1]


def test_limits_are_kept():
    drawn = list(pairs("éteres", {20: 5, 40: 3}))
    assert [len(row[0]) <= 20 for row in drawn].count(True) == 5
    assert len(drawn) == 8


def test_every_group_is_drawn_for_a_known_family():
    assert {name for names_ in GROUPS.values() for name in names_} == set(FAMILIES)


@pytest.mark.parametrize(("smiles", "expected"), {
    "CCC": "alcanos", "C=CBr": "alcenos e alcinos", "CC[N+](=O)[O-]": "haletos e nitro",
    "C=CCOC": "éteres", "CCNC": "aminas", "OCCN": "álcoois", "CC(C)=O": "cetonas",
    "CC=O": "aldeídos", "CC#N": "nitrilas", "CC(N)=O": "amidas", "CC(=O)Cl": "cloretos de acila",
    "CC(=O)OC": "ésteres", "OCc1ccccc1": "álcoois", "CC(=O)O": "ácidos",
    "COC1CCC1": "ciclanos e ciclenos", "OC1CCC1": "cíclicos com função",
    "Cc1ccccc1": "benzenos", "Oc1ccccc1": "benzenos com função",
}.items())  # fmt: skip
def test_family_is_told_from_parent_and_principal_group(smiles, expected):
    assert family(*names.analyse(smiles)) == expected


def test_simplest_molecules_are_shipped(shipped):
    known = set(shipped.nome)
    for group in (("alcohol", ""), ("acid", ""), ("halide", ""), ("alcohol", "benzene")):
        for smiles in simplest(*group):
            try:
                name, ordered = names.name(smiles), names.name_order_smiles(smiles)
            except names.OutOfScope:
                continue
            assert name in known or len(name) > 40 or len(ordered) > SMILES_LIMIT


def test_reader_of_portuguese_knows_every_word_of_every_name_shipped(shipped):
    for name in [*shipped.nome, *NAMES.values(), *TRAPS.values()]:
        to_english(name)


@pytest.mark.parametrize(("portuguese", "english"), {
    "ácido 2-oxo-octanoico": "2-oxooctanoic acid",
    "dicloreto de propanodioíla": "propanedioyl dichloride",
    "cloreto de ciclo-hexanocarbonila": "cyclohexanecarbonyl chloride",
    "butanodioato de dietila": "diethyl butanedioate",
    "etanoato de propan-2-ila": "propan-2-yl ethanoate",
    "1-metil-2-metoxibenzeno": "1-methyl-2-methoxybenzene",
    "1,4-di-terc-butilbenzeno": "1,4-di-tert-butylbenzene",
    "hexa-1,5-dien-3-ol": "hexa-1,5-dien-3-ol",
    "ciclopentano": "cyclopentane",
    "N,N-dimetilanilina": "N,N-dimethylaniline",
    "3-(etilamino)fenol": "3-(ethylamino)phenol",
}.items())  # fmt: skip
def test_reader_of_portuguese_translates_word_by_word(portuguese, english):
    assert to_english(portuguese) == english


@pytest.mark.parametrize("name", ["etanoll", "glicol", "tolueno", "acetato de etilo"])
def test_reader_of_portuguese_refuses_what_it_does_not_know(name):
    with pytest.raises(ValueError, match="no known word"):
        to_english(name)


@pytest.mark.parametrize(("ours", "theirs"), [
    ("ethyl ethanoate", "ethyl acetate"), ("2-chloroethanoic acid", "2-chloroacetic acid"),
    ("tert-butylbenzene", "(tert-butyl)benzene"), ("2-methylprop-1-ene", "2-methylpropene"),
    ("2-methylcyclohexan-1-ol", "2-methylcyclohexanol"),
    ("1,4-di-tert-butylbenzene", "1,4-bis(tert-butyl)benzene"),
    ("2-methylcyclohexane-1-carbonitrile", "2-methylcyclohexanecarbonitrile"),
])  # fmt: skip
def test_style_is_no_difference(ours, theirs):
    assert same(ours, theirs)


@pytest.mark.parametrize(("right", "wrong"), [
    ("3-chloro-2,2-dimethylbutane", "2-chloro-3,3-dimethylbutane"),
    ("1-bromo-3-(propan-2-yl)hexane", "3-(2-bromoethyl)-2-methylhexane"),
    ("pent-1-en-4-yne", "pent-4-en-1-yne"),
    ("8-ethyldodec-2-en-10-yne", "5-ethyldodec-10-en-2-yne"),
    (
        "2-(cyclohexylmethyl)-3-hydroxypropanal",
        "3-cyclohexyl-2-(hydroxymethyl)propanal",
    ),
    ("N,4-dimethylaniline", "N,5-dimethylaniline"),
    ("9-(butan-2-yl)-10-iodododec-2-ene", "9-(1-iodopropyl)-10-methyldodec-2-ene"),
    (
        "2-formyl-3-methoxypropanoyl chloride",
        "2-(methoxymethyl)-3-oxopropanoyl chloride",
    ),
    ("1-propyl-3-(prop-2-yn-1-yl)benzene", "1-(prop-2-yn-1-yl)-3-propylbenzene"),
    ("1-propoxy-2-(prop-2-yn-1-yl)benzene", "1-(prop-2-yn-1-yl)-2-propoxybenzene"),
])  # fmt: skip
def test_rules_decide_between_two_names(right, wrong):
    assert not same(right, wrong)
    assert locants(right) < locants(in_our_style(wrong))
