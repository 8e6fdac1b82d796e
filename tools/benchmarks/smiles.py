"""What reading many windows at once saves BIMODAL, each way beside the plain one in one run.

    COURSE_DATA_DIR=... python -m tools.benchmarks.smiles

The same molecules, and networks of the same layers. With G in the text: one step after the other,
and eight steps at once in rectangles (tools/benchmarks/rectangles.py). With G left out, so that
every substring is a window: lesson 16's own cells, with the three starts and ends that it draws,
and with the eight of tools/training/networks.py. A window counts once for each neighbour that is
asked of it. Ratios mean something; seconds depend on the machine. The peak of memory is the whole
process's.
"""

import os
import resource
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from tools.benchmarks import rectangles
from tools.training.generators import cells
from utils import datasets
from utils.chem.tokens import Vocabulary
from utils.datasets import split_smiles

LENGTHS, BATCH, REPEATS = (30, 40, 50, 60), 32, 3


def trainer(network):
    """Return a function that makes one step of training from several parts of a batch."""
    optimizer = keras.optimizers.Adam(1e-3)
    optimizer.build(network.trainable_variables)

    @tf.function(reduce_retracing=True)
    def gradient(inputs, targets, weights):
        with tf.GradientTape() as tape:
            logits = network(inputs, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
            loss = tf.reduce_sum(losses * weights)
        return tape.gradient(loss, network.trainable_variables)

    def step(parts):
        total = None
        for part in parts:
            grads = [tf.convert_to_tensor(g) for g in gradient(*part)]
            total = grads if total is None else [a + b for a, b in zip(total, grads, strict=True)]
        optimizer.apply(total, network.trainable_variables)

    return step


def windows_with_start(batches, width, random):
    """Yield the windows of these molecules with G drawn in the text, so many steps a part."""
    for molecules in batches:
        starts = random.integers(0, molecules.shape[1] + 1, len(molecules))
        table, lengths = rectangles.insert_start(molecules, starts)
        for first in range(0, lengths.max() - 1, width):
            inputs, targets = rectangles.windows(table, lengths, starts, first, width)
            yield inputs, targets, np.ones(targets.shape)


def substrings(batches, lesson, drawn, random):
    """Yield the windows between so many drawn starts and ends, and the end marks, of each batch."""
    for molecules in batches:
        n = molecules.shape[1]
        chosen = [1 + random.permutation(n)[:drawn] for _ in range(2)]
        starts, ends = (
            np.append(places, end) for places, end in zip(chosen, (0, n + 1), strict=True)
        )
        yield lesson.pair_batch(molecules, starts, ends)


def best_seconds(step, parts) -> float:
    """The least of several timings, after one that isn't counted."""
    step(parts)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        step(parts)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    strings = datasets.load_smiles().strings
    vocabulary = Vocabulary.from_smiles(strings)
    random = np.random.default_rng(0)
    training = random.permutation(split_smiles(strings)[0])
    molecules = [vocabulary.encode(smiles) for smiles in training[:40_000]]
    batches = [np.stack([m for m in molecules if len(m) == n][:BATCH]) for n in LENGTHS]
    lesson, count = cells("bimodal"), sum(map(len, batches))
    plain = rectangles.bimodal_network(len(vocabulary))
    network = lesson.bimodal_network(len(vocabulary))
    speeds = {}
    for name, model, parts in (
        ("step by step", plain, windows_with_start(batches, 1, random)),
        ("rectangles of 8 steps", plain, windows_with_start(batches, 8, random)),
        ("substrings, 3 starts and ends", lesson.pair_network(network, 4),
         substrings(batches, lesson, 3, random)),
        ("substrings, 8 starts and ends", lesson.pair_network(network, 9),
         substrings(batches, lesson, 8, random)),
    ):  # fmt: skip
        keras.utils.set_random_seed(0)
        parts = list(parts)
        asked = sum(np.count_nonzero(weights) for *_, weights in parts)
        read = sum(inputs[way].size for inputs, *_ in parts for way in ("onward", "backward"))
        tensors = [
            (inputs, tf.constant(targets, tf.int32), tf.constant(weights, tf.float32))
            for inputs, targets, weights in parts
        ]
        seconds = best_seconds(trainer(model), tensors)
        speeds[name] = asked / seconds
        print(
            f"{name:30s} {speeds[name]:7.0f} windows/s, {count / seconds:5.1f} molecules/s, "
            f"{asked / count:5.1f} windows and {read / count:5.0f} tokens read a molecule, "
            f"{len(parts)} parts",
            flush=True,
        )
    first = next(iter(speeds.values()))
    print("against step by step:", *(f"{speed / first:.1f}x" for speed in speeds.values()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak of memory: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
