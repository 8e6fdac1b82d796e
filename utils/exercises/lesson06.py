"""Lesson 06: pIC50, Tanimoto, cross-entropy, precision and recall, AUC, Brier score, a network."""

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake


def to_pic50(ic50_nm):
    """pIC50 a partir da IC50 em nmol/L."""
    return 9 - np.log10(ic50_nm)


def tanimoto_of_sets(a, b):
    """Semelhança de Tanimoto entre dois conjuntos de bits; 0 se os dois forem vazios."""
    union = a | b
    return len(a & b) / len(union) if union else 0.0


def cross_entropy(y, p):
    """Entropia cruzada binária média; p é limitado a [1e-7, 1 - 1e-7] antes do logaritmo."""
    y, p = np.asarray(y), np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def precision_recall(y, predicted):
    """Par (precisão, revocação) de vetores de 0 e 1; supõe que haja algum 1 em cada um."""
    y, predicted = np.asarray(y), np.asarray(predicted)
    found = np.sum(y * predicted)
    return found / predicted.sum(), found / y.sum()


def auc_by_pairs(y, score):
    """Fração dos pares (ativa, inativa) em que a ativa tem nota maior; empate conta 1/2."""
    y, score = np.asarray(y), np.asarray(score)
    difference = score[y == 1][:, None] - score[y == 0][None, :]
    return np.mean((difference > 0) + 0.5 * (difference == 0))


def brier(y, p):
    """Erro quadrático médio da probabilidade p em relação ao rótulo y (0 ou 1)."""
    return np.mean((np.asarray(p) - np.asarray(y)) ** 2)


def activity_network(size, units, rate):
    """Rede de `size` entradas: oculta de `units` (relu), dropout `rate` e P(ativa), de 0 a 1."""
    return keras.Sequential(
        [
            keras.Input(shape=(size,)),
            layers.Dense(units, activation="relu"),
            layers.Dropout(rate),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def _ending(activation):
    """Return an answer to 6.7 whose output has this activation."""

    def answer(size, units, rate):
        hidden = activity_network(size, units, rate).layers[:-1]
        return keras.Sequential([keras.Input((size,)), *hidden, layers.Dense(1, activation)])

    return answer


def _labels(rng, n=None):
    """Return n labels, or 4 to 20, of which the first two are 1 and 0."""
    labels = rng.integers(0, 2, n or rng.integers(4, 20))
    labels[:2] = 1, 0
    return labels


def _bits(rng):
    return set(rng.integers(0, 100, rng.integers(0, 40)).tolist())


Y = np.array([1, 1, 0])
PREDICTED = np.array([1, 1, 1, 0, 0, 0]), np.array([1, 1, 0, 1, 1, 1])

EXERCISES = {
    "6.1": Exercise(
        to_pic50,
        lambda rng: (10 ** rng.uniform(-3, 6),),
        Case("1 nmol/L são 10⁻⁹ mol/L: pIC50 = 9.", (1.0,)),
        Case("500 nmol/L dão 6,30: logaritmo decimal, com o sinal trocado.", (500.0,)),
        Case("Abaixo de 1 nmol/L a pIC50 passa de 9: 0,05 nmol/L dão 10,3.", (0.05,)),
        Mistake("O logaritmo é o decimal, log10.", lambda ic50: 9 - np.log(ic50)),
    ),
    "6.2": Exercise(
        tanimoto_of_sets,
        lambda rng: (_bits(rng), _bits(rng)),
        Case("Conjuntos iguais têm semelhança 1.", ({1, 2, 3}, {1, 2, 3})),
        Case("São 2 bits em comum entre 5 diferentes: 2/5.", ({1, 2, 3, 4}, {3, 4, 50})),
        Case("De dois conjuntos vazios, devolva 0 sem dividir.", (set(), set())),
        Mistake("Divida pela união, não pela soma.", lambda a, b: len(a & b) / (len(a) + len(b))),
    ),
    "6.3": Exercise(
        cross_entropy,
        lambda rng: (y := _labels(rng), rng.random(len(y))),
        Case("Com p = 0,5 para tudo, a perda é ln 2 ≈ 0,693.", (np.array([1, 0]), np.full(2, 0.5))),
        Case("É menos a média de y ln p + (1 − y) ln(1 − p).", (Y, np.array([0.9, 0.6, 0.2]))),
        Case("Perda grande, mas finita: limite p (np.clip), dos dois lados.", (Y, 1.0 - Y)),
        Case("p = 1e-7 já está no limite: limite, não some.", (np.array([1]), np.array([1e-7]))),
        Mistake("Falta o sinal: a perda é positiva.", lambda y, p: -cross_entropy(y, p)),
        Mistake("O logaritmo é o natural.", lambda y, p: cross_entropy(y, p) / np.log(2)),
        Mistake("É a média, não a soma.", lambda y, p: len(y) * cross_entropy(y, p)),
        Mistake("Falta o termo de quem tem y = 0.", lambda y, p: -np.mean(y * np.log(p))),
        alternatives=[lambda y, p: cross_entropy(np.float32(y), np.float32(p))],  # Keras's own
    ),
    "6.4": Exercise(
        precision_recall,
        lambda rng: (y := _labels(rng), rng.permutation(_labels(rng, len(y)))),
        Case("Dos previstos 1, quantos são 1; dos que são 1, quantos foram previstos.", PREDICTED),
        Mistake("Estão trocadas: a precisão vem primeiro.", lambda y, p: precision_recall(p, y)),
    ),
    "6.5": Exercise(
        auc_by_pairs,
        lambda rng: (y := _labels(rng), np.round(rng.random(len(y)), 1)),
        Case("Se toda ativa passa de toda inativa, a AUC é 1.", (Y, np.array([0.4, 0.5, 0.2]))),
        Case("Todos empatados: cada par conta 1/2, e a AUC é 0,5.", (Y, np.full(3, 0.5))),
        Case("Dois pares, um ganho e um empate, dão 0,75.", (Y, np.array([0.9, 0.2, 0.2]))),
    ),
    "6.6": Exercise(
        brier,
        lambda rng: (y := _labels(rng), rng.random(len(y))),
        Case("Probabilidades certas e seguras dão 0.", (Y, 1.0 * Y)),
        Case("A média dos quadrados 0,04, 0,16 e 0,25 é 0,15.", (Y, np.array([0.8, 0.6, 0.5]))),
        Mistake("Sem raiz: só a média dos quadrados.", lambda y, p: np.sqrt(brier(y, p))),
    ),
    "6.7": Exercise(
        activity_network,
        lambda rng: (int(rng.integers(5, 40)), int(rng.integers(2, 9)), 0.3),
        Case("Na ordem: entrada, oculta com relu, dropout, saída de 1.", (20, 8, 0.5)),
        Mistake("A softmax de um número só é sempre 1: use a sigmoide.", _ending("softmax")),
        Mistake("A saída é o logito: falta a sigmoide.", _ending("linear")),
        draws=3,
    ),
}
