"""No scaffold is on both sides of a scaffold split."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.chem.smiles import scaffold_split

MANY = st.lists(st.sampled_from(["", "c1ccccc1", *(f"s{i}" for i in range(30))]), min_size=1)


@settings(max_examples=60, deadline=None)
@given(MANY, st.integers(0, 5), st.floats(0.05, 0.5))
def test_split_is_a_partition_by_whole_scaffolds(scaffolds, seed, fraction):
    scaffolds = np.array(scaffolds)
    train, test = scaffold_split(scaffolds, seed, fraction)
    assert sorted([*train, *test]) == list(range(len(scaffolds)))
    assert not set(scaffolds[train]) & set(scaffolds[test])
    assert len(test) <= round(fraction * len(scaffolds))


def test_common_scaffolds_stay_in_training_and_rare_ones_fill_the_test():
    scaffolds = np.array(["c1ccccc1"] * 60 + [f"s{i}" for i in range(140)])
    train, test = scaffold_split(scaffolds, seed=0, fraction=0.2)
    assert set(range(60)) <= set(train)
    assert len(test) == 40


def test_seed_decides_the_split():
    scaffolds = np.array([f"s{i}" for i in range(50)])
    one, same, other = (scaffold_split(scaffolds, seed)[1] for seed in (0, 0, 1))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
