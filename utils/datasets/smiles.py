"""Molecules of ChEMBL as SMILES, to train generators on."""

import hashlib
import lzma
import re
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

# SHA-256 of the molecules, one a line, whichever file they come from.
_CONTENT = "cbdef1159e672de7520d646e52cbe4286846695c850a8fb33446a6620d32050e"
# A line of the archive is G, the molecule, E and A up to 76 characters; no molecule has G or E.
_MARKED = re.compile(r"G([^GE\n]+)E")


@dataclass(frozen=True, eq=False)
class Smiles:
    """Molecules: see `load_smiles`."""

    strings: list[str]
    source: str


def load_smiles() -> Smiles:
    """Drug-like molecules of ChEMBL 22 that BIMODAL was trained on (271,914 of them).

    strings  canonical SMILES without stereochemistry or salts, all different, 34 to 74 characters,
             in alphabetical order: shuffle, or split them with `split_smiles`
    source   "real", or "simulado" for the stand-in

    They come from the authors' archive or, where it is here, from chembl_bimodal_271914.smi.xz; the
    list is the same. Used by lessons 08, 13, 15 and 16.

    Raises DataError where `COURSE_DATA=real` and neither file can be had.

    Sources: Grisoni et al. 2020, doi 10.1021/acs.jcim.9b00943; ChEMBL, doi 10.1093/nar/gkw1074.
    """
    strings, source = real_or_stand_in(
        "o conjunto de moléculas do ChEMBL", _read, stand_ins.smiles_stand_in
    )
    return Smiles(strings, source)


def _read() -> list[str]:
    path = files.fetch("smiles")
    if path.name.endswith(".tar.xz"):
        with tarfile.open(path) as archive:  # nothing is written to the disk
            text = max(archive.getmembers(), key=lambda member: member.size)
            strings = _MARKED.findall(archive.extractfile(text).read().decode())
    else:
        strings = lzma.decompress(path.read_bytes()).decode().split()
    if hashlib.sha256("\n".join(strings).encode()).hexdigest() != _CONTENT:
        raise ValueError(f"{path.name} não deu as moléculas que devia: avise quem mantém o curso.")
    return strings


def split_smiles(strings: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Split molecules into training, validation and test: 48, 1 and 1 of 50, their order kept.

    The CRC-32 of a SMILES decides its part. That depends on the molecule alone, neither on the
    file's order nor on NumPy's version: weights trained once have never seen the molecules held
    out, not even those of a file that comes in another order, nor years from now.

    Used by lessons 15 and 16.
    """
    test, validation, train = [], [], []
    for smiles in strings:
        part = zlib.crc32(smiles.encode()) % 50
        (test if part == 0 else validation if part == 1 else train).append(smiles)
    return train, validation, test
