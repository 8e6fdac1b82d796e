"""The tables that README, notebooks/README.md and lesson 00 repeat, made from the lessons."""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence

from nbformat import NotebookNode

from tools.lessons import records
from utils.results import SPLITS, decimal, published

# A lesson leaves this list by itself once its notebook is there.
PLANNED = {
    "17": "treino distribuído",
}


def lessons_table(lessons: Mapping[str, NotebookNode], colab: Mapping[str, str]) -> str:
    """Return README's table of lessons, and under it those still to come.

    ``lessons`` and ``colab`` (the links) are by file name.
    """
    rows = (
        (
            course.lesson,
            f"[{course.title}](notebooks/{name})",
            f"[abrir]({colab[name]})",
            course.lecture,
            duration(course.seconds),
            headline(notebook),
        )
        for name, notebook, course in _with_course(lessons)
    )
    table = _table(("nº", "lição", "Colab", "aula", "tempo", "um resultado"), rows)
    numbers = {course.lesson for _, _, course in _with_course(lessons)}
    coming = [f"{number} {title}" for number, title in PLANNED.items() if number not in numbers]
    return f"{table}\n\nA caminho: {'; '.join(coming)}." if coming else table


def lessons_list(lessons: Mapping[str, NotebookNode]) -> str:
    """Return the short table of lessons that lesson 00 shows, with links beside it."""
    rows = (
        (f"[{course.lesson}]({name})", course.title, course.lecture, duration(course.seconds))
        for name, _, course in _with_course(lessons)
    )
    return _table(("nº", "lição", "aula", "tempo em 2 núcleos"), rows)


def headline(notebook: NotebookNode) -> str:
    """Return the one result that README shows: "MAE (teste): 2,31 °C (rede); 2,46 °C (linear)".

    The notebook's ``metadata.course.headline`` names it: a metric, a split and the models, the
    network beside its strongest rival; the numbers are the record's. "–" where it has none.
    Raises ``ValueError`` where the record has not exactly one such row for a model.
    """
    course = notebook.metadata.course
    if "headline" not in course:
        return "–"
    wanted = course.headline
    rows = [row for record in records(notebook) for row in record["results"]]
    shown = []
    for model in wanted.models:
        names = {"model": model, "metric": wanted.metric, "split": wanted.split}
        found = [row for row in rows if names.items() <= row.items()]
        if len(found) != 1:
            raise ValueError(
                f"Lição {course.lesson}: metadata.course.headline pede {names}, e o registro de "
                f"resultados tem {len(found)} linhas assim; corrija o headline."
            )
        shown.append(f"{measured(found[0])} ({model})")
    return f"{wanted.metric} ({SPLITS[wanted.split]}): {'; '.join(shown)}"


def results_tables(lessons: Mapping[str, NotebookNode], kept: Sequence[Mapping] = ()) -> str:
    """Return every result of every lesson, a section each.

    ``kept`` are the records of runs in full size, as data/completo holds them.
    """
    sections = []
    for name, notebook, course in _with_course(lessons):
        facts = [f"Dados: {course.data}", f"{duration(course.seconds)} em 2 núcleos"]
        if "peak_mib" in course:
            facts.append(f"{decimal(course.peak_mib / 1024, 1)} GiB de memória")
        results = [_results_table(record) for record in records(notebook)]
        for record in kept:
            if record["lesson"] == course.lesson:
                results += [_full_run(record), _results_table(record)]
        if results:
            title = f"## [{course.lesson} · {course.title}]({name})"
            sections.append("\n\n".join([title, " · ".join(facts) + ".", *results]))
    return "\n\n".join(sections)


def _full_run(record: Mapping) -> str:
    date = datetime.date.fromisoformat(record["date"])
    return (
        f"Em tamanho completo (`make completo`), {date:%d/%m/%Y}, {record['minutes']} min em "
        f"{record['machine']}, Keras {record['keras']}:"
    )


def _results_table(record: Mapping) -> str:
    head = ("modelo", "métrica", "divisão ou parte", "aqui", "n", "publicado")
    return _table(
        head,
        (
            (
                row["model"],
                row["metric"],
                SPLITS[row["split"]],
                measured(row),
                str(row["n"]),
                published(row["reference"]),
            )
            for row in record["results"]
        ),
    )


def measured(row: Mapping) -> str:
    """Return value, spread and unit: "0,55 ± 0,04 log10 mol/L".

    The spread has one significant digit and the value ends where it does; alone it has three
    digits, or one decimal if it is a percentage.
    """
    if row["sd"]:
        digits = _digits(row["sd"], 1)
        number = f"{decimal(row['value'], digits)} ± {decimal(row['sd'], digits)}"
    else:
        number = decimal(row["value"], 1 if row["unit"] == "%" else _digits(row["value"], 3))
    return f"{number} {row['unit']}".strip()


def _digits(number: float, significant: int) -> int:
    """Return the decimals that leave `number` with so many significant digits."""
    return max(0, significant - 1 - math.floor(math.log10(abs(number)))) if number else significant


def duration(seconds: int) -> str:
    """Return a time as a student reads it: "40 s", "3 min"."""
    return f"{seconds} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def _with_course(lessons: Mapping[str, NotebookNode]) -> list[tuple]:
    return [(name, notebook, notebook.metadata.course) for name, notebook in lessons.items()]


def _table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
