"""The data sets of the course, as the lessons use them: checked, typed, with their units.

Each loader takes the real file where it can be had (`files.fetch`). With neither file nor
network it takes a generated one (`utils.stand_ins`) and prints so; `COURSE_DATA=real` in the
environment turns that into an error. The names of molecules come with the course.
"""

from utils.datasets.books import load_casmurro
from utils.datasets.digits import load_mnist
from utils.datasets.glove import load_glove
from utils.datasets.molecules import load_egfr, load_esol
from utils.datasets.names import load_names
from utils.datasets.reviews import is_new, load_imdb, split_reviews
from utils.datasets.silicon import load_silicon
from utils.datasets.smiles import load_smiles, split_smiles
from utils.datasets.weather import load_jena

__all__ = [
    "is_new",
    "load_casmurro",
    "load_egfr",
    "load_esol",
    "load_glove",
    "load_imdb",
    "load_jena",
    "load_mnist",
    "load_names",
    "load_silicon",
    "load_smiles",
    "split_reviews",
    "split_smiles",
]
