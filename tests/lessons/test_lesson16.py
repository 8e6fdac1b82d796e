"""Lesson 16's networks that write in more than one direction train on what they will read.

They run on any backend: nothing here, nor in the cells under test, is TensorFlow's.
"""

from collections import Counter, defaultdict

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tools.training.generators import cells
from utils.chem.tokens import END, PADDING, START

bimodal, fbrnn, nade = (cells(method) for method in ("bimodal", "fbrnn", "nade"))
N_TOKENS = 12
RIGHT, LEFT = 0, 1
COLUMNS = 9  # of NADE's rows here
seeds = st.integers(0, 2**32 - 1)
starts_anywhere = st.sampled_from(["first", "middle", "last", "random"])
orders = st.sampled_from(["fixed", "random"])
few = settings(max_examples=20)
many = settings(max_examples=80)


def some_molecules(random, n=20, longest=COLUMNS - 2):
    return [random.integers(3, N_TOKENS, size=random.integers(1, longest + 1)) for _ in range(n)]


def some_starts(random, molecules, start="random"):
    n = np.array([len(molecule) for molecule in molecules])
    found = {"first": 0 * n, "middle": n // 2, "last": n, "random": random.integers(0, n + 1)}
    return found[start]


def spread(network, random):
    """The network with weights far from zero, so that its answers differ."""
    network.set_weights([random.normal(0, 0.7, w.shape) for w in network.get_weights()])
    return network


class Recorder:
    """Makes plain LSTM layers, and keeps them in the order in which they were asked for."""

    def __init__(self):
        self.made = []

    def __call__(self, *arguments, **options):
        self.made.append(layers.LSTM(*arguments, **options))
        return self.made[-1]


def the_only(kind, network):
    (layer,) = [layer for layer in network.layers if isinstance(layer, kind)]
    return layer


def plain(chain, x):
    """The states, (steps, units), of these LSTM layers one over the other on one sequence."""
    for kernel, recurrent, bias in (lstm.get_weights() for lstm in chain):
        hidden = carry = np.zeros(len(recurrent))
        states = []
        for step in x:
            i, f, g, o = np.split(step @ kernel + hidden @ recurrent + bias, 4)
            carry = sigmoid(f) * carry + sigmoid(i) * np.tanh(g)
            hidden = sigmoid(o) * np.tanh(carry)
            states.append(hidden)
        x = np.array(states)
    return x


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def look_up(network, sequence):
    vectors = keras.ops.convert_to_numpy(the_only(layers.Embedding, network).embeddings)
    return vectors[np.asarray(sequence)]


def answer(network, states):
    """What the network's linear output says to these states."""
    kernel, bias = the_only(layers.Dense, network).get_weights()
    return states @ kernel + bias


def draw(logits, temperature, random):
    logits = logits.copy()
    logits[..., [PADDING, START]] = -np.inf
    return np.argmax(logits / temperature + random.gumbel(size=logits.shape), axis=-1)


def known(molecules):
    """The molecules' tokens, without G."""
    return {tuple(molecule[molecule > END].tolist()) for molecule in molecules}


# BIMODAL


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
    """The inputs and targets of `bimodal.windows`, part by part."""
    table, lengths = bimodal.insert_start(molecules, starts)
    for first in range(0, lengths.max() - 1, width):
        rows = np.flatnonzero(lengths - 1 > first)
        yield bimodal.windows(table[rows], lengths[rows], starts[rows], first, width)


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
    network = spread(cells("bimodal", lstm).bimodal_network(N_TOKENS, 5, 4), random)
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
    written, ended = bimodal.grow(network, 300, 1.0, random)
    assert ended.all()
    assert known(written) == known(molecules)


def test_bimodal_tells_which_strings_lack_an_end():
    random = np.random.default_rng(0)
    network = spread(bimodal.bimodal_network(N_TOKENS, 5, 4), random)
    written, ended = bimodal.grow(network, 60, 1.0, random, longest=6)
    assert 0 < ended.sum() < 60
    for row, both in zip(written, ended, strict=True):
        assert (row == START).sum() == 1
        n = len(row) - 1
        assert n <= 4 if both else 5 <= n <= 6  # of 6 tokens, the marks are E
        assert not np.isin(row, [PADDING, END]).any()


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


# NADE


@few
@given(seed=seeds)
def test_nade_rows_hold_the_molecule_in_the_middle(seed):
    random = np.random.default_rng(seed)
    molecules = some_molecules(random)
    for row, molecule in zip(nade.centre(molecules, COLUMNS), molecules, strict=True):
        (inside,) = np.nonzero(row != END)
        assert row[inside].tolist() == molecule.tolist()
        assert (np.diff(inside) == 1).all()
        before, after = inside[0], COLUMNS - 1 - inside[-1]
        assert before >= 1
        assert 0 <= after - before <= 1


@pytest.mark.parametrize("places", [1, 2, 6, 7])
def test_nade_writes_each_place_once_in_either_order(places):
    outside_in, ends = [], [0, places - 1]
    while ends[0] <= ends[1]:
        outside_in += dict.fromkeys(ends)
        ends = [ends[0] + 1, ends[1] - 1]
    random = np.random.default_rng(places)
    fixed = nade.draw_turns(3, places, "fixed", random)
    assert np.argsort(fixed, axis=1).tolist() == [outside_in] * 3
    drawn = nade.draw_turns(200, places, "random", random)
    assert (np.sort(drawn, axis=1) == np.arange(places)).all()
    assert places == 1 or len(np.unique(drawn, axis=0)) > 1


@many
@given(seed=seeds, order=orders, ahead=st.integers(1, COLUMNS))
def test_nade_hides_what_is_still_to_be_written_and_asks_for_what_is_next(seed, order, ahead):
    random = np.random.default_rng(seed)
    table = nade.centre(some_molecules(random), COLUMNS)
    turns = nade.draw_turns(len(table), COLUMNS - 2, order, random)
    stages = random.integers(COLUMNS - 2, size=len(table))
    before = table.copy()
    inputs, targets = nade.hide(table, turns, stages, N_TOKENS, ahead)
    assert (table == before).all()
    assert (inputs[:, [0, -1]] == END).all()
    for i in range(len(table)):
        for place in range(COLUMNS - 2):
            written = turns[i, place] < stages[i]
            assert inputs[i, place + 1] == (table[i, place + 1] if written else N_TOKENS)
            asked = not written and turns[i, place] < stages[i] + ahead
            assert targets[i, place] == (table[i, place + 1] if asked else PADDING)


def test_nade_answers_as_lstms_that_read_up_to_the_place_from_each_end():
    random = np.random.default_rng(5)
    lstm = Recorder()
    network = spread(cells("nade", lstm).nade_network(N_TOKENS, 5, 4), random)
    rows = random.integers(END, N_TOKENS + 1, size=(4, COLUMNS)).astype(np.int32)
    logits = network.predict_on_batch(rows)
    assert logits.shape == (4, COLUMNS - 2, N_TOKENS)
    for found, row in zip(logits, rows, strict=True):
        vectors = look_up(network, row)
        for place in range(1, COLUMNS - 1):
            before = plain(lstm.made[:2], vectors[:place])[-1]
            after = plain(lstm.made[2:], vectors[:place:-1])[-1]
            expected = answer(network, np.concatenate([before, after]))
            np.testing.assert_allclose(found[place - 1], expected, rtol=1e-4, atol=1e-5)


def test_nade_sees_every_place_but_the_one_it_answers_for():
    random = np.random.default_rng(6)
    network = spread(nade.nade_network(N_TOKENS, 5, 4), random)
    row = random.integers(END, N_TOKENS, size=COLUMNS)
    changed = np.tile(row, (COLUMNS, 1)).astype(np.int32)
    np.fill_diagonal(changed, N_TOKENS)
    logits = network.predict_on_batch(np.vstack([row[None].astype(np.int32), changed]))
    moved = np.abs(logits[1:] - logits[0]).max(axis=2)
    for place in range(1, COLUMNS - 1):
        others = np.delete(moved[:, place - 1], place)
        assert moved[place, place - 1] < 1e-6
        assert (others > 1e-5).all()


class NadeByHeart:
    """Answers with the tokens of the molecules that agree with what is written in a row."""

    output_shape = (None, None, N_TOKENS)

    def __init__(self, molecules):
        self.table = nade.centre(molecules, COLUMNS)

    def predict_on_batch(self, rows):
        with np.errstate(divide="ignore"):
            return np.log([self.shares(row) for row in rows])

    def shares(self, row):
        agree = ((row == self.table) | (row == N_TOKENS)).all(axis=1)
        assert agree.any()
        return np.eye(N_TOKENS)[self.table[agree, 1:-1]].mean(axis=0)


@few
@given(seed=seeds, order=orders)
def test_nade_that_knows_molecules_by_heart_writes_them_all(seed, order):
    random = np.random.default_rng(seed)
    molecules = some_molecules(random, 8)
    written = nade.write_places(NadeByHeart(molecules), 300, COLUMNS, order, 1.0, random)
    assert known(written) == known(molecules)


@pytest.mark.parametrize("order", ["fixed", "random"])
def test_nade_writes_the_likeliest_tokens_where_it_is_cold(order):
    """Each place has its likeliest token, given those written before it."""
    random = np.random.default_rng(7)
    network = spread(nade.nade_network(N_TOKENS, 5, 4), random)
    turns = nade.draw_turns(5, COLUMNS - 2, order, np.random.default_rng(8))
    rows = rewrite(network, turns)
    written = nade.write_places(network, 5, COLUMNS, order, 1e-6, np.random.default_rng(8))
    assert [row.tolist() for row in written] == [[t for t in row if t != END] for row in rows]


def rewrite(network, turns):
    """The rows that the likeliest tokens make, one molecule and one place at a time."""
    for turn in turns:
        row = [END, *[N_TOKENS] * len(turn), END]
        for place in np.argsort(turn):
            logits = network.predict_on_batch(np.array([row], dtype=np.int32))[0, place]
            logits[[PADDING, START]] = -np.inf
            row[place + 1] = int(logits.argmax())
        yield row
