"""What a machine has and, in plain words, what it lacks. Used by lesson 00."""

import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from utils import ROOT, files
from utils.course import REQUIRED
from utils.results import decimal

DISK_NEEDED = 1_000_000_000  # bytes; the data of all lessons and some room

LOADER = re.compile(r"\bdatasets(?:\.| import )load_(\w+)")  # called, or imported alone


def check_environment() -> bool:
    """Print each problem with its cure (✗) or that there is none (✓); True if all is fine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    problems = [
        *python_problems(sys.version_info[:3], project["requires-python"]),
        *package_problems(project["dependencies"]),
        *folder_problems(ROOT / "data"),
        *data_folder_problems(),
    ]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} núcleos, {_accelerator()}")
    for problem in problems:
        print(f"✗ {problem}")
    if not problems:
        print("✓ Está tudo aqui: Python, pacotes, disco e a pasta de dados.")
    return not problems


def python_problems(running: tuple[int, ...], supported: str) -> Iterator[str]:
    """Yield what is wrong with the running Python (3, 11, 7) against a specifier (">=3.11")."""
    number = ".".join(map(str, running))
    if number not in SpecifierSet(supported):
        yield f"Este Python é o {number}; o curso pede {supported}: instale um desses."


def package_problems(dependencies: list[str]) -> Iterator[str]:
    """Yield what is wrong with the packages that lessons import, by pyproject's dependencies."""
    for requirement in map(Requirement, dependencies):
        if requirement.name not in REQUIRED.values():
            continue
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            yield f"Falta o pacote {requirement.name}: feche o caderno e rode make lab."
            continue
        if installed not in requirement.specifier:
            yield (
                f"O pacote {requirement.name} é o {installed}; o curso pede "
                f"{requirement.specifier}: feche o caderno e rode make lab."
            )


def folder_problems(folder: Path, needed: int = DISK_NEEDED) -> Iterator[str]:
    """Yield what stands against keeping data in ``folder``: no disk left, no permission."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        yield (
            f"Só há {decimal(free / 1e9, 1)} GB livres no disco; os dados e os modelos pedem "
            f"{decimal(needed / 1e9, 0)} GB. Apague algo e rode de novo."
        )
    if not os.access(folder, os.W_OK):
        yield (
            f"A pasta {folder.name}/ não aceita gravação: mude a permissão dela ou aponte "
            "COURSE_DATA_DIR para uma pasta com os dados."
        )


def data_folder_problems() -> Iterator[str]:
    """Yield what is wrong with the folder that COURSE_DATA_DIR names, if it names one."""
    if problem := files.folder_problem():
        yield f"{problem} Corrija a variável, ou apague-a, e abra o caderno de novo."


def data_costs() -> str:
    """Return a table of what each data set costs to download and which lessons load it.

    From the registry and the lessons' own code; nothing depends on the files that lie here.
    """
    sizes, lessons = {}, {}
    for name, entry in files.registry().items():
        data_set = name.split("_")[0]  # "imdb" has two files, imdb and imdb_word_index
        if entry.in_class:
            sizes[data_set] = sizes.get(data_set, 0) + entry.size
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        text = path.read_text(encoding="utf-8")
        published = {"bimodal"} if "authors.load(" in text else set()
        for data_set in published.union(LOADER.findall(text)):
            lessons.setdefault(data_set, []).append(path.name[:2])
    lines = ["dados       MB   lições"]
    for name, size in (*sizes.items(), ("todos", sum(sizes.values()))):
        asked = "todas" if name == "todos" else ", ".join(lessons.get(name, "–"))
        lines.append(f"{name:8}{decimal(size / 1e6, 1):>6}   {asked}")
    return "\n".join(lines)


def _accelerator() -> str:
    import tensorflow as tf

    graphics = tf.config.list_physical_devices("GPU")
    return f"{len(graphics)} GPU" if graphics else "sem GPU (o curso não precisa)"
