"""The data sets of the course, as the lessons use them: checked, typed, with their units told.

Each loader takes the real file where it can be had (`download.fetch`). With neither file nor
network it takes the generated stand-in of `samples`, and prints so; `COURSE_DATA=real` in the
environment turns that into an error.
"""

from utils.datasets.glove import load_glove
from utils.datasets.molecules import load_egfr, load_esol
from utils.datasets.reviews import load_imdb, load_imdb_texts
from utils.datasets.smiles import load_smiles
from utils.datasets.weather import load_jena

__all__ = [
    "load_egfr",
    "load_esol",
    "load_glove",
    "load_imdb",
    "load_imdb_texts",
    "load_jena",
    "load_smiles",
]
