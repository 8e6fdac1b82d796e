"""`make` sets up what it needs: once, whole, whatever the user has set, or says what it lacks."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.local_index import LocalIndex
from tools import setup_venv
from tools.lessons import ROOT

pytestmark = pytest.mark.slow

# Where a user may have told pip to put packages, or to put none.
HOSTILE = {
    "PIP_USER": "1",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "PIP_DRY_RUN": "1",
    "PIP_NO_BINARY": ":all:",
    "PIP_QUIET": "2",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """An index of two packages: what a lesson needs, and what keeps the course."""
    index = LocalIndex(tmp_path_factory.mktemp("index"))
    index.lesson = index.add("lesson-package", "1.0")
    index.keeper = index.add("keeper-package", "1.0")
    return index


@pytest.fixture
def course(tmp_path, index, monkeypatch):
    """A course with one package in each lock, and a finished .venv whose Python is gone."""
    course = tmp_path / "pasta do curso"
    (course / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", course)
    shutil.copy(ROOT / "tools" / "setup_venv.py", course / "tools")
    (course / ".venv").mkdir()
    for folder in (course, course / ".venv"):
        (folder / "requirements.txt").write_text(index.lesson)
    (course / "tools" / "requirements.txt").write_text(index.lesson + index.keeper)
    (course / ".venv" / "leftover").touch()
    monkeypatch.setenv("PIP_INDEX_URL", index.address)
    return course


@pytest.fixture(scope="session")
def python(tmp_path_factory):
    """A Python whose path has a blank."""
    folder = tmp_path_factory.mktemp("python") / "Program Files"
    folder.mkdir()
    if os.name == "nt":
        return Path(sys.executable)
    script = folder / "python3"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    script.chmod(0o755)
    return script


def make(course, *arguments, **variables):
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    command = ["make", "-C", str(course), "--no-print-directory", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**environment, **variables},
    )


def packages(course):
    python = course / setup_venv.VENV_PYTHON.relative_to(ROOT)
    listed = subprocess.run([python, "-I", "-m", "pip", "list"], capture_output=True, text=True)
    return {line.split()[0] for line in listed.stdout.splitlines() if "-package" in line}


def test_bare_make_says_what_there_is(course):
    shown = make(course).stdout
    assert all(f"make {target} " in shown for target in ("lab", "test", "aula", "data", "sync"))


def test_venv_is_made_whole_and_once_whatever_the_user_has_set(course, python, tmp_path):
    elsewhere, alien = tmp_path / "elsewhere", tmp_path / "alien"
    alien.mkdir()
    (alien / "json.py").write_text("raise SystemExit('the json of another Python')\n")
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[global]\ntarget = {elsewhere}\n[install]\nprefix = {elsewhere}\n")
    hostile = {**HOSTILE, "PIP_CONFIG_FILE": str(settings), "PIP_TARGET": str(elsewhere)}
    hostile |= {"PYTHONPATH": str(alien), "PYTHONHOME": str(alien)}

    first = make(course, "venv", f"PYTHON={python.as_posix()}", **hostile)
    assert first.returncode == 0, first.stderr
    assert "Ambiente pronto" in first.stdout
    assert packages(course) == {"lesson-package"}
    assert not elsewhere.exists()
    assert not (course / ".venv" / "leftover").exists()
    assert setup_venv.has_settings(course / ".venv")

    second = make(course, "venv", "PYTHON=false", **hostile)
    assert (second.returncode, second.stdout) == (0, "")

    # The keepers' packages come on top, and the student's stay finished.
    (course / ".venv" / "kept").touch()
    (course / ".venv" / next(iter(setup_venv.SETTINGS))).unlink()
    assert make(course, "keepers", "PYTHON=false").returncode != 0
    third = make(course, "keepers", f"PYTHON={python.as_posix()}", **hostile)
    assert third.returncode == 0, third.stderr
    assert packages(course) == {"lesson-package", "keeper-package"}
    assert setup_venv.has_settings(course / ".venv")
    assert (course / ".venv" / "kept").exists()
    assert make(course, "venv", "PYTHON=false").returncode == 0

    (course / "requirements.txt").write_text("# another lock\n")
    assert make(course, "venv", "PYTHON=false").returncode != 0


def test_venv_whose_setup_fails_is_not_ready(course):
    (course / "requirements.txt").write_text("lesson-package==1.0\n")  # no hash
    failed = make(course, "venv", f"PYTHON={Path(sys.executable).as_posix()}")
    assert failed.returncode != 0
    assert "A preparação parou antes do fim" in failed.stderr
    assert make(course, "venv", "PYTHON=false").returncode != 0


@pytest.mark.skipif(os.name == "nt", reason="prints the environment with env")
def test_nothing_that_the_shell_sets_for_python_reaches_a_command(course):
    with (course / "Makefile").open("a") as makefile:
        makefile.write("\nprobe:\n\t@env\n")
    alien = dict.fromkeys(("PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "JUPYTERLAB_DIR"), "/a")
    shown = make(course, "probe", "PYTHON=false", **alien).stdout
    names = set(re.findall(r"^(PYTHON\w*|JUPYTER\w*)=", shown, re.MULTILINE))
    assert names == {"PYTHONUTF8", "JUPYTER_PREFER_ENV_PATH"}


def test_pip_is_given_where_packages_come_from_and_nothing_else(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "pip.conf"
    settings.write_text(
        "[global]\nquiet = 1\ntarget = /a\nconstraint = b.txt\nproxy = p\nindex-url = one\n"
        "extra-index-url =\n  two\n  three\n[install]\nuser = yes\nindex-url = four\n"
    )
    for name, value in {**HOSTILE, "PIP_CERT": "c.pem", "PIP_PREFIX": "/d"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PYTHONPATH", "/e")
    given = setup_venv.pip_environment(sys.executable)
    assert "PYTHONPATH" not in given
    pip = {name: value.split() for name, value in given.items() if name.startswith("PIP_")}
    machine = {"PIP_FIND_LINKS"}  # the machine's own /etc/pip.conf may have one
    assert {name: pip[name] for name in pip.keys() - machine} == {
        "PIP_CERT": ["c.pem"],
        "PIP_PROXY": ["p"],
        "PIP_INDEX_URL": ["four"],
        "PIP_EXTRA_INDEX_URL": ["two", "three"],
        "PIP_CONFIG_FILE": [os.devnull],
    }


@pytest.fixture(scope="module")
def empty_venv(tmp_path_factory):
    """A venv with pip alone."""
    folder = tmp_path_factory.mktemp("venv") / ".venv"
    subprocess.run([sys.executable, "-I", "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def venv(empty_venv, index, monkeypatch):
    """The same as the course's own, for `setup_venv.install`."""
    python = empty_venv / setup_venv.VENV_PYTHON.relative_to(setup_venv.VENV)
    monkeypatch.setattr(setup_venv, "VENV", empty_venv)
    monkeypatch.setattr(setup_venv, "VENV_PYTHON", python)
    monkeypatch.setenv("PIP_INDEX_URL", index.address)
    return empty_venv


def test_packages_that_went_elsewhere_are_missed(venv, index, tmp_path, monkeypatch):
    """A setting that leads out of .venv and that we don't know: here, one we let through."""
    monkeypatch.setattr(setup_venv, "PIP_SETTINGS", setup_venv.PIP_SETTINGS + " target")
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "elsewhere"))
    lock, stamp = tmp_path / "requirements.txt", tmp_path / "stamp"
    lock.write_text(index.lesson)
    with pytest.raises(setup_venv.SetupError, match=r"lesson-package não está em \.venv.*pip conf"):
        setup_venv.install(lock, stamp)
    assert not stamp.exists()


def test_packages_that_disagree_are_told(venv, index, tmp_path):
    lock, stamp = tmp_path / "requirements.txt", tmp_path / "stamp"
    lock.write_text(index.add("torn-package", "1.0", requires=["nowhere-package>=2"]))
    with pytest.raises(setup_venv.SetupError, match=r"não combinam entre si[\s\S]*nowhere-package"):
        setup_venv.install(lock, stamp)
    assert not stamp.exists()


def test_package_of_another_system_alone_is_not_missed(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("Pywin_32==1 ; sys_platform == 'x' \\\n    --hash=sha256:0\n")
    assert setup_venv.missing(lock) == []
    lock.write_text("Pywin_32[extra]==1 \\\n    --hash=sha256:0\n")
    assert setup_venv.missing(lock) == ["Pywin_32"]


@pytest.mark.parametrize("python", ["false", ""])
def test_unsupported_python_is_told_with_what_to_install(course, python):
    refused = make(course, "lab", f"PYTHON={python}")
    assert refused.returncode != 0
    need, get, _ = refused.stderr.splitlines()[:3]
    assert need.startswith("O curso precisa do Python 3.11, 3.12 ou 3.13")
    assert re.search(r"apt install python3\.13-venv|brew install python@3\.13|py install", get)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("sys.version_info", (3, 14, 1), "3.11, 3.12 ou 3.13"),
        ("sysconfig.get_platform", lambda: "win-arm64", "Python x64"),
        ("sysconfig.get_platform", lambda: "win32", "64 bits"),
        ("sys.prefix", str(setup_venv.VENV), "deactivate"),
    ],
)
def test_python_that_can_not_make_the_venv_is_told_why(name, value, message, monkeypatch):
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(name, value)
    assert message in setup_venv.obstacle()


def test_python_without_ensurepip_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "sudo apt install python3" in setup_venv.obstacle()


def test_mac_with_an_intel_processor_is_sent_to_colab(monkeypatch):
    monkeypatch.setattr("sysconfig.get_platform", lambda: "macosx-11.0-universal2")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert "use o Colab" in setup_venv.obstacle()


@pytest.mark.parametrize(("length", "told"), [(71, False), (72, True)])
def test_windows_path_too_long_for_tensorflow_is_told(length, told, monkeypatch):
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(setup_venv, "WINDOWS", True)
    monkeypatch.setattr(setup_venv, "_long_paths", lambda: False)
    monkeypatch.setattr(setup_venv, "ROOT", Path("/".ljust(length, "a")))
    assert ("C:\\curso" in (setup_venv.obstacle() or "")) == told


def test_settings_are_ones_that_this_jupyterlab_has():
    """A plug-in or a property that is renamed would leave the page in English, with no error."""
    schemas = Path(sys.prefix) / "share/jupyter/lab/schemas"
    settings = setup_venv.SETTINGS["share/jupyter/lab/settings/overrides.json"]
    for plugin, values in settings.items():
        package, _, name = plugin.partition(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        assert set(values) <= set(schema["properties"])


@pytest.mark.skipif(os.name == "nt", reason="the browser is a shell script")
def test_lab_gives_the_browser_an_address_and_exports_in_portuguese(tmp_path):
    """Not a file in a hidden folder, which a browser installed by Snap may not read."""
    setup_venv.write_settings(tmp_path)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/asked"\nkill -INT $PPID\n')
    browser.chmod(0o755)
    names = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("DATA", "RUNTIME", "CONFIG")}
    environment = {**os.environ, **names, "JUPYTER_CONFIG_PATH": str(tmp_path / "etc/jupyter")}
    environment |= {"BROWSER": f"{browser} %s", "JUPYTER_PREFER_ENV_PATH": "0"}
    lab = [sys.executable, "-m", "jupyterlab", "--allow-root", "--ServerApp.port=0"]
    with subprocess.Popen(lab, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as server:
        try:
            for _ in range(300):
                if (tmp_path / "asked").exists():
                    break
                try:
                    server.wait(timeout=0.1)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            server.kill()
            server.stderr.read()
    asked = (tmp_path / "asked").read_text()
    assert re.match(r"http://localhost:\d+/lab/tree/notebooks/00_comece_aqui\.ipynb\?token", asked)

    lesson = ROOT / "notebooks" / "00_comece_aqui.ipynb"
    convert = [sys.executable, "-m", "nbconvert", "--to", "html", "--stdout", "--log-level=ERROR"]
    html = subprocess.run([*convert, lesson], env=environment, capture_output=True, check=True)
    assert b'<html lang="pt">' in html.stdout
    assert b'alt="Figura: ' in html.stdout
