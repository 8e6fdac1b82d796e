"""The figures that several lessons draw."""

import base64

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from utils import plotting


@pytest.fixture(autouse=True)
def kept_figures(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: None)
    with plt.rc_context():
        plotting.use_style()
        yield
    plt.close("all")


def test_a_style_of_the_student_counts_no_more():
    plt.rcParams.update({"text.usetex": True, "axes.facecolor": "black", "figure.dpi": 30})
    plotting.use_style()
    assert not plt.rcParams["text.usetex"]
    assert plt.rcParams["axes.facecolor"] == "white"
    assert plt.rcParams["figure.dpi"] == 100


def test_the_alternative_text_names_titles_and_axes_once():
    figure, panels = plt.subplots(1, 2)
    figure.suptitle("Curvas de\ntitulação")
    for panel, title in zip(panels, ("fraco", "forte"), strict=True):
        panel.set(title=title, xlabel="volume (mL)", ylabel="pH")
    said = "Figura: Curvas de titulação; fraco; forte. Eixos: volume (mL); pH."
    assert plotting.alternative_text(figure) == f"{said} Descrita no texto a seguir."
    assert plotting.alternative_text(plt.figure()) == "Figura. Descrita no texto a seguir."


def test_a_figure_goes_out_with_its_text_and_an_empty_one_does_not():
    figure, _ = plt.subplots()
    png, metadata = plotting.described_png(figure)
    assert base64.b64decode(png).startswith(b"\x89PNG")
    assert metadata == {"alt": "Figura. Descrita no texto a seguir."}
    assert plotting.described_png(plt.figure()) is None


def test_history_marks_the_best_epoch_of_each_model_on_one_scale():
    history = {"loss": [3.0, 2.0, 1.0], "val_loss": [3.0, 1.5, 2.5]}
    plotting.plot_history({"A": history, "B": history}, ylabel="MSE (K²)", top=4)
    left, right = plt.gcf().axes
    assert left.get_ylabel() == "MSE (K²)"
    assert left.get_ylim() == right.get_ylim() == (0, 4)
    assert [text.get_text() for text in left.texts] == ["menor: época 2"]
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["treino", "validação"]


def test_molecules_keep_the_accents_of_their_legends():
    plotting.show_molecules(["CCO", "c1ccccc1", "C"], ["etanol", "ácido", "metano"], per_row=2)
    assert [panel.get_title() for panel in plt.gcf().axes] == ["etanol", "ácido", "metano", ""]


def test_marked_atoms_take_their_colour():
    orange = plotting.PALETTE["orange"]
    plotting.show_molecules(["CCO", "CCO"], ["a", "b"], per_row=2, highlights=[{0: orange}, {}])
    pictures = [panel.images[0].get_array()[..., :3] for panel in plt.gcf().axes]
    near = [np.abs(picture - to_rgb(orange)).max(axis=-1) < 0.02 for picture in pictures]
    assert near[0].sum() > 100
    assert near[1].sum() == 0


def test_an_invalid_smiles_is_named(capfd):
    with pytest.raises(ValueError, match=r"SMILES inválido: 'C1CC'"):
        plotting.show_molecules(["CCO", "C1CC"], ["a", "b"])
    assert capfd.readouterr().err == ""


def test_colours_differ_without_colour_and_by_line_style():
    cycle = plt.rcParams["axes.prop_cycle"].by_key()
    pairs = list(zip(cycle["color"], cycle["linestyle"], strict=True))
    assert len(set(pairs)) == len(pairs) == 7
    assert cycle["linestyle"][:4] == ["-", "--", "-.", ":"]
