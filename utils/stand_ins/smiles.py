"""Generated molecules: the stand-in for ChEMBL's."""

from random import Random

from rdkit import Chem

# Rings. The first atom is bound to what comes before; {s} is a substituent and {n} what comes next.
# Their ring closures, 1 and 2, become others in the second and third ring of a molecule.
_RINGS = """
    c1cc({s})cc({n})c1  c1ccc({s})c({n})c1  c1cc({s})c({n})cc1  c1cc({s})ccc1{n}  c1ccc({n})cc1
    c1c({s})cccc1{n}  c1ccnc({n})c1  c1cnc({s})c({n})c1  c1cc({n})nc({s})n1  c1ncc({s})c({n})n1
    c1cc({s})c({n})s1  c1nc({n})c({s})s1  c1cc({n})c({s})o1  c1nc({s})oc1{n}  c1cc({s})nn1{n}
    c1cn({s})nc1{n}  c1c({s})c({n})c[nH]1  c1nnc({n})o1  c1nnc({n})n1{s}  c1noc({n})n1
    c1ccc2[nH]c({s})c({n})c2c1  c1cc({s})c2nc({n})ccc2c1  c1nc({n})c2cc({s})ccc2n1
    c1nc2cc({s})ccc2n1{n}  c1ccc2oc({n})c({s})c2c1  c1nc2ccc({n})cc2s1  c1cc({n})c2ccc({s})cc2c1
    c1nc({s})nc2[nH]cc({n})c12  n1cc({n})cn1  n1c({s})cc2c({n})cccc12  n1ccnc1{n}
    C1CCC({n})CC1{s}  C1CCC({n})C1  C1CC1{n}  C1CCN({n})CC1  C1CN({n})CCC1{s}  C1CCCN1{n}
    N1CCN({n})CC1  N1CCC({n})CC1  N1CC({s})N({n})CC1  N1CC({s})OC({n})C1  N1CCCC1{n}  N1CCC({n})C1
    C1COCCN1{n}  C1Cc2cc({s})c({n})cc2C1  C1CCc2ccc({n})cc2O1  N1CCc2cc({s})c({n})cc2C1
    C1=C({s})NC(=O)NC1{n}  C1C(=O)N({n})CC1{s}  N1C(=O)CN({n})C1=O
"""
_SUBSTITUENTS = """
    [H] [H] [H] [H] [H] [H] [H] [H] C C C C F F F Cl Cl Cl Br OC OC O CC C(C)C C(F)(F)F C#N N N(C)C
    [N+](=O)[O-] C(=O)O C(N)=O S(C)(=O)=O OCC C(=O)OC I SC OC(F)F NC(C)=O C(C)(C)C
"""
_LINKERS = """
    - - - - C CC CCC C(C) O OC CO OCC OCCC N NC CN N(C) NC(=O) NC(=O) C(=O)N C(=O)N C(=O) CC(=O)N
    NC(=O)C CNC(=O) NC(=O)N S(=O)(=O)N NS(=O)(=O) S SC CSC C=C C#C C(=O)NC OCC(=O)N C(O)C CN(C)C
    CCNC(=O) C(=O)OC C=CC(=O) CC(C)NC(=O) S(=O)(=O)
"""
_RINGS, _SUBSTITUENTS, _LINKERS = (text.split() for text in (_RINGS, _SUBSTITUENTS, _LINKERS))
_SHORTEST, _LONGEST = 34, 74
# Two heteroatoms bound outside of a ring, or to one saturated carbon: rare in drugs.
_UNWANTED = [
    Chem.MolFromSmarts(pattern)
    for pattern in (
        "[#7,#8,SX2,F,Cl,Br,I;+0]-;!@[#7,#8,SX2]",
        "[CX4]([#7,#8,#16])[#7,#8,#16,Cl,Br,I]",
    )
]


def smiles_stand_in(n: int = 4000, seed: int = 2020) -> list[str]:
    """Generate `n` molecules as the real file holds them, in alphabetical order.

    Each is valid, different from the others and in RDKit's canonical form, without stereochemistry
    or salts, and has 34 to 74 characters. Two or three rings out of some fifty, each with a
    substituent, are joined by linkers, and another substituent ends the chain. All chemical tokens
    occur in the real file.

    The same `n`, `seed` and RDKit give the same molecules; `n` goes from 1 to many thousands.
    """
    rng = Random(seed)
    found = set()
    while len(found) < n:
        molecule = Chem.MolFromSmiles(_assembled(rng))
        if any(molecule.HasSubstructMatch(pattern) for pattern in _UNWANTED):
            continue
        smiles = Chem.MolToSmiles(molecule)
        if _SHORTEST <= len(smiles) <= _LONGEST:
            found.add(smiles)
    return sorted(found)


def _assembled(rng: Random) -> str:
    """A molecule as SMILES, not yet canonical, of any length."""
    text = rng.choice(_SUBSTITUENTS)
    for k in reversed(range(rng.choice([2, 3, 3]))):
        digits = {ord("1"): str(2 * k + 1), ord("2"): str(2 * k + 2)}
        ring = rng.choice(_RINGS).translate(digits).format(s=rng.choice(_SUBSTITUENTS), n=text)
        text = rng.choice(_LINKERS) + ring if k else "[H]" + ring
    return text
