"""Molecules as SMILES: the loader, on files made here and on the real one, and the split."""

import hashlib
import io
import lzma
import tarfile
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from tests.support.faulty_server import FaultyServer, register, whole
from tests.support.real import real_file
from utils import stand_ins
from utils.datasets import load_smiles, smiles, split_smiles
from utils.files import DataError

STRINGS = [
    "Brc1ccc(OCCCN2CCN(c3ccccn3)CC2)cc1",
    "CC(=O)Nc1ccc(S(=O)(=O)Nc2nc(Cl)cs2)cc1",
    "O=[N+]([O-])c1ccc(-c2ccccc2)c([As](=O)(O)O)c1",
]


def tar_xz(strings, file="SMILES_ForwardRNN.csv"):
    """The bytes of an archive as the authors' one: an empty line, then G, molecule, E, padding."""
    text = "\n" + "".join(f"G{string}E".ljust(76, "A") + "\n" for string in strings)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for name, content in {f"._{file}": b"", file: text.encode()}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def plain_xz(strings):
    return lzma.compress(("\n".join(strings) + "\n").encode())


def give(course, archive=None, plain=None):
    """Register both forms of the file, and put these bytes of them into the data folder."""
    archived = {"file": "SMILES_ForwardRNN.tar.xz", "alternative": "smiles_plain"}
    register(course, "smiles", archive or b"...", **archived)
    register(course, "smiles_plain", plain or b"...", file="plain.smi.xz", in_class=False)
    for file, body in ("SMILES_ForwardRNN.tar.xz", archive), ("plain.smi.xz", plain):
        if body is not None:
            (course / file).write_bytes(body)


@pytest.fixture
def course(course, monkeypatch):
    """The same course, to which STRINGS are the molecules and the stand-in takes no time."""
    content = hashlib.sha256("\n".join(STRINGS).encode()).hexdigest()
    monkeypatch.setattr(smiles, "_CONTENT", content)
    monkeypatch.setattr(stand_ins, "smiles_stand_in", lambda: ["generated"])
    return course


# The loader


def test_plain_file_gives_its_lines_in_their_order(course, capsys):
    give(course, plain=plain_xz(STRINGS))
    loaded = load_smiles()
    assert loaded.strings == STRINGS and loaded.source == "real"
    assert capsys.readouterr().out == ""


def test_archive_gives_the_same_molecules_and_is_read_without_writing_anything(course):
    give(course, archive=tar_xz(STRINGS))
    before = sorted(course.iterdir())
    loaded = load_smiles()
    assert loaded.strings == STRINGS and loaded.source == "real"
    assert sorted(course.iterdir()) == before


def test_archive_is_downloaded_and_verified(course):
    archive = tar_xz(STRINGS)
    with FaultyServer() as server:
        server.script["/a.tar.xz"] = [whole(archive)]
        register(course, "smiles", archive, server.url("/a.tar.xz"), file="a.tar.xz")
        assert load_smiles().strings == STRINGS


@pytest.mark.parametrize("strings", [STRINGS[::-1], STRINGS[:2], []])
def test_file_that_gives_other_molecules_is_never_used(course, strings):
    """It would take a new version in registry.toml: the keeper has to look at it first."""
    give(course, archive=tar_xz(strings))
    with pytest.raises(ValueError, match="não deu as moléculas que devia: avise quem mantém"):
        load_smiles()


def test_broken_archive_is_told_and_not_used(course, capsys):
    give(course, archive=tar_xz(STRINGS))
    (course / "SMILES_ForwardRNN.tar.xz").write_bytes(tar_xz(STRINGS)[:-9])
    assert load_smiles().source == "simulado"
    broken, notice = capsys.readouterr().out.splitlines()
    assert broken.startswith("Aviso: SMILES_ForwardRNN.tar.xz em data/ está corrompido")
    assert notice.startswith(stand_ins.NOTICE)


def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys):
    give(course)
    loaded = load_smiles()
    assert loaded.source == "simulado" and loaded.strings == ["generated"]
    notice = capsys.readouterr().out
    assert notice.startswith(f"{stand_ins.NOTICE}: ") and "moléculas do ChEMBL foi gerado" in notice


def test_course_data_real_refuses_the_stand_in(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    give(course)
    with pytest.raises(DataError, match=r"SMILES_ForwardRNN\.tar\.xz"):
        load_smiles()


# The split

SMILES = st.lists(st.text("CNOc1()=", min_size=1, max_size=12))


@given(SMILES)
def test_every_molecule_is_in_one_part_and_each_part_keeps_the_order(strings):
    parts = split_smiles(strings)
    assert all(isinstance(part, list) for part in parts)
    assert sorted(smiles for part in parts for smiles in part) == sorted(strings)
    for part in parts:
        chosen = set(part)
        assert part == [smiles for smiles in strings if smiles in chosen]


@given(SMILES, SMILES, st.randoms())
def test_part_of_a_molecule_depends_neither_on_the_others_nor_on_the_order(strings, more, random):
    mixed = random.sample(strings + more, len(strings + more))
    for few, many in zip(split_smiles(strings), split_smiles(mixed), strict=True):
        assert set(few) <= set(many)


def test_validation_and_test_are_the_molecules_whose_crc_32_ends_a_turn_of_50():
    strings = ["C" * length for length in range(1, 2001)]
    train, validation, test = split_smiles(strings)
    assert test == [smiles for smiles in strings if zlib.crc32(smiles.encode()) % 50 == 0]
    assert validation == [smiles for smiles in strings if zlib.crc32(smiles.encode()) % 50 == 1]
    assert 20 < len(validation) < 60 and 20 < len(test) < 60
    assert len(train) == 2000 - len(validation) - len(test)


def test_parts_are_the_same_as_when_the_course_was_made():
    """Were these to change, the weights kept with the course would have seen the test set."""
    chains = ["C" * length for length in range(1, 301)]
    _, validation, test = split_smiles(chains)
    assert [len(smiles) for smiles in validation] == [3, 47, 87, 101, 238, 279]
    assert [len(smiles) for smiles in test] == [62, 110, 153, 180]


# The real file


@pytest.fixture(scope="module")
def real():
    real_file("smiles")
    return load_smiles()


def test_real_file_is_what_its_card_says(real):
    assert real.source == "real" and len(set(real.strings)) == len(real.strings) == 271_914
    assert real.strings == sorted(real.strings)
    lengths = np.array([len(string) for string in real.strings])
    assert (lengths.min(), lengths.max()) == (34, 74)
    assert lengths.mean() == pytest.approx(52.17, abs=0.005)
    assert not any(set(string) & set("@/\\.%GE") for string in real.strings)
    assert [len(part) for part in split_smiles(real.strings)] == [260_817, 5_660, 5_437]


def test_real_molecules_are_valid(real):
    assert all(map(Chem.MolFromSmiles, real.strings[::500]))


def test_real_molecules_come_out_of_the_lines_of_the_authors_archive(real):
    """Its bytes are not here: these are its lines, as its card tells them."""
    lines = "\n" + "".join(f"G{string}E".ljust(76, "A") + "\n" for string in real.strings)
    assert smiles._MARKED.findall(lines) == real.strings
