"""BIMODAL's network, windows and writing: to become cells of lesson 16."""

import keras
import numpy as np
from keras import layers, ops

from utils import tokens

RIGHT, LEFT = 0, 1


def bimodal_network(n_tokens, units=128, dimensions=64, LSTM=layers.LSTM):
    vectors = layers.Embedding(n_tokens, dimensions)
    inputs, read = {}, []
    for way in ("onward", "backward"):
        rows = keras.Input((None,), dtype="int32", name=way)
        at = keras.Input((), dtype="int32", name=f"{way}_at")
        x = LSTM(units, return_sequences=True)(vectors(rows))
        x = LSTM(units, return_sequences=True)(x)
        read.append(ops.take(ops.reshape(x, (-1, units)), at, axis=0))
        inputs |= {way: rows, f"{way}_at": at}
    side = keras.Input((), dtype="int32", name="side")
    both = layers.Dense(2 * n_tokens)(ops.concatenate(read, axis=-1))
    both = ops.reshape(both, (-1, 2, n_tokens))
    chosen = ops.take_along_axis(both, ops.reshape(side, (-1, 1, 1)), axis=1)
    return keras.Model(inputs | {"side": side}, chosen[:, 0])


def insert_start(molecules, starts):
    """Table of E s[:start] G s[start:] E, and lengths."""
    lengths = np.array([len(m) + 3 for m in molecules])
    table = np.full((len(molecules), lengths.max()), tokens.PADDING, dtype=np.int32)
    for row, m, start in zip(table, molecules, starts, strict=True):
        row[: len(m) + 3] = [tokens.END, *m[:start], tokens.START, *m[start:], tokens.END]
    return table, lengths


def windows(table, lengths, starts, first, width):
    """Windows of steps first .. first + width - 1 of these molecules -> inputs, targets."""
    middle = (starts + 1)[:, None]  # column of G
    step = np.arange(first, first + width + 1)
    to_right = np.clip(step - middle, (step + 1) // 2, None)  # left exhausted after `middle` steps
    to_right = np.minimum(to_right, lengths[:, None] - 1 - middle)
    side = np.where(np.diff(to_right) == 1, RIGHT, LEFT)
    step, to_right = step[:-1], to_right[:, :-1]
    to_left = step - to_right
    valid = step < lengths[:, None] - 1
    longest = first + width
    span = np.arange(longest)
    inputs = {}
    molecule = np.arange(len(table))[:, None] + np.zeros_like(to_left)
    for way, moved, sign in (("onward", -to_left, 1), ("backward", to_right, -1)):
        new = np.diff(moved, axis=1, prepend=9999) != 0
        new &= valid
        where = (middle + moved)[new][:, None] + sign * span
        inside = (where >= 0) & (where < table.shape[1])
        rows = table[molecule[new][:, None], np.where(inside, where, 0)]
        inputs[way] = np.where(inside, rows, tokens.PADDING).astype(np.int32)
        row = np.cumsum(new.ravel()).reshape(new.shape) - 1
        inputs[f"{way}_at"] = (row * longest + step)[valid].astype(np.int32)
    inputs["side"] = side[valid].astype(np.int32)
    nxt = np.where(side == RIGHT, middle + to_right + 1, middle - to_left - 1)
    return inputs, table[molecule[valid], nxt[valid]]


def write_both_ways(network, n, temperature, random, longest=100):
    """Grow n strings from G, to its right and left in turn; return their integers."""
    text = np.full((n, 2 * longest + 3), tokens.PADDING, dtype=np.int32)
    a = np.full(n, longest + 1)
    b = a.copy()
    text[:, longest + 1] = tokens.START
    ended = np.zeros((n, 2), dtype=bool)
    active = np.arange(n)
    for step in range(longest):
        side = np.where(ended[active, step % 2], 1 - step % 2, step % 2)
        span = np.arange(step + 1)
        at = (np.arange(len(active)) * (step + 1) + step).astype(np.int32)
        inputs = {
            "onward": text[active[:, None], a[active, None] + span],
            "onward_at": at,
            "backward": text[active[:, None], b[active, None] - span],
            "backward_at": at,
            "side": side.astype(np.int32),
        }
        logits = network.predict_on_batch(inputs)
        logits[:, [tokens.PADDING, tokens.START]] = -np.inf
        token = np.argmax(logits / temperature + random.gumbel(size=logits.shape), axis=1)
        b[active] += side == RIGHT
        a[active] -= side == LEFT
        text[active, np.where(side == RIGHT, b[active], a[active])] = token
        ended[active, side] = token == tokens.END
        active = active[~ended[active].all(axis=1)]
        if not len(active):
            break
    return [
        row[x : y + 1][~np.isin(row[x : y + 1], [0, 1, 2])]
        for row, x, y in zip(text, a, b, strict=True)
    ], ended.all(axis=1)
