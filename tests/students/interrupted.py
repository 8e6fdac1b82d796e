"""Lessons stopped, run again and run side by side, in real kernels: `make test-interrupted`."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from nbclient import NotebookClient
from nbclient.util import run_sync

from tests.students.jobs import (
    copy_course,
    cut_after_data,
    without_network,
    without_network_or_data,
)
from tests.students.offline import ALL, STICK, WITH_FILES, ask_for_all_data, lessons, needs_stick
from tests.support.faulty_server import FaultyServer, whole
from tools.lessons import execute, read_lesson
from utils import files


def run_cells(client, cells):
    """Run cells in the client's kernel; an error in one of them is raised."""
    for number, cell in enumerate(cells):
        client.execute_cell(cell, number)


@lessons(ALL)
def test_restart_in_the_middle_and_run_all_twice_give_no_error(path):
    notebook = read_lesson(path)
    client = NotebookClient(notebook, timeout=180, kernel_name="python3")
    with client.setup_kernel(env=without_network(), cwd=str(path.parent)):
        run_cells(client, notebook.cells[: len(notebook.cells) // 2])
        run_sync(client.km.restart_kernel)(now=True)
        run_sync(client.kc.wait_for_ready)(timeout=60)
        run_cells(client, notebook.cells)
        run_cells(client, notebook.cells)


@pytest.fixture
def served_course(tmp_path):
    """A course with an empty data folder, whose files come from a server on this machine."""
    course = copy_course(tmp_path / "course")
    registry = course / "data" / "registry.toml"
    text = registry.read_text(encoding="utf-8")
    with FaultyServer() as server:
        registry.write_text(
            re.sub(r'"https://[^/"]+', f'"{server.url("")}', text), encoding="utf-8"
        )
        for name, file in STICK.items():
            for url in files.registry()[name].urls:
                # Slow, so that the second asks while the first still waits.
                server.script[urlsplit(url).path] = [whole(file.read_bytes(), after=5)]
        yield course, server


@needs_stick
@lessons(WITH_FILES)
def test_two_lessons_at_once_bring_each_file_once_and_whole(path, served_course):
    course, server = served_course
    cut_after_data(course / "notebooks" / path.name)
    pair = [ask_for_all_data(course), course / "notebooks" / path.name]
    environment = {**without_network_or_data(), "no_proxy": "127.0.0.1"}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda lesson: execute(lesson, environment, timeout=180), pair))
    served = {name: file for name, file in STICK.items() if files.registry()[name].urls}
    assert served
    for name, file in served.items():
        paths = [urlsplit(url).path for url in files.registry()[name].urls]
        assert [asked for asked, _ in server.requests if asked in paths] == paths[:1]
        assert (course / "data" / file.name).read_bytes() == file.read_bytes()
    assert not list((course / "data").glob("*.part"))
