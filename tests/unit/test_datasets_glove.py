"""Word vectors: the loader, on files made here and on the real ones."""

import gzip
import io

import numpy as np
import pytest

from tests.support.faulty_server import register
from tests.support.real import real_file
from utils import stand_ins
from utils.datasets import glove, load_glove, load_imdb
from utils.files import DataError

WORDS = ["the", ",", "café", "a\xa0b", "c\x85d"]
VECTORS = np.round(np.random.default_rng(0).normal(size=(5, 100)), 5).astype(np.float32)


def word2vec(words, vectors):
    """The compressed text in gensim-data's format."""
    rows = [
        f"{len(words)} 100",
        *(f"{w} {' '.join(map(str, v))}" for w, v in zip(words, vectors, strict=True)),
    ]
    return gzip.compress(("\n".join(rows) + "\n").encode())


def give(course, text=None, **arrays):
    """Put the .npz of these arrays into the data folder, or the text instead of it."""
    buffer = io.BytesIO()
    np.savez(buffer, **(arrays or {"words": WORDS, "vectors": VECTORS}))
    register(course, "glove", text or b"...", file="glove.txt.gz", alternative="glove_npz")
    register(course, "glove_npz", buffer.getvalue(), file="glove.npz", in_class=False)
    file, body = ("glove.txt.gz", text) if text else ("glove.npz", buffer.getvalue())
    (course / file).write_bytes(body)


@pytest.mark.parametrize("text", [None, word2vec(WORDS, VECTORS)], ids=["npz", "text"])
def test_both_formats_give_the_same_words_and_vectors(course, text):
    give(course, text)
    loaded = load_glove()
    assert loaded.words == WORDS and loaded.source == "real"
    assert loaded.vectors.dtype == np.float32
    np.testing.assert_array_equal(loaded.vectors, VECTORS)


def test_the_most_frequent_words_and_those_of_a_vocabulary_at_hand_are_read(course, monkeypatch):
    monkeypatch.setattr(glove, "_FREQUENT", 2)
    give(course, word2vec(WORDS, VECTORS))
    assert load_glove().words == ["the", ","]
    both = load_glove(also=["c\x85d", "the", "unknown"])
    assert both.words == ["the", ",", "c\x85d"]
    np.testing.assert_array_equal(both.vectors, VECTORS[[0, 1, 4]])


def test_vectors_are_read_without_pickles(course):
    give(course, words=np.array([["the"], None], dtype=object), vectors=VECTORS[:1])
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_glove()


# No file


def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys):
    register(course, "glove", b"...")
    loaded = load_glove()
    assert loaded.source == "simulado" and loaded.vectors.shape == (4000, 100)
    notice = capsys.readouterr().out
    assert notice.startswith(f"{stand_ins.NOTICE}: ") and "vetores do GloVe foi gerado" in notice


def test_course_data_real_refuses_the_stand_in(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    register(course, "glove", b"...")
    with pytest.raises(DataError, match="copie o arquivo"):
        load_glove()


# The real files


def queen(glove):
    """The word nearest to woman - man + king, none of these."""
    units = dict(zip(glove.words, glove.vectors, strict=True))
    units = {word: vector / np.linalg.norm(vector) for word, vector in units.items()}
    target = units["woman"] - units["man"] + units["king"]
    return max(units.keys() - {"man", "woman", "king"}, key=lambda word: units[word] @ target)


@pytest.fixture(scope="module")
def vocabulary():
    """The 9,996 words of the reviews that lessons use."""
    if real_file("imdb").name != "imdb_flat.npz":
        pytest.skip("the numbers below are of the rebuilt reviews")
    return load_imdb(10_000).words[4:]


def test_real_glove_is_what_its_card_says(vocabulary):
    if real_file("glove").name != "glove_6B_100d.npz":
        pytest.skip("the whole of GloVe covers more")
    loaded = load_glove(also=vocabulary)
    assert loaded.source == "real" and loaded.vectors.shape == (32_906, 100)
    assert loaded.vectors.dtype == np.float32
    assert loaded.words[:5] == ["the", ",", ".", "of", "to"] and "a" not in loaded.words
    assert len(set(loaded.words)) == 32_906
    assert len(set(loaded.words) & set(vocabulary)) == 9593
    assert {"boring", "entertaining", "horrible"} <= set(loaded.words)
    assert queen(loaded) == "queen"
