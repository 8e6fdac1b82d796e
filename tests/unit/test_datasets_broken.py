"""A broken file is named and never read, whatever the loader; the good ones beside it are used."""

import re
import shutil

import pytest

from tests.support.real import real_file
from utils import datasets, files, stand_ins
from utils.stand_ins import NOTICE

LOADERS = {
    "casmurro": datasets.load_casmurro,
    "esol": datasets.load_esol,
    "egfr": datasets.load_egfr,
    "mnist": datasets.load_mnist,
    "jena": datasets.load_jena,
    "imdb": datasets.load_imdb,
    "glove": datasets.load_glove,
    "silicon": datasets.load_silicon,
    "smiles": datasets.load_smiles,
}
ENTRIES = dict(files.registry())
FILES = {name: [name, *filter(None, [ENTRIES[name].alternative])] for name in LOADERS}
FILES["imdb"] += ["imdb_word_index"]
every_loader = pytest.mark.parametrize("name", LOADERS)


@pytest.fixture
def good(name):
    """The good files that this loader reads; asked for before `data`, which hides them."""
    return [real_file(each) for each in (name, *{"imdb": ["imdb_word_index"]}.get(name, []))]


@pytest.fixture
def data(course, monkeypatch):
    """A data folder with the course's own registry.toml, without addresses."""
    monkeypatch.setattr(stand_ins, "smiles_stand_in", lambda: ["CCO"])  # the slowest to make
    text = (files.ROOT / "data" / "registry.toml").read_text(encoding="utf-8")
    text = re.sub(r"urls = \[.*?\]", "urls = []", text, flags=re.DOTALL)
    (course / "registry.toml").write_text(text, encoding="utf-8")
    return course


def source(loaded):
    return loaded.source if hasattr(loaded, "source") else loaded.attrs["source"]


def test_every_loader_and_every_file_is_tried():
    # The names of molecules come with the course, and have no stand-in: see test_datasets_names.py.
    assert {"load_names", *(f"load_{name}" for name in LOADERS)} == {
        name for name in dir(datasets) if name.startswith("load_")
    }
    assert ENTRIES.keys() - {name for names in FILES.values() for name in names} <= {
        "jena_2020",  # these have no stand-in: see test_weather.py
        "jena_2024",
        "bimodal_authors_fixed",  # read by no loader, and have none: see test_chem_authors.py
        "bimodal_authors_random",
        "silicon_test",  # read beside silicon: see test_datasets_silicon.py
    }


@every_loader
def test_broken_file_is_named_and_the_stand_in_used(data, capsys, name):
    broken = [ENTRIES[each].file for each in FILES[name] if each != "imdb_word_index"]
    for file in broken:
        (data / file).write_bytes(b"<html>not this</html>")
    assert source(LOADERS[name]()) == "simulado"
    out = capsys.readouterr().out
    assert NOTICE in out
    for file in broken:
        assert f"Aviso: {file} em data/ está corrompido" in out


@every_loader
def test_one_wrong_byte_is_enough(good, data, capsys, name):
    path = good[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    (data / path.name).write_bytes(content)
    assert source(LOADERS[name]()) == "simulado"
    assert f"Aviso: {path.name} em data/ está corrompido" in capsys.readouterr().out


@every_loader
def test_good_file_is_used_beside_broken_ones(good, data, capsys, name):
    for entry in ENTRIES.values():
        (data / entry.file).write_bytes(b"broken")
    for each in FILES[name]:
        (data / ENTRIES[each].file).unlink()
    for path in good:
        shutil.copyfile(path, data / path.name)
    assert source(LOADERS[name]()) == "real"
    assert capsys.readouterr().out == ""
