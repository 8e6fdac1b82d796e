"""What every lesson begins and ends with: the set-up, the profile and the record of its results."""

import contextlib
import importlib.util
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence

PROFILES = ("aula", "teste", "completo")
SPLITS = {
    "random": "aleatória",
    "scaffold": "por esqueleto",
    "validation": "validação",
    "test": "teste",
}
RECORD_TYPE = "application/vnd.course.results+json"

# Import name -> pip's name; whatever else a lesson imports comes with these or with Colab.
REQUIRED = {
    "filelock": "filelock",
    "keras": "keras",
    "matplotlib": "matplotlib",
    "pandas": "pandas",
    "pooch": "pooch",
    "rdkit": "rdkit",
    "sklearn": "scikit-learn",
    "tensorflow": "tensorflow",
    "tqdm": "tqdm",
}

# What TensorFlow's C++ code writes as it starts, on machines where all is well.
# Nothing else is held back: an unknown line, a Python warning and an error are all shown.
HARMLESS = re.compile(
    r"All log messages before absl::InitializeLog"
    r"|oneDNN custom operations are on"
    r"|Could not find cuda drivers on your machine"
    r"|failed call to cuInit: .*UNKNOWN ERROR \(303\)"  # no GPU driver installed
    r"|This TensorFlow binary is optimized to use available CPU instructions"
    r"|To enable the following instructions: .* rebuild TensorFlow"
    r"|Unable to register cu(FFT|DNN|BLAS) factory"
    r"|computation placer already registered"
    r"|TF-TRT Warning: Could not find TensorRT"
)


def setup(seed: int = 42) -> None:
    """Prepare the notebook: packages, Keras imported in silence, seed, style, tables as text.

    ``seed`` goes to Python, NumPy and the backend (``keras.utils.set_random_seed``). Raises
    ``ModuleNotFoundError`` (with what to do) for a missing package, ``ValueError`` for an unknown
    ``COURSE_PROFILE``. May be called again at any time.
    """
    active = profile()
    _ensure_packages()
    with _harmless_lines_hidden():
        import keras

        keras.ops.zeros(())  # the backend looks for its devices here, and writes about them
    import pandas as pd

    from utils import plotting

    keras.utils.set_random_seed(seed)
    plotting.use_style()
    pd.set_option(
        "display.notebook_repr_html", False, "display.width", 90, "display.max_colwidth", 32
    )
    print(
        f"Tudo pronto: perfil {active}, Keras {keras.__version__} sobre {keras.backend.backend()}."
    )


def profile() -> str:
    """Return the profile in ``COURSE_PROFILE``: "aula" (default), "teste" or "completo"."""
    name = os.environ.get("COURSE_PROFILE", "").strip() or "aula"
    if name not in PROFILES:
        raise ValueError(
            f"COURSE_PROFILE={name!r} não existe: use {', '.join(PROFILES)} (ou apague a variável)."
        )
    return name


def pick(*, aula, teste, completo=None):
    """Return the active profile's value; without one of its own, "completo" takes "aula"'s."""
    values = {"aula": aula, "teste": teste, "completo": aula if completo is None else completo}
    return values[profile()]


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

    rows = [_checked_row(row) for row in results]
    data = {"lesson": lesson, "profile": profile(), "results": rows}
    display({"text/plain": _as_table(rows), RECORD_TYPE: data}, raw=True)


def _checked_row(row: Mapping) -> dict:
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


def published(reference: Mapping | None) -> str:
    """Return a published figure as its source prints it: "0,58 (MPNN, Wu 2018)"; "" for none."""
    if reference is None:
        return ""
    return f"{reference['value']:g}".replace(".", ",") + f" ({reference['source']})"


def _as_table(rows: Sequence[Mapping]) -> str:
    """Return one table for each metric, with the metric and its unit as the title."""
    titles = dict.fromkeys((row["metric"], row["unit"]) for row in rows)
    return "\n\n".join(
        _one_table(title, [row for row in rows if (row["metric"], row["unit"]) == title])
        for title in titles
    )


def _one_table(title: tuple[str, str], rows: Sequence[Mapping]) -> str:
    metric, unit = title
    table = [(f"{metric} ({unit})" if unit else metric, "divisão", "n", "aqui", "publicado")]
    for row in rows:
        spread = "" if row["sd"] is None else f" ± {decimal(row['sd'], 3)}"
        here = decimal(row["value"], 3) + spread
        split = SPLITS[row["split"]]
        table.append((row["model"], split, str(row["n"]), here, published(row["reference"])))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    )
    return "\n".join(padded)


def _ensure_packages() -> None:
    missing = [pip for name, pip in REQUIRED.items() if importlib.util.find_spec(name) is None]
    if missing and "google.colab" in sys.modules:
        print("Instalando o que falta no Colab:", ", ".join(missing), flush=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", *missing]
        if subprocess.run(command, check=False).returncode == 0:
            importlib.invalidate_caches()
            return
    if missing:
        raise ModuleNotFoundError(
            f"Faltam pacotes neste Python: {', '.join(missing)}. Feche este caderno e abra-o com "
            "'make lab', na pasta do curso; ou instale-os com: pip install " + " ".join(missing)
        )


@contextlib.contextmanager
def _harmless_lines_hidden() -> Iterator[None]:
    """Hold what is written to file descriptor 2, then write it again without the harmless lines.

    TensorFlow's C++ code writes there, beneath ``sys.stderr``, and no setting silences all of it.
    """
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            held.seek(0)
            lines = held.read().decode(errors="replace").splitlines(keepends=True)
            sys.stderr.write("".join(line for line in lines if not HARMLESS.search(line)))
