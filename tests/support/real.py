"""Tests that need a real data file: skipped where it isn't, failed where it should be."""

import os
from pathlib import Path

import pytest

from utils import files


def real_file(name: str) -> Path:
    """Return the path of a file by its name in registry.toml; nothing is downloaded.

    Without a good copy in COURSE_DATA_DIR or data/ the test is skipped or, with COURSE_DATA=real
    (what .ci/run sets where the files lie), failed.
    """
    (state,) = files.status([name])["estado"]
    if state not in ("ausente", "corrompido"):
        return files.fetch(name)
    missing = f"the real file {name!r} is {state} here: set COURSE_DATA_DIR, or run make data"
    if os.environ.get("COURSE_DATA") == "real":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)
