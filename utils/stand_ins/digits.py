"""Generated handwritten digits: the stand-in for MNIST."""

import numpy as np

# Each digit as pen strokes: corners of a line in a box of width 1 and height 1, y downwards. Curves
# are rounded by the pen's width.
_STROKES = {
    0: ["50 00 85 15 100 50 85 85 50 100 15 85 00 50 15 15 50 00"],
    1: ["30 20 55 00 55 100"],
    2: ["05 20 30 00 70 00 95 25 80 50 05 100 100 100"],
    3: ["05 10 50 00 90 20 80 42 45 48 85 55 95 80 55 100 05 92"],
    4: ["65 00 05 65 100 65", "70 35 70 100"],
    5: ["95 00 15 00 10 45 60 38 95 65 80 95 35 100 05 90"],
    6: ["80 00 35 20 08 60 20 95 60 100 92 78 70 52 30 55 10 70"],
    7: ["00 05 100 00 60 50 40 100"],
    8: ["50 48 12 25 30 02 70 02 88 25 50 48 08 75 30 99 70 99 92 75 50 48"],
    9: ["92 30 65 50 25 45 08 22 30 00 75 03 92 30 85 65 60 100"],
}
_SIDE, _BOX, _DOTS = 28, 18, 60


def mnist_stand_in(
    n_train: int = 6000, n_test: int = 1000, seed: int = 1998
) -> dict[str, np.ndarray]:
    """Draw digits by rule: x_train, y_train, x_test and y_test as in mnist.npz, uint8.

    A pen follows the digit's strokes, whose corners are moved at random; the digit is scaled,
    sheared and turned, and lies with its centre of mass in the middle. One in fifty gets a wrong
    label, so that no model is right always. The same sizes and `seed` give the same digits.
    """
    rng = np.random.default_rng(seed)
    parts = {}
    for part, n in {"train": n_train, "test": n_test}.items():
        labels = rng.integers(0, 10, n)
        parts[f"x_{part}"] = np.array([_image(digit, rng) for digit in labels], dtype=np.uint8)
        wrong = rng.random(n) < 0.02
        labels[wrong] = rng.integers(0, 10, wrong.sum())
        parts[f"y_{part}"] = labels.astype(np.uint8)
    return parts


def _image(digit: int, rng: np.random.Generator) -> np.ndarray:
    """One digit, shape (28, 28), from 0 to 255."""
    lines = [_dots(text, rng) for text in _STROKES[digit]]
    points = np.concatenate(lines) - 0.5
    turn, shear = rng.normal(0, 0.12), rng.normal(0.1, 0.2)
    width, height = rng.uniform(0.55, 0.95), rng.uniform(0.9, 1.05)
    points = points * [width, height] @ np.array([[1, 0], [-shear, 1]])
    c, s = np.cos(turn), np.sin(turn)
    points = points @ np.array([[c, s], [-s, c]]) * _BOX
    points += (_SIDE - 1) / 2 - points.mean(axis=0)
    axis, pen = np.arange(_SIDE), rng.uniform(0.8, 1.6)
    column = np.exp(-(((points[:, :1] - axis) / pen) ** 2))  # (dots, 28)
    row = np.exp(-(((points[:, 1:] - axis) / pen) ** 2))
    ink = row.T @ column
    return np.round(255 * np.clip(2.2 * ink / ink.max(), 0, 1))


def _dots(text: str, rng: np.random.Generator) -> np.ndarray:
    """Points along a stroke, about evenly, shape (60, 2); its corners are moved at random."""
    corners = np.array(text.split(), dtype=float).reshape(-1, 2) / 100
    corners += rng.normal(0, 0.05, corners.shape)
    length = np.concatenate([[0], np.hypot(*np.diff(corners, axis=0).T).cumsum()])
    along = np.linspace(0, length[-1], _DOTS)
    return np.column_stack([np.interp(along, length, corner) for corner in corners.T])
