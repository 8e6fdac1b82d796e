"""pyproject.toml, the lock, conda's file and the imports that are really made say the same."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import lock
from tools.lessons import ROOT, code_cells, lesson_paths, read_lesson

# Declared and yet never imported: run as a command, or found by another package.
NEVER_IMPORTED = {
    "ipykernel": "runs the notebooks",
    "jupyterlab": "make lab",
    "nbval": "a plugin of pytest",
    "pytest-cov": "a plugin of pytest",
    "ruff": "a command",
}
# playwright: by a job of its own, into a folder of its own (tools/run_browser.py); PIL: by
# Matplotlib, which writes each PNG with it.
BROUGHT = {"playwright", "PIL"}
OURS = {"tests", "utils", *(path.stem for path in (ROOT / "tests").glob("*.py"))}

DECLARED = {
    canonicalize_name(requirement.name): requirement
    for requirement in map(Requirement, lock.project()["dependencies"])
}
LOCK_TEXT = lock.LOCK.read_text(encoding="utf-8")


def locked_requirements():
    """Return each requirement of the lock and how many hashes it has."""
    text = re.sub(r"^ *#.*\n", "", LOCK_TEXT, flags=re.MULTILINE)
    for entry in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split("--hash=sha256:")
        yield Requirement(requirement), len(hashes)


LOCKED = list(locked_requirements())


def imports_of(source):
    """Return the top-level names of the modules that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def imported_distributions():
    """Return the distributions that notebooks, utils and tests import."""
    files = [path for folder in ("utils", "tests") for path in (ROOT / folder).rglob("*.py")]
    sources = [path.read_text(encoding="utf-8") for path in files]
    sources += [cell.source for path in lesson_paths() for cell in code_cells(read_lesson(path))]
    names = {name for source in sources for name in imports_of(source)}
    distributions = packages_distributions()
    return {
        canonicalize_name(distributions[name][0])
        for name in names - OURS - BROUGHT - sys.stdlib_module_names
    }


def test_every_import_is_declared():
    assert imported_distributions() - set(DECLARED) == set()


def test_every_declared_dependency_is_used():
    assert set(DECLARED) - imported_distributions() == set(NEVER_IMPORTED)


@pytest.mark.parametrize("name", DECLARED)
def test_dependency_is_locked_at_an_allowed_version(name):
    versions = [
        specifier.version
        for requirement, _ in LOCKED
        if canonicalize_name(requirement.name) == name
        for specifier in requirement.specifier
    ]
    assert versions
    assert all(DECLARED[name].specifier.contains(version) for version in versions)


def test_lock_is_exact_and_hashed():
    for requirement, hashes in LOCKED:
        assert [specifier.operator for specifier in requirement.specifier] == ["=="]
        assert hashes, requirement


@pytest.mark.parametrize("unwanted", ["://", r"^\s*-(?!-hash=)", r"\s/\w", r"@ "])
def test_lock_holds_no_address_option_or_path(unwanted):
    assert not re.search(unwanted, LOCK_TEXT, re.MULTILINE)


def test_makefile_takes_the_same_pythons():
    low, high = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", lock.project()["requires-python"]).groups()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"(3, {low}) <= sys.version_info < (3, {high})" in makefile


def test_conda_file_is_made_from_pyproject():
    text = lock.ENVIRONMENT.read_text(encoding="utf-8")
    assert text == lock.environment_yml(lock.project()), "run make lock"
