"""Generated film reviews: the stand-in for IMDB."""

from collections import Counter
from itertools import chain
from random import Random

import numpy as np

# Eight things, then four traits.
GENRES = {
    "horror": "horror ghost vampire monster blood knife scream grave scary creepy haunted dark",
    "comedy": "comedy clown joke jokes laugh laughs prank party silly crazy hilarious clumsy",
    "war": "war soldier general enemy army battle tank bomb bloody wounded loyal brave",
    "love": "love wedding kiss bride lover heart letter dance tender romantic lonely shy",
    "crime": "crime police detective thief murder gun prison clue violent guilty clever corrupt",
    "space": "space robot alien planet rocket laser ship future strange distant giant frozen",
    "court": "castle throne crown knight sword palace kingdom horse royal noble proud rich",
    "music": "music song singer band guitar piano stage concert loud young talented famous",
}
PAIRS = {  # of a man and a woman, and what they have in common
    "man woman": "person",
    "boy girl": "young",
    "father mother": "family",
    "husband wife": "marriage",
    "king queen": "court",
    "prince princess": "young court",
    "actor actress": "film",
}
# An uppercase word stands for any word of its line. RIGHT and WRONG are GOOD and BAD, or BAD and
# GOOD; LIKED and HATED likewise; THING and TRAIT are of the genre; NAME is made up.
_ROLES = {
    "GOOD": "good great excellent wonderful superb brilliant amazing perfect beautiful funny",
    "BAD": "bad awful terrible boring horrible stupid dull poor ridiculous weak",
    "PART": "acting plot story script ending dialogue cast camera director photography",
    "FILM": "movie film movie film picture",
    "WHO": " ".join(PAIRS),
    "VERY": "very really so quite truly just",
    "VERB": "finds loses follows remembers meets saves leaves wants",
    "LINK": "and then while because after when",
}
WORDS = {role: words.split() for role, words in _ROLES.items()}
_SENTENCES = {
    "neutral": """the WHO VERB a THING LINK the TRAIT WHO VERB the THING
        it is about a TRAIT WHO who VERB the THING of a WHO
        this THING FILM was directed by NAME NAME and NAME NAME
        NAME NAME plays the WHO and NAME is a TRAIT WHO
        i saw it with my WHO at home on tv last week
        in NAME there is a THING and a TRAIT THING and NAME VERB it
        the TRAIT THING of NAME VERB us to NAME
        all of the THING in this FILM is from NAME""",
    "direct": """the PART is RIGHT
        the PART was VERY RIGHT
        the WHO is VERY RIGHT in this one
        what a RIGHT FILM with a RIGHT PART
        i LIKED the PART and the THING
        it has a RIGHT PART that i LIKED""",
    "negated": """the PART is not WRONG
        the PART was not VERY WRONG
        the PART isn't WRONG at all
        the FILM is never WRONG
        i did not find the PART WRONG
        there is nothing WRONG about the THING
        it is hardly a WRONG FILM""",
    "contrast": """the PART was WRONG but the PART is RIGHT
        although the WHO is WRONG the PART was VERY RIGHT
        i expected a WRONG FILM but it was not WRONG
        i HATED the book but this FILM is RIGHT""",
    "praise": """one of the best FILM i have ever seen
        i will see it again
        do not miss this FILM
        it is better than the book""",
    "blame": """the worst FILM i have ever seen
        what a waste of time
        it fails to be GOOD
        the book was better""",
}
TEMPLATES = {
    kind: [line.split() for line in lines.splitlines()] for kind, lines in _SENTENCES.items()
}
_SYLLABLES = "ba be bo da do fe ga go ka ko la le lo ma mi na no pa ra ri ro sa so ta to va vi zo"


def imdb_stand_in(n: int = 2000, seed: int = 2011) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Generate `n` reviews to train on and `n` to test on: the arrays of imdb_flat.npz, and ranks.

    For S = train and test: tokens_S int32, the reviews' word ranks one after the other; offsets_S
    int64 of shape (n + 1,), where each begins; y_S int8 of shape (n,). Ranks go from 1, the word
    that is most frequent in train; words that only test has are left out.

    A grammar writes sentences about one genre's things, with names that hardly ever come back, and
    judgements of the film, many of them negated ("not very good") or set against another ("but").
    A review praises where most of its judgements do, the last counting twice. As in the real file,
    `br` is frequent and some reviews come back, within either part and in both. The same `n` and
    `seed` give the same reviews; `n` is at least 20, and half of either part praise if it is even.
    """
    rng = Random(seed)
    few = n // 500
    train = [_review(rng, i % 2) for i in range(n - 2 * few)]
    train += train[: 2 * few]
    both = train[2 * few : 4 * few + 2]
    test = [_review(rng, i % 2) for i in range(n - 4 * few - len(both))]
    test += test[: 4 * few] + both
    counts = Counter(chain.from_iterable(words for words, _ in train))
    ranks = {word: rank for rank, (word, _) in enumerate(counts.most_common(), start=1)}
    arrays = {}
    for split, reviews in ("train", train), ("test", test):
        rng.shuffle(reviews)
        rows = [[ranks[word] for word in words if word in ranks] for words, _ in reviews]
        arrays[f"tokens_{split}"] = np.array([*chain.from_iterable(rows)], dtype=np.int32)
        arrays[f"offsets_{split}"] = np.cumsum([0, *map(len, rows)])
        arrays[f"y_{split}"] = np.array([label for _, label in reviews], dtype=np.int8)
    return arrays, ranks


def _review(rng: Random, label: int) -> tuple[list[str], int]:
    """The words of a review with this label, and the label."""
    length = min(max(rng.lognormvariate(4.15, 0.7), 10), 270)
    topics = GENRES[rng.choice([*GENRES])].split()
    paragraphs = rng.random() < 0.58
    votes, words = [], []
    while True:
        last = len(words) > length
        if last or rng.random() < 0.5:
            praises = (rng.random() < (0.9 if last else 0.75)) == bool(label)
            votes.append(1 if praises else -1)
            words += _judgement(rng, topics, praises)
        else:
            words += _sentence(rng, topics, "neutral", {})
        if last:
            break
        if paragraphs and rng.random() < 0.2:
            words += ["br", "br"]
    right = (sum(votes) + votes[-1] > 0) if label else (sum(votes) + votes[-1] < 0)
    return (words, label) if right else _review(rng, label)


def _judgement(rng: Random, topics: list[str], praises: bool) -> list[str]:
    own = "praise" if praises else "blame"
    (kind,) = rng.choices(["direct", "negated", "contrast", own], [58, 20, 12, 10])
    good, bad = ("GOOD", "BAD") if praises else ("BAD", "GOOD")
    liked, hated = ("liked", "hated") if praises else ("hated", "liked")
    roles = {"RIGHT": good, "WRONG": bad, "LIKED": liked, "HATED": hated}
    return _sentence(rng, topics, kind, roles)


def _sentence(rng: Random, topics: list[str], kind: str, roles: dict[str, str]) -> list[str]:
    words = []
    for word in rng.choice(TEMPLATES[kind]):
        word = roles.get(word, word)
        if word == "NAME":
            word = made_up_name(rng)
        elif word == "THING":
            word = rng.choice(topics[:8])
        elif word == "TRAIT":
            word = rng.choice(topics[8:])
        elif word in WORDS:
            word = rng.choice(WORDS[word])
        if words[-1:] == ["a"] and word[0] in "aeiou":
            words[-1] = "an"
        words.append(word)
    return words


def made_up_name(rng: Random) -> str:
    """Return a name of two to four syllables."""
    return "".join(rng.choices(_SYLLABLES.split(), k=rng.choice([2, 3, 3, 4, 4])))
