"""Lesson 15's generator, from the lesson's own cells; runs on TensorFlow and on JAX."""

from collections import Counter
from functools import cache

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from tools.lessons import run_cells
from utils import course
from utils.chem.metrics import Share, evaluate
from utils.chem.smiles import read, why_invalid
from utils.chem.tokens import END, PADDING, START, Vocabulary
from utils.results import decimal

NAMES = {
    "np": np, "keras": keras, "layers": layers, "ops": ops, "course": course,
    "END": END, "PADDING": PADDING, "START": START, "cache": cache,
}  # fmt: skip
SMALL = Vocabulary.from_smiles(["CCO", "c1ccccc1", "C(=O)N"])


def lesson(*ids, vocabulary=SMALL, **names):
    """Return what these cells define, with a small vocabulary in sight."""
    given_names = NAMES | {"rng": np.random.default_rng(0), "vocabulary": vocabulary}
    return run_cells("15", ids, given_names | {"small": vocabulary} | names)


@pytest.fixture(scope="module")
def generator():
    keras.utils.set_random_seed(0)
    cells = lesson("network", "loss", "step", "batches", "network-log-p", decimal=decimal)
    return cells | {"model": cells["language_model"](len(SMALL), units=6, dimensions=4)}


def test_step_by_step_the_network_says_what_it_says_of_the_whole_sequence(generator):
    tokens = np.random.default_rng(1).integers(3, len(SMALL), size=(3, 7)).astype("int32")
    whole = ops.convert_to_numpy(generator["model"](tokens))
    step = generator["Step"](generator["model"])
    states = [[np.zeros((3, 6), "float32")] * 2 for _ in step.cells]
    for i, token in enumerate(tokens.T):
        logits, states = step.predict_on_batch([token, states])
        np.testing.assert_allclose(logits, whole[:, i], atol=1e-5)


def test_the_network_does_not_see_its_target(generator):
    tokens = np.random.default_rng(2).integers(3, len(SMALL), size=(1, 9)).astype("int32")
    changed = tokens.copy()
    changed[0, 5:] = 3 + (changed[0, 5:] - 2) % (len(SMALL) - 3)
    before, after = (ops.convert_to_numpy(generator["model"](t)) for t in (tokens, changed))
    np.testing.assert_allclose(before[0, :5], after[0, :5], atol=1e-6)
    assert not np.allclose(before[0, 5:], after[0, 5:], atol=1e-6)


def test_padding_has_no_part_in_the_loss(generator):
    loss = generator["masked"]
    targets = np.array([[4, 5, 2, 0, 0]], dtype="int32")
    logits = np.random.default_rng(3).normal(size=(1, 5, len(SMALL))).astype("float32")
    value = float(loss(targets, logits))
    logits[0, 3:] = 50.0
    assert float(loss(targets, logits)) == pytest.approx(value)
    assert float(loss(targets[:, :3], logits[:, :3])) == pytest.approx(value)


def test_an_even_guess_gives_each_token_its_share(generator):
    model = generator["language_model"](len(SMALL), units=6, dimensions=4)
    model.layers[-1].set_weights([np.zeros((6, len(SMALL))), np.zeros(len(SMALL))])
    table = SMALL.batch(["CCO", "c1ccccc1"] * 200)
    log_p = generator["network_log_p"](model, table)
    assert log_p.shape == table[:, 1:].shape
    np.testing.assert_allclose(log_p, -np.log(len(SMALL)), rtol=1e-5)


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(["CCO", "c1ccccc1", "C(=O)N", "C", "N"]), min_size=1),
    st.integers(1, 9),
)
def test_every_molecule_is_in_one_batch_whole(generator, molecules, size):
    seen = []
    for x, y in generator["batches"](SMALL.batch(molecules), size):
        assert 1 <= len(x) <= size
        assert (x[:, 1:] == y[:, :-1]).all(), "the target is the input, one token on"
        assert (y != PADDING).any(axis=0).all(), "no column of padding alone"
        for row_x, row_y in zip(x, y, strict=True):
            assert row_x[0] == START
            assert END in row_y
            seen.append(SMALL.decode(row_y))
    assert sorted(seen) == sorted(molecules)


def writer(generator):
    names = {"n_tokens": len(SMALL)}
    names |= {"language_model": generator["language_model"]}
    return lesson("step", "write", **names)["write"]


def test_a_mark_is_never_written_and_writing_stops_at_the_end(generator):
    written = writer(generator)(generator["model"], 40, temperature=1.0, longest=30)
    assert written.shape[0] == 40
    assert written.shape[1] <= 30
    assert not np.isin(written, [PADDING, START]).any()
    if written.shape[1] < 30:
        assert (written == END).any(axis=1).all()


def test_near_zero_temperature_writes_one_string_only(generator):
    written = writer(generator)(generator["model"], 8, temperature=1e-6, longest=12)
    assert (written == written[0]).all()


def counting(molecules):
    """Return a vocabulary and the lesson's n-gram, which has counted these molecules."""
    vocabulary = Vocabulary.from_smiles(molecules)
    cells = ("context-keys", "count", "refine", "draw", "log-p-by-counting", "write-by-counting")
    names = lesson(*cells, vocabulary=vocabulary, n_tokens=len(vocabulary), MASS=0.01)
    table = vocabulary.batch(molecules)
    names["models"] = [names["count"](table, order) for order in range(names["MOST"])]
    return vocabulary, names


def test_counting_learns_what_it_counted():
    vocabulary, names = counting(["CCO"] * 50 + ["CCN"] * 50)
    table = vocabulary.batch(["CCO"])
    by_order = [np.exp(log_p)[0] for log_p in names["log_p_by_counting"](table, 0.01)]
    np.testing.assert_allclose(by_order[0], [0.5, 0.5, 0.125, 0.25], atol=0.01)
    np.testing.assert_allclose(by_order[2], [1, 1, 0.5, 1], atol=0.01)


def test_a_correction_leaves_a_distribution_and_unseen_contexts_as_they_were():
    vocabulary, names = counting(["CCO", "C1CC1", "NC(C)N"])
    p = np.full((2, len(vocabulary)), 1 / len(vocabulary))
    keys = np.array([names["context_keys"](vocabulary.batch(["CCO"]), 3)[0, 2], -1])
    corrected = names["refine"](p, names["models"][3], keys, 2)
    np.testing.assert_allclose(corrected.sum(-1), 1)
    np.testing.assert_allclose(corrected[1], p[1])
    assert corrected[0].argmax() == vocabulary.tokens.index("O")


def test_long_contexts_write_what_was_counted():
    _, names = counting(["CCO", "C1CC1N", "CC(C)N"])
    texts = names["write_by_counting"](5, 200, temperature=0.5)
    assert np.mean([text in {"CCO", "C1CC1N", "CC(C)N"} for text in texts]) > 0.9


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [("CCO", {}), ("C(C)O", {3: 2}), ("c1ccccc1", {7: 6}), ("C1CC1CC1CC1", {4: 3, 10: 3})],
)
def test_a_closing_token_knows_how_far_its_opening_is(smiles, expected):
    names = lesson("closing")
    found = names["closing_distances"](SMALL.split(smiles))
    assert found == [expected.get(place, 0) for place in range(len(found))]


def test_causes_are_counted_among_what_reaches_them():
    names = lesson("causes", Counter=Counter, Share=Share, why_invalid=why_invalid)
    found = evaluate(["CCO", "C(C", "C1CC", "CC(", "c1cccc1"], set())
    shares = [str(share) for share in names["causes_in_turn"](found)]
    assert [s.successes for s in names["causes_in_turn"](found)] == [2, 1, 0, 0, 1], shares
    assert [s.n for s in names["causes_in_turn"](found)] == [5, 3, 2, 2, 2], shares


def test_the_paper_counts_distinct_texts():
    names = lesson("paper", known={"CCO"}, read=read)
    assert names["as_the_paper"](["CCO", "OCC", "CCO", "C1CC"]) == [75, 50, 25]
