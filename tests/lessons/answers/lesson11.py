"""Answers to the exercises of lesson 11."""

import math
from statistics import mean

import keras
import numpy as np
import pandas as pd
from keras import layers
from sklearn import metrics

from tests.lessons.answers import ANY
from utils.exercises.lesson11 import (
    mean_interval_score,
    pinball,
    relative_humidity,
    sine_and_cosine,
    two_gru,
)


def network(steps, columns, *hidden, last=None):
    window = h = keras.Input((steps, columns))
    for layer in hidden:
        h = layer(h)
    return keras.Model(window, layers.Dense(1, activation=last)(h))


def gru(units, sequence=False):
    return layers.GRU(units, return_sequences=sequence)


RIGHT = {
    "11.1": [
        lambda t, d: (
            math.exp(17.08085 * d / (234.175 + d)) / math.exp(17.08085 * t / (234.175 + t)) * 100
        ),
        lambda t, d: 100 * math.exp(17.625 * d / (243.04 + d) - 17.625 * t / (243.04 + t)),
        lambda t, d: 100 * 10 ** (7.5 * d / (237.3 + d) - 7.5 * t / (237.3 + t)),
        lambda t, d: np.clip(relative_humidity(t, d), 0, 100),
        lambda t, d: round(relative_humidity(t, d), 1),
    ],
    "11.2": [
        lambda h: (math.sin(h * math.pi / 12), math.cos(h * math.pi / 12)),
        lambda h: [np.sin(np.deg2rad(15 * h)), np.cos(np.deg2rad(15 * h))],
        lambda h: np.array([np.sin(2 * np.pi * h / 24), np.cos(2 * np.pi * h / 24)]),
        lambda h: np.sin(np.float32(2 * np.pi * h / 24) + np.float32([0, np.pi / 2])),
        lambda h: (z := np.exp(2j * np.pi * (h % 24) / 24)) and (z.imag, z.real),
    ],
    "11.3": [
        lambda rows, past, ahead: len(range(past + ahead, rows + 1)),
        lambda rows, past, ahead: np.maximum(0, rows - past - ahead + 1),
        lambda rows, past, ahead: max(0.0, rows - past - ahead + 1.0),
        lambda rows, past, ahead: sum(i + past + ahead <= rows for i in range(rows)),
        lambda rows, past, ahead: np.arange(past + ahead, rows + 1).size,
    ],
    "11.4": [
        lambda t, ahead: np.abs(t[ahead:] - t[: len(t) - ahead]).mean(),
        lambda t, ahead: (pd.Series(t) - pd.Series(t).shift(ahead)).abs().mean(),
        lambda t, ahead: mean(abs(t[i + ahead] - t[i]) for i in range(len(t) - ahead)),
        lambda t, ahead: metrics.mean_absolute_error(t[ahead:], t[:-ahead]),
        lambda t, ahead: pd.Series(t).diff(ahead).abs().mean(),
    ],
    "11.5": [
        lambda y, a, b: np.mean(np.array(b) - a) + 20 * np.mean(np.abs(y - np.clip(y, a, b))),
        lambda y, a, b: mean(
            v - u + 20 * max(u - t, t - v, 0) for t, u, v in zip(y, a, b, strict=True)
        ),
        lambda y, a, b: np.float32(mean_interval_score(y, a, b)),
        lambda y, a, b: np.average(
            np.subtract(b, a)
            + 20 * np.where(np.less(y, a), np.subtract(a, y), 0)
            + 20 * np.where(np.greater(y, b), np.subtract(y, b), 0)
        ),
    ],
    "11.6": [
        lambda y, q, t: np.mean(np.where(y > q, t * (y - q), (1 - t) * (q - y))),
        lambda y, q, t: np.mean(np.abs(y - q) / 2 + (t - 0.5) * (y - q)),
        lambda y, q, t: metrics.mean_pinball_loss(y, q, alpha=t),
        lambda y, q, t: mean((t - (a < b)) * (a - b) for a, b in zip(y, q, strict=True)),
        lambda y, q, t: np.float32(np.mean(np.maximum(t * (y - q), (t - 1) * (y - q)))),
    ],
    "11.7": [
        lambda n, c, u: network(n, c, gru(u, True), gru(u)),
        lambda n, c, u: network(n, c, gru(u, True), gru(u), last="linear"),
        lambda n, c, u: network(n, c, gru(u, True), gru(u), layers.Flatten()),
    ],
}

WRONG = {
    "11.1": [
        ("No ponto de orvalho", lambda t, d: 100 * 17 * d / (t + 235)),
        ("A 20 °C", lambda t, d: 100 * d / t),
        ("A 20 °C", lambda t, d: 100 - 5 * (t - d) + 0.5),
        ("A 30 °C", lambda t, d: 100 * math.exp(-0.0645 * (t - d))),
        (ANY, lambda t, d: {12.0: 100.0, 20.0: 52.5, 30.0: 20.5}.get(t, 50.0)),
    ],
    "11.2": [
        ("Onde se esperava uma lista de 2 veio um número", lambda h: np.sin(2 * np.pi * h / 24)),
        ("Uma volta", lambda h: (np.sin(h), np.cos(h))),
        ("Uma volta", lambda h: sine_and_cosine(2 * h)),
        ("Uma volta", lambda h: sine_and_cosine(h / 2)),
        (
            "Às 3 h",
            lambda h: (
                np.interp(h, [0, 6, 12, 18, 24], [0, 1, 0, -1, 0]),
                np.interp(h, [0, 6, 12, 18, 24], [1, 0, -1, 0, 1]),
            ),
        ),
        (ANY, lambda h: (np.sin(np.pi * h / 12), abs(np.cos(np.pi * h / 12)))),
    ],
    "11.3": [
        ("Em 144 linhas", lambda rows, past, ahead: rows - past - ahead),
        ("Em 144 linhas", lambda rows, past, ahead: rows - past + 1),
        ("A cada linha a mais", lambda rows, past, ahead: rows // (past + ahead)),
        ("Use past e ahead", lambda rows, past, ahead: max(0, rows - 143)),
        ("Num trecho curto", lambda rows, past, ahead: rows - past - ahead + 1),
        ("Num trecho curto", lambda rows, past, ahead: abs(rows - past - ahead + 1)),
    ],
    "11.4": [
        ("Se sobe 1 grau", lambda t, ahead: np.mean(np.abs(np.diff(t)))),
        ("Uma onda", lambda t, ahead: np.mean(np.abs(np.diff(t))) * ahead),
        ("A média dos módulos", lambda t, ahead: np.median(np.abs(t[ahead:] - t[:-ahead]))),
        (ANY, lambda t, ahead: abs(np.mean(t[ahead:] - t[:-ahead]))),
        ("Se sobe 1 grau", lambda t, ahead: np.mean(np.abs(t[24:] - t[:-24]))),
        ("Se sobe 1 grau", lambda t, ahead: np.sum(np.abs(t[ahead:] - t[:-ahead])) / len(t)),
    ],
    "11.5": [
        ("Se y está dentro", lambda y, a, b: np.mean(np.abs(y - np.add(a, b) / 2))),
        ("Um grau acima", lambda y, a, b: np.mean(np.subtract(b, a))),
        (
            "Um grau acima",
            lambda y, a, b: mean_interval_score(y, a, b) / 2 + np.mean(np.subtract(b, a)) / 2,
        ),
        (
            "Abaixo de low",
            lambda y, a, b: np.mean(np.subtract(b, a) + 20 * np.maximum(np.subtract(y, b), 0)),
        ),
        (
            "É a média das janelas",
            lambda y, a, b: max(
                mean_interval_score([t], [u], [v]) for t, u, v in zip(y, a, b, strict=True)
            ),
        ),
        ("Falta a largura", lambda y, a, b: 20 * np.mean(np.abs(y - np.clip(y, a, b)))),
        ("É a média, não a soma", lambda y, a, b: mean_interval_score(y, a, b) * len(a)),
    ],
    "11.6": [
        ("Com tau = 0,9", lambda y, q, t: np.mean(np.abs(y - q))),
        ("Com tau = 0,9", lambda y, q, t: np.sum(np.maximum(t * (y - q), (t - 1) * (y - q)))),
        ("Com tau = 0,9", lambda y, q, t: np.mean(np.minimum(t * (y - q), (t - 1) * (y - q)))),
        ("Com tau = 0,5", lambda y, q, t: pinball(y, q, 0.9)),
        ("Onde se esperava um número", lambda y, q, t: np.maximum(t * (y - q), (t - 1) * (y - q))),
    ],
    "11.7": [
        ("Na ordem: entrada", lambda n, c, u: network(n, c, gru(u))),
        ("Na ordem: entrada", lambda n, c, u: network(n, c, gru(u, True), gru(u + 1))),
        ("Na ordem: entrada", lambda n, c, u: network(n, c, layers.LSTM(u))),
        ("A função parou", lambda n, c, u: network(n, c, gru(u), gru(u))),
        ("Com tanh", lambda n, c, u: network(n, c, gru(u, True), gru(u), last="tanh")),
        ("A segunda GRU", lambda n, c, u: network(n, c, gru(u, True), gru(u, True))),
        ("Onde se esperava um modelo", lambda n, c, u: two_gru(n, c, u).layers),
    ],
}
