"""Two choices of lessons 13 and 14 and what they save, each beside its alternative in one run.

    COURSE_DATA_DIR=... python -m tools.benchmarks.reviews

Lots of like length against padding to 500 words; sums by a sparse one-hot product against
`np.add.at`. The code is the lessons' own. Ratios mean something; seconds depend on the machine.
"""

import time
from collections.abc import Callable
from functools import partial

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from scipy.sparse import csr_array

from tools.lessons import run_cells
from utils import course, datasets
from utils.datasets import split_reviews

VOCABULARY, REPEATS = 10_000, 3


def best_seconds(work: Callable[[], object]) -> float:
    """The least of several timings, after one that isn't counted."""
    work()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def epoch(build: Callable[[], keras.Model], data: tf.data.Dataset) -> Callable[[], object]:
    """An epoch of training of one network on these batches."""
    model = build()
    model.compile("adam", "binary_crossentropy")
    return lambda: model.fit(data, shuffle=False, verbose=0)


def reading(x: list[np.ndarray], y: np.ndarray) -> None:
    names = {"np": np, "tf": tf, "keras": keras, "layers": layers, "course": course}
    parts = ("treino", "validação")
    names |= {"VOCABULARY": VOCABULARY, "y": dict.fromkeys(parts, y[:1])}
    names |= {"inputs": dict.fromkeys(parts, np.ones((1, 1), int))}
    cells = run_cells("14", ["networks", "network-list", "batches", "buckets"], names)
    lstm = partial(cells["network"], cells["BODIES"]["LSTM"], mask=True)
    whole = keras.utils.pad_sequences(x, cells["LONG"])
    steps = len(list(cells["bucket_batches"](x, y)))
    lots = cells["bucket_batches"](x, y).apply(tf.data.experimental.assert_cardinality(steps))
    padded = best_seconds(epoch(lstm, cells["batches"](whole, y, True)))
    bucketed = best_seconds(epoch(lstm, lots))
    print(f"masked LSTM(32), {len(x)} reviews of up to {cells['LONG']} words, an epoch:")
    print(f"  padded {padded:.1f} s, lots {bucketed:.1f} s: {padded / bucketed:.2f}x less")


def scattering(x: list[np.ndarray]) -> None:
    names = {"np": np, "csr_array": csr_array, "VOCABULARY": VOCABULARY}
    one_hot_rows = run_cells("13", ["step"], names)["one_hot_rows"]
    rng = np.random.default_rng(0)
    tokens = rng.choice(np.concatenate(x), 2_048)
    gradient, table = rng.normal(size=(2_048, 50)).astype("float32"), np.zeros((VOCABULARY, 50))

    def by_product():
        for _ in range(200):
            one_hot_rows(tokens).T @ gradient

    def by_index():
        for _ in range(200):
            np.add.at(table, tokens, gradient)

    ratio = best_seconds(by_index) / best_seconds(by_product)
    print(f"sums by word of 2,048 gradients of 50: sparse product {ratio:.1f}x faster than add.at")


def main() -> None:
    """Print both ratios."""
    x, y = split_reviews(datasets.load_imdb(num_words=VOCABULARY))
    scattering(x["treino"])
    reading(x["treino"][:5_000], y["treino"][:5_000])


if __name__ == "__main__":
    main()
