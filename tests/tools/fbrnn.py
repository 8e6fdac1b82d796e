"""FB-RNN's network, pairs and writing: to become cells of lesson 16."""

import keras
import numpy as np
from keras import layers, ops

from utils import tokens

RIGHT, LEFT = 0, 1


def fbrnn_network(n_tokens, units=256, dimensions=64, LSTM=layers.LSTM):
    """From pairs (n, steps, 2) to the logits of both next tokens, (n, steps, 2, n_tokens)."""
    pairs = keras.Input((None, 2), dtype="int32")
    x = layers.Embedding(n_tokens, dimensions)(pairs)
    x = layers.Reshape((-1, 2 * dimensions))(x)
    x = LSTM(units, return_sequences=True)(x)
    x = LSTM(units, return_sequences=True)(x)
    x = layers.Dense(2 * n_tokens)(x)
    return keras.Model(pairs, layers.Reshape((-1, 2, n_tokens))(x))


def pair_up(molecules, starts):
    """Table (n, steps, 2) of E s[:start] G s[start:] E, read from G to its right and left."""
    longest = max(max(start, len(m) - start) for m, start in zip(molecules, starts, strict=True))
    table = np.full((len(molecules), longest + 2, 2), tokens.PADDING, dtype=np.int32)
    for row, m, start in zip(table, molecules, starts, strict=True):
        row[: len(m) - start + 2, RIGHT] = [tokens.START, *m[start:], tokens.END]
        row[: start + 2, LEFT] = [tokens.START, *m[:start][::-1], tokens.END]
    return table


class PairStep(keras.Model):
    """One step of the network: a pair (n, 2) and the states to the logits and the new states."""

    def __init__(self, network):
        super().__init__()
        self.vectors, self.join, *lstms, self.logits, self.split = network.layers[1:]
        self.cells = [lstm.cell for lstm in lstms]

    def call(self, inputs):
        pair, states = inputs
        x, later = self.join(self.vectors(pair[:, None]))[:, 0], []
        for cell, state in zip(self.cells, states, strict=True):
            x, state = cell(x, state)
            later.append(state)
        return ops.reshape(self.logits(x), (-1, *self.split.target_shape[1:])), later


def write_pairs(network, n, temperature, random, longest=100):
    """Grow n strings from G, to both sides at once; return their integers, and whether ended."""
    step = PairStep(network)
    states = [[np.zeros((n, cell.units), "float32")] * 2 for cell in step.cells]
    pair = np.full((n, 2), tokens.START, dtype=np.int32)
    ended = np.zeros((n, 2), dtype=bool)
    written = []
    while not ended.all() and len(written) < longest:
        logits, states = step.predict_on_batch([pair, states])
        logits[..., [tokens.PADDING, tokens.START]] = -np.inf
        noise = random.gumbel(size=logits.shape)
        drawn = np.argmax(logits / temperature + noise, axis=2).astype(np.int32)
        pair = np.where(ended, tokens.PADDING, drawn)
        ended |= pair == tokens.END
        written.append(pair)
    right, left = np.moveaxis(written, 2, 0)
    rows = np.concatenate([left[::-1], right]).T
    return [row[~np.isin(row, [tokens.PADDING, tokens.END])] for row in rows], ended.all(axis=1)
