"""Lesson 11: Magnus's formula, the clock, windows, persistence, scores of intervals, a network."""

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake


def relative_humidity(celsius, dew_point):
    """Umidade relativa (%) a partir da temperatura e do ponto de orvalho, ambos em °C."""
    return 100 * np.exp(
        17.08085 * dew_point / (234.175 + dew_point) - 17.08085 * celsius / (234.175 + celsius)
    )


def sine_and_cosine(hour):
    """Par (seno, cosseno) do ângulo da hora do dia, de 0 a 24."""
    angle = 2 * np.pi * hour / 24
    return np.sin(angle), np.cos(angle)


def count_windows(rows, past, ahead):
    """Quantas janelas de `past` linhas, com o alvo `ahead` linhas depois da última, cabem."""
    return max(0, rows - past - ahead + 1)


def persistence_mae(temperature, ahead):
    """MAE de prever, `ahead` passos à frente, o valor de agora; temperature tem forma (n,)."""
    temperature = np.asarray(temperature)
    return np.mean(np.abs(temperature[ahead:] - temperature[:-ahead]))


def mean_interval_score(y, low, high):
    """Escore médio do intervalo de 90 %: a largura, mais 20 vezes o que y escapa dele."""
    y, low, high = np.asarray(y), np.asarray(low), np.asarray(high)
    outside = np.maximum(low - y, 0) + np.maximum(y - high, 0)
    return np.mean(high - low + 20 * outside)


def pinball(y, q, tau):
    """Perda do quantil, média: cada grau de erro custa tau se y > q, e 1 − tau se y < q."""
    error = np.asarray(y) - np.asarray(q)
    return np.mean(np.maximum(tau * error, (tau - 1) * error))


def two_gru(steps, columns, units):
    """Janela (steps, columns), duas GRU de `units` e a mudança prevista, de qualquer tamanho."""
    return keras.Sequential(
        [
            keras.Input(shape=(steps, columns)),
            layers.GRU(units, return_sequences=True),
            layers.GRU(units),
            layers.Dense(1),
        ]
    )


def _ending(sequence, activation):
    """Return an answer to 11.7 whose second GRU and output are as given."""

    def answer(steps, columns, units):
        first = two_gru(steps, columns, units).layers[0]
        second = layers.GRU(units, return_sequences=sequence)
        last = layers.Dense(1, activation)
        return keras.Sequential([keras.Input((steps, columns)), first, second, last])

    return answer


def _intervals(rng):
    low, width = rng.normal(10, 5, (2, rng.integers(2, 30)))
    return rng.normal(10, 8, len(low)), low, low + np.abs(width)


LOW, HIGH = np.array([8.0]), np.array([16.0])
BOTH = np.full(2, 8.0), np.full(2, 16.0)
YQ = np.array([1.0, 3.0]), np.array([2.0, 1.0])

EXERCISES = {
    "11.1": Exercise(
        relative_humidity,
        lambda rng: (t := rng.uniform(0, 35), t - rng.uniform(0, 12)),
        Case("No ponto de orvalho o ar está saturado: T = T_orvalho dá 100 %.", (12.0, 12.0)),
        Case("A 20 °C, com orvalho a 10 °C, são 52,5 %.", (20.0, 10.0)),
        Case("A 30 °C, orvalho a 5 °C, são 20,5 %: use a fórmula da seção 13.", (30.0, 5.0)),
        Mistake("Falta o 100: a resposta é em %.", lambda t, d: relative_humidity(t, d) / 100),
        Mistake("A pressão no orvalho vai em cima.", lambda t, d: relative_humidity(d, t)),
        tolerance=0.01,  # Magnus's formula with other constants is as good
    ),
    "11.2": Exercise(
        sine_and_cosine,
        lambda rng: (rng.uniform(0, 24),),
        Case("Uma volta, 2π, em 24 horas: às 6 h o seno é 1 e o cosseno, 0.", (6.0,)),
        Case("Às 3 h o ângulo é π/4, e os dois valem 0,707.", (3.0,)),
        Mistake("Estão trocados: o seno vem primeiro.", lambda h: sine_and_cosine(h)[::-1]),
    ),
    "11.3": Exercise(
        count_windows,
        lambda rng: tuple(rng.integers(1, (80, 30, 20)).tolist()),
        Case("Em 144 linhas, 120 de entrada e o alvo na 144.ª: cabe uma.", (144, 120, 24)),
        Case("A cada linha a mais, cabe uma janela a mais: em 150 são 7.", (150, 120, 24)),
        Case("Use past e ahead, não 120 e 24: em 10 linhas com 5 e 3 cabem 3.", (10, 5, 3)),
        Case("Num trecho curto demais não cabe nenhuma: 0, e não menos.", (100, 120, 24)),
    ),
    "11.4": Exercise(
        persistence_mae,
        lambda rng: (rng.normal(size=rng.integers(6, 60)).cumsum(), int(rng.integers(1, 5))),
        Case("Se sobe 1 grau por passo, 3 passos à frente o erro é 3.", (np.arange(10.0), 3)),
        Case("Uma onda de período 4 se repete: o erro é 0.", (np.array([0.0, 1, 0, -1] * 3), 4)),
        Case("A média dos módulos de 0, 0 e −3 é 1.", (np.array([4.0, 4.0, 4.0, 1.0]), 1)),
        Mistake("np.roll emenda as pontas.", lambda t, n: np.mean(np.abs(t - np.roll(t, n)))),
        Mistake("Falta o módulo.", lambda t, ahead: np.mean(t[ahead:] - t[:-ahead])),
        Mistake("Esse é o RMSE.", lambda t, ahead: np.mean((t[ahead:] - t[:-ahead]) ** 2) ** 0.5),
    ),
    "11.5": Exercise(
        mean_interval_score,
        _intervals,
        Case("Se y está dentro, o escore é a largura: aqui, 8.", (np.array([12.0]), LOW, HIGH)),
        Case("Um grau acima de high custa 20: 8 + 20 = 28.", (np.array([17.0]), LOW, HIGH)),
        Case("Abaixo de low também: 8 + 2 · 20 = 48.", (np.array([6.0]), LOW, HIGH)),
        Case("É a média das janelas: de 8 e 28, 18.", (np.array([12.0, 17.0]), *BOTH)),
        Mistake("Falta a largura.", lambda y, a, b: mean_interval_score(y, a, b) - np.mean(b - a)),
        Mistake("É a média, não a soma.", lambda y, a, b: len(y) * mean_interval_score(y, a, b)),
    ),
    "11.6": Exercise(
        pinball,
        lambda rng: (*rng.normal(10, 8, (2, rng.integers(1, 30))), rng.uniform(0.05, 0.95)),
        Case("Com tau = 0,9, −1 custa 0,1 e +2 custa 1,8: a média é 0,95.", (*YQ, 0.9)),
        Case("Com tau = 0,5 a perda é metade do erro absoluto médio.", (*YQ, 0.5)),
        Mistake("Trocado: se y passa de q, custa tau.", lambda y, q, tau: pinball(y, q, 1 - tau)),
        Mistake("Multiplique pelo erro.", lambda y, q, tau: np.mean(np.where(y > q, tau, 1 - tau))),
        Mistake("O dobro da perda.", lambda y, q, tau: 2 * pinball(y, q, tau)),
    ),
    "11.7": Exercise(
        two_gru,
        lambda rng: (int(rng.integers(3, 9)), int(rng.integers(2, 10)), int(rng.integers(2, 7))),
        Case("Na ordem: entrada, GRU que entrega a sequência, GRU, saída de 1.", (24, 9, 8)),
        Mistake("Com tanh na saída, nenhuma mudança passa de 1.", _ending(False, "tanh")),
        Mistake("A segunda GRU deve entregar só o último estado.", _ending(True, None)),
        draws=3,
    ),
}
