"""`make aula` stores a lesson's outputs, clean, when the whole lesson ran; otherwise nothing."""

import base64
import io
import json
import re

import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from tools import run_lessons
from tools.lessons import code_cells, code_sha256, read_lesson, write_lesson
from tools.run_lessons import keep_full_run, main, run_lesson, without_noise
from utils.results import KEPT, RECORD_TYPE, checked_row, show_kept

CODE = """\
import os
print("one")
print(os.environ["COURSE_PROFILE"], os.environ["COURSE_DATA"])"""


@pytest.fixture
def path(tmp_path):
    cells = [new_code_cell(CODE, id="setup"), new_code_cell("1 + 1", id="sum")]
    cells[0].metadata["execution"] = {"iopub.execute_input": "2026-11-21T13:00:00Z"}
    cells[1].outputs = [new_output("stream", text="old")]
    metadata = {"course": {"lesson": "05", "seconds": -1}, "widgets": {}}
    write_lesson(tmp_path / "05_exemplo.ipynb", new_notebook(cells=cells, metadata=metadata))
    return tmp_path / "05_exemplo.ipynb"


def test_outputs_are_stored_and_the_rest_is_kept(path, capsys):
    seconds = run_lesson(path)
    assert re.search(r"^05_exemplo: (setup|sum) \d+\.\d s, (setup|sum) ", capsys.readouterr().out)
    notebook = read_lesson(path)
    first, second = code_cells(notebook)
    assert (first.id, first.source, first.metadata) == ("setup", CODE, {})
    assert [output.text for output in first.outputs] == ["one\naula real\n"]
    assert [output.data for output in second.outputs] == [{"text/plain": "2"}]
    assert [first.execution_count, second.execution_count] == [1, 2]
    assert set(notebook.metadata) == {"course", "kernelspec", "language_info"}
    measured = {"seconds": seconds, "code_sha256": code_sha256(notebook)}
    assert notebook.metadata.course == {"lesson": "05", **measured}
    assert list(path.parent.iterdir()) == [path]


def test_lesson_that_fails_stays_as_it_was(path):
    notebook = read_lesson(path)
    notebook.cells[1].source = "1 / 0"
    write_lesson(path, notebook)
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run_lesson(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_hash_is_of_the_code_but_for_the_setup_cell(path):
    notebook = read_lesson(path)
    before = code_sha256(notebook)
    notebook.cells[0].source = "another address"
    notebook.cells[1].metadata["tags"] = ["nbval-check-output"]
    assert code_sha256(notebook) == before
    notebook.cells[1].source += " "
    assert code_sha256(notebook) != before


def png(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue()).decode()


def test_noise_is_left_out_and_nothing_else():
    stdout, stderr = (new_output("stream", text=name, name=name) for name in ("stdout", "stderr"))
    kept = {"text/plain": "a", RECORD_TYPE: {}}
    table = new_output("display_data", {**kept, "text/html": "c"}, metadata={"x": 1})
    alt = {"image/png": {"alt": "uma reta", "width": 5}}
    figure = new_output("display_data", {"image/png": png(Image.new("L", (9, 9)))}, metadata=alt)
    clean = without_noise([stdout, stdout.copy(), stderr, table, figure])
    assert [output.get("text") for output in clean] == ["stdoutstdout", "stderr", None, None]
    assert (clean[2].data, clean[2].metadata) == (kept, {})
    assert clean[3].metadata == {"image/png": {"alt": "uma reta"}}


@pytest.mark.parametrize(("alpha", "mode"), [(255, "RGB"), (128, "RGBA")])
def test_picture_keeps_its_pixels_in_fewer_bytes(alpha, mode):
    picture = Image.new("RGBA", (200, 100), (0, 114, 178, alpha))
    before = png(picture)
    (output,) = without_noise([new_output("display_data", {"image/png": before})])
    after = output.data["image/png"]
    again = Image.open(io.BytesIO(base64.b64decode(after)))
    assert (again.mode, len(after) < len(before)) == (mode, True)
    assert again.convert("RGBA").tobytes() == picture.tobytes()


def test_unknown_lesson_number_is_told():
    with pytest.raises(SystemExit, match="Nenhuma lição com o número 99"):
        main(["99"])


@pytest.mark.parametrize(("bound", "code"), [("assert 1 + 1 == 2", 0), ("assert 1 + 1 > 2", 1)])
def test_check_runs_the_bounds_and_stores_nothing(path, bound, code, monkeypatch, capsys):
    notebook = read_lesson(path)
    notebook.cells[1].source = f'assert os.environ["COURSE_PROFILE"] == "aula"\n{bound}'
    write_lesson(path, notebook)
    before = path.read_bytes()
    monkeypatch.setattr(run_lessons, "lesson_paths", lambda: [path, path])
    assert main(["--check"]) == code
    assert path.read_bytes() == before
    told = capsys.readouterr().out
    assert told.count("05_exemplo.ipynb: ") == 2, "the second lesson runs after the first failed"
    assert ("Falharam: 05_exemplo.ipynb" in told) == bool(code)


RECORDING = """
from utils.results import record, result
record("05", [result("rede", "MAE", "°C", "test", [2.0, 2.2])])"""


def test_full_run_keeps_its_record_and_leaves_the_lesson(path, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(KEPT.parent.parent))
    notebook = read_lesson(path)
    notebook.cells[1].source = RECORDING.strip()
    write_lesson(path, notebook)
    before = path.read_bytes()
    keep_full_run(path, tmp_path / "completo")
    assert path.read_bytes() == before
    kept = json.loads((tmp_path / "completo" / "05.json").read_text(encoding="utf-8"))
    assert (kept["lesson"], kept["profile"]) == ("05", "completo")
    show_kept("05", tmp_path / "completo")
    printed = capsys.readouterr().out
    assert "perfil completo" in printed and "núcleos" in printed
    assert "2,100 ± 0,141" in printed


def test_lesson_without_a_full_run_says_so(tmp_path, capsys):
    show_kept("05", tmp_path)
    assert "Nenhuma execução no perfil completo" in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.stem)
def test_kept_records_are_whole_and_belong_to_a_lesson(path):
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert (kept["lesson"], kept["profile"]) == (path.stem, "completo")
    assert {"date", "minutes", "machine", "keras"} < set(kept)
    assert kept["results"] == [checked_row(row) for row in kept["results"]] != []
    assert list((KEPT.parent.parent / "notebooks").glob(f"{path.stem}_*.ipynb"))
