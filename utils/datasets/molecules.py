"""Molecules: solubility (ESOL) and inhibitors of a kinase (EGFR)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from utils import files, stand_ins
from utils.chem.parents import standardise
from utils.chem.smiles import canonical, why_invalid
from utils.datasets.common import real_or_stand_in
from utils.datasets.tables import numbers, read_table, refuse, why_no_number

# Official name: the name here. The first column identifies a compound.
_ESOL_COLUMNS = {
    "Compound ID": "name",
    "smiles": "smiles",
    "measured log solubility in mols per litre": "log_s",
    "ESOL predicted log solubility in mols per litre": "log_s_delaney",
}
_EGFR_COLUMNS = ("molecule_chembl_id", "smiles", "IC50", "units")
_ACTIVE_FROM = 6.3  # pIC50, about 500 nM: TeachOpenCADD's threshold for kinases
_ASSAY_LIMITS = (10_000, 50_000, 100_000)  # nM


def load_esol(path: str | Path | None = None) -> pd.DataFrame:
    """Aqueous solubility of organic compounds at 25 °C (1,128 rows in the real file).

    `path` is a CSV file of the caller's own with these four columns of the official one, as
    `tables.read_table` takes it; without it the official file is fetched. Columns of the frame:

    name               str      name of the compound, as published
    smiles             str      structure, as published, without surrounding blanks
    canonical_smiles   str      the same in RDKit's canonical form: equal for equal molecules
    log_s              float64  measured solubility, log10 of mol/L
    log_s_delaney      float64  predicted by Delaney's equation, log10 of mol/L
    duplicated         bool     whether another row holds the same molecule; such rows are kept

    `frame.attrs["source"]` is "real", or "simulado" for the stand-in.

    Raises ValueError where the file is not such a table, a SMILES is invalid or a solubility is not
    a number, FileNotFoundError where there is no file at `path`, and DataError where
    `COURSE_DATA=real` and the official file cannot be had.

    Used by lesson 05. Sources: Delaney 2004, doi 10.1021/ci034243x; MoleculeNet 2018,
    doi 10.1039/C7SC02664A.
    """
    frame = _molecule_table("esol", path, tuple(_ESOL_COLUMNS), stand_ins.esol_stand_in)
    forms = [canonical(smiles) for smiles in frame["smiles"]]
    refuse(frame, [form is None for form in forms], "smiles", "SMILES inválido", why_invalid)
    for column in list(_ESOL_COLUMNS)[2:]:
        values = numbers(frame, column)
        refuse(frame, ~np.isfinite(values), column, "Solubilidade inválida", why_no_number)
        frame[column] = values
    frame = frame.rename(columns=_ESOL_COLUMNS).reset_index(drop=True)
    frame.insert(2, "canonical_smiles", forms)
    frame["duplicated"] = frame["canonical_smiles"].duplicated(keep=False)
    frame.attrs = {"source": frame.attrs["source"]}
    return frame


def load_egfr(path: str | Path | None = None) -> pd.DataFrame:
    """Potency of inhibitors of the kinase EGFR, one row a molecule (5,421 in the real file).

    `path` is a CSV file of the caller's own with four columns of the official one (identifier,
    SMILES, IC50, units), as `tables.read_table` takes it; without it the official file is fetched,
    which has a row for each of 5,568 compounds. Here each molecule becomes its parent (no
    counter-ion, uncharged, no stereochemistry: see `parents.parent`, to be used for what is
    predicted on too), and the rows that are then the same molecule are merged. Molecules keep the
    order of their first rows, which in the official file is that of potency: shuffle before
    splitting. Columns:

    chembl_id   str      identifier in ChEMBL of the first of the rows merged
    smiles      str      the parent's canonical SMILES, without stereochemistry
    pic50       float64  9 - log10(IC50 / nM), the median of the rows merged
    n_merged    int64    how many rows of the file became this one
    had_salt    bool     whether any of them was a salt or a mixture
    censored    bool     whether any IC50 was exactly 10, 50 or 100 µM: an assay's limit, probably
    active      bool     whether pic50 is 6.3 (about 500 nM) or more

    `frame.attrs["source"]` is "real", or "simulado" for the stand-in.

    Raises ValueError where the file is not such a table, a SMILES is invalid, a unit is not nM or
    an IC50 is not a positive number, FileNotFoundError where there is no file at `path`, and
    DataError where `COURSE_DATA=real` and the official file cannot be had.

    Used by lessons 06 and 15. Sources: ChEMBL 2019, doi 10.1093/nar/gky1075; TeachOpenCADD 2019,
    doi 10.1186/s13321-019-0351-x.
    """
    raw = _molecule_table("egfr", path, _EGFR_COLUMNS, stand_ins.egfr_stand_in)
    rows = raw[["molecule_chembl_id"]].rename(columns={"molecule_chembl_id": "chembl_id"})
    rows["smiles"], rows["had_salt"] = _parents(raw)
    ic50 = numbers(raw, "IC50")
    refuse(raw, raw["units"] != "nM", "units", "IC50 que precisa ser convertida para nM")
    wrong = ~(np.isfinite(ic50) & (ic50 > 0))
    refuse(raw, wrong, "IC50", "IC50 que não é um número positivo", why_no_number)
    rows["pic50"] = 9 - np.log10(ic50)
    rows["censored"] = np.isin(ic50, _ASSAY_LIMITS)
    frame = rows.groupby("smiles", sort=False, as_index=False).agg(
        chembl_id=("chembl_id", "first"),
        pic50=("pic50", "median"),
        n_merged=("pic50", "size"),
        had_salt=("had_salt", "any"),
        censored=("censored", "any"),
    )
    frame.insert(0, "chembl_id", frame.pop("chembl_id"))
    frame["active"] = frame["pic50"] >= _ACTIVE_FROM
    frame.attrs = {"source": raw.attrs["source"]}
    return frame


def _molecule_table(
    name: str, path: str | Path | None, columns: tuple[str, ...], stand_in: Callable
) -> pd.DataFrame:
    """Return the table at `path`, else that of the registry's `name`, else the stand-in.

    Only these columns are returned, of which one is "smiles"; cells are not yet checked.
    `attrs["source"]` says where the table is from.
    """
    if path is None:
        raw, source = real_or_stand_in(
            name.upper(), lambda: read_table(files.fetch(name), columns), stand_in
        )
    else:
        raw, source = read_table(path, columns), "real"
    frame = raw[list(columns)]
    for column in (columns[0], "smiles"):
        frame[column] = frame[column].str.strip()  # blanks in the stand-in, as in the real file
    frame.attrs["source"] = source
    return frame


def _parents(raw: pd.DataFrame) -> tuple[list[str], list[bool]]:
    """Return each row's parent and whether it was a salt; refuse the first that has none."""
    found = []
    for smiles in raw["smiles"]:
        try:
            found.append(standardise(smiles))
        except ValueError:
            found.append(("", False))
    parents, salts = map(list, zip(*found, strict=True))
    refuse(raw, [not parent for parent in parents], "smiles", "SMILES inválido", _why_no_parent)
    return parents, salts


def _why_no_parent(smiles: str) -> str:
    return why_invalid(smiles) or "o RDKit não sabe tratar essa molécula"
