"""BIMODAL trained with G in the text: windows that begin or end alike, read once, in rectangles.

A string grows from G by one token to the right and one to the left in turn. Windows that begin at
one place are one reading to the right, those that end at one place one reading to the left; eight
steps of many molecules make a rectangle for each direction. The benchmark of SMILES measures it.
"""

import keras
import numpy as np
from keras import layers, ops

from utils.chem.tokens import END, PADDING, START

RIGHT, LEFT = 0, 1


def insert_start(molecules, starts):
    """Return the table with rows E m[:start] G m[start:] E, padded, and their lengths."""
    lengths = np.array([len(m) + 3 for m in molecules])
    shape = (len(molecules), lengths.max())
    table = np.full(shape, PADDING, dtype=np.int32)
    for row, m, start in zip(table, molecules, starts, strict=True):
        row[: len(m) + 3] = [END, *m[:start], START, *m[start:], END]
    return table, lengths


def bimodal_network(n_tokens, units=128, dimensions=64):
    """Return the network of lesson 16, for windows that share rows.

    `onward_at` and `backward_at` tell, in rows laid end to end, where the states of a window lie.
    """
    vectors = layers.Embedding(n_tokens, dimensions)
    inputs, read = {}, []
    for way in ("onward", "backward"):
        rows = keras.Input((None,), dtype="int32", name=way)
        at = keras.Input((), dtype="int32", name=f"{way}_at")
        x = layers.LSTM(units, return_sequences=True)(vectors(rows))
        x = layers.LSTM(units, return_sequences=True)(x)
        read.append(ops.take(ops.reshape(x, (-1, units)), at, axis=0))
        inputs |= {way: rows, f"{way}_at": at}
    side = keras.Input((), dtype="int32", name="side")
    both = layers.Dense(2 * n_tokens)(ops.concatenate(read, axis=-1))
    to_right = ops.equal(side, RIGHT)[:, None]
    logits = ops.where(to_right, both[:, :n_tokens], both[:, n_tokens:])
    return keras.Model(inputs | {"side": side}, logits)


def growth(lengths, middle, first, width):
    """Return step, tokens written to the right of G and side, of `width` steps from first on."""
    step = np.arange(first, first + width + 1)
    # The right plays, then the left, then the right …
    to_right = (step + 1) // 2
    # … but the left has `middle` tokens only, and the right the others.
    to_right = np.maximum(to_right, step - middle)
    to_right = np.minimum(to_right, lengths[:, None] - 1 - middle)
    side = np.where(np.diff(to_right) == 1, RIGHT, LEFT)
    return step[:-1], to_right[:, :-1], side


def read_once(table, starts, valid, longest, sign):
    """Return the rows read from each new beginning, and the row in which each window lies.

    starts  the column where each window is begun, (molecules, steps)
    sign    1 reads to the right, -1 to the left
    """
    new = valid & (np.diff(starts, axis=1, prepend=-1) != 0)
    molecule, _ = np.nonzero(new)
    columns = starts[new][:, None] + sign * np.arange(longest)
    inside = (columns >= 0) & (columns < table.shape[1])
    rows = table[molecule[:, None], np.where(inside, columns, 0)]
    line = np.cumsum(new).reshape(new.shape) - 1
    return np.where(inside, rows, PADDING).astype(np.int32), line


def windows(table, lengths, starts, first, width):
    """Return inputs and targets of `width` steps of these molecules, from first on."""
    middle = (starts + 1)[:, None]  # G's column
    step, to_right, side = growth(lengths, middle, first, width)
    begin, end = middle + to_right - step, middle + to_right
    valid = step < lengths[:, None] - 1  # steps that the molecule still has
    inputs, longest = {"side": side[valid].astype(np.int32)}, first + width
    for way, column, sign in (("onward", begin, 1), ("backward", end, -1)):
        inputs[way], line = read_once(table, column, valid, longest, sign)
        inputs[f"{way}_at"] = (line * longest + step)[valid].astype(np.int32)
    following = np.where(side == RIGHT, end + 1, begin - 1)
    molecule, _ = np.nonzero(valid)
    return inputs, table[molecule, following[valid]]
