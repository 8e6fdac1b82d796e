"""NADE hides what is still to be written, and fills each place once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.networks import (
    N_TOKENS,
    Recorder,
    answer,
    few,
    known,
    look_up,
    many,
    plain,
    seeds,
    some_molecules,
    spread,
)
from tools.training import places as nade
from tools.training.generators import cells
from utils.chem.tokens import END, PADDING, START

COLUMNS = 9  # of the rows here
orders = st.sampled_from(["fixed", "random"])


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
    network = spread(cells("nade").nade_network(N_TOKENS, 5, 4), random)
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
    network = spread(cells("nade").nade_network(N_TOKENS, 5, 4), random)
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
