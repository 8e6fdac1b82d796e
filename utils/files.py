"""How a data file reaches a lesson: `fetch` returns the path of a file whose checksum is right.

The file is looked for in `$COURSE_DATA_DIR` (never written to), then in the course's `data/`, and
only then downloaded into `data/`; `data/registry.toml` holds addresses and checksums. A loader
that goes through `fetch` never parses, let alone un-pickles, a file before it was checked.

    python -m utils.files              shows what is here, without the network
    python -m utils.files --all        downloads all that class needs
    python -m utils.files esol ...     downloads these
"""

import argparse
import errno
import hashlib
import os
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pandas as pd
from filelock import FileLock

from utils import ROOT, course, transfer

FOLDER = ROOT / "data"  # holds registry.toml; downloads land here

# Every file has a SHA-256, except where its publisher gives less and nothing in it can be a pickle:
# then a text's MD5 will do, or a zipped table's size and the CRC-32 inside the zip, or, of a book
# whose first and last pages Project Gutenberg changes now and then, its number and both its marks.
_WEAKER = {".json": "md5", ".txt.gz": "md5", ".csv.zip": "size", ".txt": "gutenberg"}
_BOOK = r"\[eBook #{}\].*\*\*\* ?START OF .*\*\*\* ?END OF "
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DataError(RuntimeError):
    """A data file cannot be had. In Portuguese: the first line says why, the rest what to do."""


@dataclass(frozen=True)
class DataFile:
    """One entry of registry.toml, whose first lines say what each field means."""

    file: str
    urls: list[str]
    checksums: list[str]
    size: int
    licence: str
    source: str
    in_class: bool = True
    alternative: str = ""

    def __post_init__(self):
        weaker = {kind for ending, kind in _WEAKER.items() if self.file.endswith(ending)}
        kinds = {checksum.split(":")[0] for checksum in self.checksums} or {"size"}
        if not kinds <= weaker | {"sha256"}:
            raise ValueError(f"registry.toml: {self.file} needs a SHA-256, not {self.checksums}")

    @property
    def megabytes(self) -> str:
        """The size as a student reads it: `17,7 MB`."""
        return f"{self.size / 1e6:.1f} MB".replace(".", ",")

    def is_good(self, path: Path) -> bool:
        """Whether the file at `path` has one of the checksums; without any, its size and CRC-32."""
        try:
            if self.checksums:
                return any(_has_checksum(path, known) for known in self.checksums)
            with zipfile.ZipFile(path) as archive:
                return path.stat().st_size == self.size and archive.testzip() is None
        except Exception:  # no file, a failing USB stick; a damaged zip fails in many ways
            return False


def _has_checksum(path: Path, checksum: str) -> bool:
    algorithm, known = checksum.split(":")
    if algorithm == "gutenberg":
        text = path.read_text(encoding="utf-8")
        return re.search(_BOOK.format(known), text, re.DOTALL | re.IGNORECASE) is not None
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, partial(hashlib.new, algorithm, usedforsecurity=False))
    return digest.hexdigest() == known


@cache
def _read_registry(path: Path) -> dict[str, DataFile]:  # once in a process
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: DataFile(**fields) for name, fields in tables.items()}


def registry() -> dict[str, DataFile]:
    """Every file that the course knows, by name."""
    return _read_registry(FOLDER / "registry.toml")


def setting(name: str) -> str:
    """An environment variable without the blanks and quotes around it, which cmd.exe keeps."""
    return os.environ.get(name, "").strip(" \t\r\n\"'“”")


def places() -> dict[str, Path]:
    """The folders that are searched, in this order, by the label shown to the student.

    A relative `COURSE_DATA_DIR` counts from the course's own folder, so that it means the same
    in a notebook as at the command line.
    """
    chosen = os.path.expanduser(setting("COURSE_DATA_DIR"))  # noqa: PTH111 - pathlib's may raise
    extra = {"COURSE_DATA_DIR": FOLDER.parent / chosen} if chosen else {}
    return extra | {"data/": FOLDER}


def folder_problem() -> str:
    """Say in one line of Portuguese what is wrong with COURSE_DATA_DIR; "" where nothing is."""
    if "COURSE_DATA_DIR" not in places():
        return ""
    try:
        found = {path.name for path in places()["COURSE_DATA_DIR"].iterdir()}
        if not found.isdisjoint(entry.file for entry in registry().values()):
            return ""
        fault = "é uma pasta sem nenhum arquivo do curso (os nomes estão em data/README.md)"
    except OSError:
        fault = "não é uma pasta que se possa abrir (pendrive desconectado? nome errado?)"
    return f'COURSE_DATA_DIR = "{setting("COURSE_DATA_DIR")}" {fault}; nada foi lido dela.'


def fetch(name: str) -> Path:
    """Return the path of the verified file called `name` in registry.toml, or of its alternative.

    Downloads it into `data/` where need be; raises DataError where it cannot be had.
    """
    problem = _warn_of_folder()
    try:
        return _find_or_download(name)
    except DataError as error:
        raise DataError(f"{error}\n{problem}".rstrip()) from error


def fetch_all(names: Sequence[str] = ()) -> pd.DataFrame:
    """Fetch these files (none named: all that class needs) and return their `status`.

    A file that cannot be had is told in a printed message and does not stop the others.
    """
    for name in names or _needed():
        try:
            _find_or_download(name)
        except DataError as error:
            print(error, end="\n\n")
    return status(names)


def status(names: Sequence[str] = ()) -> pd.DataFrame:
    """Say, without the network, which of these files (none named: what class needs) are good.

    One row a file, with the columns arquivo, tamanho, lugar and estado.
    """
    _warn_of_folder()
    rows = []
    for name in names or _needed():
        nothing = (_entry(name), "-", None, None)
        entry, place, _, good = max(_copies(name), key=lambda copy: copy[3], default=nothing)
        verified = "verificado" if entry.checksums else "tamanho confere"
        state = {True: verified, False: "corrompido", None: "ausente"}[good]
        rows.append((entry.file, entry.megabytes, place, state))
    return pd.DataFrame(rows, columns=["arquivo", "tamanho", "lugar", "estado"])


def _warn_of_folder() -> str:
    problem = folder_problem()
    if problem:
        print(f"Aviso: {problem}")
    return problem


def _needed() -> list[str]:
    return [name for name, entry in registry().items() if entry.in_class]


def _entry(name: str) -> DataFile:
    if name not in registry():
        raise DataError(f"O curso não tem dados com o nome {name!r}; há: {', '.join(registry())}.")
    return registry()[name]


def _copies(name: str) -> Iterator[tuple[DataFile, str, Path, bool]]:
    """Each copy that is here: its entry, the place's label, the path, and whether it is good.

    Those of the entry's alternative come first.
    """
    entry = _entry(name)
    for each in ([_entry(entry.alternative)] if entry.alternative else []) + [entry]:
        for place, folder in places().items():
            path = folder / each.file
            if os.access(path, os.F_OK):  # which, unlike is_file(), is false for a forbidden folder
                yield each, place, path, each.is_good(path)


def _find_or_download(name: str) -> Path:
    for entry, place, path, good in _copies(name):
        if good:
            return path
        print(f"Aviso: {entry.file} em {place} está corrompido ou ilegível e não será usado.")
    return _download(_entry(name))


def _download(entry: DataFile) -> Path:
    """Download into `data/`, only once however many processes ask for it at the same time."""
    file, target, part = entry.file, FOLDER / entry.file, FOLDER / f"{entry.file}.part"
    copy = "copie o arquivo, com esse nome, para a pasta data/ do curso (veja data/README.md)."
    if not entry.urls:
        raise DataError(f"O curso não tem um endereço de onde baixar {file}.\nPor favor, {copy}")
    try:
        with FileLock(FOLDER / f"{file}.lock"):
            if not entry.is_good(target):  # else another process has just brought it
                print(f"Baixando {file} ({entry.megabytes})…")
                if not entry.checksums:
                    print("Sem soma SHA-256 conhecida: só o tamanho e o CRC-32 são conferidos.")
                transfer.download(entry.urls, part, entry.size, entry.is_good)
                part.replace(target)
            return target
    except transfer.TransferError as error:
        message = f"Não foi possível baixar {file}: {error.reason}.\n{error}\n"
        raise DataError(f"{message}Verifique a conexão e tente de novo; ou {copy}") from error
    except OSError as error:
        if error.errno in _DISK_FULL:
            part.unlink(missing_ok=True)
            message = f"O disco está cheio: {file} ({entry.megabytes}) não coube em data/.\n"
            raise DataError(f"{message}Libere espaço e tente de novo.") from error
        raise DataError(
            f"Não é possível gravar {file} em data/ ({error.strerror}).\nLibere a gravação nessa "
            f"pasta; ou baixe {entry.urls[0]} pelo navegador, salve-o com o nome {file} em outra "
            "pasta e aponte a variável COURSE_DATA_DIR para ela."
        ) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 where every file asked for is here and good, else 1."""
    course.write_utf8()
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
