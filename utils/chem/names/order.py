"""SMILES in the order of the name: the parent from locant 1, each branch where it is bound."""

from utils.chem.names.graph import Graph
from utils.chem.names.parents import Parent
from utils.chem.names.prefixes import name_prefix
from utils.chem.names.units import Context

_BONDS = {1: "", 2: "=", 3: "#"}


def name_order(context: Context, parent: Parent) -> str:
    """Return the SMILES whose atoms come in the order of the parent's locants.

    At each atom come the principal group, the prefixes as they are cited, and the next locant; the
    last of them needs no parentheses.
    """
    follows: dict[int, tuple[int, ...]] = dict(parent.suffix)
    atoms = parent.unit.atoms
    for locant, atom in enumerate(atoms, 1):
        own = list(parent.suffix[atom]) if atom in parent.suffix else []
        own += [group for place, group in parent.sites if place == locant and group != atom]
        own += [one.root for one in parent.cited if one.locant == locant]
        own += atoms[locant : locant + 1]
        follows[atom] = tuple(own)
    for one in parent.cited:
        follows.update(one.prefix.children)
        if one.locant == 0:
            nitrogen = next(
                atom
                for atom in context.graph.bonds[one.root]
                if context.graph.symbols[atom] == "N" and _of_suffix(parent, atom)
            )
            follows[nitrogen] = (*follows.get(nitrogen, ()), one.root)
    for root, oxygen in parent.alkyls:
        follows[oxygen] = (root,)
        follows.update(name_prefix(context, root, oxygen).children)
    return _Writer(context.graph, follows).write(atoms[0], None)


def _of_suffix(parent: Parent, nitrogen: int) -> bool:
    groups = {atom for _, atom in parent.sites}
    return nitrogen in groups or any(nitrogen in parent.suffix[atom] for atom in groups)


class _Writer:
    """Writes atoms depth first; a ring takes the lowest digit that is not open."""

    def __init__(self, graph: Graph, follows: dict[int, tuple[int, ...]]):
        self.graph, self.follows = graph, follows
        self.open: dict[tuple[int, int], int] = {}

    def write(self, atom: int, origin: int | None) -> str:
        """Return an atom with all that follows it."""
        children = self.follows.get(atom, ())
        parts = [self._symbol(atom), self._ring_digit(atom, origin, children)]
        for child in children:
            bond = _BONDS[self.graph.bonds[atom][child]]
            text = bond + self.write(child, atom)
            parts.append(text if child == children[-1] else f"({text})")
        return "".join(parts)

    def _symbol(self, atom: int) -> str:
        graph = self.graph
        if atom in graph.nitro:
            return "[N+]"
        if graph.nitro.intersection(graph.bonds[atom]) and graph.symbols[atom] == "O":
            return "O" if 2 in graph.bonds[atom].values() else "[O-]"
        return "c" if atom in graph.aromatic else graph.symbols[atom]

    def _ring_digit(self, atom: int, origin: int | None, children: tuple[int, ...]) -> str:
        for other, order in self.graph.bonds[atom].items():
            if other == origin or other in children:
                continue
            pair = min(atom, other), max(atom, other)
            if pair in self.open:
                return _BONDS[order] + str(self.open.pop(pair))
            digit = next(n for n in range(1, 10) if n not in self.open.values())
            self.open[pair] = digit
            return str(digit)
        return ""
