"""The words of names in Portuguese and, for the keepers' checks alone, in English."""

import re
from dataclasses import dataclass

from utils.chem.names.graph import OutOfScope

# fmt: off
STEMS = (
    "met", "et", "prop", "but", "pent", "hex", "hept", "oct", "non", "dec", "undec", "dodec",
)
_MULTIPLIERS = (
    "", "di", "tri", "tetra", "penta", "hexa", "hepta", "octa", "nona", "deca", "undeca", "dodeca",
)
# fmt: on
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class Words:
    """One language's words: stems, prefixes, suffixes, and how they are joined."""

    stems: tuple[str, ...]
    vowel: str  # that ends the name of a hydride
    triple: str  # "-in-"
    group: str  # what ends a prefix, "-il"
    prefixes: dict[str, str]
    suffixes: dict[str, str]  # of a chain
    outside: dict[str, str]  # of a ring, with the carbon of the group outside it
    benzene: dict[str, str]  # one group on a benzene ring
    hyphens: bool  # before h and between equal vowels

    def join(self, left: str, right: str) -> str:
        """Join two parts of a word: hyphen before h and between equal vowels (in Portuguese).

        The spelling reform's Base XVI. No hyphen beside a parenthesis.
        """
        if not (self.hyphens and left and right) or left[-1] in "-)":
            return left + right
        doubled = left[-1] == right[0] and right[0] in _VOWELS
        return f"{left}-{right}" if right[0] == "h" or doubled else left + right

    def multiplied(self, number: int, text: str, composed: bool) -> str:
        """Return a prefix or suffix as often as it occurs: dimetil, bis(clorometil)."""
        if number > (4 if composed else 12):
            raise OutOfScope("mais de 12 ramificações iguais, ou mais de 4 compostas")
        text = f"({text})" if composed else text
        if number == 1:
            return text
        if composed:
            return ("bis", "tris", "tetrakis")[number - 2] + text
        hyphen = "-" if text.startswith(("terc-", "tert-")) else ""
        return self.join(_MULTIPLIERS[number - 1] + hyphen, text)


def alphabetical(text: str) -> tuple[str, str]:
    """Return what a prefix is sorted by: its letters; terc-, locants and signs don't count."""
    letters = re.sub(r"ter[ct]-", "", text)
    return re.sub(r"[^a-z]", "", letters), text


PORTUGUESE = Words(
    stems=STEMS,
    vowel="o",
    triple="in",
    group="il",
    prefixes={
        "F": "fluoro",
        "Cl": "cloro",
        "Br": "bromo",
        "I": "iodo",
        "hydroxy": "hidroxi",
        "oxo": "oxo",
        "amino": "amino",
        "nitro": "nitro",
        "cyano": "ciano",
        "formyl": "formil",
        "phenyl": "fenil",
        "benzyl": "benzil",
        "phenoxy": "fenoxi",
        "oxy": "oxi",
        "isopropoxy": "isopropoxi",
        "tert-butyl": "terc-butil",
        "tert-butoxy": "terc-butoxi",
        "cyclo": "ciclo",
    },
    suffixes={
        "acid": "oico",
        "ester": "oato",
        "chloride": "oíla",
        "amide": "amida",
        "nitrile": "nitrila",
        "aldehyde": "al",
        "ketone": "ona",
        "alcohol": "ol",
        "amine": "amina",
    },
    outside={
        "acid": "carboxílico",
        "ester": "carboxilato",
        "chloride": "carbonila",
        "amide": "carboxamida",
        "nitrile": "carbonitrila",
        "aldehyde": "carbaldeído",
    },
    benzene={
        "": "benzeno",
        "acid": "benzoico",
        "ester": "benzoato",
        "chloride": "benzoíla",
        "amide": "benzamida",
        "nitrile": "benzonitrila",
        "aldehyde": "benzaldeído",
        "alcohol": "fenol",
        "amine": "anilina",
    },
    hyphens=True,
)

ENGLISH = Words(
    stems=("meth", "eth", *STEMS[2:]),
    vowel="e",
    triple="yn",
    group="yl",
    prefixes={
        **{key: key for key in PORTUGUESE.prefixes},
        "F": "fluoro",
        "Cl": "chloro",
        "Br": "bromo",
        "I": "iodo",
    },
    suffixes={
        "acid": "oic",
        "ester": "oate",
        "chloride": "oyl",
        "amide": "amide",
        "nitrile": "nitrile",
        "aldehyde": "al",
        "ketone": "one",
        "alcohol": "ol",
        "amine": "amine",
    },
    outside={
        "acid": "carboxylic",
        "ester": "carboxylate",
        "chloride": "carbonyl",
        "amide": "carboxamide",
        "nitrile": "carbonitrile",
        "aldehyde": "carbaldehyde",
    },
    benzene={
        "": "benzene",
        "acid": "benzoic",
        "ester": "benzoate",
        "chloride": "benzoyl",
        "amide": "benzamide",
        "nitrile": "benzonitrile",
        "aldehyde": "benzaldehyde",
        "alcohol": "phenol",
        "amine": "aniline",
    },
    hyphens=False,
)
