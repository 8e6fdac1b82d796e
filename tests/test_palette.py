"""The course's colours stay apart for every kind of colour vision."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from utils.plotting import PALETTE

# Seen without one kind of cone, in linear RGB: Machado, Oliveira and Fernandes, IEEE Trans. Vis.
# Comput. Graph. 15, 1291 (2009), doi 10.1109/TVCG.2009.113, at severity 1.
VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
RGB_TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750]]
RGB_TO_XYZ += [[0.0193339, 0.1191920, 0.9503041]]
WHITE = np.array([0.95047, 1.0, 1.08883])

# A difference of 1 is just seen between large fields side by side. Thin lines and small dots, some
# way apart and on a projector, need about ten times as much.
LEAST = 10


def lab(colour, vision):
    """Return L*, a*, b* of a colour as it is seen."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = RGB_TO_XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / WHITE
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other):
    """Return CIEDE2000's difference of two L*, a*, b*: Sharma, doi 10.1002/col.20070."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    waves = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    t = 1 + sum(a * np.cos(np.radians(n * hue + phase)) for a, n, phase in waves)
    d_l = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / np.hypot(np.sqrt(20), lightness - 50))
    d_c = (c2 - c1) / (1 + 0.045 * chroma)
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    blue = np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * blue
    return np.sqrt(d_l**2 + d_c**2 + d_h**2 + rotation * d_c * d_h)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_difference_is_the_published_one(one, other, published):
    assert difference(one, other) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize("vision", VISION)
def test_any_two_colours_are_far_apart(vision):
    seen = {name: lab(colour, vision) for name, colour in PALETTE.items()}
    near = {
        (one, other): round(float(difference(seen[one], seen[other])), 1)
        for one, other in combinations(seen, 2)
        if difference(seen[one], seen[other]) < LEAST
    }
    assert near == {}


def test_colours_that_many_confuse_are_told():
    """Matplotlib's own second and third colours."""
    orange, green = (lab(colour, "protanopia") for colour in ("tab:orange", "tab:green"))
    assert difference(orange, green) < LEAST
