"""Generated stand-ins for the data sets, for when neither file nor network is there.

They have the columns and the traps of the real files, so that a lesson runs from end to end, but
their numbers are not measurements. Whoever uses one prints a line that begins with `NOTICE`.
"""

from utils.samples.glove import glove_sample
from utils.samples.molecules import delaney, egfr_sample, esol_sample
from utils.samples.reviews import imdb_sample
from utils.samples.smiles import smiles_sample
from utils.samples.weather import jena_sample

__all__ = [
    "NOTICE",
    "delaney",
    "egfr_sample",
    "esol_sample",
    "glove_sample",
    "imdb_sample",
    "jena_sample",
    "smiles_sample",
]

NOTICE = "⚠ DADOS SIMULADOS"
