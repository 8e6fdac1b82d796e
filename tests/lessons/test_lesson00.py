"""Lesson 00: menus as they are shown, a network that learns, a download only when asked for."""

import json
import re
from importlib.resources import files as package_files

import pandas as pd
import pytest

from tests.lessons.lesson import Lesson
from tools.lessons import ROOT, run_cells, text_of
from utils import course, files

LESSON = Lesson.read(ROOT / "notebooks" / "00_comece_aqui.ipynb")
# What the language pack leaves in English: the names of the menus themselves, and this item.
UNTRANSLATED = {"Run", "Kernel", "Settings", "Language"}


def test_menus_are_named_as_jupyterlab_shows_them():
    pack = package_files("jupyterlab_language_pack_pt_BR") / "locale/pt_BR/LC_MESSAGES"
    messages = json.loads((pack / "jupyterlab.json").read_text(encoding="utf-8"))
    shown = {text for texts in messages.values() if isinstance(texts, list) for text in texts}
    menus = re.findall(r"\*(\w+ → [^*]+)\*", LESSON.markdown)
    assert len(menus) >= 4
    for menu in menus:
        for label in menu.split(" → "):
            assert label in shown | UNTRANSLATED, menu


def test_stored_outputs_do_not_depend_on_the_files_that_lie_here():
    stored = "\n".join(text_of(output) for _, output in LESSON.outputs())
    assert stored
    for word in ("COURSE_DATA_DIR", "verificado", "confere", "ausente", "corrompido"):
        assert word not in stored


@pytest.fixture(scope="module")
def shown():
    """The cells' names, run as far as the network's training, in the profile teste."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_PROFILE", "teste")
        ids = ["imports", "titration", "readings", "network", "training"]
        return run_cells("00", ids, {"course": course})


def test_the_titration_is_that_of_a_weak_acid(shown):
    """As a textbook says: √(Ka c) at first, pH = pKa half way, basic at the equivalence."""
    volume = shown["base_volume"]
    assert volume(4.757) == pytest.approx(10.5, abs=0.05)
    assert volume(2.92) == pytest.approx(0.0, abs=0.05)
    assert volume(8.71) == pytest.approx(21.0, abs=0.05)


def test_the_network_errs_less_and_less(shown):
    first, *_, last = (abs(values - shown["pH"]).mean() for values in shown["learned"].values())
    assert last < first


def test_all_is_downloaded_only_when_asked_for(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(files, "fetch_all", lambda: asked.append(1) or pd.DataFrame({"a": ["b"]}))
    (source,) = (cell.source for cell in LESSON.code if cell.id == "data-run")
    exec(source, {"files": files})
    assert not asked
    assert "Nada foi baixado" in capsys.readouterr().out
    exec(source.replace("False", "True", 1), {"files": files})
    assert asked
    assert "b" in capsys.readouterr().out
