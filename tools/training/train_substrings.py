"""Train BIMODAL with the start drawn on substrings, in parts that can be resumed.

    COURSE_DATA_DIR=... nice -n 19 python -m tools.training.train_substrings FILE.npz --epochs 2
    ... FILE.npz --epochs 1 --decay --into LAST.npz         a last part, whose rate falls to zero
    ... LAST.npz --epochs 0 --keep                          into data/pretrained, with its record

FILE.npz holds the weights, their running average, Adam's moments and the number of updates; beside
it FILE.jsonl has a line for each evaluation. A part goes on from FILE.npz where it exists. The rate
stays constant after a warm-up, so that how long to train need not be known beforehand; a part with
`--decay` ends the training (and is kept in a file of its own, `--into`).
"""

import argparse
import json
import os
import shutil
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from tools.training import substrings, train
from tools.training.generators import METHODS
from utils import datasets
from utils.chem.metrics import evaluate
from utils.chem.tokens import Vocabulary

TEMPERATURE, SAMPLES, AVERAGE = 0.7, 1_000, 0.999
WARM_UP, BETA_2 = 300, 0.99


class Training:
    """A network, its optimiser and its running average."""

    def __init__(self, chosen: argparse.Namespace):
        self.chosen, self.random = chosen, np.random.default_rng(chosen.seed)
        data = datasets.load_smiles()
        self.vocabulary = Vocabulary.from_smiles(data.strings)
        training, validation, _ = datasets.split_smiles(data.strings)
        self.known = frozenset(training)
        self.training = [self.vocabulary.encode(smiles) for smiles in training]
        self.validation = [self.vocabulary.encode(smiles) for smiles in validation]
        sizes = (len(self.vocabulary), chosen.units, chosen.dimensions, chosen.seed)
        self.network, self.average = (substrings.Network(*sizes) for _ in range(2))
        self.optimizer = keras.optimizers.Adam(chosen.rate, beta_2=BETA_2)
        self.variables = list(self.network.trainable_variables)
        self.optimizer.build(self.variables)
        self.step, self.seconds = 0, 0.0
        if chosen.file.exists():
            self.restore()
            curves = [path.with_suffix(".jsonl") for path in (chosen.file, chosen.into)]
            if chosen.into != chosen.file:
                shutil.copy(*curves)
        self.update = tf.function(self.update_eagerly, reduce_retracing=True)
        self.measure = tf.function(self.average.losses, reduce_retracing=True)

    def everything(self) -> list:
        """All variables that a checkpoint holds."""
        return [*self.variables, *self.average.trainable_variables, *self.optimizer.variables]

    def restore(self) -> None:
        """Go on from the checkpoint; another random stream than that of the parts before."""
        with np.load(self.chosen.file) as kept:
            self.step, self.seconds = int(kept["step"]), float(kept["seconds"])
            for i, variable in enumerate(self.everything()):
                variable.assign(kept[f"v{i}"])
        self.random = np.random.default_rng([self.chosen.seed, self.step])

    def save(self, path: Path) -> None:
        """Write the checkpoint at once: the old file or the whole new one."""
        arrays = {f"v{i}": np.asarray(v) for i, v in enumerate(self.everything())}
        unfinished = path.with_suffix(".part.npz")
        np.savez(unfinished, step=self.step, seconds=self.seconds, **arrays)
        unfinished.replace(path)

    def update_eagerly(self, batch):
        with tf.GradientTape() as tape:
            sums = self.network.losses(batch)
            loss = sums["window"] / sums["targets"] + self.chosen.own * sums["own"] / sums["tokens"]
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, self.variables), 1.0)
        self.optimizer.apply(gradients, self.variables)
        for average, variable in zip(self.average.trainable_variables, self.variables, strict=True):
            average.assign(AVERAGE * average + (1 - AVERAGE) * variable)
        return sums

    def evaluate(self, epochs: float, sums: np.ndarray) -> None:
        """Print and keep a line about the averaged weights."""
        started = time.perf_counter()
        random = np.random.default_rng(0)
        held_out = np.zeros(4)
        for i, batch in enumerate(substrings.batches(self.validation, 64, 4, random)):
            if i == 60:
                break
            held_out += numbers(self.measure(tensors(batch)))
        rows = substrings.write(self.average, SAMPLES, TEMPERATURE, random)
        found = evaluate([self.vocabulary.decode(row) for row in rows], self.known)
        line = {
            "epochs": round(epochs, 3), "updates": self.step, "seconds": round(self.seconds),
            "loss": sums[0] / sums[1], "own_loss": sums[2] / sums[3],
            "validation_loss": held_out[0] / held_out[1],
            "validation_own_loss": held_out[2] / held_out[3],
            "n": SAMPLES, "valid": found.valid, "unique": found.unique, "novel": found.novel,
            "evaluated_in": round(time.perf_counter() - started),
        }  # fmt: skip
        print(line, flush=True)
        with self.chosen.into.with_suffix(".jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def run(self) -> None:
        """Train for the epochs asked for, with a checkpoint and a line after each part of one."""
        chosen = self.chosen
        per_epoch = sum(1 for _ in range(len(self.training) // chosen.batch))
        first, steps = self.step, round(chosen.epochs * per_epoch)
        every = round(chosen.part * per_epoch)
        sums, started = np.zeros(4), time.perf_counter()
        while self.step - first < steps:
            for batch in substrings.batches(
                self.training, chosen.batch, chosen.readings, self.random
            ):
                left = (first + steps - self.step) / steps if chosen.decay else 1.0
                rate = chosen.rate * min(1.0, (self.step + 1) / WARM_UP) * left
                self.optimizer.learning_rate.assign(rate)
                sums += numbers(self.update(tensors(batch)))
                self.step += 1
                if self.step % every == 0 or self.step - first == steps:
                    self.seconds += time.perf_counter() - started
                    self.save(chosen.into)
                    self.evaluate(self.step / per_epoch, sums)
                    sums, started = np.zeros(4), time.perf_counter()
                if self.step - first == steps:
                    return


def keep(training: Training) -> None:
    """Write the averaged weights into data/pretrained, as lesson 16's network reads them."""
    chosen, vocabulary = training.chosen, training.vocabulary
    lines = chosen.into.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    names = ("epochs", "seconds", "loss", "validation_loss", "n", "valid", "unique", "novel")
    curve = [{name: line[name] for name in names} for line in map(json.loads, lines)]
    names = ("batch", "readings", "rate", "own", "units", "dimensions", "seed")
    record = {
        "method": "bimodal_random",
        "code": train.git("describe", "--always", "--dirty"),
        "data": {
            "source": "real", "training": len(training.training),
            "held_out": len(training.validation),
        },
        "settings": {name: getattr(chosen, name) for name in names} | {
            "windows": "pairs of drawn starts and ends (tools/training/substrings.py)",
            "updates": training.step, "average": AVERAGE, "dropout": 0,
            "optimizer": f"Adam, beta_2 {BETA_2}",
            "products": "bfloat16",
            "schedule": f"{WARM_UP} steps of warm-up, constant, in the last part to zero in a line",
        },
        "machine": train.machine(),
        "temperature": TEMPERATURE,
        "vocabulary": vocabulary.to_json(),
        "curve": curve,
    }  # fmt: skip
    network = METHODS["bimodal_random"](vocabulary, []).network(len(vocabulary), keras.layers.LSTM)
    network.set_weights(training.average.keras_weights())
    train.keep(network, record, train.PRETRAINED, "bimodal_random")


def tensors(batch: dict) -> dict:
    """Return a batch's arrays as tensors."""
    return {name: tf.convert_to_tensor(array) for name, array in batch.items()}


def numbers(sums: dict) -> list[float]:
    """Return the exact window loss, its targets, the own-direction loss and its tokens."""
    return [float(sums[name]) for name in ("exact", "targets", "own", "tokens")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--into", type=Path, help="where to keep this part, if not in FILE")
    parser.add_argument("--epochs", type=float, default=1, help="of this part")
    parser.add_argument("--part", type=float, default=0.25, help="of an epoch, between evaluations")
    parser.add_argument("--decay", action="store_true", help="let the rate fall to zero")
    parser.add_argument("--keep", action="store_true", help="write data/pretrained at the end")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--readings", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1e-2)
    parser.add_argument("--own", type=float, default=1.0, help="weight of the own-direction loss")
    parser.add_argument("--units", type=int, default=128)
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--seed", type=int, default=42)
    arguments = parser.parse_args()
    arguments.into = arguments.into or arguments.file
    training = Training(arguments)
    training.run()
    if arguments.keep:
        keep(training)
