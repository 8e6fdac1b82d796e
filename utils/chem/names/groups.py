"""Characteristic groups, and which class is the principal one."""

from utils.chem.names.graph import HALOGENS, Graph, OutOfScope

# The senior class gives the suffix (IUPAC P-41); the others become prefixes.
SENIORITY = (
    "acid",
    "ester",
    "chloride",
    "amide",
    "nitrile",
    "aldehyde",
    "ketone",
    "alcohol",
    "amine",
)
# At the end of a chain, whose carbon is the chain's; outside a ring the suffix names it too.
TERMINAL = frozenset(SENIORITY[:6])
ACIDS = frozenset(SENIORITY[:4])


def characteristic_groups(graph: Graph) -> dict[int, str]:
    """Return the class of each characteristic group by its atom.

    The atom is the carbon of C=O and of C#N, the oxygen of an alcohol, the nitrogen of an amine.
    Halogens, ethers and nitro groups are never a suffix and have no class.
    """
    classes = {}
    for atom, symbol in enumerate(graph.symbols):
        if symbol == "C" and (group := _of_carbon(graph, atom)):
            classes[atom] = group
    for atom, symbol in enumerate(graph.symbols):
        acid = any(classes.get(other) in ACIDS for other in graph.bonds[atom])
        if symbol == "O" and graph.hydrogens[atom] == 1 and not acid:
            classes[atom] = "alcohol"
        single = all(order == 1 for order in graph.bonds[atom].values())
        if symbol == "N" and single and not acid and atom not in graph.nitro:
            classes[atom] = "amine"
    return classes


def _of_carbon(graph: Graph, atom: int) -> str | None:
    if graph.neighbours(atom, "N", 3):
        return "nitrile"
    if not graph.neighbours(atom, "O", 2):
        return None
    if oxygen := graph.neighbours(atom, "O"):
        return "acid" if graph.hydrogens[oxygen[0]] else "ester"
    if graph.neighbours(atom, "N"):
        return "amide"
    if any(graph.symbols[other] in HALOGENS for other in graph.bonds[atom]):
        return "chloride"
    return "aldehyde" if graph.hydrogens[atom] else "ketone"


def principal_class(classes: dict[int, str]) -> str | None:
    """Return the senior class among those of a molecule's groups, or None where it has none.

    Two different classes of acids and their derivatives are out of scope: the junior one would be
    a prefix (carboxi, metoxicarbonil …) that the lesson doesn't teach.
    """
    present = [name for name in SENIORITY if name in classes.values()]
    if len([name for name in present if name in ACIDS]) > 1:
        raise OutOfScope("ácido, éster, cloreto ou amida, dois deles na mesma molécula")
    return present[0] if present else None
