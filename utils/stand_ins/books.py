"""A generated novel: the stand-in for Dom Casmurro."""

from random import Random

# In a sentence, an uppercase word stands for any of these.
WORDS = {
    "WHO": "o padre, o visinho, a prima, a viuva, o doutor, a senhora, Bentinho, Capitú, José Dias",
    "THING": "o livro, a casa, a carta, o jardim, a janella, o relogio, a egreja, o chapéo, a rua",
    "DID": "viu, perdeu, achou, deixou, contou, esqueceu, guardou, escondeu, mostrou, pediu",
    "HOW": "logo, devagar, sem pressa, outra vez, com cuidado, de repente, em silencio, de noite",
    "WHEN": "Um dia, Naquella tarde, Dous annos depois, Entretanto, No domingo, Mais tarde, Então",
    "SAID": "disse, respondeu, perguntou, exclamou, murmurou, repetiu, atalhou, continuou",
    "PHRASE": "não me lembra, é verdade, já acabei, vamos embora, que difficuldade, póde ser",
}
WORDS = {role: words.split(", ") for role, words in WORDS.items()}
SENTENCES = """
    WHO DID THING HOW.
    WHEN, WHO DID THING.
    WHEN, WHO DID THING e WHO DID THING.
    Não sei se WHO DID THING ou se WHO DID THING; WHO não contou.
    Quando WHO DID THING, WHO DID THING HOW.
    Era THING que WHO DID HOW.
""".strip().splitlines()
SPEECH = "--PHRASE, SAID WHO; PHRASE."
TITLES = ["THING.", "WHO.", "WHO e THING."]


def book_stand_in(chapters: int = 148, seed: int = 1899) -> str:
    """Generate a text of so many chapters, of the form that `load_casmurro` gives, about as long.

    Sentences of a small grammar of Portuguese in the old spelling: articles agree with nouns,
    sentences end in a point, speech begins with two hyphens and ends with who spoke. A few rare
    signs stand in it, as in the real file. The same `chapters` and `seed` give the same text.
    """
    rng = Random(seed)
    paragraphs = []
    for number in range(1, chapters + 1):
        paragraphs += [roman(number), _capital(_said(rng, rng.choice(TITLES)))]
        for _ in range(rng.randint(8, 16)):
            if rng.random() < 0.3:
                paragraphs.append(_said(rng, SPEECH))
            else:
                n = rng.randint(2, 8)
                told = [_capital(_said(rng, rng.choice(SENTENCES).strip())) for _ in range(n)]
                paragraphs.append(" ".join(told))
        if rng.random() < 0.1:
            paragraphs.append(f"Foi em 18{rng.randint(40, 72)} ({rng.choice('ÀÓZWk')}).")
    return "\n\n".join(paragraphs) + "\n"


def _said(rng: Random, sentence: str) -> str:
    """A sentence with its uppercase words replaced."""
    pieces = []
    for word in sentence.split(" "):
        role = word.strip("-,.;")
        if role not in WORDS:
            pieces.append(word)
            continue
        before, after = word.split(role)
        pieces.append(before + rng.choice(WORDS[role]) + after)
    return " ".join(pieces)


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def roman(number: int) -> str:
    """Return a number from 1 to 399 in Roman numerals."""
    text = ""
    signs = {100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
    for value, sign in signs.items():
        text += sign * (number // value)
        number %= value
    return text
