"""Silicon: the loader, on files of both formats and on the real one; the stand-in."""

import io
import json

import numpy as np
import pytest

from tests.support.faulty_server import register
from tests.support.real import real_file
from utils import stand_ins
from utils.atoms import (
    SW_CUTOFF,
    neighbours,
    stillinger_weber,
    stillinger_weber_pulls,
    stress_from_pairs,
)
from utils.datasets import load_silicon, silicon
from utils.files import DataError
from utils.stand_ins import silicon_stand_in

UNITS = {"energy": "eV", "positions": "Å", "cell": "Å", "forces": "eV/Å", "temperature": "K"}
UNITS |= {"stress": "eV/Å³"}


@pytest.fixture(scope="module")
def flat():
    return silicon_stand_in(3)


def as_json(flat, split):
    """The cells of one part in mlearn's dictionaries."""
    cells = []
    for k in np.flatnonzero(flat["split"] == split):
        atoms = slice(flat["offsets"][k], flat["offsets"][k + 1])
        sites = [{"xyz": xyz} for xyz in flat["positions"][atoms].tolist()]
        lattice = {"matrix": flat["cell"][k].tolist()}
        outputs = {"energy": float(flat["energy"][k]), "forces": flat["forces"][atoms].tolist()}
        outputs["virial_stress"] = flat["virial_stress"][k].tolist()
        cell = {"structure": {"lattice": lattice, "sites": sites}, "outputs": outputs}
        cells.append(cell | {n: str(flat[n][k]) for n in ("group", "description")} | {"tag": split})
    return json.dumps(cells).encode()


def give(course, monkeypatch, flat, text):
    """Put the two JSON files, or the .npz, into the data folder."""
    monkeypatch.setattr(silicon, "_CELLS", len(flat["energy"]))
    monkeypatch.setattr(silicon, "_ATOMS", len(flat["positions"]))
    buffer = io.BytesIO()
    np.savez(buffer, **flat)
    bodies = {name: as_json(flat, part) for name, part in PARTS.items()}
    for name, body in bodies.items():
        register(course, name, body, file=f"{name}.json", alternative="silicon_flat")
        if text:
            (course / f"{name}.json").write_bytes(body)
    register(course, "silicon_flat", buffer.getvalue(), file="silicon.npz", in_class=False)
    if not text:
        (course / "silicon.npz").write_bytes(buffer.getvalue())


PARTS = {"silicon": "train", "silicon_test": "test"}


def sw_stress(row):
    vectors, _ = neighbours(row["positions"], row["cell"], SW_CUTOFF)
    _, pulls = stillinger_weber_pulls(vectors)
    return stress_from_pairs(vectors, pulls, abs(np.linalg.det(row["cell"])))


@pytest.mark.parametrize("text", [False, True], ids=["npz", "json"])
def test_both_formats_give_the_same_cells(course, monkeypatch, flat, text):
    give(course, monkeypatch, flat, text)
    frame = load_silicon()
    order = np.argsort(flat["split"] != "train", kind="stable") if text else slice(None)
    assert frame.attrs == {"units": UNITS, "source": "real"}
    assert frame["description"].tolist() == flat["description"][order].tolist()
    np.testing.assert_array_equal(frame["energy"], flat["energy"][order])
    for name in ("positions", "forces"):
        parts = np.split(flat[name], flat["offsets"][1:-1])
        parts = [parts[k] for k in np.arange(len(parts))[order]]
        np.testing.assert_array_equal(np.concatenate(list(frame[name])), np.concatenate(parts))
    assert [len(p) for p in frame["positions"]] == frame["atoms"].tolist()
    for _, row in frame.iterrows():  # back to the tensor that Stillinger and Weber's field gives
        np.testing.assert_allclose(row["stress"], sw_stress(row), atol=1e-9)


def test_temperature_is_what_the_text_tells(course, monkeypatch, flat):
    give(course, monkeypatch, flat, text=False)
    frame = load_silicon()
    told = frame.groupby("group")["temperature"].agg(lambda t: sorted(set(t.dropna())))
    assert told["Vacancy"] == [300, 3374] and told["Elastic"] == []
    assert told["AIMD-NVT"] == [300, 843, 1518, 2530, 3374]


def test_another_file_is_refused(course, monkeypatch, flat):
    give(course, monkeypatch, flat, text=False)
    monkeypatch.setattr(silicon, "_CELLS", 239)
    with pytest.raises(ValueError, match="não são os publicados"):
        load_silicon()


def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys):
    register(course, "silicon", b"...")
    assert load_silicon().attrs == {"units": UNITS, "source": "simulado"}
    assert capsys.readouterr().out.startswith(f"{stand_ins.NOTICE}: ")


def test_course_data_real_refuses_the_stand_in(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    register(course, "silicon", b"...")
    with pytest.raises(DataError):
        load_silicon()


def test_stand_in_is_the_same_each_time_and_has_the_groups_and_the_swapped_texts(flat):
    again = silicon_stand_in(3)
    assert all(np.array_equal(flat[name], again[name]) for name in flat)
    per_atom = flat["energy"] / np.diff(flat["offsets"])
    cold_text = [t.endswith("Vacancy AIMD NVT simulation at 300 K") for t in flat["description"]]
    hot_text = [t.endswith("Vacancy AIMD NVT simulation at 3374 K") for t in flat["description"]]
    assert per_atom[cold_text].min() > per_atom[hot_text].max()
    assert set(flat["group"]) == {"AIMD-NVT", "Vacancy", "Elastic", "Surface"}


def test_stand_in_has_stillinger_webers_forces(flat):
    atoms = slice(flat["offsets"][4], flat["offsets"][5])
    near = neighbours(flat["positions"][atoms], flat["cell"][4], SW_CUTOFF)
    np.testing.assert_allclose(stillinger_weber(*near)[1], flat["forces"][atoms], atol=1e-9)


@pytest.fixture(scope="module")
def real():
    real_file("silicon")
    return load_silicon()


def test_real_file_is_what_its_card_says(real):
    assert real["split"].value_counts().to_dict() == {"train": 214, "test": 25}
    assert real["group"].value_counts().to_dict() == {
        "AIMD-NVT": 100,
        "Vacancy": 64,
        "Elastic": 61,
        "Surface": 14,
    }
    assert real["atoms"].agg(["min", "max", "sum"]).tolist() == [12, 96, 14_758]
    assert max(abs(f).max() for f in real["forces"]) == pytest.approx(9.47, abs=0.005)
    assert max(abs(f.sum(axis=0)).max() for f in real["forces"]) < 0.01


def test_temperatures_of_the_vacancies_are_swapped(real):
    vacancy = real[real["group"] == "Vacancy"]
    liquid = vacancy["energy"] / vacancy["atoms"] > -5
    assert liquid.groupby(vacancy["temperature"]).sum().to_dict() == {300.0: 31, 3374.0: 1}


def test_stresses_of_a_stretched_crystal_are_its_stiffness(real):
    """C11 and C12 of silicon lie near 155 and 60 GPa, whatever the functional."""
    (row,) = np.flatnonzero(real["description"] == "Si 2x2x2 cell, mode 1, strain 0.02")
    stress, stretch = 160.2177 * real["stress"][row], real["cell"][row][1, 1] / 10.938 - 1
    assert stress[1, 1] / stretch == pytest.approx(155, abs=15)
    assert stress[0, 0] / stretch == pytest.approx(55, abs=15)


@pytest.mark.parametrize("group", ["AIMD-NVT", "Vacancy", "Elastic"])
def test_shears_stand_where_a_classical_field_has_them(real, group):
    """Where two were exchanged, they would not follow Stillinger and Weber's (of crystals)."""
    rows = real[(real["group"] == group) & (real["energy"] / real["atoms"] < -5)]
    told = np.array(list(rows["stress"]))
    classic = np.array([sw_stress(row) for _, row in rows.iterrows()])
    for a, b in ((0, 1), (0, 2), (1, 2)):
        others = {(0, 1), (0, 2), (1, 2)} - {(a, b)}
        own = np.corrcoef(told[:, a, b], classic[:, a, b])[0, 1]
        assert own > 0.8
        assert all(abs(np.corrcoef(told[:, a, b], classic[:, i, j])[0, 1]) < 0.5 for i, j in others)


def test_neighbours_in_the_most_skewed_real_cell_are_those_of_brute_force(real):
    skew = [np.abs(c - np.diag(np.diag(c))).max() for c in real["cell"]]
    for row in (int(np.argmax(skew)), int(real["atoms"].argmin())):
        positions, cell = real["positions"][row], real["cell"][row]
        grid = np.stack(np.meshgrid(*[np.arange(-9, 10)] * 3), axis=-1).reshape(-1, 3) @ cell
        lengths = np.linalg.norm(positions[:, None] + grid - positions[0], axis=-1)
        expected = np.sort(lengths[(lengths < 5.5) & (lengths > 1e-9)])
        vectors, index = neighbours(positions, cell, 5.5)
        found = np.linalg.norm(vectors[0][index[0] < len(positions)], axis=-1)
        np.testing.assert_allclose(np.sort(found), expected, atol=1e-9)
