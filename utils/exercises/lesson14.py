"""Lesson 14: padding, parameters of a GRU, mask, wasted steps, interval and test of two nets."""

from math import comb

import numpy as np

from utils.exercises import Exercise, call


def pad(sequence, length):
    """Lista de `length` inteiros: zeros antes dos curtos; dos longos, só o fim (como o Keras)."""
    kept = list(sequence)[-length:]
    return [0] * (length - len(kept)) + kept


def _accept_pad(answer):
    result = [int(i) for i in call(answer, [7, 8, 9], 5)]
    if result == [7, 8, 9, 0, 0]:
        return "Os zeros vão antes: é o que pad_sequences faz por padrão (padding='pre')."
    if result != [0, 0, 7, 8, 9]:
        return "[7, 8, 9] com length = 5 vira [0, 0, 7, 8, 9]."
    result = [int(i) for i in call(answer, [1, 2, 3, 4], 3)]
    if result == [1, 2, 3]:
        return "Dos textos longos fica o fim (truncating='pre'), não o começo."
    if result != [2, 3, 4]:
        return "[1, 2, 3, 4] com length = 3 vira [2, 3, 4]."
    if [int(i) for i in call(answer, [], 2)] != [0, 0]:
        return "Uma lista vazia vira só zeros."
    return None


def gru_parameters(inputs, units):
    """Parâmetros da GRU do Keras: 3 conjuntos de W (inputs), U (units) e dois vieses cada."""
    return 3 * (inputs * units + units * units + 2 * units)


def _accept_gru_parameters(answer):
    result = call(answer, 32, 32)
    if result == 3 * (32 * 32 + 32 * 32 + 32):
        return (
            "O Keras usa reset_after=True: dois vieses por conjunto, um na entrada e um no estado."
        )
    if result == 4 * (32 * 32 + 32 * 32 + 32):
        return "Essa é a LSTM, de quatro conjuntos; a GRU tem três."
    if result != 6_336:
        return "Com 32 entradas e 32 unidades são 6.336."
    if call(answer, 50, 16) != 3_264:
        return "Com 50 entradas e 16 unidades são 3.264: W tem inputs × units, U tem units × units."
    return None


def last_state(states, mask):
    """Estado depois da última palavra: states (T, u), mask (T,) com True onde há palavra → (u,)."""
    return states[np.flatnonzero(mask)[-1]]


def _accept_last_state(answer):
    states = np.arange(12.0).reshape(6, 2)
    after = np.array([True, True, True, False, False, False])
    result = np.asarray(call(answer, states, after))
    if result.shape != (2,):
        return f"A resposta é um estado só, de forma (2,); veio {result.shape}."
    if np.array_equal(result, states[-1]):
        return "Esse é o último passo, mas ali só há enchimento: volte à última palavra."
    if not np.array_equal(result, states[2]):
        return "Com três palavras no começo, o último estado é o do passo 2, contado de 0."
    before = np.array([False, False, True, True, True, True])
    if not np.array_equal(call(answer, states, before), states[5]):
        return "Com o enchimento antes, a última palavra está no fim: não basta contar palavras."
    return None


def wasted(lengths):
    """Fração dos passos que é enchimento, se o lote tem o comprimento do texto mais longo."""
    return 1 - np.mean(lengths) / np.max(lengths)


def _accept_wasted(answer):
    if not np.isclose(call(answer, [80, 80, 80]), 0.0):
        return "Textos do mesmo comprimento não desperdiçam nada: 0."
    result = call(answer, [180, 100, 200, 40])
    if np.isclose(result, 0.65):
        return "Essa é a fração de palavras: o enchimento é o que falta para 1."
    if not np.isclose(result, 0.35):
        return "De 4 × 200 passos, 520 são palavras: 35 % são enchimento."
    return None


def wilson(right, n):
    """Intervalo de Wilson de 95 % (z = 1,96) de uma proporção: par (menor, maior)."""
    z = 1.96
    p = right / n
    centre = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)


def _accept_wilson(answer):
    low, high = call(answer, 80, 100)
    if np.isclose(low, 0.7216) and np.isclose(high, 0.8784, atol=1e-4):
        return "Esse é o intervalo de Wald, p ± z √(p(1−p)/n), que falha perto de 0 e de 1."
    if low > high:
        return "Devolva primeiro o limite menor."
    if not (np.isclose(low, 0.7112, atol=5e-4) and np.isclose(high, 0.8666, atol=5e-4)):
        return "Para 80 acertos em 100 o intervalo vai de 0,711 a 0,867."
    low, high = call(answer, 10, 10)
    if not (np.isclose(low, 0.7225, atol=5e-4) and np.isclose(high, 1.0)):
        return "10 acertos em 10 não provam certeza: o intervalo vai de 0,722 a 1."
    return None


def mcnemar(right_a, right_b):
    """Valor p exato de McNemar: vetores (n,) de True onde o modelo a, ou b, acertou."""
    right_a, right_b = np.asarray(right_a, bool), np.asarray(right_b, bool)
    only_a, only_b = np.sum(right_a & ~right_b), np.sum(right_b & ~right_a)
    n, k = int(only_a + only_b), int(min(only_a, only_b))
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)


def _accept_mcnemar(answer):
    a = np.array([True] * 60 + [True] * 12 + [False] * 3 + [False] * 25)
    b = np.array([True] * 60 + [False] * 12 + [True] * 3 + [False] * 25)
    result = call(answer, a, b)
    if np.isclose(result, 0.017578, atol=1e-4):
        return "Falta o outro lado: o teste é bilateral."
    if not np.isclose(result, 0.035156, atol=1e-4):
        return "Só contam os casos em que um acerta e o outro erra: 12 contra 3 dão p = 0,035."
    if not np.isclose(call(answer, b, a), 0.035156, atol=1e-4):
        return "Trocar a e b não muda o valor p."
    with np.errstate(all="ignore"):
        same = call(answer, a, a)
    return None if same == 1 else "Dois modelos que nunca discordam: p = 1, e não mais que isso."


EXERCISES = {
    "14.1": Exercise(pad, _accept_pad),
    "14.2": Exercise(gru_parameters, _accept_gru_parameters),
    "14.3": Exercise(last_state, _accept_last_state),
    "14.4": Exercise(wasted, _accept_wasted),
    "14.5": Exercise(wilson, _accept_wilson),
    "14.6": Exercise(mcnemar, _accept_mcnemar),
}
