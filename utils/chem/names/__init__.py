"""Systematic names in Brazilian Portuguese, by rule, and SMILES in the order of the name.

The rules are IUPAC's for substitutive names: the locant beside what it locates (recommendations of
1993, R-0.1.2) and all locants cited unless obvious (2013), for open chains, single rings of carbon
and benzene. What editions or schools name differently is refused. Words and endings are those of
Brazil (-ila, -nitrila); prefixes come in the order of their Portuguese spelling, hyphens as the
Acordo Ortográfico of 1990 has them (Base XVI).

Sources: IUPAC 1993, https://www.acdlabs.com/iupac/nomenclature/93/r93_42.htm; IUPAC 2013, doi
10.1039/9781849733069 (numbers such as P-45 are its); Guia IUPAC para a Nomenclatura de Compostos
Orgânicos, tradução portuguesa nas variantes europeia e brasileira (Lidel).
"""

from rdkit import Chem

from utils.chem.names.assemble import full_name
from utils.chem.names.graph import OutOfScope, read_graph
from utils.chem.names.order import name_order
from utils.chem.names.parents import Parent, choose_parent
from utils.chem.names.scope import check_scope
from utils.chem.names.units import Context
from utils.chem.names.words import PORTUGUESE, Words
from utils.chem.smiles import read_or_raise

__all__ = ["OutOfScope", "analyse", "name", "name_order_smiles"]


def name(molecule: str | Chem.Mol) -> str:
    """Return the name of a molecule (a SMILES, or RDKit's molecule): "2-metilbutan-1-ol".

    Raises ValueError (in Portuguese) for an invalid SMILES, and for a molecule out of scope: fused
    or hetero rings, stereochemistry, S, P, salts, chains of more than 12 carbons …
    """
    return full_name(*analyse(molecule))


def name_order_smiles(molecule: str | Chem.Mol) -> str:
    """Return the SMILES written from the parent's locant 1: "C(O)C(C)CC" for 2-metilbutan-1-ol.

    Raises ValueError where `name` does.
    """
    context, parent = analyse(molecule)
    full_name(context, parent)
    return name_order(context, parent)


def analyse(molecule: str | Chem.Mol, words: Words = PORTUGUESE) -> tuple[Context, Parent]:
    """Return a molecule's groups and its numbered parent: what a name is written from.

    The alphabet of the language decides between equal locants: a name is made anew in each
    language, never translated. English is for the keepers' checks.
    """
    molecule = read_or_raise(molecule) if isinstance(molecule, str) else molecule
    graph = read_graph(molecule)
    check_scope(molecule)
    context = Context(graph, words)
    return context, choose_parent(context)
