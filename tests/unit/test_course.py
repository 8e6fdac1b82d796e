"""The set-up and the profiles."""

import os
import re
import subprocess
import sys

import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

from utils import ROOT, course

TAUGHT = """
import sys
from utils import course
course.setup()
import keras, numpy as np, tensorflow as tf
print(keras.random.uniform(()))
course.setup()
print(keras.random.uniform(()))

print("networks", file=sys.stderr, flush=True)
x = np.array([[1, 2, 0]] * 4)
for _ in range(6):
    words = keras.layers.Embedding(5, 2, mask_zero=True)
    model = keras.Sequential([words, keras.layers.LSTM(2), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, np.zeros(4), verbose=0)
    model.predict(x, verbose=0)

print("functions", file=sys.stderr, flush=True)
square = tf.function(lambda x: x**2)
for n in range(9):
    square(tf.zeros(n))
"""
# Twice, since what utils needs from others may have effects of its own when first imported.
IMPORTING = """
import importlib, logging, os, pkgutil, sys, warnings
import matplotlib, numpy, pandas, utils

names = [module.name for module in pkgutil.walk_packages(utils.__path__, "utils.")]
# These are the lessons' own code, Keras and all; check imports them one by one, after the set-up.
names = [name for name in names if not name.startswith("utils.exercises.lesson")]
assert {"utils.course", "utils.plotting", "utils.datasets.common"} <= set(names)
environment = dict(os.environ)
for name in names:
    importlib.import_module(name)
for name in ("utils", *names):
    del sys.modules[name]
warnings.resetwarnings()
matplotlib.rcdefaults()
pandas.reset_option("display")
numpy.set_printoptions(precision=8)
os.environ.clear()
os.environ.update(environment)

def state():
    return {
        "environment": dict(os.environ),
        "warnings": list(warnings.filters),
        "rcParams": dict(matplotlib.rcParams),
        "pandas": [pandas.get_option(f"display.{name}") for name in ("width", "max_colwidth")],
        "numpy": numpy.get_printoptions(),
        "path": list(sys.path),
        "descriptor 2": os.fstat(2),
        "filters": list(logging.getLogger("tensorflow").filters),
    }

before = state()
for name in names:
    importlib.import_module(name)
for name, value in state().items():
    assert value == before[name], name
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
"""

HOME = {
    ".keras/keras.json": '{"backend": "theano", "floatx": "float16", "epsilon": 1}',
    ".config/matplotlib/matplotlibrc": "backend: Agg\ntext.usetex: True\nfigure.dpi: 30\n",
    ".ipython/profile_default/ipython_kernel_config.py": (
        "c.InlineBackend.figure_formats = {'svg'}\n"
        "c.InlineBackend.close_figures = False\n"
        "c.InlineBackend.rc = {'figure.dpi': 30}\n"
        "c.InteractiveShell.ast_node_interactivity = 'all'\n"
    ),
    "amber/numpy/__init__.py": "raise ImportError('dynamic module does not define…')",
    "notebooks/keras.py": "raise ImportError('of the student')",
}
SHELL = {
    "COURSE_PROFILE": "aula",
    "KERAS_MAX_EPOCHS": "1",
    "MPLBACKEND": "Agg",
    # With less, Python 3.12.1's own kernel doesn't start.
    "PYTHONWARNINGS": "error,default:There is no current event loop:DeprecationWarning",
    "XLA_FLAGS": "--xla_nonsense=1",
}
CELLS = (
    f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom utils import course\ncourse.setup()",
    """import keras, numpy as np
net = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
net.compile("sgd", "mse")
epochs = net.fit(np.zeros((4, 1)), np.zeros(4), epochs=3, verbose=0).epoch
epochs
print(len(epochs), net.layers[0].variable_dtype, net.compute_dtype,
      keras.config.image_data_format())""",
    """import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.title("Custo"), plt.xlabel("época"), plt.ylabel("custo (K²)")
plt.show()""",
    "figure, ax = plt.subplots()\nax.plot([2, 1])\nplt.show()",
)


def run_python(code, **environment):
    """Run code in a fresh Python from the root of the course; return the finished process."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture(scope="module")
def taught():
    """A Python that has been set up twice, then trains and then errs, as a student does."""
    done = run_python(TAUGHT, COURSE_PROFILE="teste")
    assert done.returncode == 0, done.stderr
    return done


def test_setup_leaves_one_line_and_no_noise(taught):
    first, number, second, again = taught.stdout.splitlines()
    assert first.startswith("Tudo pronto: perfil teste, Keras 3")
    assert (second, again) == (first, number), "the seed must make two runs equal"
    assert taught.stderr.partition("networks\n")[0] == ""


def test_many_networks_with_masks_leave_no_noise(taught):
    assert taught.stderr.partition("networks\n")[2].partition("functions\n")[0] == ""


def test_a_function_that_is_compiled_again_and_again_is_still_warned_of(taught):
    assert "retracing" in taught.stderr.partition("functions\n")[2]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A notebook run in a home and a shell where all that can be set is set otherwise."""
    home = tmp_path_factory.mktemp("home")
    for name, text in HOME.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    notebook = new_notebook(cells=list(map(new_code_cell, CELLS)))
    client = NotebookClient(notebook, kernel_name="python3", timeout=180)
    client.resources = {"metadata": {"path": str(home / "notebooks")}}
    shell = {**SHELL, "HOME": str(home), "PYTHONPATH": str(home / "amber")}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KERAS_BACKEND", raising=False)
        client.execute(env={**os.environ, **shell})
    return notebook


def test_settings_of_others_change_no_number(guarded):
    setup, training = (cell.outputs for cell in guarded.cells[:2])
    leftovers, ready = "".join(output.text for output in setup).splitlines()
    assert leftovers == "De outro programa, sem efeito no curso: KERAS_MAX_EPOCHS, XLA_FLAGS."
    assert ready.startswith("Tudo pronto: perfil aula, Keras 3")
    assert ready.endswith("sobre tensorflow.")
    (line,) = training  # the expressions before the last line show nothing
    assert line.text == "3 float32 float32 channels_last\n"


def test_settings_of_others_hide_no_figure(guarded):
    for cell in guarded.cells[2:]:
        (figure,) = cell.outputs
        assert set(figure.data) == {"image/png", "text/plain"}
        assert figure.data["text/plain"] == "<Figure size 700x420 with 1 Axes>"


def test_every_figure_has_an_alternative_text_in_html(guarded):
    # Of nbconvert's templates, "classic" alone writes it; .venv's settings choose that one.
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(guarded)
    assert re.findall(r'<img[^>]*alt="([^"]*)"', html) == [
        "Figura: Custo. Eixos: época; custo (K²). Descrita no texto a seguir.",
        "Figura. Descrita no texto a seguir.",
    ]


def test_importing_utils_has_no_side_effect():
    done = run_python(IMPORTING)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("name", "expected"), [("aula", 10), ("teste", 1), ("completo", 50)])
def test_pick_gives_the_profile_its_value(monkeypatch, name, expected):
    monkeypatch.setenv("COURSE_PROFILE", name)
    assert course.pick(aula=10, teste=1, completo=50) == expected


def test_without_a_profile_it_is_aula_and_completo_falls_back_to_aula(monkeypatch):
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    assert course.profile() == "aula"
    monkeypatch.setenv("COURSE_PROFILE", "completo")
    assert course.pick(aula=10, teste=1) == 10


def test_quotes_and_blanks_that_cmd_keeps_are_no_part_of_a_profile(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", '"Teste" ')
    assert course.profile() == "teste"


def test_an_unknown_profile_says_which_exist(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "rapido")
    with pytest.raises(ValueError, match=r"'rapido' não existe: use aula, teste, completo"):
        course.pick(aula=1, teste=1)


def test_a_missing_package_says_what_to_do(monkeypatch):
    monkeypatch.setitem(course.REQUIRED, "no_such_module", "no-such-package")
    with pytest.raises(ModuleNotFoundError, match=r"no-such-package.*make lab"):
        course.setup()


def test_on_colab_only_what_is_missing_is_installed(monkeypatch, capsys):
    commands = []

    def fake_pip(command, check):
        commands.append(command)
        return subprocess.CompletedProcess(command, returncode=0)

    monkeypatch.setitem(sys.modules, "google.colab", object())
    monkeypatch.setattr(course.subprocess, "run", fake_pip)
    course._ensure_packages()
    assert commands == [], "nothing is missing here"
    monkeypatch.setitem(course.REQUIRED, "no_such_module", "no-such-package")
    course._ensure_packages()
    assert commands[0][-2:] == ["--quiet", "no-such-package"]
    assert "no-such-package" in capsys.readouterr().out


def test_a_failed_installation_on_colab_says_what_is_missing(monkeypatch):
    def failing_pip(command, check):
        return subprocess.CompletedProcess(command, returncode=1)

    monkeypatch.setitem(sys.modules, "google.colab", object())
    monkeypatch.setattr(course.subprocess, "run", failing_pip)
    monkeypatch.setitem(course.REQUIRED, "no_such_module", "no-such-package")
    with pytest.raises(ModuleNotFoundError, match="no-such-package"):
        course._ensure_packages()


def test_a_processor_without_avx_is_sent_to_colab(monkeypatch):
    from numpy._core._multiarray_umath import __cpu_features__ as features

    monkeypatch.setattr(course.platform, "machine", lambda: "AMD64")
    monkeypatch.setitem(features, "AVX", True)
    course._ensure_avx()
    monkeypatch.setitem(features, "AVX", False)
    with pytest.raises(RuntimeError, match=r"não tem as instruções AVX.*Abra esta lição no Colab"):
        course._ensure_avx()
    monkeypatch.setattr(course.platform, "machine", lambda: "arm64")
    course._ensure_avx()


def test_a_python_too_old_says_which_will_do(monkeypatch):
    monkeypatch.setattr(course.sys, "version_info", (3, 9, 2))
    with pytest.raises(RuntimeError, match=r"o curso pede o 3.11, o 3.12 ou o 3.13.*make lab"):
        course._ensure_packages()


def test_a_keras_that_cannot_be_imported_says_what_leads_it_astray():
    done = run_python("from utils import course; course.setup()", KERAS_BACKEND="theano")
    assert done.returncode == 1
    message = done.stderr.rpartition("ImportError: ")[2]
    assert message.startswith("O Keras não pôde ser importado: Unable to import backend : theano")
    assert f"Python de {sys.prefix}, KERAS_BACKEND=theano" in message
    assert "make lab" in message


def test_every_sign_can_be_printed_where_the_console_has_few():
    code = "from utils import course; course.write_utf8(); print('✓ ✗ ⏳ − ⚠')"
    done = run_python(code, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert (done.stdout, done.stderr) == ("✓ ✗ ⏳ − ⚠\n", "")
