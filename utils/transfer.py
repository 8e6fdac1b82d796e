"""Bring a file over a bad network: tried again, resumed, checked, from several addresses."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import requests
from tqdm import tqdm

_LOGIN_PAGE = (
    "a rede devolveu uma página de login no lugar do arquivo: "
    "abra o navegador, entre na rede e tente de novo"
)


class TransferError(RuntimeError):
    """A file did not come; the message, in Portuguese, says what happened at each address."""


def bring(
    urls: Sequence[str],
    part: Path,
    *,
    size: int,
    is_good: Callable[[Path], bool],
    timeout: tuple[float, float],
    pauses: Sequence[float],
) -> None:
    """Make `part` the whole file, for which `is_good` is true, from the first address that has it.

    What `part` already holds is kept where the server can go on from there. `size` is in bytes,
    for the bar; `timeout` in seconds, to connect and to wait for more bytes; `pauses` in seconds,
    before each further try of one address. Raises TransferError, or OSError of the disk.
    """
    failures = []
    for url in urls:
        try:
            return _from_address(url, part, size, is_good, timeout, pauses)
        except (requests.RequestException, TransferError) as error:
            failures.append(f"  {url}: {_explain(error)}")
    raise TransferError("\n".join(failures))


def _from_address(
    url: str,
    part: Path,
    size: int,
    is_good: Callable[[Path], bool],
    timeout: tuple[float, float],
    pauses: Sequence[float],
) -> None:
    """Go on from the part an earlier call left; begin anew, once, if that does not come out."""
    left = iter(pauses)
    while True:
        resumed = part.exists()
        try:
            _append(url, part, size, timeout)
        except requests.RequestException as error:
            if part.stat().st_size == 0:
                part.unlink()
            final = isinstance(error, requests.Timeout) or 400 <= _code(error) < 500
            if final or (pause := next(left, None)) is None:
                raise
            time.sleep(pause)
            continue
        if is_good(part):
            return
        with part.open("rb") as file:
            start = file.read(1024).lower()
        part.unlink()
        if not resumed:
            if b"<html" in start or b"<!doctype html" in start:
                raise TransferError(_LOGIN_PAGE)
            raise TransferError("o conteúdo recebido não é o esperado (soma ou tamanho errado)")


def _append(url: str, part: Path, size: int, timeout: tuple[float, float]) -> None:
    """Append to `part` what it lacks, or write it anew where the server knows no Range."""
    part.touch()
    headers = {"Range": f"bytes={part.stat().st_size}-", "Accept-Encoding": "identity"}
    with requests.get(url, stream=True, timeout=timeout, headers=headers) as response:
        if response.status_code == 416:  # nothing is lacking, and the checksum will tell
            return
        response.raise_for_status()
        # 206 is the rest alone, 200 the whole. With disable=None the bar shows on a terminal only:
        # it never stays in a notebook's output.
        bar = tqdm(total=size, unit="B", unit_scale=True, leave=False, disable=None)
        with bar, part.open("ab" if response.status_code == 206 else "wb") as out:
            bar.update(out.tell())
            for chunk in response.iter_content(2**15):
                out.write(chunk)
                bar.update(len(chunk))


def _code(error: Exception) -> int:
    """The HTTP status that an error carries, 0 where it carries none."""
    return getattr(getattr(error, "response", None), "status_code", 0)


def _explain(error: Exception) -> str:
    """What happened at an address, in a student's words."""
    if _code(error) == 511:  # network authentication required
        return _LOGIN_PAGE
    match error:
        case requests.HTTPError():
            return f"o servidor respondeu {_code(error)} ({error.response.reason})"
        case requests.Timeout():
            return "o servidor demorou demais para responder"
        case requests.exceptions.SSLError():
            return "a conexão segura foi recusada (rede que pede login? relógio errado?)"
        case requests.ConnectionError() | requests.exceptions.ChunkedEncodingError():
            return "não houve conexão, ou ela caiu no meio"
    return str(error)
