"""A chosen parent, written as a name."""

from utils.chem.names.branches import unsaturated
from utils.chem.names.cited import prefix_text
from utils.chem.names.graph import HALOGENS, OutOfScope
from utils.chem.names.groups import TERMINAL
from utils.chem.names.parents import Parent
from utils.chem.names.prefixes import name_prefix
from utils.chem.names.units import Context
from utils.chem.names.words import PORTUGUESE


def full_name(context: Context, parent: Parent) -> str:
    """Return the whole name, in the language of the context."""
    locants = _needs_locants(context, parent)
    prefixes = prefix_text(context, parent.cited, locants)
    name = context.words.join(prefixes, _parent_text(context, parent, locants))
    portuguese = context.words is PORTUGUESE
    if context.principal == "acid":
        return f"ácido {name}" if portuguese else f"{name} acid"
    if context.principal == "chloride":
        many = "di" if len(parent.sites) == 2 else ""
        return f"{many}cloreto de {name}" if portuguese else f"{name} {many}chloride"
    if context.principal == "ester":
        alkyl = _ester_alkyl(context, parent)
        return f"{name} de {alkyl}a" if portuguese else f"{alkyl} {name}"
    return name


def _ester_alkyl(context: Context, parent: Parent) -> str:
    groups = [name_prefix(context, root, oxygen) for root, oxygen in parent.alkyls]
    if len(groups) == 1:
        return groups[0].text
    if len({group.text for group in groups}) > 1 or not groups[0].plain:
        raise OutOfScope("diésteres com alquilas diferentes ou ramificadas")
    return context.words.multiplied(len(groups), groups[0].text, False)


def _needs_locants(context: Context, parent: Parent) -> bool:
    """Return whether numerals are cited (not where they are obvious: IUPAC P-14.3.4)."""
    unit, graph = parent.unit, context.graph
    carried = [one for one in parent.cited if one.locant > 0]
    double, triple = unit.bonds(graph)
    features, size = len(parent.sites) + len(carried), len(unit.atoms)
    kinds = {one.prefix.text for one in parent.cited}
    if size == 1 and not unit.ring:
        if context.principal == "amine":
            return bool(carried)  # 1-fenilmetanamina: N has hydrogens to replace too
        halogens = all(graph.symbols[one.root] in HALOGENS for one in parent.cited)
        if len(kinds) > 1 and carried and not halogens:
            raise OutOfScope("um carbono com dois tipos de substituinte")
        return False
    if unit.ring:
        obvious = features + len(double) <= 1
    elif size == 2:
        obvious = features <= 1
    else:
        obvious = size == 3 and features == 0 and len(double) + len(triple) == 1
    return not (obvious or _all_replaced(context, parent, kinds))


def _all_replaced(context: Context, parent: Parent, kinds: set[str]) -> bool:
    """Return whether all hydrogens are replaced by the same: hexafluoroetano."""
    unit, graph = parent.unit, context.graph
    double, triple = unit.bonds(graph)
    return (
        len(kinds) == 1
        and not parent.sites
        and not any(graph.hydrogens[atom] for atom in unit.atoms)
        and (len(unit.atoms) == 2 or not (double or triple))
    )


def _parent_text(context: Context, parent: Parent, locants: bool) -> str:
    """Return stem, multiple bonds and suffix: "hexa-1,5-dien-3-ol"."""
    words, unit, principal = context.words, parent.unit, context.principal
    number = len(parent.sites)
    if unit.is_benzene(context.graph):
        if (principal or "") in words.benzene and number < 2:
            return words.benzene[principal or ""]
        base = words.benzene[""][:-1]
    else:
        stem = words.stems[len(unit.atoms) - 1]
        if unit.ring:
            stem = words.join(words.prefixes["cyclo"], stem)
        double, triple = unit.bonds(context.graph)
        located = locants and (unit.ring or len(unit.atoms) > 2)
        base = unsaturated(context, stem, unit, located) if double or triple else stem + "an"
    if not number:
        return base + words.vowel
    suffixes = words.outside if unit.ring and principal in TERMINAL else words.suffixes
    suffix = words.multiplied(number, suffixes[principal], False)
    if suffix[0] not in "aeioué":
        base += words.vowel
    if locants and (unit.ring or (principal not in TERMINAL and len(unit.atoms) > 1)):
        return f"{base}-{','.join(str(locant) for locant, _ in parent.sites)}-{suffix}"
    return base + suffix
