"""What may go wrong on the way from an address to data/, each made to happen for real.

After every fault: a clear message in Portuguese, no half file under the final name, and the next
call works.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.faulty_server import (
    FaultyServer,
    closed_port,
    cut,
    hang,
    register,
    status,
    whole,
)
from utils import files
from utils.files import DataError, Store, fetch

BODY = random.Random(0).randbytes(300_000)
WRONG = random.Random(1).randbytes(300_000)
LOGIN = b"<!DOCTYPE html><html><body>Wi-Fi do hotel: entre com o seu quarto</body></html>"
HALF = len(BODY) // 2

posix_only = pytest.mark.skipif(os.name == "nt", reason="made to happen by means of POSIX")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The data folder of a course that is impatient, so that the tests are fast."""
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(files, "COURSE", Store(tmp_path, timeout=(5, 0.5), pauses=(0.01, 0.01)))
    return tmp_path


@pytest.fixture
def server(folder):
    with FaultyServer() as server:
        register(folder, "dados", BODY, server.url("/dados"))
        yield server


def assert_fails_clearly(folder, *reasons):
    with pytest.raises(DataError) as caught:
        fetch("dados")
    message = str(caught.value)
    for part in ("dados.csv", "tente de novo", "copie o arquivo", *reasons):
        assert part in message
    assert not (folder / "dados.csv").exists()


def assert_next_call_works(server):
    server.script["/dados"] = [whole(BODY, ranges=True)]
    assert fetch("dados").read_bytes() == BODY


# The network


def test_refused_connection_is_told_and_the_next_call_works(folder):
    port = closed_port()
    register(folder, "dados", BODY, f"http://127.0.0.1:{port}/dados")
    assert_fails_clearly(folder, f"http://127.0.0.1:{port}/dados: não houve conexão")
    assert {path.name for path in folder.iterdir()} == {"registry.toml", "dados.csv.lock"}
    with FaultyServer(port) as server:
        assert_next_call_works(server)


def test_silent_server_is_given_up_after_the_time_out(folder, server):
    server.script["/dados"] = [hang()]
    assert_fails_clearly(folder, server.url("/dados"), "demorou demais para responder")
    assert len(server.requests) == 1
    assert_next_call_works(server)


def test_missing_page_is_asked_for_only_once(folder, server):
    server.script["/dados"] = [status(404)]
    assert_fails_clearly(folder, f"{server.url('/dados')}: o servidor respondeu 404")
    assert len(server.requests) == 1
    assert_next_call_works(server)


def test_server_error_that_passes_is_not_noticed(folder, server):
    server.script["/dados"] = [status(500), status(503), whole(BODY)]
    assert fetch("dados").read_bytes() == BODY


def test_server_error_that_stays_is_tried_a_few_times(folder, server):
    server.script["/dados"] = [status(500)]
    assert_fails_clearly(folder, server.url("/dados"), "o servidor respondeu 500")
    assert len(server.requests) == 3
    assert_next_call_works(server)


def test_broken_secure_connection_is_told(folder, server):
    url = server.url("/dados", scheme="https")  # the server speaks no TLS
    register(folder, "seguro", BODY, url)
    with pytest.raises(DataError, match="conexão segura foi recusada") as caught:
        fetch("seguro")
    assert url in str(caught.value)


@pytest.mark.parametrize("fault", [cut, hang])
def test_cut_download_is_resumed(folder, server, fault):
    server.script["/dados"] = [fault(BODY, HALF), whole(BODY, ranges=True)]
    assert fetch("dados").read_bytes() == BODY
    (_, first), (_, second) = server.requests
    assert first == 0 and 0 < second <= HALF


def test_cut_download_begins_anew_where_the_server_knows_no_range(folder, server):
    server.script["/dados"] = [cut(BODY, HALF), whole(BODY)]
    assert fetch("dados").read_bytes() == BODY
    assert len(server.requests) == 2


def test_compression_is_declined_since_a_compressed_part_could_not_be_resumed(folder, server):
    def answer(handler):
        plain = handler.headers["Accept-Encoding"] == "identity"
        (whole(BODY) if plain else status(406))(handler)

    server.script["/dados"] = [answer]
    assert fetch("dados").read_bytes() == BODY


def test_download_cut_for_good_is_resumed_by_the_next_call(folder, server):
    server.script["/dados"] = [cut(BODY, HALF), status(404)]
    assert_fails_clearly(folder, server.url("/dados"))
    assert 0 < (folder / "dados.csv.part").stat().st_size <= HALF
    assert_next_call_works(server)
    assert server.requests[-1][1] > 0
    assert not (folder / "dados.csv.part").exists()


# The content


def test_wrong_bytes_of_the_right_length_are_refused(folder, server):
    server.script["/dados"] = [whole(WRONG)]
    assert_fails_clearly(folder, f"{server.url('/dados')}: o conteúdo recebido não é o esperado")
    assert not (folder / "dados.csv.part").exists()
    assert_next_call_works(server)


@pytest.mark.parametrize("code", [200, 511])
def test_login_page_of_a_network_is_recognised(folder, server, code):
    server.script["/dados"] = [whole(LOGIN, code=code)]
    assert_fails_clearly(folder, f"{server.url('/dados')}: a rede devolveu uma página de login")
    assert_next_call_works(server)


def test_login_page_in_the_middle_of_a_download_is_recognised(folder, server):
    server.script["/dados"] = [cut(BODY, HALF), whole(LOGIN)]
    assert_fails_clearly(folder, "a rede devolveu uma página de login")
    assert_next_call_works(server)


def test_login_page_cut_in_half_does_not_spoil_the_next_call(folder, server):
    server.script["/dados"] = [cut(LOGIN * 2000, HALF // 2), status(404)]
    assert_fails_clearly(folder)
    assert_next_call_works(server)


def test_wrong_part_is_thrown_away_for_one_fresh_download(folder, server):
    (folder / "dados.csv.part").write_bytes(WRONG[:HALF])
    server.script["/dados"] = [whole(BODY, ranges=True)]
    assert fetch("dados").read_bytes() == BODY
    assert [begin for _, begin in server.requests] == [HALF, 0]


def test_wrong_part_does_not_make_a_bad_address_be_asked_for_ever(folder, server):
    (folder / "dados.csv.part").write_bytes(WRONG[:HALF])
    server.script["/dados"] = [whole(WRONG, ranges=True)]
    assert_fails_clearly(folder, "o conteúdo recebido não é o esperado")
    assert len(server.requests) == 2


@pytest.mark.parametrize("length", [len(BODY), len(BODY) + 1])
def test_part_that_lacks_nothing_is_settled_by_its_checksum(folder, server, length):
    (folder / "dados.csv.part").write_bytes((BODY + b"x")[:length])
    assert_next_call_works(server)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(good=st.integers(0, len(BODY)), bad=st.binary(max_size=50), ranges=st.booleans())
def test_whatever_an_earlier_call_left_the_file_comes_out_right(folder, server, good, bad, ranges):
    (folder / "dados.csv").unlink(missing_ok=True)
    (folder / "dados.csv.part").write_bytes(BODY[:good] + bad)
    server.script["/dados"] = [whole(BODY, ranges=ranges)]
    assert fetch("dados").read_bytes() == BODY
    assert not (folder / "dados.csv.part").exists()


def test_corrupted_file_is_told_and_replaced(folder, server, capsys):
    (folder / "dados.csv").write_bytes(WRONG)
    server.script["/dados"] = [whole(BODY)]
    assert fetch("dados").read_bytes() == BODY
    assert "dados.csv em data/ está corrompido" in capsys.readouterr().out


def test_corrupted_file_stays_as_it_is_until_a_good_one_is_there(folder, server):
    (folder / "dados.csv").write_bytes(WRONG)
    server.script["/dados"] = [cut(BODY, HALF), status(404)]
    with pytest.raises(DataError):
        fetch("dados")
    assert (folder / "dados.csv").read_bytes() == WRONG
    assert_next_call_works(server)


# The disk and the processes, in children of their own


@contextlib.contextmanager
def child(folder, code, *before):
    """A Python process that runs `code` in a course whose data folder is `folder`."""
    setting = (
        "import os, pathlib, subprocess, sys\n"
        "from utils import files\n"
        "files.COURSE = files.Store(pathlib.Path(sys.argv[1]), (5, 5), (0.01,))\n"
        "def report():\n"
        "    try: print(files.fetch('dados').name, 'obtido')\n"
        "    except files.DataError as error: print(error)\n"
    )
    command = [*before, sys.executable, "-c", setting + code, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = os.environ | {"PYTHONUTF8": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, encoding="utf-8", **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def outcome(folder, code, *before):
    with child(folder, code, *before) as process:
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    return out


BECOME_NOBODY = "if os.geteuid() == 0: os.setuid(65534)\n"  # permissions do not bind root


@pytest.fixture
def read_only(monkeypatch):
    """A data folder that the child process may read but not write."""
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    with tempfile.TemporaryDirectory() as name:  # others may not enter pytest's own
        folder = Path(name)
        register(folder, "dados", BODY, "http://127.0.0.1:9/dados")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@posix_only
def test_read_only_folder_is_told(read_only):
    out = outcome(read_only, BECOME_NOBODY + "report()")
    for part in ("dados.csv", "gravar", "data/", "http://127.0.0.1:9/dados", "COURSE_DATA_DIR"):
        assert part in out
    assert [path.name for path in read_only.iterdir()] == ["registry.toml"]


@posix_only
def test_good_file_in_a_read_only_folder_is_used(read_only):
    read_only.chmod(0o755)
    (read_only / "dados.csv").write_bytes(BODY)
    read_only.chmod(0o555)
    assert outcome(read_only, BECOME_NOBODY + "report()") == "dados.csv obtido\n"


@posix_only
def test_folder_that_may_not_be_entered_is_passed_over(read_only):
    read_only.chmod(0o755)
    (read_only / "dados.csv").write_bytes(BODY)
    (read_only / "fechada").mkdir(mode=0)
    closed = "os.environ['COURSE_DATA_DIR'] = os.path.join(sys.argv[1], 'fechada')\n"
    assert outcome(read_only, BECOME_NOBODY + closed + "report()") == "dados.csv obtido\n"


@posix_only
def test_file_that_may_not_be_read_is_told_and_replaced(read_only, server):
    read_only.chmod(0o777)
    (read_only / "registry.toml").unlink()
    register(read_only, "dados", BODY, server.url("/dados"))
    (read_only / "dados.csv").write_bytes(BODY)
    (read_only / "dados.csv").chmod(0)
    server.script["/dados"] = [whole(BODY)]
    out = outcome(read_only, BECOME_NOBODY + "report()")
    assert "dados.csv em data/ está corrompido ou ilegível" in out
    assert out.endswith("dados.csv obtido\n")
    assert (read_only / "dados.csv").read_bytes() == BODY


@posix_only
def test_quota_that_is_used_up_is_told_and_the_part_removed(folder, server):
    server.script["/dados"] = [whole(BODY)]
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
    out = outcome(folder, limit + "report()")
    assert "O disco está cheio: dados.csv (0,3 MB) não coube" in out
    assert "Libere espaço e tente de novo" in out
    assert {path.name for path in folder.iterdir()} == {"registry.toml", "dados.csv.lock"}
    assert_next_call_works(server)


@pytest.fixture
def small_disk(tmp_path):
    """The words before a command that give it a disk of 64 KiB on tmp_path/disco, for it alone.

    The mount lives in a namespace of the command's own and goes when the command ends.
    """
    disk = tmp_path / "disco"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=64k none "$0" && cp "$0/../registry.toml" "$0" && exec "$@"'
    before = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, str(disk)]
    (tmp_path / "registry.toml").touch()
    if not shutil.which("unshare") or subprocess.run([*before, "true"]).returncode:
        pytest.skip("this machine lets us mount nothing")
    return before


def test_full_disk_is_told_and_the_part_removed(small_disk, folder, server):
    server.script["/dados"] = [whole(BODY)]
    code = (
        "report(); print(sorted(os.listdir(sys.argv[1])))\n"
        "subprocess.run(['mount', '-o', 'remount,size=1m', sys.argv[1]], check=True)\n"
        "report()"
    )
    _, message, files, *again = outcome(folder / "disco", code, *small_disk).splitlines()
    assert message.startswith("O disco está cheio: dados.csv (0,3 MB) não coube em data/")
    assert files == "['dados.csv.lock', 'registry.toml']"
    assert again[-1] == "dados.csv obtido"


def test_two_processes_at_once_make_one_download(folder, server):
    server.script["/dados"] = [whole(BODY, after=0.5)]
    code = "print('pronto', flush=True); input(); report()"
    with child(folder, code) as one, child(folder, code) as other:
        for process in (one, other):
            assert process.stdout.readline() == "pronto\n"
        for process in (one, other):
            process.stdin.write("\n")
            process.stdin.flush()
        outs = [process.communicate(timeout=20)[0] for process in (one, other)]
    assert all(out.endswith("dados.csv obtido\n") for out in outs)
    assert len(server.requests) == 1
    assert sum("Baixando" in out for out in outs) == 1


def test_killed_download_leaves_no_file_and_is_resumed(folder, server):
    server.script["/dados"] = [hang(BODY, HALF)]
    part = folder / "dados.csv.part"
    with child(folder, "report()") as process:
        deadline = time.monotonic() + 15
        while not (part.exists() and part.stat().st_size):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.wait()
    if os.name != "nt":
        assert process.returncode == -signal.SIGKILL
    assert not (folder / "dados.csv").exists()
    assert_next_call_works(server)
    assert server.requests[-1][1] > 0
