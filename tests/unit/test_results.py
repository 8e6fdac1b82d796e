"""A lesson's results: rows, the record of them, and the runs in full size that were kept."""

import json

import IPython.display
import pytest

from utils import results

ROW = {"model": "rede", "metric": "RMSE", "unit": "log10 mol/L", "split": "random", "value": 0.5}


def test_a_record_is_a_text_table_and_json(monkeypatch):
    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: shown.append((data, raw)))
    monkeypatch.setenv("COURSE_PROFILE", "aula")
    reference = {"value": 0.58, "source": "MPNN"}
    results.record("05", [{**ROW, "sd": 0.04, "n": 5, "reference": reference}, ROW])
    ((data, raw),) = shown
    assert raw
    assert set(data) == {"text/plain", results.RECORD_TYPE}
    record = json.loads(json.dumps(data[results.RECORD_TYPE]))
    assert (record["lesson"], record["profile"]) == ("05", "aula")
    assert record["results"][1] == {**ROW, "sd": None, "n": 1, "reference": None}
    head, first, second = data["text/plain"].splitlines()
    assert head.split() == ["RMSE", "(log10", "mol/L)", "divisão", "n", "aqui", "publicado"]
    assert "0,500 ± 0,040" in first
    assert "0,58 (MPNN)" in first
    assert second.endswith("0,500")


def test_a_share_in_percent_has_one_decimal():
    row = {**ROW, "metric": "válidas", "unit": "%", "value": 90.9, "sd": 0.24}
    assert "90,9 ± 0,2" in results.as_table([results.checked_row(row)])


def test_a_result_is_the_mean_and_spread_of_its_repeats():
    row = results.result("rede", "RMSE", "K", "test", [1.0, 2.0, 6.0])
    assert (row["value"], row["n"], row["reference"]) == (3.0, 3, None)
    assert row["sd"] == pytest.approx(7**0.5)
    assert results.result("rede", "RMSE", "K", "test", [1.0])["sd"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"split": "aleatória"},
        {"value": float("nan")},
        {"sd": float("inf")},
        {"reference": {"value": 0.5}},
        {"colour": "blue"},
    ],
)
def test_a_wrong_row_is_refused(change):
    with pytest.raises(ValueError, match="record"):
        results.record("05", [{**ROW, **change}])


def test_a_row_without_a_metric_is_refused():
    row = {key: value for key, value in ROW.items() if key != "metric"}
    with pytest.raises(ValueError, match="faltam \\['metric'\\]"):
        results.record("05", [row])


def test_numbers_are_written_as_in_brazil():
    assert results.decimal(-1.205, 1) == "−1,2"
    assert results.decimal(0.5) == "0,50"


def test_small_and_large_numbers_are_powers_of_ten():
    assert results.scientific(-2.334e-7) == "−2,33 × 10⁻⁷"
    assert results.scientific(3.37e7, 2) == "3,4 × 10⁷"
    assert results.scientific(0.0123, 1) == "0,01"
    assert results.scientific(0.0) == "0"


def test_a_kept_run_is_shown_with_its_date_and_machine(tmp_path, capsys):
    kept = {"date": "2026-11-02", "minutes": 95, "machine": "2 núcleos", "keras": "3.15"}
    kept["results"] = [results.checked_row({**ROW, "sd": 0.04, "n": 5})]
    (tmp_path / "05.json").write_text(json.dumps(kept), encoding="utf-8")
    results.show_kept("05", tmp_path)
    printed = capsys.readouterr().out
    assert "Guardado em 2026-11-02, perfil completo, 95 min em 2 núcleos, Keras 3.15" in printed
    assert "0,500 ± 0,040" in printed


def test_a_run_that_was_not_kept_is_told(tmp_path, capsys):
    results.show_kept("05", tmp_path)
    assert (
        "Nenhuma execução no perfil completo guardada para a lição 05." in capsys.readouterr().out
    )
