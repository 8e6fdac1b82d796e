"""The data sets of the course, as the lessons use them: checked, typed, with their units told.

Each loader takes the real file where it can be had (`download.fetch`). With neither file nor
network it takes the generated stand-in of `samples`, and prints so; `COURSE_DATA=real` in the
environment turns that into an error.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from rdkit import Chem, rdBase

from utils import download, samples

T = TypeVar("T")

_ESOL_COLUMNS = {
    "Compound ID": "name",
    "smiles": "smiles",
    "measured log solubility in mols per litre": "log_s",
    "ESOL predicted log solubility in mols per litre": "log_s_delaney",
}
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
    if path is None:
        raw, source = _real_or_sample(
            "ESOL", lambda: _read_text(download.fetch("esol")), samples.esol_sample
        )
    else:
        raw, source = _read_text(path), "real"
    missing = [column for column in _ESOL_COLUMNS if column not in raw]
    if missing:
        raise ValueError(
            f"Faltam colunas na tabela: {missing}. As encontradas são: {list(raw)}. Dê à primeira "
            "linha do CSV os nomes oficiais, separados por vírgulas (data/README.md os lista)."
        )
    frame = raw[list(_ESOL_COLUMNS)].rename(columns=_ESOL_COLUMNS)
    for column in ("name", "smiles"):
        frame[column] = frame[column].str.strip()
    frame.insert(2, "canonical_smiles", _canonical_smiles(frame))
    for column in ("log_s", "log_s_delaney"):
        frame[column] = _finite_numbers(frame, column)
    frame["duplicated"] = frame["canonical_smiles"].duplicated(keep=False)
    frame.attrs["source"] = source
    return frame


def _real_or_sample(title: str, real: Callable[[], T], sample: Callable[[], T]) -> tuple[T, str]:
    """What `real` gives, and "real"; or, where it raises DataError, the announced stand-in."""
    choice = os.environ.get("COURSE_DATA", "")
    if choice not in ("", "real"):
        raise ValueError(
            f"COURSE_DATA={choice!r} não existe. Use COURSE_DATA=real para aceitar só dados reais, "
            "ou deixe a variável vazia para que dados simulados substituam os que faltarem."
        )
    try:
        return real(), "real"
    except download.DataError:
        if choice == "real":
            raise
    print(
        f"{samples.NOTICE}: sem o arquivo e sem a rede, {title} foi gerado por regras do curso e "
        "seus números não são reais. Para os dados reais, conecte-se à internet e rode de novo, "
        "ou copie o arquivo para data/ (veja data/README.md)."
    )
    return sample(), "simulado"


def _read_text(path: str | Path) -> pd.DataFrame:
    """A CSV table as it stands: every cell is text, so that the loader can name what is wrong."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _canonical_smiles(frame: pd.DataFrame) -> list[str]:
    canonical = []
    with rdBase.BlockLogs():  # the error below says it better than RDKit's lines on stderr
        for row, smiles in enumerate(frame["smiles"]):
            molecule = Chem.MolFromSmiles(smiles)
            if molecule is None or molecule.GetNumAtoms() == 0:
                raise ValueError(f"SMILES inválido {_where(frame, row)}: {smiles!r}. {_REPAIR}")
            canonical.append(Chem.MolToSmiles(molecule))
    return canonical


def _finite_numbers(frame: pd.DataFrame, column: str) -> pd.Series:
    numbers = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if wrong.size:
        row = wrong[0]
        value = frame[column].iloc[row]
        raise ValueError(f"Solubilidade inválida {_where(frame, row)}: {value!r}. {_REPAIR}")
    return numbers


def _where(frame: pd.DataFrame, row: int) -> str:
    """Tell a row as an editor counts it, the header being line 1."""
    return f"na linha {row + 2} (composto {frame['name'].iloc[row]!r})"
