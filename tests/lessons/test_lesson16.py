"""Lesson 16's own functions: FB-RNN, BIMODAL on pairs of starts and ends, the sum over paths.

They run on any backend: nothing here, nor in the cells under test, is TensorFlow's.
"""

import ast
from collections import Counter
from functools import cache
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from hypothesis import given
from keras import layers, ops

from tests.support.networks import (
    LEFT,
    N_TOKENS,
    RIGHT,
    Recorder,
    answer,
    draw,
    few,
    known,
    look_up,
    many,
    plain,
    seeds,
    some_molecules,
    some_starts,
    spread,
    starts_anywhere,
)
from tools.lessons import ROOT, code_cells, read_lesson
from tools.training.generators import cells
from utils.chem import authors
from utils.chem.tokens import END, PADDING, START

fbrnn = cells("fbrnn")


# FB-RNN


@many
@given(seed=seeds, start=starts_anywhere)
def test_fbrnn_pairs_what_lies_equally_far_from_the_start(seed, start):
    random = np.random.default_rng(seed)
    molecules = some_molecules(random)
    starts = some_starts(random, molecules, start)
    table = fbrnn.pair_up(molecules, starts)
    for pairs, molecule, k in zip(table, molecules, starts, strict=True):
        row = [END, *molecule[:k].tolist(), START, *molecule[k:].tolist(), END]
        for distance, (right, left) in enumerate(pairs):
            after, before = k + 1 + distance, k + 1 - distance
            assert right == (row[after] if after < len(row) else PADDING)
            assert left == (row[before] if before >= 0 else PADDING)
    assert (table[:, -1] != PADDING).any(), "no column is empty"
    assert ((table == END).sum(axis=1) == 1).all(), "each side ends, once"


def test_fbrnn_answers_as_lstms_that_read_both_vectors_side_by_side():
    random = np.random.default_rng(1)
    lstm = Recorder()
    network = spread(cells("fbrnn", lstm).fbrnn_network(N_TOKENS, 5, 4), random)
    molecules = some_molecules(random, 6)
    pairs = fbrnn.pair_up(molecules, some_starts(random, molecules))
    logits = network.predict_on_batch(pairs)
    assert logits.shape == (*pairs.shape, N_TOKENS)
    for found, row in zip(logits, pairs, strict=True):
        vectors = np.concatenate([look_up(network, row[:, side]) for side in (RIGHT, LEFT)], 1)
        both = answer(network, plain(lstm.made, vectors)).reshape(found.shape)
        np.testing.assert_allclose(found, both, rtol=1e-4, atol=1e-5)


def test_fbrnn_step_by_step_answers_as_the_whole_network():
    random = np.random.default_rng(2)
    network = spread(fbrnn.fbrnn_network(N_TOKENS, 5, 4), random)
    molecules = some_molecules(random, 6)
    pairs = fbrnn.pair_up(molecules, some_starts(random, molecules))
    step = fbrnn.PairStep(network)
    states = [[np.zeros((6, 5), "float32")] * 2 for _ in range(2)]
    for j, whole in enumerate(np.moveaxis(network.predict_on_batch(pairs), 1, 0)):
        logits, states = step.predict_on_batch([pairs[:, j], states])
        np.testing.assert_allclose(logits, whole, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("longest", [3, 20])
def test_fbrnn_writes_what_the_whole_network_would_draw(longest):
    """The same noise, drawn from the answers of the network that reads each pair from the start."""
    random = np.random.default_rng(3)
    network = spread(fbrnn.fbrnn_network(N_TOKENS, 5, 4), random)
    written, ended = fbrnn.write_pairs(network, 40, 0.7, np.random.default_rng(4), longest)
    noise = np.random.default_rng(4)
    pairs = np.full((40, 1, 2), START, dtype=np.int32)
    for _ in range(longest):
        drawn = draw(network.predict_on_batch(pairs)[:, -1], 0.7, noise)
        over = (pairs == END).any(axis=1)
        if over.all():
            break
        drawn[over] = PADDING
        pairs = np.concatenate([pairs, drawn[:, None].astype(np.int32)], axis=1)
    assert ended.tolist() == (pairs == END).any(axis=1).all(axis=1).tolist()
    assert longest == 20 or 0 < ended.sum() < 40
    for row, pair in zip(written, pairs, strict=True):
        right, left = ([t for t in pair[:, side].tolist() if t > END] for side in (RIGHT, LEFT))
        assert row.tolist() == [*left[::-1], START, *right]


# BIMODAL


@pytest.fixture(scope="module")
def lesson():
    """The functions that the lesson defines, without its data: none of its other lines is run."""
    (path,) = (ROOT / "notebooks").glob("16_*.ipynb")
    names = {
        "np": np, "keras": keras, "layers": layers, "ops": ops, "cache": cache, "END": END,
        "PADDING": PADDING, "START": START, "RIGHT": RIGHT, "LEFT": LEFT, "authors": authors,
        "n_tokens": N_TOKENS, "Counter": Counter,
    }  # fmt: skip
    for cell in code_cells(read_lesson(path)):
        if cell.id != "setup" and not cell.id.startswith("exercise"):
            functions = [n for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef)]
            exec(compile(ast.Module(functions, []), cell.id, "exec"), names)
    return SimpleNamespace(**names)


def tiny(lesson, seed=0):
    network = lesson.bimodal_network(N_TOKENS, units=5, dimensions=4)
    return spread(network, np.random.default_rng(seed))


def alone(network, window):
    """Logits of the right and of the left neighbour of one window."""
    window = np.array(window, dtype=np.int32)[None]
    return network.predict_on_batch({"onward": window, "backward": window[:, ::-1]})[0]


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_every_substring_is_a_window_with_the_weight_told(lesson, n):
    weights = lesson.window_weights(n)
    assert (weights[1:-1, 1:-1] == np.triu(np.full((n, n), 0.5))[..., None]).all()
    assert (weights[0, 1:-1, RIGHT] == np.arange(1, n + 1) / 2).all()
    assert (weights[1:-1, -1, LEFT] == np.arange(n, 0, -1) / 2).all()
    assert weights.sum() == n * (n + 1)


def test_each_pair_of_readings_answers_as_the_window_alone(lesson):
    random = np.random.default_rng(1)
    network = tiny(lesson)
    molecules = random.integers(3, N_TOKENS, size=(2, 6))
    starts, ends = np.array([4, 0, 2]), np.array([3, 7, 5])
    inputs, targets, weights = lesson.pair_batch(molecules, starts, ends)
    logits = lesson.pair_network(network, 3).predict_on_batch(inputs)
    asked = 0
    for molecule, answers, wanted, how_much in zip(
        molecules, logits, targets, weights, strict=True
    ):
        text = [END, *molecule.tolist(), END]
        for i, j in np.ndindex(3, 3):
            if not how_much[i, j].any():
                continue
            a, b = starts[i], ends[j]
            np.testing.assert_allclose(
                answers[i, j], alone(network, text[a : b + 1]), rtol=1e-4, atol=1e-5
            )
            for side, place in ((RIGHT, b + 1), (LEFT, a - 1)):
                if how_much[i, j, side]:
                    assert wanted[i, j, side] == text[place]
                    asked += 1
    assert asked == 2 * (2 * 3 + 2 + 2)  # three pairs within; with one end, two each


def test_weights_of_drawn_pairs_average_to_those_of_all(lesson):
    random = np.random.default_rng(2)
    total, n, draws = np.zeros((8, 8, 2)), 6, 4000
    for _ in range(draws):
        starts, ends = (np.append(1 + random.choice(n, 2, replace=False), e) for e in (0, n + 1))
        weights = lesson.pair_batch(np.full((1, n), 3), starts, ends)[2][0]
        total[starts[:, None], ends] += weights / draws
    np.testing.assert_allclose(total, lesson.window_weights(n), atol=0.35)
    assert total.sum() == pytest.approx(n * (n + 1), rel=0.03)


def test_sum_of_paths_is_the_sum_over_every_first_token(lesson):
    random = np.random.default_rng(3)
    network, molecule = tiny(lesson), random.integers(3, N_TOKENS, size=5)
    some_training = [np.arange(3, N_TOKENS)]
    lesson.sum_of_paths.__globals__["some_training"] = some_training
    text, paths = [END, *molecule.tolist(), END], []
    for first in range(1, 6):
        log_p = -np.log(N_TOKENS - 3)
        for a, b, side in lesson.turns_of(6, first):
            logits = alone(network, text[a : b + 1])[side].astype(float)
            target = text[b + 1] if side == RIGHT else text[a - 1]
            log_p += logits[target] - np.log(np.exp(logits).sum())
        paths.append(log_p)
    found = lesson.sum_of_paths(network, molecule[None])
    np.testing.assert_allclose(found, [-np.log(np.exp(paths).sum())], rtol=1e-4)


class ByHeart:
    """Answers with the tokens that follow a window in these molecules, and no other."""

    def __init__(self, lesson, molecules):
        self.next = {}
        for molecule in molecules:
            text = [END, *molecule.tolist(), END]
            for first in range(1, len(text) - 1):
                for a, b, side in lesson.turns_of(len(text) - 1, first):
                    token = text[b + 1] if side == RIGHT else text[a - 1]
                    self.next.setdefault((tuple(text[a : b + 1]), side), Counter())[token] += 1

    def predict_on_batch(self, read):
        assert (read["onward"] == read["backward"][:, ::-1]).all()
        logits = np.full((len(read["onward"]), 2, N_TOKENS), -1e9)
        for line, window in zip(logits, read["onward"].tolist(), strict=True):
            for side in (RIGHT, LEFT):
                for token, count in self.next.get((tuple(window), side), {}).items():
                    line[side, token] = np.log(count)
        return logits


@few
@given(seed=seeds)
def test_bimodal_that_knows_molecules_by_heart_writes_them_all(lesson, seed):
    random = np.random.default_rng(seed)
    molecules = some_molecules(random, 6)
    given_tokens = random.choice(np.concatenate(molecules), (300, 1))
    written, ended = lesson.grow(ByHeart(lesson, molecules), given_tokens, 1.0, random)
    assert ended.all()
    assert known(written) <= known(molecules)


def test_what_is_given_stays_and_both_sides_grow(lesson):
    random = np.random.default_rng(5)
    piece = np.array([5, 7, 9])
    rows, ended = lesson.grow(tiny(lesson), np.tile(piece, (40, 1)), 1.0, random, longest=8)
    assert 0 < ended.sum() < 40
    for row in rows:
        at = [i for i in range(len(row) - 2) if (row[i : i + 3] == piece).all()]
        assert at
        assert not np.isin(row, [PADDING, END]).any()


class Scripted:
    """The authors' network, made to say these letters in order."""

    def __init__(self, letters):
        self.letters = iter(letters)

    def predict_on_batch(self, read):
        logits = np.full((len(read), len(authors.CHARACTERS)), -1e9)
        logits[:, authors.CHARACTERS.index(next(self.letters))] = 0
        return logits


@pytest.mark.parametrize(
    ("letters", "text"), [("OCNEE", "CON"), ("EE", ""), ("OEE", "O"), ("CCENAE", "NCC")]
)
def test_authors_rule_takes_what_lies_between_the_nearest_ends(lesson, letters, text):
    """To the right, to the left and so on, in turn, though one side has ended."""
    random = np.random.default_rng(0)
    assert lesson.grow_authors(Scripted(letters), 1, 21, 0.7, random) == [text]
