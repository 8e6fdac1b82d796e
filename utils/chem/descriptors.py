"""Descriptors of molecules, and how far the distributions of two sets of molecules are apart."""

import functools
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import rdkit
from rdkit.Chem import QED, Crippen, Descriptors, RDConfig, rdMolDescriptors

from utils.chem.smiles import rdkit_errors_told, read_or_raise

# Column of ``descriptors`` → function of the molecule.
_DESCRIPTORS = {
    "MW": Descriptors.MolWt,
    "logP": Crippen.MolLogP,
    "QED": QED.qed,
    "SA": lambda molecule: _sascorer().calculateScore(molecule),
    "TPSA": rdMolDescriptors.CalcTPSA,
    "HBD": rdMolDescriptors.CalcNumHBD,
    "HBA": rdMolDescriptors.CalcNumHBA,
    "rotatable_bonds": rdMolDescriptors.CalcNumRotatableBonds,
    "rings": rdMolDescriptors.CalcNumRings,
    "aromatic_rings": rdMolDescriptors.CalcNumAromaticRings,
    "fraction_sp3": rdMolDescriptors.CalcFractionCSP3,
    "heavy_atoms": rdMolDescriptors.CalcNumHeavyAtoms,
}


def descriptors(molecules: Iterable[str]) -> pd.DataFrame:
    """Return 12 descriptors of each SMILES, float64, one row a molecule in the order given.

    MW               molar mass, g/mol
    logP             octanol-water partition by Crippen's atoms, log10 (doi 10.1021/ci990307l)
    QED              drug-likeness, 0 to 1 (doi 10.1038/nchem.1243)
    SA               synthetic accessibility, 1 (easy) to 10 (doi 10.1186/1758-2946-1-8)
    TPSA             topological polar surface, Å² (doi 10.1021/jm000942e)
    HBD, HBA         donors and acceptors of hydrogen bonds
    rotatable_bonds, rings, aromatic_rings, heavy_atoms   counts
    fraction_sp3     of the carbons, those that are sp3, 0 to 1

    Raises ``ValueError`` (in Portuguese) for an invalid or missing SMILES, and
    ``FileNotFoundError`` where this RDKit came without the SA score. It takes about 2 ms a
    molecule. Used by lessons 15 and 16.
    """
    rows = []
    for smiles in molecules:
        molecule = read_or_raise(smiles)
        with rdkit_errors_told(smiles):
            rows.append([function(molecule) for function in _DESCRIPTORS.values()])
    return pd.DataFrame(rows, columns=list(_DESCRIPTORS), dtype="float64")


def frechet_distance(first: pd.DataFrame, second: pd.DataFrame) -> float:
    """Return the squared Fréchet distance between Gaussians fitted to two tables of descriptors.

    ``second`` is the reference: both tables, of shapes (n₁, d) and (n₂, d), are first standardised
    by its mean and sd in each column, so that the result has no unit and swapping the tables
    changes it. With means μ and covariances C, it is
    |μ₁ − μ₂|² + tr(C₁ + C₂ − 2 (C₁C₂)^½) (Dowson & Landau 1982,
    doi 10.1016/0047-259X(82)90077-X), squared as FID and FCD also report it: 0 for equal means and
    covariances, 1 for a shift of one column's mean by one sd.

    It is NOT the FCD, the Fréchet ChemNet Distance (Preuer et al. 2018,
    doi 10.1021/acs.jcim.8b00234), which compares the activations of a trained network: the numbers
    can't be compared. Small tables make it larger than it is, in proportion to 1/n: two samples of
    the lessons' molecules are 0.74 apart at n = 100 and 0.08 at n = 1,000. Compare tables of equal
    n, and with two samples of the reference.

    Raises ``ValueError`` (in Portuguese) where the columns differ, a value is missing or infinite,
    a table has fewer than d + 1 rows, or a column of ``second`` is constant.

    Used by lesson 15.
    """
    if set(first) != set(second):
        raise ValueError(
            f"As duas tabelas precisam das mesmas colunas; só numa delas: "
            f"{sorted(set(first) ^ set(second))}."
        )
    columns = list(second)
    for name, table in (("primeira", first), ("segunda", second)):
        if len(table) < len(columns) + 1:
            raise ValueError(
                f"A {name} tabela tem {len(table)} linhas: com {len(columns)} colunas são precisas "
                f"{len(columns) + 1} ou mais."
            )
        wrong = [column for column in columns if not np.isfinite(table[column]).all()]
        if wrong:
            raise ValueError(f"A {name} tabela tem valores ausentes ou infinitos em {wrong}.")
    constant = [column for column in columns if second[column].min() == second[column].max()]
    if constant:
        raise ValueError(f"Sem variação na segunda tabela: retire as colunas {constant} das duas.")
    mean, sd = second.mean(), second.std()
    (mean_1, root_1), (mean_2, root_2) = (
        _moments(((table - mean) / sd)[columns].to_numpy()) for table in (first, second)
    )
    # With C = RᵀR for each table, tr (C₁C₂)^½ is the sum of the singular values of R₁R₂ᵀ.
    overlap = np.linalg.svd(root_1 @ root_2.T, compute_uv=False).sum()
    squared = ((mean_1 - mean_2) ** 2).sum() + (root_1**2).sum() + (root_2**2).sum() - 2 * overlap
    return max(0.0, float(squared))


def _moments(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean, shape (d,), and a root R of the covariance, shape (d, d): C = RᵀR."""
    mean = table.mean(axis=0)
    return mean, np.linalg.qr((table - mean) / np.sqrt(len(table) - 1), mode="r")


@functools.cache
def _sascorer() -> ModuleType:
    """Return RDKit's script of the SA score, which is not part of its package.

    It un-pickles its own file, fpscores.pkl.gz. In the course's environment the lock has checked
    RDKit's hash; on Colab or conda that file is trusted as RDKit itself is.
    """
    folders = (Path(RDConfig.RDContribDir), Path(rdkit.__file__).parent / "Contrib")
    for folder in folders:
        path = folder / "SA_Score" / "sascorer.py"
        if path.exists() and (path.parent / "fpscores.pkl.gz").exists():
            spec = importlib.util.spec_from_file_location("sascorer", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise FileNotFoundError(
        f"Esta instalação do RDKit não traz o SA score (procurado em {folders[0]}). "
        "Instale o pacote do PyPI: pip install --force-reinstall rdkit."
    )
