"""Generated silicon: the stand-in for mlearn's DFT cells, with Stillinger-Weber's energies."""

from itertools import product

import numpy as np

from utils.atoms import (
    SW_CUTOFF,
    forces_from_pairs,
    neighbours,
    stillinger_weber,
    stillinger_weber_pulls,
    stress_from_pairs,
)

_SHIFT = -1.088  # eV an atom, from Stillinger-Weber's crystal to DFT's
_KBAR = 1602.1766  # in an eV/Å³
_LIQUID = 1600  # K; hotter cells are disordered
_BASIS = [(0, 0, 0), (0, 2, 2), (2, 0, 2), (2, 2, 0), (1, 1, 1), (1, 3, 3), (3, 1, 3), (3, 3, 1)]


def silicon_stand_in(each: int = 6, seed: int = 2020) -> dict[str, np.ndarray]:
    """Generate silicon cells in the flat arrays of silicon_mlearn.npz (see `load_silicon`).

    `each` (3 or more) is the number of cells of each kind, whose last is for the test: five
    temperatures, the two of Vacancy (whose texts are swapped, as in the real file), two modes of
    strain, one of surfaces. Crystals are displaced at random; liquids are shaken and then relaxed a
    little. The same `each` and `seed` give the same arrays.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for kelvin in (300, 843, 1518, 2530, 3374):
        for k in range(each):
            text = f"Snapshot {k + 1} of AIMD NVT simulation for normal structure at {kelvin} K"
            rows.append(("AIMD-NVT", text, *_hot(rng, 64, kelvin), k))
    for told, kelvin in ((300, 3374), (3374, 300)):
        for k in range(each):
            text = f"Snapshot {k + 1} of Vacancy AIMD NVT simulation at {told} K"
            rows.append(("Vacancy", text, *_hot(rng, 63, kelvin), k))
    for mode, k in product((0, 3), range(each)):
        strain = np.linspace(-0.1, 0.1, each)[k]
        text = f"Si 2x2x2 cell, mode {mode}, strain {strain:.2g}"
        rows.append(("Elastic", text, *_strained(mode, strain), k))
    for k in range(each):
        rows.append(("Surface", f"Si_surface ({k + 1} 0 0)", *_surface(rng), k))
    return _flat(rows, each)


def _crystal() -> tuple[np.ndarray, np.ndarray]:
    """64 atoms, as published: a lattice constant of 5.469 Å."""
    corners = np.array(list(product(range(2), repeat=3)))
    sites = (4 * corners[:, None] + np.array(_BASIS)).reshape(-1, 3)
    return 5.469 / 4 * sites, 2 * 5.469 * np.eye(3)


def _hot(rng: np.random.Generator, n: int, kelvin: float) -> tuple[np.ndarray, np.ndarray]:
    positions, cell = _crystal()
    positions = positions[:n] + rng.normal(0, 0.045 * np.sqrt(kelvin / 300), (n, 3))
    if kelvin > _LIQUID:
        positions += rng.normal(0, 0.5, (n, 3))
        for _ in range(10):
            _, forces = stillinger_weber(*neighbours(positions, cell, SW_CUTOFF))
            positions += np.clip(0.03 * forces, -0.12, 0.12)
    return positions, cell


def _strained(mode: int, strain: float) -> tuple[np.ndarray, np.ndarray]:
    positions, cell = _crystal()
    bent = np.eye(3)
    if mode == 0:
        bent[0, 0] += strain
    else:
        bent[0, 1] = bent[1, 0] = strain / 2
    return positions @ bent, cell @ bent


def _surface(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A slab of 32 atoms under vacuum, in a cell that is skewed."""
    positions, cell = _crystal()
    positions = positions[positions[:, 2] < 5.4] + rng.normal(0, 0.05, (32, 3))
    cell[2] = rng.uniform(-15, 15), rng.uniform(-15, 15), rng.uniform(14, 20)
    return positions, cell


def _flat(rows: list[tuple], each: int) -> dict[str, np.ndarray]:
    energies, forces, stresses = [], [], []
    for group, _, positions, cell, _ in rows:
        vectors, index = neighbours(positions, cell, SW_CUTOFF)
        energy, pulls = stillinger_weber_pulls(vectors)
        energies.append(energy + _SHIFT * len(positions))
        forces.append(forces_from_pairs(pulls, index))
        stress = stress_from_pairs(vectors, pulls, abs(np.linalg.det(cell)))
        shears = (0, 1), *(((1, 2), (0, 2)) if group == "Elastic" else ((0, 2), (1, 2)))
        stresses.append([*np.diag(stress), *(stress[shear] for shear in shears)])
    sizes = [len(row[2]) for row in rows]
    return {
        "positions": np.concatenate([row[2] for row in rows]),
        "forces": np.concatenate(forces),
        "offsets": np.concatenate([[0], np.cumsum(sizes)]),
        "cell": np.array([row[3] for row in rows]),
        "energy": np.array(energies),
        "virial_stress": -_KBAR * np.array(stresses),
        "group": np.array([row[0] for row in rows]),
        "description": np.array([row[1] for row in rows]),
        "split": np.array(["test" if row[4] == each - 1 else "train" for row in rows]),
    }
