"""Trained networks: what is in data/pretrained, and what is said where something is missing."""

import json

import keras
import numpy as np
import pytest
from keras import ops

from tools.training.generators import METHODS
from tools.training.train import keep
from utils.chem import pretrained
from utils.chem.metrics import evaluate
from utils.chem.tokens import PADDING, Vocabulary

NAMES = pretrained.available()
REQUIRED = {"method", "code", "data", "settings", "machine", "temperature", "vocabulary", "curve"}
REQUIRED |= {"sha256"}
# Known drugs: no data file is needed.
DRUGS = [
    "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1",  # imatinib
    "COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1",  # gefitinib
    "Cc1ccc(-c2cc(C(F)(F)F)nn2-c2ccc(S(N)(=O)=O)cc2)cc1",  # celecoxib
    "O=C1CCc2ccc(OCCCCN3CCN(c4cccc(Cl)c4Cl)CC3)cc2N1",  # aripiprazole
]
# The most nats per token on these drugs, 5 % more than when the weights were kept. An untrained
# network has ln 73 = 4.3; noise of half a weight's sd makes it 10 % (NADE) to 450 % more.
LOSS = {
    "forward": 0.335, "fbrnn_random": 0.680, "fbrnn_fixed": 0.538, "bimodal_random": 0.761,
    "bimodal_fixed": 0.401, "nade_random": 0.866, "nade_fixed": 1.233,
}  # fmt: skip
# Strings to write, and the least validity: the lower end of its 95 % interval.
WRITTEN = {"forward": (200, 0.80), "fbrnn_random": (200, 0.25), "fbrnn_fixed": (200, 0.12)}
WRITTEN |= {"bimodal_random": (100, 0.30), "bimodal_fixed": (100, 0.30)}


@pytest.fixture(scope="module", params=NAMES)
def trained(request):
    """The name, what is kept, and the network."""
    kept = pretrained.load(request.param)
    method = METHODS[request.param](kept.vocabulary, DRUGS)
    network = method.network(len(kept.vocabulary), keras.layers.LSTM)
    network.load_weights(kept.weights)
    return request.param, kept, network


@pytest.mark.parametrize("name", NAMES)
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


@pytest.mark.slow
def test_each_network_predicts_the_tokens_of_known_drugs(trained):
    name, kept, network = trained
    loss, tokens = 0.0, 0.0
    batches = METHODS[name](kept.vocabulary, DRUGS * 12).batches(24, np.random.default_rng(0))
    for inputs, targets in batches:
        losses = keras.losses.sparse_categorical_crossentropy(
            targets, network(inputs), from_logits=True
        )
        real = ops.cast(targets != PADDING, "float32")
        loss, tokens = loss + float(ops.sum(losses * real)), tokens + float(ops.sum(real))
        if tokens >= 600:
            break
    assert loss / tokens < LOSS[name]


@pytest.mark.slow
def test_each_network_writes_molecules(trained):
    """NADE's are hardly ever valid, and slow: of its strings, only that none is like another."""
    name, kept, network = trained
    n, least = WRITTEN.get(name, (10, None))
    method = METHODS[name](kept.vocabulary, DRUGS)
    rows = method.write(network, n, kept.record["temperature"], np.random.default_rng(0))
    texts = [kept.vocabulary.decode(row) for row in rows]
    if least is None:
        assert len(set(texts)) == n and 30 < np.mean([len(text) for text in texts]) < 80
        return
    found = evaluate(texts, frozenset())
    assert found.validity.interval[0] > least
    assert found.uniqueness.value > 0.95


def test_weights_are_small_enough_to_come_with_the_course():
    sizes = {name: pretrained.load(name).weights.stat().st_size for name in NAMES}
    assert sizes.keys() == LOSS.keys()
    assert max(sizes.values()) <= 6_000_000
    assert sum(sizes.values()) <= 30_000_000


def test_a_network_that_is_not_here_is_named():
    with pytest.raises(FileNotFoundError, match=r"nenhuma\.weights\.h5 e nenhuma\.json"):
        pretrained.load("nenhuma")


# A pair of files


def network(value):
    """A network of one weight."""
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer=value)
    return keras.Sequential([keras.Input((1,)), layer])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of trained networks with one of them, a."""
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path / "redes")
    record = {"vocabulary": Vocabulary.from_smiles(["CCO"]).to_json(), "curve": []}
    keep(network("ones"), record, pretrained.FOLDER, "a")
    return pretrained.FOLDER


def test_what_is_kept_is_loaded(folder):
    assert pretrained.available() == ["a"]
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "a.weights.h5"]
    loaded = pretrained.load("a")
    other = network("zeros")
    other.load_weights(loaded.weights)
    assert other.get_weights()[0].item() == 1 and loaded.vocabulary.tokens[3:] == ("C", "O")


def test_interrupted_keeping_leaves_the_earlier_pair(folder, monkeypatch):
    before = pretrained.load("a").record
    monkeypatch.setattr(json, "dumps", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep(network("zeros"), before, folder, "a")
    assert pretrained.load("a").record == before


def test_weights_of_another_training_are_refused(folder):
    keep(network("zeros"), {}, folder, "b")
    (folder / "b.weights.h5").replace(folder / "a.weights.h5")
    with pytest.raises(ValueError, match=r"a\.weights\.h5 não são os pesos de que a\.json fala"):
        pretrained.load("a")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"sha256": ""}',
        '{"sha256": "", "vocabulary": {"kind": "x", "tokens": []}}',
    ],
)
def test_a_damaged_record_is_named(folder, text):
    (folder / "a.json").write_text(text)
    with pytest.raises(ValueError, match=r"a\.json está danificado"):
        pretrained.load("a")
