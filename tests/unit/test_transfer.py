"""What may go wrong between an address and data/, each made to happen for real.

After every fault: a clear message in Portuguese, no half file under the final name, and the next
call works.
"""

import random
import sys
import time
from email.utils import formatdate
from types import SimpleNamespace

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
from utils import transfer
from utils.files import DataError, fetch

BODY = random.Random(0).randbytes(300_000)
WRONG = random.Random(1).randbytes(300_000)
LOGIN = b"<!DOCTYPE html><html><body>Wi-Fi do hotel: entre com o seu quarto</body></html>"
HALF = len(BODY) // 2


@pytest.fixture
def folder(course, monkeypatch):
    """The data folder of a course that is impatient, so that the tests are fast."""
    monkeypatch.setattr(transfer, "TIMEOUT", (5, 0.5))
    monkeypatch.setattr(transfer, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(transfer, "_unreachable", {})
    return course


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


def test_message_tells_what_happened_at_every_address(folder, server):
    server.script["/falso"] = [whole(WRONG)]
    register(folder, "outro", BODY, server.url("/nada"), server.url("/falso"))
    with pytest.raises(DataError) as caught:
        fetch("outro")
    assert f"{server.url('/nada')}: o servidor respondeu 404" in str(caught.value)
    assert f"{server.url('/falso')}: o conteúdo recebido não é" in str(caught.value)


def test_address_that_is_none_is_told_like_any_other_failure(folder):
    register(folder, "outro", BODY, "nenhum-endereco")
    with pytest.raises(DataError, match="nenhum-endereco: "):
        fetch("outro")


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


# A server or a network that says "not now"


@pytest.fixture
def waits(monkeypatch):
    """The seconds that were waited, which here take no time."""
    waits = []
    clock = SimpleNamespace(sleep=waits.append, monotonic=time.monotonic)
    monkeypatch.setattr(transfer, "time", clock)
    return waits


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504])
def test_not_now_is_asked_again(server, code):
    server.script["/dados"] = [status(code), whole(BODY)]
    assert fetch("dados").read_bytes() == BODY
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("7", 7),
        ("30", 30),
        ("0", 0.01),
        (formatdate(0, usegmt=True), 0.01),
        ("amanhã".encode().decode("latin-1"), 0.01),
    ],
)
@pytest.mark.parametrize("code", [429, 503])
def test_wait_that_the_server_asks_for_is_kept(server, waits, capsys, code, asked, waited):
    server.script["/dados"] = [status(code, Retry_After=asked), whole(BODY)]
    assert fetch("dados").read_bytes() == BODY
    assert waits == [waited]
    assert ("nova tentativa em" in capsys.readouterr().out) == (waits[0] > 1)


def test_wait_until_a_date_is_kept(server, waits):
    later = formatdate(time.time() + 25, usegmt=True)
    server.script["/dados"] = [status(429, Retry_After=later), whole(BODY)]
    assert fetch("dados").read_bytes() == BODY
    assert waits == [pytest.approx(15, abs=10)]


def test_wait_that_is_too_long_is_left_to_the_student(folder, server, waits):
    server.script["/dados"] = [status(429, Retry_After="1200")]
    assert_fails_clearly(folder, "respondeu 429", "Espere uns 20 minutos", "pendrive")
    assert (len(server.requests), waits) == (1, [])


@pytest.mark.parametrize("code", [408, 425, 429, 503])
def test_busy_server_that_stays_so_is_told_with_what_a_class_can_do(folder, server, code):
    server.script["/dados"] = [status(code)]
    assert_fails_clearly(folder, f"o servidor respondeu {code}", "Espere uns 5 minutos", "pendrive")
    assert len(server.requests) == 3
    assert_next_call_works(server)


def test_busy_server_sends_us_to_the_next_address(folder, server, waits):
    server.script |= {"/a": [status(429, Retry_After="600")], "/b": [whole(BODY)]}
    register(folder, "outro", BODY, server.url("/a"), server.url("/b"))
    assert fetch("outro").read_bytes() == BODY
    assert waits == []


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451, 501, 505, 511])
def test_answer_that_is_final_is_asked_for_only_once(folder, server, code):
    server.script["/dados"] = [status(code)]
    assert_fails_clearly(folder)
    assert len(server.requests) == 1


# No network


def test_without_a_network_nothing_is_waited_for(folder, waits):
    register(folder, "dados", BODY, f"http://127.0.0.1:{closed_port()}/dados")
    assert_fails_clearly(folder, "não houve conexão")
    register(folder, "longe", BODY, "http://nao-existe.invalid/dados")
    with pytest.raises(DataError, match="não houve conexão"):
        fetch("longe")
    assert waits == []


def test_host_that_was_slow_to_fail_is_left_alone_for_a_minute(folder, monkeypatch):
    port = closed_port()
    register(folder, "dados", BODY, f"http://127.0.0.1:{port}/dados")
    monkeypatch.setattr(transfer, "_SLOW", 0)
    assert_fails_clearly(folder, "não houve conexão")
    with FaultyServer(port) as server:
        server.script["/dados"] = [whole(BODY)]
        assert_fails_clearly(folder, "não houve conexão", "há menos de um minuto")
        assert server.requests == []
        monkeypatch.setattr(transfer, "_FORGET", 0)  # the minute is over
        assert_next_call_works(server)


# A proxy


@pytest.fixture
def proxied(folder, monkeypatch):
    """Set the proxy, and ask it for a file: what the student is told."""

    def ask(proxy, scheme="https"):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        register(folder, f"por_{scheme}", BODY, f"{scheme}://exemplo.invalid/dados")
        with pytest.raises(DataError) as caught:
            fetch(f"por_{scheme}")
        return str(caught.value)

    return ask


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_that_asks_for_a_password_is_told_and_none_is_shown(proxied, server, scheme):
    for path in ("exemplo.invalid:443", "http://exemplo.invalid/dados"):
        server.script[path] = [status(407, Proxy_Authenticate="Basic")]
    told = proxied(f"http://ana:segredo@127.0.0.1:{server.server_port}", scheme)
    assert "o proxy desta rede pede usuário e senha" in told and "HTTPS_PROXY" in told
    assert "segredo" not in told and len(server.requests) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_that_does_not_answer_is_told(proxied, scheme):
    told = proxied(f"http://127.0.0.1:{closed_port()}", scheme)
    assert "o proxy desta rede não respondeu" in told and "HTTPS_PROXY" in told


def test_proxy_that_refuses_is_told(proxied, server):
    server.script["exemplo.invalid:443"] = [status(403)]
    assert "o proxy desta rede" in proxied(f"http://127.0.0.1:{server.server_port}")


def test_proxy_that_needs_another_package_is_told(proxied, monkeypatch):
    monkeypatch.setitem(sys.modules, "socks", None)
    told = proxied("socks5://127.0.0.1:9")
    assert "falta o pacote pysocks" in told and "HTTPS_PROXY" in told


@pytest.mark.parametrize("proxy", ["http://", "http:///", "ftp://[", "http://a b:80"])
def test_proxy_that_is_none_is_told(proxied, proxy):
    assert "proxy" in proxied(proxy).split("Verifique")[0]


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


def test_network_that_sends_every_address_to_its_login_page_is_recognised(folder, server):
    server.script |= {"/login": [whole(LOGIN)]}
    server.script["/dados"] = [status(302, Location=server.url("/login"))]
    assert_fails_clearly(folder, "a rede devolveu uma página de login")
    server.script["/dados"] = [status(302, Location=server.url("/dados"))]
    assert_fails_clearly(folder, "a rede devolveu uma página de login")
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


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
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
