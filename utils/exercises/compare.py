"""Compare answers by value and shape, whatever their type, and say in Portuguese what differs."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from numbers import Number

import numpy as np

from utils.exercises import models

LONGEST = 10_000  # items taken of an iterator that may never end


def difference(
    right: object, got: object, tolerance: float = 1e-4, in_any_order: bool = False
) -> str | None:
    """Return None for equal results, "" for another value, a sentence for another kind or shape.

    Numbers may differ by ``tolerance`` times the largest in ``right``, whole numbers not at all.
    """
    try:
        if models.is_model(right):
            return models.difference(right, got)
        expected = plain(right)
        if not isinstance(expected, list) and hasattr(got, "__array__") and np.size(got) == 1:
            got = np.reshape(got, ())  # one number in an array is a number
        came = plain(list(got) if in_any_order and isinstance(got, set) else got)
        if in_any_order and isinstance(came, list):
            expected, came = sorted(expected, key=repr), sorted(came, key=repr)
        size = max((abs(x) for x in _numbers(expected) if abs(x) < np.inf), default=0)
        return _difference(expected, came, 1e-6 + tolerance * size)
    except Exception:  # an object that can't be read or compared
        return f"Onde se esperava {described(right)} veio {described(got)}."


def _difference(right: object, got: object, margin: float) -> str | None:
    if isinstance(right, str) and isinstance(got, list) and all(isinstance(x, str) for x in got):
        got = "".join(got)
    if _kind(right) is not _kind(got):
        return f"Onde se esperava {described(right)} veio {described(got)}."
    if isinstance(right, list):
        numbers = not any(isinstance(item, str) for item in right)
        if len(right) != len(got) or (numbers and _shape(right) != _shape(got)):
            return f"Esperava {described(right)} e veio {described(got)}."
        found = [_difference(*pair, margin) for pair in zip(right, got, strict=True)]
        return max((text for text in found if text is not None), key=len, default=None)
    if not isinstance(right, Number):
        return None if right == got else ""
    if got == right or (got != got and right != right):
        return None
    if got != got:
        return "Veio NaN, que é o que dá uma conta sem resultado, como 0/0."
    if abs(got) == np.inf:
        return "Veio infinito: uma divisão por zero, um log de zero ou um número grande demais."
    return None if abs(got - right) <= (1e-6 if isinstance(right, int) else margin) else ""


def materialised(value: object) -> object:
    """Return a value with the iterators in it run out into lists."""
    if isinstance(value, Iterator):
        value = list(islice(value, LONGEST))
    return type(value)(map(materialised, value)) if type(value) in (list, tuple) else value


def plain(value: object) -> object:
    """Return nested lists of Python's own numbers and texts; what is neither stays as it is."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | int | float | complex | dict | set | frozenset):
        return value
    if hasattr(value, "toarray"):  # SciPy's sparse arrays
        value = value.toarray()
    if hasattr(value, "__array__"):
        value = np.asarray(value).tolist()
        return plain(value) if isinstance(value, list) else value
    if isinstance(value, Number):
        return float(value)
    return [plain(item) for item in value] if isinstance(value, Iterable) else value


def _kind(value: object) -> type:
    return next((kind for kind in (Number, str, list) if isinstance(value, kind)), type(value))


def _shape(value: list) -> tuple[int, ...]:
    """Return the shape of nested lists, only the first length where they are ragged."""
    try:
        return np.shape(value)
    except ValueError:
        return (len(value),)


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, list):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, Number):
        yield value


def described(value: object) -> str:
    """Return what kind of thing a value is, in Portuguese, with its shape or its text."""
    try:
        value = plain(value)
        if isinstance(value, list):
            shape = _shape(value)
            return f"algo de forma {shape}" if len(shape) > 1 else f"uma lista de {shape[0]}"
    except Exception:  # an array that can't be read, a list in itself
        return f"um objeto do tipo {type(value).__name__}"
    if isinstance(value, str):
        return f"um texto, {shown(value)}"
    if isinstance(value, Number):
        return "um número"
    if isinstance(value, set | frozenset):
        return "um conjunto (set), que não tem ordem nem repetições"
    return "None" if value is None else f"um objeto do tipo {type(value).__name__}"


def shown(value: object, longest: int = 90) -> str:
    """Return a value as Python would write it, with five digits, cut where it is long."""
    try:
        text = repr(plain(value))
        text = re.sub(r"\d+\.\d{5,}(e[-+]\d+)?", lambda found: f"{float(found[0]):.5g}", text)
    except Exception:
        text = f"um objeto do tipo {type(value).__name__}"
    return text if len(text) <= longest else f"{text[:longest]}…"
