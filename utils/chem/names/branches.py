"""Branches of carbon as prefixes: a chain through the atom of attachment, or a ring."""

from collections.abc import Callable

from utils.chem.names.cited import Cited, Prefix, citation_key, prefix_text
from utils.chem.names.graph import OutOfScope
from utils.chem.names.groups import ACIDS
from utils.chem.names.units import (
    Context,
    Unit,
    bond_locants,
    check_longest,
    keep_lowest,
    numberings,
    unsaturation,
    walks,
)

# Names the prefixes of these places: locant, first atom, atom of attachment.
Cite = Callable[[Context, list[tuple[int, int, int]]], list[Cited]]


def name_ring(context: Context, root: int, origin: int, cite: Cite) -> Prefix:
    """Return the prefix of a ring bound by the atom `root`: ciclo-hexil, 4-clorofenil."""
    graph, words = context.graph, context.words
    ring = graph.ring_of(root)
    units = numberings(ring, root)
    units = keep_lowest(units, lambda unit: bond_locants(unit, graph))
    unit, cited = _best(context, units, origin, cite)
    (double, _), stem = unit.bonds(graph), words.stems[len(ring) - 1]
    if unit.is_benzene(graph):
        text = words.prefixes["phenyl"]
    elif double:
        stem = words.join(words.prefixes["cyclo"], stem)
        text = f"{unsaturated(context, stem, unit, True)}-1-{words.group}"
    else:
        text = words.join(words.prefixes["cyclo"], stem) + words.group
    text = words.join(prefix_text(context, cited, True), text)
    return Prefix(text, bool(cited or double), not cited and not double, _order(unit, cited, 0))


def _best(context: Context, units: list[Unit], origin: int, cite: Cite) -> tuple[Unit, list[Cited]]:
    """Choose between numberings by number, locants and order of the prefixes."""
    roots = {id(unit): unit.prefix_roots(context, frozenset((origin,))) for unit in units}
    units = keep_lowest(units, lambda unit: -len(roots[id(unit)]))
    units = keep_lowest(units, lambda unit: sorted(root[0] for root in roots[id(unit)]))
    named = [(unit, cite(context, roots[id(unit)])) for unit in units]
    for _, cited in named:
        if any(one.prefix.composed for one in cited):
            raise OutOfScope("ramificações com ramificações com ramificações")
        if any(one.prefix.text == context.words.prefixes["cyano"] for one in cited):
            raise OutOfScope("grupos ciano numa ramificação")
    return keep_lowest(named, lambda pair: citation_key(pair[1]))[0]


def name_chain(context: Context, root: int, origin: int, cite: Cite) -> Prefix:
    """Return the prefix of a chain that goes through the atom `root`: propan-2-il (P-29.2)."""
    graph, atoms = context.graph, context.chain_atoms
    near = {
        atom: [other for other in graph.bonds[atom] if other in atoms and other != origin]
        for atom in atoms
    }
    ways: list[list[tuple[int, ...]]] = [list(walks(near, other, root)) for other in near[root]]
    paths = [(root, *way) for branch in ways for way in branch] or [(root,)]
    paths += [
        (*way[::-1], root, *other)
        for first, branch in enumerate(ways)
        for second, rest in enumerate(ways)
        if first != second
        for way in branch
        for other in rest
    ]
    units = [Unit(path, False) for one in paths for path in (one, one[::-1])]
    longest = keep_lowest(units, lambda unit: -len(unit.atoms))
    check_longest(units, longest, graph)
    longest = keep_lowest(longest, lambda unit: unsaturation(unit, graph))
    longest = keep_lowest(longest, lambda unit: unit.atoms.index(root))
    longest = keep_lowest(longest, lambda unit: bond_locants(unit, graph))
    if any(context.classes.get(atom) in (*ACIDS, "nitrile") for atom in longest[0].atoms):
        raise OutOfScope("grupos acila, carboxi e parecidos como ramificação")
    unit, cited = _best(context, longest, origin, cite)
    return _chain_prefix(context, unit, cited, unit.atoms.index(root))


def _chain_prefix(context: Context, unit: Unit, cited: list[Cited], place: int) -> Prefix:
    words, length = context.words, len(unit.atoms)
    double, triple = unit.bonds(context.graph)
    texts, children = [one.prefix.text for one in cited], _order(unit, cited, place)
    named = words.prefixes
    if length == 1 and texts == [named["phenyl"]]:
        return Prefix(named["benzyl"], False, True, children)
    methyl = [words.stems[0] + words.group]
    if length == 3 and place == 1 and texts == methyl and cited[0].locant == 2:
        return Prefix(named["tert-butyl"], False, False, children)
    if length == 1 and len(set(texts)) > 1:
        raise OutOfScope("ramificações de um carbono com dois tipos de substituinte")
    stem = words.stems[length - 1]
    if double or triple:
        stem = unsaturated(context, stem, unit, length > 2)
    located = place > 0 or (length > 2 and bool(double or triple))
    if located and not (double or triple):
        stem += "an"
    text = f"{stem}-{place + 1}-{words.group}" if located else stem + words.group
    text = words.join(prefix_text(context, cited, length > 1), text)
    plain = not (located or cited or double or triple)
    return Prefix(text, bool(located or cited), plain, children)


def unsaturated(context: Context, stem: str, unit: Unit, located: bool) -> str:
    """Return the stem with its multiple bonds, without the last vowel: "hexa-1,5-dien"."""
    words = context.words
    double, triple = unit.bonds(context.graph)
    if double and len(triple) > 1:
        raise OutOfScope("uma ligação dupla e duas triplas")
    for places, ending in ((double, "en"), (triple, words.triple)):
        if places and not located:
            stem += ending
        elif places:
            many = words.multiplied(len(places), ending, False)
            vowel = "a" if len(places) > 1 else ""
            stem += f"{vowel}-{','.join(map(str, places))}-{many}"
    return stem


def _order(unit: Unit, cited: list[Cited], place: int) -> dict[int, tuple[int, ...]]:
    """Return what follows each atom, beginning at the one of the free valence."""
    atoms, children = unit.atoms, {}
    for index, atom in enumerate(atoms):
        own = [one.root for one in cited if one.locant == index + 1]
        if index <= place and index > 0 and not unit.ring:
            own = [atoms[index - 1], *own] if index == place else [*own, atoms[index - 1]]
        if index >= place and index + 1 < len(atoms):
            own.append(atoms[index + 1])
        children[atom] = tuple(own)
    for one in cited:
        children.update(one.prefix.children)
    return children
