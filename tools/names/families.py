"""The families of the pairs, told from the parent and the principal group."""

from utils.chem.names.graph import HALOGENS
from utils.chem.names.parents import Parent
from utils.chem.names.units import Context

_OF_SUFFIX = {
    "acid": "ácidos",
    "ester": "ésteres",
    "chloride": "cloretos de acila",
    "amide": "amidas",
    "nitrile": "nitrilas",
    "aldehyde": "aldeídos",
    "ketone": "cetonas",
    "alcohol": "álcoois",
    "amine": "aminas",
}
FAMILIES = (
    "alcanos",
    "alcenos e alcinos",
    "haletos e nitro",
    "éteres",
    *reversed(_OF_SUFFIX.values()),
    "ciclanos e ciclenos",
    "cíclicos com função",
    "benzenos",
    "benzenos com função",
)


def family(context: Context, parent: Parent) -> str:
    """Return the family of a named molecule, one of `FAMILIES`."""
    graph, unit, principal = context.graph, parent.unit, context.principal
    if unit.ring:
        kind = "benzenos" if unit.is_benzene(graph) else "cíclicos"
        if principal:
            return f"{kind} com função"
        return "benzenos" if kind == "benzenos" else "ciclanos e ciclenos"
    if principal:
        return _OF_SUFFIX[principal]
    symbols = {graph.symbols[one.root] for one in parent.cited}
    if "O" in symbols:
        return "éteres"
    if any(unit.bonds(graph)):
        return "alcenos e alcinos"
    return "haletos e nitro" if symbols & (HALOGENS | {"N"}) else "alcanos"


# What is drawn (group, kind of ring) for the families: a ring's group may be outside the ring.
GROUPS = {
    ("alkane", ""): {"alcanos"},
    ("alkene", ""): {"alcenos e alcinos"},
    ("halide", ""): {"haletos e nitro"},
    ("ether", ""): {"éteres"},
    ("", "ring"): {"ciclanos e ciclenos"},
    ("ether", "ring"): {"ciclanos e ciclenos"},
    ("", "benzene"): {"benzenos"},
    ("ether", "benzene"): {"benzenos"},
    **{(group, ""): {name} for group, name in _OF_SUFFIX.items()},
    **{(group, "ring"): {"cíclicos com função"} for group in _OF_SUFFIX},
    **{(group, "benzene"): {"benzenos com função"} for group in _OF_SUFFIX if group != "ketone"},
}
