"""A chain or a ring with its locants: candidates to be the parent, and what is bound to them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from utils.chem.names.graph import Graph, OutOfScope
from utils.chem.names.groups import TERMINAL, characteristic_groups, principal_class
from utils.chem.names.words import Words


@dataclass(eq=False)
class Context:
    """A molecule being named in one language, and the prefixes already named."""

    graph: Graph
    words: Words
    named: dict = field(default_factory=dict)

    def __post_init__(self):
        self.classes = characteristic_groups(self.graph)
        self.principal = principal_class(self.classes)

    @cached_property
    def chain_atoms(self) -> frozenset[int]:
        """The carbons that a chain may hold: not in a ring, and no cyano group's."""
        in_rings = {atom for ring in self.graph.rings for atom in ring}
        outside = "" if self.principal == "nitrile" else "nitrile"
        return frozenset(
            atom
            for atom, symbol in enumerate(self.graph.symbols)
            if symbol == "C" and atom not in in_rings and self.classes.get(atom) != outside
        )


@dataclass(frozen=True, eq=False)
class Unit:
    """A numbered chain or ring: `atoms[0]` has locant 1."""

    atoms: tuple[int, ...]
    ring: bool

    def bonds(self, graph: Graph) -> tuple[list[int], list[int]]:
        """Return the locants of the double and of the triple bonds (none in benzene)."""
        pairs = list(zip(self.atoms, self.atoms[1:], strict=False))
        if self.ring:
            pairs.append((self.atoms[-1], self.atoms[0]))
        orders = [graph.bonds[first][second] for first, second in pairs]
        return tuple(
            [place for place, order in enumerate(orders, 1) if order == wanted] for wanted in (2, 3)
        )

    def is_benzene(self, graph: Graph) -> bool:
        """Return whether the unit is a benzene ring."""
        return self.atoms[0] in graph.aromatic

    def sites(self, context: Context) -> list[tuple[int, int]]:
        """Return each principal group's locant and the atom that has its class."""
        principal, classes = context.principal, context.classes
        found = []
        for locant, atom in enumerate(self.atoms if principal else (), 1):
            if principal in ("alcohol", "amine") or (self.ring and principal in TERMINAL):
                near = [other for other in context.graph.bonds[atom] if other not in self.atoms]
            else:
                near = [atom]
            found += [(locant, other) for other in near if classes.get(other) == principal]
        return found

    def prefix_roots(self, context: Context, taken: frozenset[int]) -> list[tuple[int, int, int]]:
        """Return locant, first atom and atom of attachment of each prefix on chain or ring.

        taken  atoms that the suffix, or the way to the rest of the molecule, has used
        """
        graph, found = context.graph, []
        for locant, atom in enumerate(self.atoms, 1):
            for other, order in graph.bonds[atom].items():
                if other in self.atoms or other in taken:
                    continue
                if order > 1 and graph.symbols[other] != "O":
                    raise OutOfScope("ligação múltipla que sai da cadeia ou do anel principal")
                found.append((locant, other, atom))
        return found


def keep_lowest(candidates: list, key: Callable) -> list:
    """Return the candidates whose key is the lowest."""
    keys = [key(candidate) for candidate in candidates]
    lowest = min(keys)
    return [candidate for candidate, own in zip(candidates, keys, strict=True) if own == lowest]


def chains(context: Context) -> list[Unit]:
    """Return every chain that can't be made longer, in both directions."""
    atoms = context.chain_atoms
    near = {
        atom: [other for other in context.graph.bonds[atom] if other in atoms] for atom in atoms
    }
    ends = sorted(atom for atom in atoms if len(near[atom]) < 2)
    return [Unit(path, False) for end in ends for path in walks(near, end, None)]


def walks(near: dict[int, list[int]], atom: int, origin: int | None) -> Iterator[tuple[int, ...]]:
    """Yield the ways from an atom, away from another, to each end of a branched chain."""
    further = [other for other in near[atom] if other != origin]
    if not further:
        yield (atom,)
    for other in further:
        for rest in walks(near, other, atom):
            yield (atom, *rest)


def numberings(ring: tuple[int, ...], first: int | None = None) -> list[Unit]:
    """Return a ring's numberings: from each atom (or from one) in both directions."""
    found = []
    for start, atom in enumerate(ring):
        if first in (None, atom):
            turned = ring[start:] + ring[:start]
            found += [Unit(turned, True), Unit((turned[0], *turned[:0:-1]), True)]
    return found


def unsaturation(unit: Unit, graph: Graph) -> tuple[int, int]:
    """Return how many multiple and how many double bonds, as a key: more is lower."""
    double, triple = unit.bonds(graph)
    if unit.is_benzene(graph):
        return -3, -3
    return -len(double) - len(triple), -len(double)


def bond_locants(unit: Unit, graph: Graph) -> tuple[list[int], list[int]]:
    """Return the key of the multiple bonds: all together, then the double ones."""
    double, triple = unit.bonds(graph)
    return sorted(double + triple), double


def check_longest(units: list[Unit], chosen: list[Unit], graph: Graph) -> None:
    """Refuse chains where the most unsaturated is not the longest.

    IUPAC's editions of 1993 and 2013 (and the schools of Brazil) choose differently there.
    """
    if min(unsaturation(unit, graph) for unit in units) < min(
        unsaturation(unit, graph) for unit in chosen
    ):
        raise OutOfScope("a cadeia mais longa não é a mais insaturada")
    if len(chosen[0].atoms) > 12:
        raise OutOfScope("cadeias de mais de 12 carbonos")
