"""Random structures, as SMILES: a chain or a ring with the family's group, and branches.

Many are no molecules worth a name (enols, acetals): the namer refuses them.
"""

import random

ALKYLS = ("C", "CC", "CCC", "C(C)C", "CCCC", "CC(C)C", "C(C)CC", "C(C)(C)C")
_ALKYL_WEIGHTS = (44, 20, 10, 10, 3, 5, 4, 4)
HALOGENS = ("F", "Cl", "Br", "I")
ALKOXY = ("OC", "OCC", "OCCC", "OC(C)C", "OCCCC", "Oc1ccccc1", "OC(C)(C)C", "OCCCCC", "OC1CCCCC1")
_ALKOXY_WEIGHTS = (36, 26, 12, 8, 6, 5, 3, 2, 2)
AMINO = ("N", "NC", "N(C)C", "NCC", "N(CC)CC", "NCCC")
RINGS = ("c1ccccc1", "C1CCCCC1", "C1CCCC1", "C1CC1", "C1CCC1")
COMPOSED = (
    "CCl", "CBr", "CF", "CI", "C(F)(F)F", "C(F)F", "C(Cl)(Cl)Cl", "C(Cl)Cl", "CCCl", "C(Cl)C", "CO",
    "CCO", "C(O)C", "CN", "COC", "CCBr", "Cc1ccccc1", "CC1CCCCC1", "CC1CC1", "c1ccc(Cl)cc1",
    "c1ccc(C)cc1", "C=C", "CC=C", "C#C", "CC#C", "C(C)=C", "CCOC", "CCc1ccccc1",
)  # fmt: skip
# What a branch is, in hundredths: on carbon chains and rings, and where no group is a suffix.
_WITH_GROUP = {
    "alkyl": 46, "halogen": 21, "hydroxy": 6, "alkoxy": 7, "amino": 4, "oxo": 4, "nitro": 2,
    "ring": 3, "composed": 6, "cyano": 1,
}  # fmt: skip
_PLAIN = {"alkyl": 50, "halogen": 36, "nitro": 4, "ring": 3, "composed": 7}
FORMS = {
    "acid": ("=O", "O"), "chloride": ("=O", "Cl"), "nitrile": ("#N",), "aldehyde": ("=O",),
}  # fmt: skip
_AMINES = ("N", "NC", "NCC", "NCCC", "N(C)C", "N(CC)CC", "N(C)CC", "NC(C)C", "NCCCC", "NC1CCCCC1",
    "Nc1ccccc1", "NCc1ccccc1")  # fmt: skip
_AMINE_WEIGHTS = (34, 16, 12, 6, 10, 5, 5, 3, 3, 2, 2, 2)
_ESTERS = ("OC", "OCC", "OCCC", "OC(C)C", "OCCCC", "Oc1ccccc1", "OCc1ccccc1", "OC(C)(C)C",
    "OC1CCCCC1", "OCC(C)C", "OCCCCC", "OC(C)CC", "OCCCl", "OCC=C")  # fmt: skip
_ESTER_WEIGHTS = (30, 26, 12, 8, 6, 3, 3, 3, 2, 2, 2, 1, 1, 1)


class Skeleton:
    """A chain or a ring of carbons that gets branches."""

    def __init__(self, chance: random.Random | None, size: int, ring: str, multiple: float):
        self.chance, self.size, self.ring = chance, size, ring
        self.orders = [1] * (size if ring else size - 1)
        if ring != "benzene":
            while multiple and self.orders and chance.random() < multiple:
                self._raise_bond()
                multiple *= 0.35
        self.free = [3 if ring == "benzene" else 4] * size
        for place, order in enumerate(self.orders):
            self.free[place] -= order
            self.free[(place + 1) % size] -= order
        if ring == "benzene":
            self.free = [1] * 6
        self.branches: list[list[str]] = [[] for _ in range(size)]

    def _raise_bond(self) -> None:
        place = self.chance.randrange(len(self.orders))
        near = {place - 1, place + 1}
        if self.ring:
            near = {index % self.size for index in near}
        if all(self.orders[index] == 1 for index in near if 0 <= index < len(self.orders)):
            self.orders[place] = 2 if self.ring or self.chance.random() < 0.7 else 3

    def bind(self, place: int, branch: str) -> bool:
        """Bind a branch ("=O", "CC") where the carbon has room; return whether it had."""
        order = {"=": 2, "#": 3}.get(branch[0], 1)
        if self.free[place] < order:
            return False
        self.free[place] -= order
        self.branches[place].append(branch)
        return True

    def smiles(self) -> str:
        """Return what was drawn, as a SMILES."""
        bonds = ["", *({1: "", 2: "=", 3: "#"}[order] for order in self.orders)]
        text = ""
        for place, branches in enumerate(self.branches):
            atom = "c" if self.ring == "benzene" else "C"
            digit = ""
            if self.ring and place == 0:
                digit = "9"
            elif self.ring and place == self.size - 1:
                digit = bonds[self.size] + "9"
            text += bonds[place] + atom + digit + "".join(f"({branch})" for branch in branches)
        return text


def branch(chance: random.Random, kinds: dict[str, int]) -> str:
    """Draw a branch."""
    (kind,) = chance.choices(list(kinds), list(kinds.values()))
    if kind == "alkyl":
        return chance.choices(ALKYLS, _ALKYL_WEIGHTS)[0]
    if kind == "alkoxy":
        return chance.choices(ALKOXY, _ALKOXY_WEIGHTS)[0]
    one_of = {"halogen": HALOGENS, "amino": AMINO, "ring": RINGS, "composed": COMPOSED}
    single = {"hydroxy": "O", "oxo": "=O", "nitro": "[N+](=O)[O-]", "cyano": "C#N"}
    return single[kind] if kind in single else chance.choice(one_of[kind])


def draw(chance: random.Random, group: str, ring: str) -> str:
    """Draw a structure with the group ("" for none; "alkane", "ether" …) on a chain or ring."""
    small = chance.random() < 0.2
    sizes = range(1, 5) if small else range(2, 13)
    size, multiple = chance.choice(sizes), 0.17
    if ring:
        size = 6 if ring == "benzene" else chance.choices(range(3, 9), (2, 2, 5, 7, 1, 1))[0]
    if group in ("alkane", "halide"):
        multiple = 0
    elif group == "alkene":
        size, multiple = max(size, 2), 1
    elif ring and not group:
        multiple = 0.5
    skeleton = Skeleton(chance, size, ring, multiple)
    kinds = {"alkane": {"alkyl": 1}}.get(group, _PLAIN if group in _NO_SUFFIX else _WITH_GROUP)
    if group == "alkane" and chance.random() < 0.05:
        kinds = {"ring": 1, "alkyl": 3}
    _add_group(chance, skeleton, group)
    number = chance.choices(range(5), (25, 50, 20, 5, 0) if small else (6, 32, 36, 19, 7))[0]
    for _ in range(number):
        skeleton.bind(chance.randrange(size), branch(chance, kinds))
    return skeleton.smiles()


_NO_SUFFIX = ("", "alkane", "alkene", "halide", "ether")


def _add_group(chance: random.Random, skeleton: Skeleton, group: str) -> None:
    place = chance.randrange(skeleton.size)
    places = [place]
    if chance.random() < 0.12:
        places.append(chance.randrange(skeleton.size))
    if group in ("ketone", "alcohol", "amine"):
        for where in places:
            kind = {"ketone": "=O", "alcohol": "O"}.get(group)
            skeleton.bind(where, kind or chance.choices(_AMINES, _AMINE_WEIGHTS)[0])
    elif group == "ether":
        for where in places:
            skeleton.bind(where, chance.choices(ALKOXY, _ALKOXY_WEIGHTS)[0])
    elif group == "halide":
        skeleton.bind(place, chance.choice((*HALOGENS, *HALOGENS, "[N+](=O)[O-]")))
    elif group not in _NO_SUFFIX:
        ends = [0, skeleton.size - 1] if len(places) == 2 else [0]
        alike = _form(chance, group)
        for where in places if skeleton.ring else ends:
            if skeleton.ring:
                skeleton.bind(where, "C" + "".join(f"({part})" for part in alike))
            else:
                for part in alike:
                    skeleton.bind(where, part)


def _form(chance: random.Random, group: str) -> tuple[str, ...]:
    if group == "ester":
        return "=O", chance.choices(_ESTERS, _ESTER_WEIGHTS)[0]
    if group == "amide":
        return "=O", chance.choices(_AMINES, _AMINE_WEIGHTS)[0]
    return FORMS[group]
