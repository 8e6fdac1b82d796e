"""Hold names against openclatura and OPSIN (run by `make test-names` in an environment of its own).

Of each pair: is our English twin openclatura's name, or the one that the rules prefer; does OPSIN
read it back to the molecule; does it read the Portuguese name, translated word by word, so?
"""

import argparse
import random
import subprocess
import sys
from pathlib import Path

import py2opsin
from openclatura import name_smiles
from rdkit import Chem, rdBase

from tests.students.names_portuguese import to_english
from tests.students.names_style import in_our_style, locants, same
from tools.names.__main__ import LIMITS, pairs
from tools.names.families import FAMILIES
from utils.chem.names import analyse, full_name
from utils.chem.names.words import ENGLISH
from utils.datasets.names import load_names

AT_ONCE = 2_500  # names in one call of OPSIN, which starts Java each time
TIMEOUT = 300  # seconds: with tens of thousands of names it may not come back
DECIDED = 0.08  # at most this share of a family may differ from openclatura, by its known errors


def read_by_opsin(names: list[str]) -> list[str]:
    """Return the canonical SMILES that OPSIN reads, "" where it reads none."""
    (jar,) = Path(py2opsin.__file__).parent.glob("opsin*.jar")
    found = []
    for start in range(0, len(names), AT_ONCE):
        text = "".join(f"{name}\n" for name in names[start : start + AT_ONCE])
        command = ["java", "-jar", str(jar), "-osmi"]
        answer = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=TIMEOUT, check=True
        )
        found += answer.stdout.split("\n")[:-1]
    with rdBase.BlockLogs():
        return [Chem.CanonSmiles(smiles) if smiles else "" for smiles in found]


def check_family(rows: list[tuple[str, str]]) -> tuple[dict[str, int], list[str]]:
    """Return the counts of a family's pairs (name, canonical SMILES), and what failed."""
    english = [full_name(*analyse(smiles, ENGLISH)) for _, smiles in rows]
    theirs = [name_smiles(smiles) for _, smiles in rows]
    counts = dict.fromkeys(("pairs", "agree", "decided", "opsin", "portuguese"), 0)
    wrong = []
    translated = [to_english(name) for name, _ in rows]
    answers = zip(read_by_opsin(english), read_by_opsin(translated), strict=True)
    for row, ours, other, read in zip(rows, english, theirs, answers, strict=True):
        name, smiles = row
        molecule = Chem.CanonSmiles(smiles)
        agree, decided = same(ours, other), locants(ours) < locants(in_our_style(other))
        right = [answer == molecule for answer in read]
        counts["pairs"] += 1
        counts["agree"] += agree
        counts["decided"] += decided and not agree
        counts["opsin"] += right[0]
        counts["portuguese"] += right[1]
        if not (agree or decided) or not all(right):
            wrong.append(f"{smiles} | {name} | {ours} | openclatura: {other} | OPSIN: {read}")
        elif not agree:
            print(f"DECIDED {smiles} | {ours} | {other}", file=sys.stderr)
    return counts, wrong


def main() -> int:
    """Check every pair that the course ships, or fresh ones; return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", help="draw other molecules, instead of those shipped")
    parser.add_argument("--pairs", type=int, help="at most so many of each family")
    parser.add_argument("--families", nargs="*", default=FAMILIES)
    options = parser.parse_args()
    failed = False
    shipped = None if options.seed else load_names()
    for family in options.families:
        if options.seed:
            drawn = pairs(family, dict.fromkeys(LIMITS, options.pairs or 1_200), seed=options.seed)
            rows = [(row[0], row[2]) for row in drawn]
        else:
            table = shipped[shipped.familia == family]
            rows = list(zip(table.nome, table.canonico, strict=True))
            random.Random(0).shuffle(rows)
            rows = rows[: options.pairs]
        counts, wrong = check_family(rows)
        failed |= bool(wrong) or counts["decided"] > DECIDED * counts["pairs"]
        print(family, counts, *wrong[:40], sep="\n  ", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
