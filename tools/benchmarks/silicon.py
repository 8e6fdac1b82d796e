"""What lesson 07's force field costs, beside Stillinger-Weber's, in one run.

    COURSE_DATA_DIR=... python -m tools.benchmarks.silicon

Seconds an epoch of energies, forces and stresses; steps of molecular dynamics a second, of 64 and
of 512 atoms; and how the time of a step grows with the number of atoms when the neighbours come
from a tree (`neighbours`, every periodic image) and when every pair is looked at (`nearest`, as the
lesson does for its 64 atoms). The code is the lesson's own, with a fresh network: its weights cost
what trained ones do. Ratios and exponents mean something; seconds depend on the machine.
"""

import os
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers

from tools.lessons import run_cells
from utils import atoms, course, datasets
from utils.results import decimal

EDGE = 5.469  # Å, of the cube of 8 atoms, by DFT
CUBES = (2, 3, 4, 5)  # along each edge: 64, 216, 512 and 1,000 atoms
STEPS, REPEATS, EPOCHS = 20, 3, 4
# Set by a cell of the lesson that draws; a test compares them.
SHELLS = {
    "R_RADIAL": np.arange(1.6, 4.5, 0.4),
    "ETA_RADIAL": np.full(8, 6.4),
    "R_ANGULAR": np.array([1.9, 2.5, 3.2, 4.1]),
    "ETA_ANGULAR": np.array([3.0, 2.0, 1.2, 0.8]),
}
CELLS = (
    "load coordination cutoff legendre shell-slopes slopes describe split scale network batch "
    "predict shapes training train pulls fast-pulls lattice dynamics nearest force-makers closest"
)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return p of the power law seconds = c sizes^p, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def crystal(sites: np.ndarray, cubes: int, random: np.random.Generator) -> np.ndarray:
    """Return the positions (n, 3) in Å of so many cubes along each edge, each atom moved a little.

    sites   the atoms of one cube, (8, 3), in units of its edge
    """
    corners = np.array(np.meshgrid(*3 * [range(cubes)], indexing="ij")).reshape(3, -1).T
    positions = EDGE * (sites + corners[:, None]).reshape(-1, 3)
    return positions + random.normal(scale=0.05, size=positions.shape)


def best_seconds(work: Callable[[], object]) -> float:
    """The least of several timings, after one that isn't counted."""
    work()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def forces_with_a_tree(lesson: dict, weights: list, side: float) -> dict[str, Callable]:
    """Return the two force fields, each from positions to energy and forces."""
    cell = side * np.eye(3)

    def network(positions):
        x, who = atoms.neighbours(positions, cell, lesson["CUTOFF"], lesson["ROOM"] + 2)
        energies, pulls = lesson["fast_pulls"](tf.constant(x), weights)
        return energies.numpy().sum(), atoms.forces_from_pairs(pulls.numpy(), who)

    def classic(positions):
        return atoms.stillinger_weber(*atoms.neighbours(positions, cell, atoms.SW_CUTOFF))

    return {"network": network, "Stillinger-Weber": classic}


def dynamics(lesson: dict) -> None:
    """Print steps a second and exponents."""
    weights = lesson["doubled"](lesson["atomic_network"](0))
    sizes, spent = [8 * n**3 for n in CUBES], {}
    for n in CUBES:
        random, side = np.random.default_rng(0), n * EDGE
        start = crystal(lesson["DIAMOND"], n, random)
        ways = {"tree": forces_with_a_tree(lesson, weights, side)}
        every = {"network": lesson["network_force"](weights, side)}
        ways["all pairs"] = every | {"Stillinger-Weber": lesson["sw_force"](side)}
        for way, fields in ways.items():
            for name, force in fields.items():

                def run(force=force, start=start):
                    still = np.zeros_like(start)
                    lesson["simulate"](force, start, still, STEPS, 1.0, None)

                seconds = best_seconds(run) / (STEPS + 1)  # and the force at the start
                spent.setdefault((way, name), []).append(seconds)
                if n in (2, 4):
                    told = f"{len(start)} atoms, {name}, {way}"
                    print(f"{told:40s} {1 / seconds:6.0f} steps/s", flush=True)
    for (way, name), seconds in spent.items():
        power = exponent(sizes, seconds)
        print(f"{name}, {way}: time grows as atoms^{power:.2f} from {sizes[0]} to {sizes[-1]}")


def main() -> None:
    """Print the three parts."""
    names = {"np": np, "tf": tf, "keras": keras, "layers": layers, "pd": pd, "pairwise": pairwise}
    names |= {"course": course, "datasets": datasets, "decimal": decimal} | SHELLS
    names |= {name: getattr(atoms, name) for name in dir(atoms)} | {"print": lambda *_, **__: None}
    lesson = run_cells("07", CELLS.split(), names)
    rows, seconds = lesson["fit"], []
    lesson["train_network"](0, rows, 1)  # what is slow only once
    for epochs in (1, 1 + EPOCHS):  # the first is compiled, and taken away
        start = time.perf_counter()
        lesson["train_network"](0, rows, epochs)
        seconds.append(time.perf_counter() - start)
    told = f"{len(rows)} cells, {lesson['silicon']['atoms'][rows].sum()} atoms"
    epoch = (seconds[1] - seconds[0]) / EPOCHS
    print(f"an epoch of energies, forces and stresses ({told}): {epoch:.2f} s")
    dynamics(lesson)


if __name__ == "__main__":
    main()
