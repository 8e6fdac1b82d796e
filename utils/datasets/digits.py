"""Handwritten digits: MNIST."""

import zipfile
from dataclasses import dataclass

import numpy as np

from utils import files, stand_ins
from utils.datasets.common import real_or_stand_in

_SIDE = 28
_PARTS = {"train": 60_000, "test": 10_000}


@dataclass(frozen=True, eq=False)
class Mnist:
    """Digits as images, with what each shows: see `load_mnist`."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str

    def __iter__(self):
        """Unpack as what `keras.datasets.mnist.load_data` returns: two pairs."""
        return iter(((self.x_train, self.y_train), (self.x_test, self.y_test)))


def load_mnist() -> Mnist:
    """Digits written by hand, 60,000 to train on and 10,000 to test on.

    x_train, x_test  uint8 of shape (n, 28, 28), from 0 (paper) to 255 (ink)
    y_train, y_test  uint8 of shape (n,), 0 to 9
    source           "real", or "simulado" for the stand-in

    ``(train_images, train_labels), (test_images, test_labels) = load_mnist()`` works as with
    `keras.datasets.mnist.load_data`. Each digit fits in 20 × 20 pixels, grey at its edges, and lies
    with its centre of mass in the middle. The stand-in has 6,000 and 1,000.

    Raises DataError where the file holds something else, or cannot be had and `COURSE_DATA=real`.

    Used by lesson 04.
    Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86, 2278 (1998), doi 10.1109/5.726791.
    """
    arrays, source = real_or_stand_in("o MNIST", _read, stand_ins.mnist_stand_in)
    return Mnist(**arrays, source=source)


def _read() -> dict[str, np.ndarray]:
    path = files.fetch("mnist")
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise files.DataError(f"{path.name} não pôde ser lido ({error}). {_AGAIN}") from None
    for part, n in _PARTS.items():
        shapes = {f"x_{part}": (n, _SIDE, _SIDE), f"y_{part}": (n,)}
        for name, shape in shapes.items():
            found = arrays.get(name)
            if found is None or found.shape != shape or found.dtype != np.uint8:
                raise files.DataError(f"{path.name} não é o MNIST oficial: veja {name}. {_AGAIN}")
    return {f"{kind}_{part}": arrays[f"{kind}_{part}"] for part in _PARTS for kind in "xy"}


_AGAIN = "Apague-o da pasta data/ e rode de novo."
