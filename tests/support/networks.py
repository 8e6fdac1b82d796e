"""Small networks that write molecules, seen from outside: weights far from zero, plain LSTMs."""

import keras
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from keras import layers

from utils.chem.tokens import END, PADDING, START

N_TOKENS = 12
RIGHT, LEFT = 0, 1
seeds = st.integers(0, 2**32 - 1)
starts_anywhere = st.sampled_from(["first", "middle", "last", "random"])
few = settings(max_examples=20)
many = settings(max_examples=80)


def some_molecules(random, n=20, longest=7):
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
