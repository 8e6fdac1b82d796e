"""Trained networks: what is in data/pretrained, and what is said where something is missing."""

import json

import keras
import numpy as np
import pytest

from tools.training.generators import METHODS
from utils.chem import pretrained
from utils.chem.metrics import evaluate

STRINGS = 600  # enough for a few molecules from the network that fails most
# The least validity: the lower end of its 95 % interval.
LEAST = {
    "forward": 0.80, "fbrnn_random": 0.25, "fbrnn_fixed": 0.12, "bimodal_random": 0.30,
    "bimodal_fixed": 0.30, "nade_fixed": 0.002, "nade_random": 0.0002,
}  # fmt: skip

REQUIRED = {"method", "code", "data", "settings", "machine", "temperature", "vocabulary", "curve"}


@pytest.mark.parametrize("name", pretrained.available())
def test_each_network_says_how_it_was_trained(name):
    network = pretrained.load(name)
    assert network.record.keys() >= REQUIRED
    assert network.record["method"] == name
    assert network.record["data"]["source"] == "real"
    assert "dirty" not in network.record["code"]
    assert {"seed", "batch", "rate", "units"} <= network.record["settings"].keys()
    curve = network.curve
    assert curve["epochs"].is_monotonic_increasing
    assert curve["seconds"].is_monotonic_increasing
    assert curve["validation_loss"].iloc[-1] < curve["validation_loss"].iloc[0]
    assert ((curve["novel"] <= curve["unique"]) & (curve["unique"] <= curve["valid"])).all()


@pytest.mark.parametrize("name", pretrained.available())
def test_each_network_writes_molecules(name):
    kept = pretrained.load(name)
    method = METHODS[name](kept.vocabulary, ["CCO"])
    network = method.network(len(kept.vocabulary), keras.layers.LSTM)
    network.load_weights(kept.weights)
    rows = method.write(network, STRINGS, kept.record["temperature"], np.random.default_rng(0))
    found = evaluate([kept.vocabulary.decode(row) for row in rows], frozenset())
    assert found.validity.interval[0] > LEAST[name]
    assert found.uniqueness.value > 0.95


def test_weights_are_small_enough_to_come_with_the_course():
    sizes = {name: pretrained.load(name).weights.stat().st_size for name in pretrained.available()}
    assert sizes
    assert max(sizes.values()) <= 6_000_000
    assert sum(sizes.values()) <= 30_000_000


def test_a_network_that_is_not_here_is_named():
    with pytest.raises(FileNotFoundError, match=r"nenhuma\.weights\.h5 e nenhuma\.json"):
        pretrained.load("nenhuma")


@pytest.mark.parametrize("text", ["{", "{}", json.dumps({"vocabulary": {"kind": "x"}})])
def test_a_damaged_record_is_named(tmp_path, monkeypatch, text):
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path)
    (tmp_path / "a.weights.h5").touch()
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ValueError, match=r"a\.json está danificado"):
        pretrained.load("a")
