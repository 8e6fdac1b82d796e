"""Train a generator of molecules at full size; keep its weights and how they came to be.

    COURSE_DATA_DIR=... python -m tools.training.train forward --epochs 4

writes data/pretrained/forward.weights.h5, and forward.json beside it: code, data, settings, seed,
time, machine, the weights' SHA-256 and, after each part of an epoch, the losses and how many of
1,000 strings written by the network are valid, unique and novel. Its LSTM layers are trained by
tools/training/fast_lstm.py, on TensorFlow.
"""

import argparse
import hashlib
import json
import os
import platform
import subprocess
import tempfile
import time
from importlib.metadata import version
from itertools import chain, count, islice
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import h5py
import keras
import numpy as np
import tensorflow as tf

from tools.training import fast_lstm
from tools.training.generators import METHODS
from utils import ROOT, datasets
from utils.chem import metrics, tokens

PRETRAINED = ROOT / "data" / "pretrained"
SAMPLES, TEMPERATURE = 1_000, 0.7


class Training:
    """A network on its way: its updates, its evaluations and the record of them."""

    def __init__(self, name: str, chosen: argparse.Namespace):
        self.name, self.chosen = name, chosen
        self.random = np.random.default_rng(chosen.seed)
        keras.utils.set_random_seed(chosen.seed)
        data = datasets.load_smiles()
        self.vocabulary = tokens.Vocabulary.from_smiles(data.strings)
        training, validation, _ = datasets.split_smiles(data.strings)
        self.known = frozenset(training)
        self.method = METHODS[name](self.vocabulary, training)
        self.held_out = METHODS[name](self.vocabulary, validation)
        n_tokens = len(self.vocabulary)
        self.network = self.method.network(n_tokens, fast_lstm.LSTM)
        self.plain = self.method.network(n_tokens, keras.layers.LSTM)
        self.record = {
            "method": name,
            "code": git("describe", "--always", "--dirty"),
            "data": {"source": data.source, "training": len(training), "held_out": len(validation)},
            "settings": self.method.settings | vars(chosen) | {
                "dropout": 0, "optimizer": "Adam",
                "products": "bfloat16 (tools/training/fast_lstm.py)",
                "schedule": "300 steps of warm-up, constant, then to zero in a line",
            },
            "machine": machine(),
            "temperature": TEMPERATURE,
            "vocabulary": self.vocabulary.to_json(),
            "curve": [],
        }  # fmt: skip
        if chosen.resume:
            self._resume()
        self.optimizer = keras.optimizers.Adam(chosen.rate)
        self.optimizer.build(self.network.trainable_variables)
        self._update = tf.function(self._update_eagerly, reduce_retracing=True)
        self._measure = tf.function(self._loss, reduce_retracing=True)

    def _resume(self) -> None:
        before = json.loads((PRETRAINED / f"{self.name}.json").read_text(encoding="utf-8"))
        earlier = [*before.get("earlier", []), before["settings"] | {"code": before["code"]}]
        self.record |= {"curve": before["curve"], "earlier": earlier}
        self.network.load_weights(PRETRAINED / f"{self.name}.weights.h5")

    def _loss(self, inputs, targets):
        """The sum of the losses, in nats, and the number of tokens it is of."""
        logits = self.network(inputs)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
        real = tf.cast(targets != tokens.PADDING, "float32")
        return tf.reduce_sum(losses * real), tf.reduce_sum(real)

    def _update_eagerly(self, inputs, targets):
        with tf.GradientTape() as tape:
            total, count = self._loss(inputs, targets)
            loss = total / count
        variables = self.network.trainable_variables
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), 1.0)
        self.optimizer.apply(gradients, variables)
        return total, count

    def evaluate(self, sums: np.ndarray, epochs: float, seconds: float) -> None:
        """Add a row to the curve, and keep weights and record."""
        self.plain.set_weights(self.network.get_weights())
        rows = self.method.write(self.plain, SAMPLES, TEMPERATURE, self.random)
        found = metrics.evaluate([self.vocabulary.decode(row) for row in rows], self.known)
        batches = islice(self.held_out.batches(128, np.random.default_rng(0)), 60)
        held_out = np.array([numbers(self._measure(*tensors(batch))) for batch in batches])
        row = {
            "epochs": round(epochs, 4),
            "seconds": round(seconds),
            "loss": float(sums[0] / sums[1]),
            "validation_loss": float(held_out[:, 0].sum() / held_out[:, 1].sum()),
            "n": SAMPLES,
            "valid": found.valid,
            "unique": found.unique,
            "novel": found.novel,
        }
        self.record["curve"].append(row)
        print(row, flush=True)
        keep(self.plain, self.record, PRETRAINED, self.name)

    def run(self) -> None:
        """Train for the epochs asked for, with an evaluation after each part."""
        chosen, curve = self.chosen, self.record["curve"]
        last = curve[-1] if curve else {"epochs": 0, "seconds": 0}
        counted = self.method.batches(chosen.batch, np.random.default_rng(0))
        per_epoch = sum(1 for _ in counted)
        steps = round(chosen.epochs * per_epoch)
        parts = max(1, round(chosen.epochs / chosen.part))
        due = {round(k * steps / parts) for k in range(1, parts + 1)}
        stream = chain.from_iterable(
            self.method.batches(chosen.batch, self.random) for _ in count()
        )
        started, sums, spent = time.perf_counter(), np.zeros(2), 0.0
        for i, batch in enumerate(islice(stream, steps), 1):
            self.optimizer.learning_rate.assign(chosen.rate * speed(i, steps, chosen.decay))
            sums += numbers(self._update(*tensors(batch)))
            if i % 200 == 0:
                print(f"{i} of {steps}: loss {sums[0] / sums[1]:.4f}", flush=True)
            if i in due:
                spent += time.perf_counter() - started
                self.evaluate(sums, last["epochs"] + i / per_epoch, last["seconds"] + spent)
                started, sums = time.perf_counter(), np.zeros(2)


def keep(network: keras.Model, record: dict, folder: Path, name: str) -> None:
    """Write a network's weights, and its record with their SHA-256.

    Both are written whole under another name and then renamed, so that an interruption leaves the
    earlier pair or, between the two renames, one that `pretrained.load` refuses.
    """
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as unfinished:
        weights, text = Path(unfinished, f"{name}.weights.h5"), Path(unfinished, f"{name}.json")
        network.save_weights(weights)
        halve(weights)
        record = record | {"sha256": hashlib.sha256(weights.read_bytes()).hexdigest()}
        text.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for path in (weights, text):
            path.replace(folder / path.name)


def halve(path: Path) -> None:
    """Write a file of weights anew with float16 numbers; Keras gives them back as float32."""
    whole = path.rename(path.with_name(f"whole-{path.name}"))
    with h5py.File(whole) as source, h5py.File(path, "w") as copy:
        copy.attrs.update(source.attrs)

        def put(name, item):
            if isinstance(item, h5py.Dataset):
                half = item.dtype == np.float32
                copy[name] = item[...].astype(np.float16) if half else item[...]
            else:
                copy.require_group(name)
            copy[name].attrs.update(item.attrs)

        source.visititems(put)
    whole.unlink()


def tensors(batch):
    """Return a batch's arrays as tensors."""
    return tf.nest.map_structure(tf.convert_to_tensor, batch)


def numbers(pair) -> list[float]:
    """Return the numbers in these tensors."""
    return [float(value) for value in pair]


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
    parser.add_argument("--rate", type=float, default=6e-3)
    parser.add_argument("--decay", type=float, default=0.5, help="last share, in which it falls")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--resume", action="store_true", help="go on from the weights kept")
    arguments = parser.parse_args()
    Training(vars(arguments).pop("name"), arguments).run()
