"""Molecules: solubility (ESOL) and inhibitors of a kinase (EGFR)."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from rdkit import Chem, rdBase
from rdkit.Chem.MolStandardize import rdMolStandardize

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

_ESOL_COLUMNS = {
    "Compound ID": "name",
    "smiles": "smiles",
    "measured log solubility in mols per litre": "log_s",
    "ESOL predicted log solubility in mols per litre": "log_s_delaney",
}
_EGFR_COLUMNS = {
    "molecule_chembl_id": "chembl_id",
    "smiles": "smiles",
    "IC50": "ic50",
    "units": "units",
}
_ACTIVE_FROM = 6.3  # pIC50, about 500 nM: TeachOpenCADD's threshold for kinases
_ASSAY_LIMITS = (10_000, 50_000, 100_000)  # nM
_REPAIR = "Corrija ou apague essa linha do arquivo e carregue-o de novo."


def load_esol(path: str | Path | None = None) -> pd.DataFrame:
    """Aqueous solubility of organic compounds at 25 °C (1,128 rows in the real file).

    `path` is a CSV file of the caller's own with the columns of the official one; without it the
    official file is fetched. Columns of the frame returned:

    name               str      name of the compound, as published
    smiles             str      structure, as published, without surrounding blanks
    canonical_smiles   str      the same in RDKit's canonical form: equal for equal molecules
    log_s              float64  measured solubility, log10 of mol/L
    log_s_delaney      float64  predicted by Delaney's equation, log10 of mol/L
    duplicated         bool     whether another row holds the same molecule; such rows are kept

    `frame.attrs["source"]` is "real", or "simulado" for the stand-in.

    Raises ValueError where a column is missing, a SMILES is invalid or a solubility is no number,
    and DataError where `COURSE_DATA=real` and the file cannot be had.

    Sources: Delaney 2004, doi 10.1021/ci034243x; MoleculeNet 2018, doi 10.1039/C7SC02664A.
    """
    frame = _molecule_table("esol", path, _ESOL_COLUMNS, stand_ins.esol_stand_in)
    frame.insert(2, "canonical_smiles", [Chem.MolToSmiles(m) for m in _molecules(frame)])
    for column in ("log_s", "log_s_delaney"):
        numbers = _numbers(frame[column])
        _refuse(frame, ~np.isfinite(numbers), column, "Solubilidade inválida")
        frame[column] = numbers
    frame["duplicated"] = frame["canonical_smiles"].duplicated(keep=False)
    return frame


def load_egfr(path: str | Path | None = None) -> pd.DataFrame:
    """Potency of inhibitors of the kinase EGFR, one row a molecule (5,421 in the real file).

    `path` is a CSV file of the caller's own with the columns of the official one; without it the
    official file is fetched. The file has a row for each of 5,568 compounds. Here salts and
    mixtures become their parent (the largest part, uncharged), stereochemistry is left out, and
    the rows that are then the same molecule are merged. Molecules keep the order of their first
    rows, which in the official file is that of potency: shuffle before splitting. Columns:

    chembl_id   str      identifier in ChEMBL of the first of the rows merged
    smiles      str      the parent's canonical SMILES, without stereochemistry
    pic50       float64  9 - log10(IC50 / nM), the median of the rows merged
    n_merged    int64    how many rows of the file became this one
    had_salt    bool     whether any of them was a salt or a mixture
    censored    bool     whether any IC50 was exactly 10, 50 or 100 µM: an assay's limit, probably
    active      bool     whether pic50 is 6.3 (about 500 nM) or more

    `frame.attrs["source"]` is "real", or "simulado" for the stand-in.

    Raises ValueError where a column is missing, a SMILES is invalid, a unit is not nM or an IC50 is
    no positive number, and DataError where `COURSE_DATA=real` and the file cannot be had.

    Sources: ChEMBL 2019, doi 10.1093/nar/gky1075; TeachOpenCADD 2019,
    doi 10.1186/s13321-019-0351-x.
    """
    rows = _molecule_table("egfr", path, _EGFR_COLUMNS, stand_ins.egfr_stand_in)
    molecules = _molecules(rows)
    ic50 = _numbers(rows["ic50"])
    _refuse(rows, rows["units"] != "nM", "units", "IC50 que precisa ser convertida para nM")
    _refuse(rows, ~(np.isfinite(ic50) & (ic50 > 0)), "ic50", "IC50 que não é um número positivo")
    rows["pic50"] = 9 - np.log10(ic50)
    rows["censored"] = ic50.isin(_ASSAY_LIMITS)
    rows["had_salt"] = [_is_mixture(molecule) for molecule in molecules]
    with rdBase.BlockLogs():  # the standardiser tells each of its steps on stderr
        rows["smiles"] = [Chem.MolToSmiles(_parent(molecule)) for molecule in molecules]
    frame = rows.groupby("smiles", sort=False, as_index=False).agg(
        chembl_id=("chembl_id", "first"),
        pic50=("pic50", "median"),
        n_merged=("pic50", "size"),
        had_salt=("had_salt", "any"),
        censored=("censored", "any"),
    )
    frame.insert(0, "chembl_id", frame.pop("chembl_id"))
    frame["active"] = frame["pic50"] >= _ACTIVE_FROM
    frame.attrs["source"] = rows.attrs["source"]
    return frame


def _molecule_table(
    name: str, path: str | Path | None, columns: dict[str, str], sample: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """The table at `path`, else that of the registry's `name`, else the `sample`, not yet checked.

    It has the columns that `columns` renames, of which the first identifies a compound and one is
    "smiles"; these two are stripped of blanks. `attrs["source"]` says where the table is from.
    """
    if path is None:
        raw, source = real_or_stand_in(name.upper(), lambda: _read_text(files.fetch(name)), sample)
    else:
        raw, source = _read_text(path), "real"
    missing = [column for column in columns if column not in raw]
    if missing:
        raise ValueError(
            f"Faltam colunas na tabela: {missing}. As encontradas são: {list(raw)}. Dê à primeira "
            "linha do CSV os nomes oficiais, separados por vírgulas (data/README.md os lista)."
        )
    frame = raw[list(columns)].rename(columns=columns)
    for column in (frame.columns[0], "smiles"):
        frame[column] = frame[column].str.strip()
    frame.attrs["source"] = source
    return frame


def _read_text(path: str | Path) -> pd.DataFrame:
    """A CSV table as it stands: every cell is text, so that the loader can name what is wrong."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _molecules(frame: pd.DataFrame) -> list[Chem.Mol]:
    with rdBase.BlockLogs():  # the error below says it better than RDKit's lines on stderr
        molecules = [Chem.MolFromSmiles(smiles) for smiles in frame["smiles"]]
    wrong = [molecule is None or molecule.GetNumAtoms() == 0 for molecule in molecules]
    _refuse(frame, wrong, "smiles", "SMILES inválido")
    return molecules


def _is_mixture(molecule: Chem.Mol) -> bool:
    return len(Chem.GetMolFrags(molecule)) > 1


def _parent(molecule: Chem.Mol) -> Chem.Mol:
    """The molecule without stereochemistry; of a salt or a mixture, the largest part, uncharged."""
    if _is_mixture(molecule):  # it is slow, and would leave the file's others as they are
        molecule = rdMolStandardize.ChargeParent(molecule)
    return rdMolStandardize.StereoParent(molecule, skipStandardize=True)


def _numbers(text: pd.Series) -> pd.Series:
    """These cells as float64, NaN where one is no number."""
    return pd.to_numeric(text, errors="coerce").astype("float64")


def _refuse(frame: pd.DataFrame, wrong: Sequence[bool], column: str, fault: str) -> None:
    """Raise ValueError for the first wrong cell, telling its row as an editor counts it."""
    if any(wrong):
        row = int(np.argmax(wrong))
        raise ValueError(
            f"{fault} na linha {row + 2} (composto {frame.iloc[row, 0]!r}): "
            f"{frame[column].iloc[row]!r}. {_REPAIR}"
        )
