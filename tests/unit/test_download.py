"""Where a data file is looked for, what the tables say, and what an archive may not do."""

import hashlib
import io
import lzma
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.faulty_server import FaultyServer, register, status, whole
from utils import files
from utils.files import COURSE, DataError, Store, fetch, fetch_all

BODY = b"nome,valor\nagua,1\n" * 1000


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The data folder of a course of its own, in tmp_path/curso."""
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    folder = tmp_path / "curso" / "data"
    folder.mkdir(parents=True)
    monkeypatch.setattr(files, "COURSE", Store(folder, timeout=(5, 2), pauses=()))
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


def test_any_known_sum_will_do(folder, server):
    sums = [hashlib.sha256(body).hexdigest() for body in (b"oficial", BODY)]
    register(folder, "outro", BODY, server.url("/dados"), sha256=sums)
    assert fetch("outro").read_bytes() == BODY


def test_second_address_is_tried_where_the_first_fails(folder, server):
    register(folder, "outro", BODY, server.url("/nada"), server.url("/dados"))
    assert fetch("outro").read_bytes() == BODY
    assert [path for path, _ in server.requests] == ["/nada", "/dados"]


def test_message_tells_what_happened_at_every_address(folder, server):
    server.script["/falso"] = [whole(b"x" * len(BODY))]
    register(folder, "outro", BODY, server.url("/nada"), server.url("/falso"))
    with pytest.raises(DataError) as caught:
        fetch("outro")
    assert f"{server.url('/nada')}: o servidor respondeu 404" in str(caught.value)
    assert f"{server.url('/falso')}: o conteúdo recebido não é" in str(caught.value)


def test_address_that_is_none_is_told_like_any_other_failure(folder):
    register(folder, "outro", BODY, "nenhum-endereco")
    with pytest.raises(DataError, match="nenhum-endereco: "):
        fetch("outro")


def test_unknown_name_is_told_with_the_known_ones(folder, server):
    with pytest.raises(DataError, match=r"'ezol'; há: dados\."):
        fetch("ezol")


def test_file_without_an_address_is_asked_for(folder):
    register(folder, "outro", BODY)
    with pytest.raises(
        DataError, match=r"outro\.csv\. Copie o arquivo, com esse nome, para a pasta"
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


# A file whose sum nobody published


def zipped(text):
    """The bytes of a zip that holds this text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dados.csv", text)
    return buffer.getvalue()


ZIP = zipped(random.Random(0).randbytes(500).hex())


@pytest.fixture
def unsummed(folder, server):
    """The name of a zip that the server has and the registry knows no sum of."""
    register(folder, "semsoma", ZIP, server.url("/semsoma"), file="semsoma.csv.zip", sha256=[])
    server.script["/semsoma"] = [whole(ZIP)]
    return "semsoma"


def test_zip_without_a_sum_is_taken_by_its_size_and_said_to_be(folder, unsummed, capsys):
    assert fetch(unsummed).read_bytes() == ZIP
    assert "só o tamanho e o CRC-32 são conferidos" in capsys.readouterr().out
    assert files.status([unsummed])["estado"].tolist() == ["tamanho confere"]
    assert files.main([unsummed]) == 0


@pytest.mark.parametrize(
    "wrong", [ZIP + b"x", ZIP[:-1], b"x" * len(ZIP), ZIP.replace(ZIP[300:310], b"0123456789")]
)
def test_zip_without_a_sum_is_refused_where_size_or_content_is_wrong(
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


@pytest.mark.parametrize("file", ["pesos.npz", "dados.zip", "dados.csv", "modelo.pkl", "a.xz"])
def test_only_an_archive_of_text_may_lack_a_sum(folder, file):
    register(folder, "semsoma", BODY, file=file, sha256=[])
    with pytest.raises(ValueError, match=f"{file} has no sha256"):
        fetch("semsoma")


# An archive of which not even the size is known

XZ = lzma.compress(random.Random(1).randbytes(500).hex().encode())


@pytest.fixture
def unsized(folder, server):
    """The name of a .tar.xz that the server has and of which the registry knows nothing."""
    register(
        folder, "semnada", b"", server.url("/semnada"), file="semnada.tar.xz", sha256=[], size=0
    )
    server.script["/semnada"] = [whole(XZ)]
    return "semnada"


def test_xz_without_sum_and_size_is_taken_by_its_own_check_and_said_to_be(folder, unsized, capsys):
    assert fetch(unsized).read_bytes() == XZ
    out = capsys.readouterr().out
    assert "Baixando semnada.tar.xz (tamanho desconhecido)" in out
    assert "só o CRC do próprio arquivo é conferido agora; o conteúdo, ao ler" in out
    told = files.status([unsized]).values.tolist()
    assert told == [["semnada.tar.xz", "tamanho desconhecido", "data/", "íntegro"]]
    assert files.main([unsized]) == 0


@pytest.mark.parametrize("wrong", [XZ[:-1], XZ[:40], b"", b"<html></html>", XZ + b"\x01" * 4])
def test_xz_without_a_sum_is_refused_where_it_is_not_whole(folder, server, unsized, wrong):
    server.script["/semnada"] = [whole(wrong)]
    with pytest.raises(DataError, match=r"não é o esperado|página de login"):
        fetch(unsized)
    assert not (folder / "semnada.tar.xz").exists()


@given(at=st.integers(0, len(XZ) - 1), bits=st.integers(1, 255))
def test_damage_anywhere_in_an_xz_is_a_plain_no_and_never_an_error(tmp_path_factory, at, bits):
    path = tmp_path_factory.mktemp("xz") / "dados.tar.xz"
    path.write_bytes(XZ[:at] + bytes([XZ[at] ^ bits]) + XZ[at + 1 :])
    assert files.DataFile(path.name, [], [], 0, "none", "tests").is_good(path) is False


@pytest.mark.parametrize(
    ("file", "sums"), [("dados.csv.zip", []), ("a.tar.xz", ["0" * 64]), ("a.csv", ["0" * 64])]
)
def test_only_an_xz_without_a_sum_may_lack_its_size(folder, file, sums):
    register(folder, "semnada", BODY, file=file, sha256=sums, size=0)
    with pytest.raises(ValueError, match=f"{file} has no size"):
        fetch("semnada")


# A text of which only the MD5 is published

MD5 = f"md5:{hashlib.md5(BODY).hexdigest()}"


@pytest.mark.parametrize("file", ["indice.json", "vetores.txt.gz"])
def test_text_is_known_by_its_md5(folder, server, file):
    register(folder, "outro", BODY, server.url("/dados"), file=file, sha256=[MD5])
    assert fetch("outro").read_bytes() == BODY
    assert files.status(["outro"])["estado"].tolist() == ["verificado"]


def test_md5_and_sha256_may_stand_side_by_side(folder, server):
    sums = [MD5, hashlib.sha256(b"outra").hexdigest()]
    register(folder, "outro", BODY, server.url("/dados"), file="outro.json", sha256=sums)
    for body in (BODY, b"outra"):
        (folder / "outro.json").write_bytes(body)
        assert fetch("outro").read_bytes() == body
    assert not server.requests


def test_wrong_md5_is_refused(folder, server):
    register(
        folder, "outro", b"x", server.url("/dados"), file="outro.json", sha256=[MD5[:-1] + "x"]
    )
    with pytest.raises(DataError, match=r"o conteúdo recebido não é o esperado"):
        fetch("outro")


@pytest.mark.parametrize("file", ["pesos.npz", "dados.pkl.gz", "dados.csv.zip", "modelo.keras"])
def test_what_might_be_unpickled_needs_a_sha256(folder, file):
    sums = [hashlib.sha256(BODY).hexdigest(), MD5]
    register(folder, "outro", BODY, file=file, sha256=sums)
    with pytest.raises(ValueError, match=f"{file} has an MD5"):
        fetch("outro")


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
    (course / "utils").mkdir()
    for module in ("__init__.py", "download.py", "registry.py", "transfer.py"):
        shutil.copy(ROOT / "utils" / module, course / "utils")

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
        for arguments, code in ((), 1), (("--all",), 1), (("--all",), 0), ((), 0):
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
    for name, entry in COURSE.registry().items():
        assert (entry.urls or not entry.in_class) and entry.alternative in {"", *COURSE.registry()}
        assert all(url.startswith("https://") for url in entry.urls), name
        known = "[0-9a-f]{64}|md5:[0-9a-f]{32}"
        assert all(re.fullmatch(known, sum_) for sum_ in entry.sha256), name
        assert entry.size > 0 or entry.file.endswith(".tar.xz"), name
        assert entry.licence and re.search("doi 10|https://", entry.source), name
        assert Path(entry.file).name == entry.file, name


def test_every_entry_of_the_registry_has_its_card():
    cards = (COURSE.folder / "README.md").read_text(encoding="utf-8")
    for name, entry in COURSE.registry().items():
        size = f"{entry.size:,}".replace(",", ".") if entry.size else "tamanho desconhecido"
        for told in (f"`{name}`", f"`{entry.file}`", size):
            assert told in cards
        assert all(known in cards for known in entry.sha256)


# Archives


def zip_of(path, names, mode=0o100644):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            archive.writestr(member, "conteúdo")
    return path


def tar_of(path, names, kind=tarfile.REGTYPE, mode=0o644):
    with tarfile.open(path, "w:xz") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname, member.mode = 9, kind, "alvo", mode
            archive.addfile(member, io.BytesIO("conteúdo".encode()))
    return path


make_archive = pytest.mark.parametrize("make", [zip_of, tar_of])


def assert_refused(archive, folder):
    beside = set(folder.parent.iterdir())
    with pytest.raises(DataError, match="gravaria fora da pasta de destino"):
        unpack(archive, folder)
    assert set(folder.parent.iterdir()) - beside <= {Path(f"{folder}.lock")}


@make_archive
def test_archive_is_unpacked_whole(tmp_path, make):
    archive = make(tmp_path / "arquivo", ["leia.txt", "sub/a.txt"])
    folder = unpack(archive, tmp_path / "pasta")
    assert folder == tmp_path / "pasta"
    assert (folder / "leia.txt").read_text("utf-8") == "conteúdo"
    assert (folder / "sub" / "a.txt").read_text("utf-8") == "conteúdo"


@make_archive
def test_unpacked_folder_is_not_unpacked_again(tmp_path, make):
    archive = make(tmp_path / "arquivo", ["leia.txt"])
    (unpack(archive, tmp_path / "pasta") / "leia.txt").unlink()
    assert not (unpack(archive, tmp_path / "pasta") / "leia.txt").exists()


@make_archive
@pytest.mark.parametrize(
    "name", ["../fora", "a/../../fora", "/fora", "C:/fora", "C:fora", "..\\fora"]
)
def test_member_that_would_leave_the_folder_is_refused(tmp_path, make, name):
    assert_refused(make(tmp_path / "arquivo", ["leia.txt", name]), tmp_path / "pasta")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_link_or_device_in_a_tar_is_refused(tmp_path, kind):
    assert_refused(tar_of(tmp_path / "arquivo", ["atalho"], kind), tmp_path / "pasta")


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such permissions")
def test_member_of_a_tar_gets_no_rights_of_its_own(tmp_path):
    archive = tar_of(tmp_path / "arquivo", ["a.txt"], mode=0o6777)
    path = unpack(archive, tmp_path / "pasta") / "a.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_link_in_a_zip_is_refused(tmp_path):
    assert_refused(zip_of(tmp_path / "arquivo", ["atalho"], 0o120777), tmp_path / "pasta")


@make_archive
@given(parts=st.lists(st.sampled_from(["a", "b"]), max_size=4), at=st.integers(0, 4))
def test_no_name_with_dots_in_any_position_is_accepted(tmp_path_factory, make, parts, at):
    name = "/".join([*parts[:at], "..", *parts[at:]])
    folder = tmp_path_factory.mktemp("evil")
    assert_refused(make(folder / "arquivo", [name]), folder / "pasta")
