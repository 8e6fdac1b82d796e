"""What the loaders share: where a data set is taken from."""

import sys
from collections.abc import Callable
from typing import TypeVar

from utils import files, stand_ins

T = TypeVar("T")


def real_or_stand_in(title: str, real: Callable[[], T], stand_in: Callable[[], T]) -> tuple[T, str]:
    """Return what `real` gives and "real"; where it raises DataError, the stand-in and "simulado".

    One printed line says so and why; `COURSE_DATA=real` lets the error through instead.
    """
    choice = files.setting("COURSE_DATA")
    if choice not in ("", "real"):
        raise ValueError(
            f"COURSE_DATA={choice!r} não existe. Use COURSE_DATA=real para aceitar só dados reais, "
            "ou deixe a variável vazia para que dados simulados substituam os que faltarem."
        )
    try:
        return real(), "real"
    except files.DataError as error:
        if choice == "real":
            raise
        why = str(error).splitlines()[0]
    notice = (
        f"{stand_ins.NOTICE}: {why} Por isso, {title} foi gerado por regras do curso, e seus "
        "números não são reais. Para os dados reais, conecte-se à internet e rode de novo, ou "
        "copie o arquivo para data/ (veja data/README.md)."
    )
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(notice.encode(encoding, "replace").decode(encoding))  # Windows, > saida.txt: no ⚠ there
    return stand_in(), "simulado"
