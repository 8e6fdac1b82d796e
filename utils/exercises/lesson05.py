"""Lesson 05: units of solubility, descriptors, canonical SMILES, RMSE, honest scaling, k-fold."""

import numpy as np
from rdkit import Chem

from utils.exercises import Exercise, call


def grams_per_litre(log_s, molar_mass):
    """Solubilidade em g/L, a partir de log S (S em mol/L) e da massa molar (g/mol)."""
    return 10**log_s * molar_mass


def _accept_grams_per_litre(answer):
    if not np.isclose(call(answer, 0.0, 180.16), 180.16):
        return "Com log S = 0, S = 1 mol/L: um mol de glicose (180,16 g) em cada litro."
    if not np.isclose(call(answer, -2.0, 100.0), 1.0):
        return "log S é o logaritmo decimal: S = 10 elevado a log S, em mol/L."
    return None


def aromatic_proportion(smiles):
    """Fração dos átomos pesados que são aromáticos, entre 0 e 1."""
    atoms = Chem.MolFromSmiles(smiles).GetAtoms()
    return sum(atom.GetIsAromatic() for atom in atoms) / len(atoms)


def _accept_aromatic_proportion(answer):
    if not np.isclose(call(answer, "c1ccccc1"), 1.0):
        return "No benzeno, os seis átomos pesados são aromáticos: a fração é 1."
    if not np.isclose(call(answer, "Cc1ccccc1"), 6 / 7):
        return "No tolueno são 6 aromáticos em 7 átomos pesados; os hidrogênios não contam."
    if not np.isclose(call(answer, "c1ccncc1CCO"), 6 / 9):
        return "O nitrogênio do anel também é aromático: conte átomos, não só carbonos."
    if not np.isclose(call(answer, "CCO"), 0.0):
        return "O etanol não tem átomo aromático: a fração é 0."
    return None


def same_molecule(smiles_a, smiles_b):
    """True se os dois SMILES descrevem a mesma molécula."""
    canonical_a = Chem.MolToSmiles(Chem.MolFromSmiles(smiles_a))
    canonical_b = Chem.MolToSmiles(Chem.MolFromSmiles(smiles_b))
    return canonical_a == canonical_b


def _accept_same_molecule(answer):
    if not call(answer, "OCC", "CCO"):
        return "OCC e CCO são o mesmo etanol: compare os SMILES canônicos."
    if not call(answer, "C1=CC=CC=C1O", "Oc1ccccc1"):
        return "O fenol pode ser escrito com anel de Kekulé ou aromático: é a mesma molécula."
    if call(answer, "CCO", "COC"):
        return "Etanol e éter dimetílico têm a mesma fórmula, mas são moléculas diferentes."
    return None


def rmse(measured, predicted):
    """Raiz do erro quadrático médio entre dois vetores, na unidade deles."""
    error = np.asarray(measured) - np.asarray(predicted)
    return np.sqrt(np.mean(error**2))


def _accept_rmse(answer):
    if not np.isclose(call(answer, [0.0, 0.0], [3.0, 3.0]), 3.0):
        return "Se todos os erros valem 3, o RMSE vale 3: não esqueça a raiz."
    if not np.isclose(call(answer, [0.0, 0.0], [3.0, -4.0]), np.sqrt(12.5)):
        return "Eleve cada erro ao quadrado, tire a média e só então a raiz."
    if not np.isclose(call(answer, np.zeros(4), np.full(4, 2.0)), 2.0):
        return "O RMSE é uma média: não pode crescer só porque há mais moléculas."
    return None


def standardise(train, other):
    """Escala `other`, de forma (n, k), com a média e o desvio de cada coluna de `train`."""
    return (other - train.mean(axis=0)) / train.std(axis=0)


def _accept_standardise(answer):
    train = np.array([[0.0, 10.0], [2.0, 30.0]])
    other = np.array([[4.0, 40.0]])
    scaled = np.asarray(call(answer, train, other))
    if scaled.shape != other.shape:
        return f"A resposta deve ter a forma de `other`, {other.shape}; veio {scaled.shape}."
    if np.allclose(scaled, 0.0):
        return "Vazamento: você usou a média de `other`. As estatísticas vêm só do treino."
    if not np.allclose(scaled, [[3.0, 2.0]]):
        return "Coluna a coluna (axis=0): subtraia a média e divida pelo desvio, ambos do treino."
    return None


def k_folds(n, k):
    """Lista de k pares (índices de treino, índices de validação) que repartem range(n)."""
    parts = np.array_split(np.arange(n), k)
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


def _accept_k_folds(answer):
    folds = call(answer, 10, 3)
    if len(folds) != 3:
        return f"Com k = 3 são 3 pares; vieram {len(folds)}."
    validated = [int(i) for _, validation in folds for i in validation]
    if sorted(validated) != list(range(10)):
        return "Cada exemplo deve ser validado exatamente uma vez."
    if any(set(map(int, train)) & set(map(int, validation)) for train, validation in folds):
        return "Há exemplos no treino e na validação da mesma rodada: é vazamento."
    if any(len(train) + len(validation) != 10 for train, validation in folds):
        return "O treino de cada rodada é tudo o que não está na validação."
    if max(len(v) for _, v in folds) - min(len(v) for _, v in folds) > 1:
        return "As partes devem ter quase o mesmo tamanho (diferença de no máximo 1)."
    return None


EXERCISES = {
    "5.1": Exercise(grams_per_litre, _accept_grams_per_litre),
    "5.2": Exercise(aromatic_proportion, _accept_aromatic_proportion),
    "5.3": Exercise(same_molecule, _accept_same_molecule),
    "5.4": Exercise(rmse, _accept_rmse),
    "5.5": Exercise(standardise, _accept_standardise),
    "5.6": Exercise(k_folds, _accept_k_folds),
}
