"""How a data file reaches a lesson: `fetch` gives the path of a file whose checksum is known good.

The file is looked for in `$COURSE_DATA_DIR` (never written to), then in the course's `data/`, and
only then downloaded into `data/`; `data/registry.toml` holds addresses and checksums. `fetch` is
the only door: a loader that goes through it never parses, let alone un-pickles, bytes whose SHA-256
has not been checked. The exceptions are texts whose SHA-256 nobody published: they are checked
them by their MD5 or, in an archive, by its size, where known, and the archive's own check.

    python -m utils.files              shows what is here, without the network
    python -m utils.files --all        fetches everything that class needs
    python -m utils.files esol ...     fetches these
"""

import argparse
import errno
import hashlib
import lzma
import os
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
from filelock import FileLock

from utils import ROOT, transfer

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


_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DataError(RuntimeError):
    """A data file cannot be had; the message, in Portuguese, says why and what to do next."""


COURSE = Store(ROOT / "data")


def fetch(name: str) -> Path:
    """Return the path of the verified file called `name` in registry.toml, or of its alternative.

    Downloads it into `data/` where need be; raises DataError where it cannot be had.
    """
    for entry, place, path, good in _copies(name):
        if good:
            return path
        print(f"Aviso: {entry.file} em {place} está corrompido ou ilegível e não será usado.")
    return _download(_entry(name))


def fetch_all(names: Sequence[str] = ()) -> pd.DataFrame:
    """Fetch these files (all that class needs, when none is named); return `status` of them.

    A file that cannot be had is reported in a printed message and does not stop the others.
    """
    for name in names or _needed():
        try:
            fetch(name)
        except DataError as error:
            print(error, end="\n\n")
    return status(names)


def status(names: Sequence[str] = ()) -> pd.DataFrame:
    """Say, without the network, which of these files (all that class needs) are here and good.

    One row a file, with the columns arquivo, tamanho, lugar and estado, as the student reads them.
    """
    rows = []
    for name in names or _needed():
        nothing = (_entry(name), "-", None, None)
        entry, place, _, good = max(_copies(name), key=lambda copy: copy[3], default=nothing)
        state = {True: entry.good, False: "corrompido", None: "ausente"}[good]
        rows.append((entry.file, entry.megabytes, place, state))
    return pd.DataFrame(rows, columns=["arquivo", "tamanho", "lugar", "estado"])


def _needed() -> list[str]:
    return [name for name, entry in COURSE.registry().items() if entry.in_class]


def _entry(name: str) -> DataFile:
    registry = COURSE.registry()
    if name not in registry:
        raise DataError(f"O curso não tem dados com o nome {name!r}; há: {', '.join(registry)}.")
    return registry[name]


def _copies(name: str) -> Iterator[tuple[DataFile, str, Path, bool]]:
    """Each copy that is here: its entry, the place's label, the path, and whether it is good.

    Those of the entry's alternative come first.
    """
    entry = _entry(name)
    for each in ([_entry(entry.alternative)] if entry.alternative else []) + [entry]:
        for place, folder in COURSE.places().items():
            path = folder / each.file
            if os.access(path, os.F_OK):  # which, unlike is_file(), is false for a forbidden folder
                yield each, place, path, each.is_good(path)


def _download(entry: DataFile) -> Path:
    """Download into `data/`, only once however many processes ask for it at the same time."""
    if not entry.urls:
        raise DataError(
            f"O curso não conhece um endereço de onde baixar {entry.file}. Copie o arquivo, com "
            "esse nome, para a pasta data/ do curso (data/README.md diz de onde ele vem)."
        )
    target = COURSE.folder / entry.file
    part = COURSE.folder / f"{entry.file}.part"
    try:
        with FileLock(COURSE.folder / f"{entry.file}.lock"):
            if not entry.is_good(target):  # else another process has just brought it
                print(f"Baixando {entry.file} ({entry.megabytes})…")
                if not entry.sha256:
                    checked = "o tamanho e o CRC-32 são conferidos"
                    if not entry.size:
                        checked = "o CRC do próprio arquivo é conferido agora; o conteúdo, ao ler"
                    print(f"Sem soma SHA-256 conhecida: só {checked}.")
                transfer.bring(
                    entry.urls,
                    part,
                    size=entry.size,
                    is_good=entry.is_good,
                    timeout=COURSE.timeout,
                    pauses=COURSE.pauses,
                )
                part.replace(target)
            return target
    except transfer.TransferError as error:
        raise DataError(
            f"Não foi possível baixar {entry.file}. O que houve em cada endereço:\n{error}\n"
            "Verifique a conexão e tente de novo; ou copie o arquivo, com esse nome, para a pasta "
            "data/ do curso (data/README.md diz como)."
        ) from error
    except OSError as error:
        if error.errno in _DISK_FULL:
            part.unlink(missing_ok=True)
            raise DataError(
                f"O disco está cheio: {entry.file} ({entry.megabytes}) não coube em data/. "
                "Libere espaço e tente de novo."
            ) from error
        raise DataError(
            f"Não é possível gravar {entry.file} em data/ ({error.strerror}). Libere a gravação "
            f"nessa pasta; ou baixe {entry.urls[0]} pelo navegador, salve-o com o nome "
            f"{entry.file} em outra pasta e aponte a variável COURSE_DATA_DIR para ela."
        ) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 where every file asked for is here and good, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.files", description="Mostra e baixa os dados do curso."
    )
    parser.add_argument("nomes", nargs="*", help="nomes dos dados a baixar (data/registry.toml)")
    parser.add_argument("--all", action="store_true", help="baixa tudo o que a aula usa")
    options = parser.parse_args(arguments)
    try:
        table = fetch_all(options.nomes) if options.nomes or options.all else status()
    except DataError as error:  # a name that does not exist
        parser.error(str(error))
    print(table.to_string(index=False))
    return 0 if not table["estado"].isin(["corrompido", "ausente"]).any() else 1


if __name__ == "__main__":
    sys.exit(main())
