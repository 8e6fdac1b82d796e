"""Remake requirements.txt and environment.yml from pyproject.toml (`make lock`).

uv, which solves the lock, comes with pip into a throw-away folder. Versions already locked stay;
`--upgrade` takes the newest ones.
"""

import os
import subprocess
import sys
import tempfile
import tomllib

from tools.setup_venv import LOCK, PIP_ENVIRONMENT, ROOT

ENVIRONMENT = ROOT / "environment.yml"
# One lock for every platform and every Python from 3.11 on, without addresses.
UV_OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--custom-compile-command=make lock",
    "--output-file=requirements.txt",
]


def project() -> dict:
    """Return the [project] table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def environment_yml(project: dict) -> str:
    """Return conda's environment.yml: Python and pip from conda-forge, the rest from PyPI."""
    head = f"""\
# Made from pyproject.toml by `make lock`.
name: {project["name"]}
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python {project["requires-python"]}
  - pip
  - pip:
"""
    return head + "".join(f"      - {dependency}\n" for dependency in project["dependencies"])


def compile_lock(*options: str) -> None:
    """Solve pyproject.toml's dependencies into requirements.txt, for every platform and Python."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", folder, "uv"], check=True, env=PIP_ENVIRONMENT)
        uv = [sys.executable, "-m", "uv", "pip", "compile", *UV_OPTIONS, *options]
        environment = {**os.environ, "PYTHONPATH": folder}
        subprocess.run([*uv, "pyproject.toml"], check=True, cwd=ROOT, env=environment)


if __name__ == "__main__":
    compile_lock(*sys.argv[1:])
    ENVIRONMENT.write_text(environment_yml(project()), encoding="utf-8", newline="\n")
    print(f"Refeitos: {LOCK.name} e {ENVIRONMENT.name}.")
