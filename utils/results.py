"""A lesson's results: rows, the record of them, and the runs in full size that were kept."""

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from utils import ROOT, course

KEPT = ROOT / "data" / "completo"
SPLITS = {
    "random": "aleatória",
    "scaffold": "por esqueleto",
    "validation": "validação",
    "test": "teste",
    "samples": "amostras",
}
RECORD_TYPE = "application/vnd.course.results+json"


def result(
    model: str,
    metric: str,
    unit: str,
    split: str,
    values: Sequence[float],
    reference: Mapping | None = None,
) -> dict:
    """Return a row for ``record``: the mean, sd and number of ``values``, one for each repeat."""
    mean = sum(values) / len(values)
    sd = statistics.stdev(values) if len(values) > 1 else None
    row = {"model": model, "metric": metric, "unit": unit, "split": split, "value": mean}
    return {**row, "sd": sd, "n": len(values), "reference": reference}


def record(lesson: str, results: Sequence[Mapping]) -> None:
    """Show a lesson's results as a table and keep them in the output for README's tables.

    Each row has ``model`` (as the student reads it), ``metric`` and ``unit`` (short names: RMSE,
    AUC…; "" for no unit), ``split`` (a key of ``SPLITS``) and ``value``; and, where they exist,
    ``sd`` (standard deviation over repeats), ``n`` (how many seeds or folds; 1 if absent) and
    ``reference`` (``{"value": …, "source": …}``, as published). Raises ``ValueError`` on any
    other row.
    """
    from IPython.display import display

    rows = [checked_row(row) for row in results]
    data = {"lesson": lesson, "profile": course.profile(), "results": rows}
    display({"text/plain": as_table(rows), RECORD_TYPE: data}, raw=True)


def checked_row(row: Mapping) -> dict:
    """Return a whole row of a record; raise ``ValueError`` (in Portuguese) for a wrong one."""
    optional = {"sd": None, "n": 1, "reference": None}
    required = ("model", "metric", "unit", "split", "value")
    missing = [key for key in required if key not in row]
    unknown = sorted(set(row) - set(required) - set(optional))
    if missing or unknown:
        raise ValueError(f"record: na linha {dict(row)}, faltam {missing} e sobram {unknown}.")
    if row["split"] not in SPLITS:
        raise ValueError(f"record: split {row['split']!r} não existe: use {', '.join(SPLITS)}.")
    checked = {**optional, **row, "value": float(row["value"])}
    if checked["sd"] is not None:
        checked["sd"] = float(checked["sd"])
    if not all(math.isfinite(checked[key] or 0.0) for key in ("value", "sd")):
        raise ValueError(f"record: valor não finito em {dict(row)}: o treino divergiu?")
    reference = checked["reference"]
    if reference is not None and set(reference) != {"value", "source"}:
        raise ValueError("record: reference precisa de 'value' e 'source', e de nada mais.")
    return checked


def decimal(value: float, digits: int = 2) -> str:
    """Return ``value`` as it is written in Brazil: "0,55", "−1,20"."""
    return f"{value:.{digits}f}".replace(".", ",").replace("-", "−")


def scientific(value: float, digits: int = 3) -> str:
    """Return ``value`` with so many significant digits: "0,0123", "2,33 × 10⁸", "0"."""
    mantissa, _, power = f"{value:.{digits}g}".partition("e")
    text = mantissa.replace(".", ",").replace("-", "−")
    if not power:
        return text
    return f"{text} × 10{str(int(power)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def published(reference: Mapping | None) -> str:
    """Return a published figure as its source prints it: "0,58 (MPNN, Wu 2018)"; "" for none."""
    if reference is None:
        return ""
    return f"{reference['value']:g}".replace(".", ",") + f" ({reference['source']})"


def as_table(rows: Sequence[Mapping]) -> str:
    """Return one table for each metric, with the metric and its unit as the title."""
    titles = dict.fromkeys((row["metric"], row["unit"]) for row in rows)
    return "\n\n".join(
        _one_table(title, [row for row in rows if (row["metric"], row["unit"]) == title])
        for title in titles
    )


def _one_table(title: tuple[str, str], rows: Sequence[Mapping]) -> str:
    metric, unit = title
    table = [(f"{metric} ({unit})" if unit else metric, "divisão", "n", "aqui", "publicado")]
    digits = 1 if unit == "%" else 3  # "90,900 %" would read as ninety thousand
    for row in rows:
        spread = "" if row["sd"] is None else f" ± {decimal(row['sd'], digits)}"
        here = decimal(row["value"], digits) + spread
        split = SPLITS[row["split"]]
        table.append((row["model"], split, str(row["n"]), here, published(row["reference"])))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    )
    return "\n".join(padded)


def show_kept(lesson: str, folder: Path = KEPT) -> None:
    """Print what the lesson's kept run in the profile "completo" gave, and where and when it ran.

    `make completo` keeps it in ``folder`` as NN.json. Prints a line saying so where there is none.
    """
    path = folder / f"{lesson}.json"
    if not path.exists():
        print(f"Nenhuma execução no perfil completo guardada para a lição {lesson}.")
        return
    kept = json.loads(path.read_text(encoding="utf-8"))
    print(
        f"Guardado em {kept['date']}, perfil completo, {kept['minutes']} min em {kept['machine']}, "
        f"Keras {kept['keras']}:\n{as_table(kept['results'])}"
    )
