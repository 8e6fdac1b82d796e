"""The arithmetic of the benchmark of lesson 07; its times are no test's business."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from tools.benchmarks.silicon import EDGE, SHELLS, crystal, exponent
from tools.lessons import ROOT, read_lesson


def test_exponent_of_a_power_law():
    sizes = np.array([64, 216, 512])
    assert exponent(sizes, 3e-5 * sizes**1.5) == pytest.approx(1.5)


def test_crystal_has_all_its_atoms_apart():
    sites = np.array([[0.0, 0, 0], [0.5, 0.5, 0.5]])
    positions = crystal(sites, 3, np.random.default_rng(0))
    assert positions.shape == (54, 3)
    tree = cKDTree(positions % (3 * EDGE), boxsize=3 * EDGE)  # its images too
    assert tree.query(tree.data, k=2)[0][:, 1].min() > EDGE / 2


def test_shells_are_those_of_the_lesson():
    notebook = read_lesson(ROOT / "notebooks" / "07_campo_de_forca.ipynb")
    (source,) = (cell.source for cell in notebook.cells if cell.id == "shells-figure")
    names = {"np": np}
    exec(source.split("lengths =")[0], names)
    for name, values in SHELLS.items():
        np.testing.assert_array_equal(names[name], values)


def test_crystal_is_the_same_for_one_seed():
    sites = np.zeros((1, 3))
    first, second = (crystal(sites, 2, np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
