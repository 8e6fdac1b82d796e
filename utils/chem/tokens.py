"""SMILES as sequences of integers, one per character or per chemical token, and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

MARKS = ("A", "G", "E")
PADDING, START, END = range(len(MARKS))  # their integers
_NOT_SMILES = re.compile(r"[^!-~]")
_TOKEN = re.compile(r"\[[^\[\]]+\]|Br|Cl|%\d\d|[^\[\]]")


def split_characters(smiles: str) -> list[str]:
    """Return the characters of a SMILES; raise ValueError as `split_tokens` does."""
    split_tokens(smiles)
    return list(smiles)


def split_tokens(smiles: str) -> list[str]:
    """Return the chemical tokens of a SMILES, which joined give it back.

    An atom in brackets ("[nH]"), "Cl", "Br" and a ring closure of two digits ("%12") are one token
    each; any other character is one by itself. Raises ValueError where the text is missing or
    empty, has a blank or a non-ASCII character, or has a bracket without its pair; whether it is a
    valid SMILES is for RDKit to say.
    """
    if not isinstance(smiles, str) or not smiles:
        fault = "está vazio"
    elif strange := _NOT_SMILES.search(smiles):
        sign = strange.group()
        name = "um espaço em branco" if sign.isspace() else f"o caractere {sign!r}"
        fault = f"tem {name}, que não existe em SMILES"
    elif "".join(tokens := _TOKEN.findall(smiles)) != smiles:
        fault = "tem um colchete sem o seu par, ou sem nada dentro"
    else:
        return tokens
    raise ValueError(f"O texto {smiles!r} não serve como SMILES: {fault}. Corrija-o ou retire-o.")


_SPLITS = {"caracteres": split_characters, "tokens": split_tokens}


@dataclass(frozen=True)
class Vocabulary:
    """The token of each integer: tokens[0] is "A" (padding), 1 "G" (start) and 2 "E" (end).

    `kind` is "tokens" (see `split_tokens`) or "caracteres". By characters, the A of "[As]" is a
    token of its own, later in `tokens`: a mark is recognised by its integer, never by its letter.
    Raises ValueError for another kind, or where `tokens` is not the marks and then each token once.

    Used by lessons 15 and 16.
    """

    tokens: tuple[str, ...]
    kind: str = "tokens"

    def __post_init__(self):
        if self.kind not in _SPLITS:
            raise ValueError(f"kind={self.kind!r} não existe. Use um destes: {[*_SPLITS]}.")
        marks, others = self.tokens[: len(MARKS)], self.tokens[len(MARKS) :]
        if marks != MARKS or len(set(others)) != len(others):
            raise ValueError(
                f"Um vocabulário tem as marcas {MARKS} e, depois, cada token uma vez. Faça-o com "
                "Vocabulary.from_smiles, ou leia um que to_json gravou."
            )

    @classmethod
    def from_smiles(cls, strings: Iterable[str], kind: str = "tokens") -> "Vocabulary":
        """Return the vocabulary of these molecules: the marks, then each token once, sorted.

        Raises ValueError as `split` does.
        """
        split = cls(MARKS, kind).split
        found = {token for smiles in strings for token in split(smiles)}
        return cls(MARKS + tuple(sorted(found)), kind)

    def __len__(self) -> int:
        return len(self.tokens)

    def split(self, smiles: str) -> list[str]:
        """Return the tokens of a SMILES by this vocabulary's kind, whether it has them or not."""
        return _SPLITS[self.kind](smiles)

    def knows(self, smiles: str) -> bool:
        """Whether `encode` can write this molecule."""
        try:
            return all(token in self._number for token in self.split(smiles))
        except ValueError:
            return False

    def encode(self, smiles: str) -> np.ndarray:
        """Return the integers of a molecule, int32 of shape (length,), without any mark.

        Raises ValueError for a token that the vocabulary lacks, and as `split` does.
        """
        tokens = self.split(smiles)
        for token in tokens:
            if token not in self._number:
                raise ValueError(
                    f"O token {token!r}, da molécula {smiles!r}, não está no vocabulário. Retire "
                    "antes as moléculas que ele não conhece (knows diz quais são), ou faça-o de "
                    "novo, com elas."
                )
        return np.array([self._number[token] for token in tokens], dtype=np.int32)

    def batch(self, strings: Iterable[str]) -> np.ndarray:
        """Return molecules as a table, int32 of shape (n, length of the longest + 2).

        A row is START, the molecule, END and then PADDING. Raises ValueError as `encode` does.
        """
        rows = [self.encode(smiles) for smiles in strings]
        columns = max(map(len, rows), default=0) + 2
        table = np.full((len(rows), columns), PADDING, dtype=np.int32)
        for line, row in zip(table, rows, strict=True):
            line[: len(row) + 2] = [START, *row, END]
        return table

    def decode(self, indices: Iterable[int]) -> str:
        """Return the text of integers of shape (length,) up to the first END, without marks.

        Raises ValueError for an integer that stands for no token here.
        """
        found = np.asarray(indices, dtype=np.int64).tolist()
        if strange := [i for i in found if not 0 <= i < len(self)]:
            raise ValueError(
                f"O inteiro {strange[0]} não é de token nenhum: só há os de 0 a {len(self) - 1}. "
                "Decodifique com o mesmo vocabulário com que codificou."
            )
        if END in found:
            found = found[: found.index(END)]
        return "".join(self.tokens[i] for i in found if i not in (PADDING, START))

    def to_json(self) -> dict:
        """Return what `json.dump` can write, and `from_json` takes."""
        return {"kind": self.kind, "tokens": list(self.tokens)}

    @classmethod
    def from_json(cls, read: dict) -> "Vocabulary":
        """Return the vocabulary that `to_json` gave; raises ValueError where it is not one."""
        return cls(tuple(read["tokens"]), read["kind"])

    @cached_property
    def _number(self) -> dict[str, int]:
        return {token: i for i, token in enumerate(self.tokens) if i >= len(MARKS)}
