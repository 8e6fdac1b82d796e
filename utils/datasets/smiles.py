"""Molecules of ChEMBL as SMILES, to train generators on."""

import hashlib
import lzma
import re
import tarfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

# Of the molecules, joined by line feeds, whichever file they come from.
_CONTENT = "cbdef1159e672de7520d646e52cbe4286846695c850a8fb33446a6620d32050e"
_MOLECULE = re.compile(r"[#()+\-1-9=ABCFHINOPSceilnorst\[\]]{34,74}")
# In the authors' archive: between a start mark and an end mark, which no molecule contains.
_MARKED = re.compile(r"G([^GE\n]+)E")
_BETWEEN = str.maketrans("", "", " \t\r,;\"'")
_LARGEST = 100_000_000  # bytes; the text in the archive should have some 21 million


@dataclass(frozen=True, eq=False)
class Smiles:
    """Molecules: see `load_smiles`."""

    strings: list[str]
    source: str


def load_smiles() -> Smiles:
    """Drug-like molecules of ChEMBL 22 that BIMODAL was trained on (271,914 of them).

    strings  canonical SMILES without stereochemistry or salts, all different, 34 to 74 characters,
             in alphabetical order: shuffle, or part them with `splits.split_smiles`
    source   "real", or "simulado" for the stand-in

    They come from the authors' archive or, where it is here, from chembl_bimodal_271914.smi.xz; the
    list is the same. Of the archive, no sum is known: it is used where the SHA-256 of the molecules
    is right, and otherwise a line says what is wrong with it and the stand-in is taken.

    Raises DataError where `COURSE_DATA=real` and no good file can be had.

    Sources: Grisoni et al. 2020, doi 10.1021/acs.jcim.9b00943; ChEMBL, doi 10.1093/nar/gkw1074.
    """
    strings, source = real_or_stand_in(
        "o conjunto de moléculas do ChEMBL", _read, stand_ins.smiles_stand_in
    )
    return Smiles(strings, source)


def _read() -> list[str]:
    """The molecules of either file, checked."""
    path = files.fetch("smiles")
    try:
        text = _text_in_tar(path) if path.name.endswith(".tar.xz") else _text(path)
        strings = _molecules(text)
        _check(strings)
    except ValueError as error:
        message = (
            f"{path.name} não tem as moléculas que devia ter ({error}) e não será usado. Apague-o "
            "e rode de novo; se o erro voltar, copie chembl_bimodal_271914.smi.xz para a pasta "
            "data/ do curso, ou avise quem mantém o curso."
        )
        print(f"Aviso: {message}")  # `real_or_stand_in` does not tell why there is no file
        raise files.DataError(message) from error
    return strings


def _text(path: Path) -> str:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return file.read()


def _text_in_tar(path: Path) -> str:
    """The largest file in a tar, as text; nothing is written to the disk."""
    try:
        with tarfile.open(path, "r:xz") as archive:
            members = [member for member in archive if member.isreg()]
            member = max(members, key=lambda member: member.size, default=None)
            if member is None or member.size > _LARGEST:
                raise ValueError("dentro dele falta o texto, ou é grande demais")
            return archive.extractfile(member).read().decode("utf-8", errors="replace")
    except tarfile.TarError as error:
        raise ValueError("não é um tar inteiro") from error


def _molecules(text: str) -> list[str]:
    """The molecules: what is between the marks, or each line of a text without marks.

    In the archive a line is G, the molecule, E and then A up to 76 characters. Whether it is also
    quoted, or has an index or commas before, between or behind, makes no difference.
    """
    return _MARKED.findall(text.translate(_BETWEEN)) or text.split()


def _check(strings: Sequence[str]) -> None:
    """Raise ValueError, with what is wrong in Portuguese, where these are not the molecules."""
    if not strings:
        raise ValueError("não há nenhuma")
    for smiles in strings:
        if not _MOLECULE.fullmatch(smiles):
            raise ValueError(
                f"{smiles[:80]!r} não tem de 34 a 74 dos caracteres que elas usam, e só deles"
            )
    if hashlib.sha256("\n".join(strings).encode()).hexdigest() != _CONTENT:
        raise ValueError(f"há {len(strings)}, mas a SHA-256 delas não confere")


def split_smiles(strings: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Split molecules into training, validation and test: 48, 1 and 1 of 50, their order kept.

    The CRC-32 of a SMILES decides its part. That depends on the molecule alone, neither on the
    file's order nor on NumPy's version: weights trained once have never seen the molecules held
    out, not even those of a file that comes in another order, nor years from now.
    """
    test, validation, train = [], [], []
    for smiles in strings:
        part = zlib.crc32(smiles.encode()) % 50
        (test if part == 0 else validation if part == 1 else train).append(smiles)
    return train, validation, test
