"""What the jobs beside the unit tests stand on."""

import os
import re
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook

from tests.students import colab_moved, jobs, run_browser, run_jax
from tests.support.faulty_server import closed_port
from tools.lessons import ROOT, lesson_paths, read_lesson, write_lesson


def test_copy_of_the_course_has_every_lesson_and_no_data(tmp_path):
    copy = jobs.copy_course(tmp_path / "course")
    assert [path.name for path in lesson_paths(copy)] == [path.name for path in lesson_paths()]
    assert (copy / "data" / "registry.toml").is_file()
    assert {path.name for path in (copy / "data").iterdir()} <= jobs.DATA_KEPT
    assert not list(copy.glob(".*"))


def test_lesson_is_cut_after_the_first_cell_that_loads_data(tmp_path):
    sources = ["x", "a = datasets.load_esol()", "b", "datasets.load_egfr()", "datasets.load_esol()"]
    sources.append("datasets.load_names()")  # comes with the course
    path = tmp_path / "05_exemplo.ipynb"
    write_lesson(path, new_notebook(cells=[new_code_cell(source) for source in sources]))
    assert jobs.data_sets(read_lesson(path)) == ["esol", "egfr"]
    jobs.cut_after_data(path)
    assert [cell.source for cell in read_lesson(path).cells] == sources[:2]


def test_python_is_found_or_asked_for():
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert jobs.find_python(running) == sys.executable
    with pytest.raises(SystemExit, match=r"Falta o Python 2\.99"):
        jobs.find_python("2.99")


def test_environment_is_made_anew_every_week(tmp_path, monkeypatch):
    """ "The newest versions" of last week are not this week's."""
    monkeypatch.setattr(jobs, "JOBS", tmp_path)
    monkeypatch.setattr(jobs, "date", SimpleNamespace(today=lambda: date(2026, 11, 26)))
    made = []
    monkeypatch.setattr(jobs, "pip_install", lambda python, *names: made.append(names))
    monkeypatch.setattr(jobs, "find_python", lambda version: "python3")
    monkeypatch.setattr(
        jobs.subprocess, "run", lambda command, check: Path(command[-1]).mkdir(exist_ok=True)
    )
    for _ in range(2):
        jobs.make_environment("newest", "3.12", ["numpy"])
    assert made == [("numpy",)]
    monkeypatch.setattr(jobs, "date", SimpleNamespace(today=lambda: date(2026, 11, 30)))
    jobs.make_environment("newest", "3.12", ["numpy"])
    assert made == [("numpy",)] * 2


@pytest.mark.parametrize(
    ("arguments", "ci", "code"),
    [([], "", 1), (["--if-possible"], "", 0), (["--if-possible"], "true", 1)],
)
def test_machine_without_a_browser_is_told_so_and_ci_fails(
    arguments, ci, code, tmp_path, monkeypatch, capsys
):
    apt = tmp_path / "apt-get"
    apt.write_text(f"#!/bin/sh\necho $* >> {tmp_path}/installed\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(run_browser, "MAC_CHROME", tmp_path / "none")
    assert run_browser.main(arguments) == code
    assert "não há Chromium nem Chrome aqui" in capsys.readouterr().err
    # A maintainer's machine gets no package unasked.
    assert (tmp_path / "installed").exists() == (ci == "true" and os.name != "nt")


def test_what_colab_has_changed_is_told():
    ours = "# a\nkeras==3.13.2\nnumpy==2.1.3  # b\nscikit-learn==1.6.1\ntqdm==4.67.1\n"
    theirs = "keras==3.13.9\nnumpy==2.2.0\nscikit_learn==1.6.1\ntorch @ file:///x\n"
    assert colab_moved.moved(ours, theirs) == [
        "numpy: colab.txt diz 2.1.3, o Colab tem 2.2.0",
        "tqdm: colab.txt diz 4.67.1, o Colab tem nenhum",
    ]


def test_colab_that_can_not_be_asked_is_told_and_no_failure(monkeypatch, capsys):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert colab_moved.main(f"http://127.0.0.1:{closed_port()}/") == 0
    assert "Aviso: as versões do Colab não puderam ser lidas" in capsys.readouterr().out


def test_colab_txt_is_exact():
    text = colab_moved.OURS.read_text(encoding="utf-8")
    listed = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(colab_moved.versions(text)) == len(listed)


def test_tests_that_a_job_names_exist():
    assert all((ROOT / name).is_file() for name in run_jax.TESTS)


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_is_bounded_pinned_and_reads_only(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 240, name
        for step in job["steps"]:
            # An action at a commit, a command of the Makefile or of the course: nothing unpinned.
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}"))
            assert "pip install" not in step.get("run", "")
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_makefile_has_every_command_that_a_workflow_runs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+(?: [\w-]+)*):", makefile, re.MULTILINE))
    targets = {name for names in targets for name in names.split()}
    texts = [path.read_text(encoding="utf-8") for path in WORKFLOWS]
    run = {name for text in texts for name in re.findall(r"(?:make|^ +-) ([a-z-]+)", text, re.M)}
    commands = {name for name in run if name.startswith("test") or name in ("data", "aula")}
    assert {"test", "data", "aula", "test-browser", "test-colab"} <= commands
    assert commands <= targets
