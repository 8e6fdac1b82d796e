"""ESOL and EGFR: what the loaders give for a good file, and what they say of a bad one."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from tests.support.real import real_file
from utils.datasets import load_egfr, load_esol

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


def test_real_esol_is_what_its_card_says():
    path = real_file("esol")
    frame = load_esol()
    assert frame.attrs["source"] == "real"
    assert len(frame) == 1128
    assert frame["canonical_smiles"].nunique() == 1117
    assert frame["duplicated"].sum() == 22
    assert frame["log_s"].agg(["min", "max"]).tolist() == [-11.6, 1.58]
    assert pd.read_csv(path)["smiles"].str.endswith(" ").sum() == 212
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


@settings(max_examples=25)
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
    return load_egfr(real_file("egfr"))


def test_real_egfr_is_what_its_card_says(real_egfr):
    assert len(real_egfr) == 5421
    assert real_egfr["n_merged"].sum() == 5568
    assert (real_egfr["n_merged"] > 1).sum() == 131 and real_egfr["n_merged"].max() == 4
    assert real_egfr["active"].sum() == 3151
    assert real_egfr["had_salt"].sum() == 167
    assert real_egfr["censored"].sum() == 71
    assert real_egfr["pic50"].agg(["min", "max"]).round(2).tolist() == [1.60, 11.52]


def test_every_real_molecule_has_one_row_one_part_and_no_stereochemistry(real_egfr):
    assert real_egfr["smiles"].is_unique
    assert not real_egfr["smiles"].str.contains(r"[.@/\\]").any()
    assert all(Chem.CanonSmiles(smiles) == smiles for smiles in real_egfr["smiles"][::20])


def test_real_molecules_come_by_potency(real_egfr):
    alone = real_egfr.loc[real_egfr["n_merged"] == 1, "pic50"]
    assert alone.is_monotonic_decreasing


# A molecule of several forms


@pytest.mark.parametrize("smiles", ["[CH3:1][CH2:2][OH:3]", "C(O)C", "[CH3][CH2][OH]", "[H]OCC"])
def test_forms_of_one_molecule_are_duplicates_in_esol(csv, smiles):
    frame = load_esol(csv(HEADER, f"a,1,1,{smiles}", "b,1,1,CCO"))
    assert frame["canonical_smiles"].tolist() == ["CCO", "CCO"]
    assert frame["duplicated"].all()


def test_stereoisomers_are_two_molecules_in_esol(csv):
    assert not load_esol(csv(HEADER, "a,1,1,C/C=C/C", "b,1,1,C/C=C\\C"))["duplicated"].any()


@pytest.mark.parametrize(
    ("forms", "parent", "had_salt"),
    [
        (["CC(=O)O[Na]", "CC(=O)[O-].[Na+]", "CC(=O)O", "CC(=O)[O-]"], "CC(=O)O", True),
        (["C[NH3+]", "CN"], "CN", False),
        (["NCC(=O)O", "[NH3+]CC(=O)[O-]"], "NCC(=O)O", False),
        (["CN=[N+]=[N-]", "C[N-][N+]#N", "CN=N#N"], "CN=[N+]=[N-]", False),
        (["CS(C)=O", "C[S+](C)[O-]"], "C[S+](C)[O-]", False),
        (["CCN", "[CH3:7]CN", "CC[NH3+].[Cl-]"], "CCN", True),
    ],
)
def test_forms_of_one_molecule_are_one_row_in_egfr(csv, capfd, forms, parent, had_salt):
    frame = load_egfr(csv(*egfr_rows(*((smiles, 10) for smiles in forms))))
    assert frame[["smiles", "n_merged", "had_salt"]].values.tolist() == [
        [parent, len(forms), had_salt]
    ]
    assert capfd.readouterr() == ("", "")


def test_ion_that_no_proton_can_neutralise_stays_as_it_is(csv):
    """RDKit's standardiser raises AtomValenceException for this silicate."""
    silicate = "F[Si-](F)(c1ccccc1)(c1ccccc1)c1ccccc1"
    frame = load_egfr(csv(*egfr_rows(("CCO", 1), (f"C[N+](C)(C)C.{silicate}", 2))))
    assert frame["smiles"].tolist() == ["CCO", silicate]
    assert frame["had_salt"].tolist() == [False, True]


# A bad file (what holds for every table is in test_datasets_tables.py)

INVALID = {
    "C1CC": "anel não fechado", "c1cccc1": "aromaticidade", "C(C)(C)(C)(C)C": "valência",
    "xyz": "símbolo desconhecido", "": "vazio", " ": "vazio", "CO₂": "símbolo desconhecido",
    "CCé": "símbolo desconhecido", "CC\u200b": "símbolo desconhecido",
    "nan": "símbolo desconhecido", "CCO etanol": "símbolo desconhecido",
    "CCO>>CC": "símbolo desconhecido",
}  # fmt: skip


@pytest.mark.parametrize("smiles", INVALID)
def test_invalid_smiles_is_told_with_line_compound_and_cause_and_nothing_else(csv, capfd, smiles):
    told = f"{smiles.strip()!r} ({INVALID[smiles]}). Corrija ou apague essa linha"
    for load, lines in (
        (load_esol, [HEADER, "metano,0,0,C", f"B,0,0,{smiles}"]),
        (load_egfr, egfr_rows(("CCN", 5), (smiles, 6))),
    ):
        with pytest.raises(
            ValueError, match=r"SMILES inválido na linha 3 \('B'\), coluna"
        ) as caught:
            load(csv(*lines))
        assert told in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_molecule_that_rdkit_cannot_standardise_is_told_with_line_and_compound(csv, monkeypatch):
    def stops(smiles):
        if smiles == "CCO":
            raise ValueError("Explicit valence")
        return smiles, False

    monkeypatch.setattr("utils.datasets.molecules.standardise", stops)
    with pytest.raises(ValueError, match=r"na linha 3 \('B'\).*'CCO' \(o RDKit não sabe tratar"):
        load_egfr(csv(*egfr_rows(("CCN", 5), ("CCO", 6))))


@pytest.mark.parametrize("value", ["", "nan", "inf", "pouca", '"-3,05"', "−1.55", "1e400"])
@pytest.mark.parametrize("row", ["esquisito,0,{},C", "esquisito,{},0,C"])
def test_solubility_that_is_no_number_is_told_with_its_line(csv, row, value):
    with pytest.raises(ValueError, match=r"Solubilidade inválida na linha 3 \('esquis") as caught:
        load_esol(csv(HEADER, "metano,0,0,C", row.format(value)))
    assert repr(value.strip('"')) in str(caught.value)


@pytest.mark.parametrize("value", ["", "nan", "inf", "pouca", '"0,5"', "-5", "0", "1e-400"])
def test_ic50_that_is_no_positive_number_is_told_with_its_line(csv, value):
    with pytest.raises(ValueError, match=r"não é um número positivo na linha 3 \('B'\)") as caught:
        load_egfr(csv(*egfr_rows(("CCN", 5), ("CCO", value))))
    assert repr(value.strip('"')) in str(caught.value)


def test_ic50_in_another_unit_is_told_with_its_line(csv):
    with pytest.raises(ValueError, match=r"convertida para nM na linha 2 \('A'\).*: 'uM'"):
        load_egfr(csv(EGFR_HEADER, "0,A,5,uM,C,0"))


def test_table_of_a_brazilian_excel_is_read(csv, tmp_path):
    path = tmp_path / "excel.csv"
    text = HEADER.replace(",", ";") + "\r\nácido benzoico;-2,1;-1,55;OC(=O)c1ccccc1\r\n"
    path.write_bytes(text.encode("cp1252"))
    row = load_esol(path).iloc[0]
    assert row[["name", "log_s", "log_s_delaney"]].tolist() == ["ácido benzoico", -1.55, -2.1]


def test_lines_and_separators_leave_no_trace_in_the_frame(csv):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for frame in (load_esol(csv(HEADER, "", *ROWS)), load_egfr(csv(*egfr_rows(("C", 1))))):
            assert frame.index.equals(pd.RangeIndex(len(frame)))
            assert frame.attrs == {"source": "real"}
