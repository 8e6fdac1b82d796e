"""Lesson 06: pIC50, Tanimoto similarity, cross-entropy, precision and recall, AUC, Brier score."""

import numpy as np

from utils.exercises import Exercise, call


def to_pic50(ic50_nm):
    """pIC50 a partir da IC50 em nmol/L."""
    return 9 - np.log10(ic50_nm)


def _accept_pic50(answer):
    if not np.isclose(call(answer, 1.0), 9.0):
        return "1 nmol/L são 10⁻⁹ mol/L: pIC50 = 9."
    if not np.isclose(call(answer, 500.0), 6.30103):
        return "500 nmol/L dão 6,30: é o logaritmo decimal, com sinal trocado."
    return None


def tanimoto_of_sets(a, b):
    """Semelhança de Tanimoto entre dois conjuntos de bits; 0 se os dois forem vazios."""
    union = a | b
    return len(a & b) / len(union) if union else 0.0


def _accept_tanimoto_of_sets(answer):
    if not np.isclose(call(answer, {1, 2, 3}, {1, 2, 3}), 1.0):
        return "Conjuntos iguais têm semelhança 1."
    if not np.isclose(call(answer, {1, 2, 3, 4}, {3, 4, 5}), 2 / 5):
        return "São 2 bits em comum entre 5 diferentes: divida pela união, não pela soma."
    try:
        empty = call(answer, set(), set())
    except ZeroDivisionError:
        return "Dois conjuntos vazios: a união tem 0 bits; devolva 0 sem dividir."
    return None if empty == 0 else "Para dois conjuntos vazios, devolva 0."


def cross_entropy(y, p):
    """Entropia cruzada binária média; p é limitado a [1e-7, 1 - 1e-7] antes do logaritmo."""
    y, p = np.asarray(y), np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def _accept_cross_entropy(answer):
    if not np.isclose(call(answer, np.array([1, 0]), np.array([0.5, 0.5])), np.log(2)):
        return "Com p = 0,5 para tudo, a perda é ln 2 ≈ 0,693: logaritmo natural e sinal negativo."
    y, p = np.array([1, 1, 0]), np.array([0.9, 0.6, 0.2])
    if not np.isclose(call(answer, y, p), 0.279777, atol=1e-5):
        return "Some os dois termos, y ln p e (1 − y) ln(1 − p), e tire a média sobre as moléculas."
    with np.errstate(all="ignore"):
        certain = call(answer, np.array([1, 0]), np.array([0.0, 0.0]))
    if not np.isclose(certain, 8.059048, atol=1e-3):
        return "Com p = 0 e y = 1 a perda deve ser grande, mas finita: limite p antes do logaritmo."
    return None


def precision_recall(y, predicted):
    """Par (precisão, revocação) de vetores de 0 e 1; supõe que haja algum 1 em cada um."""
    y, predicted = np.asarray(y), np.asarray(predicted)
    found = np.sum(y * predicted)
    return found / predicted.sum(), found / y.sum()


def _accept_precision_recall(answer):
    y, predicted = np.array([1, 1, 1, 0, 0, 0]), np.array([1, 1, 0, 1, 1, 1])
    result = tuple(call(answer, y, predicted))
    if np.allclose(result, (2 / 3, 2 / 5)):
        return "Estão trocadas: a precisão vem primeiro."
    if len(result) != 2 or not np.allclose(result, (2 / 5, 2 / 3)):
        return "Precisão: acertos entre os previstos 1. Revocação: acertos entre os que são 1."
    return None


def auc_by_pairs(y, score):
    """Fração dos pares (ativa, inativa) em que a ativa tem nota maior; empate conta 1/2."""
    y, score = np.asarray(y), np.asarray(score)
    difference = score[y == 1][:, None] - score[y == 0][None, :]
    return np.mean((difference > 0) + 0.5 * (difference == 0))


def _accept_auc_by_pairs(answer):
    y = np.array([1, 0, 1, 0, 0])
    if not np.isclose(call(answer, y, np.array([0.9, 0.1, 0.8, 0.2, 0.3])), 1.0):
        return "Se toda ativa tem nota maior que toda inativa, a AUC é 1."
    if not np.isclose(call(answer, y, np.full(5, 0.5)), 0.5):
        return "Todos empatados: cada par conta 1/2, e a AUC é 0,5."
    if not np.isclose(call(answer, y, np.array([0.9, 0.1, 0.2, 0.2, 0.7])), 4.5 / 6):
        return "São 2 ativas × 3 inativas = 6 pares; conte os ganhos e meio por empate."
    return None


def brier(y, p):
    """Erro quadrático médio da probabilidade p em relação ao rótulo y (0 ou 1)."""
    return np.mean((np.asarray(p) - np.asarray(y)) ** 2)


def _accept_brier(answer):
    if not np.isclose(call(answer, np.array([1, 0]), np.array([1.0, 0.0])), 0.0):
        return "Probabilidades certas e seguras dão 0."
    if not np.isclose(call(answer, np.array([1, 0, 1]), np.array([0.8, 0.4, 0.5])), 0.15):
        return "É a média dos quadrados de p − y, sem raiz."
    return None


EXERCISES = {
    "6.1": Exercise(to_pic50, _accept_pic50),
    "6.2": Exercise(tanimoto_of_sets, _accept_tanimoto_of_sets),
    "6.3": Exercise(cross_entropy, _accept_cross_entropy),
    "6.4": Exercise(precision_recall, _accept_precision_recall),
    "6.5": Exercise(auc_by_pairs, _accept_auc_by_pairs),
    "6.6": Exercise(brier, _accept_brier),
}
