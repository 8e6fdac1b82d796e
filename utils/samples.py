"""Generated stand-ins for the data sets, for when neither file nor network is there.

They have the columns and the traps of the real files, so that a lesson runs from end to end, but
their numbers are not measurements. Whoever uses one prints a line that begins with `NOTICE`.
"""

from functools import cache
from itertools import product

import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import Crippen, Descriptors, rdMolDescriptors

NOTICE = "⚠ DADOS SIMULADOS"

# Ring systems with two places for a substituent.
_SCAFFOLDS = """
    c1c({})cccc1{}  c1cc({})ccc1{}  c1c({})cc(Cl)cc1{}  c1cc({})ccc1-c2ccc({})cc2
    c1c({})ccc2ccc({})cc12  c1c({})ccc2cc3cc({})ccc3cc12  c1cc({})c2c(c1)ccc1ccc({})cc12
    c1nc({})ccc1{}  c1oc({})cc1{}  c1sc({})cc1{}  [nH]1c({})ccc1{}  c1c({})ncnc1{}  o1c({})ncc1{}
    s1c({})ncc1{}  n1c({})ncn1C{}  c1c({})cc2[nH]cc({})c2c1  c1c({})cc2occ({})c2c1
    c1c({})cc2scc({})c2c1  c1c({})cc2ncccc2c1{}  c1c({})ccc2c1Cc1cc({})ccc12
    c1c({})ccc2c1[nH]c1cc({})ccc12  O=c1oc2cc({})ccc2cc1{}  O=C1NC(=O)c2cc({})c({})cc12
    O=C1NC(=O)NC(=O)C1({}){}  Cn1c(=O)n(C)c2nc({})n(C{})c2c1=O  c1cc({})ccc1Cc2ccc({})cc2
    c1cc({})ccc1Oc2ccc({})cc2  c1cc({})ccc1C(=O)c2ccc({})cc2  c1cc({})ccc1C(=O)Nc2ccc({})cc2
    c1cc({})ccc1C=Cc2ccc({})cc2  c1cc({})ccc1C(=O)OCc2ccc({})cc2  C1CCCC({})C1{}  C1CCC({})C1{}
    C1C({})C1{}  C1CCC({})=CC1{}  C1CC2CCC({})CC2CC1{}  C12CC3CC(C1)CC({})(C3)C2{}
    O=C1CCC({})CC1{}  O1CCC({})C1{}  O1CCOC({})C1{}  N1CCC({})CC1{}  N1CC({})NCC1{}
    O1CC({})NCC1{}  O=C1OCC({})C1{}  OC1C(O)C(O)C(C{})OC1{}  C1CCC2C(C1({}))CCC1C2CCC2(C)C({})CCC12
"""
_SUBSTITUENTS = "[H] C C(C)C CCCCCC Cl Br O OC C(=O)O C(=O)OCC C#N c9ccccc9"

# Chains: a carbon skeleton that ends in a functional group.
_SKELETONS = (
    *("C" * length for length in range(2, 19)),
    *(
        "C" * left + branch + "C" * right
        for left, branch, right in product(range(1, 5), ("C(C)", "C(CC)", "C(C)(C)"), range(1, 6))
    ),
)
_GROUPS = """
    [H] O N Cl Br I C=C C#C C=O C#N C(C)=O C(=O)O C(=O)N C(=O)OC C(=O)OCC OC(C)=O OCC NCC SC
    C(O)CO C(O)C(O)CO C(Cl)(Cl)Cl [N+](=O)[O-]
"""


def esol_sample(n: int = 1128, seed: int = 2004) -> pd.DataFrame:
    """Generate `n` compounds in the columns of ESOL's official CSV that `load_esol` reads.

    The solubilities (log10 of mol/L) follow Delaney's equation; to those called measured, Gaussian
    noise (standard deviation 0.5) is added. As in the real file, about a fifth of the SMILES end
    in a blank, one compound in a hundred comes back under another name and another SMILES, and the
    first such pair differs by 1.0. One compound, methane, has a single heavy atom.

    The same `n` and `seed` give the same table; `n` goes from 1 to a few thousand.
    """
    rng = np.random.default_rng(seed)
    repeated = n // 100
    pool = _molecules()
    chosen = rng.choice(len(pool), n - repeated - 1, replace=False)
    smiles = ["C", *(pool[i] for i in chosen)]
    predicted = [delaney(text) for text in smiles]
    measured = [value + rng.normal(0, 0.5) for value in predicted]

    twins = [(i, other) for i, text in enumerate(smiles) if (other := _rewritten(text)) != text]
    for k, (i, other) in enumerate(twins[:repeated]):
        smiles.append(other)
        predicted.append(predicted[i])
        measured.append(measured[i] + (1.0 if k == 0 else rng.normal(0, 0.1)))

    order = rng.permutation(n)
    tails = rng.choice(["", " "], n, p=[0.81, 0.19])
    return pd.DataFrame(
        {
            "Compound ID": [f"simulado {i:04d}" for i in range(1, n + 1)],
            "ESOL predicted log solubility in mols per litre": np.array(predicted)[order],
            "measured log solubility in mols per litre": np.array(measured)[order],
            "smiles": [smiles[i] + tail for i, tail in zip(order, tails, strict=True)],
        }
    )


def delaney(smiles: str) -> float:
    """Predict log10 of the solubility (mol/L) by Delaney's equation, doi 10.1021/ci034243x.

    It takes the logarithm of the octanol-water partition (here Crippen's), the molar mass in g/mol,
    the number of rotatable bonds and the fraction of heavy atoms that are aromatic.
    """
    molecule = Chem.MolFromSmiles(smiles)
    log_p = Crippen.MolLogP(molecule)
    mass = Descriptors.MolWt(molecule)
    rotatable = rdMolDescriptors.CalcNumRotatableBonds(molecule)
    aromatic = np.mean([atom.GetIsAromatic() for atom in molecule.GetAtoms()])
    return 0.16 - 0.63 * log_p - 0.0062 * mass + 0.066 * rotatable - 0.74 * float(aromatic)


@cache
def _molecules() -> tuple[str, ...]:
    """Every molecule the rules give, once, as canonical SMILES in the order of the rules."""
    ends = _SUBSTITUENTS.split()
    rings = (scaffold.format(a, b) for scaffold, a, b in product(_SCAFFOLDS.split(), ends, ends))
    chains = (skeleton + group for skeleton, group in product(_SKELETONS, _GROUPS.split()))
    return tuple(dict.fromkeys(Chem.CanonSmiles(text) for text in (*rings, *chains)))


def _rewritten(smiles: str) -> str:
    """The molecule written from its last atom on: another SMILES, unless it is symmetric."""
    molecule = Chem.MolFromSmiles(smiles)
    return Chem.MolToSmiles(molecule, rootedAtAtom=molecule.GetNumAtoms() - 1)
