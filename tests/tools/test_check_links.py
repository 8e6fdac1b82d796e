"""`make links` fails for what is gone, and only for that."""

import pytest

from tests.support.faulty_server import FaultyServer, closed_port, status, whole
from tools import check_links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](https://a.org/b_(c)).", {"https://a.org/b_(c)"}),
        (
            "<https://a.org/b>, https://a.org/c; ou https://a.org/d.",
            {f"https://a.org/{x}" for x in "bcd"},
        ),
        ("[a](https://a.org/b#c) e **https://a.org/d**", {"https://a.org/b", "https://a.org/d"}),
        ("sem endereço", set()),
    ],
)
def test_addresses_are_found_without_what_closes_them(text, found):
    assert check_links.addresses(text) == found


def test_every_text_is_looked_at():
    names = {name for name, _ in check_links.texts()}
    assert {"README.md", "data/README.md", "notebooks/00_comece_aqui.ipynb"} <= names


@pytest.mark.parametrize(
    ("reason", "gone"),
    [
        ("404", True),
        ("410", True),
        ("ConnectionError", True),
        ("403", False),
        ("ReadTimeout", False),
    ],
)
def test_only_what_is_gone_fails(reason, gone):
    assert check_links.is_gone(reason) == gone


def test_fault_is_what_the_server_says(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert check_links.fault(f"http://127.0.0.1:{closed_port()}/") == "ConnectionError"
    with FaultyServer() as server:
        server.script["/here"], server.script["/gone"] = [whole(b"a")], [status(404)]
        assert check_links.fault(server.url("/here")) == ""
        assert check_links.fault(server.url("/gone")) == "404"


def test_command_names_the_place_of_what_is_gone(monkeypatch, capsys):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FaultyServer() as server:
        server.script["/here"], server.script["/gone"] = [whole(b"a")], [status(410)]
        server.script["/busy"] = [status(503)]
        text = " ".join(server.url(name) for name in ("/here", "/gone", "/busy"))
        ours = " https://github.com/curso-redes-neurais/curso-redes-neurais/issues"
        monkeypatch.setattr(check_links, "texts", lambda: [("README.md", text + ours)])
        assert check_links.main() == 1
        shown = capsys.readouterr().out
        assert f"SUMIU (410): {server.url('/gone')} em README.md" in shown
        assert "não conferido (503)" in shown
        assert "3 endereços, 1 sumiram." in shown
        monkeypatch.setattr(check_links, "texts", lambda: [("README.md", server.url("/busy"))])
        assert check_links.main() == 0
