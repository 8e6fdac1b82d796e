"""A lesson over a limit of size is told so; an excused one may not grow."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.conftest import LONG
from tests.lessons import guards_size


@pytest.mark.parametrize("name", guards_size.LIMITS)
def test_each_limit_of_size_holds_and_an_excuse_only_up_to_its_number(name, lesson, monkeypatch):
    def told():
        return list(guards_size.lesson_fits_a_class(lesson))

    found = guards_size.sizes(lesson)[name]
    monkeypatch.setitem(guards_size.LIMITS, name, found - 1)
    assert told() == [f"{found:g} {name}, over {found - 1:g}"]
    monkeypatch.setitem(guards_size.EXCUSED, "05_exemplo", {name: found})
    assert told() == []
    monkeypatch.setitem(guards_size.EXCUSED, "05_exemplo", {name: found - 0.5})
    assert told() == [f"{found:g} {name}, over {found - 0.5:g}"]
    monkeypatch.setitem(guards_size.EXCUSED, "05_exemplo", {name: found})
    monkeypatch.setitem(guards_size.LIMITS, name, found)
    assert told() == [f"{found:g} {name}: no longer to be excused in guards_size.py"]


def test_what_goes_beyond_the_class_is_not_counted_in_it(lesson):
    before = guards_size.sizes(lesson)
    further = [
        new_markdown_cell("## 3 · Mais (para ir além)\n" + LONG, id="beyond"),
        new_code_cell("1 + 1", id="more"),
    ]
    lesson.notebook.cells[5:5] = further
    after = guards_size.sizes(lesson)
    assert after["code cells"] == before["code cells"] + 1
    assert after["words"] > before["words"] + 20
    for name in ("code cells in class", "words in class"):
        assert after[name] == before[name]
