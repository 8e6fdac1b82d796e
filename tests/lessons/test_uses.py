"""A docstring of utils that names the lessons that use it names these and no others."""

import ast
import importlib
import inspect
import pkgutil
import re

import pytest

import utils
from tools.lessons import code_cells, lesson_paths, read_lesson

SENTENCE = re.compile(r"Used by lessons? ((?:\d\d(?:, | and )?)+)")


def used(notebook):
    """Return the functions and classes of utils that a lesson imports or takes from a module."""
    tree = ast.parse("\n".join(cell.source for cell in code_cells(notebook)))
    modules, found = {}, []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] == "utils":
            for alias in node.names:
                thing = imported(node.module, alias.name)
                found.append(thing)
                modules[alias.asname or alias.name] = thing
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id)
            if inspect.ismodule(module):
                found.append(getattr(module, node.attr))
    return filter(is_code, found)


def imported(module, name):
    """Return what `from module import name` gives."""
    parent = importlib.import_module(module)
    if hasattr(parent, name):
        return getattr(parent, name)
    return importlib.import_module(f"{module}.{name}")


def is_code(thing):
    return inspect.isfunction(thing) or inspect.isclass(thing)


@pytest.fixture(scope="module")
def lessons_of():
    """The numbers of the lessons that use a function or class, by where it is defined."""
    numbers = {}
    for path in lesson_paths():
        for thing in used(read_lesson(path)):
            numbers.setdefault((thing.__module__, thing.__qualname__), set()).add(path.name[:2])
    return numbers


def public():
    """Every public function and class of utils, once, where it is defined."""
    for module in pkgutil.walk_packages(utils.__path__, "utils."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            own = getattr(thing, "__module__", None) == module.name
            if own and is_code(thing) and not name.startswith("_"):
                yield thing


def test_docstrings_name_the_lessons_that_use_them(lessons_of):
    said, right = {}, {}
    for thing in public():
        sentence = SENTENCE.search(" ".join((thing.__doc__ or "").split()))
        if sentence:
            place = (thing.__module__, thing.__qualname__)
            said[place] = set(re.findall(r"\d\d", sentence[1]))
            right[place] = lessons_of.get(place, set())
    assert said
    assert said == right
