"""What registry.toml says of each data file, the folders where files lie, and which are good."""

import hashlib
import lzma
import os
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

# What nobody un-pickles.
_TEXT = (".json", ".txt.gz")
# What may lack a sum: the format has a check of its own, and only text is read from it.
_UNSUMMED = (".csv.zip", ".tar.xz")


@dataclass(frozen=True)
class DataFile:
    """One entry of registry.toml, whose first lines say what each field means."""

    file: str
    urls: list[str]
    sha256: list[str]
    size: int
    licence: str
    source: str
    in_class: bool = True
    alternative: str = ""

    def __post_init__(self):
        if not self.sha256 and not self.file.endswith(_UNSUMMED):
            # What else is let through might be un-pickled.
            raise ValueError(f"registry.toml: {self.file} has no sha256; only {_UNSUMMED} may")
        if not self.size and (self.sha256 or not self.file.endswith(".tar.xz")):
            raise ValueError(f"registry.toml: {self.file} has no size, which only a .tar.xz may")
        if self._md5() and not self.file.endswith(_TEXT):
            raise ValueError(f"registry.toml: {self.file} has an MD5, which only {_TEXT} may")

    @property
    def megabytes(self) -> str:
        """The size as a student reads it: `17,7 MB`."""
        if not self.size:
            return "tamanho desconhecido"
        return f"{self.size / 1e6:.1f} MB".replace(".", ",")

    @property
    def good(self) -> str:
        """What a student reads of a copy that `is_good`: how far it has been checked."""
        if self.sha256:
            return "verificado"
        return "tamanho confere" if self.size else "íntegro"

    def is_good(self, path: Path) -> bool:
        """Whether these are the bytes of this entry, by their SHA-256 or, of a text, their MD5.

        Where no sum is known: whether the size, if known, is right and the file's own check (a
        zip's CRC-32, that of an xz) agrees, which finds damage but not malice. Only a text, which
        its loader checks, is trusted so far.
        """
        try:
            if not self.sha256:
                if self.size and path.stat().st_size != self.size:
                    return False
                return _is_whole_zip(path) if self.file.endswith(".zip") else _is_whole_xz(path)
            return _digest(path, hashlib.sha256) in self.sha256 or (
                bool(self._md5())
                and _digest(path, partial(hashlib.md5, usedforsecurity=False)) in self._md5()
            )
        except OSError:  # a failing USB stick, a file of another user, no file at all
            return False

    def _md5(self) -> list[str]:
        return [known.removeprefix("md5:") for known in self.sha256 if known.startswith("md5:")]


def _digest(path: Path, kind: Callable) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()


def _is_whole_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except Exception:  # a damaged zip fails in many ways, also within its decompressors
        return False


def _is_whole_xz(path: Path) -> bool:
    try:
        with lzma.open(path) as file:
            while file.read(2**20):  # to its end, where the check is
                pass
    except (lzma.LZMAError, EOFError):
        return False
    return True


@dataclass(frozen=True)
class Store:
    """A data folder with its registry.toml, and the patience shown to the network."""

    folder: Path
    timeout: tuple[float, float] = (5.0, 20.0)  # seconds to connect, and to wait for more bytes
    pauses: tuple[float, ...] = (0.5, 2.0)  # seconds before each further try of one address

    def registry(self) -> dict[str, DataFile]:
        """Every file the course knows, by name."""
        with (self.folder / "registry.toml").open("rb") as file:
            return {name: DataFile(**fields) for name, fields in tomllib.load(file).items()}

    def places(self) -> dict[str, Path]:
        """The folders that are searched, in this order, by the label shown to the student.

        A relative `COURSE_DATA_DIR` counts from the course's own folder, so that it means the same
        in a notebook as at the command line.
        """
        extra = os.environ.get("COURSE_DATA_DIR")
        first = {"COURSE_DATA_DIR": self.folder.parent / Path(extra).expanduser()} if extra else {}
        return first | {"data/": self.folder}
