"""Film reviews and word vectors: the loaders, on files made here and on the real ones, and the
stand-ins.
"""

import gzip
import io
import json
import lzma
import os
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras.datasets import imdb as keras_imdb
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from tests.support.faulty_server import register
from utils import files, stand_ins
from utils.datasets import is_new, load_glove, load_imdb, load_imdb_texts
from utils.files import DataError, Store
from utils.stand_ins import glove_stand_in, imdb_stand_in

REAL = Path(os.environ.get("COURSE_DATA_DIR", ""))
FILES = ("imdb_flat.npz", "imdb.npz", "imdb_word_index.json", "imdb_reviews.jsonl.xz")
real_files_only = pytest.mark.skipif(
    not (
        "COURSE_DATA_DIR" in os.environ
        and all((REAL / file).is_file() for file in (*FILES, "glove_6B_50d_10k.npz"))
    ),
    reason="needs the real files of IMDB and GloVe in COURSE_DATA_DIR",
)

RANKS = {"good": 2, "film": 1, "not": 4, "bad": 3, "isn't": 5}
ROWS = {"train": [[1, 2], [1, 4, 2], [3], [1, 5, 3]], "test": [[2, 1], [3, 1]]}
LABELS = {"train": [1, 0, 0, 1], "test": [1, 0]}
LESSON_WORDS = """
    good bad great awful excellent terrible boring funny worst best wonderful waste actor actress
    man woman king queen movie film plot story acting director music horror comedy love war not
    never very
"""


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


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    """The default stand-in, having gone through the loader."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("imdb")
        for name in ("COURSE_DATA_DIR", "COURSE_DATA"):
            patch.delenv(name, raising=False)
        patch.setattr(files, "COURSE", Store(folder, pauses=()))
        register(folder, "imdb", b"...")
        return load_imdb()


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


@settings(deadline=None)
@given(data=st.data())
def test_what_decode_writes_encode_reads(sampled, data):
    numbers = st.integers(4, len(sampled.words) - 1) | st.just(2)
    sequence = [1, *data.draw(st.lists(numbers, max_size=30))]
    assert sampled.encode(sampled.decode(sequence)).tolist() == sequence


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


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tokens_test": None}, r"faltam \['tokens_test'\]"),
        ({"offsets_train": None, "y_train": None}, r"faltam \['offsets_train', 'y_train'\]"),
        ({"y_train": np.array([1, 0, 0])}, "em train há 4 críticas e 3 rótulos"),
        ({"y_test": np.array([1, 2])}, "há em test um rótulo que não é 0 nem 1"),
        ({"offsets_test": np.array([0, 2, 5])}, "as críticas de test não começam e terminam"),
        ({"offsets_test": np.array([0, 5, 4])}, "as críticas de test não começam e terminam"),
        ({"offsets_test": np.array([1, 2, 4])}, "as críticas de test não começam e terminam"),
    ],
)
def test_malformed_file_is_told(course, changes, told):
    give(course, flat(**changes))
    with pytest.raises(ValueError, match=f"{told}.*avise quem mantém"):
        load_imdb()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"y_train": None}, r"faltam \['y_train'\]"),
        ({"x_test": None, "y_test": None}, r"faltam \['x_test', 'y_test'\]"),
        ({"y_train": np.array([1, 0, 0])}, "em train há 4 críticas e 3 rótulos"),
        ({"y_test": np.array([1, 5])}, "há em test um rótulo que não é 0 nem 1"),
    ],
)
def test_malformed_pickled_file_is_told(course, changes, told):
    give(course, lists=pickled(**changes))
    with pytest.raises(ValueError, match=f"{told}.*avise quem mantém"):
        load_imdb()


@pytest.mark.parametrize(
    "ranks",
    [
        ["film", "good"],
        {"film": 1, "good": 1},
        {"film": 0, "good": 1},
        {"film": "x"},
        {"film": [1]},
    ],
)
def test_word_index_that_gives_no_ranks_is_told(course, ranks):
    give(course, ranks=ranks)
    with pytest.raises(ValueError, match="não numera as palavras de 1 em diante"):
        load_imdb()


def test_word_index_that_is_no_json_is_told(course):
    give(course, ranks=b"<html>")
    with pytest.raises(ValueError, match=r"imdb_word_index\.json não é um JSON"):
        load_imdb()


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
    course, tmp_path_factory, monkeypatch, capsys, forged, file, place
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


@pytest.mark.parametrize(
    ("load", "title"), [(load_imdb, "críticas do IMDB"), (load_glove, "vetores do GloVe")]
)
def test_stand_in_comes_where_there_is_no_file_and_is_marked(course, capsys, load, title):
    for name in ("imdb", "imdb_word_index", "glove"):
        register(course, name, b"...")
    assert load().source == "simulado"
    notice = capsys.readouterr().out
    assert notice.startswith(f"{stand_ins.NOTICE}: ") and f"{title} foi gerado" in notice


def test_reviews_without_their_word_index_are_not_used(course, capsys):
    give(course)
    (course / "imdb_word_index.json").unlink()
    assert load_imdb().source == "simulado"


@pytest.mark.parametrize("load", [load_imdb, load_glove])
def test_course_data_real_refuses_the_stand_in(course, monkeypatch, load):
    monkeypatch.setenv("COURSE_DATA", "real")
    for name in ("imdb", "glove"):
        register(course, name, b"...")
    with pytest.raises(DataError, match="Copie o arquivo"):
        load()


# The texts


def test_texts_come_as_they_were_written(course):
    rows = [
        {"split": "train", "id": 7, "rating": 10, "label": 1, "text": "Good.<br />É isso."},
        {"split": "test", "id": 0, "rating": 1, "label": 0, "text": "2009"},
    ]
    body = "\n".join(json.dumps(row) for row in rows) + "\n"
    put(course, "imdb_reviews.jsonl.xz", lzma.compress(body.encode()))
    frame = load_imdb_texts()
    assert frame.to_dict("records") == rows


def test_texts_without_a_column_are_told(course):
    put(course, "imdb_reviews.jsonl.xz", lzma.compress(b'{"text": "Good", "id": 1}'))
    with pytest.raises(ValueError, match=r"faltam colunas nos textos: \['split', 'rating', 'la"):
        load_imdb_texts()


def test_texts_have_no_stand_in_and_say_what_to_do(course):
    register(course, "imdb_reviews", b"...", file="imdb_reviews.jsonl.xz")
    with pytest.raises(
        DataError, match=r"imdb_reviews\.jsonl\.xz\. Copie o arquivo, com esse nome"
    ):
        load_imdb_texts()


# Word vectors

WORDS = ["the", ",", "café", "a\xa0b", "c\x85d"]
VECTORS = np.round(np.random.default_rng(0).normal(size=(5, 50)), 5).astype(np.float32)


def word2vec(words, vectors):
    """The compressed text in gensim-data's format."""
    rows = [
        f"{len(words)} 50",
        *(f"{w} {' '.join(map(str, v))}" for w, v in zip(words, vectors, strict=True)),
    ]
    return gzip.compress(("\n".join(rows) + "\n").encode())


def give_glove(course, text=None, arrays=None):
    register(course, "glove", text or b"...", file="glove.txt.gz", alternative="glove_10k")
    put(course, "glove_10k.npz", npz(**(arrays or {"words": WORDS, "vectors": VECTORS})))
    if text:
        (course / "glove.txt.gz").write_bytes(text)
        (course / "glove_10k.npz").unlink()


@pytest.mark.parametrize("text", [None, word2vec(WORDS, VECTORS)], ids=["npz", "text"])
def test_both_formats_give_the_same_words_and_vectors(course, text):
    give_glove(course, text)
    glove = load_glove()
    assert glove.words == WORDS and glove.source == "real"
    assert glove.vectors.dtype == np.float32
    np.testing.assert_array_equal(glove.vectors, VECTORS)


def test_only_the_most_frequent_words_are_read(course):
    words = [f"w{k}" for k in range(10_002)]
    give_glove(course, word2vec(words, np.zeros((10_002, 50), dtype=int)))
    glove = load_glove()
    assert glove.words == words[:10_000] and glove.vectors.shape == (10_000, 50)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (gzip.compress(b"2 3\nthe 1 2 3\nof 1 2\n"), "uma linha não é uma palavra e números"),
        (gzip.compress(b"2 2\nthe 1 2\nof 1 x\n"), "uma linha não é uma palavra e números"),
        (gzip.compress(b"2 1\nthe 1\nthe 2\n"), "palavras repetidas"),
        (gzip.compress(b""), "há 0 palavras"),
    ],
)
def test_malformed_vectors_are_told(course, text, told):
    give_glove(course, text)
    with pytest.raises(ValueError, match=f"{told}.*avise quem mantém"):
        load_glove()


def test_vectors_are_read_without_pickles(course):
    give_glove(course, arrays={"words": lists([["the"]]), "vectors": VECTORS[:1]})
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_glove()


# The stand-ins


def test_same_seed_gives_the_same_reviews_and_another_seed_others():
    (arrays, ranks), again, other = (
        imdb_stand_in(200),
        imdb_stand_in(200),
        imdb_stand_in(200, seed=1),
    )
    assert ranks == again[1] != other[1]
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, again[0][name])


def test_generated_words_are_the_same_on_every_machine():
    arrays, ranks = imdb_stand_in(20)
    first = arrays["tokens_train"][: arrays["offsets_train"][1]].tolist()
    words = {rank: word for word, rank in ranks.items()}
    assert (
        " ".join(words[rank] for rank in first[:10])
        == "the king is really ridiculous in this one i liked"
    )


@settings(max_examples=10, deadline=None)
@given(n=st.integers(20, 300), seed=st.integers(0, 2**32))
def test_any_size_and_seed_is_accepted_by_the_loader(tmp_path_factory, n, seed):
    arrays, ranks = imdb_stand_in(n, seed)
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("imdb")
        patch.delenv("COURSE_DATA_DIR", raising=False)
        patch.setattr(files, "COURSE", Store(folder, pauses=()))
        give(folder, arrays, ranks)
        imdb = load_imdb()
    assert len(imdb.x_train) == len(imdb.x_test) == n and imdb.source == "real"
    for labels in (imdb.y_train, imdb.y_test):
        assert abs(2 * labels.sum() - n) <= 1


def test_stand_in_has_the_arrays_of_the_flat_file():
    arrays, _ = imdb_stand_in(20)
    assert {name: array.dtype for name, array in arrays.items()} == {
        name: array.dtype for name, array in flat().items()
    }


def test_stand_in_has_the_traits_of_the_real_reviews(sampled):
    lengths = np.array([len(x) for x in sampled.x_train])
    assert len(sampled.x_train) == len(sampled.x_test) == 2000
    assert sampled.y_train.mean() == sampled.y_test.mean() == 0.5
    assert lengths.min() < 20 and 60 <= np.median(lengths) <= 85 and 250 < lengths.max() < 320
    assert "br" in sampled.words[4:14]
    assert set(LESSON_WORDS.split()) <= set(sampled.words)
    assert len(sampled.words) > 10_000  # so that num_words=10_000 cuts, as in the real file


def test_some_reviews_of_the_stand_in_come_back_with_the_same_label(sampled):
    in_train = is_new(sampled.x_train)
    in_test, in_both = is_new(sampled.x_test), is_new(sampled.x_test, sampled.x_train)
    assert [(~new).sum() for new in (in_train, in_test, in_both)] == [8, 16, 26]
    labels = {}
    for x, y in zip(
        sampled.x_train + sampled.x_test, [*sampled.y_train, *sampled.y_test], strict=True
    ):
        assert labels.setdefault(x.tobytes(), y) == y


def test_single_words_tell_the_label_of_the_stand_in_and_pairs_of_words_tell_more(sampled):
    def accuracy(longest):
        counts = CountVectorizer(
            ngram_range=(1, longest), token_pattern=r"\S+", binary=True, min_df=2
        )
        texts = [[sampled.decode(x) for x in part] for part in (sampled.x_train, sampled.x_test)]
        train, test = counts.fit_transform(texts[0]), counts.transform(texts[1])
        model = LogisticRegression(C=0.1, max_iter=500).fit(train, sampled.y_train)
        return model.score(test, sampled.y_test)

    words, pairs = accuracy(1), accuracy(2)
    assert 0.74 < words < pairs - 0.05 < 0.85


@pytest.fixture(scope="module")
def generated():
    """The generated vectors, each of length 1, by word."""
    words, vectors = glove_stand_in()
    return dict(zip(words, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), strict=True))


def nearest(vectors, target, *without):
    """The word nearest to `target` by the angle between them, none of these."""
    return max(vectors.keys() - set(without), key=lambda word: vectors[word] @ target)


@pytest.mark.parametrize(
    ("a", "b", "c", "d"),
    [
        ("man", "woman", "king", "queen"),
        ("man", "woman", "actor", "actress"),
        ("king", "queen", "actor", "actress"),
        ("boy", "girl", "prince", "princess"),
        ("father", "mother", "husband", "wife"),
    ],
)
def test_generated_vectors_know_analogies(generated, a, b, c, d):
    assert nearest(generated, generated[b] - generated[a] + generated[c], a, b, c) == d


def test_generated_vectors_have_directions_of_opinion_and_genre(generated):
    praise = generated["good"] - generated["bad"]
    assert min(generated[word] @ praise for word in ("great", "best", "wonderful")) > 0.4
    assert max(generated[word] @ praise for word in ("awful", "worst", "waste")) < -0.4
    assert generated["good"] @ generated["bad"] > generated["good"] @ generated["castle"]
    assert generated["horror"] @ generated["blood"] > 0.7 > generated["horror"] @ generated["joke"]


def test_generated_vectors_cover_the_words_of_the_generated_reviews_but_those_that_glove_lacks(
    generated, sampled
):
    assert set(LESSON_WORDS.split()) <= set(generated)
    common = [word for word in sampled.words[4:200] if word not in generated]
    assert set(common) <= {"br", "isn't"} and "br" in common
    assert "," in generated


def test_generated_vectors_have_the_form_of_the_real_ones():
    words, vectors = glove_stand_in()
    assert len(words) == len(set(words)) == 4000 and words[0] == "the"
    assert vectors.shape == (4000, 50) and vectors.dtype == np.float32
    again, other = glove_stand_in(), glove_stand_in(seed=1)
    assert again[0] == words and not np.array_equal(other[1], vectors)
    np.testing.assert_array_equal(again[1], vectors)


# The real files


@pytest.fixture(scope="module")
def real():
    return load_imdb()


@real_files_only
def test_real_imdb_is_what_its_card_says(real):
    assert real.source == "real" and len(real.words) == 88_586
    assert real.words[4:11] == ["the", "and", "a", "of", "to", "is", "br"]
    lengths = np.array([len(x) for x in real.x_train + real.x_test])
    assert np.median(lengths) == 176 and lengths.min() == 7 and lengths.max() == 2494
    assert lengths.mean() == pytest.approx(234.76, abs=0.01)
    assert real.y_train.sum() == real.y_test.sum() == 12_500
    assert real.y_train[:5000].mean() == pytest.approx(0.5, abs=0.03)  # so they come mixed


@real_files_only
def test_real_imdb_repeats_itself_as_its_card_says(real):
    assert (~is_new(real.x_train)).sum() == 98
    assert (~is_new(real.x_test)).sum() == 199
    assert (~is_new(real.x_test, real.x_train)).sum() == 322
    cut = load_imdb(10_000)
    assert (~is_new(cut.x_train)).sum() == 99
    assert (~is_new(cut.x_test, cut.x_train)).sum() == 322


@real_files_only
@pytest.mark.parametrize(("split", "share"), [("train", 0.0575), ("test", 0.0517)])
def test_real_unknown_words_at_ten_thousand(split, share):
    x = np.concatenate(getattr(load_imdb(10_000), f"x_{split}"))
    assert (x == 2).sum() / (x != 1).sum() == pytest.approx(share, abs=1e-4)


@real_files_only
def test_encoding_a_real_text_gives_its_sequence(real):
    """Words that only test has are dropped from the file, and are the unknown in a new text."""
    frame = load_imdb_texts()
    sequences = real.x_train + real.x_test
    assert len(frame) == len(sequences)
    for i in np.random.default_rng(0).choice(len(frame), 1000, replace=False):
        encoded = real.encode(frame.loc[i, "text"])
        assert encoded[encoded != 2].tolist() == sequences[i].tolist()
        assert frame.loc[i, "split"] == "test" or 2 not in encoded
    assert frame["label"].tolist() == [*real.y_train, *real.y_test]
    assert ((frame["rating"] >= 7) == frame["label"]).all()


@real_files_only
def test_every_real_word_is_decoded_and_encoded(real):
    everything = np.array([1, *range(4, len(real.words))])
    np.testing.assert_array_equal(real.encode(real.decode(everything)), everything)


@real_files_only
def test_real_pickled_file_gives_the_reviews_of_the_flat_one_in_another_order(
    real, tmp_path, monkeypatch
):
    for file in ("imdb.npz", "imdb_word_index.json"):
        (tmp_path / file).symlink_to(REAL / file)
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
    other = load_imdb()
    assert other.words == real.words
    assert sorted(map(bytes, other.x_test)) == sorted(map(bytes, real.x_test))


@real_files_only
def test_real_glove_is_what_its_card_says(real):
    glove = load_glove()
    assert glove.source == "real" and glove.vectors.shape == (10_000, 50)
    assert glove.words[:5] == ["the", ",", ".", "of", "to"]
    assert len(set(glove.words) & set(real.words[4:10_000])) == 5938
    vectors = dict(zip(glove.words, glove.vectors, strict=True))
    lengths = np.linalg.norm(glove.vectors, axis=1)
    units = dict(zip(glove.words, glove.vectors / lengths[:, None], strict=True))
    target = vectors["woman"] - vectors["man"] + vectors["king"]
    assert nearest(units, target, "man", "woman", "king") == "queen"
