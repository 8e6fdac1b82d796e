"""The stand-in is announced in one line that says why; a wrong setting is never taken for none."""

import io
import sys

import pytest

from tests.support.faulty_server import FaultyServer, closed_port, register, status
from utils import files
from utils.datasets.common import real_or_stand_in
from utils.files import DataError
from utils.stand_ins import NOTICE


def load():
    """A loader as all others are."""
    return real_or_stand_in("o conjunto", lambda: files.fetch("dados"), lambda: "gerado")


@pytest.fixture
def offline(course):
    register(course, "dados", b"1", f"http://127.0.0.1:{closed_port()}/dados")
    return course


def test_good_file_is_used_without_a_word(offline, capsys):
    (offline / "dados.csv").write_bytes(b"1")
    assert load() == (offline / "dados.csv", "real")
    assert capsys.readouterr().out == ""


def test_stand_in_is_announced_in_one_line_that_says_why_and_what_to_do(offline, capsys):
    assert load() == ("gerado", "simulado")
    *_, notice = capsys.readouterr().out.splitlines()
    assert notice.startswith(f"{NOTICE}: Não foi possível baixar dados.csv: não houve conexão")
    for told in ("o conjunto foi gerado", "não são reais", "conecte-se à internet", "data/README"):
        assert told in notice


def test_busy_server_is_told_as_such_and_not_as_no_network(course, capsys):
    with FaultyServer() as server:
        server.script["/dados"] = [status(429, Retry_After="900")]
        register(course, "dados", b"1", server.url("/dados"))
        assert load() == ("gerado", "simulado")
    *_, notice = capsys.readouterr().out.splitlines()
    for told in ("respondeu 429", "Espere uns 15 minutos", "pendrive"):
        assert told in notice
    assert "sem a rede" not in notice and "não houve conexão" not in notice


def test_file_without_an_address_is_told_as_such(course, capsys):
    register(course, "dados", b"1")
    load()
    assert f"{NOTICE}: O curso não tem um endereço de onde baixar dados.csv. Por isso" in (
        capsys.readouterr().out
    )


def test_course_data_dir_that_leads_nowhere_is_told_before_the_stand_in(
    offline, monkeypatch, capsys
):
    monkeypatch.setenv("COURSE_DATA_DIR", str(offline / "pendrive"))
    load()
    warning, *_, notice = capsys.readouterr().out.splitlines()
    assert warning == f"Aviso: {files.folder_problem()}" and notice.startswith(NOTICE)


@pytest.mark.parametrize("value", ["real", " real ", '"real"'])
def test_course_data_real_refuses_the_stand_in_and_tells_of_the_folder(offline, monkeypatch, value):
    monkeypatch.setenv("COURSE_DATA", value)
    monkeypatch.setenv("COURSE_DATA_DIR", str(offline / "pendrive"))
    with pytest.raises(DataError, match=r"dados\.csv") as caught:
        load()
    assert files.folder_problem() in str(caught.value)


@pytest.mark.parametrize("value", ["reais", "Real", "1", "simulado"])
def test_other_values_of_course_data_are_refused(offline, monkeypatch, value):
    monkeypatch.setenv("COURSE_DATA", value)
    with pytest.raises(ValueError, match=f"COURSE_DATA={value!r} não existe"):
        load()


def test_notice_can_be_written_where_its_sign_is_unknown(offline, monkeypatch):
    """`python x.py > saida.txt` on Windows."""
    written = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", written)
    assert load() == ("gerado", "simulado")
    written.flush()
    assert "DADOS SIMULADOS: Não foi possível" in written.buffer.getvalue().decode("cp1252")
