"""What the loaders share: where a data set is taken from."""

import os
from collections.abc import Callable
from typing import TypeVar

from utils import files, stand_ins

T = TypeVar("T")


def real_or_stand_in(title: str, real: Callable[[], T], sample: Callable[[], T]) -> tuple[T, str]:
    """What `real` gives, and "real"; or, where it raises DataError, the announced stand-in."""
    choice = os.environ.get("COURSE_DATA", "")
    if choice not in ("", "real"):
        raise ValueError(
            f"COURSE_DATA={choice!r} não existe. Use COURSE_DATA=real para aceitar só dados reais, "
            "ou deixe a variável vazia para que dados simulados substituam os que faltarem."
        )
    try:
        return real(), "real"
    except files.DataError:
        if choice == "real":
            raise
    print(
        f"{stand_ins.NOTICE}: sem o arquivo e sem a rede, {title} foi gerado por regras do curso e "
        "seus números não são reais. Para os dados reais, conecte-se à internet e rode de novo, "
        "ou copie o arquivo para data/ (veja data/README.md)."
    )
    return sample(), "simulado"
