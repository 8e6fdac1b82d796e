"""One style for all figures, and the few figures that several lessons draw."""

import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

# Okabe & Ito's colours, told apart with any kind of colour vision (https://jfly.uni-koeln.de/color/).
PALETTE = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "red": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "black": "#000000",
}


def use_style() -> None:
    """Set the course's style: large letters, thin grid, colours and line styles that differ.

    A matplotlibrc of the student's own counts no more.
    """
    plt.rcdefaults()
    styles = plt.cycler(linestyle=["-", "--", "-.", ":", "-", "--", "-."])
    plt.rcParams.update(
        {
            "figure.figsize": (7, 4.2),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "font.size": 12,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.prop_cycle": plt.cycler(color=list(PALETTE.values())) + styles,
            "grid.alpha": 0.3,
            "legend.frameon": False,
            "lines.linewidth": 2,
        }
    )


def show_in_notebook() -> None:
    """In a notebook, let every figure be a PNG under its cell, with its alternative text.

    Whatever MPLBACKEND or the settings of Matplotlib and IPython say. Elsewhere nothing is done.
    """
    from IPython import get_ipython
    from IPython.core.pylabtools import select_figure_formats

    shell = get_ipython()
    if getattr(shell, "kernel", None) is None:
        return
    shell.ast_node_interactivity = "last_expr"
    shell.enable_matplotlib("inline")
    shell.run_line_magic("config", "InlineBackend.close_figures = True")
    select_figure_formats(shell, {"png"})
    png = shell.display_formatter.formatters["image/png"]
    png.for_type(Figure, described_png)


def described_png(figure: Figure) -> tuple[str, dict[str, str]] | None:
    """Return a figure as PNG (base64) and its metadata; None for an empty figure."""
    from IPython.core.pylabtools import print_figure

    png = print_figure(figure, base64=True, bbox_inches="tight")
    return png and (png, {"alt": alternative_text(figure)})


def alternative_text(figure: Figure) -> str:
    """Return what a screen reader says of a figure, from its titles and the names of its axes."""
    titles = _names([figure.get_suptitle(), *(panel.get_title() for panel in figure.axes)])
    labels = ((panel.get_xlabel(), panel.get_ylabel()) for panel in figure.axes)
    axes = _names(chain.from_iterable(labels))
    named = f"Figura: {titles}." if titles else "Figura."
    return f"{named}{f' Eixos: {axes}.' if axes else ''} Descrita no texto a seguir."


def _names(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def comma_ticks(*axes: Axis) -> None:
    """Write the numbers along these axes (``ax.xaxis``) as in Brazil: "0,5", "−2"."""
    for axis in axes:
        axis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", ",").replace("-", "−"))


def plot_history(
    histories: Mapping[str, Mapping[str, Sequence[float]]],
    ylabel: str,
    key: str = "loss",
    top: float | None = None,
) -> None:
    """Draw training and validation curves, one panel for each model on a shared scale.

    ``histories`` maps a title to what ``fit(…).history`` holds; ``key`` names the curve ("loss" or
    a metric), ``ylabel`` the axis, with its unit, and ``top`` where it ends. The best epoch on
    validation is marked.
    """
    _, panels = plt.subplots(
        1, len(histories), figsize=(4.7 * len(histories), 4), sharey=True, squeeze=False
    )
    for panel, (title, history) in zip(panels[0], histories.items(), strict=True):
        epochs = np.arange(1, len(history[key]) + 1)
        validation = np.asarray(history[f"val_{key}"])
        best = int(validation.argmin())
        panel.plot(epochs, history[key], label="treino")
        panel.plot(epochs, validation, label="validação")
        panel.plot(epochs[best], validation[best], "o", color=PALETTE["black"])
        panel.annotate(
            f"menor: época {epochs[best]}",
            (epochs[best], validation[best]),
            xytext=(0, 14),
            textcoords="offset points",
            ha="center",
        )
        panel.set(title=title, xlabel="época")
        comma_ticks(panel.yaxis)
        panel.legend()
    panels[0, 0].set_ylabel(ylabel)
    panels[0, 0].set_ylim(0, top)
    plt.show()


def show_molecules(
    smiles: Sequence[str],
    legends: Sequence[str],
    per_row: int = 4,
    highlights: Sequence[Mapping[int, str]] | None = None,
) -> None:
    """Draw molecules by RDKit in one figure, ``per_row`` a line, with a legend under each.

    ``highlights`` gives, for each molecule, the colour of the atoms to mark, by atom number.
    Raises ``ValueError`` (in Portuguese) for an invalid or missing SMILES.

    Used by lessons 05, 06, 12, 15 and 16.
    """
    from utils.chem.smiles import read_or_raise

    molecules = [read_or_raise(text) for text in smiles]
    rows = -(-len(molecules) // per_row)
    _, panels = plt.subplots(
        rows, per_row, figsize=(2.6 * per_row, 2.3 * rows), squeeze=False, subplot_kw={"aspect": 1}
    )
    for panel in panels.flat:
        panel.set_axis_off()
    # matplotlib writes the legends: RDKit's own lose the accents.
    marks = highlights or [{}] * len(molecules)
    for panel, molecule, legend, mark in zip(panels.flat, molecules, legends, marks, strict=False):
        panel.imshow(_picture(molecule, mark))
        panel.set_title(legend, y=-0.12, fontsize=11)
    plt.show()


def _picture(molecule, mark: Mapping[int, str]) -> np.ndarray:
    from rdkit.Chem.Draw import rdMolDraw2D

    drawer = rdMolDraw2D.MolDraw2DCairo(400, 320)
    rdMolDraw2D.PrepareAndDrawMolecule(
        drawer,
        molecule,
        highlightAtoms=list(mark),
        highlightAtomColors={atom: to_rgb(colour) for atom, colour in mark.items()},
        highlightBonds=[],
    )
    drawer.FinishDrawing()
    return plt.imread(io.BytesIO(drawer.GetDrawingText()))
