"""Film reviews: the loader on files made here and on the real ones, encoding, the split."""

import io
import json
import lzma
import os
import shutil
from functools import cache, partial
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras.datasets import imdb as keras_imdb

from tests.support.faulty_server import register
from tests.support.real import real_file
from utils import stand_ins
from utils.datasets import is_new, load_imdb, split_reviews
from utils.datasets.reviews import Imdb
from utils.files import DataError
from utils.stand_ins import imdb_stand_in

RANKS = {"good": 2, "film": 1, "not": 4, "bad": 3, "isn't": 5}
ROWS = {"train": [[1, 2], [1, 4, 2], [3], [1, 5, 3]], "test": [[2, 1], [3, 1]]}
LABELS = {"train": [1, 0, 0, 1], "test": [1, 0]}


def flat(**changes):
    """The arrays of imdb_flat.npz, some of them changed; None leaves one out."""
    arrays = {}
    for split, rows in ROWS.items():
        arrays[f"tokens_{split}"] = np.array([*chain(*rows)], dtype=np.int32)
        arrays[f"offsets_{split}"] = np.cumsum([0, *map(len, rows)])
        arrays[f"y_{split}"] = np.array(LABELS[split], dtype=np.int8)
    return {name: array for name, array in (arrays | changes).items() if array is not None}


def npz(**arrays):
    """The bytes of this npz file."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def lists(rows):
    """The reviews as Keras's file holds them: an array of lists, which is pickled."""
    array = np.empty(len(rows), dtype=object)
    array[:] = rows
    return array


def pickled(**changes):
    """The bytes of an imdb.npz, some of its arrays changed; None leaves one out."""
    arrays = {f"x_{split}": lists(rows) for split, rows in ROWS.items()}
    arrays |= {f"y_{split}": np.array(labels) for split, labels in LABELS.items()}
    arrays |= changes
    return npz(**{name: array for name, array in arrays.items() if array is not None})


def put(course, file, body, **fields):
    """Register a file under its name without the endings, and write it."""
    register(course, file.split(".")[0], body, file=file, **fields)
    (course / file).write_bytes(body)


def give(course, reviews=None, ranks=RANKS, lists=None):
    """Put the files of a small IMDB into the data folder: one of the two, or both."""
    index = ranks if isinstance(ranks, bytes) else json.dumps(ranks).encode()
    put(course, "imdb_word_index.json", index)
    if lists is None:
        register(course, "imdb", b"...", file="imdb.npz", alternative="imdb_flat")
        put(course, "imdb_flat.npz", npz(**(reviews or flat())))
    else:
        put(course, "imdb.npz", lists)


@pytest.fixture
def small(course):
    give(course)
    return load_imdb()


@pytest.fixture
def quick_stand_in(monkeypatch):
    """A stand-in that takes no time to make, for tests that only look at what is said of it."""
    monkeypatch.setattr(stand_ins, "imdb_stand_in", partial(imdb_stand_in, 20))


def as_lists(sequences):
    return [sequence.tolist() for sequence in sequences]


# Good files


def test_reviews_follow_the_conventions_of_keras(small):
    assert small.words == [
        *("<pad>", "<start>", "<unk>", "<unused>"),
        *("film", "good", "bad", "not", "isn't"),
    ]
    assert as_lists(small.x_train) == [[1, 4, 5], [1, 4, 7, 5], [1, 6], [1, 4, 8, 6]]
    assert as_lists(small.x_test) == [[1, 5, 4], [1, 6, 4]]
    assert small.y_train.tolist() == [1, 0, 0, 1] and small.y_test.tolist() == [1, 0]
    assert {sequence.dtype for sequence in small.x_train + small.x_test} == {np.dtype("int32")}
    assert small.y_train.dtype == small.y_test.dtype == np.int64
    assert small.source == "real"


def test_words_beyond_num_words_become_the_unknown(course):
    give(course)
    cut = load_imdb(num_words=7)
    assert cut.words == ["<pad>", "<start>", "<unk>", "<unused>", "film", "good", "bad"]
    assert as_lists(cut.x_train) == [[1, 4, 5], [1, 4, 2, 5], [1, 6], [1, 4, 2, 6]]
    assert cut.encode("not a bad film").tolist() == [1, 2, 2, 6, 4]
    assert load_imdb(num_words=100).words == load_imdb().words


@pytest.mark.parametrize("num_words", [None, 5, 6, 7, 8])
def test_pickled_file_gives_the_reviews_in_the_order_that_keras_gives(
    course, monkeypatch, num_words
):
    give(course, lists=pickled())
    ours = load_imdb(num_words)
    monkeypatch.setattr("keras.src.datasets.imdb.get_file", lambda **_: str(course / "imdb.npz"))
    # Without num_words, Keras takes its own rarest word for unknown.
    theirs = keras_imdb.load_data(num_words=num_words or 100)
    for x, y, (x_keras, y_keras) in zip(
        (ours.x_train, ours.x_test), (ours.y_train, ours.y_test), theirs, strict=True
    ):
        assert as_lists(x) == [list(each) for each in x_keras] and y.tolist() == y_keras.tolist()


# Text and integers


def test_decoding_leaves_padding_out_and_shows_the_marks(small):
    assert small.decode([0, 0, 1, 4, 8, 2, 6, 0]) == "<start> film isn't <unk> bad"
    assert small.decode(np.array([], dtype=np.int32)) == ""


@pytest.mark.parametrize("integer", [-1, 9, 10_000])
def test_integer_that_is_no_word_is_told(small, integer):
    with pytest.raises(ValueError, match=r"de 0 a 8 representam palavras.*mesmo num_words"):
        small.decode([1, integer])


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("Good FILM", ["good", "film"]),
        ("not-good,bad;film!", ["not", "good", "bad", "film"]),
        ("It isn't\tbad\nfilm", ["<unk>", "isn't", "bad", "film"]),
        ("good<br /><br />film", ["good", "<unk>", "<unk>", "film"]),
        ("'good' \"good\"", ["<unk>", "good"]),
        ("<unk> film", ["<unk>", "film"]),
        ("<start> good", ["good"]),
    ],
)
def test_text_is_cut_into_words_as_keras_cuts_it(small, text, tokens):
    encoded = small.encode(text)
    assert encoded.dtype == np.int32
    assert [small.words[i] for i in encoded] == ["<start>", *tokens]


ODD_WORDS = {"good": 1, "don’t": 2, "don't": 3, "–": 4, "price…but": 5, "movie\x85": 6, "bad": 7}


@pytest.fixture(scope="module")
def odd():
    """Reviews whose words have other signs than ASCII's, as a few of the real ones."""
    words = ["<pad>", "<start>", "<unk>", "<unused>", *ODD_WORDS]
    reviews = [np.array(row, dtype=np.int32) for row in ([1, 4, 5, 7], [1, 8, 9, 10])]
    return Imdb(reviews[:1], np.array([1]), reviews[1:], np.array([0]), words, "real")


@given(sequence=st.lists(st.integers(4, 10) | st.just(2), max_size=30))
def test_what_decode_writes_encode_reads(odd, sequence):
    sequence = [1, *sequence]
    assert odd.encode(odd.decode(sequence)).tolist() == sequence


def test_text_of_a_review_gives_its_integers_also_with_words_that_it_lost(odd):
    assert odd.encode("Good don’t –").tolist() == [1, 4, 5, 7]
    assert odd.encode("price…but movie\x85 “lost” bad!").tolist() == [1, 8, 9, 2, 10]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("I didn’t like it.", "I didn't like it."),
        ("don‘t don´t don′t donʼt", "don't don't don't don't"),
        ("“good”—bad", '"good"-bad'),
        ("«good» „bad“", '"good" "bad"'),
        ("good–bad … good…bad", "good-bad ... good...bad"),
        ("good\r\nbad\rgood\x0bbad", "good\nbad\ngood\nbad"),
        ("good\xa0bad\u202fgood\u2028bad", "good bad good bad"),
        ("\ufeffgood ba\u200bd go\xadod", "good bad good"),
        ("good • bad · good", "good * bad * good"),
        ("¿good? ¡bad!", "?good? !bad!"),
        ("good❤\ufe0fbad 👍🏽", "good*bad *"),
        ("cafe\u0301 good", "café good"),
    ],
)
def test_typed_or_pasted_text_counts_as_in_ascii(odd, typed, plain):
    words = [*odd.words, "i", "didn't", "like", "it", "café"]
    imdb = Imdb([], odd.y_train, [], odd.y_test, words, "real")
    encoded = imdb.encode(typed)
    assert encoded.tolist() == imdb.encode(plain).tolist() and encoded.dtype == np.int32
    assert 2 not in encoded


# Bad files


@pytest.mark.parametrize("num_words", [-1, 0, 4])
def test_num_words_that_leaves_no_word_is_refused(num_words):
    with pytest.raises(ValueError, match=f"num_words={num_words} não deixa nenhuma palavra"):
        load_imdb(num_words)


@pytest.mark.parametrize("words", [4, 6])
@pytest.mark.parametrize("files", [{}, {"lists": pickled()}], ids=["flat", "pickled"])
def test_word_index_of_the_other_file_is_told_with_what_to_do(course, words, files):
    give(course, ranks={f"w{rank}": rank for rank in range(1, words + 1)}, **files)
    with pytest.raises(ValueError, match=f"tem {words} palavras, mas as críticas usam 5") as caught:
        load_imdb()
    for told in ("palavras sairiam trocadas", "de um mesmo lugar", "apague os três", "data/"):
        assert told in str(caught.value)


# Pickles


class Evil:
    """Its pickle makes a folder."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.fixture
def forged(tmp_path_factory):
    """An imdb.npz whose pickle would make a folder, and that folder."""
    folder = tmp_path_factory.mktemp("evil") / "executed"
    body = pickled(x_train=lists([Evil(folder)]))
    with np.load(io.BytesIO(body), allow_pickle=True) as file:
        file["x_train"]
    assert folder.is_dir()  # so the pickle would work
    folder.rmdir()
    return body, folder


@pytest.mark.parametrize("place", ["data/", "COURSE_DATA_DIR"])
@pytest.mark.parametrize("file", ["imdb.npz", "imdb_flat.npz"])
def test_forged_file_is_told_and_never_unpickled(
    course, tmp_path_factory, monkeypatch, capsys, forged, quick_stand_in, file, place
):
    body, folder = forged
    register(course, "imdb", pickled(), file="imdb.npz", alternative="imdb_flat")
    register(course, "imdb_flat", npz(**flat()), file="imdb_flat.npz")
    put(course, "imdb_word_index.json", json.dumps(RANKS).encode())
    if place == "COURSE_DATA_DIR":
        stick = tmp_path_factory.mktemp("pendrive")
        monkeypatch.setenv("COURSE_DATA_DIR", str(stick))
        (stick / file).write_bytes(body)
    else:
        (course / file).write_bytes(body)
    assert load_imdb().source == "simulado"
    assert f"{file} em {place} está corrompido" in capsys.readouterr().out
    assert not folder.exists()


def test_flat_file_is_read_without_pickles_even_where_its_sum_is_known(course, forged):
    _, folder = forged
    give(course, flat(tokens_train=lists([Evil(folder)])))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_imdb()
    assert not folder.exists()


# No file


def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys, quick_stand_in):
    for name in ("imdb", "imdb_word_index"):
        register(course, name, b"...")
    assert load_imdb().source == "simulado"
    notice = capsys.readouterr().out
    assert notice.startswith(f"{stand_ins.NOTICE}: ")
    assert "o conjunto de críticas do IMDB foi gerado" in notice


def test_reviews_without_their_word_index_are_not_used(course, quick_stand_in):
    give(course)
    (course / "imdb_word_index.json").unlink()
    assert load_imdb().source == "simulado"


def test_course_data_real_refuses_the_stand_in(course, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    register(course, "imdb", b"...")
    with pytest.raises(DataError, match="copie o arquivo"):
        load_imdb()


# Duplicates and the split

TEXTS = st.lists(st.lists(st.integers(0, 3), max_size=3), max_size=12)


@given(TEXTS, TEXTS)
def test_new_is_what_neither_was_seen_nor_came_before(texts, seen):
    expected = [text not in seen and text not in texts[:i] for i, text in enumerate(texts)]
    told = is_new(texts, seen)
    assert told.dtype == bool and told.shape == (len(texts),)
    assert told.tolist() == expected


def test_what_is_new_is_decided_by_the_integers_and_not_by_their_type():
    short, long = (np.array([1, 300], dtype=dtype) for dtype in (np.int32, np.int64))
    assert is_new([short, long, [1, 300], [1, 300, 0]]).tolist() == [True, False, False, True]
    assert is_new([short], seen=[[1, 300]]).tolist() == [False]


def reviews(train, test):
    """Reviews whose label is the parity of the first integer."""
    parts = {}
    for name, texts in (("train", train), ("test", test)):
        parts[f"x_{name}"] = [np.array(text, dtype=np.int32) for text in texts]
        parts[f"y_{name}"] = np.array([sum(text[:1]) % 2 for text in texts])
    return Imdb(**parts, words=[], source="simulado")


@given(TEXTS, TEXTS, st.integers(0, 3))
def test_no_review_is_in_two_parts_and_every_one_is_in_some(train, test, seed):
    x, y = split_reviews(reviews(train, test), seed=seed)
    together = [tuple(text) for part in x.values() for text in part]
    assert len(set(together)) == len(together)
    assert set(together) == {tuple(text) for text in train + test}
    assert {tuple(text) for text in x["teste"]} == set(map(tuple, test)) - set(map(tuple, train))
    for part in x:
        assert y[part].tolist() == [sum(text[:1]) % 2 for text in x[part]]


def test_a_fifth_is_held_out_drawn_by_the_seed_and_the_parts_can_be_cut():
    imdb = reviews([[i] for i in range(100)], [[i] for i in range(100, 130)])
    x, _ = split_reviews(imdb)
    assert [len(x[part]) for part in ("treino", "validação", "teste")] == [80, 20, 30]
    same, other = split_reviews(imdb)[0], split_reviews(imdb, seed=1)[0]
    assert x["validação"] == same["validação"] != other["validação"]
    few, _ = split_reviews(imdb, at_most=7)
    assert few["treino"] == x["treino"][:7] and [len(few[part]) for part in few] == [7, 7, 7]


# The real files


@pytest.fixture(scope="module")
def folder():
    """The folder of the rebuilt reviews (imdb_flat.npz), of which the numbers below are."""
    path = real_file("imdb")
    if path.name != "imdb_flat.npz":
        pytest.skip("these are Keras's reviews")
    return path.parent


@pytest.fixture(scope="module")
def real(folder):
    """load_imdb, which reads the real files once for each num_words."""
    return cache(load_imdb)


def test_real_imdb_is_what_its_card_says(real):
    imdb = real()
    assert imdb.source == "real" and len(imdb.words) == 88_586
    assert imdb.words[4:11] == ["the", "and", "a", "of", "to", "is", "br"]
    lengths = np.array([len(x) for x in imdb.x_train + imdb.x_test])
    assert np.median(lengths) == 176 and lengths.min() == 7 and lengths.max() == 2494
    assert lengths.mean() == pytest.approx(234.76, abs=0.01)
    assert imdb.y_train.sum() == imdb.y_test.sum() == 12_500
    assert imdb.y_train[:5000].mean() == pytest.approx(0.5, abs=0.03)  # so they come mixed


def test_real_imdb_repeats_itself_as_its_card_says(real):
    imdb, cut = real(), real(10_000)
    assert (~is_new(imdb.x_train)).sum() == 98
    assert (~is_new(imdb.x_test)).sum() == 199
    assert (~is_new(imdb.x_test, imdb.x_train)).sum() == 322
    assert (~is_new(cut.x_train)).sum() == 99
    assert (~is_new(cut.x_test, cut.x_train)).sum() == 322


def test_real_unknown_words_at_ten_thousand(real):
    imdb = real(10_000)
    for part, share in (imdb.x_train, 0.0575), (imdb.x_test, 0.0517):
        x = np.concatenate(part)
        assert (x == 2).sum() / (x != 1).sum() == pytest.approx(share, abs=1e-4)


@pytest.fixture(scope="module")
def texts(folder):
    """The 50,000 reviews as they were written, in the order of imdb_flat.npz."""
    with lzma.open(folder / "imdb_reviews.jsonl.xz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.parametrize("num_words", [None, 10_000])
def test_encoding_a_real_text_gives_its_sequence(real, texts, num_words):
    """Words that only test has are dropped from the file, and are the unknown in a new text."""
    imdb = real(num_words)
    sequences = imdb.x_train + imdb.x_test
    assert len(texts) == len(sequences)
    odd = [i for i, row in enumerate(texts) if set(row["text"]) & set("’‘“”–—…´«»\x96")]
    assert len(odd) > 500
    for i in [*odd[::3], *np.random.default_rng(0).choice(len(texts), 500, replace=False)]:
        encoded = imdb.encode(texts[i]["text"])
        assert encoded[encoded != 2].tolist() == sequences[i][sequences[i] != 2].tolist()
        assert texts[i]["split"] == "test" or encoded.tolist() == sequences[i].tolist()
    assert [row["label"] for row in texts] == [*imdb.y_train, *imdb.y_test]
    assert all((row["rating"] >= 7) == row["label"] for row in texts)


@pytest.mark.parametrize("num_words", [None, 10_000])
def test_typed_english_keeps_its_words_with_the_real_ones(real, num_words):
    imdb = real(num_words)
    typed = "I didn’t like it. It’s “good”—they said… I don’t agree – it isn’t.\r\nReally."
    plain = "I didn't like it. It's \"good\"-they said... I don't agree - it isn't.\nReally."
    assert imdb.encode(typed).tolist() == imdb.encode(plain).tolist()
    assert 2 not in imdb.encode(typed)


def test_every_real_word_is_decoded_and_encoded(real):
    imdb = real()
    everything = np.array([1, *range(4, len(imdb.words))])
    np.testing.assert_array_equal(imdb.encode(imdb.decode(everything)), everything)


def test_real_pickled_file_gives_the_reviews_of_the_flat_one_in_another_order(
    real, folder, tmp_path, monkeypatch
):
    for file in ("imdb.npz", "imdb_word_index.json"):
        shutil.copyfile(folder / file, tmp_path / file)
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
    imdb, other = real(), load_imdb()
    assert other.words == imdb.words
    assert sorted(map(bytes, other.x_test)) == sorted(map(bytes, imdb.x_test))
