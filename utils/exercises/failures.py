"""Say in Portuguese why an answer stopped: on which line, what happened, and what to look at."""

import dis
import inspect
import traceback
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent

# In this order: the first that fits is told.
CAUSES = (
    (UnboundLocalError, "uma variável foi usada antes de receber um valor"),
    (NameError, "um nome não foi definido (grafia? import? célula que ainda não rodou?)"),
    (ZeroDivisionError, "divisão por zero"),
    (OverflowError, "o número ficou grande demais"),
    (IndexError, "índice fora do tamanho da sequência"),
    (KeyError, "a chave não está no dicionário"),
    (AttributeError, "esse objeto não tem esse atributo ou método"),
    (TypeError, "uma operação ou função recebeu um tipo ou número de argumentos que não aceita"),
    (ImportError, "o import não encontrou o que pede"),
    (RecursionError, "a função chama a si mesma sem parar"),
    (ValueError, "uma função recebeu um valor que não aceita"),
    (SystemExit, "exit() encerra o programa; para sair da função, use return"),
)


def explained(error: BaseException, answer: Callable) -> str:
    """Return the line of the answer on which it stopped, why, and Python's own words."""
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent != HERE
    ]
    code = getattr(answer, "__code__", None)
    own = [frame for frame in frames if code and frame.filename == code.co_filename] or frames[:1]
    where = ""
    if own:
        where = f" na linha {own[-1].lineno}" + (f", `{own[-1].line}`" if own[-1].line else "")
    cause = next((text for kind, text in CAUSES if isinstance(error, kind)), "uma exceção")
    words = str(error).strip().splitlines()
    detail = type(error).__name__ + (f": {words[0][:200]}" if words else "")
    return f"A função parou{where}: {cause} ({detail})."


def is_untouched(answer: Callable) -> bool:
    """Tell whether a function that returns None holds nothing but `...` and a docstring."""
    code = getattr(answer, "__code__", None)
    if code is None or code.co_name == "<lambda>":
        return False
    names = {instruction.opname for instruction in dis.get_instructions(code)}
    *_, (_, _, begin, end) = code.co_positions()
    # `...` leaves no instruction; the implicit return stands in its place, three columns wide.
    one_line = (begin or 0) == (end or 0)
    trivial = names <= {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return trivial and (one_line or end - begin == len("..."))


def wrong_arguments(answer: Callable, reference: Callable, args: tuple) -> str:
    """Return what to say of an answer that can't be called with the exercise's arguments, or ""."""
    try:
        signature = inspect.signature(answer)
    except Exception:  # some built-in functions tell nobody
        return ""
    try:
        signature.bind(*args)
    except TypeError:
        asked = ", ".join(inspect.signature(reference).parameters)
        return f"A função deve receber ({asked}), nesta ordem; a sua recebe {signature}."
    return ""
