"""Make `.venv` from requirements.txt, hash-checked; the standard library alone (`make venv`).

`--check` only tells, by its exit code, whether `.venv` is finished and of this very lock.
"""

import importlib.util
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.txt"
# The lock that .venv was made from, written last: without it .venv is unfinished.
STAMP = VENV / "requirements.txt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# JupyterLab asks in English about news at its first start, and looks for updates on the network.
LAB_SETTINGS = VENV / "share/jupyter/lab/settings/overrides.json"
QUIET_LAB = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}

# pip heeds the user's settings (proxy, mirror, certificates), save those that lead out of a venv.
PIP_ENVIRONMENT = {**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}


def is_ready() -> bool:
    """Tell whether `.venv` was finished from the lock as it is now."""
    return STAMP.is_file() and STAMP.read_bytes() == LOCK.read_bytes()


def obstacle() -> str | None:
    """Return what keeps this Python from making `.venv`, in words for the student."""
    if Path(sys.prefix).resolve() == VENV:
        return "O ambiente .venv está ativado e precisa ser refeito: rode 'deactivate' e repita."
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return (
            f"Falta a este Python o módulo venv: rode 'sudo apt install python{version}-venv' "
            "(Debian, Ubuntu) e repita."
        )
    return None


def make_venv() -> None:
    """Make `.venv` anew; raises `CalledProcessError` when venv or pip fails."""
    lock = LOCK.read_bytes()
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True, env=PIP_ENVIRONMENT)
    LAB_SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    LAB_SETTINGS.write_text(json.dumps(QUIET_LAB), encoding="utf-8")
    STAMP.write_bytes(lock)


def main() -> int:
    """Make `.venv` anew, or with `--check` tell whether that is needless; return the exit code."""
    if sys.argv[1:] == ["--check"]:
        return not is_ready()
    if message := obstacle():
        print(message, file=sys.stderr)
        return 1
    print(
        f"Preparando o ambiente em .venv com o Python {platform.python_version()}: "
        "baixa perto de 800 MB, ocupa 3 GB e leva alguns minutos, só desta vez.",
        flush=True,
    )
    try:
        make_venv()
    except (subprocess.CalledProcessError, KeyboardInterrupt):
        print(
            "A preparação parou antes do fim; a causa está acima. Se faltou rede ou disco (3 GB), "
            "ou se o JupyterLab está aberto, resolva e repita o comando. O TensorFlow só existe "
            "para sistemas de 64 bits: Linux, Windows e Mac com processador Apple.",
            file=sys.stderr,
        )
        return 1
    print("Ambiente pronto.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
