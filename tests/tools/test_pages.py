"""What a visitor reads first: README, the other pages, version, licences and citation."""

import json
import re
import subprocess
import tomllib

import pytest

from tests.tools.conftest import lines_of
from tools import sync, tables
from tools.lessons import ROOT, lesson_paths
from utils.results import decimal

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_readme_is_short_and_stays_so_with_all_lessons():
    lessons_to_come = len(tables.PLANNED)
    assert len(lines_of(ROOT, "README.md")) + lessons_to_come <= 120


@pytest.mark.parametrize("name", ["README.md", "CITATION.cff"])
def test_repository_address_is_the_one_of_pyproject(name):
    assert sync.repository() in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [ROOT / "README.md", *lesson_paths()], ids=lambda path: path.name)
def test_every_colab_link_leads_to_a_file_of_ours(path):
    address = sync.repository().removeprefix("https://github.com/")
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"colab\.research\.google\.com/github/([^)\s\"]+)", text)
    assert links
    for link in links:
        assert link.startswith(f"{address}/blob/{sync.course_tag()}/")
        assert (ROOT / link.removeprefix(f"{address}/blob/{sync.course_tag()}/")).is_file()


@pytest.mark.parametrize("folder", [".", "data", "data/pretrained", "notebooks"])
def test_every_link_between_our_pages_leads_somewhere(folder):
    for page in (ROOT / folder).glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(\s*([^)\s#]+)[^)]*\)", text):
            if not re.match(r"[a-z]+:", link):
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_version_stands_in_pyproject_and_is_the_one_cited_and_told():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    (cited,) = re.findall(r'^version: "(.+)"$', citation, re.MULTILINE)
    (released,) = re.findall(r"^date-released: (\S+)$", citation, re.MULTILINE)
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    told = re.findall(r"^## (\S+) \((\d\d)/(\d\d)/(\d{4})\)$", changes, re.MULTILINE)
    version, day, month, year = told[0]
    assert PROJECT["version"] == cited == version
    assert sync.course_tag() in ("main", f"v{version}")
    assert released == f"{year}-{month}-{day}"
    assert [entry[::-1][:3] for entry in told] == sorted(
        (entry[::-1][:3] for entry in told), reverse=True
    )


def test_licences_are_named_wherever_one_looks_for_them():
    for licence in PROJECT["license"].split(" AND "):
        words = licence.replace("-", "[ -]").replace("BSD[ -]3[ -]Clause", "BSD[ -](3|de 3)")
        for name in ("README.md", "CITATION.cff"):
            assert re.search(words, (ROOT / name).read_text(encoding="utf-8")), (licence, name)
    assert "CC-BY-SA-3.0" in PROJECT["license"]


def test_licence_of_the_code_is_the_plain_text_that_detectors_know():
    paragraphs = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n")
    assert paragraphs[0] == "BSD 3-Clause License"
    assert paragraphs[1].startswith("Copyright (c) ")
    assert paragraphs[2].startswith("Redistribution and use in source and binary forms")


def test_card_of_the_trained_networks_says_what_their_records_say():
    rows = [line.split(" | ") for line in lines_of(ROOT, "data/pretrained/README.md")]
    told = {name.strip("|` "): row[-1].rstrip(" |") for row in rows for name in row[:1]}
    kept = sorted((ROOT / "data" / "pretrained").glob("*.json"))
    assert kept
    for path in kept:
        last = json.loads(path.read_text(encoding="utf-8"))["curve"][-1]
        assert told[path.stem] == f"{decimal(100 * last['valid'] / last['n'], 1)} %"


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone of the repository")
@pytest.mark.parametrize("ending", ["h5", "npz", "png"])
def test_git_takes_no_binary_file_for_text(ending):
    command = ["git", "check-attr", "text", "diff", "--", f"data/anything.{ending}"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.rpartition(": ")[2] for line in told.splitlines()] == ["unset", "unset"]
