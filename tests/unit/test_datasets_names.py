"""Names and molecules: the file that comes with the course, and what is said where it is broken."""

import hashlib
import json
import lzma

import pytest
from rdkit import Chem

from utils.chem import names as namer
from utils.datasets import load_names, names


@pytest.fixture(scope="module")
def table():
    return load_names()


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """The file and its record, to be spoilt."""
    for path, name in ((names.FILE, "FILE"), (names.RECORD, "RECORD")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
        monkeypatch.setattr(names, name, tmp_path / path.name)
    return tmp_path


def test_names_and_molecules_are_all_different_and_short(table):
    assert list(table.columns) == ["nome", "smiles", "canonico", "familia"]
    assert not table.isna().any(axis=None)
    assert table.nome.is_unique
    assert table.canonico.is_unique
    assert table.nome.str.len().max() <= 40
    assert table[["smiles", "canonico"]].map(len).max(axis=None) <= 25


def test_there_are_enough_of_each_length_and_family(table):
    assert (table.nome.str.len() <= 32).sum() >= 24_000
    assert (table.nome.str.len() > 32).sum() >= 2_000
    assert table.familia.nunique() == 17
    assert table.familia.value_counts().min() >= 1_200


def test_alphabets_are_those_that_the_lesson_expects(table):
    assert set("".join(table.nome)) == set(" (),-0123456789Nabcdefhilmnoprstuxzáí")
    assert set("".join(table.smiles)) <= set("#()+-123=BCFINO[]clr")


def test_both_smiles_of_a_row_are_the_molecule_of_its_name(table):
    for row in table.sample(1_000, random_state=0).itertuples():
        assert Chem.CanonSmiles(row.smiles) == Chem.CanonSmiles(row.canonico)
        assert namer.name(row.canonico) == row.nome
        assert namer.name_order_smiles(row.canonico) == row.smiles


def test_record_is_that_of_the_file(table):
    record = json.loads(names.RECORD.read_text(encoding="utf-8"))
    assert record["sha256"] == hashlib.sha256(names.FILE.read_bytes()).hexdigest()
    assert record["pairs"] == len(table)
    assert record["families"] == table.familia.value_counts().to_dict()
    assert names.FILE.stat().st_size < 400_000


@pytest.mark.parametrize("missing", ["nomes.csv.xz", "nomes.json"])
def test_missing_file_is_named(copies, missing):
    (copies / missing).unlink()
    with pytest.raises(FileNotFoundError, match=f"Falta data/nomes/{missing}.*baixe-o de novo"):
        load_names()


@pytest.mark.parametrize("content", [b"", b"<html>not this</html>", names.FILE.read_bytes()[:1000]])
def test_broken_file_is_told_as_such(copies, content):
    (copies / "nomes.csv.xz").write_bytes(content)
    with pytest.raises(ValueError, match=r"nomes\.csv\.xz .*baixe o curso de novo|Baixe o curso"):
        load_names()


def test_broken_record_is_told_as_such(copies):
    (copies / "nomes.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="danificado"):
        load_names()


def test_file_of_another_record_is_told_as_such(copies):
    (copies / "nomes.csv.xz").write_bytes(lzma.compress(b"nome\netanol\n"))
    with pytest.raises(ValueError, match=r"não é o arquivo de que nomes\.json fala"):
        load_names()
