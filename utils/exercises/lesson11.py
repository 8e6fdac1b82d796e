"""Lesson 11: Magnus's formula, the clock as inputs, windows, persistence, skill, pinball loss."""

import numpy as np

from utils.exercises import Exercise, call


def relative_humidity(celsius, dew_point):
    """Umidade relativa (%) a partir da temperatura e do ponto de orvalho, ambos em °C."""
    return 100 * np.exp(
        17.08085 * dew_point / (234.175 + dew_point) - 17.08085 * celsius / (234.175 + celsius)
    )


def _accept_relative_humidity(answer):
    if not np.isclose(call(answer, 12.0, 12.0), 100.0):
        return "No ponto de orvalho o ar está saturado: T = T_orvalho dá 100 %."
    result = call(answer, 20.0, 10.0)
    if np.isclose(result, 0.524930, atol=1e-4):
        return "Falta o 100: a resposta é em %."
    if not np.isclose(result, 52.4930, atol=1e-2):
        return "A 20 °C, com orvalho a 10 °C, são 52,5 %: divida a pressão no orvalho pela de T."
    return None


def clock(hour):
    """Par (seno, cosseno) do ângulo da hora do dia, de 0 a 24."""
    angle = 2 * np.pi * np.asarray(hour) / 24
    return np.sin(angle), np.cos(angle)


def _accept_clock(answer):
    result = call(answer, np.array([0.0, 6.0, 12.0, 18.0]))
    if len(result) != 2:
        return "Devolva um par: primeiro o seno, depois o cosseno."
    sine, cosine = result
    if np.allclose(sine, [1, 0, -1, 0]) and np.allclose(cosine, [0, 1, 0, -1]):
        return "Estão trocados: o seno vem primeiro."
    if not (np.allclose(sine, [0, 1, 0, -1]) and np.allclose(cosine, [1, 0, -1, 0])):
        return "O ângulo dá uma volta, 2π, em 24 horas: às 6 h o seno é 1 e o cosseno é 0."
    if not np.allclose(call(answer, 23.99), call(answer, -0.01)):
        return "23h59 e 0h são vizinhas no relógio: seno e cosseno têm de ser quase iguais."
    return None


def count_windows(rows, past, ahead):
    """Quantas janelas de `past` linhas, com o alvo `ahead` linhas depois da última, cabem."""
    return max(0, rows - past - ahead + 1)


def _accept_count_windows(answer):
    if call(answer, 144, 120, 24) != 1:
        return "Em 144 linhas, 120 de entrada e o alvo na 144.ª: cabe exatamente uma."
    if call(answer, 150, 120, 24) != 7:
        return "A cada linha a mais, cabe uma janela a mais: em 150 são 7."
    if call(answer, 10, 5, 3) != 3:
        return "Use past e ahead, não 120 e 24: em 10 linhas com 5 e 3 cabem 3."
    if call(answer, 100, 120, 24) != 0:
        return "Num trecho curto demais não cabe nenhuma: 0, e não um número negativo."
    return None


def persistence_mae(temperature, ahead):
    """MAE de prever, `ahead` passos à frente, o valor de agora; temperature tem forma (n,)."""
    temperature = np.asarray(temperature)
    return np.mean(np.abs(temperature[ahead:] - temperature[:-ahead]))


def _accept_persistence_mae(answer):
    if not np.isclose(call(answer, np.arange(10.0), 3), 3.0):
        return "Se a temperatura sobe 1 grau por passo, 3 passos à frente o erro é sempre 3."
    wave = np.array([0.0, 1.0, 0.0, -1.0] * 3)
    if not np.isclose(call(answer, wave, 4), 0.0):
        return "Uma onda de período 4 se repete 4 passos depois: o erro é 0."
    if not np.isclose(call(answer, wave, 1), 1.0):
        return "É a média do valor absoluto das diferenças, sem sinal e sem quadrado."
    if not np.isclose(call(answer, np.array([0.0, 0.0, 3.0]), 1), 1.5):
        return "De n valores saem n − ahead diferenças: não emende o fim no começo."
    return None


def skill(mae, reference_mae):
    """Fração do erro da referência que o modelo elimina: 1 é perfeito, 0 é empate."""
    return 1 - mae / reference_mae


def _accept_skill(answer):
    if not np.isclose(call(answer, 2.0, 2.0), 0.0):
        return "Empatar com a referência vale 0."
    if not np.isclose(call(answer, 0.0, 2.6), 1.0):
        return "Erro zero vale 1."
    if not np.isclose(call(answer, 3.9, 2.6), -0.5):
        return "Perder para a referência dá um número negativo: 3,9 contra 2,6 é −0,5."
    return None


def pinball(y, q, tau):
    """Perda do quantil tau, média sobre as previsões q de y: tau se y > q, 1 − tau se y < q."""
    error = np.asarray(y) - np.asarray(q)
    return np.mean(np.maximum(tau * error, (tau - 1) * error))


def _accept_pinball(answer):
    y, q = np.array([1.0, 3.0]), np.array([2.0, 1.0])
    result = call(answer, y, q, 0.9)
    if np.isclose(result, (0.9 * 1 + 0.1 * 2) / 2):
        return "Trocado: quando y passa do quantil, cada grau custa tau."
    if not np.isclose(result, (0.1 * 1 + 0.9 * 2) / 2):
        return "Um erro de −1 custa 0,1 e um de +2 custa 1,8 com tau = 0,9: a média é 0,95."
    if not np.isclose(call(answer, y, q, 0.5), 0.75):
        return "Com tau = 0,5 a perda é metade do erro absoluto médio."
    return None


EXERCISES = {
    "11.1": Exercise(relative_humidity, _accept_relative_humidity),
    "11.2": Exercise(clock, _accept_clock),
    "11.3": Exercise(count_windows, _accept_count_windows),
    "11.4": Exercise(persistence_mae, _accept_persistence_mae),
    "11.5": Exercise(skill, _accept_skill),
    "11.6": Exercise(pinball, _accept_pinball),
}
