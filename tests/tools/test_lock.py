"""pyproject.toml, the locks, conda's file and the imports that are really made say the same."""

import ast
import json
import os
import re
import subprocess
import sys
from importlib.metadata import distributions, packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.students.jobs import find_python
from tests.support.local_index import LocalIndex
from tools import lock
from tools.lessons import ROOT, code_cells, lesson_paths, read_lesson
from tools.setup_venv import INSTALL, KEEPERS, LESSONS

# Declared and yet never imported: run as a command, or found by another package.
NEVER_IMPORTED = {
    "ipykernel": "runs the notebooks",
    "jupyterlab": "make lab",
    "jupyterlab-language-pack-pt-br": "JupyterLab's own menus",
    "nbval": "a plugin of pytest",
    "pytest-cov": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "a command",
    "uv": "a command",
}
# By a job of its own, into a folder of its own (tests/students/run_browser.py).
OPTIONAL = {"ipywidgets"}  # lesson 02 goes without it
# For environments of their own: the jobs test-browser and test-names, and `make pretrained`.
BROUGHT = {"playwright", "openclatura", "py2opsin", "torch"}
# Keras, which needs it itself, keeps weights in its files.
WITH_KERAS = {"h5py"}
OURS = {"tests", "tools", "utils"}


def requirements(texts):
    """Return requirements by their names."""
    return {canonicalize_name(req.name): req for req in map(Requirement, texts)}


LESSON_NEEDS = requirements(lock.project()["dependencies"])
KEEPER_NEEDS = requirements(lock.pyproject()["dependency-groups"]["dev"])
DECLARED = LESSON_NEEDS | KEEPER_NEEDS


def locked_requirements(path):
    """Return each requirement of a lock and how many hashes it has."""
    text = re.sub(r"^ *#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for entry in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split("--hash=sha256:")
        yield Requirement(requirement), len(hashes)


LOCKS = {path.relative_to(ROOT).as_posix(): path for path, _ in (LESSONS, KEEPERS)}
LOCKED = {name: list(locked_requirements(path)) for name, path in LOCKS.items()}
each_lock = pytest.mark.parametrize("name", LOCKS)


def locked_extras(name):
    """Return the extras of each package of a lock."""
    return {canonicalize_name(req.name): req.extras for req, _ in LOCKED[name]}


def wanted_extras():
    """Return the extras of others that the installed packages of the locks want, by package."""
    chosen = locked_extras("tools/requirements.txt")
    wanted = {}
    for package in distributions():
        own = chosen.get(canonicalize_name(package.name))
        for requirement in map(Requirement, package.requires or () if own is not None else ()):
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in {"", *own}):
                continue
            if requirement.extras:
                wanted.setdefault(canonicalize_name(requirement.name), set()).update(
                    requirement.extras
                )
    return wanted


def imports_of(source):
    """Return the top-level names of the modules that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def imported_distributions(*folders):
    """Return the distributions that the lessons and the code of these folders import."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    sources = [path.read_text(encoding="utf-8") for path in files]
    sources += [cell.source for path in lesson_paths() for cell in code_cells(read_lesson(path))]
    names = {name for source in sources for name in imports_of(source)}
    distributions = packages_distributions()
    return {
        canonicalize_name(distributions[name][0])
        for name in names - OURS - BROUGHT - OPTIONAL - WITH_KERAS - sys.stdlib_module_names
    }


def test_every_import_is_declared_where_it_is_needed():
    assert imported_distributions("utils") - set(LESSON_NEEDS) == set()
    assert imported_distributions("utils", "tools", "tests") - set(DECLARED) == set()


def test_every_declared_dependency_is_used():
    used = imported_distributions("utils", "tools", "tests")
    assert set(DECLARED) - used == set(NEVER_IMPORTED)


def test_student_gets_nothing_of_the_keepers():
    student, keepers = (set(locked_extras(name)) for name in LOCKS)
    assert student < keepers
    assert not {"pytest", "ruff", "hypothesis", "nbval", "coverage", "uv"} & student


def test_both_locks_agree():
    student, keepers = (
        {(req.name, str(req.specifier)) for req, _ in LOCKED[name]} for name in LOCKS
    )
    assert student <= keepers


@pytest.mark.parametrize("name", DECLARED)
def test_dependency_is_locked_at_an_allowed_version(name):
    where = "requirements.txt" if name in LESSON_NEEDS else "tools/requirements.txt"
    versions = [
        specifier.version
        for requirement, _ in LOCKED[where]
        if canonicalize_name(requirement.name) == name
        for specifier in requirement.specifier
    ]
    assert versions
    assert all(DECLARED[name].specifier.contains(version) for version in versions)


@each_lock
def test_lock_is_exact_and_hashed(name):
    for requirement, hashes in LOCKED[name]:
        assert [specifier.operator for specifier in requirement.specifier] == ["=="]
        assert hashes, requirement


@each_lock
@pytest.mark.parametrize("unwanted", ["://", r"^\s*-(?!-hash=)", r"\s/\w", r"@ "])
def test_lock_holds_no_address_option_or_path(name, unwanted):
    assert not re.search(unwanted, LOCKS[name].read_text(encoding="utf-8"), re.MULTILINE)


@each_lock
def test_lock_keeps_every_extra_that_its_packages_want(name):
    locked, wanted = locked_extras(name), wanted_extras()
    assert {"bleach", "jsonschema"} <= set(wanted), "nothing was looked at"
    assert {
        package: extras - locked[package]
        for package, extras in wanted.items()
        if package in locked and extras - locked[package]
    } == {}


@pytest.fixture(scope="module")
def old_pip(tmp_path_factory):
    """The Python of a venv with the oldest pip that the course's Pythons here bring along."""
    ask = "import ensurepip, json, sys; print(json.dumps([ensurepip.version(), sys.executable]))"
    bundled = []
    for minor in ("3.11", "3.12", "3.13"):
        try:
            python = find_python(minor)
        except SystemExit:
            continue
        told = subprocess.run([python, "-I", "-c", ask], capture_output=True, check=True).stdout
        bundled.append(json.loads(told))
    version, python = min(bundled, key=lambda found: Version(found[0]))
    folder = tmp_path_factory.mktemp("pip")
    subprocess.run([python, "-I", "-m", "venv", folder], check=True)
    return Version(version), folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture(scope="module")
def newer_releases(tmp_path_factory):
    """An index with a newer release of each package wanted with an extra, and the two locks."""
    index = LocalIndex(tmp_path_factory.mktemp("index"))
    kept, stripped = [], []
    for number, (name, extras) in enumerate(sorted(wanted_extras().items())):
        extra = f"[{','.join(sorted(extras))}]"
        line = index.add(name, "1.0", extras=extras)
        index.add(name, "2.0", extras=extras)
        user = index.add(f"user{number}", "1.0", requires=[f"{name}{extra}>=1.0"])
        stripped += [line, user]
        locked = ",".join(sorted(locked_extras("tools/requirements.txt")[name]))
        kept += [line.replace("==", f"[{locked}]==" if locked else "==", 1), user]
    return index, {"as our locks": "".join(kept), "without extras": "".join(stripped)}


@pytest.mark.parametrize("shape", ["as our locks", "without extras"])
@pytest.mark.parametrize("command", ["install -q --require-hashes -r", INSTALL])
def test_lock_outlives_a_newer_release_of_what_is_wanted_with_an_extra(
    shape, command, old_pip, newer_releases, tmp_path
):
    """Lock without extras, resolved by an old pip: the way in which `make lab` once stopped."""
    (version, python), (index, locks) = old_pip, newer_releases
    fails = shape == "without extras" and command != INSTALL
    if fails and version >= Version("23.3"):
        pytest.skip(f"pip {version}, the oldest here, is past the fault (mended in 23.3)")
    lock_file, target = tmp_path / "lock.txt", tmp_path / "packages"
    lock_file.write_text(locks[shape])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment = {**kept, "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": index.address}
    pip = [python, "-I", "-m", "pip", *command.split(), lock_file, "--target", target]
    run = subprocess.run(pip, env=environment, capture_output=True, text=True, check=False)
    if fails:
        assert run.returncode != 0
        assert re.search(
            r"must have their versions pinned with ==[\s\S]*\w\[[\w-]+\]>=", run.stderr
        )
    else:
        assert run.returncode == 0, run.stderr
        installed = {(found.name, found.version) for found in distributions(path=[str(target)])}
        assert len(installed) == len(locks[shape].splitlines())
        assert {version for _, version in installed} == {"1.0"}


def test_makefile_takes_the_same_pythons():
    low, high = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", lock.project()["requires-python"]).groups()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"(3, {low}) <= sys.version_info < (3, {high})" in makefile


def test_conda_file_is_made_from_pyproject_and_the_lock():
    text = lock.ENVIRONMENT.read_text(encoding="utf-8")
    assert text == lock.environment_yml(lock.project(), lock.locked_versions()), "run make lock"


def test_conda_file_has_bounds_on_both_sides_and_nothing_of_the_keepers():
    section = lock.ENVIRONMENT.read_text(encoding="utf-8").partition("  - pip:\n")[2]
    listed = requirements(re.findall(r"- (.+)", section))
    assert set(listed) == set(LESSON_NEEDS)
    locked = lock.locked_versions()
    for name, requirement in listed.items():
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators == {">=", "<"}
        assert requirement.specifier.contains(locked[name])
        assert not requirement.specifier.contains(f"{locked[name].major + 1}.0")


def test_bound_is_the_next_major_of_the_newest_locked_version():
    versions = {"ipython": Version("9.18.1")}
    assert lock.bounded("ipython>=7.34", versions) == "ipython>=7.34,<10"
    assert SpecifierSet(">=7.34,<10").contains("9.99")
