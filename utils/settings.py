"""What a home or a shell sets for other programs is kept out of the lessons.

Used by `course.setup`. Matplotlib's settings are undone by `plotting.use_style`.
"""

import importlib.util
import os
import sys
import warnings
from pathlib import Path

from utils import ROOT

# Left in a shell by other programs; each changes the results, drowns them in lines, or ends the
# process. What chooses a device or a number of threads stays.
LEFTOVERS = (
    "AUTOGRAPH_VERBOSITY",
    "KERAS_MAX_EPOCHS",
    "KERAS_MAX_STEPS_PER_EPOCH",
    "KERAS_NNX_ENABLED",
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
    "NVIDIA_TF32_OVERRIDE",
    "ONEDNN_DEFAULT_FPMATH_MODE",
    "PANDAS_COPY_ON_WRITE",
    "PANDAS_FUTURE_INFER_STRING",
    "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION",
    "SCIPY_ARRAY_API",
    "TF_CPP_MAX_VLOG_LEVEL",
    "TF_CPP_VMODULE",
    "TF_ENABLE_AUTO_MIXED_PRECISION",
    "TF_SET_ONEDNN_FPMATH_MODE",
    "TF_USE_LEGACY_KERAS",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
)
XLA_KEPT = "--xla_gpu_cuda_data_dir="  # where CUDA lies: some machines can't train without it


def keep_out() -> None:
    """Undo what others have set, for this process and those it starts; tell of it in one line.

    ``KERAS_BACKEND`` stays, since whoever sets it means it; keras.json doesn't count.
    """
    flags = os.environ.get("XLA_FLAGS", "").split()
    kept = [flag for flag in flags if flag.startswith(XLA_KEPT)]
    dropped = [name for name in LEFTOVERS if os.environ.pop(name, None)]
    if kept:
        os.environ["XLA_FLAGS"] = " ".join(kept)
        if kept == flags:
            dropped.remove("XLA_FLAGS")
    if dropped:
        print(f"De outro programa, sem efeito no curso: {', '.join(dropped)}.")
    if "rdkit" not in sys.modules:  # which sets this one itself
        os.environ.pop("RDBASE", None)
    if not os.environ.get("KERAS_BACKEND"):
        os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["KERAS_HOME"] = str(ROOT / "data" / ".keras")  # a keras.json of the course's own
    if sys.flags.optimize:
        print("PYTHONOPTIMIZE está ligada, e por isso nenhum assert das lições é conferido.")
    _packages_first()
    if sys.warnoptions:  # from PYTHONWARNINGS, where "error" stops the first import
        _usual_warnings()


def origin() -> str:
    """Say, for an error message, which Python runs and which settings lead it elsewhere."""
    names = [name for name in ("KERAS_BACKEND", "PYTHONPATH") if os.environ.get(name)]
    settings = "".join(f", {name}={os.environ[name]}" for name in names)
    found = ((name, importlib.util.find_spec(name)) for name in ("numpy", "tensorflow", "keras"))
    origins = "".join(f", {name} de {spec.origin}" for name, spec in found if spec)
    return f"Python de {sys.prefix}{settings}{origins}"


def _packages_first() -> None:
    """Search this Python's own packages before PYTHONPATH's folders and the notebook's."""
    folders = {"", str(Path.cwd()), *os.environ.get("PYTHONPATH", "").split(os.pathsep)} - {
        str(ROOT)
    }
    sys.path.sort(key=folders.__contains__)


def _usual_warnings() -> None:
    warnings.resetwarnings()
    for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
