"""README's picture shows the figures that the lessons store now."""

import pytest
from PIL import Image

from tools import readme_picture
from tools.lessons import ROOT


def test_picture_shows_the_figures_as_stored(root):
    with Image.open(root / readme_picture.PICTURE) as opened:
        picture = opened.convert("RGB")
    colours = {colour: count for count, colour in picture.getcolors(maxcolors=100_000)}
    assert colours[255, 0, 0] == 40 * 20
    assert colours[255, 255, 255] > picture.width * picture.height / 2


def test_figure_that_is_not_there_is_told(root, monkeypatch):
    monkeypatch.setattr(readme_picture, "PANELS", (("05", "sum", (0.0, 0.0, 1.0, 1.0)),))
    with pytest.raises(ValueError, match="a lição 05 não tem figura guardada na célula sum"):
        readme_picture.is_stale(root)


def test_readme_picture_is_small_and_of_the_figures_stored_now():
    assert not readme_picture.is_stale(), "run make sync"
    assert (ROOT / readme_picture.PICTURE).stat().st_size < 150_000
