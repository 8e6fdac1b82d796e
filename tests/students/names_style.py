"""openclatura's names in our style, and which of two different names the rules choose.

OPSIN reads both names to the same molecule; only one of them is the name that the rules give.
"""

import re

# Retained names that the lesson doesn't teach (IUPAC 2013 prefers most of them).
_RETAINED = [
    (r"formic\b", "methanoic"),
    (r"acetic\b", "ethanoic"),
    (r"oxalic\b", "ethanedioic"),
    (r"malonic\b", "propanedioic"),
    (r"succinic\b", "butanedioic"),
    (r"glutaric\b", "pentanedioic"),
    (r"adipic\b", "hexanedioic"),
    (r"formate\b", "methanoate"),
    (r"acetate\b", "ethanoate"),
    (r"oxalate\b", "ethanedioate"),
    (r"malonate\b", "propanedioate"),
    (r"succinate\b", "butanedioate"),
    (r"glutarate\b", "pentanedioate"),
    (r"adipate\b", "hexanedioate"),
    (r"acetyl chloride", "ethanoyl chloride"),
    (r"oxalyl dichloride", "ethanedioyl dichloride"),
    (r"formamide$", "methanamide"),
    (r"acetamide$", "ethanamide"),
    (r"acetonitrile$", "ethanenitrile"),
    (r"propionitrile$", "propanenitrile"),
    (r"butyronitrile$", "butanenitrile"),
    (r"dimethylazane$", "N-methylmethanamine"),
    (r"cyclo(prop|but)oxy", r"cyclo\1yloxy"),
    (r"\(tert-(butyl|butoxy)\)", r"tert-\1"),
    (r"bis\(?tert-(butyl|butoxy)\)?", r"di-tert-\1"),
]


def in_our_style(theirs: str) -> str:
    """Return openclatura's name with systematic words in the place of retained ones."""
    for retained, ours in _RETAINED:
        theirs = re.sub(retained, ours, theirs)
    return theirs


def same(ours: str, theirs: str) -> bool:
    """Return whether the names are one, but for retained words and a locant that they leave out.

    openclatura says 2-methylcyclohexanol and 2-methylpropene; we say 2-methylcyclohexan-1-ol and
    2-methylprop-1-ene.
    """
    theirs = in_our_style(theirs)
    return theirs in (ours, _without_one(ours)) or in_our_style(ours) == theirs


def _without_one(ours: str) -> str:
    ours = re.sub(r"1,2,3,4,5-(penta\w+benzene)$", r"\1", ours)
    ours = re.sub(r"prop-1-ene$", "propene", ours)
    ours = re.sub(r"(cyclo\w+an)-1-(ol|one|amine)$", r"\1\2", ours)
    return re.sub(r"(cyclo\w+ane)-1-(carb\w+)", r"\1\2", ours)


def locants(name: str) -> tuple:
    """Return the key by which the rules choose between two names of equal parents.

    Multiple bonds, together and then the double ones; more prefixes; their locants together,
    repetitions counted; locants in the order of citation; then the alphabet, by the letters alone,
    di and tri before a simple prefix left out (P-14.5, P-31.1.4, P-45). openclatura 0.4.3 drops
    repetitions, gives a triple bond the lower locant at a tie, doesn't compare locants or prefixes
    between equal chains, and puts prop-2-yn-1-yl before propyl.
    """
    depth, outer = 0, ""
    for sign in name:
        depth += (sign == "(") - (sign == ")")
        outer += sign if depth == 0 else ""
    cited = [0 if place == "N" else int(place) for place in re.findall(r"\d+|N(?=[,-])", outer)]
    bonds = {
        kind: [int(place) for place in re.findall(rf"\d+(?=[\d,]*-(?:di|tri)?{kind})", outer)]
        for kind in ("en", "yn")
    }
    together = sorted(bonds["en"] + bonds["yn"])
    return together, bonds["en"], -len(cited), sorted(cited), cited, _letters(name)


def _letters(name: str) -> str:
    parts = re.split(r"(\([^)]*\))", name)
    parts[::2] = [re.sub(r"(,\w+-)(?:di|tri|tetra|penta)", r"\1", part) for part in parts[::2]]
    return re.sub(r"[^a-z]", "", "".join(parts))
