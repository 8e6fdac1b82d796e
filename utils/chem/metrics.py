"""Metrics of generated molecules: how many strings are valid, unique and novel.

Two conventions share the words. Conditional ones (MOSES, doi 10.3389/fphar.2020.565644) divide each
count by the one before: ``validity``, ``uniqueness``, ``novelty``. Grisoni et al. 2020
(doi 10.1021/acs.jcim.9b00943) divide all by the number of strings sampled: their "valid" is valid
and unique, here ``valid_unique``, and their "novel" is novel, valid and unique, here
``novel_valid_unique``. Never compare a number of one convention with one of the other.
"""

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass

from scipy.stats import binomtest

from utils.chem.smiles import canonical
from utils.results import decimal


@dataclass(frozen=True)
class Share:
    """A share, ``successes`` of ``n``; as text "93,2 % (91,5–94,6; n = 1.000)".

    Used by lessons 12, 15 and 16.
    """

    successes: int
    n: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; nan where n = 0."""
        return self.successes / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (doi 10.1080/01621459.1927.10502953); (nan, nan) where n = 0."""
        if not self.n:
            return math.nan, math.nan
        ends = binomtest(self.successes, self.n).proportion_ci(method="wilson")
        return float(ends.low), float(ends.high)

    def __str__(self) -> str:
        if not self.n:
            return "sem valor (n = 0)"
        value, low, high = (decimal(100 * share, 1) for share in (self.value, *self.interval))
        thousands = f"{self.n:,}".replace(",", ".")
        return f"{value} % ({low}–{high}; n = {thousands})"


@dataclass(frozen=True)
class Evaluation:
    """The counts of ``evaluate``, and the shares of both conventions.

    n          strings generated
    valid      of them, valid SMILES
    molecules  the distinct ones, canonical SMILES in order of first appearance
    novel      of the distinct ones, those not in the training set
    invalid    the invalid strings, duplicates included

    The intervals assume independent draws. That holds for ``validity``; whether a molecule is a
    duplicate depends on the others, so that shares with "unique" fall as n grows: compare them at
    equal n.
    """

    n: int
    valid: int
    novel: int
    molecules: tuple[str, ...]
    invalid: tuple[str, ...]

    @property
    def unique(self) -> int:
        """How many distinct molecules there are among the valid strings."""
        return len(self.molecules)

    @property
    def validity(self) -> Share:
        """Of the strings, those that are valid (both conventions' first step)."""
        return Share(self.valid, self.n)

    @property
    def uniqueness(self) -> Share:
        """Conditional: distinct molecules by valid strings."""
        return Share(self.unique, self.valid)

    @property
    def novelty(self) -> Share:
        """Conditional: of the distinct molecules, those not trained on."""
        return Share(self.novel, self.unique)

    @property
    def valid_unique(self) -> Share:
        """Distinct molecules by strings sampled: the "valid" of Grisoni et al. 2020."""
        return Share(self.unique, self.n)

    @property
    def novel_valid_unique(self) -> Share:
        """Distinct molecules not trained on by strings sampled: the "novel" of Grisoni et al."""
        return Share(self.novel, self.n)


def evaluate(written: Sequence[str], training: Set[str]) -> Evaluation:
    """Count the valid, unique and novel molecules among the strings ``written`` by a network.

    ``training`` holds the canonical SMILES of the training set. It is not canonicalised here: that
    would take 45 s for the lessons' 271,914 molecules, of which 6 in 10,000 are not in the
    canonical form of our RDKit. A string identical to one in ``training`` is therefore never novel
    either. A missing value (None, NaN) counts as an invalid string.

    Used by lessons 15 and 16.
    """
    forms = [canonical(smiles) for smiles in written]
    pairs = list(zip(written, forms, strict=True))
    copies = {form for text, form in pairs if text in training}
    molecules = tuple(dict.fromkeys(form for form in forms if form is not None))
    return Evaluation(
        n=len(forms),
        valid=sum(form is not None for form in forms),
        novel=sum(form not in training and form not in copies for form in molecules),
        molecules=molecules,
        invalid=tuple(text for text, form in pairs if form is None),
    )
