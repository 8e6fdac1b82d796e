"""The parent hydride and its numbering: the rules, in the order in which they decide."""

from dataclasses import dataclass

from utils.chem.names.cited import Cited, citation_key
from utils.chem.names.graph import OutOfScope
from utils.chem.names.prefixes import cite
from utils.chem.names.units import (
    Context,
    Unit,
    bond_locants,
    chains,
    check_longest,
    keep_lowest,
    numberings,
    unsaturation,
)

SIDE_CHAIN = 4  # the most carbons of a chain on a ring: with more, editions differ on the parent


@dataclass(frozen=True, eq=False)
class Parent:
    """The numbered parent hydride with its suffix and prefixes.

    sites   locant and atom of each principal group
    cited   the prefixes in the order of citation
    suffix  what follows each atom of the principal groups, in the order of the name
    alkyls  the alkyl groups of an ester: first atom and the oxygen it is bound to
    """

    unit: Unit
    sites: list[tuple[int, int]]
    cited: list[Cited]
    suffix: dict[int, tuple[int, ...]]
    alkyls: list[tuple[int, int]]


def choose_parent(context: Context) -> Parent:
    """Return the parent (IUPAC P-44, P-31.1.4, P-45); the first rule that differs decides."""
    graph = context.graph
    units = chains(context) + [Unit(ring, True) for ring in graph.rings]
    units = keep_lowest(units, lambda unit: -len(unit.sites(context)))
    units = keep_lowest(units, lambda unit: not unit.ring)
    longest = keep_lowest(units, lambda unit: -len(unit.atoms))
    if not longest[0].ring:
        check_longest(units, longest, graph)
    units = keep_lowest(longest, lambda unit: unsaturation(unit, graph))
    if units[0].ring:
        units = [turned for unit in units for turned in numberings(unit.atoms)]
    parents = [_dressed(context, unit) for unit in units]
    most = max(len(roots) for _, _, roots in parents)
    parents = keep_lowest(parents, lambda parent: [place for place, _ in parent[1]])
    parents = keep_lowest(parents, lambda parent: bond_locants(parent[0], graph))
    parents = keep_lowest(parents, lambda parent: -len(parent[2]))
    if len(parents[0][2]) < most:
        raise OutOfScope("a cadeia com mais ramificações não é a de menor número para o grupo")
    parents = keep_lowest(parents, lambda parent: sorted(root[0] for root in parent[2]))
    named = [(parent, cite(context, parent[2])) for parent in parents]
    (unit, groups, _), cited = keep_lowest(named, lambda pair: citation_key(pair[1]))[0]
    _check_side_chains(context, unit)
    suffix, alkyls = _suffix_atoms(context, groups)
    return Parent(unit, groups, cited, suffix, alkyls)


def _dressed(context: Context, unit: Unit) -> tuple[Unit, list, list]:
    """Return a unit with its principal groups and the places of its prefixes (0 for N)."""
    sites = unit.sites(context)
    suffix, _ = _suffix_atoms(context, sites)
    taken = {atom for _, atom in sites}
    taken.update(other for others in suffix.values() for other in others)
    roots = unit.prefix_roots(context, frozenset(taken))
    for locant, atom in sites:
        for nitrogen in (atom, *suffix[atom]):
            if context.graph.symbols[nitrogen] == "N" and context.principal in ("amide", "amine"):
                carried = {atom, unit.atoms[locant - 1]}
                roots += [
                    (0, other, nitrogen)
                    for other in context.graph.bonds[nitrogen]
                    if other not in carried
                ]
    if len(sites) > 1 and any(place == 0 for place, _, _ in roots):
        raise OutOfScope("dois grupos com nitrogênio, com substituintes no N")
    return unit, sites, roots


def _suffix_atoms(
    context: Context, sites: list[tuple[int, int]]
) -> tuple[dict[int, tuple[int, ...]], list[tuple[int, int]]]:
    """Return what follows each atom of the principal groups, and an ester's alkyl groups."""
    graph, suffix, alkyls = context.graph, {}, []
    for _, atom in sites:
        if graph.symbols[atom] != "C":  # alcohol or amine
            suffix[atom] = ()
            continue
        follows = graph.neighbours(atom, "O", 2) + graph.neighbours(atom, "N", 3)
        if context.principal in ("acid", "ester"):
            (oxygen,) = graph.neighbours(atom, "O")
            follows.append(oxygen)
            alkyls += [(other, oxygen) for other in graph.bonds[oxygen] if other != atom]
        elif context.principal == "amide":
            follows += graph.neighbours(atom, "N")
        elif context.principal == "chloride":
            follows += graph.neighbours(atom, "Cl")
        suffix[atom] = tuple(follows)
    return suffix, alkyls


def _check_side_chains(context: Context, unit: Unit) -> None:
    """Refuse a ring with a long side chain: which is the parent depends on the edition."""
    if not unit.ring:
        return
    for chain in chains(context):
        near = any(
            other in unit.atoms for atom in chain.atoms for other in context.graph.bonds[atom]
        )
        if near and len(chain.atoms) > SIDE_CHAIN:
            raise OutOfScope("anéis com cadeias de mais de 4 carbonos")
