"""A real HTTP server on this machine that misbehaves on demand, and a registry that points to it.

    with FaultyServer() as server:
        server.script["/a.csv"] = [status(500), whole(b"...")]   # the last answer repeats
        ...
        server.requests   # what was asked: [("/a.csv", 0), ...], the number being where Range began

Closing it ends its threads and frees its port, also while an answer hangs.
"""

import hashlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from utils import files

Answer = Callable[["_Handler"], None]


def whole(body: bytes, *, ranges: bool = False, code: int = 200, after: float = 0.0) -> Answer:
    """Send all of it; with `ranges`, only what was asked for (206, or 416 beyond the end)."""

    def answer(handler: _Handler) -> None:
        time.sleep(after)
        begin = handler.begin if ranges else 0
        if begin and begin >= len(body):
            handler.head(416, 0)
        else:
            handler.head(206 if begin else code, len(body) - begin)
            handler.wfile.write(body[begin:])

    return answer


def status(code: int, **headers: str) -> Answer:
    """Send this status and these headers (Retry_After="5") with an empty body."""
    return lambda handler: handler.head(code, 0, **headers)


def cut(body: bytes, at: int) -> Answer:
    """Promise all of it, send the first `at` bytes, and close the connection."""

    def answer(handler: _Handler) -> None:
        handler.head(200, len(body))
        handler.wfile.write(body[:at])

    return answer


def hang(body: bytes = b"", at: int = 0) -> Answer:
    """Send the first `at` bytes (with at=0, not even a status), then nothing until the end."""

    def answer(handler: _Handler) -> None:
        if at:
            handler.head(200, len(body))
            handler.wfile.write(body[:at])
        handler.server.closing.wait()

    return answer


class FaultyServer(ThreadingHTTPServer):
    """The server; `script` says what each path answers, `requests` what was asked so far."""

    daemon_threads = False  # server_close() waits for every answer to end
    request_queue_size = 32

    def __init__(self, port: int = 0):
        super().__init__(("127.0.0.1", port), _Handler)
        self.script: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, int]] = []
        self.closing = threading.Event()

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,)).start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.shutdown()
        self.server_close()

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: FaultyServer

    def do_GET(self):
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        self.begin = int(asked[1]) if asked else 0
        self.server.requests.append((self.path, self.begin))
        answers = self.server.script.get(self.path, [status(404)])
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    do_CONNECT = do_GET  # what a proxy is asked, the path being host:port

    def head(self, code: int, length: int, **headers: str) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_):
        """Keep quiet."""


def closed_port() -> int:
    """A port of this machine where nothing listens: connections to it are refused."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def register(folder: Path, name: str, body: bytes, *urls: str, **fields) -> None:
    """Add the file `name`.csv, whose good content is `body`, to the registry in `folder`."""
    entry = {
        "file": f"{name}.csv",
        "urls": urls,
        "checksums": [f"sha256:{hashlib.sha256(body).hexdigest()}"],
        "size": len(body),
        "licence": "none",
        "source": "tests",
    } | fields
    lines = [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
    with (folder / "registry.toml").open("a", encoding="utf-8") as registry:
        print(f"[{name}]", *lines, sep="\n", file=registry)
    files._read_registry.cache_clear()
