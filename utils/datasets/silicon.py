"""Silicon: energies, forces and stresses by DFT, of mlearn (Zuo et al. 2020)."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

_UNITS = {"energy": "eV", "positions": "Å", "cell": "Å", "forces": "eV/Å", "temperature": "K"}
_UNITS |= {"stress": "eV/Å³"}
_CELLS, _ATOMS = 239, 14_758
_KBAR = 1 / 1602.1766  # eV/Å³
# Where the six numbers of the source stand in the tensor (see `stress_tensors`).
_AXES = np.array([0, 1, 2, 0, 0, 1]), np.array([0, 1, 2, 1, 2, 2])
_AXES_OF_ELASTIC = np.array([0, 1, 2, 0, 1, 0]), np.array([0, 1, 2, 1, 2, 2])


def load_silicon() -> pd.DataFrame:
    """Silicon cells with energies, forces and stresses by DFT, a row a cell. Used by lesson 07.

    split        text     "train" (214 rows) or "test" (25), as published
    group        text     AIMD-NVT, Vacancy, Elastic or Surface
    description  text     as published: those of Vacancy have their temperatures swapped
    temperature  float64  K, as `description` tells; NaN where it tells none
    atoms        int64    how many, 12 to 96
    energy       float64  eV a cell
    positions    arrays   (atoms, 3), Cartesian, Å
    cell         arrays   (3, 3), Å: rows are the lattice vectors; periodic, some strongly skewed
    forces       arrays   (atoms, 3), eV/Å
    stress       arrays   (3, 3), eV/Å³, positive under tension: see `stress_tensors`

    `frame.attrs["units"]` tells the units and `frame.attrs["source"]` is "real", or "simulado" for
    the stand-in. Raises ValueError where a file is not the published one, and DataError where
    `COURSE_DATA=real` and it can't be had. Source: Zuo et al., J. Phys. Chem. A 124, 731 (2020),
    doi 10.1021/acs.jpca.9b08723.
    """
    flat, source = real_or_stand_in(
        "o conjunto de células de silício", _read_real, stand_ins.silicon_stand_in
    )
    bounds = flat["offsets"][1:-1]
    frame = pd.DataFrame({name: flat[name] for name in ("split", "group", "description")})
    kelvin = frame["description"].str.extract(r"at (\d+) K$")[0]
    frame["temperature"] = kelvin.astype("float64")
    frame["atoms"] = np.diff(flat["offsets"])
    frame["energy"] = flat["energy"]
    frame["positions"] = np.split(flat["positions"], bounds)
    frame["cell"] = list(flat["cell"])
    frame["forces"] = np.split(flat["forces"], bounds)
    frame["stress"] = list(stress_tensors(flat["virial_stress"], flat["group"]))
    frame.attrs = {"units": dict(_UNITS), "source": source}
    return frame


def stress_tensors(told: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the stress tensors, (n, 3, 3), in eV/Å³, positive under tension.

    `told` (n, 6) are the source's numbers, of which it tells neither unit nor order. By their size
    and sign they are VASP's, in kbar, positive under compression. xx, yy, zz and xy come first;
    then yz, xz in the group Elastic, as VASP writes them, and xz, yz in the others: so they agree
    with a force field that was trained on energies and forces alone, and in Elastic with which
    angle of the cell is not right (the tests repeat it with Stillinger-Weber's).
    """
    tensors = np.zeros((len(told), 3, 3))
    for elastic, (a, b) in ((True, _AXES_OF_ELASTIC), (False, _AXES)):
        rows = np.flatnonzero((group == "Elastic") == elastic)[:, None]
        tensors[rows, a, b] = tensors[rows, b, a] = -_KBAR * told[rows[:, 0]]
    return tensors


def _read_real() -> dict[str, np.ndarray]:
    path = files.fetch("silicon")
    if path.suffix == ".npz":
        with np.load(path) as file:
            flat = {name: file[name] for name in file.files}
    else:
        flat = _flat([*_structures(path), *_structures(files.fetch("silicon_test"))])
    if (len(flat["energy"]), len(flat["positions"])) != (_CELLS, _ATOMS):
        raise ValueError(
            f"Os arquivos do silício têm {len(flat['energy'])} células e {len(flat['positions'])} "
            f"átomos, em vez de {_CELLS} e {_ATOMS}: não são os publicados. Apague-os da pasta "
            "data/ e rode de novo."
        )
    return flat


def _structures(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))


def _flat(structures: list[dict]) -> dict[str, np.ndarray]:
    """The arrays of silicon_mlearn.npz, from mlearn's own dictionaries (those of pymatgen)."""
    places = [[site["xyz"] for site in each["structure"]["sites"]] for each in structures]
    outputs = [each["outputs"] for each in structures]
    return {
        "positions": np.concatenate(places),
        "forces": np.concatenate([output["forces"] for output in outputs]),
        "offsets": np.concatenate([[0], np.cumsum([len(place) for place in places])]),
        "cell": np.array([each["structure"]["lattice"]["matrix"] for each in structures]),
        "energy": np.array([output["energy"] for output in outputs]),
        "virial_stress": np.array([output["virial_stress"] for output in outputs]),
        "group": np.array([each["group"] for each in structures]),
        "description": np.array([each["description"] for each in structures]),
        "split": np.array([each["tag"] for each in structures]),
    }
