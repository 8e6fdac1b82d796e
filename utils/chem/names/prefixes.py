"""Substituent prefixes: from the atom bound to the parent to a name such as propan-2-il."""

from utils.chem.names.branches import name_chain, name_ring
from utils.chem.names.cited import Cited, Prefix
from utils.chem.names.graph import HALOGENS, OutOfScope
from utils.chem.names.units import Context
from utils.chem.names.words import alphabetical


def name_prefix(context: Context, root: int, origin: int) -> Prefix:
    """Return the prefix of what is bound to the atom `origin` and begins at the atom `root`."""
    key = root, origin
    if key not in context.named:
        context.named[key] = _name(context, root, origin)
    return context.named[key]


def _name(context: Context, root: int, origin: int) -> Prefix:
    graph, symbol = context.graph, context.graph.symbols[root]
    words = context.words.prefixes
    if symbol in HALOGENS:
        return Prefix(words[symbol], False, False, {})
    if symbol == "O":
        if graph.bonds[root][origin] == 2:
            return Prefix(words["oxo"], False, False, {})
        if graph.hydrogens[root]:
            return Prefix(words["hydroxy"], False, False, {})
        return _alkoxy(context, root, origin)
    if symbol == "N":
        return _nitro(context, root) if root in graph.nitro else _amino(context, root, origin)
    group = context.classes.get(root)
    if group == "nitrile" and context.principal != "nitrile":
        return Prefix(words["cyano"], False, False, {root: _others(context, root, origin)})
    if group == "aldehyde":
        return Prefix(words["formyl"], False, False, {root: _others(context, root, origin)})
    if group is not None:
        raise OutOfScope("grupos acila, carboxi e parecidos como ramificação")
    return (name_ring if graph.ring_of(root) else name_chain)(context, root, origin, cite)


def _others(context: Context, root: int, origin: int) -> tuple[int, ...]:
    return tuple(other for other in context.graph.bonds[root] if other != origin)


def _nitro(context: Context, root: int) -> Prefix:
    oxygens = sorted(
        (-order, other)
        for other, order in context.graph.bonds[root].items()
        if context.graph.symbols[other] == "O"
    )
    children = {root: tuple(other for _, other in oxygens)}
    return Prefix(context.words.prefixes["nitro"], False, False, children)


def _alkoxy(context: Context, root: int, origin: int) -> Prefix:
    (carbon,) = _others(context, root, origin)
    alkyl, words = name_prefix(context, carbon, root), context.words
    named, group = words.prefixes, words.group
    children = {root: (carbon,), **alkyl.children}
    kept = {
        f"propan-2-{group}": named["isopropoxy"],
        named["tert-butyl"]: named["tert-butoxy"],
        named["phenyl"]: named["phenoxy"],
        **{stem + group: stem + named["oxy"] for stem in words.stems[:4]},
    }
    if alkyl.text in kept:
        return Prefix(kept[alkyl.text], False, False, children)
    if not alkyl.plain:
        raise OutOfScope("grupos alcoxi ramificados ou com substituintes")
    return Prefix(alkyl.text + named["oxy"], True, False, children)


def _amino(context: Context, root: int, origin: int) -> Prefix:
    carbons, words = _others(context, root, origin), context.words
    groups = [name_prefix(context, carbon, root) for carbon in carbons]
    texts = {group.text for group in groups}
    children = {root: carbons}
    for group in groups:
        children.update(group.children)
    if not texts:
        return Prefix(words.prefixes["amino"], False, False, children)
    if len(texts) > 1 or not groups[0].plain or words.prefixes["phenyl"] in texts:
        raise OutOfScope("grupos amino com substituintes diferentes, ramificados ou fenila")
    text = words.multiplied(len(groups), groups[0].text, False) + words.prefixes["amino"]
    return Prefix(text, True, False, children)


def cite(context: Context, roots: list[tuple[int, int, int]]) -> list[Cited]:
    """Return the prefixes of these places in the order in which they are cited."""
    cited = [
        Cited(locant, root, name_prefix(context, root, origin)) for locant, root, origin in roots
    ]
    return sorted(cited, key=lambda one: (alphabetical(one.prefix.text), one.locant))
