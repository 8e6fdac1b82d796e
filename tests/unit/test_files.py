"""Where a data file is looked for, how it is checked, and what the student is told."""

import hashlib
import io
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.faulty_server import FaultyServer, register, status, whole
from utils import ROOT, files, transfer
from utils.files import DataError, fetch, fetch_all

BODY = b"nome,valor\nagua,1\n" * 1000


def sha256(body):
    """A checksum as registry.toml writes it."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The data folder of a course of its own, in tmp_path/curso."""
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    folder = tmp_path / "curso" / "data"
    folder.mkdir(parents=True)
    monkeypatch.setattr(files, "FOLDER", folder)
    monkeypatch.setattr(transfer, "PAUSES", ())
    return folder


@pytest.fixture
def extra(tmp_path, monkeypatch, folder):
    """The folder that COURSE_DATA_DIR names."""
    extra = tmp_path / "pendrive"
    extra.mkdir()
    monkeypatch.setenv("COURSE_DATA_DIR", str(extra))
    return extra


@pytest.fixture
def server(folder):
    with FaultyServer() as server:
        server.script["/dados"] = [whole(BODY)]
        register(folder, "dados", BODY, server.url("/dados"))
        yield server


# Places and addresses


def test_good_file_in_data_is_used_without_the_network(folder, server):
    (folder / "dados.csv").write_bytes(BODY)
    assert fetch("dados") == folder / "dados.csv"
    assert not server.requests


def test_course_data_dir_comes_first(folder, extra, server):
    for place in (folder, extra):
        (place / "dados.csv").write_bytes(BODY)
    assert fetch("dados") == extra / "dados.csv"


def test_relative_course_data_dir_counts_from_the_course(folder, extra, server, monkeypatch):
    (extra / "dados.csv").write_bytes(BODY)
    monkeypatch.setenv("COURSE_DATA_DIR", "../pendrive")
    monkeypatch.chdir(ROOT)
    assert fetch("dados").samefile(extra / "dados.csv")


def test_course_data_dir_is_never_written_to(folder, extra, server):
    (extra / "dados.csv").write_bytes(b"outra coisa")
    assert fetch("dados") == folder / "dados.csv"
    assert [path.name for path in extra.iterdir()] == ["dados.csv"]
    assert (extra / "dados.csv").read_bytes() == b"outra coisa"


@pytest.mark.parametrize("written", ['"{}"', "'{}'", " {}\t", "{}\r", '"{}" ', "“{}”"])
def test_quotes_and_blanks_around_course_data_dir_do_no_harm(
    folder, extra, server, monkeypatch, capsys, written
):
    """What `set COURSE_DATA_DIR="E:\\dados"` leaves in cmd.exe, and what one pastes."""
    monkeypatch.setenv("COURSE_DATA_DIR", written.format(extra))
    (extra / "dados.csv").write_bytes(BODY)
    assert files.folder_problem() == ""
    assert fetch("dados") == extra / "dados.csv"
    assert capsys.readouterr().out == ""


def nowhere(extra, kind):
    """A value of COURSE_DATA_DIR that is no use."""
    (extra / "vazia").mkdir()
    (extra / "arquivo").touch()
    return {
        "missing": str(extra / "não há"),
        "quoted": f'"{extra / "não há"}"',
        "relative": "../nada",
        "stranger": "~ninguém/dados",
        "file": str(extra / "arquivo"),
        "inside a file": str(extra / "arquivo" / "dados"),
        "empty": str(extra / "vazia"),
        "parent": str(extra.parent),
    }[kind]


NOWHERE = ("missing", "quoted", "relative", "stranger", "file", "inside a file", "empty", "parent")


@pytest.mark.parametrize("kind", NOWHERE)
def test_course_data_dir_that_leads_nowhere_is_told_in_one_line_wherever_it_matters(
    folder, extra, server, monkeypatch, capsys, kind
):
    value = nowhere(extra, kind)
    monkeypatch.setenv("COURSE_DATA_DIR", value)
    told = f"Aviso: {files.folder_problem()}\n"
    assert told.count("\n") == 1 and value.strip('"') in told
    fault = "sem nenhum arquivo do curso" if kind in ("empty", "parent") else "não é uma pasta"
    assert fault in told
    for look in (files.status, fetch_all, lambda: fetch("dados"), lambda: files.main([])):
        look()
        assert capsys.readouterr().out.count(told) == 1
    (folder / "dados.csv").unlink()
    server.script["/dados"] = [status(404)]
    with pytest.raises(DataError) as caught:
        fetch("dados")
    assert str(caught.value).endswith(files.folder_problem())


@pytest.mark.parametrize("value", ["", " ", '""'])
def test_course_data_dir_with_nothing_in_it_is_no_setting(folder, monkeypatch, value):
    monkeypatch.setenv("COURSE_DATA_DIR", value)
    assert files.folder_problem() == "" and list(files.places()) == ["data/"]


def test_corrupted_file_is_told_and_the_next_place_searched(folder, extra, server, capsys):
    (extra / "dados.csv").write_bytes(b"outra coisa")
    (folder / "dados.csv").write_bytes(BODY)
    assert fetch("dados") == folder / "dados.csv"
    out = capsys.readouterr().out
    assert "dados.csv em COURSE_DATA_DIR está corrompido" in out and out.count("\n") == 1
    assert not server.requests


def test_download_lands_in_data_with_the_permissions_of_any_new_file(folder, server):
    path = fetch("dados")
    assert path == folder / "dados.csv" and path.read_bytes() == BODY
    (folder / "outro").touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((folder / "outro").stat().st_mode)


def test_any_known_checksum_will_do(folder, server):
    sums = [sha256(body) for body in (b"oficial", BODY)]
    register(folder, "outro", BODY, server.url("/dados"), checksums=sums)
    assert fetch("outro").read_bytes() == BODY


def test_second_address_is_tried_where_the_first_fails(folder, server):
    register(folder, "outro", BODY, server.url("/nada"), server.url("/dados"))
    assert fetch("outro").read_bytes() == BODY
    assert [path for path, _ in server.requests] == ["/nada", "/dados"]


def test_unknown_name_is_told_with_the_known_ones(folder, server):
    with pytest.raises(DataError, match=r"'ezol'; há: dados\."):
        fetch("ezol")


def test_file_without_an_address_is_asked_for(folder):
    register(folder, "outro", BODY)
    with pytest.raises(
        DataError, match=r"outro\.csv\.\n.*copie o arquivo, com esse nome, para a pasta data/"
    ):
        fetch("outro")


# An alternative


@pytest.fixture
def either(folder, server):
    """The name of a file that the server has, and for which alternativa.csv stands in."""
    register(folder, "inteiro", b"inteiro", server.url("/inteiro"), alternative="alternativa")
    register(folder, "alternativa", BODY, in_class=False)
    server.script["/inteiro"] = [whole(b"inteiro")]
    return "inteiro"


def test_alternative_that_is_here_is_used_and_shown_instead(folder, extra, server, either):
    (folder / "inteiro.csv").write_bytes(b"inteiro")
    (extra / "alternativa.csv").write_bytes(BODY)
    assert fetch(either) == extra / "alternativa.csv"
    told = fetch_all([either]).values.tolist()
    assert told == [["alternativa.csv", "0,0 MB", "COURSE_DATA_DIR", "verificado"]]
    assert not server.requests


def test_file_itself_is_fetched_where_its_alternative_is_not_here(folder, server, either):
    assert fetch(either) == folder / "inteiro.csv"


def test_corrupted_alternative_is_told_and_the_file_itself_fetched(folder, server, either, capsys):
    (folder / "alternativa.csv").write_bytes(b"outra coisa")
    told = files.status([either]).values.tolist()
    assert told == [["alternativa.csv", "0,0 MB", "data/", "corrompido"]]
    assert fetch(either) == folder / "inteiro.csv"
    assert "alternativa.csv em data/ está corrompido" in capsys.readouterr().out
    assert files.status([either])["estado"].tolist() == ["verificado"]


# A zip without a checksum


def zipped(text):
    """The bytes of a zip that holds this text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dados.csv", text)
    return buffer.getvalue()


ZIP = zipped(random.Random(0).randbytes(500).hex())


@pytest.fixture
def unsummed(folder, server):
    """The name of a zip that the server has and the registry has no checksum of."""
    register(folder, "semsoma", ZIP, server.url("/semsoma"), file="semsoma.csv.zip", checksums=[])
    server.script["/semsoma"] = [whole(ZIP)]
    return "semsoma"


def test_zip_without_a_checksum_is_taken_by_its_size_and_said_to_be(folder, unsummed, capsys):
    assert fetch(unsummed).read_bytes() == ZIP
    assert "só o tamanho e o CRC-32 são conferidos" in capsys.readouterr().out
    assert files.status([unsummed])["estado"].tolist() == ["tamanho confere"]
    assert files.main([unsummed]) == 0


@pytest.mark.parametrize(
    "wrong", [ZIP + b"x", ZIP[:-1], b"x" * len(ZIP), ZIP.replace(ZIP[300:310], b"0123456789")]
)
def test_zip_without_a_checksum_is_refused_where_size_or_content_is_wrong(
    folder, server, unsummed, wrong
):
    server.script["/semsoma"] = [whole(wrong)]
    with pytest.raises(DataError, match=r"o conteúdo recebido não é o esperado"):
        fetch(unsummed)
    assert not (folder / "semsoma.csv.zip").exists()


@given(at=st.integers(0, len(ZIP) - 1), bits=st.integers(1, 255))
def test_damage_anywhere_in_a_zip_is_a_plain_no_and_never_an_error(tmp_path_factory, at, bits):
    path = tmp_path_factory.mktemp("zip") / "dados.csv.zip"
    path.write_bytes(ZIP[:at] + bytes([ZIP[at] ^ bits]) + ZIP[at + 1 :])
    entry = files.DataFile(path.name, [], [], len(ZIP), "none", "tests")
    compressed = range(len("dados.csv") + 30, len(ZIP) - 22 - 46 - len("dados.csv"))
    assert entry.is_good(path) is False or at not in compressed


# A text of which only the MD5 is published

MD5 = f"md5:{hashlib.md5(BODY).hexdigest()}"


@pytest.mark.parametrize("file", ["indice.json", "vetores.txt.gz"])
def test_text_is_known_by_its_md5(folder, server, file):
    register(folder, "outro", BODY, server.url("/dados"), file=file, checksums=[MD5])
    assert fetch("outro").read_bytes() == BODY
    assert files.status(["outro"])["estado"].tolist() == ["verificado"]


def test_md5_and_sha256_may_stand_side_by_side(folder, server):
    sums = [MD5, sha256(b"outra")]
    register(folder, "outro", BODY, server.url("/dados"), file="outro.json", checksums=sums)
    for body in (BODY, b"outra"):
        (folder / "outro.json").write_bytes(body)
        assert fetch("outro").read_bytes() == body
    assert not server.requests


def test_wrong_md5_is_refused(folder, server):
    register(
        folder, "outro", b"x", server.url("/dados"), file="outro.json", checksums=[MD5[:-1] + "x"]
    )
    with pytest.raises(DataError, match=r"o conteúdo recebido não é o esperado"):
        fetch("outro")


@pytest.mark.parametrize("file", ["pesos.npz", "a.pkl.gz", "a.zip", "a.csv", "a.tar.xz", "a.keras"])
@pytest.mark.parametrize("sums", [[], [MD5], [sha256(BODY), MD5], ["crc32:00000000"]])
def test_what_might_be_unpickled_needs_a_sha256(folder, file, sums):
    register(folder, "outro", BODY, file=file, checksums=sums)
    with pytest.raises(ValueError, match=f"{file} needs a SHA-256"):
        fetch("outro")


@pytest.mark.parametrize("file", ["a.json", "a.txt.gz", "a.txt"])
def test_text_needs_a_checksum(folder, file):
    register(folder, "outro", BODY, file=file, checksums=[])
    with pytest.raises(ValueError, match=f"{file} needs a SHA-256"):
        fetch("outro")


# A book of Project Gutenberg, of which no sum is published

BOOK = """\ufeffThe Project Gutenberg eBook of Dom Casmurro\r
Release date: October 15, 2017 [eBook #55752]\r
*** START OF THE PROJECT GUTENBERG EBOOK DOM CASMURRO ***\r
Uma noite destas.\r
*** END OF THE PROJECT GUTENBERG EBOOK DOM CASMURRO ***\r
""".encode()


def test_book_is_known_by_its_number_and_both_its_marks(folder, server):
    server.script["/dados"] = [whole(BOOK)]
    url = server.url("/dados")
    register(folder, "livro", BOOK, url, file="pg.txt", checksums=["gutenberg:55752"])
    assert fetch("livro").read_bytes() == BOOK
    assert files.status(["livro"])["estado"].tolist() == ["verificado"]


@pytest.mark.parametrize(
    "body",
    [BOOK[: len(BOOK) // 2], BOOK.replace(b"#55752", b"#5575"), b"<html>", BOOK + b"\xff"],
    ids=["cut short", "another book", "a page", "not UTF-8"],
)
def test_what_is_not_the_whole_book_is_refused(folder, body):
    register(folder, "livro", BOOK, file="pg.txt", checksums=["gutenberg:55752"])
    (folder / "pg.txt").write_bytes(body)
    assert files.status(["livro"])["estado"].tolist() == ["corrompido"]


def test_only_a_plain_text_may_be_known_by_its_marks(folder):
    register(folder, "livro", BOOK, file="pesos.npz", checksums=["gutenberg:55752"])
    with pytest.raises(ValueError, match=r"pesos\.npz needs a SHA-256"):
        fetch("livro")


# What the student sees


def test_download_prints_one_line_and_shows_no_bar_outside_a_terminal(folder, server, capfd):
    fetch("dados")
    assert capfd.readouterr() == ("Baixando dados.csv (0,0 MB)…\n", "")


@pytest.mark.skipif(os.name == "nt", reason="a terminal is made by means of POSIX")
def test_download_shows_a_bar_on_a_terminal(folder, server, monkeypatch):
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    os.set_blocking(ours, False)
    with os.fdopen(ours, "rb") as shown, os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        fetch("dados")
        terminal.flush()
        assert b"18.0k" in shown.read(10_000)


def test_status_tells_each_file_and_asks_the_network_nothing(folder, extra, server):
    for name in ("aqui", "pendrive", "ruim"):
        register(folder, name, BODY, server.url("/dados"))
    (folder / "aqui.csv").write_bytes(BODY)
    (extra / "aqui.csv").write_bytes(b"outra coisa")
    (extra / "pendrive.csv").write_bytes(BODY)
    (folder / "ruim.csv").write_bytes(b"outra coisa")
    assert files.status().values.tolist() == [
        ["dados.csv", "0,0 MB", "-", "ausente"],
        ["aqui.csv", "0,0 MB", "data/", "verificado"],
        ["pendrive.csv", "0,0 MB", "COURSE_DATA_DIR", "verificado"],
        ["ruim.csv", "0,0 MB", "data/", "corrompido"],
    ]
    assert not server.requests


def test_fetch_all_goes_on_after_a_failure(folder, server, capsys):
    register(folder, "nada", BODY, server.url("/nada"))
    register(folder, "outro", BODY, server.url("/dados"))
    assert fetch_all()["estado"].tolist() == ["verificado", "ausente", "verificado"]
    assert "Não foi possível baixar nada.csv" in capsys.readouterr().out


def test_fetch_all_skips_what_is_here_and_what_class_does_not_need(folder, server):
    register(folder, "enorme", BODY, server.url("/dados"), in_class=False)
    (folder / "dados.csv").write_bytes(BODY)
    assert fetch_all()["arquivo"].tolist() == ["dados.csv"]
    assert not server.requests
    assert fetch_all(["enorme"])["estado"].tolist() == ["verificado"]


@pytest.mark.parametrize(
    ("arguments", "code", "state"),
    [
        ([], 1, "ausente"),
        (["--all"], 0, "verificado"),
        (["dados"], 0, "verificado"),
    ],
)
def test_command_says_in_its_exit_status_whether_all_is_here(
    folder, server, capsys, arguments, code, state
):
    assert files.main(arguments) == code
    table = capsys.readouterr().out.splitlines()[-2:]
    assert table[0].split() == ["arquivo", "tamanho", "lugar", "estado"]
    assert table[1].split()[0] == "dados.csv" and table[1].split()[-1] == state


def test_command_refuses_a_name_that_does_not_exist(folder, server, capsys):
    with pytest.raises(SystemExit) as caught:
        files.main(["ezol"])
    assert caught.value.code == 2
    assert "'ezol'; há: dados." in capsys.readouterr().err


def test_command_works_in_a_copy_of_the_course_and_shows_no_absolute_path(folder):
    course = folder.parent
    shutil.copytree(ROOT / "utils", course / "utils", ignore=shutil.ignore_patterns("__pycache__"))

    def command(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "utils.files", *arguments],
            cwd=course,
            env=os.environ | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
        )

    with FaultyServer() as server:
        register(folder, "dados", BODY, server.url("/dados"))
        server.script["/dados"] = [status(404), whole(BODY)]
        for arguments, code in ((), 1), (("--all",), 1), (("--all",), 0):
            result = command(*arguments)
            assert result.returncode == code
            assert str(course) not in result.stdout and not result.stderr
    assert (folder / "dados.csv").read_bytes() == BODY


# What the repository ships


def test_importing_writes_nothing_and_prints_nothing(folder):
    code = "import os; before = os.listdir('data')\nfrom utils import datasets\n"
    code += "assert os.listdir('data') == before"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_every_entry_of_the_registry_can_be_used():
    for name, entry in files.registry().items():
        assert (entry.urls or not entry.in_class) and entry.alternative in {"", *files.registry()}
        assert all(url.startswith("https://") for url in entry.urls), name
        known = r"sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}|gutenberg:\d+"
        assert all(re.fullmatch(known, checksum) for checksum in entry.checksums), name
        assert entry.size > 0, name
        assert entry.licence and re.search("doi 10|https://", entry.source), name
        assert Path(entry.file).name == entry.file, name


def test_only_jena_lacks_a_checksum():
    assert [name for name, entry in files.registry().items() if not entry.checksums] == ["jena"]


def test_every_entry_of_the_registry_has_its_card():
    cards = (files.FOLDER / "README.md").read_text(encoding="utf-8")
    for name, entry in files.registry().items():
        size = f"{entry.size:,}".replace(",", ".")
        for told in (f"`{name}`", f"`{entry.file}`", size):
            assert told in cards
        assert all(known.removeprefix("sha256:") in cards for known in entry.checksums)
