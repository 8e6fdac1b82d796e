"""Lesson 05: units, descriptors, canonical SMILES, RMSE, honest scaling, k-fold, a network."""

import keras
import numpy as np
from keras import layers
from rdkit import Chem

from utils.exercises import Case, Exercise, Mistake, Property, models

# Two-letter symbols, [nH], fused and non-aromatic rings, charges, triple bonds.
MOLECULES = (
    "CCO CC(C)=O C1CCCCC1 c1ccccc1O Clc1ccc(Br)cc1 c1cc[nH]c1 c1ccoc1 c1ccsc1C c1ccc2ccccc2c1 "
    "O=C1CCCN1 CC(=O)Nc1ccc(O)cc1 c1ccc(-c2ccncc2)cc1 O=[N+]([O-])c1ccccc1Cl N#CC1CC=CC1 "
    "CC(C)CCO CCC(C)CO C[C@H](N)C(=O)O C[C@@H](N)C(=O)O Cn1cnc2c1c(=O)n(C)c(=O)n2C"
)


def grams_per_litre(log_s, molar_mass):
    """Solubilidade em g/L, a partir de log S (S em mol/L) e da massa molar (g/mol)."""
    return 10**log_s * molar_mass


def aromatic_proportion(smiles):
    """Fração dos átomos pesados que são aromáticos, entre 0 e 1."""
    atoms = Chem.MolFromSmiles(smiles).GetAtoms()
    heavy = [atom for atom in atoms if atom.GetAtomicNum() > 1]
    return sum(atom.GetIsAromatic() for atom in heavy) / len(heavy)


def same_molecule(smiles_a, smiles_b):
    """True se os dois SMILES descrevem a mesma molécula."""
    canonical_a = Chem.MolToSmiles(Chem.MolFromSmiles(smiles_a))
    canonical_b = Chem.MolToSmiles(Chem.MolFromSmiles(smiles_b))
    return canonical_a == canonical_b


def rmse(measured, predicted):
    """Raiz do erro quadrático médio entre dois vetores, na unidade deles."""
    error = np.asarray(measured) - np.asarray(predicted)
    return np.sqrt(np.mean(error**2))


def standardise(train, other):
    """Escala `other`, de forma (n, k), com a média e o desvio de cada coluna de `train`."""
    return (other - train.mean(axis=0)) / train.std(axis=0)


def k_folds(n, k):
    """Lista de k pares (índices de treino, índices de validação) que repartem range(n)."""
    parts = np.array_split(np.arange(n), k)
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


def solubility_network(features, units, mean):
    """Rede para log S: `features` entradas, uma camada ReLU de `units`, dropout de 0,1 e uma saída
    que possa ser qualquer número e comece em `mean`, a média do treino (no viés)."""
    start = keras.initializers.Constant(mean)
    return keras.Sequential(
        [
            keras.Input(shape=(features,)),
            layers.Dense(units, activation="relu"),
            layers.Dropout(0.1),
            layers.Dense(1, bias_initializer=start),
        ]
    )


def _is_built(network, *arguments):
    return models.difference(solubility_network(*arguments), network) or True


def _starts_at_mean(network, features, units, mean):
    return np.allclose(network(np.zeros((2, features))), mean, atol=1e-4)


def _molecule(rng):
    """Return one of MOLECULES, written from any of its atoms."""
    molecule = Chem.MolFromSmiles(rng.choice(MOLECULES.split()))
    return Chem.MolToRandomSmilesVect(molecule, 1, int(rng.integers(1, 1000)))[0]


def _two_molecules(rng):
    first = _molecule(rng)
    if rng.random() < 0.5:
        return first, _molecule(rng)
    return first, Chem.MolToRandomSmilesVect(Chem.MolFromSmiles(first), 1, 7)[0]


TRAIN, OTHER = np.array([[0.0, 10.0], [2.0, 30.0]]), np.array([[4.0, 40.0], [1.0, 0.0]])
HERE = np.array([1.0, 2.0])

EXERCISES = {
    "5.1": Exercise(
        grams_per_litre,
        lambda rng: (rng.uniform(-5, 1.5), rng.uniform(16, 600)),
        Case("Com log S = 0, S = 1 mol/L: um mol de glicose, 180,16 g, por litro.", (0.0, 180.16)),
        Case("Com log S = −2, S = 0,01 mol/L: a 100 g/mol, 1 g/L.", (-2.0, 100.0)),
        Case("log S também pode ser positivo: com 1, S = 10 mol/L.", (1.0, 46.07)),
        Mistake("O logaritmo é o decimal: 10 elevado a log S.", lambda s, m: np.exp(s) * m),
    ),
    "5.2": Exercise(
        aromatic_proportion,
        lambda rng: (_molecule(rng),),
        Case("No benzeno, os seis átomos pesados são aromáticos: a fração é 1.", ("c1ccccc1",)),
        Case("No tolueno são 6 em 7; os hidrogênios não contam.", ("Cc1ccccc1",)),
        Case("O anel do cicloexano não é aromático: 0.", ("C1CCCCC1",)),
        Case("Ligação dupla não torna um átomo aromático: a acetona dá 0.", ("CC(C)=O",)),
        Case("O N do anel também é aromático: conte átomos, não só carbonos.", ("c1ccncc1CCO",)),
        Case("Os dois anéis do naftaleno têm 10 átomos, e não 12: é 1.", ("c1ccc2ccccc2c1",)),
        Case("Cl é um átomo só, com duas letras: no clorobenzeno são 6 em 7.", ("Clc1ccccc1",)),
        Case("O H de [nH] não é átomo pesado: no pirrol são 5 em 5.", ("c1cc[nH]c1",)),
        Case("Também é benzeno: leia a molécula (RDKit), não as letras.", ("C1=CC=CC=C1",)),
        Case("[2H] é um hidrogênio (deutério): divida pelos átomos pesados.", ("[2H]c1ccccc1",)),
    ),
    "5.3": Exercise(
        same_molecule,
        _two_molecules,
        Case("OCC e CCO são o mesmo etanol: compare os SMILES canônicos.", ("OCC", "CCO")),
        Case("O anel pode vir de Kekulé ou aromático: é fenol.", ("C1=CC=CC=C1O", "Oc1ccccc1")),
        Case("Etanol e éter dimetílico têm a mesma fórmula e são diferentes.", ("CCO", "COC")),
        Case("Um contém o outro, mas octanol não é heptanol.", ("CCCCCCCCO", "CCCCCCCO")),
        Case("cis e trans são diferentes: guarde a estereoquímica.", ("C/C=C/C", "C/C=C\\C")),
    ),
    "5.4": Exercise(
        rmse,
        lambda rng: tuple(rng.normal(-2, 2, (2, rng.integers(1, 40)))),
        Case("Se todo erro vale 3, o RMSE vale 3.", (HERE, np.array([4.0, 5.0]))),
        Case("Erros de 3 e −4 dão 3,54: quadrados, média, raiz.", (HERE, np.array([4.0, -2.0]))),
        Case("É uma média: não cresce só por haver mais moléculas.", (np.ones(4), -np.ones(4))),
        Mistake("Falta a raiz.", lambda y, p: np.mean((y - p) ** 2)),
    ),
    "5.5": Exercise(
        standardise,
        lambda rng: (rng.normal(5, 3, (rng.integers(3, 30), 3)), rng.normal(9, 1, (4, 3))),
        Case("Coluna a coluna: menos a média, sobre o desvio, ambos do treino.", (TRAIN, OTHER)),
        Mistake("Vazamento: a média é de `other`.", lambda t, o: (o - o.mean(0)) / t.std(0)),
        Mistake("Vazamento: média e desvio de `other`.", lambda t, o: (o - o.mean(0)) / o.std(0)),
        alternatives=[lambda t, o: (o - t.mean(0)) / t.std(0, ddof=1)],
    ),
    "5.6": Exercise(
        k_folds,
        lambda rng: (int(rng.integers(15, 40)), int(rng.integers(2, 6))),
        Property("São k pares, um por rodada.", lambda f, n, k: len(f) == k),
        Property("O treino vem primeiro.", lambda f, n, k: k == 2 or len(f[0][0]) > len(f[0][1])),
        Property(
            "Cada exemplo, de 0 a n − 1, deve ser validado uma vez só.",
            lambda f, n, k: sorted(i for _, v in f for i in v) == [*range(n)],
        ),
        Property(
            "Há exemplos no treino e na validação da mesma rodada: é vazamento.",
            lambda f, n, k: not any({*t} & {*v} for t, v in f),
        ),
        Property(
            "O treino é tudo o que não está na validação, uma vez cada.",
            lambda f, n, k: all(sorted([*t, *v]) == [*range(n)] for t, v in f),
        ),
        Property(
            "As partes devem ser quase iguais.", lambda f, n, k: np.ptp([len(v) for _, v in f]) < k
        ),
    ),
    "5.7": Exercise(
        solubility_network,
        lambda rng: (int(rng.integers(3, 40)), int(rng.integers(2, 20)), rng.uniform(-6, -1)),
        Case("", (20, 8, -3.0)),
        Property("Na ordem: entrada, oculta relu, dropout, saída de 1.", _is_built),
        Property("De entrada zero deve sair a média: bias_initializer, e linear.", _starts_at_mean),
        draws=3,
    ),
}
