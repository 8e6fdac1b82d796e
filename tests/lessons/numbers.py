"""The numbers that a lesson's prose tells, and whether a cell printed them.

Looked at are numbers with a decimal comma, with points between thousands, or before a "%"; a bare
integer may count anything. A printed number has its value and how many decimals it was printed
with: prose may round it, and may not be finer than it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Without these the rest is prose: code, solutions and quiz answers, formulas, addresses.
NO_PROSE = re.compile(
    r"^```.*?^```|<details>.*?</details>|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|<[^>\n]*>|https?://[^\s)]+",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\]\([^)]*\)")
# A sentence or a table's row that names its source answers for its numbers itself.
SOURCE = re.compile(r"\]\(|\b(?:19|20)\d\d\)|\b[Ee]m (?:19|20)\d\d\b|\breferências? \d")
SENTENCE_END = re.compile(r"\n\n|(?<=[.!?:;])\s+(?=[A-ZÀ-Ú*_])|\n(?=[|*-])")
TOLD = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+(?=\s?%))(?![,.]?\w)(?P<percent>\s?%)?"
)
PRINTED = re.compile(r"(?<!\w)\d[\d_]*(?:[.,]\d+)*(?:e[+-]?\d+)?")
EXACT = 99  # decimals
GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")


@dataclass(frozen=True)
class Number:
    """A number and the decimals that it was written with; in percent or not."""

    value: float
    decimals: int
    percent: bool = False

    def rounds(self, printed: "Number") -> bool:
        """Tell whether this is that printed number, rounded or not; 93 % is 93 and 0.93."""
        half = 0.5 * 10.0**-self.decimals * (1 + 1e-6)
        if printed.decimals >= self.decimals and abs(printed.value - self.value) <= half:
            return True
        finer = printed.decimals >= self.decimals + 2
        return self.percent and finer and abs(100 * printed.value - self.value) <= half

    def repeats(self, printed: "Number") -> bool:
        """Tell whether this is that printed number with the very same digits."""
        same = printed.decimals in (self.decimals, self.decimals + 2 * self.percent)
        return same and self.rounds(printed)


def told(text: str) -> Iterator[tuple[str, Number]]:
    """Yield each number of a Markdown text whose source isn't named beside it, as it stands."""
    prose = NO_PROSE.sub("", text)
    for sentence in SENTENCE_END.split(prose):
        if SOURCE.search(sentence):
            continue
        for found in TOLD.finditer(LINK.sub("]", sentence)):
            whole, _, decimals = found["number"].partition(",")
            value = float(f"{whole.replace('.', '')}.{decimals or 0}")
            yield found[0], Number(value, len(decimals), bool(found["percent"]))


def printed(text: str) -> set[Number]:
    """Return the numbers in an output; "1.234" is read both ways, as is "1,234"."""
    numbers = set()
    for found in PRINTED.findall(text):
        mantissa, _, exponent = found.replace("_", "").partition("e")
        readings = {mantissa.replace(",", ".")}
        if grouped := GROUPED.fullmatch(mantissa):
            readings.add(mantissa.replace(grouped[1], "").replace(",", "."))
        for reading in readings:
            whole, _, decimals = reading.partition(".")
            if "." not in decimals:
                power = int(exponent or 0)
                value = float(f"{whole}.{decimals or 0}e{power}")
                numbers.add(Number(value, max(0, len(decimals) - power)))
    return numbers


def settings(code: str) -> set[Number]:
    """Return the numbers in code, which are exact, and what each share leaves: 0.9 beside 0.1."""
    values = {number.value for number in printed(code)}
    return {Number(v, EXACT) for v in values | {1 - v for v in values if v < 1}}


def printed_in(texts: Iterable[str]) -> set[Number]:
    """Return the numbers of many texts."""
    return set().union(*map(printed, texts))
