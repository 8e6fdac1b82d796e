"""Warn of each package of colab.txt whose version Colab has changed (`make colab-moved`).

Colab publishes its versions; where they can't be had, that is told. Neither is a failure: the
lessons still run on what colab.txt lists, but it is then no longer what students have.
"""

import os
import re
import sys

import requests
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.lessons import ROOT

PUBLISHED = "https://raw.githubusercontent.com/googlecolab/backend-info/main/pip-freeze.txt"
OURS = ROOT / "tests" / "students" / "colab.txt"


def versions(listed: str) -> dict[str, Version]:
    """Return the versions in the lines "name==version" of a list of packages."""
    pairs = re.findall(r"^([\w.-]+)==([^\s;#]+)", listed, re.MULTILINE)
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def moved(ours: str, theirs: str) -> list[str]:
    """Return a line for each of our packages whose first two figures differ from theirs."""
    published = versions(theirs)
    return [
        f"{name}: {OURS.name} diz {version}, o Colab tem {published.get(name, 'nenhum')}"
        for name, version in versions(ours).items()
        if name not in published or published[name].release[:2] != version.release[:2]
    ]


def main(address: str = PUBLISHED) -> int:
    """Print the warnings, as annotations on GitHub; return the exit code, 0."""
    try:
        answer = requests.get(address, timeout=30)
        answer.raise_for_status()
        lines = moved(OURS.read_text(encoding="utf-8"), answer.text)
    except requests.RequestException as error:
        lines = [f"as versões do Colab não puderam ser lidas ({type(error).__name__})"]
    mark = "::warning title=colab.txt::" if os.environ.get("GITHUB_ACTIONS") else "Aviso: "
    for line in lines:
        print(f"{mark}{line}")
    if not lines:
        print(f"{OURS.name} tem as versões que o Colab publica.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
