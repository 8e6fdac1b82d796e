"""Download a file over a bad network: retried, resumed, checked, from several addresses."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests import exceptions as faults
from tqdm import tqdm
from urllib3.exceptions import InvalidHeader, NewConnectionError
from urllib3.util import Retry

TIMEOUT = (4.0, 20.0)  # seconds to connect, and to wait for more bytes
PAUSES = (0.5, 2.0)  # seconds before each further try of one address
LONGEST_WAIT = 30.0  # seconds that a server may make us wait with Retry-After

_NOT_NOW = {408, 425, 429, 503, 504}  # the same request may succeed later
_NEVER = {501, 505, 511}  # of the 5xx, those that another try cannot help
_LOGIN_PAGE = (
    "a rede devolveu uma página de login no lugar do arquivo: "
    "abra o navegador, entre na rede e tente de novo"
)
_PROXY = "confira a variável HTTPS_PROXY e o proxy do sistema, ou pergunte a quem cuida da rede"
_NO_CONNECTION = "não houve conexão, ou ela caiu no meio"

# Where a connection fails only after this long (no answer at all, or no name server), the host
# is left alone for a while: otherwise each file of a lesson would cost the same wait again.
_SLOW, _FORGET = 2.0, 60.0  # seconds
_unreachable: dict[str, float] = {}  # host: when it was found to be so


class TransferError(RuntimeError):
    """A file did not come; in Portuguese, with what happened at each address."""

    def __init__(self, failures: dict[str, str]):
        self.reason = "; ".join(dict.fromkeys(failures.values()))
        super().__init__("\n".join(f"  {url}: {why}" for url, why in failures.items()))


class _WrongContentError(Exception):
    """Bytes came, but not those of the file; the message, in Portuguese, says what they are."""


def download(urls: Sequence[str], part: Path, size: int, is_good: Callable[[Path], bool]) -> None:
    """Make `part` a file for which `is_good` is true, from the first address that has it.

    What `part` already holds is kept where the server can resume. `size` is in bytes, for the
    progress bar. Raises TransferError, or the OSError of a disk that cannot be written to.
    """
    failures = {}
    for url in urls:
        host = urlsplit(url).netloc
        if time.monotonic() - _unreachable.get(host, -_FORGET) < _FORGET:
            failures[url] = (
                f"{_NO_CONNECTION} (tentado há menos de um minuto: espere um pouco e rode de novo)"
            )
            continue
        try:
            return _from_address(url, part, size, is_good)
        except _WrongContentError as error:
            failures[url] = str(error)
        except requests.RequestException as error:
            failures[url] = _explain(error, url)
    raise TransferError(failures)


def _from_address(url: str, part: Path, size: int, is_good: Callable[[Path], bool]) -> None:
    """Resume the part that an earlier call left; start afresh, once, if the result is wrong."""
    pauses = list(PAUSES)
    while True:
        resumed = part.exists()
        started = time.monotonic()
        try:
            _append(url, part, size)
        except requests.RequestException as error:
            if part.stat().st_size == 0:
                part.unlink()
            if _not_reached(error) and time.monotonic() - started > _SLOW:
                _unreachable[urlsplit(url).netloc] = time.monotonic()
            wait = _wait(error, pauses.pop(0)) if pauses else None
            if wait is None:
                raise
            if wait > max(PAUSES):
                print(f"O servidor pede que se espere: nova tentativa em {wait:.0f} s…")
            time.sleep(wait)
            continue
        if is_good(part):
            return
        with part.open("rb") as file:
            start = file.read(1024).lower()
        part.unlink()
        if not resumed:
            if b"<html" in start or b"<!doctype html" in start:
                raise _WrongContentError(_LOGIN_PAGE)
            raise _WrongContentError(
                "o conteúdo recebido não é o esperado (soma ou tamanho errado)"
            )


def _append(url: str, part: Path, size: int) -> None:
    """Append to `part` what it lacks, or write it anew where the server ignores Range."""
    part.touch()
    headers = {"Range": f"bytes={part.stat().st_size}-", "Accept-Encoding": "identity"}
    with requests.get(url, stream=True, timeout=TIMEOUT, headers=headers) as response:
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


def _wait(error: requests.RequestException, pause: float) -> float | None:
    """Seconds until the next try, `pause` or more; None where another try would not help now."""
    match error:
        case faults.HTTPError():
            code = error.response.status_code
            if code in _NEVER or (code < 500 and code not in _NOT_NOW):
                return None
            asked = _retry_after(error.response)
            return max(pause, asked) if asked <= LONGEST_WAIT else None
        case faults.Timeout() | faults.ProxyError() | faults.SSLError():
            return None
        case faults.ConnectionError() | faults.ChunkedEncodingError():
            return None if _not_reached(error) else pause
    return None  # an address or an answer that makes no sense


def _retry_after(response: requests.Response) -> float:
    """Seconds that the server asks to wait, 0 where it does not ask."""
    try:
        return Retry().get_retry_after(response.raw) or 0.0
    except InvalidHeader:
        return 0.0


def _not_reached(error: requests.RequestException) -> bool:
    """Whether no connection was made at all: no network, no such host, nothing listens there."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, faults.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _explain(error: requests.RequestException, url: str) -> str:
    """What happened at an address, in a student's words; never a proxy's password."""
    match error:
        case faults.HTTPError():
            return _explain_status(error.response)
        case faults.TooManyRedirects():
            return _LOGIN_PAGE
        case faults.ProxyError() if "407" in str(error):
            return f"o proxy desta rede pede usuário e senha: {_PROXY}"
        case faults.ProxyError():
            return f"o proxy desta rede não respondeu ou recusou: {_PROXY}"
        case faults.InvalidSchema() if "SOCKS" in str(error):
            return (
                f"falta o pacote pysocks, que um proxy SOCKS pede (pip install pysocks): {_PROXY}"
            )
        case faults.Timeout():
            what = "o servidor demorou demais para responder"
        case faults.SSLError():
            what = "a conexão segura foi recusada (rede que pede login? relógio errado?)"
        case faults.ConnectionError() | faults.ChunkedEncodingError():
            what = _NO_CONNECTION
        case _:
            what = f"o endereço ou a resposta dele não se entende ({type(error).__name__})"
    proxies = requests.utils.get_environ_proxies(url)
    through = proxies.get(urlsplit(url).scheme) or proxies.get("all")
    return f"{what} (há um proxy: {_PROXY})" if through else what


def _explain_status(response: requests.Response) -> str:
    code = response.status_code
    if code == 511:  # network authentication required
        return _LOGIN_PAGE
    if code == 407:
        return f"o proxy desta rede pede usuário e senha: {_PROXY}"
    told = f"o servidor respondeu {code} ({response.reason})"
    if code not in _NOT_NOW:
        return told
    minutes = max(5, round(_retry_after(response) / 60))
    return (
        f"{told}: recebe pedidos demais. Espere uns {minutes} minutos e rode de novo; numa turma, "
        "basta que uma pessoa baixe o arquivo e o passe num pendrive"
    )
