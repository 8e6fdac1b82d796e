"""The set-up, the profiles and the record."""

import json
import os
import subprocess
import sys
from pathlib import Path

import IPython.display
import pytest

from utils import course, results

ROW = {"model": "rede", "metric": "RMSE", "unit": "log10 mol/L", "split": "random", "value": 0.5}


def run_python(code, **environment):
    """Run code in a fresh Python from the root of the course; return the finished process."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        cwd=Path(course.__file__).parent.parent,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_setup_leaves_one_line_and_no_noise():
    code = "from utils import course; course.setup(); import keras; print(keras.random.uniform(()))"
    first, second = (run_python(code, COURSE_PROFILE="teste") for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    line, number = first.stdout.splitlines()
    assert line.startswith("Tudo pronto: perfil teste, Keras 3")
    assert number == second.stdout.splitlines()[1], "the seed must make two runs equal"


def test_many_networks_with_masks_leave_no_noise():
    code = (
        "from utils import course; course.setup()\n"
        "import keras, numpy as np\n"
        "x = np.array([[1, 2, 0]] * 4)\n"
        "for _ in range(6):\n"
        "    words = keras.layers.Embedding(5, 2, mask_zero=True)\n"
        "    model = keras.Sequential([words, keras.layers.LSTM(2), keras.layers.Dense(1)])\n"
        "    model.compile('sgd', 'mse')\n"
        "    model.fit(x, np.zeros(4), verbose=0)\n"
        "    model.predict(x, verbose=0)\n"
    )
    done = run_python(code, COURSE_PROFILE="teste")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_function_that_is_compiled_again_and_again_is_still_warned_of():
    code = (
        "from utils import course; course.setup()\n"
        "import tensorflow as tf\n"
        "square = tf.function(lambda x: x**2)\n"
        "for n in range(9):\n"
        "    square(tf.zeros(n))\n"
    )
    assert "retracing" in run_python(code, COURSE_PROFILE="teste").stderr


def test_setup_shows_unknown_lines_warnings_and_errors(capfd):
    with course._harmless_lines_hidden():
        os.write(2, b"I0000 port.cc:153] oneDNN custom operations are on. You may see\n")
        os.write(2, b"E0000 something new and bad\n")
        sys.stderr.write("a Python warning\n")
        sys.stderr.flush()
    written = capfd.readouterr().err
    assert sorted(written.splitlines()) == ["E0000 something new and bad", "a Python warning"]


def test_lines_are_shown_even_when_the_import_fails(capfd):
    with pytest.raises(ImportError), course._harmless_lines_hidden():
        os.write(2, b"libfoo.so not found\n")
        raise ImportError("foo")
    assert capfd.readouterr().err == "libfoo.so not found\n"


def test_importing_utils_has_no_side_effect():
    code = (
        "import os, sys, warnings; before = (dict(os.environ), list(warnings.filters))\n"
        "from utils import course, datasets, download, plotting, samples\n"
        "import matplotlib; assert matplotlib.rcParams['figure.dpi'] == 100 * (1 == 1)\n"
        "assert matplotlib.rcParams['axes.grid'] is False\n"
        "assert os.environ == before[0]\n"
        "assert 'keras' not in sys.modules and 'tensorflow' not in sys.modules\n"
    )
    done = run_python(code)
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


def test_a_record_is_a_text_table_and_json(monkeypatch):
    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: shown.append((data, raw)))
    monkeypatch.setenv("COURSE_PROFILE", "aula")
    reference = {"value": 0.58, "source": "MPNN"}
    course.record("05", [{**ROW, "sd": 0.04, "n": 5, "reference": reference}, ROW])
    ((data, raw),) = shown
    assert raw
    assert set(data) == {"text/plain", results.RECORD_TYPE}
    record = json.loads(json.dumps(data[results.RECORD_TYPE]))
    assert (record["lesson"], record["profile"]) == ("05", "aula")
    assert record["results"][1] == {**ROW, "sd": None, "n": 1, "reference": None}
    head, first, second = data["text/plain"].splitlines()
    assert head.split() == ["RMSE", "(log10", "mol/L)", "divisão", "n", "aqui", "publicado"]
    assert "0,500 ± 0,040" in first
    assert "0,58 (MPNN)" in first
    assert second.endswith("0,500")


def test_a_result_is_the_mean_and_spread_of_its_repeats():
    row = course.result("rede", "RMSE", "K", "test", [1.0, 2.0, 6.0])
    assert (row["value"], row["n"], row["reference"]) == (3.0, 3, None)
    assert row["sd"] == pytest.approx(7**0.5)
    assert course.result("rede", "RMSE", "K", "test", [1.0])["sd"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"split": "aleatória"},
        {"value": float("nan")},
        {"sd": float("inf")},
        {"reference": {"value": 0.5}},
        {"colour": "blue"},
    ],
)
def test_a_wrong_row_is_refused(change):
    with pytest.raises(ValueError, match="record"):
        course.record("05", [{**ROW, **change}])


def test_a_row_without_a_metric_is_refused():
    row = {key: value for key, value in ROW.items() if key != "metric"}
    with pytest.raises(ValueError, match="faltam \\['metric'\\]"):
        course.record("05", [row])


def test_numbers_are_written_as_in_brazil():
    assert results.decimal(-1.205, 1) == "−1,2"
    assert results.decimal(0.5) == "0,50"
