"""Atoms in a periodic cell: neighbours with all their images, and Stillinger-Weber's silicon."""

from itertools import product

import numpy as np
from scipy.spatial import cKDTree


def neighbours(
    positions: np.ndarray, cell: np.ndarray, cutoff: float, room: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the vectors to all neighbours within `cutoff`, (n, K, 3), and who they are, (n, K).

    `positions` (n, 3) and `cell` (3, 3), whose rows are the lattice vectors, are in Å; atoms may
    lie outside the cell. Every periodic image counts, an atom's own too, however skewed or thin the
    cell is. K is the largest number of neighbours, or `room` where that is more; an empty place has
    a vector of 1.5 times the cutoff along x, and n for an index.

    Used by lesson 07 and by its stand-in.
    """
    n, inverse = len(positions), np.linalg.inv(cell)
    # Atoms in the cell differ by less than a lattice vector, so that this many images will do.
    reach = np.ceil(cutoff * np.linalg.norm(inverse, axis=0)).astype(int)
    shifts = np.array(list(product(*(range(-k, k + 1) for k in reach))))
    wrapped = (positions @ inverse % 1.0) @ cell
    images = (wrapped + (shifts @ cell)[:, None]).reshape(-1, 3)
    pairs = cKDTree(wrapped).sparse_distance_matrix(cKDTree(images), cutoff, output_type="ndarray")
    itself = len(shifts) // 2 * n + pairs["i"]
    pairs = np.sort(pairs[pairs["j"] != itself], order=["i", "j"])
    count = np.bincount(pairs["i"], minlength=n)
    place = np.arange(len(pairs)) - np.repeat(np.cumsum(count) - count, count)
    most = max(room, count.max(initial=1))
    vectors = np.tile([1.5 * cutoff, 0.0, 0.0], (n, most, 1))
    index = np.full((n, most), n)
    vectors[pairs["i"], place] = images[pairs["j"]] - wrapped[pairs["i"]]
    index[pairs["i"], place] = pairs["j"] % n
    return vectors, index


def forces_from_pairs(pulls: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Return the force on each atom, (n, 3), from dE_i/dx_ik, (n, K, 3), and the neighbours' index.

    x_ik is the vector from atom i to its neighbour k: pulling k away costs what pushing i does.
    """
    n = len(index)
    forces = pulls.sum(axis=1)
    for axis in range(3):
        onto = np.bincount(index.ravel(), pulls[..., axis].ravel(), minlength=n + 1)
        forces[:, axis] -= onto[:n]
    return forces


def stress_from_pairs(vectors: np.ndarray, pulls: np.ndarray, volume: float) -> np.ndarray:
    """Return the stress, (3, 3), in eV/Å³, positive under tension, of a cell of `volume` Å³.

    `vectors` (n, K, 3) lead to the neighbours, `pulls` (n, K, 3) are dE_i/dx_ik: straining the cell
    stretches every vector, so that the stress is sum_ik x_ik dE_i/dx_ik over the volume.
    """
    return np.einsum("ika,ikb->ab", vectors, pulls) / volume


# Ziegler, Biersack and Littmark's universal screening; lengths in Å, energies in eV.
_SHARES = np.array([0.18175, 0.50986, 0.28022, 0.02817])
_DECAYS = np.array([3.1998, 0.94229, 0.4029, 0.20162])
_COULOMB = 14.399645  # e²/4πε0, eV Å
_BOHR = 0.529177


def zbl_pulls(vectors: np.ndarray, z: int = 14, cutoff: float = 2.4) -> tuple[float, np.ndarray]:
    """Return the energy (eV) of the nuclei's screened repulsion, and dE_i/dx_ik, (n, K, 3), eV/Å.

    `vectors` (n, K, 3), in Å, lead to the neighbours; half of a pair's energy belongs to each atom
    of it. `z` is the atomic number; the repulsion fades out, with its slope, at `cutoff`. Source:
    Ziegler and Biersack, The Stopping and Range of Ions in Matter (Springer, 1985), doi
    10.1007/978-1-4615-8103-1_3. Used by lesson 07.
    """
    r = np.linalg.norm(vectors, axis=-1)
    near = np.minimum(r, cutoff)[..., None]
    length = 0.8854 * _BOHR / (2 * z**0.23)
    screened = _SHARES * np.exp(-_DECAYS * near / length) * _COULOMB * z**2 / near
    slopes = -screened * (_DECAYS / length + 1 / near)
    angle = np.pi * near[..., 0] / cutoff
    fade, fading = (np.cos(angle) + 1) / 2, -np.pi / 2 / cutoff * np.sin(angle)
    pair = screened.sum(axis=-1) * fade
    slope = slopes.sum(axis=-1) * fade + screened.sum(axis=-1) * fading
    return float(pair.sum() / 2), (slope / (2 * r))[..., None] * vectors


# Stillinger and Weber, Phys. Rev. B 31, 5262 (1985), doi 10.1103/PhysRevB.31.5262.
EPSILON, SIGMA = 2.1683, 2.0951  # eV, Å
SW_CUTOFF = 1.8 * SIGMA  # Å


def stillinger_weber(vectors: np.ndarray, index: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the energy (eV) and the forces (n, 3) (eV/Å) of silicon by Stillinger and Weber.

    Takes what `neighbours` gives with a cutoff of SW_CUTOFF or more. Used by lesson 07.
    """
    energy, pulls = stillinger_weber_pulls(vectors)
    return energy, forces_from_pairs(pulls, index)


def stillinger_weber_pulls(vectors: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the energy (eV) by Stillinger and Weber, and dE_i/dx_ik, (n, K, 3), in eV/Å."""
    r = np.linalg.norm(vectors, axis=-1)
    unit, s = vectors / r[..., None], r / SIGMA
    inside = s < 1.8 - 1e-9
    gap = np.where(inside, s - 1.8, -1.0)  # of the cutoff
    a, b = 7.049556277 * EPSILON, 0.6022245584
    pair = np.where(inside, a * (b / s**4 - 1) * np.exp(1 / gap), 0.0)
    pair_slope = np.where(inside, -4 * a * b / s**5 * np.exp(1 / gap), 0.0) - pair / gap**2
    q = np.where(inside, np.exp(1.2 / gap), 0.0)
    q_slope = -1.2 / gap**2 * q
    cosine = unit @ unit.transpose(0, 2, 1)
    off = (cosine + 1 / 3) * ~np.eye(r.shape[1], dtype=bool)  # 0 for a neighbour with itself
    strength = 21.0 * EPSILON
    bend = np.einsum("ik,ijk->ij", q, off**2)
    energy = pair.sum() / 2 + strength / 2 * (q * bend).sum()
    along = (pair_slope / 2 + strength * q_slope * bend) / SIGMA
    turn = 2 * strength * (q / r)[..., None] * ((q[:, None, :] * off) @ unit)
    turn -= (turn * unit).sum(-1, keepdims=True) * unit
    return float(energy), along[..., None] * unit + turn
