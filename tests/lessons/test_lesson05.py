"""Lesson 05's own functions, from its cells: preparation, rounds, scores, broken rings, answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from tests.support.real import real_file
from tools.lessons import run_cells
from utils import course, datasets
from utils.chem.smiles import read

NAMES = {"course": course}


@pytest.fixture(scope="module")
def lesson():
    """The lesson's names, up to its functions that need no data."""
    return run_cells("05", ["imports", "preparation"], dict(NAMES))


def defined(cell_id, **names):
    """Run one cell that begins with a function, on these names, and return all names after it."""
    return run_cells("05", ["imports", cell_id], NAMES | names)


def test_four_descriptors_count_heavy_atoms_alone():
    esol = pd.DataFrame({"smiles": ["Clc1ccccc1", "[2H]c1ccccc1", "[H][H]", "C1CCCCC1"]})
    names = defined("four-descriptors", esol=esol, log_s=np.zeros(4))
    np.testing.assert_allclose(names["four"]["AP"], [6 / 7, 1, 0, 0])


def test_preparation_learns_from_training_alone(lesson):
    rng = np.random.default_rng(0)
    train = np.c_[rng.normal(5, 2, (40, 2)), np.ones(40)]
    train[3, 0] = np.nan
    prepared = lesson["preparation"]().fit(train)
    other = np.array([[np.nan, 1e12, 7.0], [5.0, -1e12, 1.0]])
    low = prepared.transform(other)
    assert low.shape == (2, 2)  # the constant column is gone
    assert low[:, 1].tolist() == [5, -5]
    known = np.delete(train[:, 0], 3)
    filled = np.insert(known, 3, np.median(known))
    assert low[0, 0] == pytest.approx((np.median(known) - filled.mean()) / filled.std())
    np.testing.assert_array_equal(prepared.transform(other[:1]), low[:1])


@given(
    families=st.lists(st.integers(0, 30), min_size=60, max_size=90),
    number=st.integers(2, 4),
    data=st.data(),
)
def test_each_row_is_tested_once_and_no_family_is_on_both_sides(families, number, data):
    families, n = np.array(families), len(families)
    tested = np.array(data.draw(st.permutations(range(n)))[: n // 2])
    if len(set(families[tested])) < number:
        return
    esol = pd.DataFrame({"log_s": np.zeros(n)})
    names = defined("rounds", molecule_of=np.arange(n), vault=np.arange(n), esol=esol)
    rounds = names["rounds_of"](tested, families, number)
    assert sorted(np.concatenate([part for _, part in rounds])) == sorted(tested)
    for fit, part in rounds:
        assert sorted([*fit, *part]) == list(range(n))
        same_side = list(set(tested) - set(part))
        assert not set(families[same_side]) & set(families[part])


def answers_of(rng, n=30, members=3):
    columns = [f"rede {i}" for i in range(members)]
    answers = pd.DataFrame(rng.normal(size=(n, members)), columns=columns)
    answers["conjunto de redes"] = answers.mean(axis=1)
    return answers.assign(rodada=np.arange(n) % 3), columns


def test_scores_are_the_rmse_of_each_round():
    rng = np.random.default_rng(1)
    answers, networks = answers_of(rng)
    log_s = rng.normal(size=30)
    names = defined("scores", random_answers=answers, log_s=log_s, NETWORKS=networks)
    scores = names["scores"](answers)
    for number in range(3):
        rows = np.arange(number, 30, 3)
        missed = answers.loc[rows, "conjunto de redes"] - log_s[rows]
        assert scores["conjunto de redes"][number] == pytest.approx(np.sqrt(np.mean(missed**2)))
        alone = [np.sqrt(np.mean((answers.loc[rows, n] - log_s[rows]) ** 2)) for n in networks]
        assert scores["uma rede"][number] == pytest.approx(np.mean(alone))


@given(seed=st.integers(0, 999))
def test_an_ensembles_gain_is_its_members_variance(seed):
    rng = np.random.default_rng(seed)
    answers, networks = answers_of(rng)
    log_s = rng.normal(size=30)
    names = defined("ambiguity", random_answers=answers, log_s=log_s, NETWORKS=networks)
    assert names["alone"] - names["together"] == pytest.approx(names["spread_term"])


@pytest.mark.parametrize(
    ("text", "lost"),
    [("c1ccccc1", 0), ("C1=CC=CC=C1", 0), ("Oc1c[nH]cc1", 0), ("c1cC2C(=O)NC(=O)C2cc1", 4)],
)
def test_lost_aromatic_atoms_are_counted(text, lost):
    esol = pd.DataFrame({"name": ["x"], "smiles": ["CCO"]})
    assert defined("broken-rings", esol=esol)["lost_aromatic"](text) == lost


def test_three_rings_of_the_file_are_broken_and_its_structures_are_those_told():
    esol = datasets.load_esol(real_file("esol"))
    assert set(defined("broken-rings", esol=esol)["broken"]["name"]) == {
        "gentisin",
        "meconin",
        "phthalamide",
    }
    told = defined("structures")
    as_published = esol.set_index("name")["smiles"]
    for name, text in told["in_file"].items():
        assert Chem.MolToSmiles(read(as_published[name])) == Chem.MolToSmiles(read(text))
        assert Chem.MolToSmiles(read(told["corrected"][name])) != Chem.MolToSmiles(read(text))


@pytest.fixture(scope="module")
def predict():
    esol = pd.DataFrame(
        {"name": ["ethanol", "benzene"], "smiles": ["CCO", "c1ccccc1"], "log_s": [1.1, -1.6]}
    )
    fakes = {
        "esol": esol,
        "molecules": [read(text) for text in esol["smiles"]],
        "margin": 0.9,
        "final_networks": [lambda x: np.full((len(x), 1), -1.0)],
    }
    names = run_cells("05", ["imports", "preparation", "descriptors"], NAMES | fakes)
    names["final_scale"] = names["preparation"]().fit(names["descriptors"])
    return run_cells("05", ["your-molecule"], names)["predict_log_s"]


class TestYourMolecule:
    def test_answer_has_its_margin_and_the_nearest_molecule(self, predict, capsys):
        predict("OCC")
        told = capsys.readouterr().out
        assert "log S = −1,0, margem ± 0,9" in told
        assert "ethanol (1,10)" in told
        assert "⚠" not in told

    @pytest.mark.parametrize("text", ["CO₂", "c1ccc1(", "", None, float("nan")])
    def test_what_is_no_molecule_gets_its_cause(self, predict, capsys, text):
        predict(text)
        assert "não é um SMILES válido" in capsys.readouterr().out

    @pytest.mark.parametrize("text", ["[H][H]", "*", "C" * 160])
    def test_what_descriptors_cannot_describe_gets_no_number(self, predict, capsys, text):
        predict(text)
        told = capsys.readouterr().out
        assert "⚠" in told
        assert "log S =" not in told

    @pytest.mark.parametrize("text", ["[Na+].[Cl-]", "O=[Si]=O", "CC(=O)[O-]"])
    def test_salts_ions_and_minerals_get_a_warning(self, predict, capsys, text):
        predict(text)
        assert "⚠" in capsys.readouterr().out
