"""Networks that this project trained for longer than a class lasts, and how they came to be."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from utils import ROOT
from utils.chem.tokens import Vocabulary

FOLDER = ROOT / "data" / "pretrained"


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A network's weights, for `keras.Model.load_weights`, and what is on record about them.

    `record` says with which code, data, settings, seed and machine they were trained, and for how
    long; `vocabulary` what the integers stand for.
    """

    weights: Path
    record: dict
    vocabulary: Vocabulary

    @property
    def curve(self) -> pd.DataFrame:
        """The course of the training, a row for each evaluation.

        epochs, seconds  so far, on the record's machine
        loss             mean over the row's part of the training, in nats a token
        validation_loss  of molecules held out, in nats a token
        n                strings written at the record's temperature, of which
        valid            were molecules
        unique, novel    distinct molecules among them, and those not trained on
        """
        return pd.DataFrame(self.record["curve"])


def available() -> list[str]:
    """Return the names that `load` takes."""
    return sorted(path.name.removesuffix(".weights.h5") for path in FOLDER.glob("*.weights.h5"))


def load(name: str) -> Pretrained:
    """Find a trained network by its name ("forward").

    Raises FileNotFoundError (in Portuguese) where its weights or its record are not here, and
    ValueError where the record is damaged.
    """
    weights, record = FOLDER / f"{name}.weights.h5", FOLDER / f"{name}.json"
    if missing := [path.name for path in (weights, record) if not path.is_file()]:
        raise FileNotFoundError(
            f"Falta {' e '.join(missing)} em data/pretrained (há: {', '.join(available())}). Esses "
            "arquivos vêm com o curso: baixe-o de novo, inteiro."
        )
    try:
        read = json.loads(record.read_text(encoding="utf-8"))
        return Pretrained(weights, read, Vocabulary.from_json(read["vocabulary"]))
    except (ValueError, KeyError) as error:
        raise ValueError(
            f"{record.name} está danificado ({error}): baixe o curso de novo."
        ) from None
