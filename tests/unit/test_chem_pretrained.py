"""Trained networks: what is in data/pretrained, and what is said where something is missing."""

import json
import shutil
from functools import cache

import h5py
import keras
import numpy as np
import pytest
from keras import ops

from tools.training.generators import cells, network_of
from tools.training.train import halve, keep
from utils.chem import pretrained
from utils.chem.metrics import evaluate
from utils.chem.tokens import END, PADDING, START, Vocabulary

NAMES = pretrained.available()
REQUIRED = {"method", "code", "data", "settings", "machine", "temperature", "vocabulary", "curve"}
REQUIRED |= {"sha256", "epoch_seconds", "in_hundreds"}
lesson = cache(cells)
# Known drugs: no data file is needed.
DRUGS = [
    "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1",  # imatinib
    "COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1",  # gefitinib
    "Cc1ccc(-c2cc(C(F)(F)F)nn2-c2ccc(S(N)(=O)=O)cc2)cc1",  # celecoxib
    "O=C1CCc2ccc(OCCCCN3CCN(c4cccc(Cl)c4Cl)CC3)cc2N1",  # aripiprazole
]
# The most nats per token on these drugs, 5 % more than when the weights were kept. An untrained
# network has ln 73 = 4.3; noise of half a weight's sd makes it 2 (NADE) to 13 times as much.
LOSS = {
    "forward": 0.256, "fbrnn_random": 0.527, "fbrnn_fixed": 0.324, "bimodal_random": 0.432,
    "bimodal_fixed": 0.335, "nade_random": 0.496, "nade_fixed": 0.381,
}  # fmt: skip
# Strings to write, and the least validity: the lower end of its 95 % interval. The lessons have no
# writer for NADE.
WRITTEN = {"forward": (200, 0.88), "fbrnn_random": (200, 0.44), "fbrnn_fixed": (200, 0.35)}
WRITTEN |= {"bimodal_random": (100, 0.68), "bimodal_fixed": (100, 0.63)}


@cache
def trained(name):
    """The network, and its drugs as integers."""
    kept = pretrained.load(name)
    network = network_of(name, len(kept.vocabulary))
    network.load_weights(kept.weights)
    return network, [kept.vocabulary.encode(smiles) for smiles in DRUGS]


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
    hundreds = network.record["in_hundreds"]
    assert hundreds["novel"] <= hundreds["unique"] <= curve["valid"].iloc[-1]
    assert hundreds["n"] == curve["n"].iloc[-1] == 10_000


# The loss of each method on a molecule: minus the sum of ln p, and of how many tokens it is


def forward_loss(network, molecule, _):
    """Every token from those on its left."""
    row = np.array([[START, *molecule, END]])
    return loss_of(network, row[:, :-1], row[:, 1:])


def fbrnn_loss(network, molecule, start):
    """Every pair, from the middle or from everywhere."""
    n = len(molecule)
    starts = [n // 2] if start == "fixed" else range(n + 1)
    pairs = lesson("fbrnn").pair_up([molecule] * len(starts), starts)
    return loss_of(network, pairs[:, :-1], pairs[:, 1:])


def nade_loss(network, molecule, start):
    """Every place of a row of 76 from those before it, in the fixed order or in one drawn."""
    row = np.full(76, END)
    row[(76 - len(molecule)) // 2 :][: len(molecule)] = molecule
    place, stages = np.arange(74), np.arange(74)[:, None]
    turns = np.minimum(2 * place, 2 * place[::-1] + 1)
    if start == "random":
        turns = np.random.default_rng(0).permutation(74)
    shown = np.tile(row, (74, 1))
    shown[:, 1:-1][turns >= stages] = network.output_shape[-1]  # missing
    return loss_of(network, shown, np.where(turns == stages, row[1:-1], PADDING))


def bimodal_loss(network, molecule, start):
    """Every window with G in the middle; without G, every window of every start."""
    n, functions = len(molecule), lesson("bimodal")
    if start == "fixed":
        return -functions.path_log_p(network, molecule[None], n // 2)[0], n + 2
    place = np.arange(n + 1)
    inputs, targets, weights = functions.pair_batch(molecule[None], place, place + 1)
    logits = functions.pair_network(network, n + 1).predict_on_batch(inputs)
    log_p = np.take_along_axis(np.array(ops.log_softmax(logits)), targets[..., None], -1)
    return -(weights * log_p[..., 0]).sum(), weights.sum()


def loss_of(network, inputs, targets):
    """The loss where the target is no padding."""
    logits = network.predict_on_batch(inputs)
    return -lesson("bimodal").log_p_of(logits, targets).sum(), (targets != PADDING).sum()


LOSSES = {
    "forward": forward_loss, "fbrnn": fbrnn_loss, "nade": nade_loss, "bimodal": bimodal_loss,
}  # fmt: skip


def mean_loss(name, network, molecules):
    """Nats per token of these molecules."""
    method, _, start = name.partition("_")
    found = [LOSSES[method](network, molecule, start) for molecule in molecules]
    return np.divide(*np.sum(found, axis=0))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_each_network_predicts_the_tokens_of_known_drugs(name):
    assert mean_loss(name, *trained(name)) < LOSS[name]


def write(name, n, temperature, random):
    """Write as the lessons do: rows of integers."""
    network, drugs = trained(name)
    if name == "forward":
        return cells("forward", rng=random).write(network, n, temperature)
    if name.startswith("fbrnn"):
        return lesson("fbrnn").write_pairs(network, n, temperature, random)[0]
    # Trained with G left out, a string grows from a token of real molecules.
    first = START if name == "bimodal_fixed" else random.choice(np.concatenate(drugs), (n, 1))
    given = np.broadcast_to(first, (n, 1))
    return lesson("bimodal").grow(network, given, temperature, random)[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITTEN)
def test_each_network_writes_molecules(name):
    kept, (n, least) = pretrained.load(name), WRITTEN[name]
    rows = write(name, n, kept.record["temperature"], np.random.default_rng(0))
    found = evaluate([kept.vocabulary.decode(row) for row in rows], frozenset())
    assert found.validity.interval[0] > least
    assert found.uniqueness.value > 0.95


def test_weights_are_small_enough_to_come_with_the_course():
    sizes = {name: pretrained.load(name).weights.stat().st_size for name in NAMES}
    assert sizes.keys() == LOSS.keys()
    assert max(sizes.values()) <= 4_000_000
    assert sum(sizes.values()) <= 16_000_000


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


def test_halved_weights_keep_names_shapes_and_values(tmp_path):
    whole, half = tmp_path / "a.weights.h5", tmp_path / "b.weights.h5"
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(40), keras.layers.Dense(2)])
    random = np.random.default_rng(0)
    model.set_weights([random.normal(size=w.shape) for w in model.get_weights()])
    model.save_weights(whole)
    shutil.copy(whole, half)
    halve(half)
    before, after = contents(whole), contents(half)
    assert before.keys() == after.keys()
    for name, array in before.items():
        assert (after[name].shape, after[name].dtype) == (array.shape, np.float16)
        np.testing.assert_allclose(after[name], array, rtol=1e-3, atol=1e-6)
    expected = model.get_weights()
    model.load_weights(half)
    for array, value in zip(model.get_weights(), expected, strict=True):
        assert array.dtype == np.float32
        np.testing.assert_allclose(array, value, rtol=1e-3, atol=1e-6)


def contents(path):
    """The arrays of a file, by name."""
    with h5py.File(path) as file:
        found = {}
        file.visititems(lambda name, item: found.update({name: item}))
        return {name: item[...] for name, item in found.items() if hasattr(item, "dtype")}


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
