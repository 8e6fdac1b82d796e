"""Put four of the lessons' stored figures into one picture for README (`make sync` runs it).

The picture carries the checksum of what it was made from, so that it is told when stale.
"""

import base64
import hashlib
import io
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from tools.lessons import ROOT, lesson_paths, read_lesson

PICTURE = "notebooks/figura.png"
# Lesson, cell, and the part of its figure: left, top, right and bottom, as fractions.
PANELS = (
    ("05", "parity", (0.0, 0.0, 1.0, 1.0)),
    ("15", "full-examples", (0.0, 0.0, 0.5, 1.0)),
    ("06", "domain-plot", (0.0, 0.0, 1.0, 1.0)),
    ("11", "band-figure", (0.0, 0.0, 1.0, 1.0)),
)
COLUMN, MARGIN, TITLE, TALLEST = 500, 10, 44, 400
SOURCE_KEY = "made-from"


def stored_figure(root: Path, lesson: str, cell_id: str) -> tuple[str, bytes]:
    """Return a lesson's number and title, and the PNG that one of its cells has stored.

    Raises ``ValueError`` where there is no such lesson, cell or figure.
    """
    for path in lesson_paths(root):
        notebook = read_lesson(path)
        if notebook.metadata.course.lesson != lesson:
            continue
        for cell in notebook.cells:
            for output in cell.get("outputs", ()) if cell.id == cell_id else ():
                if "image/png" in output.get("data", {}):
                    title = f"{lesson} · {notebook.metadata.course.title}"
                    return title, base64.b64decode(output.data["image/png"])
    raise ValueError(
        f"tools/readme_picture.py: a lição {lesson} não tem figura guardada na célula {cell_id}; "
        "rode 'make aula' ou troque a célula em PANELS."
    )


def checksum(root: Path = ROOT) -> str:
    """Return the checksum of all that the picture is made from: the figures and this code."""
    figures = [stored_figure(root, lesson, cell_id) for lesson, cell_id, _ in PANELS]
    code = Path(__file__).read_text(encoding="utf-8")
    return hashlib.sha256(repr((code, figures)).encode()).hexdigest()


def is_stale(root: Path = ROOT) -> bool:
    """Return whether the picture is missing or made from other figures than those stored now."""
    path = root / PICTURE
    if not path.exists():
        return True
    with Image.open(path) as picture:
        return picture.info.get(SOURCE_KEY) != checksum(root)


def write_picture(root: Path = ROOT) -> None:
    """Draw the picture: two panels in a row, each under its lesson's title."""
    panels = []
    for lesson, cell_id, part in PANELS:
        title, png = stored_figure(root, lesson, cell_id)
        panels.append(panel(title, fitted(png, part)))
    rows = [panels[at : at + 2] for at in range(0, len(panels), 2)]
    heights = [max(drawn.height for drawn in row) for row in rows]
    picture = Image.new("RGB", (2 * COLUMN, sum(heights)), "white")
    for at, row in enumerate(rows):
        for column, drawn in enumerate(row):
            picture.paste(drawn, (column * COLUMN, sum(heights[:at])))
    information = PngInfo()
    information.add_text(SOURCE_KEY, checksum(root))
    # Of the palettes Pillow makes, this one keeps the colours that few pixels have.
    small = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(root / PICTURE, optimize=True, pnginfo=information)


def panel(title: str, figure: Image.Image) -> Image.Image:
    """Return a figure in the middle of a column, with its title above."""
    drawn = Image.new("RGB", (COLUMN, TITLE + figure.height + MARGIN), "white")
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    font = ImageFont.truetype(fonts / "DejaVuSans-Bold.ttf", 18)
    ImageDraw.Draw(drawn).text((COLUMN / 2, TITLE / 2), title, "black", font, anchor="mm")
    drawn.paste(figure, ((COLUMN - figure.width) // 2, TITLE))
    return drawn


def fitted(png: bytes, part: tuple[float, float, float, float]) -> Image.Image:
    """Return that part of a figure, as large as a column allows but never enlarged."""
    with Image.open(io.BytesIO(png)) as opened:
        figure = opened.convert("RGB")
    sides = (figure.width, figure.height) * 2
    figure = figure.crop(tuple(round(side * at) for side, at in zip(sides, part, strict=True)))
    figure.thumbnail((COLUMN - 2 * MARGIN, TALLEST), Image.Resampling.LANCZOS)
    return figure
