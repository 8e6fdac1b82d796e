"""Generated film reviews: the stand-in for IMDB."""

from collections import Counter
from itertools import chain
from random import Random

import numpy as np

# The things that films of a genre have, the genre first.
GENRES = [
    "horror ghost vampire blood knife scream grave monster castle",
    "comedy clown joke laugh prank party dance wedding kiss",
    "war soldier general battle tank bomb gun wound flag",
    "love bride lover heart letter tear dream garden rose",
    "space robot planet rocket laser ship future moon star",
    "music song singer band guitar piano stage concert drum",
]
PAIRS = [
    "man woman",
    "boy girl",
    "father mother",
    "husband wife",
    "king queen",
    "prince princess",
    "actor actress",
    "brother sister",
    "son daughter",
]
# In a sentence, an uppercase word stands for any of these, RIGHT and WRONG for GOOD and BAD or the
# other way round, THING for one of the review's genre, NAME for a made-up one.
WORDS = {
    "GOOD": "good great excellent wonderful superb brilliant amazing perfect funny",
    "BAD": "bad awful terrible boring horrible stupid dull poor weak",
    "PART": "acting plot story script ending cast camera director",
    "FILM": "movie film picture",
    "VERB": "finds loses follows remembers meets saves leaves wants",
    "WHO": " ".join(PAIRS),
}
WORDS = {role: words.split() for role, words in WORDS.items()}
FACTS = """
    the WHO VERB a THING and then the WHO VERB the THING
    it is about a WHO who VERB the THING of NAME NAME
    this THING FILM was directed by NAME NAME and NAME NAME
    NAME NAME plays the WHO and NAME is a WHO
    in NAME there is a THING and NAME VERB it
""".strip().splitlines()
OPINIONS = """
    the PART is RIGHT
    the PART was very RIGHT and so is the THING
    i found the PART really RIGHT
    this FILM is RIGHT
    it has RIGHT music
    NAME is RIGHT as the WHO
    the PART was not very WRONG
    the FILM isn't WRONG at all
    the PART is never WRONG
    the PART was WRONG but the PART is RIGHT
""".strip().splitlines()
ENDINGS = [
    "the worst FILM i have ever seen | what a waste of time | do not see this FILM",
    "the best FILM i have ever seen | i will see it again | do not miss this FILM",
]
_SYLLABLES = "ba be bo da do fe ga go ka ko la le lo ma mi na no pa ra ri ro sa so ta to va vi zo"


def imdb_stand_in(n: int = 2000, seed: int = 2011) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Generate `n` reviews to train on and `n` to test on: the arrays of imdb_flat.npz, and ranks.

    For S = train and test: tokens_S int32, the reviews' word ranks one after the other; offsets_S
    int64 of shape (n + 1,), where each begins; y_S int8 of shape (n,). Ranks go from 1, the word
    that is most frequent in train; words that only test has are left out.

    Facts with names that hardly ever come back stand between opinions, many of them negated ("not
    very good"). As in the real file, `br` is frequent and some reviews come back, in either part.
    The same `n` (20 or more) and `seed` give the same reviews; half of either part praise.
    """
    rng = Random(seed)
    again = 2 * (n // 200)
    made = [(_review(rng, i % 2), i % 2) for i in range(2 * (n - again))]
    parts = {"train": made[: n - again], "test": made[n - again :]}
    counts = Counter(chain.from_iterable(words for words, _ in parts["train"]))
    ranks = {word: rank for rank, (word, _) in enumerate(counts.most_common(), start=1)}
    arrays = {}
    for split, reviews in parts.items():
        reviews += made[:again]
        rng.shuffle(reviews)
        rows = [[ranks[word] for word in words if word in ranks] for words, _ in reviews]
        arrays[f"tokens_{split}"] = np.array([*chain.from_iterable(rows)], dtype=np.int32)
        arrays[f"offsets_{split}"] = np.cumsum([0, *map(len, rows)])
        arrays[f"y_{split}"] = np.array([label for _, label in reviews], dtype=np.int8)
    return arrays, ranks


def _review(rng: Random, label: int) -> list[str]:
    """The words of a review that praises (1) or not (0); four opinions in five agree with it."""
    roles = WORDS | {"THING": rng.choice(GENRES).split()}
    roles["NAME"] = [made_up_name(rng) for _ in range(20)]
    length = min(rng.lognormvariate(4.1, 0.7), 250)
    words = []
    while len(words) < length:
        praises = label if rng.random() < 0.8 else 1 - label
        roles["RIGHT"], roles["WRONG"] = WORDS["GOOD"], WORDS["BAD"]
        if not praises:
            roles["RIGHT"], roles["WRONG"] = WORDS["BAD"], WORDS["GOOD"]
        kinds = [FACTS, OPINIONS, ENDINGS[praises].split("|")]
        (sentences,) = rng.choices(kinds, [10, 10, 1])
        words += [rng.choice(roles.get(word, [word])) for word in rng.choice(sentences).split()]
        if rng.random() < 0.12:
            words += ["br", "br"]
    return words


def made_up_name(rng: Random) -> str:
    """Return a name of three or four syllables."""
    return "".join(rng.choices(_SYLLABLES.split(), k=rng.choice([3, 3, 4])))
