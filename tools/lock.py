"""Remake both locks and environment.yml from pyproject.toml (`make lock`).

requirements.txt is what a lesson needs; tools/requirements.txt adds what keeps the course, at the
same versions. Versions already locked stay; `--upgrade` takes the newest ones.
"""

import re
import subprocess
import sys
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.setup_venv import KEEPERS, LESSONS, ROOT

ENVIRONMENT = ROOT / "environment.yml"
# One lock for every platform and every Python from 3.11 on, without addresses. Extras are kept:
# pip before 23.3 looks for "package[extra]" anywhere when the lock has only "package".
UV_OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-strip-extras",
    "--custom-compile-command=make lock",
]


def pyproject() -> dict:
    """Return pyproject.toml, read."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def project() -> dict:
    """Return the [project] table of pyproject.toml."""
    return pyproject()["project"]


def locked_versions() -> dict[str, Version]:
    """Return the version of each package of requirements.txt; the newest, if there are several."""
    found: dict[str, Version] = {}
    text = LESSONS[0].read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", text, re.MULTILINE):
        name, version = canonicalize_name(name), Version(version)
        found[name] = max(version, found.get(name, version))
    return found


def bounded(dependency: str, versions: dict[str, Version]) -> str:
    """Return a dependency with an upper bound: "keras>=3.13,<4" where 3.15.1 is locked."""
    requirement = Requirement(dependency)
    major = versions[canonicalize_name(requirement.name)].major
    return f"{dependency},<{major + 1}"


def environment_yml(project: dict, versions: dict[str, Version]) -> str:
    """Return conda's environment.yml: Python and pip from conda-forge, the rest from PyPI."""
    head = f"""\
# Made from pyproject.toml and requirements.txt by `make lock`.
name: {project["name"]}
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python {project["requires-python"]}
  - pip
  - pip:
"""
    lines = [bounded(dependency, versions) for dependency in project["dependencies"]]
    return head + "".join(f"      - {line}\n" for line in lines)


def compile_lock(lock: str, *options: str) -> None:
    """Solve pyproject.toml's dependencies into a lock, for every platform and Python."""
    uv = [sys.executable, "-m", "uv", "pip", "compile", *UV_OPTIONS, f"--output-file={lock}"]
    subprocess.run([*uv, *options, "pyproject.toml"], check=True, cwd=ROOT)


def main(options: list[str]) -> None:
    """Remake the three files."""
    lessons, keepers = (lock.relative_to(ROOT).as_posix() for lock, _ in (LESSONS, KEEPERS))
    compile_lock(lessons, *options)
    compile_lock(keepers, "--group=dev", f"--constraints={lessons}", *options)
    text = environment_yml(project(), locked_versions())
    ENVIRONMENT.write_text(text, encoding="utf-8", newline="\n")
    print(f"Refeitos: {lessons}, {keepers} e {ENVIRONMENT.name}.")


if __name__ == "__main__":
    main(sys.argv[1:])
