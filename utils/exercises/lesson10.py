"""Lesson 10: parameters, forget bias, a step of the LSTM, the slide's GRU, a counter, a repair."""

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake, Property


def layer_parameters(kind, m, n):
    """Quantos parâmetros tem a camada ("SimpleRNN", "LSTM" ou "GRU"): m entradas, n unidades."""
    if kind == "GRU":
        return 3 * n * (m + n + 2)
    return {"SimpleRNN": 1, "LSTM": 4}[kind] * n * (m + n + 1)


def forget_bias(steps):
    """O viés b_f com que c, sem entrada e com pesos zero, cai à metade em steps passos."""
    f = 0.5 ** (1 / steps)
    return np.log(f / (1 - f))


def lstm_step(x, h, c, W_x, W_h, b):
    """Um passo da LSTM: os novos (h, c); x (N, m), h e c (N, n), pesos na ordem i, f, g, o."""
    i, f, g, o = np.split(x @ W_x + h @ W_h + b, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-v)) for v in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


def to_slide(W_x, W_h, b):
    """Os pesos da GRU do slide que dão o mesmo que estes, do Keras (ordem z, r, candidata)."""
    n = len(W_h)
    signs = np.repeat([-1, 1, 1], n)
    return W_x * signs, W_h * signs, b * signs


def counter(step):
    """[W_x (1, 4), W_h (1, 4), b (4,)], ordem i, f, g, o: a LSTM de uma unidade cujo c sobe step
    (de 0,001 a 0,5) a cada 1 da entrada e não muda a cada 0.
    """
    W_x = np.array([[30.0, 0.0, 0.0, 0.0]])
    return [W_x, np.zeros((1, 4)), np.array([-15.0, 15.0, np.arctanh(step), 15.0])]


def repaired(X, y):
    """Uma rede treinada: lê X (N, 100, 2) e dá (N, 1), a probabilidade de y (N,) ser 1."""

    def chrono(shape, dtype=None):
        u = np.random.default_rng(0).uniform(1, 99, shape[0] // 4)
        return np.concatenate([-np.log(u), np.log(u), 0 * u, 0 * u]).astype("float32")

    keras.utils.set_random_seed(0)
    read = keras.Input((None, 2))
    x = layers.LSTM(16, bias_initializer=chrono, unit_forget_bias=False)(read)
    model = keras.Model(read, layers.Dense(1, "sigmoid")(x))
    adam = keras.optimizers.Adam(0.01, clipnorm=1.0)
    model.compile(adam, "binary_crossentropy", jit_compile=False)
    model.fit(X, y, batch_size=20, epochs=10, verbose=0)
    return model


def _draw_size(rng):
    kind = ("SimpleRNN", "LSTM", "GRU")[rng.integers(3)]
    return kind, int(rng.integers(1, 40)), int(rng.integers(1, 60))


def _columns(kind):
    return {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}[kind]


def _draw_step(rng):
    N, m, n = (int(size) for size in rng.integers(2, 6, 3))
    shapes = (N, m), (N, n), (N, n), (m, 4 * n), (n, 4 * n), (4 * n,)
    return tuple(rng.normal(0, 0.8, shape) for shape in shapes)


def _step(x, h, c, W_x, W_h, b, order="ifgo", entered=True, squash=np.tanh, candidate=np.tanh):
    """Return one step of the LSTM with one thing of it changed."""
    parts = dict(zip(order, np.split(x @ W_x + h @ W_h + b, 4, axis=-1), strict=True))
    i, f, o = (1 / (1 + np.exp(-parts[gate])) for gate in "ifo")
    c = f * c + (i if entered else 1) * candidate(parts["g"])
    return o * squash(c), c


def _draw_gru(rng):
    m, n = (int(size) for size in rng.integers(1, 5, 2))
    return tuple(rng.normal(size=shape) for shape in ((m, 3 * n), (n, 3 * n), (3 * n,)))


def _signed(signs, only=(True, True, True)):
    """Return a wrong ``to_slide`` that turns these signs, in the weights chosen by ``only``."""

    def wrong(W_x, W_h, b):
        turn = np.repeat(signs, len(W_h))
        return [w * turn if chosen else w for w, chosen in zip((W_x, W_h, b), only, strict=True)]

    return wrong


def _levels(result, x):
    """Return the c of a hand-set LSTM of one unit after each of the inputs x (T,)."""
    W_x, W_h, b = (np.asarray(w, dtype=float) for w in result)
    h = c = np.zeros((1, 1))
    levels = []
    for value in x:
        h, c = lstm_step(np.array([[value]]), h, c, W_x, W_h, b)
        levels.append(c.item())
    return np.array(levels)


def _has_shapes(result, step):
    return [np.shape(w) for w in result] == [(1, 4), (1, 4), (4,)]


def _ignores_zeros(result, step):
    return abs(_levels(result, np.zeros(50))).max() < 0.01 * step


def _counts(result, step):
    x = np.random.default_rng(1).integers(0, 2, 100)
    gap = abs(_levels(result, x) - step * x.cumsum()).max()
    return gap < 0.02 * step * x.sum()


def _readings(rng):
    """Return 400 sequences of two columns: at first +1 or −1, then noise."""
    X = rng.normal(0, 0.3, (400, 100, 2)).astype("float32")
    X[:, 0] = rng.choice([-1, 1], (400, 2))
    return X


def _draw_memory(rng):
    """Return sequences whose target is the sign of one column's first reading, up or down."""
    X, column, sign = _readings(rng), rng.integers(2), rng.choice([-1, 1])
    return X, (sign * X[:, 0, column] > 0).astype("float32")


def _recalls(result, X, y):
    agree = [np.mean((X[:, 0, column] > 0) == (y > 0.5)) for column in (0, 1)]
    column = int(np.argmax(np.abs(np.array(agree) - 0.5)))
    new = _readings(np.random.default_rng(9))
    wanted = (new[:, 0, column] > 0) == (agree[column] > 0.5)
    said = np.asarray(result(new), dtype=float).reshape(-1) > 0.5
    right = 100 * np.mean(said == wanted)
    return bool(right > 90) or f"A sua acerta {right:.0f} %."


def _gives_one_probability(result, X, y):
    said = np.asarray(result(X[:5]), dtype=float)
    return said.shape == (5, 1) and bool(np.all((said >= 0) & (said <= 1)))


EXERCISES = {
    "10.1": Exercise(
        layer_parameters,
        _draw_size,
        Case("A LSTM tem quatro camadas de n(m + n + 1): 4 · 16 · 31 = 1984.", ("LSTM", 14, 16)),
        Case("A SimpleRNN tem uma camada só: 8 · 11 = 88.", ("SimpleRNN", 2, 8)),
        Mistake(
            "A GRU do Keras, reset_after=True, tem dois vieses por unidade: 3n(m + n + 2).",
            lambda kind, m, n: _columns(kind) * n * (m + n + 1),
        ),
        Mistake(
            "Faltam os vieses: some n de cada camada interna (na GRU, 2n).",
            lambda kind, m, n: _columns(kind) * n * (m + n),
        ),
        Mistake(
            "Faltam os pesos recorrentes, n² de cada camada interna.",
            lambda kind, m, n: _columns(kind) * n * (m + 1 + (kind == "GRU")),
        ),
    ),
    "10.2": Exercise(
        forget_bias,
        lambda rng: (float(rng.uniform(0.6, 300)),),
        Case("Meia-vida de um passo é f = 0,5, e σ(0) = 0,5.", (1.0,)),
        Case("Meia-vida de 38,19 passos pede b_f = 4.", (38.19,)),
        Mistake("Isso é f; falta o viés que o dá: ln(f/(1 − f)).", lambda s: 0.5 ** (1 / s)),
        Mistake(
            "Isso é o tempo de cair a 1/e, e não à metade.",
            lambda s: -np.log(np.expm1(1 / s)),
        ),
        Mistake(
            "Isso é a inicialização crono, que mira o tempo de cair a 1/e, e por alto.",
            lambda s: np.log(s),
        ),
    ),
    "10.3": Exercise(
        lstm_step,
        _draw_step,
        Case(
            "Com pesos zero, todas as portas são 0,5 e g = 0: c cai à metade, e h = 0,5 tanh(c).",
            (
                *(np.zeros((1, 1)), np.zeros((1, 1)), np.array([[2.0]])),
                *(np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)),
            ),
        ),
        Case(
            "Com a entrada fechada e o vazamento também, c não muda.",
            (
                *(np.ones((1, 1)), np.ones((1, 1)), np.array([[0.7]])),
                *(np.zeros((1, 4)), np.zeros((1, 4)), np.array([-50.0, 50.0, 1.0, 0.5])),
            ),
        ),
        Mistake(
            "A porta de entrada tem de multiplicar a candidata: é a errata da aula 3.",
            lambda *args: _step(*args, entered=False),
        ),
        Mistake(
            "Antes de sair, c passa pela tanh.",
            lambda *args: _step(*args, squash=lambda c: c),
        ),
        Mistake(
            "A candidata g passa pela tanh, e não pela sigmoide.",
            lambda *args: _step(*args, candidate=lambda g: 1 / (1 + np.exp(-g))),
        ),
        Mistake(
            "A ordem dos pesos é i, f, g, o, e não i, f, o, g.",
            lambda *args: _step(*args, order="ifog"),
        ),
    ),
    "10.4": Exercise(
        to_slide,
        _draw_gru,
        Case(
            "Como 1 − σ(a) = σ(−a), basta trocar o sinal das colunas de z: 1, 2, 3 vira −1, 2, 3.",
            (np.array([[1.0, 2.0, 3.0]]), np.array([[4.0, 5.0, 6.0]]), np.array([7.0, 8.0, 9.0])),
        ),
        Mistake("Troque o sinal só das colunas de z, e não de todas.", _signed([-1, -1, -1])),
        Mistake("Assim nada mudou: no slide, z faz o papel de 1 − z.", _signed([1, 1, 1])),
        Mistake("z são as primeiras n colunas; essas são as de r.", _signed([1, -1, 1])),
        Mistake("O viés de z também troca de sinal.", _signed([-1, 1, 1], (True, True, False))),
        Mistake(
            "Os pesos recorrentes de z também trocam de sinal.",
            _signed([-1, 1, 1], (True, False, True)),
        ),
    ),
    "10.5": Exercise(
        counter,
        lambda rng: (float(rng.uniform(0.001, 0.5)),),
        Property("Devolva [W_x, W_h, b], de formas (1, 4), (1, 4) e (4,).", _has_shapes),
        Property("Sem nenhum 1 na entrada, c deve ficar em 0.", _ignores_zeros),
        Property(
            "Depois de k uns, c deve valer k · step: nada vaza, e g passa pela tanh.", _counts
        ),
    ),
    "10.6": Exercise(
        repaired,
        _draw_memory,
        Property("A rede deve dar (N, 1), com números de 0 a 1.", _gives_one_probability),
        Property("Em sequências novas, deve acertar mais de 90 %.", _recalls),
        draws=2,
    ),
}
