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
from functools import partial
from importlib.metadata import version
from itertools import chain, count, islice
from pathlib import Path
from typing import ClassVar

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np

from tests.tools import bimodal, fast_lstm, fbrnn, nade
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


class Step(keras.Model):
    """One step of the forward network: tokens (n,) and states to logits and the new states."""

    def __init__(self, network):
        super().__init__()
        self.vectors, *lstms, self.logits = network.layers[1:]
        self.cells = [lstm.cell for lstm in lstms]

    def call(self, inputs):
        token, states = inputs
        x, later = self.vectors(token), []
        for cell, state in zip(self.cells, states, strict=True):
            x, state = cell(x, state)
            later.append(state)
        return self.logits(x), later


def write(network, n, temperature, random, longest=100):
    """Return integers, int32 of shape (n, steps), drawn token by token."""
    step = Step(network)
    token = np.full(n, tokens.START, dtype=np.int32)
    states = [[np.zeros((n, cell.units), "float32")] * 2 for cell in step.cells]
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
    """Yield rows of like length, cut to the longest; the order of batches is random.

    A table of pairs, (n, steps, 2), has the length of its longer side.
    """
    real = table != tokens.PADDING
    lengths = real.reshape(*table.shape[:2], -1).any(axis=2).sum(axis=1)
    order = random.permutation(len(table))
    for chunk in np.array_split(order, max(1, round(len(order) / (50 * size)))):
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        starts = np.arange(0, len(chunk) - size + 1, size)
        for start in random.permutation(starts):
            rows = chunk[start : start + size]
            yield table[rows, : lengths[rows].max()]


class Forward:
    """The forward network: reads from left to right, predicts every next token."""

    settings: ClassVar = {"embedding": 64, "layers": 2, "units": 256}

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str]):
        self.table = vocabulary.batch(molecules)

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return language_model(n_tokens, lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        for rows in batches(self.table, size, random):
            yield rows[:, :-1], rows[:, 1:]

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return list(write(network, n, temperature, random))


class Bimodal:
    """BIMODAL: reads the growing string both ways, adds to its right and left in turn."""

    settings: ClassVar = {"embedding": 64, "layers": 2, "units": "128 for each direction"}
    width = 8

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str], start: str):
        self.molecules = [vocabulary.encode(smiles) for smiles in molecules]
        self.start = start

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return bimodal.bimodal_network(n_tokens, LSTM=lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        order = random.permutation(len(self.molecules))
        for pool in np.array_split(order, max(1, round(len(order) / (10 * size)))):
            yield from self._windows([self.molecules[i] for i in pool], size, random)

    def _windows(self, molecules: list, size: int, random) -> Iterator[tuple]:
        n = np.array([len(molecule) for molecule in molecules])
        starts = random.integers(0, n + 1) if self.start == "random" else n // 2
        table, lengths = bimodal.insert_start(molecules, starts)
        parts = []
        for first in range(0, lengths.max() - 1, self.width):
            grown = random.permutation(np.flatnonzero(lengths - 1 > first))
            chunks = np.array_split(grown, math.ceil(len(grown) / size))
            parts += [(first, chunk) for chunk in chunks]
        for i in random.permutation(len(parts)):
            first, rows = parts[i]
            yield bimodal.windows(table[rows], lengths[rows], starts[rows], first, self.width)

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return bimodal.write_both_ways(network, n, temperature, random)[0]


class FbRnn:
    """FB-RNN: reads a pair, to the right and left of the start, and predicts the next pair."""

    settings: ClassVar = {"embedding": "64 for each side", "layers": 2, "units": 256}

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str], start: str):
        self.molecules = [vocabulary.encode(smiles) for smiles in molecules]
        self.start = start

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return fbrnn.fbrnn_network(n_tokens, LSTM=lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        order = random.permutation(len(self.molecules))
        for pool in np.array_split(order, max(1, round(len(order) / (50 * size)))):
            molecules = [self.molecules[i] for i in pool]
            n = np.array([len(molecule) for molecule in molecules])
            starts = random.integers(0, n + 1) if self.start == "random" else n // 2
            for pairs in batches(fbrnn.pair_up(molecules, starts), size, random):
                yield pairs[:, :-1], pairs[:, 1:]

    @staticmethod
    def write(network, n, temperature, random) -> list[np.ndarray]:
        return fbrnn.write_pairs(network, n, temperature, random)[0]


class Nade:
    """NADE: reads the row from both ends up to each place, and predicts the missing tokens."""

    columns = 76  # the longest molecule's 74 tokens, and the two ends
    settings: ClassVar = {
        "embedding": 64, "layers": 2, "units": "128 for each direction", "columns": columns,
        "loss": "every hidden place, of a stage drawn for each molecule; no weights",
    }  # fmt: skip

    def __init__(self, vocabulary: tokens.Vocabulary, molecules: list[str], order: str):
        self.missing, self.order = len(vocabulary), order
        self.table = nade.centre([vocabulary.encode(smiles) for smiles in molecules], self.columns)

    @staticmethod
    def network(n_tokens: int, lstm) -> keras.Model:
        return nade.nade_network(n_tokens, LSTM=lstm)

    def batches(self, size: int, random) -> Iterator[tuple]:
        places = self.columns - 2
        shuffled = random.permutation(len(self.table))
        for first in range(0, len(shuffled) - size + 1, size):
            turns = nade.draw_turns(size, places, self.order, random)
            stages = random.integers(places, size=size)
            rows = self.table[shuffled[first : first + size]]
            yield nade.hide(rows, turns, stages, self.missing)

    def write(self, network, n, temperature, random) -> list[np.ndarray]:
        return nade.write_places(network, n, self.columns, self.order, temperature, random)


METHODS = {
    "forward": Forward,
    "bimodal_random": partial(Bimodal, start="random"),
    "bimodal_fixed": partial(Bimodal, start="fixed"),
    "fbrnn_random": partial(FbRnn, start="random"),
    "fbrnn_fixed": partial(FbRnn, start="fixed"),
    "nade_random": partial(Nade, order="random"),
    "nade_fixed": partial(Nade, order="fixed"),
}


def train(name: str, chosen: argparse.Namespace) -> None:
    """Train a method's network; keep weights and record after each part of an epoch."""
    import tensorflow as tf

    random = np.random.default_rng(chosen.seed)
    keras.utils.set_random_seed(chosen.seed)
    data = datasets.load_smiles()
    vocabulary = tokens.Vocabulary.from_smiles(data.strings)
    training, validation, _ = splits.split_smiles(data.strings)
    known = frozenset(training)
    method, held_out = (METHODS[name](vocabulary, part) for part in (training, validation))
    network = method.network(len(vocabulary), fast_lstm.LSTM)
    plain = method.network(len(vocabulary), keras.layers.LSTM)
    record = {
        "method": name,
        "code": git("describe", "--always", "--dirty"),
        "data": {"source": data.source, "training": len(training), "held_out": len(validation)},
        "settings": method.settings | vars(chosen) | {
            "dropout": 0, "optimizer": "Adam", "products": "bfloat16 (tests/tools/fast_lstm.py)",
            "schedule": "300 steps of warm-up, constant, then to zero in a line",
        },
        "machine": machine(),
        "temperature": TEMPERATURE,
        "vocabulary": vocabulary.to_json(),
        "curve": [],
    }  # fmt: skip
    if chosen.resume:
        before = json.loads((PRETRAINED / f"{name}.json").read_text(encoding="utf-8"))
        record |= {
            "curve": before["curve"],
            "earlier": before["settings"] | {"code": before["code"]},
        }
        network.load_weights(PRETRAINED / f"{name}.weights.h5")
    optimizer = keras.optimizers.Adam(chosen.rate)
    optimizer.build(network.trainable_variables)

    def loss_of(inputs, targets, training):
        logits = network(inputs, training=training)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
        real = tf.cast(targets != tokens.PADDING, "float32")
        return tf.reduce_sum(losses * real), tf.reduce_sum(real)

    @tf.function(reduce_retracing=True)
    def measure(inputs, targets):
        return loss_of(inputs, targets, False)

    @tf.function(reduce_retracing=True)
    def update(inputs, targets):
        with tf.GradientTape() as tape:
            total, count = loss_of(inputs, targets, True)
            loss = total / count
        variables = network.trainable_variables
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), 1.0)
        optimizer.apply(gradients, variables)
        return total, count

    def tensors(batch):
        return tf.nest.map_structure(tf.convert_to_tensor, batch)

    def evaluate(sums, epochs, seconds):
        losses = np.array(
            [
                [float(v) for v in measure(*tensors(batch))]
                for batch in islice(held_out.batches(128, np.random.default_rng(0)), 60)
            ]
        )
        plain.set_weights(network.get_weights())
        texts = [
            vocabulary.decode(row) for row in method.write(plain, SAMPLES, TEMPERATURE, random)
        ]
        found = generation.evaluate(texts, known)
        row = {
            "epochs": round(epochs, 4),
            "seconds": round(seconds),
            "loss": float(sums[0] / sums[1]),
            "validation_loss": float(losses[:, 0].sum() / losses[:, 1].sum()),
            "n": SAMPLES,
            "valid": found.valid,
            "unique": found.unique,
            "novel": found.novel,
        }
        record["curve"].append(row)
        print(row, flush=True)
        PRETRAINED.mkdir(exist_ok=True)
        plain.save_weights(PRETRAINED / f"{name}.weights.h5")
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (PRETRAINED / f"{name}.json").write_text(text + "\n", encoding="utf-8")

    last = record["curve"][-1] if chosen.resume else {"epochs": 0, "seconds": 0}
    per_epoch = sum(1 for _ in method.batches(chosen.batch, np.random.default_rng(0)))
    steps, part = round(chosen.epochs * per_epoch), round(chosen.part * per_epoch)
    started, sums, spent = time.perf_counter(), np.zeros(2), 0.0
    stream = chain.from_iterable(method.batches(chosen.batch, random) for _ in count())
    for i, batch in enumerate(islice(stream, steps), 1):
        optimizer.learning_rate.assign(chosen.rate * speed(i, steps, chosen.decay))
        sums += [float(value) for value in update(*tensors(batch))]
        if i % 200 == 0:
            seconds = time.perf_counter() - started
            print(i, steps, sums[0] / sums[1], round(seconds), flush=True)
        if i % part == 0 or i == steps:
            spent += time.perf_counter() - started
            evaluate(sums, last["epochs"] + i / per_epoch, last["seconds"] + spent)
            started, sums = time.perf_counter(), np.zeros(2)


def speed(i: int, steps: int, decay: float) -> float:
    """Return the share of the learning rate at step i, 1 to `steps`."""
    falling = (steps - i + 1) / (steps * decay) if decay else 1.0
    return min(1.0, i / 300, falling)


def machine() -> str:
    """Return what it was trained on, without any name or address."""
    programs = f"Python {platform.python_version()}, Keras {keras.__version__}"
    programs += f", TensorFlow {version('tensorflow')}"
    return f"{os.cpu_count()} cores ({platform.machine()}), no GPU; {programs}"


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.run(
        ["git", *arguments], capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=METHODS)
    parser.add_argument("--epochs", type=float, default=4, help="of this run")
    parser.add_argument("--part", type=float, default=1, help="of an epoch, between evaluations")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--decay", type=float, default=0.5, help="last share, in which it falls")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--resume", action="store_true", help="go on from the weights kept")
    arguments = parser.parse_args()
    train(vars(arguments).pop("name"), arguments)
