"""How a data file reaches a lesson: `fetch` gives the path of a file whose checksum is known good.

The file is looked for in `$COURSE_DATA_DIR` (never written to), then in the course's `data/`, and
only then downloaded into `data/`; `data/registry.toml` holds addresses and checksums. `fetch` is
the only door: a loader that goes through it never parses, let alone un-pickles, bytes whose SHA-256
has not been checked. The exceptions are texts whose SHA-256 nobody published: `registry` checks
them by their MD5 or, in an archive, by its size, where known, and the archive's own check.

    python -m utils.download              shows what is here, without the network
    python -m utils.download --all        fetches everything that class needs
    python -m utils.download esol ...     fetches these
"""

import argparse
import errno
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from filelock import FileLock

from utils import transfer
from utils.registry import DataFile, Store

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DataError(RuntimeError):
    """A data file cannot be had; the message, in Portuguese, says why and what to do next."""


COURSE = Store(Path(__file__).resolve().parent.parent / "data")


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
    return 0 if not table["estado"].isin(["corrompido", "ausente"]).any() else 1


if __name__ == "__main__":
    sys.exit(main())
