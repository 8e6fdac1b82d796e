"""BIMODAL with G in the text trains on every window once, and its windows share readings."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.networks import (
    LEFT,
    N_TOKENS,
    RIGHT,
    Recorder,
    answer,
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
from tools.training import rectangles
from tools.training.generators import cells
from utils.chem import pretrained
from utils.chem.tokens import END, PADDING, START


def windows_by_hand(molecules, starts):
    """Every window of every molecule, grown one token at a time: (window, side, next token)."""
    for molecule, start in zip(molecules, starts, strict=True):
        row = [END, *molecule[:start].tolist(), START, *molecule[start:].tolist(), END]
        a = b = start + 1
        step = 0
        while a > 0 or b < len(row) - 1:
            side = step % 2
            if (side == RIGHT and b == len(row) - 1) or (side == LEFT and a == 0):
                side = 1 - side
            target = row[b + 1] if side == RIGHT else row[a - 1]
            yield tuple(row[a : b + 1]), side, target
            a, b = (a, b + 1) if side == RIGHT else (a - 1, b)
            step += 1


def parts_of_windows(molecules, starts, width):
    """The inputs and targets of `rectangles.windows`, part by part."""
    table, lengths = rectangles.insert_start(molecules, starts)
    for first in range(0, lengths.max() - 1, width):
        rows = np.flatnonzero(lengths - 1 > first)
        yield rectangles.windows(table[rows], lengths[rows], starts[rows], first, width)


def one_window(inputs, way, i):
    """The tokens that the network reads for answer i, up to the state that it takes."""
    row, last = divmod(int(inputs[f"{way}_at"][i]), inputs[way].shape[1])
    return tuple(inputs[way][row, : last + 1].tolist())


def each_window(molecules, starts, width):
    """(onward, backward, side, target) of every answer that is asked of the network."""
    for inputs, targets in parts_of_windows(molecules, starts, width):
        for i, target in enumerate(targets):
            read = [one_window(inputs, way, i) for way in ("onward", "backward")]
            yield *read, int(inputs["side"][i]), int(target)


@many
@given(seed=seeds, start=starts_anywhere, width=st.integers(1, 9))
def test_bimodal_trains_on_every_window_once(seed, start, width):
    random = np.random.default_rng(seed)
    molecules = some_molecules(random)
    starts = some_starts(random, molecules, start)
    found = Counter((w, side, y) for w, _, side, y in each_window(molecules, starts, width))
    assert found == Counter(windows_by_hand(molecules, starts))


@few
@given(seed=seeds)
def test_bimodal_reads_each_window_onward_and_backward(seed):
    random = np.random.default_rng(seed)
    molecules = some_molecules(random)
    for onward, backward, _, _ in each_window(molecules, some_starts(random, molecules), 4):
        assert onward == backward[::-1]


def test_bimodal_answers_as_lstms_that_read_the_window_alone():
    random = np.random.default_rng(0)
    lstm = Recorder()
    network = spread(rectangles.bimodal_network(N_TOKENS, 5, 4, lstm), random)
    onward, backward = lstm.made[:2], lstm.made[2:]
    molecules = some_molecules(random, 6)
    starts = some_starts(random, molecules)
    for inputs, _ in parts_of_windows(molecules, starts, 4):
        logits = network.predict_on_batch(inputs)
        for i in random.permutation(len(logits))[:8]:
            vectors = look_up(network, one_window(inputs, "onward", i))
            states = [plain(onward, vectors)[-1], plain(backward, vectors[::-1])[-1]]
            both = answer(network, np.concatenate(states)).reshape(2, N_TOKENS)
            np.testing.assert_allclose(logits[i], both[inputs["side"][i]], rtol=1e-4, atol=1e-5)


class BimodalByHeart:
    """Answers with the tokens that follow a window in these molecules, and no other."""

    def __init__(self, molecules, starts):
        self.next = defaultdict(Counter)
        for window, side, token in windows_by_hand(molecules, starts):
            self.next[window, side][token] += 1

    def predict_on_batch(self, inputs):
        logits = np.full((len(inputs["side"]), N_TOKENS), -1e9)
        for i, (line, side) in enumerate(zip(logits, inputs["side"], strict=True)):
            onward, backward = (one_window(inputs, way, i) for way in ("onward", "backward"))
            assert onward == backward[::-1]
            for token, count in self.next[onward, int(side)].items():
                line[token] = np.log(count)
        return logits


@few
@given(seed=seeds, start=starts_anywhere)
def test_bimodal_that_knows_molecules_by_heart_writes_them_all(seed, start):
    random = np.random.default_rng(seed)
    molecules = some_molecules(random, 8)
    network = BimodalByHeart(molecules, some_starts(random, molecules, start))
    written, ended = rectangles.grow(network, 300, 1.0, random)
    assert ended.all()
    assert known(written) == known(molecules)


def test_bimodal_tells_which_strings_lack_an_end():
    random = np.random.default_rng(0)
    network = spread(rectangles.bimodal_network(N_TOKENS, 5, 4), random)
    written, ended = rectangles.grow(network, 60, 1.0, random, longest=6)
    assert 0 < ended.sum() < 60
    for row, both in zip(written, ended, strict=True):
        assert (row == START).sum() == 1
        n = len(row) - 1
        assert n <= 4 if both else 5 <= n <= 6  # of 6 tokens, the marks are E
        assert not np.isin(row, [PADDING, END]).any()


@pytest.mark.parametrize("name", ["bimodal_fixed", "bimodal_random"])
def test_kept_weights_mean_the_same_to_the_network_of_the_lesson(name):
    kept = pretrained.load(name)
    n_tokens = len(kept.vocabulary)
    ours, lessons = rectangles.bimodal_network(n_tokens), cells("bimodal").bimodal_network(n_tokens)
    ours.load_weights(kept.weights)
    lessons.load_weights(kept.weights)
    window = np.random.default_rng(0).integers(1, n_tokens, size=(3, 9)).astype(np.int32)
    read = {"onward": window, "backward": window[:, ::-1]}
    at = np.arange(3, dtype=np.int32) * 9 + 8
    for side in (RIGHT, LEFT):
        more = {"onward_at": at, "backward_at": at, "side": np.full(3, side, np.int32)}
        expected = ours.predict_on_batch(read | more)
        found = lessons.predict_on_batch(read)[:, side]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
