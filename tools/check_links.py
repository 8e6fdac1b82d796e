"""Ask for every address in the repository's texts and lessons (`make links`).

Only what is surely gone fails: no such name, 404 or 410. A site that refuses robots, or is busy, is
listed and no more. A DOI is asked of doi.org alone, which knows whether it exists.
"""

import re
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import requests

from tools.lessons import ROOT, lesson_paths, read_lesson
from tools.lock import project

ADDRESS = re.compile(r"https?://[^\s<>\"'`|\\]+")
GONE = {404, 410}
HEADERS = {"User-Agent": "Mozilla/5.0 (link check of a course)"}


def addresses(text: str) -> set[str]:
    """Return the addresses of a Markdown text, without what closes a link or a sentence."""
    found = set()
    for address in ADDRESS.findall(text):
        while address.endswith((".", ",", ";", ":", "*", "_", "]", "}")) or (
            address.endswith(")") and address.count(")") > address.count("(")
        ):
            address = address[:-1]
        found.add(address.partition("#")[0])
    return found


def texts() -> Iterable[tuple[str, str]]:
    """Yield each text's name and content: Markdown files, and the lessons' Markdown cells."""
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), ROOT / "CITATION.cff"]):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in lesson_paths():
        cells = [cell.source for cell in read_lesson(path).cells if cell.cell_type == "markdown"]
        yield path.relative_to(ROOT).as_posix(), "\n".join(cells)


def fault(address: str) -> str:
    """Return why an address can't be read, or "": "404", "503", "ConnectionError"."""
    doi = address.startswith(("https://doi.org/", "http://doi.org/", "https://dx.doi.org/"))
    try:
        with requests.get(
            address, headers=HEADERS, timeout=30, stream=True, allow_redirects=not doi
        ) as answer:
            return "" if answer.status_code < 400 else str(answer.status_code)
    except requests.RequestException as error:
        return type(error).__name__


def is_gone(reason: str) -> bool:
    """Tell whether a reason means that the address is no more."""
    return reason in {str(code) for code in GONE} | {"ConnectionError", "InvalidURL"}


def main() -> int:
    """Print the addresses that can't be read; return 1 if one of them is gone."""
    ours = project()["urls"]["Repository"]
    places: dict[str, set[str]] = {}
    for name, text in texts():
        for address in addresses(text):
            if not address.startswith(ours) and ours.partition("//")[2] not in address:
                places.setdefault(address, set()).add(name)
    with ThreadPoolExecutor(8) as pool:
        reasons = dict(zip(places, pool.map(fault, places), strict=True))
    faults = {address: reason for address, reason in sorted(reasons.items()) if reason}
    for address, reason in faults.items():
        mark = "SUMIU" if is_gone(reason) else "não conferido"
        print(f"{mark} ({reason}): {address} em {', '.join(sorted(places[address]))}")
    print(f"{len(places)} endereços, {sum(map(is_gone, faults.values()))} sumiram.")
    return int(any(map(is_gone, faults.values())))


if __name__ == "__main__":
    sys.exit(main())
