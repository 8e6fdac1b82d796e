"""Splits of a data set of molecules, for lessons 05 and 06."""

import numpy as np


def scaffold_split(
    scaffolds: np.ndarray, seed: int, fraction: float = 0.1
) -> tuple[np.ndarray, np.ndarray]:
    """Draw whole scaffolds into a test set; no scaffold is on both sides.

    ``scaffolds`` has shape (n,): each molecule's Bemis-Murcko scaffold as SMILES, "" for a
    molecule without rings (doi 10.1021/jm9602928). Scaffolds with more molecules than half the
    test set stay in training; the others are drawn in random order while they fit. Returns the
    row numbers of training and test, the test with at most ``fraction`` of the rows. Chemprop
    calls this the balanced scaffold split (doi 10.1021/acs.jcim.9b00237).
    """
    wanted = round(fraction * len(scaffolds))
    names, sizes = np.unique(scaffolds, return_counts=True)
    chosen, size = [], 0
    for i in np.random.default_rng(seed).permutation(len(names)):
        if sizes[i] <= wanted / 2 and size + sizes[i] <= wanted:
            chosen.append(names[i])
            size += sizes[i]
    in_test = np.isin(scaffolds, chosen)
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)
