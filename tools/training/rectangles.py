"""BIMODAL trained with G in the text: windows that begin or end alike, read once, in rectangles.

A string grows from G by one token to the right and one to the left in turn. Windows that begin at
one place are one reading to the right, those that end at one place one reading to the left; eight
steps of many molecules make a rectangle for each direction. `bimodal_fixed` was trained so: it
can't be trained as tools/training/substrings.py does, which needs G out of the text.
"""

from collections.abc import Iterator

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


def bimodal_network(n_tokens, units=128, dimensions=64, lstm=layers.LSTM):
    """Return the network of lesson 16, for windows that share rows.

    `onward_at` and `backward_at` tell, in rows laid end to end, where the states of a window lie.
    """
    vectors = layers.Embedding(n_tokens, dimensions)
    inputs, read = {}, []
    for way in ("onward", "backward"):
        rows = keras.Input((None,), dtype="int32", name=way)
        at = keras.Input((), dtype="int32", name=f"{way}_at")
        x = lstm(units, return_sequences=True)(vectors(rows))
        x = lstm(units, return_sequences=True)(x)
        read.append(ops.take(ops.reshape(x, (-1, units)), at, axis=0))
        inputs |= {way: rows, f"{way}_at": at}
    side = keras.Input((), dtype="int32", name="side")
    both = layers.Dense(2 * n_tokens)(ops.concatenate(read, axis=-1))
    to_right = ops.equal(side, RIGHT)[:, None]
    logits = ops.where(to_right, both[:, :n_tokens], both[:, n_tokens:])
    return keras.Model(inputs | {"side": side}, logits)


def draw(logits, temperature, random):
    """Draw a token from each vector of logits; never padding nor G."""
    logits = np.array(logits)
    logits[..., [PADDING, START]] = -np.inf
    noise = random.gumbel(size=logits.shape)
    return np.argmax(logits / temperature + noise, axis=-1).astype(np.int32)


def both_readings(text, begin, end, step):
    """Return the network's inputs for strings of step + 1 tokens, read both ways."""
    row, span = np.arange(len(text))[:, None], np.arange(step + 1)
    at = (np.arange(len(text)) * (step + 1) + step).astype(np.int32)
    return {
        "onward": text[row, begin[:, None] + span],
        "onward_at": at,
        "backward": text[row, end[:, None] - span],
        "backward_at": at,
    }


def grow(network, n, temperature, random, longest=100):
    """Grow n strings to the right and to the left in turn, from G.

    Returns the integers of each, with G and without the end marks, and which have ended.
    """
    text = np.full((n, 2 * longest + 3), PADDING, dtype=np.int32)
    text[:, longest + 1] = START
    begin = np.full(n, longest + 1)
    end = begin.copy()
    ended = np.zeros((n, 2), dtype=bool)
    for step in range(longest):
        active = np.flatnonzero(~ended.all(axis=1))
        if not len(active):
            break
        turn = step % 2
        side = np.where(ended[active, turn], 1 - turn, turn).astype(np.int32)
        inputs = both_readings(text[active], begin[active], end[active], step)
        logits = network.predict_on_batch(inputs | {"side": side})
        token = draw(logits, temperature, random)
        end[active] += side == RIGHT
        begin[active] -= side == LEFT
        place = np.where(side == RIGHT, end[active], begin[active])
        text[active, place] = token
        ended[active, side] = token == END
    rows = [row[a : b + 1] for row, a, b in zip(text, begin, end, strict=True)]
    return [row[row != END] for row in rows], ended.all(axis=1)


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


def window_batches(molecules, size, random, width=8, start="random") -> Iterator[tuple]:
    """Yield (inputs, targets) of `width` steps of some molecules, in random order."""
    n = np.array([len(m) for m in molecules])
    starts = random.integers(0, n + 1) if start == "random" else n // 2
    table, lengths = insert_start(molecules, starts)
    parts = []
    for first in range(0, lengths.max() - 1, width):
        grown = random.permutation(np.flatnonzero(lengths - 1 > first))
        chunks = np.array_split(grown, -(-len(grown) // size))
        parts += [(first, chunk) for chunk in chunks]
    for i in random.permutation(len(parts)):
        first, rows = parts[i]
        yield windows(table[rows], lengths[rows], starts[rows], first, width)
