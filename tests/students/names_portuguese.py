"""A reader of names in Portuguese that sees only the text: word by word into English.

It shares nothing with the namer: what the namer spells wrongly, it doesn't read, or OPSIN doesn't.
"""

import re

_TABLE = """
    benzeno=benzene benzoico=benzoic benzoato=benzoate benzoíla=benzoyl benzamida=benzamide
    benzonitrila=benzonitrile benzaldeído=benzaldehyde fenol=phenol anilina=aniline
    carboxílico=carboxylic carboxilato=carboxylate carbonila=carbonyl carboxamida=carboxamide
    carbonitrila=carbonitrile carbaldeído=carbaldehyde nitrila=nitrile amida=amide amina=amine
    oico=oic oato=oate oíla=oyl ona=one ol=ol al=al
    fluoro=fluoro cloro=chloro bromo=bromo iodo=iodo hidroxi=hydroxy amino=amino nitro=nitro oxo=oxo
    formil=formyl ciano=cyano benz=benz fen=phen ciclo=cyclo iso=iso oxi=oxy terc-=tert- il=yl
    met=meth et=eth prop=prop but=but pent=pent hex=hex hept=hept oct=oct non=non dec=dec
    undec=undec dodec=dodec an=an en=en in=yn o=e a=a
    di=di tri=tri tetra=tetra penta=penta hexa=hexa hepta=hepta octa=octa bis=bis tris=tris
"""
_ENGLISH = dict(pair.split("=") for pair in _TABLE.split())
# A multiplier, unless the n of "an" follows: pentanol is pent-an-ol.
_MULTIPLIER = {"penta", "hexa", "hepta", "octa"}
_TOKEN = re.compile(
    "|".join(
        [re.escape(word) + ("(?!n)" if word in _MULTIPLIER else "")
         for word in sorted(_ENGLISH, key=len, reverse=True)]
        + [r"[-\d,()]", r"N(?=[-,])"]
    )
)  # fmt: skip
# Hyphens that only spelling asks for: between letters, but not beside terc.
_SPELLING = re.compile(r"(?<=[a-zí])(?<!terc)-(?=[a-z])(?!terc)")


def to_english(name: str) -> str:
    """Return an English name, its prefixes in Portuguese order; raise ValueError if unreadable."""
    if acid := re.fullmatch(r"ácido (\S+)", name):
        return f"{_word(acid[1])} acid"
    if chloride := re.fullmatch(r"(di)?cloreto de (\S+)", name):
        return f"{_word(chloride[2])} {chloride[1] or ''}chloride"
    if ester := re.fullmatch(r"(\S+ato) de (\S+il)a", name):
        return f"{_word(ester[2])} {_word(ester[1])}"
    return _word(name)


def _word(text: str) -> str:
    text, place, english = _SPELLING.sub("", text), 0, ""
    while place < len(text):
        token = _TOKEN.match(text, place)
        if not token:
            raise ValueError(f"{text}: {text[place:]} is no known word")
        english += _ENGLISH.get(token[0], token[0])
        place = token.end()
    return english
