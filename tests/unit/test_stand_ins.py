"""The stand-ins: as awkward as the real data, and the same at each call."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator
from rdkit.Chem.Scaffolds import MurckoScaffold
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

from utils import datasets, stand_ins
from utils.chem.tokens import split_tokens
from utils.datasets import is_new, load_egfr, load_esol
from utils.files import DataError
from utils.stand_ins import (
    egfr_stand_in,
    esol_stand_in,
    glove_stand_in,
    imdb_stand_in,
    smiles_stand_in,
)
from utils.stand_ins.molecules import _PARTS, delaney

# ESOL


@pytest.fixture(scope="module")
def esol_rows():
    """The default stand-in."""
    return esol_stand_in()


@pytest.fixture(scope="module")
def loaded(esol_rows, tmp_path_factory):
    """The default stand-in, having gone through the loader as a file."""
    path = tmp_path_factory.mktemp("esol") / "sample.csv"
    esol_rows.to_csv(path, index=False)
    return load_esol(path)


def test_same_seed_gives_the_same_table_and_another_seed_another():
    first = esol_stand_in(100)
    assert_frame_equal(first, esol_stand_in(100))
    assert not first.equals(esol_stand_in(100, seed=2005))


@settings(max_examples=10)
@given(n=st.integers(1, 300), seed=st.integers(0, 2**32))
def test_any_size_and_seed_is_accepted_by_the_loader(tmp_path_factory, n, seed):
    path = tmp_path_factory.mktemp("esol") / "sample.csv"
    esol_stand_in(n, seed).to_csv(path, index=False)
    frame = load_esol(path)
    assert len(frame) == n
    assert frame["duplicated"].sum() == 2 * (n // 100)


def test_molecules_are_diverse(loaded):
    scaffolds = {MurckoScaffold.MurckoScaffoldSmiles(s) for s in loaded["canonical_smiles"]}
    assert len(scaffolds) >= 40


def test_solubility_is_delaneys_equation_with_noise(loaded):
    expected = loaded["smiles"].map(delaney)
    np.testing.assert_allclose(loaded["log_s_delaney"], expected)
    noise = (loaded["log_s"] - loaded["log_s_delaney"])[~loaded["duplicated"]]
    assert abs(noise.mean()) < 0.1 and abs(noise.std() - 0.5) < 0.05


def test_delaneys_equation_agrees_with_its_terms():
    # Ethylbenzene: Crippen's log P 2.249, 106.168 g/mol, 1 rotatable bond, 6 aromatic atoms of 8.
    expected = 0.16 - 0.63 * 2.249 - 0.0062 * 106.168 + 0.066 * 1 - 0.74 * 6 / 8
    assert delaney("CCc1ccccc1") == pytest.approx(expected, abs=1e-3)


def test_molecules_that_come_back_have_another_name_another_smiles_and_another_value(loaded):
    pairs = loaded[loaded["duplicated"]].groupby("canonical_smiles")
    assert len(pairs) == 11
    for column in ("name", "smiles", "log_s"):
        assert (pairs[column].nunique() == 2).all()


def test_some_smiles_end_in_a_blank_as_in_the_real_file(esol_rows):
    assert 150 < esol_rows["smiles"].str.endswith(" ").sum() < 270


def test_one_compound_has_a_single_heavy_atom(loaded):
    sizes = loaded["smiles"].map(lambda smiles: Chem.MolFromSmiles(smiles).GetNumHeavyAtoms())
    assert (sizes == 1).sum() == 1


def test_names_say_that_the_compounds_are_simulated(loaded):
    assert loaded["name"].str.fullmatch(r"simulado \d{4}").all() and loaded["name"].is_unique


# EGFR


@pytest.fixture(scope="module")
def egfr_rows():
    """The default stand-in."""
    return egfr_stand_in()


@pytest.fixture(scope="module")
def egfr_path(egfr_rows, tmp_path_factory):
    """The default stand-in as a file."""
    path = tmp_path_factory.mktemp("egfr") / "sample.csv"
    egfr_rows.to_csv(path)
    return path


@pytest.fixture(scope="module")
def egfr(egfr_path):
    """The default stand-in, having gone through the loader as a file."""
    return load_egfr(egfr_path)


def test_egfr_stand_in_has_the_official_header(egfr_path):
    with egfr_path.open(encoding="utf-8") as file:
        assert file.readline() == ",molecule_chembl_id,IC50,units,smiles,pIC50\n"


def test_same_seed_gives_the_same_egfr_table_and_another_seed_another():
    assert_frame_equal(egfr_stand_in(100), egfr_stand_in(100))
    assert not egfr_stand_in(100).equals(egfr_stand_in(100, seed=2020))


@settings(max_examples=10)
@given(n=st.integers(1, 300), seed=st.integers(0, 2**32))
def test_any_size_and_seed_of_egfr_is_accepted_by_the_loader(tmp_path_factory, n, seed):
    path = tmp_path_factory.mktemp("egfr") / "sample.csv"
    egfr_stand_in(n, seed).to_csv(path)
    frame = load_egfr(path)
    assert len(frame) == n - n // 40
    assert frame["n_merged"].sum() == n


def test_activity_can_be_learned_from_the_structure_but_not_perfectly(egfr):
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=1024)
    mixed = egfr.sample(frac=1, random_state=0)
    bits = [generator.GetFingerprintAsNumPy(Chem.MolFromSmiles(s)) for s in mixed["smiles"]]
    model = LogisticRegression(C=0.1, max_iter=500)
    auc = cross_val_score(model, np.array(bits), mixed["active"], cv=3, scoring="roc_auc")
    assert 0.85 < auc.mean() < 0.95


def test_a_little_more_than_half_of_the_stand_in_is_active(egfr):
    assert 0.55 < egfr["active"].mean() < 0.6


def test_egfr_stand_in_is_sorted_by_potency(egfr_rows):
    frame = egfr_rows
    assert frame["IC50"].is_monotonic_increasing
    np.testing.assert_allclose(frame["pIC50"], 9 - np.log10(frame["IC50"]), atol=1e-6)


def test_egfr_stand_in_has_salts_and_values_at_the_limits_of_assays(egfr, egfr_rows):
    assert egfr["had_salt"].sum() == 37
    assert 10 < egfr["censored"].sum() < 120
    assert set(egfr_rows.query("IC50 in [10000, 50000, 100000]")["IC50"]) == {1e4, 5e4, 1e5}


def test_molecules_that_come_back_are_hydrochlorides_with_other_values(egfr_rows):
    salts = egfr_rows[egfr_rows["smiles"].str.endswith(".Cl")]
    bases = egfr_rows.set_index("smiles").loc[salts["smiles"].str.removesuffix(".Cl"), "IC50"]
    assert len(salts) == 37
    assert (salts["IC50"].to_numpy() != bases.to_numpy()).sum() >= 33


def test_egfr_molecules_are_diverse(egfr):
    scaffolds = {MurckoScaffold.MurckoScaffoldSmiles(s) for s in egfr["smiles"]}
    assert len(scaffolds) >= 100


# SMILES to generate

# The tokens of the real file that occur in more than 200 of its molecules.
COMMON = set(split_tokens("cC()1O2N=n3F4-ClS[nH]5s#oBr[O-][N+]6P[n+]I[S+]B"))


@pytest.fixture(scope="module")
def generated():
    return smiles_stand_in()


def test_same_seed_gives_the_same_smiles_and_another_seed_others(generated):
    assert smiles_stand_in(100) == smiles_stand_in(100)
    assert len(set(smiles_stand_in(100, seed=1)) & set(generated)) < 10


@settings(max_examples=5)
@given(n=st.integers(1, 50), seed=st.integers(0, 2**32))
def test_as_many_smiles_come_as_are_asked_for(n, seed):
    assert len(set(smiles_stand_in(n, seed))) == n


def test_generated_smiles_are_canonical_different_and_sorted_as_the_real_ones_are(generated):
    assert len(generated) == 4000 and generated == sorted(set(generated))
    assert all(Chem.CanonSmiles(smiles) == smiles for smiles in generated[::4])


def test_generated_smiles_have_the_lengths_and_tokens_of_the_real_ones(generated):
    lengths = np.array([len(smiles) for smiles in generated])
    assert lengths.min() == 34 and lengths.max() == 74 and abs(lengths.mean() - 48) < 4
    tokens = {token for smiles in generated for token in split_tokens(smiles)}
    assert tokens <= COMMON
    assert len(COMMON - tokens) <= 4  # rare elements and charges


def test_generated_smiles_are_diverse_and_every_part_is_valid(generated):
    scaffolds = {MurckoScaffold.MurckoScaffoldSmiles(smiles) for smiles in generated[::4]}
    assert len(scaffolds) > 500
    for part in _PARTS:
        assert Chem.MolFromSmiles("[H]" + part.format(s="[H]", n="C"))
    for molecule in map(Chem.MolFromSmiles, generated[::20]):
        assert {len(ring) for ring in molecule.GetRingInfo().AtomRings()} <= {3, 4, 5, 6}


# Film reviews

LESSON_WORDS = """
    good bad great awful excellent terrible boring funny worst best wonderful waste actor actress
    man woman king queen movie film plot story acting director music horror comedy love war not
    never very
"""


@pytest.fixture(scope="module")
def reviews():
    """The default stand-in, having gone through the loader."""
    with pytest.MonkeyPatch.context() as patch:
        return loaded_reviews(patch)


def loaded_reviews(patch, **size):
    """A stand-in of reviews, having gone through the loader."""
    patch.delenv("COURSE_DATA", raising=False)
    patch.setattr(datasets.reviews, "_read", no_file)
    patch.setattr(stand_ins, "imdb_stand_in", partial(imdb_stand_in, **size))
    return datasets.load_imdb()


def no_file():
    raise DataError("Não há arquivo.")


def test_same_seed_gives_the_same_reviews_and_another_seed_others():
    (arrays, ranks), again, other = (
        imdb_stand_in(200),
        imdb_stand_in(200),
        imdb_stand_in(200, seed=1),
    )
    assert ranks == again[1] != other[1]
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, again[0][name])


@settings(max_examples=10)
@given(n=st.integers(20, 300), seed=st.integers(0, 2**32))
def test_any_size_and_seed_of_reviews_is_accepted_by_the_loader(n, seed):
    with pytest.MonkeyPatch.context() as patch:
        imdb = loaded_reviews(patch, n=n, seed=seed)
    assert len(imdb.x_train) == len(imdb.x_test) == n
    for labels in (imdb.y_train, imdb.y_test):
        assert abs(2 * labels.sum() - n) <= 1
    for split in (imdb.x_train, imdb.x_test):
        assert [imdb.encode(imdb.decode(x)).tolist() for x in split] == [x.tolist() for x in split]


def test_reviews_have_the_arrays_of_the_flat_file():
    arrays, _ = imdb_stand_in(20)
    kinds = {"tokens": np.int32, "offsets": np.int64, "y": np.int8}
    assert {name: array.dtype for name, array in arrays.items()} == {
        f"{name}_{split}": kind for split in ("train", "test") for name, kind in kinds.items()
    }


def test_reviews_have_the_traits_of_the_real_ones(reviews):
    lengths = np.array([len(x) for x in reviews.x_train])
    assert len(reviews.x_train) == len(reviews.x_test) == 2000
    assert reviews.y_train.mean() == reviews.y_test.mean() == 0.5
    assert lengths.min() < 20 and 60 <= np.median(lengths) <= 85 and 240 < lengths.max() < 300
    assert "br" in reviews.words[4:14]
    assert set(LESSON_WORDS.split()) <= set(reviews.words)
    assert len(reviews.words) > 10_000  # so that num_words=10_000 cuts, as in the real file


def test_some_reviews_of_the_stand_in_come_back_with_the_same_label(reviews):
    in_train = is_new(reviews.x_train)
    in_test, in_both = is_new(reviews.x_test), is_new(reviews.x_test, reviews.x_train)
    assert [(~new).sum() for new in (in_train, in_test, in_both)] == [20, 0, 20]
    labels = {}
    for x, y in zip(
        reviews.x_train + reviews.x_test, [*reviews.y_train, *reviews.y_test], strict=True
    ):
        assert labels.setdefault(x.tobytes(), y) == y


def test_single_words_tell_the_label_of_the_stand_in_and_pairs_of_words_tell_more(reviews):
    def accuracy(longest):
        counts = CountVectorizer(
            ngram_range=(1, longest), token_pattern=r"\S+", binary=True, min_df=2
        )
        texts = [[reviews.decode(x) for x in part] for part in (reviews.x_train, reviews.x_test)]
        train, test = counts.fit_transform(texts[0]), counts.transform(texts[1])
        model = LogisticRegression(C=0.1, max_iter=500).fit(train, reviews.y_train)
        return model.score(test, reviews.y_test)

    words, pairs = accuracy(1), accuracy(2)
    assert 0.65 < words < pairs - 0.04 < 0.9


# Word vectors


@pytest.fixture(scope="module")
def vectors():
    """The generated vectors, each of length 1, by word."""
    words, vectors = glove_stand_in()
    return dict(zip(words, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), strict=True))


def nearest(vectors, target, *without):
    """The word nearest to `target` by the angle between them, none of these."""
    return max(vectors.keys() - set(without), key=lambda word: vectors[word] @ target)


@pytest.mark.parametrize(
    ("a", "b", "c", "d"),
    [("man", "woman", "king", "queen"), ("father", "mother", "son", "daughter")],
)
def test_generated_vectors_know_analogies(vectors, a, b, c, d):
    assert nearest(vectors, vectors[b] - vectors[a] + vectors[c], a, b, c) == d


def test_generated_vectors_have_directions_of_opinion_and_genre(vectors):
    praise = vectors["good"] - vectors["bad"]
    assert min(vectors[word] @ praise for word in ("great", "best", "wonderful")) > 0.4
    assert max(vectors[word] @ praise for word in ("awful", "worst", "waste")) < -0.4
    assert vectors["good"] @ vectors["bad"] > vectors["good"] @ vectors["castle"]
    assert vectors["horror"] @ vectors["blood"] > 0.7 > vectors["horror"] @ vectors["joke"]


def test_generated_vectors_cover_the_words_of_the_generated_reviews_but_those_that_glove_lacks(
    vectors, reviews
):
    assert set(LESSON_WORDS.split()) <= set(vectors)
    common = [word for word in reviews.words[4:104] if word not in vectors]
    assert set(common) <= {"br", "isn't"} and "br" in common
    assert "," in vectors


def test_generated_vectors_have_the_form_of_the_real_ones():
    words, vectors = glove_stand_in()
    assert len(words) == len(set(words)) == 4000 and words[0] == "the"
    assert vectors.shape == (4000, 100) and vectors.dtype == np.float32
    assert glove_stand_in(400, dimensions=50)[1].shape == (400, 50)
    again, other = glove_stand_in(), glove_stand_in(seed=1)
    assert again[0] == words and not np.array_equal(other[1], vectors)
    np.testing.assert_array_equal(again[1], vectors)
