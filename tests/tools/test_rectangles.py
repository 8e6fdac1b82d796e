"""The rectangles of the benchmark hold every window once, and its windows share readings."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.networks import (
    LEFT,
    N_TOKENS,
    RIGHT,
    few,
    many,
    seeds,
    some_molecules,
    some_starts,
    spread,
    starts_anywhere,
)
from tools.benchmarks import rectangles
from tools.training.generators import cells
from utils.chem.tokens import END, START


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


def test_bimodal_answers_as_the_lessons_network_that_reads_the_window_alone():
    random = np.random.default_rng(0)
    network = spread(rectangles.bimodal_network(N_TOKENS, 5, 4), random)
    lessons = cells("bimodal").bimodal_network(N_TOKENS, 5, 4)
    lessons.set_weights(network.get_weights())
    molecules = some_molecules(random, 6)
    starts = some_starts(random, molecules)
    for inputs, _ in parts_of_windows(molecules, starts, 4):
        logits = network.predict_on_batch(inputs)
        for i in random.permutation(len(logits))[:8]:
            read = {
                way: np.array([one_window(inputs, way, i)], np.int32)
                for way in ("onward", "backward")
            }
            expected = lessons.predict_on_batch(read)[0, inputs["side"][i]]
            np.testing.assert_allclose(logits[i], expected, rtol=1e-4, atol=1e-5)
