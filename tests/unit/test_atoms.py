"""Neighbours against brute force, and Stillinger-Weber against differences and its paper."""

from itertools import product

import numpy as np
import pytest

from utils.atoms import (
    SW_CUTOFF,
    forces_from_pairs,
    neighbours,
    stillinger_weber,
    stillinger_weber_pulls,
    stress_from_pairs,
    zbl_pulls,
)

CELLS = {
    "cube": 6.0 * np.eye(3),
    "thin": np.diag([3.0, 9.0, 9.0]),
    "skewed": np.array([[8.0, 0, 0], [24.6, 7.0, 0], [-13.0, 9.0, 8.0]]),
}


def sample(name, n=9):
    rng = np.random.default_rng(7)
    return rng.uniform(-0.5, 1.5, (n, 3)) @ CELLS[name], CELLS[name]


def brute_force(positions, cell, cutoff, images=12):
    shifts = np.array(list(product(range(-images, images + 1), repeat=3))) @ cell
    lengths = np.linalg.norm(positions[:, None] + shifts - positions[0], axis=-1)
    return np.sort(lengths[(lengths < cutoff) & (lengths > 1e-9)])


@pytest.mark.parametrize("name", CELLS)
def test_neighbours_are_those_of_brute_force(name):
    positions, cell = sample(name)
    vectors, index = neighbours(positions, cell, 5.5)
    own = np.sort(np.linalg.norm(vectors[0][index[0] < len(positions)], axis=-1))
    np.testing.assert_allclose(own, brute_force(positions, cell, 5.5), atol=1e-9)


@pytest.mark.parametrize("name", CELLS)
def test_vectors_lead_to_an_image_of_the_neighbour_that_is_named(name):
    positions, cell = sample(name)
    vectors, index = neighbours(positions, cell, 5.5)
    atom, place = np.nonzero(index < len(positions))
    gap = vectors[atom, place] + positions[atom] - positions[index[atom, place]]
    whole = gap @ np.linalg.inv(cell)
    np.testing.assert_allclose(whole, np.round(whole), atol=1e-9)


def test_empty_places_lie_beyond_the_cutoff_and_name_nobody():
    vectors, index = neighbours(*sample("cube"), 3.0, room=40)
    assert vectors.shape == (9, 40, 3) and (index == 9).any()
    assert (np.linalg.norm(vectors[index == 9], axis=-1) > 3.0).all()


def test_forces_sum_to_zero():
    _, index = neighbours(*sample("skewed"), 5.0)
    pulls = np.random.default_rng(0).normal(size=(*index.shape, 3))
    pulls[index == len(index)] = 0
    np.testing.assert_allclose(forces_from_pairs(pulls, index).sum(axis=0), 0, atol=1e-12)


def diamond(a):
    sites = [(0, 0, 0), (0, 2, 2), (2, 0, 2), (2, 2, 0), (1, 1, 1), (1, 3, 3), (3, 1, 3), (3, 3, 1)]
    return a / 4 * np.array(sites, dtype=float), a * np.eye(3)


def energy(positions, cell):
    return stillinger_weber(*neighbours(positions, cell, SW_CUTOFF))[0]


def test_crystal_has_the_energy_and_the_size_that_are_known():
    assert energy(*diamond(5.431)) / 8 == pytest.approx(-4.3366, abs=1e-4)
    sizes = np.linspace(5.38, 5.48, 51)
    assert sizes[np.argmin([energy(*diamond(a)) for a in sizes])] == pytest.approx(5.431, abs=2e-3)


def test_stress_is_the_slope_of_the_energy_under_strain():
    positions, cell = diamond(5.431)
    positions += np.random.default_rng(1).normal(0, 0.15, positions.shape)
    vectors, _ = neighbours(positions, cell, SW_CUTOFF)
    stress = stress_from_pairs(vectors, stillinger_weber_pulls(vectors)[1], 5.431**3)
    for a, b in product(range(3), repeat=2):
        strain = np.zeros((3, 3))
        strain[a, b] = 1e-5
        bent = np.eye(3) + strain, np.eye(3) - strain
        plus, minus = (energy(positions @ each, cell @ each) for each in bent)
        assert stress[a, b] == pytest.approx((plus - minus) / 2e-5 / 5.431**3, abs=1e-7)


def test_forces_are_minus_the_slope_of_the_energy():
    positions, cell = diamond(5.431)
    positions += np.random.default_rng(1).normal(0, 0.15, positions.shape)
    _, forces = stillinger_weber(*neighbours(positions, cell, SW_CUTOFF))
    for atom, axis in product(range(8), range(3)):
        step = np.zeros((8, 3))
        step[atom, axis] = 1e-5
        slope = (energy(positions + step, cell) - energy(positions - step, cell)) / 2e-5
        assert forces[atom, axis] == pytest.approx(-slope, abs=1e-6)


def test_repulsion_of_the_nuclei_has_its_known_size_and_slope():
    lone = np.array([[[0.5, 0.0, 0.0]], [[-0.5, 0.0, 0.0]]])
    screening = zbl_pulls(lone, cutoff=1e6)[0] / (14.399645 * 14**2 / 0.5)
    x = 0.5 / (0.8854 * 0.529177 / (2 * 14**0.23))
    by_hand = 0.18175 * np.exp(-3.1998 * x) + 0.50986 * np.exp(-0.94229 * x)
    by_hand += 0.28022 * np.exp(-0.4029 * x) + 0.02817 * np.exp(-0.20162 * x)
    assert screening == pytest.approx(by_hand, rel=1e-6)
    for r in (0.8, 1.7, 2.3, 2.39999, 2.5):
        pair = r * lone / 0.5
        slope = (zbl_pulls(pair * (1 + 1e-6 / r))[0] - zbl_pulls(pair * (1 - 1e-6 / r))[0]) / 2e-6
        assert 2 * zbl_pulls(pair)[1][0, 0, 0] == pytest.approx(slope, rel=1e-5, abs=1e-7)
    assert zbl_pulls(2.4 * lone / 0.5)[0] == pytest.approx(0, abs=1e-12)
