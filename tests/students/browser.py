"""Every lesson in JupyterLab, in a real browser, run whole and saved: `make test-browser`.

run_browser.py brings the browser and playwright. A picture of each lesson is left in .jobs/browser.
Nothing but this machine is asked for anything. With `--changed` (what .ci/run asks for; every week
all are opened) the lessons are 00, the longest, and those that differ from where the branch began.
"""

import os
import secrets
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.students.changed import lessons_to_open
from tests.students.jobs import JOBS, copy_course, without_network
from tests.support.faulty_server import closed_port
from tools.lessons import code_cells, lesson_paths, read_lesson, write_lesson

PICTURES = JOBS / "browser"
LESSON_SECONDS = 600  # in the profile teste, on a busy machine
RUN = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    const lesson = app.shell.currentWidget;
    await lesson.context.ready;
    await lesson.sessionContext.ready;
    await lesson.sessionContext.session.kernel.info;
    await app.commands.execute('notebook:run-all-cells');
    await app.commands.execute('docmanager:save');
}"""
SHOW = """async number => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    await notebook.scrollToItem(number, 'start');
}"""
CLOSE = "async () => await window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"


def figures(cell) -> int:
    return sum("image/png" in output.get("data", {}) for output in cell.outputs)


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """The course as a student has it, with no output in any lesson."""
    folder = copy_course(tmp_path_factory.mktemp("browser") / "course")
    for path in lesson_paths(folder):
        notebook = read_lesson(path)
        for cell in code_cells(notebook):
            cell.outputs, cell.execution_count = [], None
        write_lesson(path, notebook)
    return folder


@pytest.fixture(scope="session")
def lab(course, tmp_path_factory):
    """JupyterLab at work: its address and token. It may not reach beyond this machine."""
    private = tmp_path_factory.mktemp("jupyter")
    port, token = closed_port(), secrets.token_hex()
    address = f"http://127.0.0.1:{port}"
    names = ("CONFIG", "DATA", "RUNTIME")
    environment = {f"JUPYTER_{name}_DIR": str(private / name) for name in names}
    environment |= {**without_network(), "no_proxy": "127.0.0.1"}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.root_dir={course}", f"--ServerApp.port={port}"]
    command += [f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True"]
    with (private / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"{address}/api?token={token}", server)
        yield address, token
    finally:
        server.terminate()
        server.wait()


def wait_for(address, server):
    for _ in range(600):
        try:
            return urllib.request.urlopen(address, timeout=10).close()
        except OSError:
            assert server.poll() is None, "JupyterLab ended before it answered"
            time.sleep(0.2)
    raise TimeoutError("JupyterLab doesn't answer")


@pytest.fixture(scope="session")
def browser():
    # No name leads anywhere, so that what escaped the record below could not leave either.
    options = ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--no-proxy-server"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["COURSE_BROWSER"], args=options, chromium_sandbox=False
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page of a browser never used before, with all that it asked for and all that it missed."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="pt-BR")
    page = context.new_page()
    page.set_default_timeout(LESSON_SECONDS * 1000)
    page.asked, page.faults = [], []
    context.on("request", lambda request: page.asked.append(request.url))
    page.on("websocket", lambda socket: page.asked.append(socket.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    context.close()


def outsiders(page) -> list[str]:
    """Return the addresses asked for that are not on this machine."""
    places = {url: urlsplit(url) for url in page.asked}
    return [
        url
        for url, place in places.items()
        if place.scheme not in ("data", "blob") and place.hostname != "127.0.0.1"
    ]


def test_request_to_another_machine_is_refused_and_seen(page):
    page.goto("data:text/html,<p>course</p>")
    refused = page.evaluate("fetch('http://example.org/').then(() => '', error => `${error}`)")
    assert "Failed to fetch" in refused
    assert outsiders(page) == ["http://example.org/"]


def pytest_generate_tests(metafunc):
    if "path" in metafunc.fixturenames:
        paths = lessons_to_open() if metafunc.config.option.changed else lesson_paths()
        metafunc.parametrize("path", paths, ids=lambda path: path.stem)


def test_lesson_runs_whole_in_jupyterlab_and_is_saved(path, course, lab, page):
    address, token = lab
    # A workspace of its own: Jupyter would open the lesson before again.
    page.goto(f"{address}/lab/workspaces/{path.stem}/tree/notebooks/{path.name}?token={token}")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext !== undefined")
    page.evaluate(RUN)
    stored, saved = read_lesson(path), read_lesson(course / "notebooks" / path.name)
    drawn = [n for n, cell in enumerate(saved.cells) if cell.cell_type == "code" and figures(cell)]
    page.evaluate(SHOW, drawn[0] if drawn else 0)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(1000)  # the page moves and draws
    page.screenshot(path=PICTURES / f"{path.stem}.png")
    page.evaluate(CLOSE)

    cells = [cell for cell in code_cells(saved) if cell.source.strip()]
    errors = [(cell.id, o.evalue) for cell in cells for o in cell.outputs if "evalue" in o]
    assert errors == []
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert {cell.id: figures(cell) for cell in code_cells(saved)} == {
        cell.id: figures(cell) for cell in code_cells(stored)
    }
    assert outsiders(page) == []
    assert page.faults == []
