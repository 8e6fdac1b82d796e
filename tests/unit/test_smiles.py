"""Molecules as SMILES: the loader, on files made here and on the real one, and the tokeniser."""

import hashlib
import io
import json
import lzma
import os
import tarfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdkit import Chem

from tests.support.faulty_server import FaultyServer, register, whole
from utils import files, stand_ins
from utils.chem.tokens import END, PADDING, START, Vocabulary, split_characters, split_tokens
from utils.datasets import load_smiles, smiles, split_smiles
from utils.files import DataError, Store
from utils.stand_ins import smiles_stand_in

REAL = Path(os.environ.get("COURSE_DATA_DIR", "")) / "chembl_bimodal_271914.smi.xz"
real_file_only = pytest.mark.skipif(
    not ("COURSE_DATA_DIR" in os.environ and REAL.is_file()),
    reason="needs chembl_bimodal_271914.smi.xz in COURSE_DATA_DIR",
)
KINDS = ["tokens", "caracteres"]
both_kinds = pytest.mark.parametrize("kind", KINDS)

STRINGS = [
    "Brc1ccc(OCCCN2CCN(c3ccccn3)CC2)cc1",
    "CC(=O)Nc1ccc(S(=O)(=O)Nc2nc(Cl)cs2)cc1",
    "O=[N+]([O-])c1ccc(-c2ccccc2)c([As](=O)(O)O)c1",
]

# The loader


@pytest.fixture
def course(course, monkeypatch):
    """The same course, to which STRINGS are the molecules."""
    content = hashlib.sha256("\n".join(STRINGS).encode()).hexdigest()
    monkeypatch.setattr(smiles, "_CONTENT", content)
    return course


def padded(strings):
    """The text of the authors' file."""
    return "\n" + "".join(f"G{string}E".ljust(76, "A") + "\n" for string in strings)


def tar_xz(text, **more):
    """The bytes of a .tar.xz with this text, and with empty files of these names."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz") as archive:
        for name, content in {"a": b"", "SMILES_ForwardRNN.csv": text.encode(), **more}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def give(course, archive=None, plain=None):
    """Register both forms of the file, and put these bytes of them into the data folder."""
    fields = {"sha256": [], "size": 0, "alternative": "smiles_plain"}
    register(course, "smiles", b"", file="SMILES_ForwardRNN.tar.xz", **fields)
    register(course, "smiles_plain", plain or b"...", file="plain.smi.xz", in_class=False)
    for file, body in ("SMILES_ForwardRNN.tar.xz", archive), ("plain.smi.xz", plain):
        if body is not None:
            (course / file).write_bytes(body)


def test_plain_file_gives_its_lines_in_their_order(course, capsys):
    give(course, plain=lzma.compress(("\n".join(STRINGS) + "\n").encode()))
    loaded = load_smiles()
    assert loaded.strings == STRINGS and loaded.source == "real"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "text",
    [
        padded(STRINGS),
        "".join(f"G{string}E\n" for string in STRINGS),
        padded(STRINGS).replace("\n", "\r\n"),
        "".join(f'{i},"G{string}EAA",\n' for i, string in enumerate(STRINGS)),
        "smiles,0\n" + "".join(",".join(f"G{string}EAA") + "\n" for string in STRINGS),
        "\n".join(STRINGS),
    ],
    ids=["padded", "unpadded", "windows", "index", "commas", "unmarked"],
)
def test_archive_gives_the_same_molecules_however_its_lines_are_made_up(course, text):
    give(course, archive=tar_xz(text))
    loaded = load_smiles()
    assert loaded.strings == STRINGS and loaded.source == "real"


def test_archive_is_read_without_writing_anything(course):
    give(course, archive=tar_xz(padded(STRINGS)))
    before = sorted(course.iterdir())
    load_smiles()
    assert sorted(course.iterdir()) == before


def test_archive_is_downloaded_and_its_content_verified(course, capsys):
    with FaultyServer() as server:
        url = server.url("/a.tar.xz")
        server.script["/a.tar.xz"] = [whole(tar_xz(padded(STRINGS)))]
        register(course, "smiles", b"", url, file="a.tar.xz", sha256=[], size=0)
        assert load_smiles().strings == STRINGS
    assert "Sem soma SHA-256 conhecida" in capsys.readouterr().out


BROKEN = {
    "another molecule": (tar_xz(padded([*STRINGS[:2], STRINGS[0]])), "há 3, mas a SHA-256 delas"),
    "another order": (tar_xz(padded(STRINGS[::-1])), "há 3, mas a SHA-256 delas não confere"),
    "one less": (tar_xz(padded(STRINGS[:2])), "há 2, mas a SHA-256 delas não confere"),
    "too short": (tar_xz(padded(["CCO"])), "'CCO' não tem de 34 a 74 dos caracteres"),
    "stereo": (tar_xz(padded(["C[C@H](O)" + "C" * 30])), "não tem de 34 a 74 dos caracteres"),
    "not utf-8": (tar_xz("", b=b"\xff" * 50), "não tem de 34 a 74 dos caracteres"),
    "empty": (tar_xz(""), "não há nenhuma"),
    "no file": (lzma.compress(bytes(10_240)), "dentro dele falta o texto"),
    "no tar": (lzma.compress(padded(STRINGS).encode()), "não é um tar inteiro"),
    "half a tar": (
        lzma.compress(lzma.decompress(tar_xz(padded(STRINGS * 9)))[:1600]),
        "não é um tar inteiro",
    ),
}


@pytest.mark.parametrize(("archive", "fault"), BROKEN.values(), ids=BROKEN)
def test_archive_with_other_content_is_told_and_not_used(course, capsys, archive, fault):
    give(course, archive=archive)
    assert load_smiles().source == "simulado"
    notice, announced = capsys.readouterr().out.splitlines()
    assert notice.startswith("Aviso: SMILES_ForwardRNN.tar.xz não tem as moléculas que devia ter")
    for told in (fault, "copie chembl_bimodal_271914.smi.xz para a pasta data/"):
        assert told in notice
    assert announced.startswith(stand_ins.NOTICE)


def test_huge_member_of_an_archive_is_not_read(course, monkeypatch, capsys):
    monkeypatch.setattr(smiles, "_LARGEST", 200)
    give(course, archive=tar_xz(padded(STRINGS)))
    assert load_smiles().source == "simulado"
    assert "grande demais" in capsys.readouterr().out


def test_course_data_real_refuses_other_content(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    give(course, archive=tar_xz(padded(STRINGS[:2])))
    with pytest.raises(DataError, match=r"SHA-256 delas não confere.*Apague-o"):
        load_smiles()


def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys):
    give(course)
    loaded = load_smiles()
    assert loaded.source == "simulado" and loaded.strings == smiles_stand_in()
    notice = capsys.readouterr().out
    assert notice.startswith(f"{stand_ins.NOTICE}: ") and "moléculas do ChEMBL foi gerado" in notice


def test_course_data_real_refuses_the_stand_in(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    give(course)
    with pytest.raises(DataError, match=r"SMILES_ForwardRNN\.tar\.xz"):
        load_smiles()


# Tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("CCO", ["C", "C", "O"]),
        ("Clc1cc[nH]c1Br", ["Cl", "c", "1", "c", "c", "[nH]", "c", "1", "Br"]),
        ("N[C@@H](C)B", ["N", "[C@@H]", "(", "C", ")", "B"]),
        ("C%12CC%123", ["C", "%12", "C", "C", "%12", "3"]),
        ("[13CH3][N+](=O)[O-]", ["[13CH3]", "[N+]", "(", "=", "O", ")", "[O-]"]),
        ("CC.[Na+]", ["C", "C", ".", "[Na+]"]),
        ("F/C=C\\Sc", ["F", "/", "C", "=", "C", "\\", "S", "c"]),
    ],
)
def test_molecule_is_cut_into_chemical_tokens(text, tokens):
    assert split_tokens(text) == tokens


def test_molecule_is_cut_into_characters():
    assert split_characters("Clc[nH]") == ["C", "l", "c", "[", "n", "H", "]"]


@pytest.mark.parametrize("split", [split_characters, split_tokens])
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "está vazio"),
        ("C C", "um espaço em branco"),
        ("CCO\n", "um espaço em branco"),
        ("c1cc[nHc1", "um colchete sem o seu par"),
        ("c1cc[n[H]]c1", "um colchete sem o seu par"),
        ("CC]", "um colchete sem o seu par"),
        ("C[]C", "sem nada dentro"),
    ],
)
def test_text_that_is_no_smiles_is_told(split, text, fault):
    with pytest.raises(ValueError, match=fault) as caught:
        split(text)
    assert repr(text) in str(caught.value) and "Corrija-o ou retire-o" in str(caught.value)


# The vocabulary

TOKENS = ["C", "c", "N", "n", "O", "F", "Cl", "Br", "B", "I", "S", "(", ")", "=", "#", "-", "1"]
TOKENS += ["2", "9", "%10", "%31", "[nH]", "[N+]", "[O-]", "[C@@H]", "[As]", "[Ag]", "[Ga]", "[Ge]"]
TOKENS += ["[Er]", "[Eu]", "[Ac]", "[11CH3]", "@", "/", "\\", "."]
MOLECULES = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def sampled():
    """The stand-in."""
    return smiles_stand_in(500)


@given(MOLECULES)
def test_tokens_come_out_as_they_went_in(tokens):
    text = "".join(tokens)
    assert split_tokens(text) == tokens
    assert "".join(split_characters(text)) == text


@both_kinds
@given(strings=st.lists(MOLECULES.map("".join), min_size=1, max_size=5))
@example(strings=["[As]CE", "G[Ag]A"])
def test_what_is_encoded_is_decoded(kind, strings):
    """Also the letters A, G and E, which are none of the marks."""
    vocabulary = Vocabulary.from_smiles(strings, kind)
    for string, row in zip(strings, vocabulary.batch(strings), strict=True):
        assert vocabulary.knows(string)
        assert vocabulary.decode(vocabulary.encode(string)) == string
        assert vocabulary.decode(row) == string
        assert min(vocabulary.encode(string)) > max(PADDING, START, END)


@both_kinds
def test_stand_in_is_encoded_and_decoded(kind, sampled):
    vocabulary = Vocabulary.from_smiles(sampled, kind)
    assert [vocabulary.decode(row) for row in vocabulary.batch(sampled)] == sampled


def test_marks_come_first_and_then_each_token_once_sorted():
    vocabulary = Vocabulary.from_smiles(["Clc[nH]", "cC"])
    assert vocabulary.tokens == ("A", "G", "E", "C", "Cl", "[nH]", "c")
    assert (PADDING, START, END) == (0, 1, 2) and len(vocabulary) == 7
    by_character = Vocabulary.from_smiles(["C[As]"], kind="caracteres")
    assert by_character.tokens == ("A", "G", "E", "A", "C", "[", "]", "s")


@both_kinds
def test_vocabulary_depends_on_the_molecules_and_not_on_their_order(kind, sampled):
    one, other = (Vocabulary.from_smiles(part, kind) for part in (sampled, sampled[::-1]))
    assert one == other


def test_integers_are_those_of_the_tokens():
    vocabulary = Vocabulary.from_smiles(["CCl", "c[nH]"])
    encoded = vocabulary.encode("Clc[nH]C")
    assert encoded.dtype == np.int32 and encoded.tolist() == [4, 6, 5, 3]


def test_batch_has_the_start_the_molecule_the_end_and_padding():
    vocabulary = Vocabulary.from_smiles(["CO"])
    table = vocabulary.batch(["C", "COC"])
    assert table.dtype == np.int32
    assert table.tolist() == [[1, 3, 2, 0, 0], [1, 3, 4, 3, 2]]
    assert vocabulary.batch(["C"], columns=6).tolist() == [[1, 3, 2, 0, 0, 0]]
    assert vocabulary.batch(iter(["C"])).shape == (1, 3) and vocabulary.batch([]).shape == (0, 2)


def test_molecule_that_does_not_fit_its_columns_is_told():
    vocabulary = Vocabulary.from_smiles(["CO"])
    with pytest.raises(ValueError, match=r"precisa de 5 colunas.*columns=4. Aumente-o"):
        vocabulary.batch(["C", "COC"], columns=4)


def test_decoding_stops_at_the_first_end_and_leaves_marks_out():
    vocabulary = Vocabulary.from_smiles(["CO"])
    assert vocabulary.decode([1, 3, 4, 2, 3, 1, 2, 0]) == "CO"
    assert vocabulary.decode(np.array([3, 0, 1, 4])) == "CO"
    assert vocabulary.decode([]) == vocabulary.decode([2, 3]) == ""


@pytest.mark.parametrize("integer", [-1, 5, 400])
def test_integer_that_stands_for_no_token_is_told_even_behind_the_end(integer):
    vocabulary = Vocabulary.from_smiles(["CO"])
    with pytest.raises(ValueError, match=rf"O inteiro {integer} .* de 0 a 4\. Decodifique com o"):
        vocabulary.decode([3, 2, integer])


@pytest.mark.parametrize(
    ("kind", "text", "token"),
    [
        ("tokens", "CC[nH]", "[nH]"),
        ("tokens", "CCl", "Cl"),
        ("tokens", "CA", "A"),
        ("tokens", "GCE", "G"),
        ("caracteres", "C[Ag]", "["),
        ("caracteres", "CE", "E"),
    ],
)
def test_unknown_token_is_told_with_its_molecule_and_what_to_do(kind, text, token):
    vocabulary = Vocabulary.from_smiles(["CO"], kind)
    assert not vocabulary.knows(text)
    with pytest.raises(ValueError, match="não está no vocabulário") as caught:
        vocabulary.encode(text)
    for told in (repr(token), repr(text), "knows", "Retire antes as moléculas"):
        assert told in str(caught.value)


@both_kinds
@pytest.mark.parametrize("text", ["", "C O", "C[O", "O]"])
def test_what_is_no_smiles_is_known_by_no_vocabulary(kind, text):
    assert not Vocabulary.from_smiles(["CO"], kind).knows(text)


@both_kinds
def test_vocabulary_comes_back_from_json(kind, sampled):
    vocabulary = Vocabulary.from_smiles(sampled, kind)
    read = json.loads(json.dumps(vocabulary.to_json()))
    assert read["kind"] == kind and read["tokens"][:3] == ["A", "G", "E"]
    assert Vocabulary.from_json(read) == vocabulary


@pytest.mark.parametrize(
    ("tokens", "kind", "told"),
    [
        (["A", "G", "E", "C"], "letras", "kind='letras' não existe"),
        (["G", "A", "E", "C"], "tokens", "as marcas"),
        (["A", "G"], "tokens", "as marcas"),
        (["A", "G", "E", "C", "C"], "tokens", "cada token uma vez"),
    ],
)
def test_what_is_no_vocabulary_is_told(tokens, kind, told):
    with pytest.raises(ValueError, match=told):
        Vocabulary.from_json({"kind": kind, "tokens": tokens})


# The real file


@pytest.fixture(scope="module")
def real():
    return load_smiles()


@real_file_only
def test_real_file_is_what_its_card_says(real):
    assert real.source == "real" and len(set(real.strings)) == len(real.strings) == 271_914
    assert real.strings == sorted(real.strings)
    lengths = np.array([len(string) for string in real.strings])
    assert (lengths.min(), lengths.max()) == (34, 74)
    assert lengths.mean() == pytest.approx(52.17, abs=0.005)
    assert not any(set(string) & set("@/\\.%GE") for string in real.strings)
    assert [len(part) for part in split_smiles(real.strings)] == [260_817, 5_660, 5_437]


@real_file_only
@pytest.mark.parametrize(
    ("kind", "tokens", "total"), [("tokens", 70, 13_917_661), ("caracteres", 36, 14_186_935)]
)
def test_real_tokens_are_as_many_as_the_card_says(real, kind, tokens, total):
    vocabulary = Vocabulary.from_smiles(real.strings, kind)
    assert len(vocabulary) == 3 + tokens
    assert sum(len(vocabulary.split(string)) for string in real.strings) == total
    train, validation, test = split_smiles(real.strings)
    assert Vocabulary.from_smiles(train, kind) == vocabulary
    part = [*validation[::5], *test[::5], *(string for string in real.strings if "A" in string)]
    assert [vocabulary.decode(row) for row in vocabulary.batch(part)] == part


@real_file_only
def test_real_molecules_are_valid(real):
    assert all(map(Chem.MolFromSmiles, real.strings[::500]))


@real_file_only
def test_real_molecules_come_out_of_an_archive_made_as_the_authors_made_theirs(
    real, tmp_path, monkeypatch
):
    monkeypatch.delenv("COURSE_DATA_DIR")
    monkeypatch.setattr(files, "COURSE", Store(tmp_path, pauses=()))
    give(tmp_path, archive=tar_xz(padded(real.strings)))
    loaded = load_smiles()
    assert loaded.source == "real" and loaded.strings == real.strings
