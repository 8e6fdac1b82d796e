"""What the lesson doesn't name although its rules could: molecules that hardly exist as such.

They are also where textbooks, editions of IUPAC's rules and programs differ most.
"""

from rdkit import Chem

from utils.chem.names.graph import OutOfScope

_REASONS = {
    "dois O ou N no mesmo carbono (acetais, aminais e parecidos)": "[CX4]([O,N])[O,N]",
    "halogênio no carbono de um O ou N": "[CX4]([F,Cl,Br,I])[O,N]",
    "enóis, enaminas e os seus éteres e ésteres": "[C]=[C][OX2,$([NX3;+0])]",
    "O, N ou halogênio numa ligação tripla C≡C": "C#C[O,N,F,Cl,Br,I]",
    "halogênio ligado a N ou O": "[N,O][F,Cl,Br,I]",
    "ligações N–N, N–O ou O–O": "[$([N;+0]~[N,O]),$(O~O)]",
    "ligações duplas C=N": "C=N",
    "ligações duplas vizinhas (alenos e cetenos)": "*=C=*",
    "cianetos de acila": "C(=O)C#N",
    "grupos nitro ligados a uma carbonila": "C(=O)[N+]",
    "fluoretos, brometos e iodetos de acila": "C(=O)[F,Br,I]",
    "cloreto de metanoíla": "[CX3;H1](=O)Cl",
    "derivados do ácido carbônico": "C(=O)([O,N,Cl])[O,N,Cl]",
    "anidridos e imidas": "C(=O)[O,N]C=O",
    "ligações múltiplas em anéis de 3 ou 4 átomos": "[$([r3]=,#[r3]),$([r4]=,#[r4])]",
    "ligações triplas em anéis": "[R]#[R]",
    "ácido cianídrico e cianatos": "[$([CH]#N),$(N#C[O,N,F,Cl,Br,I])]",
}
_PATTERNS = {reason: Chem.MolFromSmarts(smarts) for reason, smarts in _REASONS.items()}


def check_scope(molecule: Chem.Mol) -> None:
    """Raise `OutOfScope`, with its reason in Portuguese, for a molecule that is left out."""
    for reason, pattern in _PATTERNS.items():
        if molecule.HasSubstructMatch(pattern):
            raise OutOfScope(reason)
