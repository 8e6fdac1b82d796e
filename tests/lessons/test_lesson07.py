"""Lesson 07's own functions: symmetry functions and slopes, forces of the network, dynamics."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from tools.lessons import run_cells
from utils import atoms
from utils.results import decimal

BOX = 6.5 * np.eye(3)


@pytest.fixture(scope="module")
def lesson():
    names = {"np": np, "tf": tf, "keras": keras, "layers": layers, "decimal": decimal}
    names |= {name: getattr(atoms, name) for name in dir(atoms)} | {"print": lambda *_, **__: None}
    names |= {"R_RADIAL": np.arange(1.6, 4.5, 0.4), "ETA_RADIAL": np.full(8, 6.4)}
    names |= {"R_ANGULAR": np.array([1.9, 2.5, 3.2, 4.1])}
    names |= {"ETA_ANGULAR": np.array([3.0, 2.0, 1.2, 0.8]), "ROOM": 60}
    names["course"] = SimpleNamespace(pick=lambda **sizes: sizes["teste"])
    names |= {"mean": np.zeros(48), "spread": np.linspace(1, 2, 48), "zero": -5.0}
    cells = ["cutoff", "legendre", "shell-slopes", "slopes", "network", "predict", "pulls"]
    return run_cells("07", [*cells, "dynamics", "nearest"], names)


def sample(seed, n=8):
    """A few atoms, none too close, in a small cube."""
    rng = np.random.default_rng(seed)
    grid = np.array(np.meshgrid(*[np.arange(2)] * 3)).reshape(3, -1).T * 3.25
    return grid[:n] + rng.uniform(-0.4, 0.4, (n, 3))


def near(positions, cell=BOX):
    vectors, index = atoms.neighbours(positions, cell, 5.0, 60)
    return tf.constant(vectors), index


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_functions_do_not_change_when_all_is_turned_mirrored_or_moved(lesson, seed):
    rng = np.random.default_rng(seed)
    positions = sample(seed)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))  # some mirror, some don't
    as_given = lesson["symmetry"](near(positions)[0])
    turned = near(positions @ turn.T + rng.uniform(-5, 5, 3), BOX @ turn.T)[0]
    np.testing.assert_allclose(lesson["symmetry"](turned), as_given, atol=1e-9)


def test_an_angular_function_is_the_sum_over_pairs_of_neighbours(lesson):
    x = near(sample(3))[0].numpy()[:1]
    r = np.linalg.norm(x[0], axis=-1)
    h = np.exp(-3.0 * (r - 1.9) ** 2) * np.where(r < 5, (np.cos(np.pi * r / 5) + 1) / 2, 0)
    total = 0.0
    for j in range(len(r)):
        for k in range(len(r)):
            cosine = x[0, j] @ x[0, k] / (r[j] * r[k])
            total += h[j] * h[k] * (3 * cosine**2 - 1) / 2
    found = lesson["symmetry"](tf.constant(x))[0, 8 + 10]  # l = 2, the first pair of shells
    assert float(found) == pytest.approx(total, rel=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_slopes_agree_with_the_tape(lesson, seed):
    x = near(sample(seed))[0][:3]
    with tf.GradientTape() as tape:
        tape.watch(x)
        values = lesson["symmetry"](x)
    by_tape = tf.reshape(tape.batch_jacobian(values, x), (3, 48, -1))
    np.testing.assert_allclose(lesson["slopes"](x), by_tape, atol=1e-11)


def test_a_neighbour_fades_out_at_the_cutoff(lesson):
    for r, least in ((4.999, 0), (5.001, 0)):
        x = tf.constant([[[r, 0.0, 0.0], [0.0, 2.3, 0.0]]], "float64")
        without = tf.constant([[[7.0, 0.0, 0.0], [0.0, 2.3, 0.0]]], "float64")
        gap = np.abs(lesson["symmetry"](x) - lesson["symmetry"](without)).max()
        assert least <= gap < 1e-6


def as_batch(lesson, positions):
    x, index = near(positions)
    G = ((lesson["symmetry"](x) - lesson["mean"]) / lesson["spread"]).numpy()
    D = lesson["slopes"](x).numpy()
    by_strain = np.einsum("imkb,ika->imab", D.reshape(len(D), 48, -1, 3), x.numpy())
    D = np.concatenate([D, by_strain.reshape(len(D), 48, 9)], axis=2)
    parts = {"G": G, "D": D, "n": np.array([len(positions)])}
    whole = {"who": index, "cell": np.zeros(len(positions))}
    batch = {name: tf.cast(value, "float32") for name, value in parts.items()}
    return batch | {name: tf.cast(value, "int32") for name, value in whole.items()}


def test_both_ways_to_the_force_agree_and_are_the_slope_of_the_energy(lesson):
    network, positions = lesson["atomic_network"](3), sample(5)
    weights = [tf.constant(w, "float64") for w in network.get_weights()]

    def energy_and_forces(positions, cell=BOX):
        x, index = near(positions, cell)
        E_i, pulls = lesson["pulls_of"](x, weights)
        return float(tf.reduce_sum(E_i)), atoms.forces_from_pairs(pulls.numpy(), index)

    energy, forces = energy_and_forces(positions)
    per_atom, in_batch, stress = lesson["predict"](network, as_batch(lesson, positions))
    assert float(per_atom[0]) == pytest.approx(energy / 8 + 5.0, abs=1e-5)
    np.testing.assert_allclose(in_batch, forces, atol=1e-5)
    np.testing.assert_allclose(forces.sum(axis=0), 0, atol=1e-12)
    step = np.zeros((8, 3))
    step[2, 1] = 1e-5
    ends = [energy_and_forces(positions + sign * step)[0] for sign in (1, -1)]
    assert forces[2, 1] == pytest.approx(-(ends[0] - ends[1]) / 2e-5, abs=1e-7)
    for a, b in ((0, 0), (0, 1), (2, 1)):  # times the volume, an atom
        bent = [np.eye(3), np.eye(3)]
        bent[0][a, b] += 1e-5
        bent[1][a, b] -= 1e-5
        ends = [energy_and_forces(positions @ each, BOX @ each)[0] for each in bent]
        assert float(stress[0, 3 * a + b]) == pytest.approx(
            (ends[0] - ends[1]) / 2e-5 / 8, abs=1e-5
        )


def test_the_nearest_image_finds_the_neighbours_of_the_general_search(lesson):
    positions = np.random.default_rng(0).uniform(0, 11, (20, 3))
    x, who = lesson["nearest"](positions, 11.0, 12)
    vectors, index = atoms.neighbours(positions, 11 * np.eye(3), 5.0)
    for i in range(20):
        inside = np.linalg.norm(x[i], axis=-1) < 5.0
        assert sorted(who[i][inside]) == sorted(index[i][index[i] < 20])
    assert np.linalg.norm(vectors, axis=-1).min() == pytest.approx(np.linalg.norm(x, axis=-1).min())


def test_verlet_keeps_the_energy_of_a_spring(lesson):
    def spring(x):
        return 0.5 * 4.0 * (x**2).sum(), -4.0 * x

    start = np.array([[0.3, 0.0, -0.2]])
    rng = np.random.default_rng(0)
    trail, _, total = lesson["simulate"](spring, start, 0 * start, 2000, 1.0, rng)
    assert np.ptp(total) < 1e-3 * total.mean() and abs(total[-1] - total[0]) < 1e-3 * total[0]
    assert np.abs(trail[:, 0, 0]).max() == pytest.approx(0.3, rel=1e-3)


def test_thermostat_brings_the_temperature_that_is_asked(lesson):
    rng = np.random.default_rng(0)
    v = np.zeros((400, 3))
    for _ in range(3):
        _, v, _ = lesson["simulate"](lambda x: (0.0, 0 * x), v, v, 100, 2.0, rng, 3000)
    kelvin = (v**2).mean() / lesson["ACCELERATION"] / lesson["KB"]
    assert kelvin == pytest.approx(3000, rel=0.1)
