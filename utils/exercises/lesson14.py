"""Lesson 14: padding, parameters, mask, wasted steps, interval, test of two nets, a deep net."""

from math import comb

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake


def pad(sequence, length):
    """Zeros antes; dos longos, só o fim: lista de `length` inteiros."""
    kept = list(sequence)[-length:]
    return [0] * (length - len(kept)) + kept


def gru_parameters(inputs, units):
    """Parâmetros da GRU do Keras: `inputs` números, `units` unidades."""
    return 3 * (inputs * units + units * units + 2 * units)


def last_state(states, mask):
    """Estado da última palavra: states (T, u), mask (T,) → (u,)."""
    return states[np.flatnonzero(mask)[-1]]


def wasted(lengths):
    """Fração de preenchimento, num lote até o texto mais longo."""
    return 1 - np.mean(lengths) / np.max(lengths)


def wilson(right, n):
    """Wilson, 95 % (z = 1,96), de uma proporção: (menor, maior)."""
    z = 1.96
    p = right / n
    centre = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)


def mcnemar(right_a, right_b):
    """Valor p de McNemar, até 1; vetores (n,), True onde acertou."""
    right_a, right_b = np.asarray(right_a, bool), np.asarray(right_b, bool)
    only_a, only_b = np.sum(right_a & ~right_b), np.sum(right_b & ~right_a)
    n, k = int(only_a + only_b), int(min(only_a, only_b))
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)


def deep_reader(vocabulary, units):
    """Embedding 16 com máscara, duas GRU bidirecionais, sigmoide."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(vocabulary, 16, mask_zero=True),
            layers.Bidirectional(layers.GRU(units, return_sequences=True)),
            layers.Bidirectional(layers.GRU(units)),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def _deep(mask=True, both=True, merge="concat"):
    """Return an answer to 14.7 with another mask, direction or way to join the directions."""

    def answer(vocabulary, units):
        def layer(**how):
            gru = layers.GRU(units, **how)
            return layers.Bidirectional(gru, merge_mode=merge) if both else gru

        model = keras.Sequential([keras.Input((None,), dtype="int32")])
        model.add(layers.Embedding(vocabulary, 16, mask_zero=mask))
        model.add(layer(return_sequences=True))
        model.add(layer())
        model.add(layers.Dense(1, activation="sigmoid"))
        return model

    return answer


def _wald(right, n):
    p = right / n
    half = 1.96 * np.sqrt(p * (1 - p) / n)
    return p - half, p + half


def _unlimited(right_a, right_b):
    n, k = int(np.sum(right_a != right_b)), int(min(sum(right_a > right_b), sum(right_b > right_a)))
    return 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n


STATES = np.array([[5.0, 1.0], [2.0, 7.0], [3.0, 4.0], [9.0, 0.0], [6.0, 8.0], [1.0, 2.0]])
A = np.array([True] * 60 + [True] * 12 + [False] * 3 + [False] * 25)
B = np.array([True] * 60 + [False] * 12 + [True] * 3 + [False] * 25)

EXERCISES = {
    "14.1": Exercise(
        pad,
        lambda rng: (rng.integers(1, 99, rng.integers(0, 12)).tolist(), int(rng.integers(1, 9))),
        Case("[7, 8, 9] com length = 5 vira [0, 0, 7, 8, 9].", ([7, 8, 9], 5)),
        Case("[1, 2, 3, 4] com length = 3 vira [2, 3, 4].", ([1, 2, 3, 4], 3)),
        Case("Uma lista vazia vira só zeros.", ([], 2)),
        Mistake("Os zeros vão antes (padding='pre').", lambda s, n: s[-n:] + [0] * (n - len(s))),
        Mistake("Dos longos fica o fim, não o começo.", lambda s, n: [0] * (n - len(s)) + s[:n]),
    ),
    "14.2": Exercise(
        gru_parameters,
        lambda rng: tuple(rng.integers(1, 300, 2).tolist()),
        Case("Com 32 entradas e 32 unidades são 6.336.", (32, 32)),
        Case("Com 50 e 16 são 3.264: W é inputs × units, U é units × units.", (50, 16)),
        Mistake("São dois vieses (reset_after=True).", lambda i, u: 3 * (i + u + 1) * u),
        Mistake("Essa é a LSTM: a GRU tem 3 conjuntos.", lambda i, u: 4 * (i + u + 1) * u),
    ),
    "14.3": Exercise(
        last_state,
        lambda rng: (rng.normal(size=(9, 3)), rng.permutation(np.arange(9) < rng.integers(1, 10))),
        Case("Três palavras no começo: é o passo 2, contado de 0.", (STATES, np.arange(6) < 3)),
        Case("Com os zeros antes, a última palavra está no fim.", (STATES, np.arange(6) > 1)),
        Case("Procure o último True: pode haver False no meio.", (STATES, np.arange(6) % 2 == 0)),
        Mistake("Esse é o último passo, que pode ser preenchimento.", lambda s, mask: s[-1]),
        Mistake("Não basta contar as palavras.", lambda s, mask: s[mask.sum() - 1]),
    ),
    "14.4": Exercise(
        wasted,
        lambda rng: (rng.integers(1, 500, rng.integers(1, 20)).tolist(),),
        Case("Textos do mesmo comprimento não desperdiçam nada: 0.", ([80, 80, 80],)),
        Case("De 4 × 200 passos, 520 são palavras, e 35 % não.", ([180, 100, 200, 40],)),
        Mistake("Essa é a fração de palavras: o preenchimento é o resto.", lambda n: 1 - wasted(n)),
        Mistake("É uma fração, não uma porcentagem.", lambda n: 100 * wasted(n)),
    ),
    "14.5": Exercise(
        wilson,
        lambda rng: (int((n := rng.integers(1, 200)) * rng.random()), int(n)),
        Case("Para 80 acertos em 100 o intervalo vai de 0,711 a 0,867.", (80, 100)),
        Case("10 em 10 não provam certeza: o intervalo vai de 0,722 a 1.", (10, 10)),
        Mistake("Esse é o intervalo de Wald, que falha perto de 0 e de 1.", _wald),
        Mistake("Devolva primeiro o limite menor.", lambda k, n: wilson(k, n)[::-1]),
    ),
    "14.6": Exercise(
        mcnemar,
        lambda rng: tuple(rng.random((2, rng.integers(4, 60))) < rng.random((2, 1))),
        Case("Só contam os casos em que um acerta e o outro erra: 12 contra 3, p = 0,035.", (A, B)),
        Case("Trocar a e b não muda o valor p.", (B, A)),
        Case("Dois modelos que nunca discordam: p = 1.", (A, A)),
        Mistake("Falta o outro lado: o teste é bilateral.", lambda a, b: _unlimited(a, b) / 2),
        Mistake("Com desacordos iguais a soma passa de 1: use min(1, …).", _unlimited),
    ),
    "14.7": Exercise(
        deep_reader,
        lambda rng: (int(rng.integers(5, 60)), int(rng.integers(2, 7))),
        Case("Na ordem: Embedding(…, 16), duas Bidirectional(GRU), Dense de 1.", (40, 3)),
        Mistake("Falta a máscara: mask_zero=True no Embedding.", _deep(mask=False)),
        Mistake("As duas GRU leem nos dois sentidos: Bidirectional.", _deep(both=False)),
        draws=3,
    ),
}
