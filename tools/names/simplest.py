"""The simplest molecules of each family, in order: what one types first is never left to chance."""

from collections.abc import Iterator

from tools.names.draw import FORMS, HALOGENS, Skeleton

_BRANCHES = {
    "alkane": ("", "C"),
    "halide": (*HALOGENS, "[N+](=O)[O-]"),
    "ether": ("OC", "OCC", "OCCC"),
    "amine": ("N", "NC", "N(C)C", "NCC"),
    "alcohol": ("O",),
    "ketone": ("=O",),
    "": ("", "C", "CC", *HALOGENS, "[N+](=O)[O-]"),
}
_ENDS = {
    **{group: (parts,) for group, parts in FORMS.items()},
    "ester": (("=O", "OC"), ("=O", "OCC"), ("=O", "OCCC")),
    "amide": (("=O", "N"), ("=O", "NC"), ("=O", "N(C)C")),
}


def simplest(group: str, ring: str) -> Iterator[str]:
    """Yield the SMILES of a group (as `draw` takes it) on chains, rings or benzene, alone.

    Chains of 1 to 12 carbons with the group at each place, rings of 3 to 8; on benzene also with a
    methyl group or a chlorine atom at each place.
    """
    sizes = range(1, 13) if not ring else (6,) if ring == "benzene" else range(3, 9)
    for size in sizes:
        if group == "alkene":
            yield from _unsaturated(size)
        elif group in _ENDS:
            for parts in _ENDS[group]:
                yield from _with_end(size, ring, parts)
        else:
            for branch in _BRANCHES[group]:
                for place in range(1 if ring else size):
                    yield from _with_branch(size, ring, place, branch)


def _unsaturated(size: int) -> Iterator[str]:
    for place in range(size - 1):
        for bond in "=#":
            yield "C" * (place + 1) + bond + "C" * (size - place - 1)


def _with_branch(size: int, ring: str, place: int, branch: str) -> Iterator[str]:
    for other in _others(ring):
        skeleton = Skeleton(None, size, ring, 0)
        if not branch or skeleton.bind(place, branch):
            yield from _finish(skeleton, other)


def _with_end(size: int, ring: str, parts: tuple[str, ...]) -> Iterator[str]:
    for other in _others(ring):
        skeleton = Skeleton(None, size, ring, 0)
        if ring:
            skeleton.bind(0, "C" + "".join(f"({part})" for part in parts))
        elif sum(skeleton.bind(0, part) for part in parts) < len(parts):
            continue
        yield from _finish(skeleton, other)


def _others(ring: str) -> Iterator[tuple[int, str]]:
    yield 0, ""
    if ring == "benzene":
        yield from ((place, branch) for place in (1, 2, 3) for branch in ("C", "Cl"))


def _finish(skeleton: Skeleton, other: tuple[int, str]) -> Iterator[str]:
    place, branch = other
    if not branch or skeleton.bind(place, branch):
        yield skeleton.smiles()
