"""Generated molecules: the stand-ins for ESOL and EGFR."""

from functools import cache
from itertools import product

import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import Crippen, Descriptors, rdMolDescriptors

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

# A kinase's inhibitor: a core, the amine on it, and two tails. A core's number is how well it fits;
# that of an amine or a tail, what it adds to pIC50. Their rings are 8 and 9: free inside a core.
_CORES = {
    "c1({})ncnc2cc({})c({})cc12": 1.0,
    "c1({})ncnc2cnc({})c({})c12": 0.9,
    "c1({})c(C#N)cnc2cc({})c({})cc12": 0.9,
    "c1({})ncnc2[nH]c({})c({})c12": 0.8,
    "c1({})ncnc2sc({})c({})c12": 0.7,
    "c1({})ncc({})c({})n1": 0.6,
    "c1({})cc({})nc({})n1": 0.4,
    "c1({})ccnc2cc({})c({})cc12": 0.3,
    "C({})=C1C(=O)Nc2cc({})c({})cc12": 0.2,
    "C(=O)({})C(C#N)=Cc1ccc({})c({})c1": 0.2,
    "C(=O)({})c1ccc({})c({})c1": 0.1,
    "c1({})cc(=O)c2cc({})c({})cc2o1": 0.0,
}
_AMINES = {
    "Nc8cccc(Br)c8": 3.0,
    "Nc8ccc(F)c(Cl)c8": 3.0,
    "Nc8cccc(C#C)c8": 2.8,
    "Nc8ccc(OCc9cccc(F)c9)c(Cl)c8": 2.8,
    "N[C@@H](C)c8ccccc8": 2.2,
    "N[C@@H](CO)c8ccccc8": 2.0,
    "N[C@@H](C)c8ccc(F)cc8": 1.8,
    "Nc8ccccc8": 1.6,
    "NCc8ccccc8": 1.0,
    "Nc8ccc(OC)cc8": 0.8,
    "N(C)c8ccccc8": -0.4,
    "Nc8ccc(C(=O)O)cc8": -0.6,
    "NC8CCCCC8": -0.8,
    "N8CCOCC8": -1.2,
}
_TAILS = {
    "[H]": 0.0,
    "C": 0.0,
    "Cl": -0.1,
    "N": 0.3,
    "OC": 0.5,
    "OCC": 0.5,
    "OCCOC": 0.6,
    "OCCCN8CCOCC8": 0.6,
    "NC(=O)C=C": 0.9,
    "NC(=O)/C=C/CN(C)C": 0.9,
    "C(=O)O": -0.8,
    "[N+](=O)[O-]": -0.6,
}


def esol_stand_in(n: int = 1128, seed: int = 2004) -> pd.DataFrame:
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


def egfr_stand_in(n: int = 1500, seed: int = 2019) -> pd.DataFrame:
    """Generate `n` compounds in the columns of EGFR's official CSV, its row number as index.

    A molecule's pIC50 is 5.5, plus its core's fit times what its amine adds, plus what its two
    tails add, plus Gaussian noise (standard deviation 0.6); at 6.3 or more it is called active, as
    some 58 % are. As in the real file, the rows go from the most to the least potent, one row in
    forty is another's mirror image or hydrochloride with a value of its own, about one in twenty
    is a salt, and some values are exactly 10, 50 or 100 µM.

    The same `n` and `seed` give the same table; `n` goes from 1 to a few thousand.
    """
    rng = np.random.default_rng(seed)
    repeated = n // 40
    recipes = list(product(_CORES, _AMINES, _TAILS, _TAILS))
    chosen = [recipes[i] for i in rng.choice(len(recipes), n - repeated, replace=False)]
    smiles = [core.format(*parts) for core, *parts in chosen]
    twins = [text.replace("@@", "@") if "@@" in text else f"{text}.Cl" for text in smiles]
    smiles += twins[:repeated]
    potency = [_potency(*recipe) for recipe in (*chosen, *chosen[:repeated])]

    pic50 = np.array(potency) + rng.normal(0, 0.6, n)
    limits = rng.choice([1e4, 5e4, 1e5, np.inf], n, p=[0.05, 0.2, 0.5, 0.25])
    ic50 = [float(f"{x:.3g}") for x in np.minimum(10 ** (9 - pic50), limits)]
    salts = rng.choice(["", ".Cl"], n, p=[0.97, 0.03])
    frame = pd.DataFrame(
        {
            "molecule_chembl_id": [f"simulado {i:04d}" for i in range(1, n + 1)],
            "IC50": ic50,
            "units": "nM",
            "smiles": [Chem.CanonSmiles(a + b) for a, b in zip(smiles, salts, strict=True)],
            "pIC50": (9 - np.log10(ic50)).round(6),
        }
    )
    return frame.sort_values("IC50", kind="stable", ignore_index=True)


def _potency(core: str, amine: str, *tails: str) -> float:
    """pIC50 by the rule: a good amine helps only on a core that fits."""
    return 5.5 + _CORES[core] * _AMINES[amine] + sum(_TAILS[tail] for tail in tails)


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
