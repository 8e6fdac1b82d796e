"""What the disk and other processes may do to a download, each made to happen for real.

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

from tests.support.faulty_server import FaultyServer, hang, register, whole
from utils import ROOT
from utils.files import fetch

BODY = random.Random(0).randbytes(300_000)
HALF = len(BODY) // 2

posix_only = pytest.mark.skipif(os.name == "nt", reason="made to happen by means of POSIX")


@pytest.fixture
def server(course):
    with FaultyServer() as server:
        register(course, "dados", BODY, server.url("/dados"))
        yield server


def assert_next_call_works(server):
    server.script["/dados"] = [whole(BODY, ranges=True)]
    assert fetch("dados").read_bytes() == BODY


@contextlib.contextmanager
def child(folder, code, *before):
    """A Python process that runs `code` in a course whose data folder is `folder`."""
    setting = (
        "import os, pathlib, subprocess, sys\n"
        "from utils import files\n"
        "files.FOLDER = pathlib.Path(sys.argv[1])\n"
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
def test_folder_that_may_not_be_entered_is_told_and_passed_over(read_only):
    read_only.chmod(0o755)
    (read_only / "dados.csv").write_bytes(BODY)
    (read_only / "fechada").mkdir(mode=0)
    closed = "os.environ['COURSE_DATA_DIR'] = os.path.join(sys.argv[1], 'fechada')\n"
    warning, result = outcome(read_only, BECOME_NOBODY + closed + "report()").splitlines()
    assert "não é uma pasta que se possa abrir" in warning and "fechada" in warning
    assert result == "dados.csv obtido"


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
def test_quota_that_is_used_up_is_told_and_the_part_removed(course, server):
    server.script["/dados"] = [whole(BODY)]
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
    out = outcome(course, limit + "report()")
    assert "O disco está cheio: dados.csv (0,3 MB) não coube" in out
    assert "Libere espaço e tente de novo" in out
    assert {path.name for path in course.iterdir()} == {"registry.toml", "dados.csv.lock"}
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


def test_full_disk_is_told_and_the_part_removed(small_disk, course, server):
    server.script["/dados"] = [whole(BODY)]
    code = (
        "report(); print(sorted(os.listdir(sys.argv[1])))\n"
        "subprocess.run(['mount', '-o', 'remount,size=1m', sys.argv[1]], check=True)\n"
        "report()"
    )
    _, message, cure, files, *again = outcome(course / "disco", code, *small_disk).splitlines()
    assert message.startswith("O disco está cheio: dados.csv (0,3 MB) não coube em data/")
    assert cure == "Libere espaço e tente de novo."
    assert files == "['dados.csv.lock', 'registry.toml']"
    assert again[-1] == "dados.csv obtido"


def test_two_processes_at_once_make_one_download(course, server):
    server.script["/dados"] = [whole(BODY, after=0.5)]
    code = "print('pronto', flush=True); input(); report()"
    with child(course, code) as one, child(course, code) as other:
        for process in (one, other):
            assert process.stdout.readline() == "pronto\n"
        for process in (one, other):
            process.stdin.write("\n")
            process.stdin.flush()
        outs = [process.communicate(timeout=20)[0] for process in (one, other)]
    assert all(out.endswith("dados.csv obtido\n") for out in outs)
    assert len(server.requests) == 1
    assert sum("Baixando" in out for out in outs) == 1


def test_killed_download_leaves_no_file_and_is_resumed(course, server):
    server.script["/dados"] = [hang(BODY, HALF)]
    part = course / "dados.csv.part"
    with child(course, "report()") as process:
        deadline = time.monotonic() + 15
        while not (part.exists() and part.stat().st_size):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.wait()
    if os.name != "nt":
        assert process.returncode == -signal.SIGKILL
    assert not (course / "dados.csv").exists()
    assert_next_call_works(server)
    assert server.requests[-1][1] > 0


def test_lock_that_a_killed_process_left_behind_stops_nobody(course, server):
    with child(
        course,
        "import filelock; filelock.FileLock(sys.argv[1] + '/dados.csv.lock')"
        ".acquire(); print('pronto', flush=True); input()",
    ) as process:
        assert process.stdout.readline() == "pronto\n"
        process.kill()
        process.wait()
    assert (course / "dados.csv.lock").exists()
    assert_next_call_works(server)
