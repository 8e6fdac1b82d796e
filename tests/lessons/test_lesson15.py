"""Lesson 15's generator, from the lesson's own cells; runs on TensorFlow and on JAX."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from tools.lessons import run_cells
from utils import course
from utils.chem.tokens import END, PADDING, START, Vocabulary

NAMES = {
    "np": np, "keras": keras, "layers": layers, "ops": ops, "course": course,
    "END": END, "PADDING": PADDING, "START": START,
}  # fmt: skip
SMALL = Vocabulary.from_smiles(["CCO", "c1ccccc1", "C(=O)N"])


def lesson(*ids, vocabulary=SMALL, **names):
    """Return what these cells define, with a small vocabulary in sight."""
    given_names = NAMES | {"rng": np.random.default_rng(0), "vocabulary": vocabulary}
    return run_cells("15", ids, given_names | {"small": vocabulary} | names)


@pytest.fixture(scope="module")
def generator():
    keras.utils.set_random_seed(0)
    cells = lesson("network", "loss", "step", "batches")
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


def test_perplexity_of_an_even_guess_is_the_number_of_tokens(generator):
    model = generator["language_model"](len(SMALL), units=6, dimensions=4)
    model.layers[-1].set_weights([np.zeros((6, len(SMALL))), np.zeros(len(SMALL))])
    table = SMALL.batch(["CCO", "c1ccccc1"])
    assert generator["network_perplexity"](model, table) == pytest.approx(len(SMALL), rel=1e-5)


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


def test_a_mark_is_never_written_and_writing_stops_at_the_end(generator):
    cells = lesson("step", "write", language_model=generator["language_model"], n_tokens=len(SMALL))
    written = cells["write"](generator["model"], 40, temperature=1.0, longest=30)
    assert written.shape[0] == 40
    assert written.shape[1] <= 30
    assert not np.isin(written, [PADDING, START]).any()
    if written.shape[1] < 30:
        assert (written == END).any(axis=1).all()


def test_near_zero_temperature_writes_one_string_only(generator):
    cells = lesson("step", "write", language_model=generator["language_model"], n_tokens=len(SMALL))
    written = cells["write"](generator["model"], 8, temperature=1e-6, longest=12)
    assert (written == written[0]).all()


def test_trigram_is_a_distribution_learnt_from_what_it_counted():
    vocabulary = Vocabulary.from_smiles(["CCO", "CCN"])
    cells = lesson(
        "counting", vocabulary=vocabulary, Vocabulary=Vocabulary,
        data=type("Data", (), {"strings": ["CCO", "CCN"]}), training=["CCO"] * 50 + ["CCN"] * 50,
    )  # fmt: skip
    np.testing.assert_allclose(cells["trigram"].sum(-1), 1)
    c, n = (vocabulary.tokens.index(t) for t in "CN")
    assert cells["trigram"][c, c, n] == pytest.approx(0.5, abs=0.1)
    assert cells["trigram"][START, c, c] > 0.9
