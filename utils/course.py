"""What every lesson begins with: the set-up and the profile."""

import contextlib
import importlib.util
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator

PROFILES = ("aula", "teste", "completo")

# Import name -> pip's name; whatever else a lesson imports comes with these or with Colab.
REQUIRED = {
    "filelock": "filelock",
    "keras": "keras",
    "matplotlib": "matplotlib",
    "pandas": "pandas",
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
    r"|oneDNN supports DT_BOOL only on platforms with AVX-512"
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
        # oneDNN tells, once, how it turns a mask; the first masked layer would do the same.
        keras.ops.transpose(keras.ops.zeros((1, 1), dtype="bool"))
    import pandas as pd

    from utils import plotting

    logging.getLogger("tensorflow").addFilter(_is_no_new_network)
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


def _is_no_new_network(record: logging.LogRecord) -> bool:
    """Whether a line of TensorFlow's log is other than the one on Keras's training step.

    Every network compiles a step of its own; at the fifth, TensorFlow takes them for one step that
    is compiled again and again. A function of the student's own is still warned of.
    """
    text = record.getMessage()
    return not ("TensorFlowTrainer" in text and "triggered tf.function retracing" in text)


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
