"""Lesson 14's reading, from the lesson's own cells: masks, shuffled words, lots of like length."""

from itertools import combinations
from math import comb

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tools.lessons import run_cells
from utils import course
from utils.exercises.lesson14 import gru_parameters, mcnemar

NAMES = {"np": np, "tf": tf, "keras": keras, "layers": layers, "course": course}
NAMES |= {"comb": comb, "combinations": combinations}
NETWORK_CELLS = ["count", "networks", "network-list", "recipe-networks"]
CELLS = run_cells("14", NETWORK_CELLS, NAMES | {"VOCABULARY": 10_000})
BODIES = CELLS["BODIES"] | {name: body for name, (body, _) in CELLS["RECIPES"].items()}
NO_DATA = {
    "inputs": dict.fromkeys(("treino", "validação"), np.ones((1, 1), int)),
    "y": dict.fromkeys(("treino", "validação"), np.ones(1, int)),
}
READING_CELLS = ["batches", "shuffle-words", "buckets"]
READING = run_cells("14", READING_CELLS, NAMES | NO_DATA)
ISOMERS = run_cells("14", ["isomers"], dict(NAMES))
DISAGREEMENT = run_cells("14", ["disagreement"], dict(NAMES))


@given(st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=1), st.integers(0, 9))
def test_shuffling_keeps_each_reviews_words_and_where_the_zeros_are(rows, seed):
    tokens = np.array(rows)
    before = tokens.copy()
    mixed = READING["shuffled"](tokens, seed)
    np.testing.assert_array_equal(tokens, before)
    assert ((mixed == 0) == (tokens == 0)).all()
    assert (np.sort(mixed, axis=1) == np.sort(tokens, axis=1)).all()


@settings(max_examples=15)
@given(st.lists(st.integers(1, 620), min_size=1, max_size=300), st.integers(0, 9))
def test_every_review_is_in_one_lot_of_like_length_with_its_label(lengths, seed):
    rng = np.random.default_rng(seed)
    reviews = [rng.integers(1, 50, length) for length in lengths]
    labels = np.arange(len(reviews))
    longest, borders = READING["LONG"], [0, *READING["BORDERS"], READING["LONG"]]
    seen = []
    for tokens, numbers in READING["bucket_batches"](reviews, labels).as_numpy_iterator():
        for row, number in zip(tokens, numbers, strict=True):
            np.testing.assert_array_equal(row[row > 0], reviews[number][-longest:])
        of_this_lot = np.count_nonzero(tokens, axis=1)
        assert tokens.shape[1] == of_this_lot.max(), "no wider than its longest review"
        assert len(set(np.searchsorted(borders, of_this_lot))) == 1, "of one interval only"
        seen += numbers.tolist()
    assert sorted(seen) == labels.tolist()


def test_batches_hold_every_review_once():
    tokens = np.arange(1_000).reshape(500, 2)
    read = list(READING["batches"](tokens, np.arange(500)).as_numpy_iterator())
    assert np.concatenate([label for _, label in read]).tolist() == list(range(500))
    for row, label in read:
        np.testing.assert_array_equal(row, tokens[label])


def test_shuffled_batches_are_whole_and_hold_no_review_twice():
    tokens = np.arange(1_000).reshape(500, 2)
    read = list(READING["batches"](tokens, np.arange(500), shuffle=True).as_numpy_iterator())
    assert {len(label) for _, label in read} == {READING["BATCH"]}
    assert len(read) == 500 // READING["BATCH"]
    labels = np.concatenate([label for _, label in read]).tolist()
    assert len(set(labels)) == len(labels) and labels != sorted(labels)
    for row, label in read:
        np.testing.assert_array_equal(row, tokens[label])


@pytest.mark.parametrize("name", BODIES)
def test_network_reads_any_length_and_answers_with_a_probability(name):
    network = CELLS["network"](BODIES[name])
    for length in (50, 80):
        answers = keras.ops.convert_to_numpy(network(np.ones((3, length), "int32")))
        assert answers.shape == (3, 1)
        assert ((answers > 0) & (answers < 1)).all()


@pytest.mark.parametrize(
    "name", ["média", "SimpleRNN", "2 × SimpleRNN", "LSTM", "GRU", "SimpleRNN bidirecional"]
)
def test_with_the_mask_padding_changes_no_answer(name):
    network = CELLS["network"](BODIES[name], mask=True)
    review = np.random.default_rng(0).integers(4, 900, 12)
    ways = [keras.utils.pad_sequences([review], 30, padding=side) for side in ("pre", "post")]
    answers = [float(network(tokens)[0, 0]) for tokens in (*ways, review[None])]
    assert answers == pytest.approx([answers[0]] * 3, abs=1e-5)


def test_parameters_counted_by_hand_are_keras():
    for layer, sets, biases in [(layers.SimpleRNN, 1, 1), (layers.LSTM, 4, 1), (layers.GRU, 3, 2)]:
        built = layer(16)
        built.build((None, None, 50))
        assert CELLS["recurrent_parameters"](sets, 50, 16, biases) == built.count_params()
    assert gru_parameters(50, 16) == built.count_params()


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=300))
def test_the_lessons_test_of_disagreements_is_that_of_the_exercise(pairs):
    first, second = np.array(pairs).T
    only_first, only_second, p = DISAGREEMENT["disagreement"](first, second)
    assert (only_first, only_second) == (np.sum(first & ~second), np.sum(second & ~first))
    assert p == pytest.approx(mcnemar(first, second))


@given(st.integers(5, 20))
def test_isomers_are_as_many_peroxides_as_others_of_the_same_atoms(size):
    chains = ISOMERS["chains"](size)
    assert len({smiles for smiles, _ in chains}) == len(chains)
    assert 2 * sum(label for _, label in chains) == len(chains)
    for smiles, label in chains:
        assert (len(smiles), smiles.count("O")) == (size, 2)
        assert smiles[::-1] == smiles or (smiles[::-1], label) not in chains
        assert ("OO" in smiles) == label
