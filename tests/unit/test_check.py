"""Lesson 00's check of the machine."""

from importlib.metadata import version

from utils import check, files


def test_a_sound_machine_has_no_problem(monkeypatch, capsys):
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    assert check.check_environment()
    printed = capsys.readouterr().out
    assert "✓" in printed
    assert "✗" not in printed


def test_an_old_python_is_told():
    (problem,) = check.python_problems((3, 10, 4), ">=3.11,<3.14")
    assert "3.10.4" in problem
    assert ">=3.11" in problem
    assert not list(check.python_problems((3, 13, 0), ">=3.11,<3.14"))


def test_an_old_or_absent_package_is_told(monkeypatch):
    monkeypatch.setitem(check.REQUIRED, "absent", "no-such-package")
    dependencies = ["keras>=99", "numpy>=99", "no-such-package>=1", "pandas>=2.2"]
    old, absent = check.package_problems(dependencies)
    assert f"keras é o {version('keras')}" in old
    assert ">=99" in old
    assert "Falta o pacote no-such-package" in absent


def test_a_full_disk_is_told(tmp_path):
    (problem,) = check.folder_problems(tmp_path, needed=10**18)
    assert "GB livres" in problem
    assert "1000000000 GB" in problem


def test_a_data_folder_that_is_not_there_is_told(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path / "pendrive"))
    assert not check.check_environment()
    (problem,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert "pendrive" in problem
    assert "Corrija a variável, ou apague-a" in problem


def test_a_problem_is_printed_with_its_cure(monkeypatch, capsys):
    monkeypatch.setattr(check, "DISK_NEEDED", 10**18)
    monkeypatch.setattr(
        check, "python_problems", lambda *_: iter(["Este Python é o 3.10.4; instale outro."])
    )
    assert not check.check_environment()
    assert "✗ Este Python é o 3.10.4; instale outro." in capsys.readouterr().out


def test_what_data_costs_comes_from_the_registry_and_the_lessons(monkeypatch, tmp_path):
    sizes = {"imdb": 1_500_000, "imdb_word_index": 250_000, "esol": 96_699, "imdb_flat": 9_000_000}
    entry = "[{}]\nfile = 'x.json'\nurls = []\nchecksums = ['sha256:0']\nsize = {}\n"
    entry += "licence = ''\nsource = ''\nin_class = {}\n"
    registry = "".join(
        entry.format(name, size, str("flat" not in name).lower()) for name, size in sizes.items()
    )
    (tmp_path / "registry.toml").write_text(registry, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    asked = {"13_a": "datasets.load_imdb()", "14_b": "from utils.datasets import load_imdb"}
    for name, source in asked.items():
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(source, encoding="utf-8")
    monkeypatch.setattr(check, "ROOT", tmp_path)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    lines = [line.split(maxsplit=2) for line in check.data_costs().splitlines()[1:]]
    assert lines == [["imdb", "1,8", "13, 14"], ["esol", "0,1", "–"], ["todos", "1,8", "todas"]]


def test_every_data_set_of_class_is_asked_for_by_a_lesson():
    *rows, total = check.data_costs().splitlines()[1:]
    assert rows
    assert all(row.split()[2] != "–" for row in rows)
    assert total.split()[0] == "todos"
