"""Handwritten digits: the loader on files made here and on the real one, and the stand-in."""

import io

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tests.support.faulty_server import closed_port, register
from tests.support.real import real_file
from utils.datasets import digits, load_mnist
from utils.files import DataError
from utils.stand_ins import NOTICE, mnist_stand_in

NAMES = ["x_train", "y_train", "x_test", "y_test"]


def arrays(train=6, test=3, **changes):
    """The arrays of a small mnist.npz, some of them changed; None leaves one out."""
    made = mnist_stand_in(train, test) | changes
    return {name: array for name, array in made.items() if array is not None}


def give(course, body):
    """Put these bytes, or the npz file of these arrays, into the data folder as MNIST."""
    if isinstance(body, dict):
        buffer = io.BytesIO()
        np.savez(buffer, **body)
        body = buffer.getvalue()
    register(course, "mnist", body, file="mnist.npz")
    (course / "mnist.npz").write_bytes(body)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(digits, "_PARTS", {"train": 6, "test": 3})


@pytest.fixture(scope="module")
def generated():
    """The default stand-in."""
    return mnist_stand_in()


# The loader


def test_arrays_are_those_of_the_file(course, small):
    give(course, arrays())
    mnist = load_mnist()
    for name, array in arrays().items():
        np.testing.assert_array_equal(getattr(mnist, name), array)
    assert mnist.source == "real"


def test_unpacks_as_kerass_own_loader(course, small):
    give(course, arrays())
    mnist = load_mnist()
    (train_images, train_labels), (test_images, test_labels) = mnist
    assert train_images is mnist.x_train and train_labels is mnist.y_train
    assert test_images is mnist.x_test and test_labels is mnist.y_test


@pytest.mark.parametrize(
    "changes",
    [
        {"x_train": None},
        {"y_test": None},
        {"x_test": np.zeros((3, 784), np.uint8)},
        {"x_train": np.zeros((5, 28, 28), np.uint8)},
        {"x_train": np.zeros((6, 28, 28), np.float32)},
        {"y_train": np.zeros((6, 1), np.uint8)},
    ],
)
def test_file_with_other_arrays_is_refused_by_the_arrays_name(course, small, monkeypatch, changes):
    monkeypatch.setenv("COURSE_DATA", "real")
    give(course, arrays(**changes))
    with pytest.raises(
        DataError, match=rf"não é o MNIST oficial: veja {next(iter(changes))}\. Apa"
    ):
        load_mnist()


@pytest.mark.parametrize("body", [b"", b"<html>", b"PK\x03\x04 broken"])
def test_file_that_is_no_npz_is_refused(course, monkeypatch, body):
    monkeypatch.setenv("COURSE_DATA", "real")
    give(course, body)
    with pytest.raises(DataError, match=r"mnist\.npz não pôde ser lido"):
        load_mnist()


def test_pickles_are_never_read(course, small, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "real")
    give(course, arrays(x_train=np.array([[], {}], dtype=object)))
    with pytest.raises(DataError, match="não pôde ser lido"):
        load_mnist()


def test_stand_in_is_announced(course, capsys):
    register(course, "mnist", b"...", f"http://127.0.0.1:{closed_port()}/x", file="mnist.npz")
    mnist = load_mnist()
    assert mnist.source == "simulado" and len(mnist.x_train) == 6000 and len(mnist.x_test) == 1000
    assert f"{NOTICE}: " in (told := capsys.readouterr().out) and "o MNIST foi gerado" in told


# The stand-in


def test_same_seed_gives_the_same_digits_and_another_seed_others():
    first, again, other = (
        mnist_stand_in(20, 5),
        mnist_stand_in(20, 5),
        mnist_stand_in(20, 5, seed=1),
    )
    for name in NAMES:
        np.testing.assert_array_equal(first[name], again[name])
    assert not np.array_equal(first["x_train"], other["x_train"])


def test_generated_digits_have_the_layout_of_the_real_ones(generated):
    assert sorted(generated) == sorted(NAMES)
    for part, n in {"train": 6000, "test": 1000}.items():
        x, y = generated[f"x_{part}"], generated[f"y_{part}"]
        assert x.shape == (n, 28, 28) and y.shape == (n,) and x.dtype == y.dtype == np.uint8
        assert x.max() == 255 and x.min() == 0 and np.bincount(y, minlength=10).min() > n / 15
        assert (x.reshape(n, -1).max(axis=1) > 200).all()
    assert 0.08 < generated["x_train"].mean() / 255 < 0.18


def test_generated_digits_lie_in_the_middle(generated):
    x = generated["x_train"][:500].astype(float)
    axis = np.arange(28)
    mass = x.sum(axis=(1, 2))
    centres = np.array([(x.sum(axis=2) @ axis), (x.sum(axis=1) @ axis)]) / mass
    assert abs(centres - 13.5).max() < 3 and x[:, [0, -1]].mean() < 2


def test_generated_digits_can_be_learnt_but_not_without_error(generated):
    flat = {part: generated[f"x_{part}"].reshape(-1, 784) / 255 for part in ("train", "test")}
    model = LogisticRegression(C=0.1, max_iter=300).fit(
        flat["train"][:2000], generated["y_train"][:2000]
    )
    assert 0.9 < model.score(flat["test"], generated["y_test"]) < 0.99


# The real file


def test_real_file_is_mnist():
    real_file("mnist")
    mnist = load_mnist()
    x = mnist.x_train / 255
    assert round(x.mean(), 4) == 0.1307 and round(x.std(), 4) == 0.3081
    assert mnist.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert len({image.tobytes() for image in [*mnist.x_train, *mnist.x_test]}) == 70_000
