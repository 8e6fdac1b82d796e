"""Every method that tools/training/train.py trains asks its network for real tokens."""

import keras
import numpy as np
import pytest

from tools.training.generators import METHODS
from utils.chem.tokens import PADDING, START, Vocabulary
from utils.stand_ins import smiles_stand_in

MOLECULES = smiles_stand_in(40)
VOCABULARY = Vocabulary.from_smiles(MOLECULES)


def targets_of(name, seed):
    method = METHODS[name](VOCABULARY, MOLECULES)
    return method, list(method.batches(8, np.random.default_rng(seed)))


@pytest.mark.parametrize("name", METHODS)
def test_a_network_answers_with_a_token_for_each_target(name):
    method, batches = targets_of(name, 0)
    network = method.network(len(VOCABULARY), keras.layers.LSTM)
    inputs, targets = batches[0]
    logits = network.predict_on_batch(inputs)
    assert logits.shape == (*targets.shape, len(VOCABULARY))
    asked = targets[targets != PADDING]
    assert len(asked)
    assert (asked != START).all()


@pytest.mark.parametrize("name", [name for name in METHODS if name.startswith("bimodal")])
def test_every_token_of_every_molecule_is_a_target_once(name):
    tokens = sum(len(VOCABULARY.encode(smiles)) + 2 for smiles in MOLECULES)
    assert sum(len(targets) for _, targets in targets_of(name, 1)[1]) == tokens


@pytest.mark.parametrize("name", METHODS)
def test_other_epochs_have_other_batches(name):
    one, other = (targets_of(name, seed)[1] for seed in (2, 3))
    pairs = zip(one, other, strict=False)
    assert any(a.shape != b.shape or (a != b).any() for (_, a), (_, b) in pairs)
