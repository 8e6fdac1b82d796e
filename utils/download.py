"""How a data file reaches a lesson: `fetch` gives the path of a file whose checksum is known good.

The file is looked for in `$COURSE_DATA_DIR` (never written to), then in the course's `data/`, and
only then downloaded into `data/`; `data/registry.toml` holds addresses and checksums. `fetch` is
the only door: a loader that goes through it never parses, let alone un-pickles, bytes whose SHA-256
has not been checked.

    python -m utils.download              shows what is here, without the network
    python -m utils.download --all        fetches everything that class needs
    python -m utils.download esol ...     fetches these
"""

import argparse
import errno
import hashlib
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from filelock import FileLock

from utils import transfer

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_STATES = {True: "verificado", False: "corrompido", None: "ausente"}


class DataError(RuntimeError):
    """A data file cannot be had; the message, in Portuguese, says why and what to do next."""


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

    @property
    def megabytes(self) -> str:
        """The size as a student reads it: `17,7 MB`."""
        return f"{self.size / 1e6:.1f} MB".replace(".", ",")


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


COURSE = Store(Path(__file__).resolve().parent.parent / "data")


def fetch(name: str) -> Path:
    """Return the path of the verified file called `name` in registry.toml.

    Downloads it into `data/` where need be; raises DataError where it cannot be had.
    """
    entry = _entry(name)
    for place, path, good in _copies(entry):
        if good:
            return path
        print(f"Aviso: {entry.file} em {place} está corrompido ou ilegível e não será usado.")
    return _download(entry)


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
    for entry in map(_entry, names or _needed()):
        best = max(_copies(entry), key=lambda copy: copy[2], default=("-", None, None))
        rows.append((entry.file, entry.megabytes, best[0], _STATES[best[2]]))
    return pd.DataFrame(rows, columns=["arquivo", "tamanho", "lugar", "estado"])


def _needed() -> list[str]:
    return [name for name, entry in COURSE.registry().items() if entry.in_class]


def _entry(name: str) -> DataFile:
    registry = COURSE.registry()
    if name not in registry:
        raise DataError(f"O curso não tem dados com o nome {name!r}; há: {', '.join(registry)}.")
    return registry[name]


def _copies(entry: DataFile) -> Iterator[tuple[str, Path, bool]]:
    """Each copy of a file that is here: the place's label, the path, and whether it is good."""
    for place, folder in COURSE.places().items():
        path = folder / entry.file
        if os.access(path, os.F_OK):  # which, unlike is_file(), is false for a forbidden folder
            yield place, path, _is_good(path, entry)


def _is_good(path: Path, entry: DataFile) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() in entry.sha256
    except OSError:  # a failing USB stick, a file of another user, no file at all
        return False


def _download(entry: DataFile) -> Path:
    """Download into `data/`, only once however many processes ask for it at the same time."""
    target = COURSE.folder / entry.file
    part = COURSE.folder / f"{entry.file}.part"
    try:
        with FileLock(COURSE.folder / f"{entry.file}.lock"):
            if not _is_good(target, entry):  # else another process has just brought it
                print(f"Baixando {entry.file} ({entry.megabytes})…")
                transfer.bring(
                    entry.urls,
                    part,
                    size=entry.size,
                    is_good=lambda path: _is_good(path, entry),
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
                f"O disco está cheio: {entry.file} precisa de {entry.megabytes} livres em data/. "
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
        prog="python -m utils.download", description="Mostra e baixa os dados do curso."
    )
    parser.add_argument("nomes", nargs="*", help="nomes dos dados a baixar (data/registry.toml)")
    parser.add_argument("--all", action="store_true", help="baixa tudo o que a aula usa")
    options = parser.parse_args(arguments)
    try:
        table = fetch_all(options.nomes) if options.nomes or options.all else status()
    except DataError as error:  # a name that does not exist
        parser.error(str(error))
    print(table.to_string(index=False))
    return 0 if (table["estado"] == "verificado").all() else 1


if __name__ == "__main__":
    sys.exit(main())
