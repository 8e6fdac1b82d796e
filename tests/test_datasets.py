"""The loaders: what they give for a good file, for a bad one, and for none at all."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.faulty_server import closed_port, register
from utils import download, samples
from utils.datasets import load_esol
from utils.download import DataError, Store

REAL = Path(os.environ.get("COURSE_DATA_DIR", ""), "esol_delaney.csv")
real_file_only = pytest.mark.skipif(
    not ("COURSE_DATA_DIR" in os.environ and REAL.is_file()),
    reason="needs the real file in COURSE_DATA_DIR",
)

HEADER = (
    "Compound ID,ESOL predicted log solubility in mols per litre,"
    "measured log solubility in mols per litre,smiles"
)
ROWS = ("metano,-0.636,-0.9,C", "etanol ,0.02,1.1,CCO ", "álcool etílico,0.02,1.0,OCC")


@pytest.fixture
def csv(tmp_path):
    """Write a CSV file of these lines and return its path."""

    def write(*lines):
        path = tmp_path / "meu.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def nothing(tmp_path, monkeypatch):
    """A course with neither file nor network."""
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "COURSE", Store(tmp_path, pauses=()))
    register(tmp_path, "esol", b"...", f"http://127.0.0.1:{closed_port()}/esol")
    return tmp_path


# A good file


def test_columns_have_the_names_and_types_that_the_docstring_promises(csv):
    frame = load_esol(csv(HEADER, *ROWS))
    assert list(frame) == [
        "name",
        "smiles",
        "canonical_smiles",
        "log_s",
        "log_s_delaney",
        "duplicated",
    ]
    assert frame["log_s"].dtype == frame["log_s_delaney"].dtype == np.float64
    assert frame["duplicated"].dtype == bool
    assert frame["log_s"].tolist() == [-0.9, 1.1, 1.0]
    assert frame["log_s_delaney"].tolist() == [-0.636, 0.02, 0.02]
    assert frame.attrs["source"] == "real"


def test_blanks_around_names_and_smiles_go(csv):
    frame = load_esol(csv(HEADER, *ROWS))
    assert frame["name"].tolist() == ["metano", "etanol", "álcool etílico"]
    assert frame["smiles"].tolist() == ["C", "CCO", "OCC"]


def test_every_row_of_a_molecule_that_comes_back_is_marked_and_kept(csv):
    frame = load_esol(csv(HEADER, *ROWS))
    assert frame["canonical_smiles"].tolist() == ["C", "CCO", "CCO"]
    assert frame["duplicated"].tolist() == [False, True, True]


def test_text_that_pandas_takes_for_a_missing_value_is_kept(csv):
    assert load_esol(csv(HEADER, "NA,0,0,N"))["name"].tolist() == ["NA"]


@real_file_only
def test_real_file_is_what_its_card_says():
    frame = load_esol()
    assert frame.attrs["source"] == "real"
    assert len(frame) == 1128
    assert frame["canonical_smiles"].nunique() == 1117
    assert frame["duplicated"].sum() == 22
    assert frame["log_s"].agg(["min", "max"]).tolist() == [-11.6, 1.58]
    assert pd.read_csv(REAL)["smiles"].str.endswith(" ").sum() == 212
    pair = frame.set_index("name").loc[["Sorbitol", "mannitol"]]
    assert pair["canonical_smiles"].nunique() == 1
    assert pair["log_s"].tolist() == [1.09, 0.06]


# A bad file


def test_missing_column_is_named_with_those_found(csv):
    with pytest.raises(ValueError, match="Faltam colunas") as caught:
        load_esol(csv("Compound ID;smiles", "metano;C"))
    for told in ("measured log solubility", "'Compound ID;smiles'", "separados por vírgulas"):
        assert told in str(caught.value)


@pytest.mark.parametrize("smiles", ["C1CC", "c1cccc1", "C(C)(C)(C)(C)C", "xyz", "", " "])
def test_invalid_smiles_is_told_with_its_row_and_compound_and_nothing_else(csv, capfd, smiles):
    with pytest.raises(ValueError, match="SMILES inválido na linha 3") as caught:
        load_esol(csv(HEADER, "metano,0,0,C", f"esquisito,0,0,{smiles}"))
    assert "'esquisito'" in str(caught.value) and repr(smiles.strip()) in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_row_that_ends_early_is_told_like_an_invalid_smiles(csv):
    with pytest.raises(ValueError, match="SMILES inválido na linha 3"):
        load_esol(csv(HEADER, "metano,0,0,C", "curto,0,0"))


@pytest.mark.parametrize("value", ["", "nan", "inf", "pouca", '"-3,05"'])
@pytest.mark.parametrize("row", ["esquisito,0,{},C", "esquisito,{},0,C"])
def test_solubility_that_is_no_number_is_told_with_its_row(csv, row, value):
    with pytest.raises(ValueError, match="Solubilidade inválida na linha 3") as caught:
        load_esol(csv(HEADER, "metano,0,0,C", row.format(value)))
    assert "'esquisito'" in str(caught.value) and repr(value.strip('"')) in str(caught.value)


# No file


def test_stand_in_is_announced_in_one_line_and_marked(nothing, capsys):
    frame = load_esol()
    assert frame.attrs["source"] == "simulado"
    assert len(frame) == 1128
    notice = capsys.readouterr().out.splitlines()[-1]
    assert notice.startswith(f"{samples.NOTICE}: ")
    for told in ("ESOL", "não são reais", "conecte-se à internet", "data/README.md"):
        assert told in notice


def test_real_file_brings_no_announcement(nothing, csv, capsys):
    body = "\n".join([HEADER, *ROWS]).encode()
    (nothing / "registry.toml").unlink()
    register(nothing, "esol", body, sha256=[hashlib.sha256(body).hexdigest()])
    (nothing / "esol.csv").write_bytes(body)
    assert load_esol().attrs["source"] == "real"
    assert capsys.readouterr().out == ""


def test_course_data_real_refuses_the_stand_in(nothing, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    with pytest.raises(DataError, match=r"esol\.csv"):
        load_esol()


def test_course_data_with_any_other_value_is_refused(nothing, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "verdadeiro")
    with pytest.raises(ValueError, match="Use COURSE_DATA=real"):
        load_esol()
