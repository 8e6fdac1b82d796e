"""Film reviews of IMDB as sequences of integers."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

_MARKS = ["<pad>", "<start>", "<unk>", "<unused>"]  # what 0 to 3 stand for, as in Keras
_START, _UNKNOWN = 1, 2
_KERAS_SEED = 113
# What Keras's Tokenizer leaves when it has put blanks for its filters: an apostrophe, a no-break
# space or an ellipsis (U+0085) stays in the word.
_TOKEN = re.compile(r"""<start>|<unk>|[^ !"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~\t\n]+""")
_APOSTROPHES = "‘’‛′´ʼ＇"


@dataclass(frozen=True, eq=False)
class Imdb:
    """Reviews as integers, with what each integer stands for: see `load_imdb`."""

    x_train: list[np.ndarray]
    y_train: np.ndarray
    x_test: list[np.ndarray]
    y_test: np.ndarray
    words: list[str]
    source: str

    def decode(self, sequence: Iterable[int]) -> str:
        """Return the words of a sequence, with a blank between; padding (0) is left out.

        Raises ValueError for an integer that stands for no word here.
        """
        sequence = np.asarray(sequence, dtype=np.int64)
        if ((sequence < 0) | (sequence >= len(self.words))).any():
            raise ValueError(
                f"Só os inteiros de 0 a {len(self.words) - 1} representam palavras. Decodifique a "
                "sequência com os mesmos dados (e o mesmo num_words) de que ela veio."
            )
        return " ".join(self.words[i] for i in sequence if i)

    def encode(self, text: str) -> np.ndarray:
        """Return the integers of a text, int32 of shape (length,), the start mark (1) first.

        As in Keras's file: lower case; punctuation other than the apostrophe separates words; a
        word not in `words` becomes 2. What `decode` returns, which begins with "<start>", comes
        out as it went in, and so does the text of a review in the file.

        Any other text is taken for typed: curly quotes, dashes, ellipses, other blanks and line
        ends count as those of ASCII, which Keras does not do.
        """
        literal, plain = self._integers(text), _in_ascii_punctuation(text)
        if plain == text or text.startswith(_MARKS[_START]) or _known(literal) in self._reviews:
            return literal
        return self._integers(plain)

    def _integers(self, text: str) -> np.ndarray:
        found = [self._number.get(token, _UNKNOWN) for token in _TOKEN.findall(text.lower())]
        return np.array(found if found[:1] == [_START] else [_START, *found], dtype=np.int32)

    @cached_property
    def _reviews(self) -> frozenset[int]:
        """What tells a review of the file: its known words (it lost those that only test has)."""
        return frozenset(map(_known, chain(self.x_train, self.x_test)))

    @cached_property
    def _number(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}


def load_imdb(num_words: int | None = None) -> Imdb:
    """Film reviews and whether they praise the film (25,000 to train on and 25,000 to test on).

    `num_words`, of 5 or more, keeps the integers below it and turns the others, of rarer words,
    into 2; None keeps all. Half of the reviews of either part praise.

    x_train, x_test  lists of int32 arrays of shape (length,), each beginning with 1
    y_train, y_test  int64 of shape (n,): 1 for a review that praises, 0 for one that pans
    words            words[i] is what the integer i stands for: "<pad>", "<start>", "<unk>",
                     "<unused>", then the words of the training reviews, the most frequent first
    source           "real", or "simulado" for the stand-in

    Words of test reviews that no training review has are left out, as Keras leaves them. The
    reviews come from Keras's imdb.npz, in the order of `keras.datasets.imdb.load_data`, or from
    imdb_flat.npz where it is here, in its own random order; ranks of rare words differ.

    Raises ValueError where `num_words` is too small or the word index belongs to the other file of
    reviews, and DataError where `COURSE_DATA=real` and a file cannot be had.

    Used by lessons 13 and 14. Source: Maas et al. 2011, https://aclanthology.org/P11-1015/.
    """
    if num_words is not None and num_words <= len(_MARKS):
        raise ValueError(
            f"num_words={num_words} não deixa nenhuma palavra: os inteiros de 0 a 3 têm outro uso. "
            "Use 5 ou mais, ou None para todas as palavras."
        )
    (arrays, ranks), source = real_or_stand_in(
        "o conjunto de críticas do IMDB", _read, stand_ins.imdb_stand_in
    )
    _check_pair(arrays, ranks)
    words = _MARKS + sorted(ranks, key=ranks.get)
    if num_words is None:
        num_words = len(words)
    parts = {}
    for split in ("train", "test"):
        parts[f"x_{split}"] = _sequences(
            arrays[f"tokens_{split}"], arrays[f"offsets_{split}"], num_words
        )
        parts[f"y_{split}"] = arrays[f"y_{split}"].astype(np.int64)
    return Imdb(**parts, words=words[:num_words], source=source)


def is_new(sequences: Iterable[Sequence[int]], seen: Iterable[Sequence[int]] = ()) -> np.ndarray:
    """Tell which sequences occur neither in `seen` nor earlier in `sequences`.

    Each is a list or an array of integers, of any length; two are equal where every integer is.
    Returns bool of shape (n,): of duplicates, only the first is new. Used by lesson 13.
    """
    known = {_key(sequence) for sequence in seen}
    new = []
    for sequence in sequences:
        key = _key(sequence)
        new.append(key not in known)
        known.add(key)
    return np.array(new, dtype=bool)


def split_reviews(
    imdb: Imdb, fraction: float = 0.2, seed: int = 42, at_most: int | None = None
) -> tuple[dict[str, list[np.ndarray]], dict[str, np.ndarray]]:
    """Split IMDB without duplicates, part of the training set held out: no review in two parts.

    `fraction` of the training reviews, drawn by `seed`, becomes the validation set. Of each part,
    the first `at_most` are kept (all where None). Returns the sequences and the labels, int64 of
    shape (n,), each by part: "treino", "validação" and "teste". Used by lessons 13 and 14.
    """
    order = np.random.default_rng(seed).permutation(np.flatnonzero(is_new(imdb.x_train)))
    held_out = round(fraction * len(order))
    train, validation = order[held_out:][:at_most], order[:held_out][:at_most]
    test = np.flatnonzero(is_new(imdb.x_test, seen=imdb.x_train))[:at_most]
    x = {"treino": [imdb.x_train[i] for i in train]}
    x |= {"validação": [imdb.x_train[i] for i in validation]}
    x |= {"teste": [imdb.x_test[i] for i in test]}
    y = {"treino": imdb.y_train[train], "validação": imdb.y_train[validation]}
    return x, y | {"teste": imdb.y_test[test]}


def _known(sequence: np.ndarray) -> int:
    return hash(sequence[sequence != _UNKNOWN].tobytes())


def _key(sequence: Sequence[int]) -> bytes:
    return np.asarray(sequence, dtype=np.int64).tobytes()


def _in_ascii_punctuation(text: str) -> str:
    """The text with blanks for other signs than ASCII's, and ASCII's apostrophe for others.

    Accents become one character with their letter; what is not seen (Cf) is left out.
    """
    signs = dict.fromkeys(_APOSTROPHES, "'")
    for sign in set(text) - set(signs):
        kind = unicodedata.category(sign)
        if kind == "Cf" or sign == "\ufe0f":  # behind an emoji
            signs[sign] = ""
        elif kind[0] in "PSZC" and not (" " <= sign <= "~" or sign in "\t\n"):
            signs[sign] = " "
    return unicodedata.normalize("NFC", text.translate(str.maketrans(signs)))


def _read() -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """The arrays of imdb_flat.npz, or of imdb.npz in that form, and each word's rank."""
    reviews, index = files.fetch("imdb"), files.fetch("imdb_word_index")
    ranks = json.loads(index.read_text(encoding="utf-8"))
    with np.load(reviews) as file:
        if "x_train" not in file:
            return dict(file), ranks
    return _unpickled(reviews), ranks


def _unpickled(path: Path) -> dict[str, np.ndarray]:
    """The reviews of imdb.npz, whose SHA-256 `fetch` has checked, shuffled as Keras does."""
    rng = np.random.RandomState(_KERAS_SEED)
    arrays = {}
    with np.load(path, allow_pickle=True) as file:
        for split in ("train", "test"):
            lists, labels = file[f"x_{split}"], file[f"y_{split}"]
            order = rng.permutation(len(lists))
            lists = lists[order]
            arrays[f"tokens_{split}"] = np.fromiter(chain.from_iterable(lists), np.int32)
            arrays[f"offsets_{split}"] = np.cumsum([0, *map(len, lists)])
            arrays[f"y_{split}"] = labels[order]
    return arrays


def _check_pair(arrays: dict[str, np.ndarray], ranks: dict[str, int]) -> None:
    """Raise ValueError where the word index is not that of these reviews."""
    used = max(arrays["tokens_train"].max(), arrays["tokens_test"].max())
    if used != len(ranks):  # every word of an index occurs in the reviews that it was made of
        raise ValueError(
            f"imdb_word_index.json tem {len(ranks)} palavras, mas as críticas usam {used}: ele "
            "acompanha outro arquivo, e as palavras sairiam trocadas. Copie as críticas "
            "(imdb_flat.npz ou imdb.npz) e o imdb_word_index.json de um mesmo lugar; ou apague os "
            "três da pasta data/ e de COURSE_DATA_DIR e rode de novo com rede, para baixar os do "
            "Keras."
        )


def _sequences(tokens: np.ndarray, offsets: np.ndarray, num_words: int) -> list[np.ndarray]:
    """Each review as integers, the mark first: views of one array."""
    numbers = tokens + (len(_MARKS) - 1)  # rank 1 becomes 4
    numbers[numbers >= num_words] = _UNKNOWN
    marked = np.insert(numbers, offsets[:-1], _START)
    return np.split(marked, offsets[1:-1] + np.arange(1, len(offsets) - 1))
