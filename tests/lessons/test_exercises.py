"""What `check` promises of any exercise, whatever a student hands in; on toy exercises."""

import asyncio
import functools
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import utils.exercises
from utils.exercises import BLANK, NOTHING, RIGHT, Case, Exercise, Mistake, Property, check, verdict
from utils.exercises.compare import LONGEST, difference


def half(x):
    """A metade de x."""
    return x / 2


HALF = Exercise(
    half,
    lambda rng: (rng.normal(),),
    Case("A metade de 3 é 1,5.", (3.0,)),
    Case("A de −4 é −2.", (-4.0,)),
    Mistake("Esse é o dobro.", lambda x: 2 * x),
)
FIRST_TWO = Exercise(lambda items: items[:2], lambda rng: (rng.normal(size=5),))


@pytest.fixture
def said(monkeypatch, capsys):
    """Check an answer to the toy exercise 99.1, and return what is printed."""
    monkeypatch.setattr(utils.exercises, "exercises", lambda lesson: {"99.1": HALF})

    def say(answer):
        returned = check("99.1", answer)
        printed = capsys.readouterr().out
        assert returned is (answer if RIGHT in printed else half)
        return printed

    return say


def untouched(x):
    """A metade de x."""
    ...


def without_docstring(x): ...


def returns_dots(x):
    return ...


@pytest.mark.parametrize("answer", [..., untouched, without_docstring, returns_dots])
def test_only_the_dots_are_blank(answer, said):
    assert said(answer) == f"Exercício 99.1: {BLANK}\n"


def test_blank_is_blank_where_there_is_no_source_to_read():
    names = {}
    exec('def half(x):\n    """A metade de x."""\n    ...', names)
    assert verdict(HALF, names["half"]) == BLANK


def does_nothing(x):
    x / 2


def passes(x):
    """A metade de x."""
    pass


def returns_none(x):
    return None


def starts_and_leaves_the_dots(x):
    x = x / 2
    ...


@pytest.mark.parametrize(
    "answer",
    [does_nothing, passes, returns_none, starts_and_leaves_the_dots, lambda x: None],
)
def test_a_forgotten_return_is_named(answer, said):
    assert said(answer) == f"Exercício 99.1: ✗ {NOTHING}\n"


def test_what_is_printed_in_place_of_a_return_is_seen_once(said):
    assert said(lambda x: print(x / 2)) == f"1.5\nExercício 99.1: ✗ {NOTHING}\n"
    assert said(lambda x: print("aqui") or x / 2) == f"aqui\nExercício 99.1: {RIGHT}\n"


class TensorLike:
    """As PyTorch and TensorFlow hand out their numbers."""

    def __init__(self, value):
        self.value = np.float32(value)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.value, dtype)


class Half:
    def __call__(self, x):
        return x / 2

    def method(self, x, more=0):
        return x / 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda y: y * 0.5,
        lambda *args: args[0] / 2,
        lambda x, scale=2: x / scale,
        functools.partial(lambda n, x: x / n, 2),
        Half(),
        Half().method,
        functools.lru_cache(half),
        np.vectorize(half),
        lambda x: np.float32(x) / 2,
        lambda x: np.array(x / 2),
        lambda x: np.array([[x / 2]]),
        lambda x: pd.Series([x / 2]),
        lambda x: TensorLike(x / 2),
        lambda x: TensorLike([x / 2]),
        lambda x: Fraction(x) / 2,
        lambda x: Decimal(x) / 2,
        lambda x: complex(x / 2),
        lambda x: x / 2 * (1 + 1e-6),
    ],
)
def test_a_right_number_is_right_in_any_type(answer, said):
    assert said(answer) == f"Exercício 99.1: {RIGHT}\n"


@pytest.mark.parametrize(
    "form",
    [list, tuple, np.array, np.float32, pd.Series, iter, TensorLike, lambda x: map(float, x)],
)
def test_a_right_sequence_is_right_in_any_type(form):
    assert verdict(FIRST_TWO, lambda items: form(items[:2])) == RIGHT


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda x: 2 * x, "✗ Esse é o dobro."),
        (lambda x: -x, "✗ A metade de 3 é 1,5. Em half(3.0) veio -3.0."),
        (lambda x: 1.5, "✗ A de −4 é −2. Em half(-4.0) veio 1.5."),
        (lambda x: 1.5 if x == 3 else -2.0, "✗ Em half(-0.35967) o certo é -0.17983, e veio -2.0."),
        (lambda x: f"{x / 2} K", "Onde se esperava um número veio um texto, '1.5 K'. A metade"),
        (lambda x: [x / 2], "Onde se esperava um número veio uma lista de 1"),
        (lambda x: np.array([x, x]) / 2, "Onde se esperava um número veio uma lista de 2"),
        (lambda x: np.ones((2, 3)), "Onde se esperava um número veio algo de forma (2, 3)"),
        (lambda x: {"metade": x / 2}, "um objeto do tipo dict"),
        (lambda x: {x / 2}, "um conjunto (set)"),
        (lambda x: half, "um objeto do tipo function"),
        (lambda x: float("nan"), "Veio NaN"),
        (lambda x: np.float64(x) / 0, "Veio infinito"),
        (lambda x: 10**400, "✗ Onde se esperava um número"),
        (lambda x: None if x < 0 else x / 2, f"✗ {NOTHING} A de −4 é −2."),
        (lambda x: x / 2 if x in (3, -4) else None, f"✗ {NOTHING} Foi em half(-0.35967)."),
        (lambda: 1.5, "✗ A função deve receber (x), nesta ordem; a sua recebe ()."),
        (lambda x, y: x / 2, "a sua recebe (x, y)."),
        (Half, "a sua recebe ()."),
        (asyncio.sleep, "A função é async"),
        (0.5, "Esperava uma função e veio um número: passe só o nome, sem ()."),
        ("half", "Esperava uma função e veio um texto, 'half'"),
        (None, "Esperava uma função e veio None"),
        ([half], "Esperava uma função e veio uma lista de 1"),
    ],
)
def test_what_is_wrong_is_told(answer, told, said):
    assert told in said(answer)


def test_shapes_are_told():
    told = verdict(FIRST_TWO, lambda items: items)
    assert told.startswith("✗ Esperava uma lista de 2 e veio uma lista de 5. Foi em <lambda>([")
    told = difference(np.zeros((3, 4)), np.zeros((4, 3)))
    assert told == "Esperava algo de forma (3, 4) e veio algo de forma (4, 3)."
    assert "um texto, 'a'" in difference((1.0, 2.0), (1.0, "a"))


def test_whole_numbers_are_compared_exactly_and_zeros_by_the_size_of_the_rest():
    assert difference(80_161, 80_160.9) == difference(80_161, 80_160) == ""
    assert difference(80_161, np.float32(80_161)) is None
    assert difference((1.0, 0.0), (1.0, -4e-8)) is None
    assert difference((1e6, 0.0), (1e6, 1.0)) is None
    assert difference(1e-3, 0.0) == ""
    assert difference([True, False], np.array([1, 0])) is None


def test_order_matters_unless_the_exercise_says_no():
    assert difference([1, 2, 2], [2, 1, 2]) == ""
    assert difference([1, 2, 2], [2, 1, 2], in_any_order=True) is None
    assert difference([1, 2, 2], [2, 1, 1], in_any_order=True) == ""
    assert "de 3 e veio uma lista de 2" in difference([1, 2, 2], {1, 2}, in_any_order=True)


def stops(x):
    y = x / 2
    return missing + y  # noqa: F821


def calls_itself(x):
    return calls_itself(x)


def uses_too_early(x):
    y += x  # noqa: F821
    return y / 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (stops, "`return missing + y  # noqa: F821`: um nome não foi definido"),
        (stops, "(NameError: name 'missing' is not defined)."),
        (calls_itself, "a função chama a si mesma sem parar (RecursionError"),
        (uses_too_early, "uma variável foi usada antes de receber um valor (UnboundLocalError"),
        (lambda x: x / 0, "divisão por zero (ZeroDivisionError: float division by zero)."),
        (lambda x: x + "1", "um tipo ou número de argumentos que não aceita (TypeError"),
        (lambda x: [1][3], "índice fora do tamanho da sequência (IndexError"),
        (lambda x: {}[x], "a chave não está no dicionário (KeyError: 3.0)."),
        (lambda x: x.mean(), "esse objeto não tem esse atributo ou método (AttributeError"),
        (lambda x: int("a"), "uma função recebeu um valor que não aceita (ValueError"),
        (lambda x: 10.0 ** (200 * x), "o número ficou grande demais (OverflowError"),
        (lambda x: sys.exit(), "para sair da função, use return (SystemExit)."),
        (lambda x: __import__("nada"), "o import não encontrou o que pede (ModuleNotFoundError"),
        (lambda x: np.zeros(2) @ np.zeros(3), "(ValueError: matmul"),
        (functools.partial(stops), "`return missing + y"),
        (lambda x: (y / (x - x) for y in [1]), "divisão por zero"),
    ],
)
def test_an_exception_of_the_answer_is_told_with_its_line(answer, told, said):
    printed = said(answer)
    assert told in printed
    assert "A função parou na linha" in printed


def test_the_line_is_the_one_in_the_students_cell():
    names = {}
    exec(compile("# um\n\ndef f(x):\n    return x / 0\n", "<célula>", "exec"), names)
    assert "A função parou na linha 4: divisão por zero" in verdict(HALF, names["f"])
    line = stops.__code__.co_firstlineno + 2
    assert f"A função parou na linha {line}, `return missing" in verdict(HALF, stops)


def test_an_exception_after_a_right_case_comes_with_the_hint_of_its_case(said):
    assert said(lambda x: x / 2 if x > 0 else [][0]).endswith(
        "(IndexError: list index out of range). A de −4 é −2.\n"
    )


class Odd:
    """A result that lets nobody look at it."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("não")

    __eq__ = __iter__ = __len__ = __float__ = __bool__ = __repr__ = __array__
    __hash__ = None


def in_itself():
    items = []
    items.append(items)
    return items


@pytest.mark.parametrize(
    "result",
    [
        Odd(),
        [Odd()],
        in_itself(),
        object(),
        range(3),
        iter(int, 1),
        np.array([object()]),
        pd.DataFrame({"a": ["x", None]}),
        b"1.5",
        type,
        np.ma.masked,
        pd.NA,
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("exercise", [HALF, FIRST_TWO])
def test_no_result_makes_check_stumble(result, exercise):
    assert verdict(exercise, lambda x: result).startswith("✗ ")


def test_iterators_without_end_are_cut():
    def count(items):
        yield from iter(int, 1)

    assert f"uma lista de {LONGEST}" in verdict(FIRST_TWO, count)


def test_students_interruption_passes(said):
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        said(interrupted)


def test_an_answer_that_changes_its_arguments_spoils_nothing():
    def changing(items):
        found = items[:2].copy()
        items[:] = 0
        return found

    assert verdict(FIRST_TWO, changing) == RIGHT


def test_a_case_written_with_lists_comes_in_the_form_of_the_drawn_ones():
    exercise = Exercise(
        lambda arrays, exponents: [
            np.asarray(x) ** n for x, n in zip(arrays, exponents, strict=True)
        ],
        lambda rng: ([rng.normal(size=3), rng.normal(size=2)], [2, 3]),
        Case("Cada um ao seu expoente.", ([[1, 2], [-3, 0]], (-1, 3))),
    )
    assert (
        verdict(exercise, lambda arrays, n: [x**k for x, k in zip(arrays, n, strict=True)]) == RIGHT
    )
    wrong = verdict(exercise, lambda arrays, n: arrays)
    assert wrong.startswith("✗ Cada um ao seu expoente.")


def test_warnings_of_the_answer_are_not_shown(said, recwarn):
    assert "Veio infinito" in said(lambda x: np.log(np.float64(0)))
    assert not recwarn.list


def test_the_checkers_own_fault_is_not_put_down_to_the_student(said, monkeypatch):
    monkeypatch.setattr(HALF, "draw", lambda rng: 1 / 0)
    printed = said(lambda x: x / 2)
    assert "✗ O corretor falhou (ZeroDivisionError" in printed
    assert "A culpa não é da sua resposta" in printed


def test_a_property_says_what_right_results_have_in_common():
    exercise = Exercise(
        lambda n: [n, 0],
        lambda rng: (int(rng.integers(1, 9)),),
        Property("A soma é n.", lambda found, n: sum(found) == n or f"A sua é {sum(found)}."),
        Property("São dois.", lambda found, n: len(found) == 2),
    )
    assert verdict(exercise, lambda n: (1, n - 1)) == RIGHT
    assert verdict(exercise, lambda n: (x for x in (1, n - 1))) == RIGHT
    assert verdict(exercise, lambda n: [n]) == "✗ São dois. Foi em <lambda>(8)."
    assert verdict(exercise, lambda n: [9, 9]) == "✗ A soma é n. A sua é 18. Foi em <lambda>(8)."
    told = "✗ Esperava algo como [8, 0] e veio um número: 8. Foi em <lambda>(8)."
    assert verdict(exercise, lambda n: n) == told


@pytest.mark.parametrize("number", ["5.99", "77.1", "cinco", "", None, 5.1, ["5.1"], "5"])
def test_an_unknown_number_is_told_and_never_raises(number, capsys):
    assert check(number, len) is len
    assert "não existe" in capsys.readouterr().out
