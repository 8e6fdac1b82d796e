"""Train a generator of molecules at full size; keep its weights and how they came to be.

    COURSE_DATA_DIR=... python -m tests.tools.train_generators forward --epochs 5

writes data/pretrained/forward.weights.h5, and forward.json beside it: code, data, settings, seed,
time, machine, and after each epoch the losses and what 1,000 molecules written by it are worth.
The network is the lesson's; its LSTM layers are trained by tests/tools/fast_lstm.py.
"""

import argparse
import json
import math
import os
import platform
import subprocess
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np

from tests.tools import fast_lstm
from utils import datasets, generation, splits, tokens

PRETRAINED = Path(__file__).resolve().parents[2] / "data" / "pretrained"
SAMPLES, TEMPERATURE = 1_000, 0.7


def language_model(n_tokens, lstm=keras.layers.LSTM, units=256, dimensions=64):
    """Return the forward network: integers (n, steps) to logits (n, steps, n_tokens)."""
    read = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(n_tokens, dimensions)(read)
    x = lstm(units, return_sequences=True)(x)
    x = lstm(units, return_sequences=True)(x)
    return keras.Model(read, keras.layers.Dense(n_tokens)(x))


def step_model(network):
    """Return one step of the network: a token and the states to logits and the new states."""
    embedding, *lstms, dense = network.layers[1:]
    token = keras.Input((), dtype="int32")
    states = [[keras.Input((lstm.units,)) for _ in range(2)] for lstm in lstms]
    x, later = embedding(token), []
    for lstm, state in zip(lstms, states, strict=True):
        x, state = lstm.cell(x, state)
        later.append(state)
    return keras.Model([token, states], [dense(x), later])


def write(network, n, temperature, random, longest=100):
    """Return integers, int32 of shape (n, steps), drawn token by token."""
    step = step_model(network)
    token = np.full(n, tokens.START, dtype=np.int32)
    states = [[np.zeros((n, lstm.units), "float32")] * 2 for lstm in network.layers[2:-1]]
    written, ended = [], np.zeros(n, dtype=bool)
    while not ended.all() and len(written) < longest:
        logits, states = step.predict_on_batch([token, states])
        logits[:, [tokens.PADDING, tokens.START]] = -np.inf
        noise = random.gumbel(size=logits.shape)
        token = np.argmax(logits / temperature + noise, axis=1).astype(np.int32)
        written.append(token)
        ended |= token == tokens.END
    return np.stack(written, axis=1)


def batches(table: np.ndarray, size: int, random) -> Iterator[np.ndarray]:
    """Yield rows of like length, cut to the longest; the order of batches is random."""
    lengths = (table != tokens.PADDING).sum(axis=1)
    order = random.permutation(len(table))
    for chunk in np.array_split(order, max(1, round(len(order) / (50 * size)))):
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        starts = np.arange(0, len(chunk) - size + 1, size)
        for start in random.permutation(starts):
            rows = chunk[start : start + size]
            yield table[rows, : lengths[rows].max()]


def train(epochs: int, size: int, rate: float, seed: int, name: str) -> None:
    """Train the forward network and keep weights and record after each epoch."""
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    data = datasets.load_smiles()
    vocabulary = tokens.Vocabulary.from_smiles(data.strings)
    training, validation, _ = splits.split_smiles(data.strings)
    known = frozenset(training)
    table, held_out = vocabulary.batch(training), vocabulary.batch(validation)
    network = language_model(len(vocabulary), fast_lstm.LSTM)
    plain = language_model(len(vocabulary))
    steps = epochs * (len(table) // size)
    schedule = keras.optimizers.schedules.CosineDecay(
        1e-5, steps - 300, alpha=0.0, warmup_target=rate, warmup_steps=300
    )
    optimizer = keras.optimizers.Adam(schedule, clipnorm=1.0)
    optimizer.build(network.trainable_variables)

    @tf.function(reduce_retracing=True)
    def loss_of(rows):
        targets = rows[:, 1:]
        logits = network(rows[:, :-1], training=True)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
        real = tf.cast(targets != tokens.PADDING, "float32")
        return tf.reduce_sum(losses * real), tf.reduce_sum(real)

    @tf.function(reduce_retracing=True)
    def update(rows):
        with tf.GradientTape() as tape:
            total, count = loss_of(rows)
            loss = total / count
        variables = network.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return total, count

    record = {
        "method": name,
        "code": git("describe", "--always", "--dirty"),
        "data": f"{data.source}: {len(training)} molecules (split_smiles), {len(validation)} held out",
        "settings": {
            "embedding": 64, "layers": 2, "units": 256, "dropout": 0, "batch": size,
            "optimizer": "Adam, clipnorm 1", "learning_rate": rate,
            "schedule": "300 steps of warm-up, then a cosine to zero",
            "products": "bfloat16 (tests/tools/fast_lstm.py)",
        },
        "vocabulary": vocabulary.to_json(),
        "seed": seed,
        "machine": machine(),
        "temperature": TEMPERATURE,
        "curve": [],
    }  # fmt: skip
    started = time.perf_counter()
    for epoch in range(1, epochs + 1):
        sums = np.zeros(2)
        for i, rows in enumerate(batches(table, size, random)):
            sums += [float(value) for value in update(rows)]
            if i % 200 == 0:
                print(epoch, i, sums[0] / sums[1], round(time.perf_counter() - started), flush=True)
        seconds = time.perf_counter() - started
        losses = np.array([[float(v) for v in loss_of(b)] for b in np.array_split(held_out, 20)])
        plain.set_weights(network.get_weights())
        texts = [vocabulary.decode(row) for row in write(plain, SAMPLES, TEMPERATURE, random)]
        found = generation.evaluate(texts, known)
        row = {
            "epoch": epoch,
            "loss": sums[0] / sums[1],
            "validation_loss": losses[:, 0].sum() / losses[:, 1].sum(),
            "seconds": round(seconds),
            "n": SAMPLES,
            "validity": found.validity.value,
            "valid_unique": found.valid_unique.value,
            "novel_valid_unique": found.novel_valid_unique.value,
        }
        record["curve"].append(row)
        print(row, flush=True)
        PRETRAINED.mkdir(exist_ok=True)
        plain.save_weights(PRETRAINED / f"{name}.weights.h5")
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (PRETRAINED / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def machine() -> str:
    """Return what it was trained on, without any name or address."""
    parts = f"Keras {keras.__version__}, TensorFlow {version('tensorflow')}"
    return f"{os.cpu_count()} cores {platform.machine()}, no GPU; Python {platform.python_version()}, {parts}"


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.run(
        ["git", *arguments], capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=42)
    chosen = parser.parse_args()
    assert math.isfinite(chosen.rate)
    train(chosen.epochs, chosen.batch, chosen.rate, chosen.seed, chosen.name)
