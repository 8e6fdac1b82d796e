"""NADE's network, hidden places and writing: to become cells of lesson 16."""

import keras
import numpy as np
from keras import layers, ops

from utils import tokens


def nade_network(n_tokens, units=128, dimensions=64, LSTM=layers.LSTM):
    """From rows (n, columns) to the logits of all places but the two ends, which are E.

    In a row, the integer `n_tokens` is a missing token. A place's logits see none of itself.
    """
    rows = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(n_tokens + 1, dimensions)(rows)
    onward = LSTM(units, return_sequences=True)(vectors)
    onward = LSTM(units, return_sequences=True)(onward)
    backward = LSTM(units, return_sequences=True)(ops.flip(vectors, axis=1))
    backward = ops.flip(LSTM(units, return_sequences=True)(backward), axis=1)
    around = ops.concatenate([onward[:, :-2], backward[:, 2:]], axis=-1)
    return keras.Model(rows, layers.Dense(n_tokens)(around))


def centre(molecules, columns):
    """Table (n, columns) of molecules in the middle of their rows, with E on both sides."""
    table = np.full((len(molecules), columns), tokens.END, dtype=np.int32)
    for row, m in zip(table, molecules, strict=True):
        first = (columns - len(m)) // 2
        row[first : first + len(m)] = m
    return table


def draw_turns(n, places, order, random):
    """When each place is written, 0 to places - 1: (n, places). "fixed" goes from outside in."""
    numbers = np.arange(places)
    if order == "fixed":
        return np.tile(np.minimum(2 * numbers, 2 * numbers[::-1] + 1), (n, 1))
    return random.permuted(np.tile(numbers, (n, 1)), axis=1)


def hide(table, turns, stages, missing):
    """Rows as they are when `stages` places are written -> inputs, targets of the hidden ones."""
    hidden = turns >= stages[:, None]
    inputs = table.copy()
    inputs[:, 1:-1][hidden] = missing
    return inputs, np.where(hidden, table[:, 1:-1], tokens.PADDING)


def write_places(network, n, columns, order, temperature, random):
    """Fill n rows of missing tokens, a place of each row at a time; return their integers."""
    missing = network.output_shape[-1]
    rows = np.full((n, columns), missing, dtype=np.int32)
    rows[:, [0, -1]] = tokens.END
    molecule = np.arange(n)
    for place in np.argsort(draw_turns(n, columns - 2, order, random), axis=1).T:
        logits = network.predict_on_batch(rows)[molecule, place]
        logits[:, [tokens.PADDING, tokens.START]] = -np.inf
        noise = random.gumbel(size=logits.shape)
        rows[molecule, place + 1] = np.argmax(logits / temperature + noise, axis=1)
    return [text[text != tokens.END] for text in rows]
