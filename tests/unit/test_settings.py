"""What a home or a shell sets for other programs changes nothing in a lesson."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from utils import ROOT, settings


@pytest.fixture
def shell(monkeypatch):
    """The variables of a shell, which a test may set; keep_out changes no other test's."""
    names = {*settings.LEFTOVERS, "KERAS_BACKEND", "KERAS_HOME", "PYTHONPATH"}
    clean = {name: value for name, value in os.environ.items() if name not in names}
    monkeypatch.setattr(os, "environ", clean)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "warnoptions", [])
    return clean


def test_a_clean_shell_is_not_spoken_of(shell, capsys):
    settings.keep_out()
    assert capsys.readouterr().out == ""


def test_leftovers_are_dropped_and_named_once(shell, capsys):
    shell.update(dict.fromkeys(settings.LEFTOVERS, "1"))
    settings.keep_out()
    assert not set(settings.LEFTOVERS) & set(shell)
    named = ", ".join(settings.LEFTOVERS)
    assert capsys.readouterr().out == f"De outro programa, sem efeito no curso: {named}.\n"
    settings.keep_out()
    assert capsys.readouterr().out == ""


def test_what_chooses_a_device_or_a_number_of_threads_stays(shell, capsys):
    chosen = {"CUDA_VISIBLE_DEVICES": "1", "OMP_NUM_THREADS": "2", "TF_GPU_ALLOCATOR": "x"}
    chosen["XLA_FLAGS"] = "--xla_gpu_cuda_data_dir=/usr/lib/cuda"
    shell.update(chosen)
    settings.keep_out()
    assert chosen.items() <= shell.items()
    assert capsys.readouterr().out == ""


def test_of_xla_flags_only_the_place_of_cuda_stays(shell, capsys):
    shell["XLA_FLAGS"] = "--xla_nonsense=1 --xla_gpu_cuda_data_dir=/usr/lib/cuda"
    settings.keep_out()
    assert shell["XLA_FLAGS"] == "--xla_gpu_cuda_data_dir=/usr/lib/cuda"
    assert "XLA_FLAGS" in capsys.readouterr().out


def test_tensorflow_is_the_backend_unless_another_is_meant(shell):
    settings.keep_out()
    assert shell["KERAS_BACKEND"] == "tensorflow"
    shell["KERAS_BACKEND"] = "jax"
    settings.keep_out()
    assert shell["KERAS_BACKEND"] == "jax"


def test_a_keras_json_of_the_home_is_not_read(shell):
    shell["KERAS_HOME"] = "/somewhere"
    settings.keep_out()
    assert Path(shell["KERAS_HOME"]).is_relative_to(ROOT)


def test_rdkit_finds_its_own_data(shell, monkeypatch):
    monkeypatch.delitem(sys.modules, "rdkit", raising=False)
    shell["RDBASE"] = "/opt/rdkit-2019"
    settings.keep_out()
    assert "RDBASE" not in shell


def test_the_packages_of_this_python_go_before_other_folders(shell, tmp_path):
    sys.path[:] = [str(ROOT), "", "/amber/lib", "/usr/lib/python3.11", "/venv/site-packages"]
    shell["PYTHONPATH"] = f"/amber/lib{os.pathsep}"
    settings.keep_out()
    own = ["/usr/lib/python3.11", "/venv/site-packages"]
    assert sys.path == [str(ROOT), *own, "", "/amber/lib"]


def test_warnings_that_a_shell_makes_errors_are_warnings_again(shell, monkeypatch):
    monkeypatch.setattr(sys, "warnoptions", ["error"])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error")
        settings.keep_out()
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        warnings.warn("bad", UserWarning, stacklevel=1)
    assert [str(warning.message) for warning in caught] == ["bad"]


def test_filters_stay_where_the_shell_sets_none(shell):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        settings.keep_out()
        with pytest.raises(UserWarning):
            warnings.warn("mine", UserWarning, stacklevel=1)


def test_a_python_that_skips_asserts_is_told_of():
    code = "from utils import settings; settings.keep_out()"
    done = subprocess.run(
        [sys.executable, "-O", "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert "nenhum assert das lições é conferido" in done.stdout
