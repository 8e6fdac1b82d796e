"""The parent of a salt or an ion, and what in a molecule lies outside of a model's domain."""

import functools
import re
from collections.abc import Callable

from rdkit import Chem
from rdkit.Chem.MolStandardize import rdMolStandardize

from utils.chem.smiles import rdkit_errors_told, read_or_raise

LARGEST = 150  # heavy atoms: some of RDKit's descriptors take minutes beyond it; ESOL's largest: 55
_NON_METALS = {0, 1, 2, *range(5, 11), *range(14, 19), *range(32, 37), *range(51, 55), 85, 86}
# One part without charge, metal or phosphorus, nor S=O (below): RDKit's standardisers, which are
# slow, would leave the molecule as it is.
_PLAIN = re.compile(r"(Cl|Br|\[nH\]|[BCNOFSIbcnops()=#%0-9-])+")
_SULFOXIDE = Chem.MolFromSmarts("[SX3]=O")
# Other resonance forms of azides and diazo compounds than the one RDKit's own rules choose.
_AZIDE = "Azide\t[#6,#7;-1:1][N+:2]#[N+0:3]>>[*+0:1]=[N+:2]=[N-:3]\n"


def parent(smiles: str) -> str:
    """Return the canonical SMILES of the parent, the form in which ``load_egfr`` gives molecules.

    The parent is the largest part of a salt or mixture, uncharged where a proton more or less does
    it ("CC(=O)O[Na]", "CC(=O)[O-].[Na+]" and "CC(=O)[O-]" give "CC(=O)O"; a quaternary ammonium
    keeps its charge), with charge-separated groups in one form ("CS(C)=O" gives
    "C[S+](C)[O-]"), without stereochemistry and atom maps. Bonds of sodium and its like to N, O, S
    and halogens count as ionic; a complex such as cisplatin stays whole.

    Raises ``ValueError`` (in Portuguese) for an invalid SMILES.
    """
    return standardise(smiles)[0]


def standardise(smiles: str) -> tuple[str, bool]:
    """Return the ``parent`` and whether the molecule was a salt or a mixture."""
    molecule = read_or_raise(smiles)
    with rdkit_errors_told(smiles):
        text, is_salt = _standardised(molecule)
        for _ in range(4):  # a bond to a metal, read again, may have become a dative one
            before = text
            text, is_still_salt = _standardised(read_or_raise(before))
            is_salt |= is_still_salt
            if text == before:
                break
        return text, is_salt


def _standardised(molecule: Chem.Mol) -> tuple[str, bool]:
    Chem.RemoveStereochemistry(molecule)
    plain = Chem.MolToSmiles(molecule)
    if _PLAIN.fullmatch(plain) and not molecule.HasSubstructMatch(_SULFOXIDE):
        return plain, False
    disconnector, chooser, normalizers, uncharger = _tools()
    molecule = _done(disconnector.Disconnect, molecule)
    is_salt = len(Chem.GetMolFrags(molecule)) > 1
    molecule = chooser.choose(molecule) if is_salt else molecule
    for normalizer in normalizers:
        molecule = _done(normalizer.normalize, molecule)
    return Chem.MolToSmiles(_done(uncharger.uncharge, molecule)), is_salt


def _done(step: Callable[[Chem.Mol], Chem.Mol], molecule: Chem.Mol) -> Chem.Mol:
    """Return the molecule after a step, or as it was where no valid molecule comes out of it.

    "F[Si-](F)(C)(C)C" has no room for a proton, nor has the nitrogen of "O[Na][NH3+]C" for the
    electrons of its bond to sodium.
    """
    try:
        changed = step(molecule)
        Chem.SanitizeMol(changed)
    except Chem.MolSanitizeException:
        return molecule
    return changed


@functools.cache
def _tools() -> tuple:
    """RDKit's standardisers, in the order in which they are used."""
    disconnector = rdMolStandardize.MetalDisconnector()
    disconnector.SetMetalNof(Chem.MolFromSmarts("[Li,Na,K,Rb,Cs]~[N,O,S,F,Cl,Br,I]"))
    disconnector.SetMetalNon(Chem.MolFromSmarts("[Mg,Ca,Sr,Ba]~[O,S]"))
    more = rdMolStandardize.NormalizerFromData(_AZIDE, rdMolStandardize.CleanupParameters())
    return (
        disconnector,
        rdMolStandardize.LargestFragmentChooser(preferOrganic=True),
        (rdMolStandardize.Normalizer(), more),
        rdMolStandardize.Uncharger(canonicalOrder=True, force=False, protonationOnly=True),
    )


def warnings_of(smiles: str) -> list[str]:
    """Return, as sentences in Portuguese, why a model of organic molecules can't be trusted here.

    The list is empty for a molecule of one uncharged part without metals, with 1 to 150 heavy
    atoms. Above 150 (``LARGEST``) RDKit's descriptors may take minutes: don't compute them.

    Raises ``ValueError`` (in Portuguese) for an invalid SMILES.
    """
    molecule = read_or_raise(smiles)
    neutral, is_salt = standardise(smiles)
    net = Chem.GetFormalCharge(molecule)
    heavy, elements = molecule.GetNumHeavyAtoms(), {a.GetSymbol() for a in molecule.GetAtoms()}
    metals = {a.GetSymbol() for a in molecule.GetAtoms() if a.GetAtomicNum() not in _NON_METALS}
    found = []
    if not heavy:
        found.append("Não há átomos pesados: os descritores nada dizem desta molécula.")
    elif metals:
        found.append(
            f"Há metal ({', '.join(sorted(metals))}): o modelo só viu compostos orgânicos."
        )
    elif "C" not in elements:
        found.append("Não há carbono: o modelo só viu compostos orgânicos.")
    if "*" in elements:
        found.append("Há um átomo sem elemento (*): não é uma molécula inteira.")
    if heavy > LARGEST:
        found.append(
            f"São {heavy} átomos pesados: o modelo viu moléculas bem menores, e acima de {LARGEST} "
            "os descritores podem levar minutos."
        )
    if is_salt:
        found.append(
            f"É um sal ou uma mistura: o modelo viu moléculas de uma parte só. A maior é {neutral}."
        )
    elif (fewer := _charges(molecule) > _charges(read_or_raise(neutral))) or net:
        form = f" Com um próton a mais ou a menos, é {neutral}." if fewer else ""
        found.append(f"Há carga: o modelo viu quase só moléculas neutras.{form}")
    return found


def _charges(molecule: Chem.Mol) -> int:
    return sum(abs(atom.GetFormalCharge()) for atom in molecule.GetAtoms())
