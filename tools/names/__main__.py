"""Make the pairs of names and molecules that the course ships (`python -m tools.names`)."""

import hashlib
import itertools
import json
import lzma
import random
import time
from collections import Counter
from collections.abc import Iterator

import pandas as pd
import rdkit
from rdkit import Chem, rdBase

from tools.names.draw import draw
from tools.names.families import FAMILIES, GROUPS, family
from tools.names.simplest import simplest
from utils.chem.names import OutOfScope, analyse, full_name, name_order
from utils.datasets.names import FILE, RECORD

SEED = 2026
# Of each family: names of at most 32 characters, and of 33 to 40.
LIMITS = {32: 1_900, 40: 300}
SMILES_LIMIT = 25
DRAWS = 30_000  # of each family at most: small families run out of new molecules


def pairs(
    name: str, limits: dict[int, int], draws: int = DRAWS, seed: int | str = SEED
) -> Iterator[tuple[str, ...]]:
    """Yield a family's pairs (name, SMILES in its order, canonical SMILES, family) as drawn.

    The simplest molecules come first. A family's draws depend on the seed and its name alone.
    """
    chance = random.Random(f"{seed} {name}")
    seen, left = set(), dict(limits)
    groups = [pair for pair, families in GROUPS.items() if name in families]
    first = itertools.chain.from_iterable(simplest(*group) for group in groups)
    drawn = (draw(chance, *chance.choice(groups)) for _ in range(draws))
    for smiles in itertools.chain(first, drawn):
        if not any(left.values()):
            return
        with rdBase.BlockLogs():
            molecule = Chem.MolFromSmiles(smiles)
        canonical = Chem.MolToSmiles(molecule) if molecule else ""
        if not 0 < len(canonical) <= SMILES_LIMIT or canonical in seen:
            continue
        seen.add(canonical)
        try:
            context, parent = analyse(molecule)
            text, ordered = full_name(context, parent), name_order(context, parent)
        except OutOfScope:
            continue
        limit = next((limit for limit in left if len(text) <= limit), None)
        short = limit and len(ordered) <= SMILES_LIMIT
        if short and family(context, parent) == name and left[limit]:
            left[limit] -= 1
            yield text, ordered, canonical, name


def to_text(table: pd.DataFrame) -> bytes:
    """Return the table as the bytes of a CSV."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def main() -> None:
    """Write the file and its record."""
    began = time.monotonic()
    found = []
    for name in FAMILIES:
        found += sorted(pairs(name, LIMITS))  # in this order they compress best
        print(f"{name}: {sum(row[3] == name for row in found)}", flush=True)
    table = pd.DataFrame(found, columns=["nome", "smiles", "canonico", "familia"])
    assert table.nome.is_unique
    assert table.canonico.is_unique
    FILE.parent.mkdir(exist_ok=True)
    text = to_text(table)
    packed = lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
    FILE.write_bytes(packed)
    record = {
        "seed": SEED,
        "limits": {str(limit): number for limit, number in LIMITS.items()},
        "smiles_limit": SMILES_LIMIT,
        "draws": DRAWS,
        "pairs": len(table),
        "families": dict(Counter(table.familia)),
        "sha256": hashlib.sha256(packed).hexdigest(),
        "content_sha256": hashlib.sha256(text).hexdigest(),
        "rdkit": rdkit.__version__,
        "seconds": round(time.monotonic() - began),
    }
    written = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    RECORD.write_text(written, encoding="utf-8")
    print(f"{len(table)} pares, {len(packed) / 1000:.0f} kB, {record['seconds']} s")


if __name__ == "__main__":
    main()
