"""The arithmetic of the benchmark of lesson 07; its times are no test's business."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from tools.benchmarks.silicon import EDGE, crystal, exponent


def test_exponent_of_a_power_law():
    sizes = np.array([64, 216, 512])
    assert exponent(sizes, 3e-5 * sizes**1.5) == pytest.approx(1.5)


def test_crystal_has_all_its_atoms_apart():
    sites = np.array([[0.0, 0, 0], [0.5, 0.5, 0.5]])
    positions = crystal(sites, 3, np.random.default_rng(0))
    assert positions.shape == (54, 3)
    assert pdist(positions).min() > EDGE / 2


def test_crystal_is_the_same_for_one_seed():
    sites = np.zeros((1, 3))
    first, second = (crystal(sites, 2, np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
