"""Tokens of SMILES and the vocabulary that turns them into integers."""

import json
from collections import Counter
from itertools import chain

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.real import real_file
from utils.chem.tokens import END, PADDING, START, Vocabulary, split_characters, split_tokens
from utils.datasets import load_smiles, split_smiles
from utils.stand_ins import smiles_stand_in

both_kinds = pytest.mark.parametrize("kind", ["tokens", "caracteres"])

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
        ("CO₂", "o caractere '₂'"),
        ("CC\u200b", "o caractere '.u200b'"),
        ("CC\0", "o caractere '.x00'"),
        (None, "está vazio"),
        (float("nan"), "está vazio"),
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
    """Some molecules of the stand-in."""
    return smiles_stand_in(300)


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
    assert vocabulary.batch(iter(["C"])).shape == (1, 3) and vocabulary.batch([]).shape == (0, 2)


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


def test_real_tokens_are_as_many_as_the_card_says():
    real_file("smiles")
    strings = load_smiles().strings
    assert (len(set("".join(strings))), sum(map(len, strings))) == (36, 14_186_935)
    train, validation, test = split_smiles(strings)
    counts = Counter(chain.from_iterable(map(split_tokens, train)))
    assert len(counts) == 70  # all of them are in the training part
    held_out = [split_tokens(string) for string in validation + test]
    assert counts.keys() >= set(chain.from_iterable(held_out))
    assert counts.total() + sum(map(len, held_out)) == 13_917_661


@both_kinds
def test_real_molecules_come_out_as_they_went_in(kind):
    real_file("smiles")
    strings = load_smiles().strings
    part = [*strings[::50], *(string for string in strings if "A" in string)]
    vocabulary = Vocabulary.from_smiles(part, kind)
    assert [vocabulary.decode(row) for row in vocabulary.batch(part)] == part
