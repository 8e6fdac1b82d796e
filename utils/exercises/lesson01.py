"""Lesson 01: threshold unit, Rosenblatt's step and bound, gates, linear layers, parity, network."""

from itertools import product

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake, Property


def fires(X, w, b):
    """Para cada linha de X, 1 se o neurônio de pesos w e viés b dispara (w·x + b ≥ 0), senão 0."""
    return (np.asarray(X) @ np.asarray(w) + b >= 0).astype(int)


def corrected(w, x, y):
    """Os pesos depois de mostrar um exemplo x, de rótulo y = ±1, à regra de Rosenblatt (η = 1)."""
    w, x = np.asarray(w), np.asarray(x)
    return w + y * x if y * (w @ x) <= 0 else w


def gate_weights(table):
    """Pesos (w1, w2, b) com w·x + b > 0 só onde table, respostas a 00, 01, 10 e 11, vale 1."""
    X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    w = np.zeros(3)
    for _ in range(100):
        for x, answer in zip(X, table, strict=True):
            w = corrected(w, x, 2 * answer - 1)
    return w


def novikoff_bound(X, y, w):
    """(R/γ)²: R, o maior |x|; γ, a menor folga y w·x / |w| (w separa todos os exemplos)."""
    X, y, w = np.asarray(X), np.asarray(y), np.asarray(w)
    gamma = np.min(y * (X @ w)) / np.linalg.norm(w)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2


def one_layer(W1, b1, W2, b2):
    """A camada única, o par (W, b), que faz o mesmo que duas lineares: (x W1 + b1) W2 + b2."""
    return W1 @ W2, b1 @ W2 + b2


def parity_network(n):
    """(W, theta, v, tau): h = (x W ≥ theta); (h·v ≥ tau) é 1 se são ímpares os 1s dos n bits."""
    W = np.ones((n, n))  # todo neurônio oculto soma os bits; o k-ésimo pede k deles
    theta = np.arange(1, n + 1)
    v = (-1.0) ** np.arange(n)
    return W, theta, v, 1


def mended_network(units):
    """Rede para o XOR: 2 entradas, camada oculta de `units` com tanh, saída P(1)."""
    return keras.Sequential(
        [
            keras.Input(shape=(2,)),
            layers.Dense(units, activation="tanh"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def _network(hidden, last):
    """Return an answer to 1.7 with these activations."""

    def answer(units):
        dense = [layers.Dense(units, hidden), layers.Dense(1, last)]
        return keras.Sequential([keras.Input((2,)), *dense])

    return answer


def _reads(result, table):
    """Tell whether weights (w1, w2, b) give this table."""
    w1, w2, b = np.asarray(result, dtype=float).ravel()
    said = [int(w1 * x1 + w2 * x2 + b > 0) for x1, x2 in product([0, 1], repeat=2)]
    return said == list(table) or f"Os seus pesos dão {said}."


def _counts_odd(result, n):
    """Tell whether a network of threshold units gives the parity of every n bits."""
    W, theta, v, tau = (np.asarray(part, dtype=float) for part in result)
    for bits in product([0, 1], repeat=n):
        hidden = (np.array(bits) @ W >= theta).astype(int)
        said = int(hidden @ v >= tau)
        if said != sum(bits) % 2:
            return f"Com {bits}, a sua rede diz {said}."
    return True


def _separable(rng):
    tables = [t for t in product([0, 1], repeat=4) if t not in [(0, 1, 1, 0), (1, 0, 0, 1)]]
    return tables[rng.integers(len(tables))]


def _apart(rng):
    """Return examples, labels and weights that separate them."""
    X, w = rng.normal(size=(rng.integers(3, 9), 3)), rng.normal(size=3) * 3
    return X, np.where(X @ w > 0, 1, -1), w


def _matrices(rng):
    n, m, k = rng.integers(2, 5, 3)
    sizes = (n, m), (m,), (m, k), (k,)
    return tuple(rng.normal(size=size) for size in sizes)


AND = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]), np.array([-1, -1, -1, 1])

EXERCISES = {
    "1.1": Exercise(
        fires,
        lambda rng: (rng.integers(-2, 3, (5, 3)), rng.integers(-2, 3, 3), int(rng.integers(-2, 3))),
        Case("E: com b = −2, só 11 alcança o limiar 2.", (AND[0][:, :2], np.array([1, 1]), -2)),
        Case("O limiar mudou de lado: b = 1 ajuda a disparar.", (np.eye(2), np.array([-1, -2]), 1)),
        Mistake("Se a soma é exatamente 0, dispara: ≥.", lambda X, w, b: (X @ w + b > 0) * 1),
        Mistake("O viés se soma: b = −θ.", lambda X, w, b: (X @ w >= b) * 1),
    ),
    "1.2": Exercise(
        corrected,
        lambda rng: (rng.integers(-2, 3, 3), rng.integers(-1, 2, 3), int(rng.choice([-1, 1]))),
        Case("Estava certo: nada muda.", (np.array([1, 2]), np.array([1, 1]), 1)),
        Case("Errado, com rótulo −1: subtraia x.", (np.array([1, 2]), np.array([1, 1]), -1)),
        Case("Em cima da reta conta como erro: corrija.", (np.zeros(2), np.array([0, 1]), 1)),
        Mistake("Corrija só os errados.", lambda w, x, y: w + y * x),
        Mistake("Falta o rótulo: some y·x.", lambda w, x, y: w + x if y * (w @ x) <= 0 else w),
        Mistake(
            "Em cima da reta também é erro: ≤.", lambda w, x, y: w + y * x if y * (w @ x) < 0 else w
        ),
    ),
    "1.3": Exercise(
        gate_weights,
        lambda rng: (_separable(rng),),
        Property(
            "Some os pesos das entradas que valem 1, mais b, em cada linha da tabela.", _reads
        ),
    ),
    "1.4": Exercise(
        novikoff_bound,
        _apart,
        Case("O E, com w = (2, 2, −3), dá 3 × 17 = 51.", (*AND, np.array([2, 2, -3]))),
        Case("γ é a menor folga, R o maior |x|.", (np.eye(2) * [1, 2], [1, 1], np.array([1, 1]))),
        Mistake(
            "Divida a folga por |w|: o dobro de w é a mesma reta.",
            lambda X, y, w: np.max(np.sum(X**2, axis=1)) / np.min(y * (X @ w)) ** 2,
        ),
        Mistake("Falta o quadrado.", lambda X, y, w: novikoff_bound(X, y, w) ** 0.5),
    ),
    "1.5": Exercise(
        one_layer,
        _matrices,
        Case(
            "Abra os parênteses: b1 também passa por W2.",
            (np.eye(2), np.array([1.0, 2.0]), np.array([[1.0, 0.0], [1.0, 3.0]]), np.ones(2)),
        ),
        Mistake("b1 também é multiplicado por W2.", lambda W1, b1, W2, b2: (W1 @ W2, b2)),
        Mistake(
            "O sinal passa primeiro por W1: a ordem é W1 W2.",
            lambda W1, b1, W2, b2: (W2.T @ W1.T, b1 @ W2 + b2),
        ),
    ),
    "1.6": Exercise(
        parity_network,
        lambda rng: (int(rng.integers(2, 7)),),
        Property(
            "Um neurônio por contagem (pelo menos 1, pelo menos 2, …), sinais alternados.",
            _counts_odd,
        ),
        draws=8,
    ),
    "1.7": Exercise(
        mended_network,
        lambda rng: (int(rng.integers(2, 9)),),
        Case("Na ordem: entrada de 2, oculta com tanh, saída de 1 com sigmoide.", (2,)),
        Mistake("Oculta linear: a rede inteira é uma reta.", _network("linear", "sigmoid")),
        Mistake("A saída deve ficar entre 0 e 1: sigmoide.", _network("tanh", "relu")),
        Mistake("Só a oculta foi consertada: e a saída?", _network("tanh", "linear")),
        draws=3,
    ),
}
