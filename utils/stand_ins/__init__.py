"""Generated stand-ins for the data sets, for when neither file nor network is there.

They have the columns and the traps of the real files, so that a lesson runs from end to end, but
their numbers are not measurements. Whoever uses one prints a line that begins with `NOTICE`.
"""

from utils.stand_ins.books import book_stand_in
from utils.stand_ins.digits import mnist_stand_in
from utils.stand_ins.glove import glove_stand_in
from utils.stand_ins.molecules import egfr_stand_in, esol_stand_in, smiles_stand_in
from utils.stand_ins.reviews import imdb_stand_in
from utils.stand_ins.silicon import silicon_stand_in
from utils.stand_ins.weather import jena_stand_in

__all__ = [
    "NOTICE",
    "book_stand_in",
    "egfr_stand_in",
    "esol_stand_in",
    "glove_stand_in",
    "imdb_stand_in",
    "jena_stand_in",
    "mnist_stand_in",
    "silicon_stand_in",
    "smiles_stand_in",
]

NOTICE = "⚠ DADOS SIMULADOS"
