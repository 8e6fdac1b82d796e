"""Generated molecules: the stand-ins for ESOL, EGFR and ChEMBL."""

from random import Random

import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import Crippen, Descriptors

# Parts of a molecule. The first atom is bound to what comes before; {s} is a substituent and {n}
# what comes next. Their ring closures, 1 and 2, become others in the next parts of a molecule.
_PARTS = """
    CCC{n} CCCCC{n} CC({s})CC{n} CC(C){n} c1cc({s})cc({n})c1 c1ccc({s})c({n})c1 c1cc({s})ccc1{n}
    c1c({s})cccc1{n} c1ccnc({n})c1 c1cnc({s})c({n})c1 c1cc({n})nc({s})n1 c1cc({s})c({n})s1
    c1nc({n})c({s})s1 c1cc({n})c({s})o1 c1cc({s})nn1{n} c1c({s})c({n})c[nH]1 c1nnc({n})o1
    c1ccc2[nH]c({s})c({n})c2c1 c1nc({n})c2cc({s})ccc2n1 c1cc({n})c2ccc({s})cc2c1 n1cc({n})cn1
    c1nc2ccc({n})cc2s1 C1CCC({n})CC1{s} C1CCC({n})C1 C1CC1{n} C1CCN({n})CC1 C1CCCN1{n} N1CCN({n})CC1
    N1CC({s})OC({n})C1 N1CCC({n})CC1 C1CCc2ccc({n})cc2O1 C1=C({s})NC(=O)NC1{n} C1C(=O)N({n})CC1{s}
"""
_SUBSTITUENTS = """
    [H] [H] [H] [H] [H] [H] C C C F F Cl Cl Br OC O O CC C(C)C C(F)(F)F C#N N N(C)C [N+](=O)[O-]
    C(=O)O C(N)=O S(C)(=O)=O OCC C(=O)OC I SC NC(C)=O C(C)(C)C
"""
_LINKERS = """
    - - - C CC C(C) O OC CO N NC CN N(C) NC(=O) NC(=O) C(=O)N C(=O)N C(=O) CC(=O)N S(=O)(=O)N S C=C
    C#C OCC(=O)N C(O)C C(=O)OC
"""
_PARTS, _SUBSTITUENTS, _LINKERS = (text.split() for text in (_PARTS, _SUBSTITUENTS, _LINKERS))
# What each occurrence of a pattern (SMARTS) adds to pIC50 in the stand-in for EGFR.
_POTENCY = {
    "[n]": 0.6,
    "[NX3;H1]": 0.5,
    "c[F,Cl,Br]": 0.8,
    "[C;R]": -0.15,
    "[N+]": -1.0,
    "C(=O)[OX2H1]": -1.0,
    "S(=O)=O": -0.6,
}


def smiles_stand_in(n: int = 4000, seed: int = 2020) -> list[str]:
    """Generate `n` molecules as the real file holds them, in alphabetical order.

    Each is valid, different from the others and in RDKit's canonical form, without stereochemistry
    or salts, and has 34 to 74 characters; all chemical tokens occur in the real file. The same `n`,
    `seed` and RDKit give the same molecules.
    """
    return sorted(_molecules(Random(seed), n, parts=(2, 3, 3), shortest=34, longest=74))


def esol_stand_in(n: int = 1128, seed: int = 2004) -> pd.DataFrame:
    """Generate `n` compounds in the columns of ESOL's official CSV that `load_esol` reads.

    The solubilities (log10 of mol/L) follow Delaney's equation; to those called measured, Gaussian
    noise (standard deviation 0.5) is added. As in the real file, every fifth SMILES ends in a
    blank, one compound in a hundred comes back under another SMILES with another value, and one,
    methane, has a single heavy atom. The same `n`, `seed` and RDKit give the same table.
    """
    rng = Random(seed)
    repeated = n // 100
    smiles = ["C", *_molecules(rng, n - repeated - 1, parts=(1, 1, 2, 3))]
    kekule = [Chem.MolFromSmiles(text) for text in smiles if "c1" in text][:repeated]
    smiles += [Chem.MolToSmiles(molecule, kekuleSmiles=True) for molecule in kekule]
    rng.shuffle(smiles)
    predicted = [delaney(text) for text in smiles]
    return pd.DataFrame(
        {
            "Compound ID": [f"simulado {i:04d}" for i in range(1, n + 1)],
            "ESOL predicted log solubility in mols per litre": predicted,
            "measured log solubility in mols per litre": [
                value + rng.gauss(0, 0.5) for value in predicted
            ],
            "smiles": [text + " " * (i % 5 == 0) for i, text in enumerate(smiles)],
        }
    )


def delaney(smiles: str) -> float:
    """Predict log10 of the solubility (mol/L) by Delaney's equation, doi 10.1021/ci034243x.

    The logarithm of the octanol-water partition is Crippen's here.
    """
    molecule = Chem.MolFromSmiles(smiles)
    aromatic = np.mean([atom.GetIsAromatic() for atom in molecule.GetAtoms()])
    return (
        0.16
        - 0.63 * Crippen.MolLogP(molecule)
        - 0.0062 * Descriptors.MolWt(molecule)
        + 0.066 * Descriptors.NumRotatableBonds(molecule)
        - 0.74 * float(aromatic)
    )


def egfr_stand_in(n: int = 1500, seed: int = 2019) -> pd.DataFrame:
    """Generate `n` compounds in the columns of EGFR's official CSV, its row number as index.

    A molecule's pIC50 is what its groups add to 6, plus Gaussian noise (standard deviation 0.6);
    somewhat more than half are active (6.3 or more). As in the real file, the rows go from the most
    to the least potent, some are salts, one in forty is another's hydrochloride with a value of its
    own, and some values are exactly 10, 50 or 100 µM. The same `n`, `seed` and RDKit give the same
    table.
    """
    rng = Random(seed)
    repeated = n // 40
    smiles = _molecules(rng, n - repeated, parts=(2, 3), shortest=20, longest=80)
    potency = [_potency(text) for text in smiles]
    frame = pd.DataFrame(
        {
            "smiles": smiles + [f"{text}.Cl" for text in smiles[:repeated]],
            "pIC50": potency + potency[:repeated],
        }
    )
    frame["pIC50"] += [rng.gauss(0, 0.6) for _ in range(n)]
    limits = rng.choices([1e4, 5e4, 1e5, np.inf], [1, 4, 10, 5], k=n)
    ic50 = np.minimum(10 ** (9 - frame["pIC50"]), limits)
    frame["IC50"] = [float(f"{value:.3g}") for value in ic50]
    frame["pIC50"] = (9 - np.log10(frame["IC50"])).round(6)
    frame["units"] = "nM"
    frame["molecule_chembl_id"] = [f"simulado {i:04d}" for i in range(1, n + 1)]
    frame = frame[["molecule_chembl_id", "IC50", "units", "smiles", "pIC50"]]
    return frame.sort_values("IC50", kind="stable", ignore_index=True)


def _potency(smiles: str) -> float:
    """pIC50 by the rule, without noise."""
    molecule = Chem.MolFromSmiles(smiles)
    counts = {p: len(molecule.GetSubstructMatches(Chem.MolFromSmarts(p))) for p in _POTENCY}
    return 6 + sum(_POTENCY[pattern] * count for pattern, count in counts.items())


def _molecules(
    rng: Random, n: int, parts: tuple[int, ...], shortest: int = 1, longest: int = 99
) -> list[str]:
    """`n` different canonical SMILES of so many characters and of one of these numbers of parts."""
    found = {}
    while len(found) < n:
        smiles = Chem.CanonSmiles(_assembled(rng, rng.choice(parts)))
        if shortest <= len(smiles) <= longest:
            found[smiles] = True
    return list(found)


def _assembled(rng: Random, parts: int) -> str:
    """A molecule as SMILES, not yet canonical, of any length."""
    text = rng.choice(_SUBSTITUENTS)
    for k in reversed(range(parts)):
        digits = {ord("1"): str(2 * k + 1), ord("2"): str(2 * k + 2)}
        part = rng.choice(_PARTS).translate(digits)
        text = (rng.choice(_LINKERS) if k else "[H]") + part.format(
            s=rng.choice(_SUBSTITUENTS), n=text
        )
    return text
