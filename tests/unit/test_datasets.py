"""The loaders: what they give for no file at all and, of molecules, for a good and a bad one."""

import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from tests.support.faulty_server import closed_port, register
from utils import files, stand_ins
from utils.datasets import load_egfr, load_esol, load_jena
from utils.files import DataError

REAL = Path(os.environ.get("COURSE_DATA_DIR", ""))
REAL_ESOL = REAL / "esol_delaney.csv"
REAL_EGFR = REAL / "egfr_chembl.csv"
real_files_only = pytest.mark.skipif(
    not ("COURSE_DATA_DIR" in os.environ and REAL_ESOL.is_file() and REAL_EGFR.is_file()),
    reason="needs the real files in COURSE_DATA_DIR",
)

HEADER = (
    "Compound ID,ESOL predicted log solubility in mols per litre,"
    "measured log solubility in mols per litre,smiles"
)
ROWS = ("metano,-0.636,-0.9,C", "etanol ,0.02,1.1,CCO ", "álcool etílico,0.02,1.0,OCC")
EGFR_HEADER = ",molecule_chembl_id,IC50,units,smiles,pIC50"


def egfr_rows(*compounds):
    """The lines of a CSV with these (SMILES, IC50 in nM), called A, B, …; its pIC50 is nonsense."""
    lines = [f"0,{chr(65 + k)},{ic50},nM,{smiles},0" for k, (smiles, ic50) in enumerate(compounds)]
    return [EGFR_HEADER, *lines]


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
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    for name in ("esol", "egfr", "jena"):
        register(tmp_path, name, b"...", f"http://127.0.0.1:{closed_port()}/{name}")
    return tmp_path


# A good file: ESOL


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


@real_files_only
def test_real_esol_is_what_its_card_says():
    frame = load_esol()
    assert frame.attrs["source"] == "real"
    assert len(frame) == 1128
    assert frame["canonical_smiles"].nunique() == 1117
    assert frame["duplicated"].sum() == 22
    assert frame["log_s"].agg(["min", "max"]).tolist() == [-11.6, 1.58]
    assert pd.read_csv(REAL_ESOL)["smiles"].str.endswith(" ").sum() == 212
    pair = frame.set_index("name").loc[["Sorbitol", "mannitol"]]
    assert pair["canonical_smiles"].nunique() == 1
    assert pair["log_s"].tolist() == [1.09, 0.06]


# A good file: EGFR


def test_egfr_columns_have_the_names_and_types_that_the_docstring_promises(csv):
    frame = load_egfr(csv(*egfr_rows(("CCN", "1.0"), ("CCO", 1000))))
    types = {"n_merged": "int64", "had_salt": "bool", "censored": "bool", "active": "bool"}
    assert list(frame) == ["chembl_id", "smiles", "pic50", *types]
    assert frame.dtypes.iloc[2:].astype(str).to_dict() == {"pic50": "float64"} | types
    assert frame["chembl_id"].tolist() == ["A", "B"]
    assert frame.index.tolist() == [0, 1]
    assert frame.attrs["source"] == "real"


def test_pic50_is_computed_from_the_ic50_in_nanomolar(csv):
    frame = load_egfr(csv(*egfr_rows(("CCN", "1e0"), ("CCO", 1000), ("CCS", "0.01"))))
    assert frame["pic50"].tolist() == [9, 6, 11]


def test_active_begins_at_six_point_three(csv):
    frame = load_egfr(csv(*egfr_rows(("CCN", 500), ("CCO", 502))))
    assert frame["active"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("smiles", "parent"),
    [
        ("CCN.Cl", "CCN"),
        ("[Br-].CC[NH3+]", "CCN"),
        ("CC(=O)[O-].[Na+]", "CC(=O)O"),
        ("O.CCN.Cl.Cl", "CCN"),
        ("C[N+](C)(C)CC.[I-]", "CC[N+](C)(C)C"),
        ("Cl.N[C@@H](C)CC", "CCC(C)N"),
    ],
)
def test_salt_or_mixture_becomes_its_parent_and_is_marked_in_silence(csv, capfd, smiles, parent):
    frame = load_egfr(csv(*egfr_rows((smiles, 5), ("CCO", 6))))
    assert frame["smiles"].tolist() == [parent, "CCO"]
    assert frame["had_salt"].tolist() == [True, False]
    assert capfd.readouterr() == ("", "")


def test_stereochemistry_of_atoms_and_double_bonds_goes(csv):
    frame = load_egfr(csv(*egfr_rows(("N[C@@H](C)CC", 5), ("C/C=C\\CO", 6))))
    assert frame["smiles"].tolist() == ["CCC(C)N", "CC=CCO"]


def test_rows_of_one_molecule_become_one_row_that_tells_of_all(csv):
    rows = egfr_rows(("N[C@@H](C)CC", 1), ("CCO", 10), ("N[C@H](C)CC.Cl", 10_000), ("CCC(C)N", 10))
    frame = load_egfr(csv(*rows)).set_index("chembl_id")
    assert frame.index.tolist() == ["A", "B"]
    assert frame.loc["A"].tolist() == ["CCC(C)N", 8.0, 3, True, True, True]
    assert frame.loc["B"].tolist() == ["CCO", 8.0, 1, False, False, True]


@given(st.lists(st.floats(1e-3, 1e8), min_size=1, max_size=6))
def test_potency_of_a_molecule_is_the_median_of_its_rows(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("egfr") / "meu.csv"
    path.write_text("\n".join(egfr_rows(*(("CCN", value) for value in values))))
    frame = load_egfr(path)
    assert frame["n_merged"].tolist() == [len(values)]
    assert frame["pic50"].item() == pytest.approx(np.median(9 - np.log10(values)))


def test_only_the_round_values_of_assays_are_marked_as_censored(csv):
    values = [10_000, "10000.0", "5e4", 100_000, 10_001, 20_000, 10, 1_000_000]
    frame = load_egfr(csv(*egfr_rows(*(("C" * k, value) for k, value in enumerate(values, 1)))))
    assert frame["censored"].tolist() == [True] * 4 + [False] * 4


def test_molecules_keep_the_order_of_the_file(csv):
    smiles = ["CCS", "CCO", "C", "CCS.Cl", "CCN"]
    frame = load_egfr(csv(*egfr_rows(*((text, 5) for text in smiles))))
    assert frame["smiles"].tolist() == ["CCS", "CCO", "C", "CCN"]


@pytest.fixture(scope="module")
def real_egfr():
    return load_egfr(REAL_EGFR)


@real_files_only
def test_real_egfr_is_what_its_card_says(real_egfr):
    assert len(real_egfr) == 5421
    assert real_egfr["n_merged"].sum() == 5568
    assert (real_egfr["n_merged"] > 1).sum() == 131 and real_egfr["n_merged"].max() == 4
    assert real_egfr["active"].sum() == 3151
    assert real_egfr["had_salt"].sum() == 167
    assert real_egfr["censored"].sum() == 71
    assert real_egfr["pic50"].agg(["min", "max"]).round(2).tolist() == [1.60, 11.52]


@real_files_only
def test_every_real_molecule_has_one_row_one_part_and_no_stereochemistry(real_egfr):
    assert real_egfr["smiles"].is_unique
    assert not real_egfr["smiles"].str.contains(r"[.@/\\]").any()
    assert all(Chem.CanonSmiles(smiles) == smiles for smiles in real_egfr["smiles"][::20])


@real_files_only
def test_real_molecules_come_by_potency(real_egfr):
    alone = real_egfr.loc[real_egfr["n_merged"] == 1, "pic50"]
    assert alone.is_monotonic_decreasing


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


def test_missing_egfr_column_is_named(csv):
    with pytest.raises(ValueError, match=r"Faltam colunas na tabela: \['IC50'\]"):
        load_egfr(csv(EGFR_HEADER.replace("IC50,", "ic50,", 1), "0,A,5,nM,C,0"))


def test_invalid_egfr_smiles_is_told_with_its_row_and_compound_and_nothing_else(csv, capfd):
    with pytest.raises(ValueError, match=r"SMILES inválido na linha 3 \(composto 'B'\): 'C1CC'"):
        load_egfr(csv(*egfr_rows(("CCN", 5), ("C1CC", 6))))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("value", ["", "nan", "inf", "pouca", '"0,5"', "-5", "0"])
def test_ic50_that_is_no_positive_number_is_told_with_its_row(csv, value):
    with pytest.raises(ValueError, match="não é um número positivo na linha 3") as caught:
        load_egfr(csv(*egfr_rows(("CCN", 5), ("CCO", value))))
    assert "'B'" in str(caught.value) and repr(value.strip('"')) in str(caught.value)


def test_ic50_in_another_unit_is_told_with_its_row(csv):
    with pytest.raises(ValueError, match=r"convertida para nM na linha 2 \(composto 'A'\): 'uM'"):
        load_egfr(csv(EGFR_HEADER, "0,A,5,uM,C,0"))


# No file


@pytest.mark.parametrize(
    ("load", "title", "rows"),
    [(load_esol, "ESOL", 1128), (load_egfr, "EGFR", 1463), (load_jena, "o tempo em Jena", 26_280)],
)
def test_stand_in_is_announced_in_one_line_and_marked(nothing, capsys, load, title, rows):
    frame = load()
    assert frame.attrs["source"] == "simulado"
    assert len(frame) == rows
    notice = capsys.readouterr().out.splitlines()[-1]
    assert notice.startswith(f"{stand_ins.NOTICE}: ")
    for told in (title, "não são reais", "conecte-se à internet", "data/README.md"):
        assert told in notice


def test_real_file_brings_no_announcement(nothing, csv, capsys):
    body = "\n".join([HEADER, *ROWS]).encode()
    (nothing / "registry.toml").unlink()
    register(nothing, "esol", body)
    (nothing / "esol.csv").write_bytes(body)
    assert load_esol().attrs["source"] == "real"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("load", "file"), [(load_esol, "esol.csv"), (load_egfr, "egfr.csv"), (load_jena, "jena.csv")]
)
def test_course_data_real_refuses_the_stand_in(nothing, monkeypatch, load, file):
    monkeypatch.setenv("COURSE_DATA", "real")
    with pytest.raises(DataError, match=re.escape(file)):
        load()


def test_course_data_with_any_other_value_is_refused(nothing, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "verdadeiro")
    with pytest.raises(ValueError, match="Use COURSE_DATA=real"):
        load_esol()
