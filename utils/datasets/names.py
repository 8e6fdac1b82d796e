"""Names of molecules in Portuguese beside their SMILES: made by rule, shipped with the course."""

import hashlib
import io
import json
import lzma

import pandas as pd

from utils import ROOT

FOLDER = ROOT / "data" / "nomes"
FILE = FOLDER / "nomes.csv.xz"
RECORD = FOLDER / "nomes.json"


def load_names() -> pd.DataFrame:
    """Names of molecules in Brazilian Portuguese and their SMILES, made by the course's own code.

    nome      systematic name, at most 40 characters, all different: "2-metilbutan-1-ol"
    smiles    the molecule written in the order of the name, at most 25 characters: "C(O)C(C)CC"
    canonico  RDKit's canonical SMILES, at most 25 characters, all different: "CCC(C)CO"
    familia   one of 17, such as "álcoois"; the rows come by family and name: shuffle them

    The file comes with the course: nothing is downloaded, and there is no stand-in. It is made by
    `python -m tools.names`; the rules are those of `utils.chem.names`. Another version of RDKit
    may write another canonical form: compare molecules by `chem.smiles.canonical` of both sides.

    Raises FileNotFoundError (in Portuguese) where the file or its record is missing, and ValueError
    where one of them is damaged.
    """
    for path in (FILE, RECORD):
        if not path.is_file():
            raise FileNotFoundError(
                f"Falta data/nomes/{path.name}, que vem com o curso: baixe-o de novo, inteiro."
            )
    try:
        expected = json.loads(RECORD.read_text(encoding="utf-8"))["content_sha256"]
        text = lzma.decompress(FILE.read_bytes())
    except (ValueError, KeyError, TypeError, EOFError, lzma.LZMAError) as error:
        raise ValueError(
            f"data/nomes/{FILE.name} ou o seu registro está danificado ({error}): baixe o curso "
            "de novo."
        ) from None
    if hashlib.sha256(text).hexdigest() != expected:
        raise ValueError(
            f"data/nomes/{FILE.name} não é o arquivo de que {RECORD.name} fala: um dos dois foi "
            "trocado ou está danificado. Baixe o curso de novo."
        )
    return pd.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False)
