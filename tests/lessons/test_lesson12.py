"""Lesson 12's encoders, decoders, attention and reactions, from the lesson's own cells."""

import time
from functools import lru_cache, partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops
from rdkit import Chem
from rdkit.Chem import AllChem

from tools.lessons import run_cells
from utils import course
from utils.chem.smiles import canonical
from utils.chem.tokens import END, PADDING, START, split_tokens
from utils.exercises.lesson12 import edit_distance
from utils.results import result

NAMES = {
    "np": np, "keras": keras, "layers": layers, "ops": ops, "tf": tf, "time": time,
    "lru_cache": lru_cache, "partial": partial, "course": course, "Chem": Chem, "AllChem": AllChem,
    "canonical": canonical, "split_tokens": split_tokens, "result": result,
    "END": END, "PADDING": PADDING, "START": START,
}  # fmt: skip
WORDS = ["ab", "bca", "cc", "a", "abcab"]


def lesson(*ids, **names):
    """Return what these cells define."""
    return run_cells("12", ids, NAMES | names)


@pytest.fixture(scope="module")
def cells():
    """The lesson's networks, with numbers of its own small enough to build in a moment."""
    names = lesson("words", "in-words", "tables", "translator")
    names |= {"rng": np.random.default_rng(0), "word_signs": [*"0123"], "digit_signs": [*"0123"]}
    names |= {"word_table": np.ones((2, 3), "int32"), "digit_table": np.ones((2, 4), "int32")}
    ids = ("no-attention", "batches", "train", "write", "exact", "sign-accuracy", "attend")
    ids = (*ids, "with-attention")
    return run_cells("12", ids, names)


@pytest.fixture(scope="module", params=["WithoutAttention", "WithAttention"])
def network(request, cells):
    keras.utils.set_random_seed(0)
    signs = cells["signs_of"](WORDS)
    table = cells["table_of"](WORDS, signs)
    model = cells[request.param](len(signs), len(signs), 12)
    cells["train"](model, (table, table), 30, size=5)
    return cells, model, table, signs


@settings(max_examples=60)
@given(st.integers(1, 999_999))
def test_a_number_in_words_is_read_back(n):
    names = lesson("words", "in-words")
    below = f"{names['UNITS']} {names['TEENS']}".split()
    values = {word: k for k, word in enumerate(below)} | {"cem": 100, "cento": 100}
    values |= {word: 10 * k for k, word in enumerate(names["TENS"].split())}
    stems = enumerate(names["HUNDREDS"].split())
    values |= {f"{stem}entos": 100 * k for k, stem in stems}
    total = part = 0
    for word in names["in_words"](n).replace(" e ", " ").split():
        if word == "mil":
            total, part = 1000 * (part or 1), 0
        else:
            part += values[word]
    assert total + part == n


@given(st.lists(st.text("abcde", min_size=1, max_size=9), min_size=1, max_size=6))
def test_a_table_is_read_back(texts):
    names = lesson("tables")
    signs = names["signs_of"](texts)
    table = names["table_of"](texts, signs)
    assert [names["text_of"](row, signs) for row in table] == texts
    assert [names["text_of"](row[1:], signs) for row in table] == texts


@settings(max_examples=30)
@given(st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=40), st.integers(1, 9))
def test_every_pair_is_in_one_batch_and_the_target_is_one_sign_on(texts, size):
    names = lesson("tables", "batches", rng=np.random.default_rng(0))
    signs = names["signs_of"](texts)
    table = names["table_of"](texts, signs)
    seen = []
    for (read, written), target in names["batches"](table, table, size):
        assert (written[:, 1:] == target[:, :-1]).all()
        assert (read != PADDING).any(axis=0).all()
        seen += [names["text_of"](row, signs) for row in target]
        assert [names["text_of"](row, signs) for row in read] == seen[-len(read) :]
    assert sorted(seen) == sorted(texts)


def test_padding_changes_nothing(network):
    _, model, table, _ = network
    longer = np.pad(table, ((0, 0), (0, 6)))
    one, other = (ops.convert_to_numpy(model((t, table[:, :-1]))) for t in (table, longer))
    np.testing.assert_allclose(one, other, atol=1e-5)


def test_what_is_written_is_the_most_probable_sign_of_each_step(network):
    cells, model, table, _ = network
    written = cells["writer"](model, 9)(tf.constant(table)).numpy()
    read = np.concatenate([np.full((len(table), 1), START), written[:, :-1]], axis=1)
    logits = ops.convert_to_numpy(model((table, read.astype("int32"))))
    before_end = np.cumsum(written == END, axis=1) - (written == END) == 0
    assert (logits.argmax(-1) == written)[before_end].all()
    assert (written[~before_end] == PADDING).all()


def test_the_decoder_does_not_see_its_target(network):
    _, model, table, signs = network
    changed = table.copy()
    changed[:, 3:] = 3 + (changed[:, 3:] + 1) % (len(signs) - 3)
    one, other = (ops.convert_to_numpy(model((table, t[:, :-1])))[:, :3] for t in (table, changed))
    np.testing.assert_allclose(one, other, atol=1e-6)


def test_a_few_steps_teach_to_copy(network):
    cells, model, table, signs = network
    found = cells["translations"](model, table, signs)
    assert np.mean([a == b for a, b in zip(found, WORDS, strict=True)]) >= 0.6
    assert cells["sign_accuracy"](model, table, table) > 0.7


def test_attention_gives_padding_no_weight(cells):
    rng = np.random.default_rng(0)
    query, memory = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4))
    real = np.arange(5) < np.array([[5], [2]])
    context, weights = map(np.array, cells["attend"](query, memory, real))
    assert weights[1, :, 2:].max() == 0
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-6)
    np.testing.assert_allclose(context, weights @ memory, rtol=1e-5)


def test_a_beam_of_one_is_greedy_and_a_wider_one_is_no_less_probable(network):
    cells, model, table, signs = network
    names = lesson("beam", text_of=cells["text_of"])
    greedy = cells["translations"](model, table, signs, longest=9)
    narrow, wide = (names["beam_search"](model, table, k, longest=9) for k in (1, 4))
    assert [cells["text_of"](row, signs) for row in narrow] == greedy

    def log_p(rows):
        read = np.concatenate([np.full((len(rows), 1), START), rows[:, :-1]], axis=1)
        logits = ops.log_softmax(model((table, read.astype("int32"))))
        each = np.take_along_axis(ops.convert_to_numpy(logits), rows[..., None], -1)[..., 0]
        return (each * (rows != PADDING)).sum(axis=1)

    assert (log_p(wide) >= log_p(narrow) - 1e-4).all()


def test_distances_of_a_table_are_those_of_the_exercise(cells):
    table = cells["table_of"](WORDS, cells["signs_of"](WORDS))[:, 1:]
    table = np.where(table == END, PADDING, table)
    names = lesson("nearest-distance", lengths=cells["lengths"])
    for word, row in zip(WORDS, table, strict=True):
        found = names["edit_distances"](row[row > END], table)
        assert found.tolist() == [edit_distance(word, other) for other in WORDS]


def test_turned_rows_keep_their_padding_at_the_end(cells):
    names = lesson("failures", **{k: cells[k] for k in ("WithoutAttention", "lengths")})
    table = np.array([[1, 5, 6, 2, 0], [1, 7, 2, 0, 0]])
    assert names["turned"](table).tolist() == [[2, 6, 5, 1, 0], [2, 7, 1, 0, 0]]


@pytest.mark.parametrize(
    ("acid", "amine", "amide"),
    [("CC(=O)O", "NC1CC1", "CC(=O)NC1CC1"), ("OC(=O)c1ccccc1", "CNCC", "CCN(C)C(=O)c1ccccc1")],
)
def test_every_atom_of_an_amide_has_its_origin(acid, amine, amide):
    made, origin = lesson("react")["react"](acid, amine)
    assert canonical(made) == canonical(amide)
    before = [a for s in (acid, amine) for a in Chem.MolFromSmiles(s).GetAtoms()]
    atoms = list(Chem.MolFromSmiles(made).GetAtoms())
    assert len(atoms) == len(origin) == len(set(origin)) == len(before) - 1
    for atom, source in zip(atoms, origin, strict=True):
        assert atom.GetSymbol() == before[source].GetSymbol()
        assert atom.GetIsAromatic() == before[source].GetIsAromatic()


def test_the_kept_run_trains_every_network_in_every_order(cells, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "completo")
    row = {"smiles": ["CCO"], "canonico": ["CCO"]}
    trained = []

    def names_network(kind, seed, goals):
        trained.append((kind.__name__, seed, goals["treino"].tolist()))
        return None, 0

    names = {k: cells[k] for k in ("table_of", "WithoutAttention", "WithAttention")}
    names |= {"parts": {"treino": row}, "tokens": ["", "<", ">", "C", "O"]}
    names |= {"names_network": names_network}
    names |= {"judged": lambda model, part: ([], np.array([True, part == "teste"]))}
    rows = lesson("order", **names)["kept_rows"]
    assert len(trained) == 8
    assert {tuple(map(tuple, goal)) for *_, goal in trained} == {((1, 3, 3, 4, 2),)}
    assert [row["value"] for row in rows] == [100, 50] * 4
    assert sorted({row["n"] for row in rows}) == [1, 3]
