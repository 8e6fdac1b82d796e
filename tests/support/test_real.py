"""A test that needs a real file is skipped without it, and fails where the file should be."""

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.support.faulty_server import register
from tests.support.real import real_file


@pytest.fixture
def folder(course):
    register(course, "tiny", b"a,b\n1,2\n")
    return course


def test_good_file_gives_its_path(folder):
    (folder / "tiny.csv").write_bytes(b"a,b\n1,2\n")
    assert real_file("tiny") == folder / "tiny.csv"


@pytest.mark.parametrize("content", [None, b"a,b\n1,3\n"])
@pytest.mark.parametrize(("choice", "outcome"), [("", Skipped), ("real", Failed)])
def test_missing_or_broken_file_skips_or_fails(folder, monkeypatch, content, choice, outcome):
    monkeypatch.setenv("COURSE_DATA", choice)
    if content:
        (folder / "tiny.csv").write_bytes(content)
    with pytest.raises(outcome, match="the real file 'tiny'"):
        real_file("tiny")
