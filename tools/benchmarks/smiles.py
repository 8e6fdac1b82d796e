"""What batching saves the generators of molecules, each way beside the plain one in one run.

    COURSE_DATA_DIR=... python -m tools.benchmarks.smiles

BIMODAL: all windows of a batch in rectangles of 8 steps, against one step after the other, the same
network and Keras's own LSTM in both; then with tools/training/fast_lstm.py; then pairs of starts
and ends (tools/training/substrings.py), each a window. Ratios mean something; seconds depend on
the machine. The peak of memory is the whole process's.
"""

import os
import resource
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from tools.training import fast_lstm, rectangles, substrings
from utils import datasets
from utils.chem.tokens import Vocabulary
from utils.datasets import split_smiles

MOLECULES, REPEATS = 128, 3


def trainer(network):
    """Return a function that makes one step of training from several parts of a batch."""
    optimizer = keras.optimizers.Adam(1e-3)
    optimizer.build(network.trainable_variables)

    @tf.function(reduce_retracing=True)
    def gradient(inputs, targets):
        with tf.GradientTape() as tape:
            logits = network(inputs, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
            loss = tf.reduce_sum(losses)
        return tape.gradient(loss, network.trainable_variables)

    def step(parts):
        total = None
        for part in parts:
            grads = [tf.convert_to_tensor(g) for g in gradient(*part)]
            total = grads if total is None else [a + b for a, b in zip(total, grads, strict=True)]
        optimizer.apply(total, network.trainable_variables)

    return step


def parts_of(molecules, starts, width):
    """Return the windows of these molecules, so many steps a part."""
    table, lengths = rectangles.insert_start(molecules, starts)
    parts = []
    for first in range(0, lengths.max() - 1, width):
        rows = np.flatnonzero(lengths - 1 > first)
        part = rectangles.windows(table[rows], lengths[rows], starts[rows], first, width)
        parts.append(tf.nest.map_structure(tf.convert_to_tensor, part))
    return parts


def best_seconds(step, parts) -> float:
    """The least of several timings, after one that isn't counted."""
    step(parts)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        step(parts)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def time_substrings(molecules, n_tokens) -> None:
    """Print the same of pairs of 4 starts and 4 ends, both sides of a window asked at once."""
    network = substrings.Network(n_tokens)
    optimizer = keras.optimizers.Adam(1e-3)
    optimizer.build(list(network.trainable_variables))
    batches = list(substrings.batches(molecules, 64, 4, np.random.default_rng(0)))

    @tf.function(reduce_retracing=True)
    def update(batch):
        with tf.GradientTape() as tape:
            sums = network.losses(batch)
            loss = sums["window"] / sums["targets"] + sums["own"] / sums["tokens"]
        optimizer.apply(tape.gradient(loss, network.trainable_variables))

    tensors = [tf.nest.map_structure(tf.convert_to_tensor, batch) for batch in batches]
    spent = best_seconds(lambda parts: [update(part) for part in parts], tensors)
    sides = ("next_right", "next_left")
    asked = sum((batch[side] != substrings.IGNORED).sum() for batch in batches for side in sides)
    read = sum(batch["tokens"].size for batch in batches)
    print(
        f"{'pairs of starts and ends':33s} {MOLECULES / spent:5.1f} molecules/s, "
        f"{asked / spent:6.0f} windows/s, {read / MOLECULES:5.0f} tokens read a molecule"
    )


def main() -> None:
    strings = datasets.load_smiles().strings
    vocabulary = Vocabulary.from_smiles(strings)
    rng = np.random.default_rng(0)
    chosen = rng.choice(split_smiles(strings)[0], MOLECULES, replace=False)
    molecules = [vocabulary.encode(smiles) for smiles in chosen]
    starts = np.array([rng.integers(0, len(molecule) + 1) for molecule in molecules])
    seconds = {}
    for name, layer, width in (
        ("one step after the other", keras.layers.LSTM, 1),
        ("rectangles of 8 steps", keras.layers.LSTM, 8),
        ("rectangles, products in bfloat16", fast_lstm.LSTM, 8),
    ):
        keras.utils.set_random_seed(0)
        network = rectangles.bimodal_network(len(vocabulary), lstm=layer)
        parts = parts_of(molecules, starts, width)
        ways = ("onward", "backward")
        read = sum(inputs[way].shape.num_elements() for inputs, _ in parts for way in ways)
        seconds[name] = best_seconds(trainer(network), parts)
        print(
            f"{name:33s} {MOLECULES / seconds[name]:5.1f} molecules/s, "
            f"{sum(len(y) for _, y in parts) / seconds[name]:6.0f} windows/s, "
            f"{read / MOLECULES:5.0f} tokens read a molecule, {len(parts)} parts"
        )
    time_substrings(molecules, len(vocabulary))
    plain, ours, fast = seconds.values()
    print(f"rectangles against steps: {plain / ours:.1f}x; with bfloat16: {plain / fast:.1f}x")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak of memory: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
