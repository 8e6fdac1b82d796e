"""The molecule as the namer sees it: atoms, bonds, and rings in cyclic order."""

from dataclasses import dataclass

from rdkit import Chem

ELEMENTS = frozenset(("C", "N", "O", "F", "Cl", "Br", "I"))
HALOGENS = frozenset(("F", "Cl", "Br", "I"))
MISSING = "fora do alcance da lição: {}"


class OutOfScope(ValueError):
    """A molecule that the lesson's rules don't name; the message (in Portuguese) says why."""

    def __init__(self, reason: str):
        super().__init__(MISSING.format(reason))


@dataclass(frozen=True, eq=False)
class Graph:
    """Atoms and bonds of a molecule without stereochemistry; atoms are RDKit's indices.

    symbols    of each atom
    bonds      of each atom: neighbour -> order (1, 2 or 3; an aromatic bond counts as 1)
    hydrogens  on each atom
    rings      each ring's atoms, neighbours side by side; no atom is in two rings
    aromatic   the atoms of benzene rings
    nitro      the nitrogen atoms of nitro groups
    """

    symbols: tuple[str, ...]
    bonds: tuple[dict[int, int], ...]
    hydrogens: tuple[int, ...]
    rings: tuple[tuple[int, ...], ...]
    aromatic: frozenset[int]
    nitro: frozenset[int]

    def ring_of(self, atom: int) -> tuple[int, ...] | None:
        """Return the ring that an atom is in, or None."""
        return next((ring for ring in self.rings if atom in ring), None)

    def neighbours(self, atom: int, symbol: str, order: int = 1) -> list[int]:
        """Return the neighbours of one element bound by bonds of one order."""
        return [
            other
            for other, bond in self.bonds[atom].items()
            if self.symbols[other] == symbol and bond == order
        ]


def read_graph(molecule: Chem.Mol) -> Graph:
    """Return a molecule's graph; raise `OutOfScope` for what no rule of the lesson covers."""
    atoms = list(molecule.GetAtoms())
    if len(Chem.GetMolFrags(molecule)) != 1:
        raise OutOfScope("mais de uma molécula (ou nenhuma)")
    symbols = tuple(atom.GetSymbol() for atom in atoms)
    if strange := sorted(set(symbols) - ELEMENTS):
        raise OutOfScope(f"o elemento {strange[0]} (só C, N, O e halogênios)")
    if "C" not in symbols:
        raise OutOfScope("uma molécula sem carbono")
    _check_plain(molecule, atoms)
    rings = tuple(tuple(ring) for ring in molecule.GetRingInfo().AtomRings())
    _check_rings(molecule, rings)
    bonds = tuple(
        {
            bond.GetOtherAtomIdx(atom.GetIdx()): 1
            if bond.GetIsAromatic()
            else int(bond.GetBondTypeAsDouble())
            for bond in atom.GetBonds()
        }
        for atom in atoms
    )
    return Graph(
        symbols,
        bonds,
        tuple(atom.GetTotalNumHs() for atom in atoms),
        rings,
        frozenset(atom.GetIdx() for atom in atoms if atom.GetIsAromatic()),
        _nitro(molecule),
    )


def _check_plain(molecule: Chem.Mol, atoms: list[Chem.Atom]) -> None:
    if any(atom.GetIsotope() for atom in atoms):
        raise OutOfScope("isótopos")
    if any(atom.GetNumRadicalElectrons() for atom in atoms):
        raise OutOfScope("radicais")
    if any(atom.GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED for atom in atoms) or any(
        bond.GetStereo() != Chem.BondStereo.STEREONONE for bond in molecule.GetBonds()
    ):
        raise OutOfScope("estereoquímica (os sinais @, / e \\ do SMILES)")
    nitro = {
        atom for match in molecule.GetSubstructMatches(_NITRO) for atom in (match[0], match[2])
    }
    if any(atom.GetFormalCharge() and atom.GetIdx() not in nitro for atom in atoms):
        raise OutOfScope("cargas fora do grupo nitro")


_NITRO = Chem.MolFromSmarts("[N+;X3](=O)([O-])[#6]")


def _nitro(molecule: Chem.Mol) -> frozenset[int]:
    return frozenset(match[0] for match in molecule.GetSubstructMatches(_NITRO))


def _check_rings(molecule: Chem.Mol, rings: tuple[tuple[int, ...], ...]) -> None:
    if len({atom for ring in rings for atom in ring}) != sum(map(len, rings)):
        raise OutOfScope("anéis fundidos, em ponte ou com um átomo em comum")
    for ring in rings:
        atoms = [molecule.GetAtomWithIdx(atom) for atom in ring]
        if any(atom.GetSymbol() != "C" for atom in atoms):
            raise OutOfScope("anéis com átomos que não são de carbono")
        if len(ring) > 12:
            raise OutOfScope("anéis de mais de 12 átomos")
        if any(atom.GetIsAromatic() for atom in atoms) and len(ring) != 6:
            raise OutOfScope("anéis aromáticos que não são o do benzeno")
    kinds = {
        atom: (number, len(ring), molecule.GetAtomWithIdx(atom).GetIsAromatic())
        for number, ring in enumerate(rings)
        for atom in ring
    }
    for bond in molecule.GetBonds():
        first, second = (kinds.get(atom) for atom in (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()))
        if first and second and first[0] != second[0] and first[1:] == second[1:]:
            raise OutOfScope("dois anéis iguais ligados um ao outro (bifenila e parecidos)")
