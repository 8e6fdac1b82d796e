"""SMILES read by RDKit: the canonical form, the scaffold, and why a string is invalid."""

import contextlib
import re
from collections.abc import Iterator

import numpy as np
from rdkit import Chem, rdBase
from rdkit.Chem.Scaffolds import MurckoScaffold

# In the order in which ``why_invalid`` decides.
CAUSES = (
    "vazio",
    "colchete inválido",
    "símbolo desconhecido",
    "parêntese sem par",
    "anel não fechado",
    "outro erro de sintaxe",
    "valência",
    "aromaticidade",
    "outro",
)

_PRINTABLE = re.compile(r"[!-~]+")
_ATOM_MAP = re.compile(r":\d+\]")
_BRACKET_ATOM = re.compile(r"\[[^\[\]]*\]")
_RING_LABEL = re.compile(r"%\(\d+\)|%\d\d|\d")
_SYMBOL = re.compile(_RING_LABEL.pattern + r"|Br|Cl|[BCNOPSFIbcnops*]|->|<-|[-=#$:/\\~.()]")


def read(smiles: str | None) -> Chem.Mol | None:
    """Return the molecule, sanitised and without atom maps, or None for an invalid SMILES.

    Stricter than ``Chem.MolFromSmiles``, which reads "CO₂" as methanol and "CC nome" as ethane:
    any blank, control or non-ASCII character, zero-width ones included, makes the string invalid.
    A missing value (None, NaN, ``pd.NA``) and an empty string are invalid too. "[CH3:1]O" and "CO"
    give the same molecule. Nothing is written to stderr.
    """
    if not isinstance(smiles, str) or not _PRINTABLE.fullmatch(smiles):
        return None
    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(smiles)
        if molecule is not None and ":" in smiles:
            molecule = Chem.MolFromSmiles(_ATOM_MAP.sub("]", smiles))
    return molecule


def read_or_raise(smiles: str | None) -> Chem.Mol:
    """Return the molecule as ``read`` does; raise ``ValueError`` (in Portuguese) if invalid."""
    molecule = read(smiles)
    if molecule is None:
        raise ValueError(
            f"SMILES inválido: {smiles!r} ({why_invalid(smiles)}). Confira símbolos, parênteses, "
            "anéis e valências."
        )
    return molecule


@contextlib.contextmanager
def rdkit_errors_told(smiles: str) -> Iterator[None]:
    """Silence RDKit, and raise what it raises as a ``ValueError`` that names the SMILES."""
    try:
        with rdBase.BlockLogs():
            yield
    except (ArithmeticError, RuntimeError, ValueError) as error:
        raise ValueError(
            f"O RDKit lê o SMILES {smiles!r}, mas não sabe tratar a molécula ({error})."
        ) from error


def canonical(smiles: str | None) -> str | None:
    """Return RDKit's canonical SMILES, the same for equal molecules; None for an invalid SMILES.

    Stereochemistry is kept, atom maps are not. Used by ``load_esol``.
    """
    molecule = read(smiles)
    return None if molecule is None else Chem.MolToSmiles(molecule)


def scaffold(smiles: str) -> str:
    """Return the Bemis-Murcko scaffold as canonical SMILES, "" for a molecule without rings.

    Raises ``ValueError`` (in Portuguese) for an invalid SMILES. Used by lessons 05, 15 and 16.
    Source: Bemis & Murcko 1996, doi 10.1021/jm9602928.
    """
    molecule = read_or_raise(smiles)
    with rdkit_errors_told(smiles):
        return Chem.MolToSmiles(MurckoScaffold.GetScaffoldForMol(molecule))


def why_invalid(smiles: str | None) -> str:
    """Return the first of ``CAUSES`` that makes a string invalid, "" where it is valid.

    A missing value is "vazio", any blank or non-ASCII character a "símbolo desconhecido". Then
    comes the syntax, each piece looked at alone: a bracket without its pair or without an atom in
    it, an unknown symbol, a parenthesis without its pair, a ring label used an odd number of times;
    then any other string that RDKit's parser refuses. Of what parses, the exception with which
    RDKit stops says whether an atom has too many bonds or aromatic bonds can't be placed.

    Used by lessons 05, 15 and 16.
    """
    if read(smiles) is not None:
        return ""
    if not isinstance(smiles, str) or not smiles:
        return "vazio"
    if not _PRINTABLE.fullmatch(smiles):
        return "símbolo desconhecido"
    outside = _BRACKET_ATOM.sub("*", smiles)
    with rdBase.BlockLogs():
        if "[" in outside or "]" in outside or not all(map(_parses, _BRACKET_ATOM.findall(smiles))):
            return "colchete inválido"
        if _SYMBOL.sub("", outside):
            return "símbolo desconhecido"
        if not _paired(outside):
            return "parêntese sem par"
        labels = [int(label.strip("%()")) for label in _RING_LABEL.findall(outside)]
        if any(labels.count(label) % 2 for label in labels):
            return "anel não fechado"
        if not _parses(smiles):
            return "outro erro de sintaxe"
        try:
            Chem.SanitizeMol(Chem.MolFromSmiles(smiles, sanitize=False))
        except Chem.AtomValenceException:
            return "valência"
        except (Chem.AtomKekulizeException, Chem.KekulizeException):
            return "aromaticidade"
        except Chem.MolSanitizeException:
            pass
    return "outro"


def _parses(smiles: str) -> bool:
    return Chem.MolFromSmiles(smiles, sanitize=False) is not None


def _paired(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0


def scaffold_split(
    scaffolds: np.ndarray, seed: int, fraction: float = 0.1
) -> tuple[np.ndarray, np.ndarray]:
    """Draw whole scaffolds into a test set; no scaffold is on both sides.

    ``scaffolds`` has shape (n,): each molecule's Bemis-Murcko scaffold as SMILES, "" for a
    molecule without rings (doi 10.1021/jm9602928). Scaffolds with more molecules than half the
    test set stay in training; the others are drawn in random order while they fit. Returns the
    row numbers of training and test, the test with at most ``fraction`` of the rows. Chemprop
    calls this the balanced scaffold split (doi 10.1021/acs.jcim.9b00237).

    Used by lessons 06 and 15.
    """
    wanted = round(fraction * len(scaffolds))
    names, sizes = np.unique(scaffolds, return_counts=True)
    chosen, size = [], 0
    for i in np.random.default_rng(seed).permutation(len(names)):
        if sizes[i] <= wanted / 2 and size + sizes[i] <= wanted:
            chosen.append(names[i])
            size += sizes[i]
    in_test = np.isin(scaffolds, chosen)
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)
