"""No scaffold is on both sides of a scaffold split, and what comes back is known."""

import zlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.datasets import is_new, scaffold_split, split_reviews, split_smiles
from utils.datasets.reviews import Imdb

MANY = st.lists(st.sampled_from(["", "c1ccccc1", *(f"s{i}" for i in range(30))]), min_size=1)


@settings(max_examples=60, deadline=None)
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


TEXTS = st.lists(st.lists(st.integers(0, 3), max_size=3), max_size=12)


@given(TEXTS, TEXTS)
def test_new_is_what_neither_was_seen_nor_came_before(texts, seen):
    expected = [text not in seen and text not in texts[:i] for i, text in enumerate(texts)]
    told = is_new(texts, seen)
    assert told.dtype == bool and told.shape == (len(texts),)
    assert told.tolist() == expected


def test_what_is_new_is_decided_by_the_integers_and_not_by_their_type():
    short, long = (np.array([1, 300], dtype=dtype) for dtype in (np.int32, np.int64))
    assert is_new([short, long, [1, 300], [1, 300, 0]]).tolist() == [True, False, False, True]
    assert is_new([short], seen=[[1, 300]]).tolist() == [False]


def reviews(train, test):
    """Reviews whose label is the parity of the first integer."""
    parts = {}
    for name, texts in (("train", train), ("test", test)):
        parts[f"x_{name}"] = [np.array(text, dtype=np.int32) for text in texts]
        parts[f"y_{name}"] = np.array([sum(text[:1]) % 2 for text in texts])
    return Imdb(**parts, words=[], source="simulado")


@given(TEXTS, TEXTS, st.integers(0, 3))
def test_no_review_is_in_two_parts_and_every_one_is_in_some(train, test, seed):
    x, y = split_reviews(reviews(train, test), seed=seed)
    together = [tuple(text) for part in x.values() for text in part]
    assert len(set(together)) == len(together)
    assert set(together) == {tuple(text) for text in train + test}
    assert {tuple(text) for text in x["teste"]} == set(map(tuple, test)) - set(map(tuple, train))
    for part in x:
        assert y[part].tolist() == [sum(text[:1]) % 2 for text in x[part]]


def test_a_fifth_is_held_out_drawn_by_the_seed_and_the_parts_can_be_cut():
    imdb = reviews([[i] for i in range(100)], [[i] for i in range(100, 130)])
    x, _ = split_reviews(imdb)
    assert [len(x[part]) for part in ("treino", "validação", "teste")] == [80, 20, 30]
    same, other = split_reviews(imdb)[0], split_reviews(imdb, seed=1)[0]
    assert x["validação"] == same["validação"] != other["validação"]
    few, _ = split_reviews(imdb, at_most=7)
    assert few["treino"] == x["treino"][:7] and [len(few[part]) for part in few] == [7, 7, 7]


SMILES = st.lists(st.text("CNOc1()=", min_size=1, max_size=12))


@given(SMILES)
def test_every_molecule_is_in_one_part_and_each_part_keeps_the_order(strings):
    parts = split_smiles(strings)
    assert all(isinstance(part, list) for part in parts)
    assert sorted(smiles for part in parts for smiles in part) == sorted(strings)
    for part in parts:
        chosen = set(part)
        assert part == [smiles for smiles in strings if smiles in chosen]


@given(SMILES, SMILES, st.randoms())
def test_part_of_a_molecule_depends_neither_on_the_others_nor_on_the_order(strings, more, random):
    mixed = random.sample(strings + more, len(strings + more))
    for few, many in zip(split_smiles(strings), split_smiles(mixed), strict=True):
        assert set(few) <= set(many)


def test_validation_and_test_are_the_molecules_whose_crc_32_ends_a_turn_of_50():
    strings = ["C" * length for length in range(1, 2001)]
    train, validation, test = split_smiles(strings)
    assert test == [smiles for smiles in strings if zlib.crc32(smiles.encode()) % 50 == 0]
    assert validation == [smiles for smiles in strings if zlib.crc32(smiles.encode()) % 50 == 1]
    assert 20 < len(validation) < 60 and 20 < len(test) < 60
    assert len(train) == 2000 - len(validation) - len(test)


def test_parts_are_the_same_as_when_the_course_was_made():
    """Were these to change, the weights kept with the course would have seen the test set."""
    chains = ["C" * length for length in range(1, 301)]
    _, validation, test = split_smiles(chains)
    assert [len(smiles) for smiles in validation] == [3, 47, 87, 101, 238, 279]
    assert [len(smiles) for smiles in test] == [62, 110, 153, 180]
