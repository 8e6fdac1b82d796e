"""Substituent prefixes with their locants, in the order in which a name cites them."""

from dataclasses import dataclass

from utils.chem.names.units import Context
from utils.chem.names.words import alphabetical


@dataclass(frozen=True, eq=False)
class Prefix:
    """A named substituent.

    text      "metil", "propan-2-il"
    composed  has a locant or a substituent inside: goes into parentheses
    plain     an unbranched alkyl group without substituents, a cycloalkyl, phenyl or benzyl group
    children  the atoms that follow each of its atoms when it is written in the order of its name
    """

    text: str
    composed: bool
    plain: bool
    children: dict[int, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Cited:
    """A prefix with its locant (0 stands for N) and its first atom."""

    locant: int
    root: int
    prefix: Prefix


def citation_key(cited: list[Cited]) -> tuple:
    """Return the key of a choice that all other rules leave open: locants as cited, then text."""
    return [one.locant for one in cited], [alphabetical(one.prefix.text) for one in cited]


def prefix_text(context: Context, cited: list[Cited], locants: bool) -> str:
    """Return the prefixes joined: "2-metil-3-(propan-2-il)"; without numerals if not `locants`."""
    groups: dict[str, list[Cited]] = {}
    for one in cited:
        groups.setdefault(one.prefix.text, []).append(one)
    text, words = "", context.words
    for name, group in groups.items():
        places = ["N" if one.locant == 0 else str(one.locant) for one in group]
        part = words.multiplied(len(group), name, group[0].prefix.composed)
        if locants or "N" in places:
            text += ("-" if text else "") + ",".join(places) + "-" + part
        else:
            text = words.join(text, part)
    return text
