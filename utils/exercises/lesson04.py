"""Lesson 04: weights, softmax, cross-entropy, McNemar, a power law, a network, a repair."""

from functools import cache

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

from utils.exercises import Case, Exercise, Mistake, Property
from utils.results import decimal


def weights_and_steps(sizes, images, batch):
    """(pesos, passos por época) de uma rede densa; sizes = [entradas, ocultas…, saídas]."""
    weights = sum((sizes[k] + 1) * sizes[k + 1] for k in range(len(sizes) - 1))
    return weights, -(-images // batch)


def softmax(z):
    """Probabilidades (n, k) de z (n, k), uma linha por imagem; z pode passar de mil."""
    z = np.asarray(z, dtype=float)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(p, y):
    """Perda média, em nats, de probabilidades p (n, k) e rótulos inteiros y (n,)."""
    p, y = np.asarray(p), np.asarray(y)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def paired(first, second):
    """(diferença das acurácias, o seu σ) de dois modelos, nas mesmas imagens; True é acerto."""
    gap = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    return gap.mean(), gap.std() / np.sqrt(len(gap))


def predicted_error(images, errors, n):
    """O erro com n imagens, pela reta de ln(erro) contra ln(imagens), por mínimos quadrados."""
    slope, start = np.polyfit(np.log(images), np.log(errors), 1)
    return np.exp(start + slope * np.log(n))


def with_dropout(units, rate):
    """784 entradas; densa de units, relu; dropout; densa de units // 2, relu; softmax de 10."""
    inputs = keras.Input((784,))
    hidden = layers.Dense(units, "relu")(inputs)
    hidden = layers.Dropout(rate)(hidden)
    hidden = layers.Dense(units // 2, "relu")(hidden)
    return keras.Model(inputs, layers.Dense(10, "softmax")(hidden))


def repaired(x, y):
    """Uma rede treinada: recebe x (n, 64), de 0 a 16, e devolve 10 probabilidades por linha."""
    parts = [layers.Rescaling(1 / 16), layers.Dense(64, "relu"), layers.Dense(10, "softmax")]
    network = keras.Sequential([keras.Input((64,)), *parts])
    network.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    network.fit(x, y, batch_size=32, epochs=30, verbose=0)
    return network


@cache
def _digits():
    """Return scikit-learn's 1,797 digits of 8 × 8 pixels in a random order: (x, y)."""
    digits = load_digits()
    order = np.random.default_rng(4).permutation(len(digits.target))
    return digits.data[order], digits.target[order]


def _draw_digits(rng):
    """Return all but 400 of them in a random order, each figure under a label drawn from 0 to 9."""
    x, y = _digits()
    rows = rng.permutation(len(y) - 400)
    return x[rows], rng.permutation(10)[y[rows]]


def _outputs(result):
    """Return what a network or function gives for the 400 digits that it has not seen."""
    return np.asarray(result(_digits()[0][-400:]))


def _are_chances(result, *_):
    p = _outputs(result)
    return p.shape == (400, 10) and bool(np.allclose(p.sum(axis=1), 1, atol=1e-3))


def _reads(result, x, y):
    images, figures = _digits()
    known = dict(zip(map(bytes, images), figures, strict=True))
    label = {known[bytes(image)]: name for image, name in zip(x, y, strict=True)}
    right = [label[figure] for figure in figures[-400:]]
    error = np.mean(_outputs(result).argmax(axis=1) != right)
    return bool(error < 0.05) or f"O da sua é {decimal(error)}."


def _by_rows(wrong):
    """Return an answer to 4.2 with this function in place of the exponential's share."""

    def answer(z):
        return wrong(np.asarray(z, dtype=float))

    return answer


def _draw_chances(rng):
    n = int(rng.integers(2, 9))
    return rng.dirichlet(np.ones(5), n), rng.integers(0, 5, n)


def _draw_hits(rng):
    n = int(rng.integers(20, 60))
    return rng.random(n) < 0.9, rng.random(n) < 0.7


def _draw_curve(rng):
    images = np.sort(rng.choice(np.arange(100, 5000), 5, replace=False))
    errors = rng.uniform(1, 3) * images ** -rng.uniform(0.2, 0.6)
    return images, errors * rng.uniform(0.9, 1.1, 5), int(rng.integers(6000, 60_000))


def _as_if_apart(first, second):
    p, q = np.mean(first), np.mean(second)
    return p - q, np.sqrt((p * (1 - p) + q * (1 - q)) / len(first))


def _ends(size, activation):
    """Return an answer to 4.6 with this output."""

    def answer(units, rate):
        whole = with_dropout(units, rate)
        return keras.Model(whole.inputs, layers.Dense(size, activation)(whole.layers[-2].output))

    return answer


HITS = np.array([True, True, True, False]), np.array([True, False, False, False])
CURVE = np.array([100, 1000]), np.array([0.2, 0.1])

EXERCISES = {
    "4.1": Exercise(
        weights_and_steps,
        lambda rng: (
            rng.integers(2, 300, rng.integers(2, 6)).tolist(),
            int(rng.integers(500, 9000)),
            int(rng.integers(16, 300)),
        ),
        Case("A do slide tem 407.050 pesos e dá 469 passos.", ([784, 512, 10], 60_000, 128)),
        Case("Lote que divide certinho: 10 passos.", ([2, 1], 100, 10)),
        Mistake(
            "Faltam os vieses: um por neurônio.",
            lambda s, n, b: (weights_and_steps(s, n, b)[0] - sum(s[1:]), -(-n // b)),
        ),
        Mistake(
            "O último lote, incompleto, também é um passo: arredonde para cima.",
            lambda s, n, b: (weights_and_steps(s, n, b)[0], n // b),
        ),
    ),
    "4.2": Exercise(
        softmax,
        lambda rng: (rng.normal(0, 3, (rng.integers(1, 6), rng.integers(2, 7))),),
        Case("Números iguais dão chances iguais.", (np.zeros((2, 4)),)),
        Case(
            "exp(1000) não cabe: subtraia antes o maior da linha.",
            (np.array([[1000.0, 999.0], [0.0, 1.0]]),),
        ),
        Mistake(
            "Cada linha soma 1: axis=1, com keepdims.",
            _by_rows(lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()),
        ),
        Mistake(
            "Some ao longo das classes (axis=1), não das imagens.",
            _by_rows(lambda z: softmax(z.T).T),
        ),
    ),
    "4.3": Exercise(
        cross_entropy,
        _draw_chances,
        Case("Quem não sabe nada, entre dez: ln 10 = 2,303.", (np.full((3, 10), 0.1), [0, 4, 9])),
        Case("Certeza, e certa: perda 0.", (np.eye(3), [0, 1, 2])),
        Mistake("Falta o sinal: a perda é −ln p.", lambda p, y: -cross_entropy(p, y)),
        Mistake("É a média, não a soma.", lambda p, y: cross_entropy(p, y) * len(y)),
        Mistake("Em nats: logaritmo natural.", lambda p, y: cross_entropy(p, y) / np.log(10)),
        Mistake("Em nats, e não em bits.", lambda p, y: cross_entropy(p, y) / np.log(2)),
        Mistake(
            "A probabilidade do rótulo certo, não a maior.",
            lambda p, y: -np.mean(np.log(np.max(p, axis=1))),
        ),
    ),
    "4.4": Exercise(
        paired,
        _draw_hits,
        Case("Três acertos contra um, em quatro: 0,5 ± 0,25.", HITS),
        Case("Contra si mesmo: 0 ± 0.", (HITS[0], HITS[0])),
        Mistake("As imagens são as mesmas: os dois acasos não se somam.", _as_if_apart),
        Mistake(
            "O σ da média: divida pela raiz de N.",
            lambda a, b: (paired(a, b)[0], paired(a, b)[1] * np.sqrt(len(a))),
        ),
        Mistake(
            "Como na seção 8, divida por N, e não por N − 1: ddof=0.",
            lambda a, b: (paired(a, b)[0], paired(a, b)[1] * np.sqrt(len(a) / (len(a) - 1))),
        ),
        Mistake("O primeiro menos o segundo.", lambda a, b: paired(b, a)),
    ),
    "4.5": Exercise(
        predicted_error,
        _draw_curve,
        Case("De 0,2 a 0,1 em dez vezes mais; outras dez, 0,05.", (*CURVE, 10_000)),
        Case("Dentro dos dados, passa pelos pontos: 0,1.", (*CURVE, 1000)),
        Mistake(
            "A reta é nos logaritmos: o erro não cai por um tanto fixo.",
            lambda images, errors, n: np.polyval(np.polyfit(images, errors, 1), n),
        ),
        Mistake(
            "Os dois eixos em logaritmo, não só o do erro.",
            lambda images, errors, n: np.exp(np.polyval(np.polyfit(images, np.log(errors), 1), n)),
        ),
        Mistake("Falta voltar do logaritmo.", lambda *args: np.log(predicted_error(*args))),
    ),
    "4.6": Exercise(
        with_dropout,
        lambda rng: (2 * int(rng.integers(2, 9)), 0.25),
        Case("Na ordem: entrada, densa, dropout, densa com a metade, saída de 10.", (16, 0.5)),
        Mistake("São dez classes: com a sigmoide as chances não somam 1.", _ends(10, "sigmoid")),
        Mistake("Falta a softmax na saída.", _ends(10, None)),
        Mistake("Dez saídas, uma por algarismo.", _ends(1, "softmax")),
        draws=2,
    ),
    "4.7": Exercise(
        repaired,
        _draw_digits,
        Property("A saída são dez probabilidades por linha, que somam 1.", _are_chances),
        Property(
            "O erro em 400 imagens que ela não viu deve ficar abaixo de 0,05.",
            _reads,
        ),
        draws=2,
    ),
}
