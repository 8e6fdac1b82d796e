"""What every lesson begins with: the set-up and the profile."""

import contextlib
import importlib.util
import logging
import os
import platform
import subprocess
import sys

from utils import settings, startup

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


def setup(seed: int = 42) -> None:
    """Prepare the notebook: packages, Keras imported in silence, seed, style, tables as text.

    ``seed`` goes to Python, NumPy and the backend (``keras.utils.set_random_seed``). What a home or
    a shell sets (Keras's and Matplotlib's files, variables, PYTHONPATH) doesn't count, save
    ``KERAS_BACKEND``. May be called again at any time. Used by all lessons.

    Raises ``ModuleNotFoundError`` (with what to do) for a missing package, ``ImportError`` for one
    that can't be imported, ``RuntimeError`` for a Python or a processor that won't do and
    ``ValueError`` for an unknown ``COURSE_PROFILE``.
    """
    active = profile()
    write_utf8()
    settings.keep_out()
    _ensure_packages()
    _ensure_avx()
    try:
        _import_keras()
    except Exception as error:
        raise ImportError(
            f"O Keras não pôde ser importado: {error}\n({settings.origin()})\nAbra o caderno com "
            "'make lab', na pasta do curso, sem essas variáveis."
        ) from error
    import keras
    import pandas as pd

    from utils import plotting

    logging.getLogger("tensorflow").addFilter(_is_no_new_network)
    keras.utils.set_random_seed(seed)
    plotting.show_in_notebook()
    plotting.use_style()
    pd.reset_option("display")
    pd.set_option(
        "display.notebook_repr_html", False, "display.width", 90, "display.max_colwidth", 32
    )
    print(
        f"Tudo pronto: perfil {active}, Keras {keras.__version__} sobre {keras.backend.backend()}."
    )


def profile() -> str:
    """Return the profile in ``COURSE_PROFILE``: "aula" (default), "teste" or "completo"."""
    name = os.environ.get("COURSE_PROFILE", "").strip(" \"'").lower() or "aula"
    if name not in PROFILES:
        raise ValueError(
            f"COURSE_PROFILE={name!r} não existe: use {', '.join(PROFILES)} (ou apague a variável)."
        )
    return name


def pick(*, aula, teste, completo=None):
    """Return the active profile's value; without one of its own, "completo" takes "aula"'s."""
    values = {"aula": aula, "teste": teste, "completo": aula if completo is None else completo}
    return values[profile()]


def write_utf8() -> None:
    """Let ``print`` write every sign, as Windows' own encoding of a redirected output can't."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def _import_keras() -> None:
    startup.show_last_words()
    with startup.harmless_lines_hidden():
        import keras

        # Whatever another program's file or an earlier experiment has left.
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")
        keras.config.set_image_data_format("channels_last")
        keras.ops.zeros(())  # the backend looks for its devices here, and writes about them
        # oneDNN tells, once, how it turns a mask; the first masked layer would do the same.
        keras.ops.transpose(keras.ops.zeros((1, 1), dtype="bool"))
        # XLA tells, once, that it is there; the first network that it compiles would do the same.
        if keras.backend.backend() == "tensorflow":
            import tensorflow as tf

            if not tf.config.list_physical_devices("GPU"):
                with contextlib.suppress(Exception):  # most lessons do without XLA
                    tf.function(lambda x: tf.tanh(x) + 1, jit_compile=True)(tf.ones(2))


def _ensure_avx() -> None:
    """Raise ``RuntimeError`` where TensorFlow would end the process: an x86 without AVX."""
    try:
        from numpy._core._multiarray_umath import __cpu_features__
    except ImportError:  # if it is numpy that fails, so will Keras, and that is told
        return
    if platform.machine().lower() in ("x86_64", "amd64") and not __cpu_features__.get("AVX", True):
        raise RuntimeError(
            "O processador deste computador (ou da máquina virtual) não tem as instruções AVX, sem "
            "as quais o TensorFlow não roda. Abra esta lição no Colab: o endereço está no alto."
        )


def _ensure_packages() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036, some editors open a notebook with any Python
        raise RuntimeError(
            f"Este Python é o {platform.python_version()}; o curso pede o 3.11, o 3.12 ou o 3.13. "
            "Abra o caderno com 'make lab', na pasta do curso."
        )
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
