"""Networks trained by this project for longer than a class lasts, and their records."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from utils import ROOT
from utils.chem.tokens import Vocabulary

FOLDER = ROOT / "data" / "pretrained"


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A network's weights, for `keras.Model.load_weights`, and their record.

    `record` tells code, data, settings, seed, machine and duration of the training, and the
    weights' SHA-256; `vocabulary` the token of each integer.
    """

    weights: Path
    record: dict
    vocabulary: Vocabulary

    @property
    def curve(self) -> pd.DataFrame:
        """The learning curve, a row for each evaluation.

        epochs, seconds  so far, on the record's machine
        loss             mean over the row's part of the training, in nats per token
        validation_loss  of held-out molecules, in nats per token
        n                strings written at the record's temperature, of which
        valid            are valid SMILES
        unique, novel    distinct molecules among them, and those not in the training set
        """
        return pd.DataFrame(self.record["curve"])


def available() -> list[str]:
    """Return the names that `load` takes."""
    return sorted(path.name.removesuffix(".weights.h5") for path in FOLDER.glob("*.weights.h5"))


def load(name: str) -> Pretrained:
    """Return a trained network by its name ("forward").

    Raises FileNotFoundError (in Portuguese) where its weights or its record are missing, and
    ValueError where the record is damaged or is that of other weights.

    Used by lessons 15 and 16.
    """
    weights, path = FOLDER / f"{name}.weights.h5", FOLDER / f"{name}.json"
    if missing := [file.name for file in (weights, path) if not file.is_file()]:
        raise FileNotFoundError(
            f"Falta {' e '.join(missing)} em data/pretrained (há: {', '.join(available())}). Esses "
            "arquivos vêm com o curso: baixe-o de novo, inteiro."
        )
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        expected, vocabulary = record["sha256"], Vocabulary.from_json(record["vocabulary"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} está danificado ({error}): baixe o curso de novo.") from None
    if hashlib.sha256(weights.read_bytes()).hexdigest() != expected:
        raise ValueError(
            f"{weights.name} não são os pesos de que {path.name} fala: um dos dois foi trocado ou "
            "está danificado. Baixe o curso de novo."
        )
    return Pretrained(weights, record, vocabulary)
