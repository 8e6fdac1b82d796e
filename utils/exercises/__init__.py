"""Exercises that check themselves, one module for each lesson: ``check("5.1", answer)``.

To write one: in ``lessonNN.py``, a reference function (signature and docstring are the task, its
source is the folded solution: ``make sync`` writes both into the notebook) and an ``Exercise``:

    "0.1": Exercise(
        kelvin,
        lambda rng: (rng.uniform(-90, 60),),
        Case("25 °C são 298,15 K.", (25.0,)),
        Case("O zero absoluto, −273,15 °C, é 0 K.", (-273.15,)),
        Mistake("O sinal: some 273,15.", lambda celsius: celsius - 273.15),
    )

An answer is compared with the reference by value and shape, whatever its type, on the cases and on
20 more that the second function draws; these have what the cases lack (negative, long, tied ...).
A wrong one that behaves like a ``Mistake`` gets its hint, any other that of the first ``Case`` that
it misses: so a case's hint says what is right there. Where several answers are right, each
``Property`` says what they have in common: ``holds(result, *args)`` gives True, False or a text to
add to the hint. A reference that returns a Keras model is compared by layers, weights and outputs;
a training is judged by ``models.trained_to``, with ``draws=1``. tests/lessons/answers/ holds right
answers to each and, for every hint of a case or property, a wrong one that is told it.
"""

import copy
import inspect
import sys
import warnings
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from functools import partial
from importlib import import_module
from io import StringIO
from pathlib import Path

import numpy as np

from utils.exercises.compare import described, difference, materialised, shown
from utils.exercises.failures import explained, is_untouched, wrong_arguments

BLANK = "⏳ Em branco: troque as reticências pela sua resposta."
RIGHT = "✓ Certo!"
NOTHING = "A função não devolveu nada: faltou o return?"

# Arguments to try, and what to say to who misses there.
Case = namedtuple("Case", ["hint", "args"])
# A wrong function, and what to say to whose answer behaves like it.
Mistake = namedtuple("Mistake", ["hint", "wrong"])
# What every right result has, and what to say where it is missing.
Property = namedtuple("Property", ["hint", "holds"])
# What one call of an answer gave: a value, or in Portuguese why there is none; what it printed.
Outcome = namedtuple("Outcome", ["value", "failure", "printed"], defaults=["", ""])


class Exercise:
    """A reference answer and what tells any other answer right or wrong (see above).

    ``alternatives`` are other right functions. Numbers may differ by ``tolerance`` times the
    largest in the result (whole numbers not at all); ``in_any_order`` compares as collections.
    """

    def __init__(
        self,
        reference: Callable,
        draw: Callable[[np.random.Generator], tuple],
        *hints: Case | Mistake | Property,
        alternatives: Sequence[Callable] = (),
        tolerance: float = 1e-4,
        in_any_order: bool = False,
        draws: int = 20,
    ):
        self.reference, self.draw, self.draws, self.hints = reference, draw, draws, hints
        self.alternatives = alternatives
        self.difference = partial(difference, tolerance=tolerance, in_any_order=in_any_order)

    def of(self, kind: type) -> list:
        """Return the hints of one kind, in order."""
        return [hint for hint in self.hints if isinstance(hint, kind)]

    def cases(self) -> list[Case]:
        """Return the didactic cases and then those drawn, always the same, which have no hint."""
        rng = np.random.default_rng(20)
        drawn = [Case("", self.draw(rng)) for _ in range(self.draws)]
        forms = drawn[0].args if drawn else ()
        given = [
            Case(hint, tuple(map(in_form, args, forms)) if len(args) == len(forms) else args)
            for hint, args in self.of(Case)
        ]
        return given + drawn

    def problem(self, right: Callable, got: object, args: tuple) -> str | None:
        """Return None for a result like `right`'s, else what is wrong, "" if only the value is."""
        if not self.of(Property):
            return self.difference(right(*copy.deepcopy(args)), got)
        try:
            for wanted in self.of(Property):
                held = wanted.holds(got, *args)
                if isinstance(held, str) or not held:
                    return f"{wanted.hint} {held or ''}".strip()
        except Exception:  # a property reads the form it asks for, and no other
            expected = shown(right(*copy.deepcopy(args)))
            return f"Esperava algo como {expected} e veio {described(got)}: {shown(got)}."
        return None

    def first_problem(self, right: Callable, outcomes: list[Outcome]) -> str | None:
        """Return what to say of the first case that an answer misses, None if it misses none."""
        for case, outcome in zip(self.cases(), outcomes, strict=True):
            problem = outcome.failure or self.problem(right, outcome.value, case.args)
            if problem is None:
                continue
            if problem and case.hint:
                return f"{problem} {case.hint}"
            arguments = ", ".join(shown(argument, 40) for argument in case.args)
            where, got = f"m {self.reference.__name__}({arguments})", shown(outcome.value)
            if problem:
                return f"{problem} Foi e{where}."
            if case.hint:
                return f"{case.hint} E{where} veio {got}."
            return f"E{where} o certo é {shown(right(*copy.deepcopy(case.args)))}, e veio {got}."
        return None

    def is_made(self, mistake: Mistake, outcomes: list[Outcome]) -> bool:
        """Tell whether an answer behaves like a mistake wherever both return something."""
        differs = False
        for case, outcome in zip(self.cases(), outcomes, strict=True):
            if outcome.failure or call(mistake.wrong, case.args).failure:
                continue
            if self.problem(mistake.wrong, outcome.value, case.args) is not None:
                return False
            differs |= self.problem(self.reference, outcome.value, case.args) is not None
        return differs


def in_form(argument: object, drawn: object) -> object:
    """Return an argument written as lists as the arrays that the drawn one has in their places."""
    if not isinstance(argument, list | tuple | np.ndarray):
        return argument
    if isinstance(drawn, np.ndarray):
        whole = np.asarray(argument).dtype.kind in "iu"
        return np.asarray(argument, drawn.dtype if whole and drawn.dtype.kind == "f" else None)
    if isinstance(drawn, list | tuple) and drawn and not isinstance(argument, np.ndarray):
        return type(argument)(in_form(item, drawn[0]) for item in argument)
    return argument


def exercises(lesson: str) -> dict[str, Exercise]:
    """Return the exercises of a lesson ("05"), by number ("5.1"); raise KeyError for no lesson."""
    if not Path(__file__).with_name(f"lesson{lesson}.py").exists():
        raise KeyError(lesson)
    return import_module(f"utils.exercises.lesson{lesson}").EXERCISES


def check(number: str, answer):
    """Say whether ``answer`` solves exercise ``number``; return it if so, the reference if not.

    Prints ⏳ for a blank answer, ✗ and a hint for a wrong one, ✓ for a right one. Never raises, so
    that a notebook runs to its end with its exercises blank. Used by all lessons.
    """
    try:
        exercise = exercises(f"{int(number.split('.')[0]):02d}")[number]
    except (KeyError, ValueError, TypeError, AttributeError):
        print(f"✗ O exercício {shown(number)} não existe: confira o número.")
        return answer
    try:
        said = verdict(exercise, answer)
    except Exception as error:
        said = f"✗ O corretor falhou ({type(error).__name__}: {error}). A culpa não é da sua "
        said += "resposta: avise quem cuida do curso."
    print(f"Exercício {number}: {said}")
    return answer if said == RIGHT else exercise.reference


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence warnings, NumPy's and RDKit's too: tried answers make many, about what is meant."""
    with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"), ExitStack() as stack:
        if "rdkit" in sys.modules:
            stack.enter_context(sys.modules["rdkit"].rdBase.BlockLogs())
        yield


@_quiet()
def verdict(exercise: Exercise, answer: object) -> str:
    """Return what ``check`` says of an answer; what its first call prints is printed."""
    if answer is ...:
        return BLANK
    if not callable(answer):
        return f"✗ Esperava uma função e veio {described(answer)}: passe só o nome, sem ()."
    first, *others = exercise.cases()
    if problem := wrong_arguments(answer, exercise.reference, first.args):
        return f"✗ {problem}"
    outcomes = [call(answer, first.args)]
    if outcomes[0].printed:
        print(outcomes[0].printed.rstrip())
    if outcomes[0].value is ... or (outcomes[0].failure == NOTHING and is_untouched(answer)):
        return BLANK
    if outcomes[0].failure:
        return f"✗ {outcomes[0].failure}"
    outcomes += [call(answer, case.args) for case in others]
    answers = (exercise.reference, *exercise.alternatives)
    problems = [exercise.first_problem(right, outcomes) for right in answers]
    if None in problems:
        return RIGHT
    made = [mistake.hint for mistake in exercise.of(Mistake) if exercise.is_made(mistake, outcomes)]
    return f"✗ {[*made, problems[0]][0]}"


def call(answer: Callable, args: tuple) -> Outcome:
    """Call an answer on a copy of the arguments; what it prints is held, what it raises told."""
    with redirect_stdout(StringIO()) as printed:
        try:
            value = materialised(answer(*copy.deepcopy(args)))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # even exit(): the notebook goes on
            return Outcome(None, explained(error, answer), printed.getvalue())
    if inspect.iscoroutine(value):
        value.close()
        return Outcome(None, "A função é async e devolve só uma promessa: escreva def.")
    return Outcome(value, NOTHING if value is None else "", printed.getvalue())
