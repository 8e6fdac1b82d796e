"""Exercises that check themselves, one module for each lesson: ``check("5.1", answer)``.

Each exercise asks for a function. ``lessonNN.py`` holds, for each, the reference answer, which is
also the folded solution in the notebook, and ``accept``, which calls an answer and returns a hint
or None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module


class NotAnsweredError(Exception):
    """The student's function is still blank: it returned None or `...`."""


@dataclass(frozen=True)
class Exercise:
    """A reference answer and the test of any answer.

    ``accept(answer)`` returns None for a right answer and a hint in Portuguese for a wrong one; it
    calls the answer through ``call``, so that a blank one is told from a wrong one.
    """

    reference: Callable
    accept: Callable[[Callable], str | None]


def call(answer: Callable, *args):
    """Return ``answer(*args)``; raise ``NotAnsweredError`` where it is blank."""
    result = answer(*args)
    if result is None or result is ...:
        raise NotAnsweredError
    return result


def exercises(lesson: str) -> dict[str, Exercise]:
    """Return the exercises of a lesson ("05"), by number ("5.1")."""
    return import_module(f"utils.exercises.lesson{lesson}").EXERCISES


def check(number: str, answer):
    """Say whether ``answer`` solves exercise ``number``; return it if so, the reference if not.

    Prints ⏳ for a blank answer, ✗ and a hint for a wrong one, ✓ for a right one. Never raises, so
    that a notebook runs to its end with its exercises blank.
    """
    try:
        exercise = exercises(f"{int(number.split('.')[0]):02d}")[number]
    except (KeyError, ValueError, ModuleNotFoundError, AttributeError):
        print(f"✗ O exercício {number!r} não existe: confira o número.")
        return answer
    if answer is None or answer is ...:
        verdict = "⏳ Em branco: escreva a função e rode de novo."
    elif not callable(answer):
        verdict = f"✗ Esperava uma função e veio {type(answer).__name__}: passe só o nome, sem ()."
    else:
        verdict = _verdict(exercise, answer)
    print(f"Exercício {number}: {verdict}")
    return answer if verdict.startswith("✓") else exercise.reference


def _verdict(exercise: Exercise, answer: Callable) -> str:
    try:
        hint = exercise.accept(answer)
    except NotAnsweredError:
        return "⏳ Em branco: troque as reticências pela sua resposta."
    except Exception as error:  # whatever a student's function may do
        return f"✗ A função parou com {type(error).__name__}: {error}"
    return "✓ Certo!" if hint is None else f"✗ {hint}"
