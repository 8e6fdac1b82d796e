"""Substrings as BIMODAL's windows: every start counted, every window read right."""

from collections import Counter

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from tools.training import substrings  # noqa: E402
from tools.training.generators import METHODS  # noqa: E402
from utils.chem.tokens import END, START  # noqa: E402

RIGHT, LEFT = 0, 1


def windows_of_all_starts(n):
    """Count (first, last, side) over all places of G; -1 and n are the end marks."""
    counted = Counter()
    for left in range(n + 1):  # tokens to the left of G
        due, written, turn = (n - left + 1, left + 1), [0, 0], RIGHT
        while tuple(written) != due:
            side = turn if written[turn] < due[turn] else 1 - turn
            counted[left - written[LEFT], left + written[RIGHT] - 1, side] += 1
            written[side] += 1
            turn = 1 - turn
    return counted


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_every_substring_is_read_once_and_those_that_ended_by_their_weight(n):
    with_right, with_left = substrings.ended_weights(n)
    counted = windows_of_all_starts(n)
    inside = [(a, b) for a in range(n) for b in range(a, n)]
    expected = Counter({(a, b, (b - a + 1) % 2): 1 for a, b in inside})
    expected += {(a, a - 1, RIGHT): 1 for a in range(n + 1)}  # G alone
    expected += {(a, n, LEFT): int(with_right[a]) for a in range(n)} | {(n, n, LEFT): 1}
    expected += {(-1, b, RIGHT): int(with_left[b]) for b in range(n)}
    assert counted == expected
    assert counted.total() == (n + 1) * (n + 2)


def texts_of_different_tokens(m, n):
    return np.tile(np.arange(n) + 10, (m, 1))


def reading(batch, way, place):
    """The tokens read up to a place, from where the reading begins."""
    tokens, begins = batch["tokens"][way].ravel(), batch["begins"][way].ravel()
    first = place
    while not begins[first]:
        first -= 1
    return tokens[first : place + 1].tolist()


def test_both_states_of_a_window_have_read_the_same_and_what_follows_is_right():
    n = 9
    batch = substrings.batch_of(texts_of_different_tokens(6, n), 4, np.random.default_rng(0))
    whole = [END, *range(10, 10 + n), END]
    for k in range(len(batch["right"])):
        onward = reading(batch, RIGHT, batch["right"][k])
        backward = reading(batch, LEFT, batch["left"][k])
        assert onward == backward[::-1]
        assert START not in onward
        right, left = batch["next_right"][k], batch["next_left"][k]
        if onward == [END]:
            assert (right, left) == (substrings.IGNORED, whole[-2])
            continue
        begin = 0 if onward[0] == END else whole.index(onward[0])
        end = begin + len(onward)
        assert onward == whole[begin:end]
        assert right == (whole[end] if end < len(whole) else substrings.IGNORED)
        assert left == (whole[begin - 1] if begin else substrings.IGNORED)


def test_own_direction_targets_are_the_next_tokens_of_a_reading():
    batch = substrings.batch_of(texts_of_different_tokens(3, 6), 2, np.random.default_rng(1))
    tokens, targets, begins = batch["tokens"], batch["targets"], batch["begins"]
    following = np.where(targets[..., :-1] == substrings.IGNORED, False, ~begins[..., 1:])
    assert (following == (targets[..., :-1] != substrings.IGNORED)).all()
    assert (targets[..., :-1][following] == tokens[..., 1:][following]).all()


def test_weighted_windows_average_to_the_loss_over_all_starts():
    """Any loss that depends on the window and its side alone, here a random table."""
    n, random = 5, np.random.default_rng(2)
    loss = random.random((n + 2, n + 2, 2))
    exact = sum(loss[a + 1, b + 1, s] * k for (a, b, s), k in windows_of_all_starts(n).items())
    m = 30_000
    batch = substrings.batch_of(texts_of_different_tokens(m, n), 4, random)
    total = m * sum(loss[a + 1, a, RIGHT] for a in range(n + 1))
    marked = batch["tokens"].reshape(2, -1)
    # A window's ends by the last token of either reading; an end mark counts by its side.
    last, first = marked[RIGHT][batch["right"]] - 10, marked[LEFT][batch["left"]] - 10
    begin = np.where(first < 0, np.where(batch["next_left"] < 0, -1, n), first)
    end = np.where(last < 0, n, last)
    for side, name in ((RIGHT, "right"), (LEFT, "left")):
        total += (loss[begin + 1, end + 1, side] * batch[f"exact_{name}"]).sum()
    assert total / m == pytest.approx(exact, rel=0.01)


def plain_lstm(gates, kernel, keep):
    hidden = carry = tf.zeros_like(keep[0]) * tf.zeros(kernel.shape[1])
    states = []
    for t in range(gates.shape[0]):
        hidden, carry = hidden * keep[t], carry * keep[t]
        i, f, g, o = tf.split(gates[t] + hidden @ kernel, 4, -1)
        carry = tf.sigmoid(f) * carry + tf.sigmoid(i) * tf.tanh(g)
        hidden = tf.sigmoid(o) * tf.tanh(carry)
        states.append(hidden)
    return tf.stack(states)


def test_gradient_written_out_is_that_of_the_tape():
    random = np.random.default_rng(3)
    steps, rows, units = 7, 16, 8
    gates = tf.constant(random.normal(size=(steps, 2, rows, 4 * units)), tf.float32)
    kernel = tf.constant(random.normal(size=(2, units, 4 * units)) / 3, tf.float32)
    keep = tf.constant(random.random((steps, 2, rows, 1)) > 0.3, tf.float32)
    weights = tf.constant(random.normal(size=(steps, 2, rows, units)), tf.float32)
    found = []
    for lstm in (plain_lstm, substrings._lstm):
        with tf.GradientTape() as tape:
            tape.watch([gates, kernel])
            states = lstm(gates, kernel, keep)
            total = tf.reduce_sum(states * weights)
        found.append([states, *tape.gradient(total, [gates, kernel])])
    for plain, ours in zip(*found, strict=True):
        error = np.linalg.norm(plain - ours) / np.linalg.norm(plain)
        assert error < 0.02  # products in bfloat16: 8 bits


def test_a_reading_does_not_depend_on_the_one_before_it_in_its_row():
    network = substrings.Network(20, units=8, dimensions=4)
    random = np.random.default_rng(4)
    texts = random.integers(3, 20, size=(2, 6))
    batch = substrings.batch_of(texts, 2, random)
    states = network.states(tf.constant(batch["tokens"]), tf.constant(batch["begins"]))
    for k in random.integers(0, len(batch["right"]), 20):
        for way, name in ((RIGHT, "right"), (LEFT, "left")):
            place = batch[name][k]
            alone = np.tile(reading(batch, way, place), (2, 1, 1)).astype(np.int32)
            begins = np.zeros(alone.shape, dtype=bool)
            begins[..., 0] = True
            last = network.states(tf.constant(alone), tf.constant(begins))[way, -1]
            assert np.allclose(states[way, place], last, atol=2e-2)


def test_written_strings_end_and_hold_no_marks():
    network = substrings.Network(6, units=4, dimensions=4)
    rows = substrings.write(network, 20, 1.0, np.random.default_rng(5), longest=30)
    assert len(rows) == 20
    assert all(set(row.tolist()) <= {3, 4, 5} for row in rows)


def test_keras_network_of_the_lesson_gives_the_same_logits():
    keras = pytest.importorskip("keras")
    network = substrings.Network(20, units=128, dimensions=64, seed=1)
    random = np.random.default_rng(2)
    for variable in (network.other, network.bias):
        variable.assign(random.normal(0, 0.1, variable.shape))
    lesson = METHODS["bimodal_random"](None, []).network(20, keras.layers.LSTM)
    lesson.set_weights(network.keras_weights())
    onward = random.integers(0, 20, (3, 7)).astype(np.int32)
    backward = onward[:, ::-1]
    at = np.arange(3, dtype=np.int32) * 7 + 6
    ours = substrings._last(network, np.stack([onward, backward])).numpy()
    for side in (RIGHT, LEFT):
        inputs = {"onward": onward, "onward_at": at, "backward": backward, "backward_at": at}
        theirs = lesson(inputs | {"side": np.full(3, side, np.int32)})
        assert np.allclose(ours[side], theirs, atol=0.02)  # products in bfloat16
