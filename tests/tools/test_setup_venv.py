"""`make` sets up what it needs: once, whole, and with a word where it can't."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup_venv
from tools.lessons import ROOT


@pytest.fixture
def course(tmp_path):
    """A course with nothing to install, and a finished .venv whose Python is gone."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "tests" / "tools", tmp_path / "tests" / "tools")
    (tmp_path / ".venv").mkdir()
    for folder in (tmp_path, tmp_path / ".venv"):
        (folder / "requirements.txt").write_text("# nothing\n")
    (tmp_path / ".venv" / "leftover").touch()
    return tmp_path


def make(course, *arguments):
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    command = ["make", "-C", str(course), "--no-print-directory", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_bare_make_says_what_there_is(course):
    shown = make(course).stdout
    assert all(f"make {target} " in shown for target in ("lab", "test", "aula", "data", "sync"))


def test_venv_is_made_whole_and_once(course, monkeypatch):
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    python = f"PYTHON={Path(sys.executable).as_posix()}"
    first = make(course, "venv", python)
    assert first.returncode == 0, first.stderr
    assert "Ambiente pronto" in first.stdout
    assert not (course / ".venv" / "leftover").exists()
    settings = course / ".venv/share/jupyter/lab/settings/overrides.json"
    assert "fetchNews" in settings.read_text(encoding="utf-8")
    second = make(course, "venv", "PYTHON=false")
    assert (second.returncode, second.stdout) == (0, "")
    (course / "requirements.txt").write_text("# another lock\n")
    assert make(course, "venv", "PYTHON=false").returncode != 0


def test_venv_whose_setup_fails_is_not_ready(course):
    (course / "requirements.txt").write_text("numpy\n")  # no version, no hash
    failed = make(course, "venv", f"PYTHON={Path(sys.executable).as_posix()}")
    assert failed.returncode != 0
    assert "A preparação parou antes do fim" in failed.stderr
    assert make(course, "venv", "PYTHON=false").returncode != 0


@pytest.mark.parametrize("python", ["false", ""])
def test_unsupported_python_is_told_in_one_line(course, python):
    refused = make(course, "lab", f"PYTHON={python}")
    assert refused.returncode != 0
    assert refused.stderr.splitlines()[0].startswith("O curso precisa do Python 3.11, 3.12 ou 3.13")


def test_python_without_ensurepip_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "sudo apt install python3" in setup_venv.obstacle()


def test_venv_does_not_remake_itself(monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(setup_venv.VENV))
    assert "deactivate" in setup_venv.obstacle()
