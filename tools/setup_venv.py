"""Make `.venv` from the locks, hash-checked; the standard library alone.

`make lab` runs it, and on Windows the student does: `py -3.13 tools/setup_venv.py`.
`--keepers` (`make test`) adds what keeps the course, tools/requirements.txt.
`--check` only tells, by the exit code, whether all that is done.
`--settings` only writes JupyterLab's settings, for the Python that runs it (conda).
"""

from __future__ import annotations  # so that an older Python can say that it is too old

import ast
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
# Each lock, and the copy of it in .venv that is written last: without it the work is unfinished.
LESSONS = (ROOT / "requirements.txt", VENV / "requirements.txt")
KEEPERS = (ROOT / "tools" / "requirements.txt", VENV / "tools-requirements.txt")

# News and updates would ask the network, in English; a redirect file lies in a hidden folder,
# which a browser installed by Snap may not read; nbconvert knows "pt", not "pt-BR", and only its
# template "classic" writes the figures' alternative text.
EXPORTER = {"language_code": "pt", "template_name": "classic"}
SETTINGS = {
    "share/jupyter/lab/settings/overrides.json": {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
        "@jupyterlab/translation-extension:plugin": {"locale": "pt_BR"},
    },
    "etc/jupyter/jupyter_nbconvert_config.json": {"HTMLExporter": EXPORTER},
    "etc/jupyter/jupyter_server_config.json": {
        "HTMLExporter": EXPORTER,
        "ServerApp": {"use_redirect_file": False},
        "LabApp": {"default_url": "/lab/tree/notebooks/00_comece_aqui.ipynb"},
    },
}

# The user's settings of pip that are heeded: where packages come from. Any other (target, prefix,
# user, dry-run, constraint …) could lead them out of .venv, or keep them from it.
PIP_SETTINGS = """
    index-url pypi-url extra-index-url no-index find-links trusted-host proxy cert client-cert
    timeout default-timeout retries resume-retries keyring-provider use-feature use-deprecated
    cache-dir no-cache-dir progress-bar no-color
"""
# Nothing is resolved and nothing compiled. pip < 23.3 looks for "package[extra]" beside the lock.
INSTALL = "install --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes -r"
# TensorFlow's longest file name takes the rest of the 260 characters that Windows allows.
LONGEST_FOLDER = 71


class SetupError(Exception):
    """What keeps `.venv` from being made, in words for the student."""


def pip_command(python: str | Path, *arguments: str | Path) -> list[str | Path]:
    """Return the command that runs a Python's own pip, whatever PYTHONPATH and the like say."""
    return [python, "-I", "-X", "utf8", "-m", "pip", *arguments]


def pip_environment(python: str | Path) -> dict[str, str]:
    """Return the environment for a Python's pip, with those of the user's settings in PIP_SETTINGS.

    They come from the environment and from pip's files; raises `CalledProcessError` when pip
    can't read these.
    """
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    # What would keep `pip config list` from telling all: some of them mean a file there.
    told = dict.fromkeys(("PIP_QUIET", "PIP_USER", "PIP_GLOBAL", "PIP_SITE"), "0")
    asked = {**{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}, **told}
    command = pip_command(python, "config", "list")
    run = subprocess.run(
        command, env=asked, check=True, stdout=subprocess.PIPE, encoding="utf-8", errors="replace"
    )
    found = re.findall(r"^(global|install|:env:)\.([\w-]+)=(.+)$", run.stdout, re.MULTILINE)
    for section in ("global", "install", ":env:"):  # the last one counts, as pip has it
        for place, name, value in found:
            if place == section and name in PIP_SETTINGS.split():
                clean[f"PIP_{name.upper().replace('-', '_')}"] = str(ast.literal_eval(value))
    return {**clean, "PIP_CONFIG_FILE": os.devnull}


def obstacle() -> str | None:
    """Return what keeps this Python from making `.venv`, in words for the student."""
    system = sysconfig.get_platform()
    if not (3, 11) <= sys.version_info < (3, 14):
        return (
            f"O curso precisa do Python 3.11, 3.12 ou 3.13; este é o {platform.python_version()}. "
            "No Windows: py install 3.13, depois py -3.13 tools\\setup_venv.py"
        )
    if system in ("win32", "win-arm64") or (
        system.startswith("macosx") and platform.machine() != "arm64"
    ):
        return (
            f"O TensorFlow não existe para este Python ({system}): use o Colab (botão no alto de "
            "cada lição) ou, no Windows, instale o Python x64 de 64 bits."
        )
    if WINDOWS and len(str(ROOT)) > LONGEST_FOLDER and not _long_paths():
        return (
            f"A pasta do curso tem um caminho de {len(str(ROOT))} letras, e o Windows só aceita os "
            f"arquivos do TensorFlow se tiver até {LONGEST_FOLDER}: mova-a, por exemplo, para "
            "C:\\curso e repita."
        )
    if Path(sys.prefix).resolve() == VENV:
        return "O ambiente .venv está ativado e precisa ser refeito: rode 'deactivate' e repita."
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return (
            f"Falta a este Python o módulo venv: rode 'sudo apt install python{version}-venv' "
            "(Debian, Ubuntu) e repita."
        )
    return None


def _long_paths() -> bool:
    """Tell whether this Windows was set to allow paths of more than 260 characters."""
    try:
        import winreg

        path = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except (ImportError, OSError):
        return False


def is_current(lock: Path, stamp: Path) -> bool:
    """Tell whether `.venv` was finished from this lock as it is now."""
    return stamp.is_file() and stamp.read_bytes() == lock.read_bytes()


def has_settings(prefix: Path) -> bool:
    """Tell whether JupyterLab's settings stand under a Python's prefix."""
    files = {prefix / name: json.dumps(settings) for name, settings in SETTINGS.items()}
    return all(file.is_file() and file.read_text("utf-8") == text for file, text in files.items())


def write_settings(prefix: Path) -> None:
    """Write JupyterLab's settings under a Python's prefix."""
    for name, settings in SETTINGS.items():
        (prefix / name).parent.mkdir(parents=True, exist_ok=True)
        (prefix / name).write_text(json.dumps(settings), encoding="utf-8")


def missing(lock: Path) -> list[str]:
    """Return the packages of a lock, those for every machine, that are not in `.venv` itself."""
    wanted = re.findall(r"^([\w.-]+)(?:\[.*?\])?==[^;\n]+$", lock.read_text("utf-8"), re.MULTILINE)
    site = sysconfig.get_path("purelib", "venv", vars={"base": str(VENV)})
    found = {_normal(package.name) for package in importlib.metadata.distributions(path=[site])}
    return [name for name in wanted if _normal(name) not in found]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def install(lock: Path, stamp: Path) -> None:
    """Install a lock into `.venv`; raises `SetupError` or `CalledProcessError`."""
    content = lock.read_bytes()
    environment = pip_environment(VENV_PYTHON)
    command = pip_command(VENV_PYTHON, *INSTALL.split(), lock)
    subprocess.run(command, check=True, env=environment)
    if absent := missing(lock):
        raise SetupError(
            f"O pip terminou sem erro, mas {absent[0]} não está em .venv (faltam {len(absent)} "
            "pacotes). Veja em 'pip config list' que configuração os leva a outro lugar."
        )
    check = subprocess.run(
        pip_command(VENV_PYTHON, "check"), env=environment, capture_output=True, encoding="utf-8"
    )
    # pip 24.2 takes some wheels that it chose itself for another system's (scipy#21436).
    told = [line for line in check.stdout.splitlines() if "on this platform" not in line]
    if check.returncode and (told or not check.stdout):
        told = "\n".join(told) or check.stderr
        raise SetupError(f"Os pacotes instalados não combinam entre si (pip check):\n{told}")
    stamp.write_bytes(content)


def make_venv(keepers: bool) -> None:
    """Make `.venv` anew where it must be, and add what it lacks."""
    if not (is_current(*LESSONS) and _runs(VENV_PYTHON)):
        if message := obstacle():
            raise SetupError(message)
        print(
            f"Preparando o ambiente em .venv com o Python {platform.python_version()}: "
            "baixa perto de 800 MB, ocupa 3 GB e leva alguns minutos, só desta vez.",
            flush=True,
        )
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        create = [sys.executable, "-I", "-m", "venv", "--clear", VENV]
        subprocess.run(create, check=True, env=clean)
        install(*LESSONS)
    if keepers and not is_current(*KEEPERS):
        print("Acrescentando a .venv o que mantém o curso (pytest, ruff …).", flush=True)
        install(*KEEPERS)
    write_settings(VENV)


def _runs(python: Path) -> bool:
    try:
        return subprocess.run([python, "-I", "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    """Do what the module's docstring says; return the exit code."""
    if "--settings" in arguments:
        write_settings(Path(sys.prefix))
        print(f"JupyterLab em português: configurado em {sys.prefix}.")
        return 0
    keepers = "--keepers" in arguments
    if "--check" in arguments:
        locks = [LESSONS, KEEPERS] if keepers else [LESSONS]
        return not (all(is_current(*lock) for lock in locks) and has_settings(VENV))
    try:
        make_venv(keepers)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except (subprocess.CalledProcessError, OSError, KeyboardInterrupt) as error:
        print(
            "A preparação parou antes do fim; a causa está acima. Se faltou rede ou disco (3 GB), "
            "ou se o JupyterLab está aberto, resolva e repita o comando. "
            f"({type(error).__name__}; Python {platform.python_version()}, "
            f"{sysconfig.get_platform()})",
            file=sys.stderr,
        )
        return 1
    print("Ambiente pronto.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
