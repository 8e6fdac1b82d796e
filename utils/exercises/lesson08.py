"""Lesson 08: parameters, three steps, an oscillator read from weights, parity, two networks."""

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake, Property


def count_parameters(n_in, n):
    """Quantos parâmetros tem uma SimpleRNN de n neurônios que lê n_in características."""
    return (n_in + n + 1) * n


def three_steps(x, w_x, w_y, b):
    """A saída depois de três passos de um neurônio tanh; x tem três números, e y começa em 0."""
    y = 0.0
    for x_t in x:
        y = np.tanh(w_x * x_t + w_y * y + b)
    return y


def read_oscillator(W_y, dt):
    """(ω, γ): os autovalores de W_y (2, 2) são exp((−γ/2 ± iω)·dt), com 0 < ω·dt < π."""
    values = np.log(np.linalg.eigvals(W_y).astype(complex)) / dt
    return np.abs(values[0].imag), -2 * values[0].real


def parity_layer(size, which):
    """(W_x, W_y, b) de uma camada de 2 neurônios de degrau que conta a paridade de uma letra.

    Lê letras one-hot de `size` posições. Em cada passo, h₁ − h₂ vale 1 se a letra `which`
    apareceu um número ímpar de vezes até ali, e 0 se par. Degrau: 1 se z > 0, senão 0.
    Em linhas, como a `rnn`: h = degrau(x·W_x + h·W_y + b), com h = 0 no começo.
    """
    W_x = np.zeros((size, 2))
    W_x[which] = 1.0
    W_y = np.array([[1.0, 1.0], [-1.0, -1.0]])
    return W_x, W_y, np.array([-0.5, -1.5])


def padded_reader(features, units):
    """Modelo: uma SimpleRNN de `units` neurônios e uma Dense(1), sem ligar para o preenchimento.

    Lê (lote, passos, features), com qualquer número de passos; os de preenchimento são todos zero.
    """
    inputs = keras.Input((None, features))
    x = layers.Masking(0.0)(inputs)
    x = layers.SimpleRNN(units)(x)
    return keras.Model(inputs, layers.Dense(1)(x))


def repaired(doses, amount):
    """Uma rede treinada, de qualquer número de passos (`keras.Input((None, 1))`): recebe doses
    e devolve a quantidade em cada passo, ambas (m, T, 1)."""
    inputs = keras.Input((None, 1))
    options = {"return_sequences": True, "recurrent_initializer": "zeros"}
    x = layers.SimpleRNN(1, activation=None, **options)(inputs)  # sem tanh, sem saturar
    network = keras.Model(inputs, layers.Dense(1)(x))
    network.compile(keras.optimizers.Adam(0.05), "mse", jit_compile=False)
    network.fit(doses, amount, batch_size=16, epochs=100, verbose=0)
    return network


def _step(z):
    return np.where(z > 0, 1.0, 0.0)


def _counts(result, size, which):
    """Tell whether a parity layer's answer is right after every letter of random strings."""
    W_x, W_y, b = (np.asarray(part, dtype=float) for part in result)
    letters = np.random.default_rng(1).integers(0, size, (40, 30))
    h = np.zeros((40, 2))
    odd = np.zeros(40)
    for t in range(30):
        h = _step(np.eye(size)[letters[:, t]] @ W_x + h @ W_y + b)
        odd = (odd + (letters[:, t] == which)) % 2
        if not np.array_equal(h[:, 0] - h[:, 1], odd):
            return f"A primeira falha é no passo {t + 1} de 30."
    return True


def _shapes(result, size, which):
    shapes = tuple(np.shape(part) for part in result)
    return shapes == ((size, 2), (2, 2), (2,)) or f"Vieram {shapes}."


def _draw_oscillator(rng):
    dt = float(rng.uniform(0.1, 0.5))
    values = np.exp((-rng.uniform(0.1, 1) / 2 + 1j * np.array([1, -1]) * rng.uniform(1, 4)) * dt)
    base = rng.normal(size=2) + 1j * rng.normal(size=2)
    base = np.stack([base, base.conj()])
    return (np.linalg.inv(base) @ np.diag(values) @ base).real, dt


def _draw_parity(rng):
    size = int(rng.integers(3, 7))
    return size, int(rng.integers(0, size))


def _patients(rng, steps):
    return (rng.random((64, steps, 1)) < 0.3) * rng.uniform(0.3, 1.0, (64, steps, 1))


def _amounts(doses, kept):
    amount = np.zeros(doses.shape)
    now = np.zeros(doses[:, 0].shape)
    for t in range(doses.shape[1]):
        now = kept * now + doses[:, t]
        amount[:, t] = now
    return amount


def _draw_patients(rng):
    doses = _patients(rng, 20)
    return doses, _amounts(doses, rng.uniform(0.8, 0.9))


def _new_patients(result, doses, amount):
    """Return what the answer says of doses twice as long, and what is right."""
    kept = np.sum((amount[:, 1:] - doses[:, 1:]) * amount[:, :-1]) / np.sum(amount[:, :-1] ** 2)
    longer = _patients(np.random.default_rng(5), 40)
    said = np.asarray(result(longer.astype("float32")), dtype=float)
    return said, _amounts(longer, kept)


def _finite(result, doses, amount):
    if not callable(result):
        return "Devolva a rede, e não o que o fit devolve."
    try:
        said, right = _new_patients(result, doses, amount)
    except ValueError:
        return "Ela não aceita sequências de 40 passos: use keras.Input((None, 1))."
    return said.shape == right.shape and bool(np.isfinite(said).all())


def _close(result, doses, amount):
    said, right = _new_patients(result, doses, amount)
    error = float(np.sqrt(np.mean((said - right) ** 2)))
    return error < 0.1 or f"O da sua é {f'{error:.2g}'.replace('.', ',')}."


def _without_mask(features, units):
    inputs = keras.Input((None, features))
    return keras.Model(inputs, layers.Dense(1)(layers.SimpleRNN(units)(inputs)))


SWINGING = np.array([[0.5, 0.5], [-0.5, 0.5]])

EXERCISES = {
    "8.1": Exercise(
        count_parameters,
        lambda rng: (int(rng.integers(1, 40)), int(rng.integers(2, 90))),
        Case("Com 14 entradas e 16 neurônios, 496.", (14, 16)),
        Mistake("Falta um viés por neurônio.", lambda n_in, n: (n_in + n) * n),
        Mistake("Faltam os pesos recorrentes, n por neurônio.", lambda n_in, n: (n_in + 1) * n),
        Mistake("O viés é um por neurônio, e não um só.", lambda n_in, n: (n_in + n) * n + 1),
    ),
    "8.2": Exercise(
        three_steps,
        lambda rng: (rng.normal(size=3), *(float(v) for v in rng.normal(0, 1, 3))),
        Case(
            "Com x = 1, 0, 0, pesos 1 e viés 0, tanh(tanh(tanh(1))) = 0,57.", ([1, 0, 0], 1, 1, 0)
        ),
        Case("Sem recorrência só o último passo conta: tanh(3) = 0,995.", ([1, 2, 3], 1, 0, 0)),
        Mistake(
            "A tanh entra em cada passo, e não só no fim.",
            lambda x, w_x, w_y, b: np.tanh(
                w_x * (x[2] + w_y * x[1] + w_y**2 * x[0]) + b * (1 + w_y + w_y**2)
            ),
        ),
        Mistake(
            "O viés entra nos três passos.",
            lambda x, w_x, w_y, b: three_steps(x, w_x, w_y, 0.0),
        ),
        Mistake(
            "O último da lista é o último a entrar.",
            lambda x, w_x, w_y, b: three_steps(x[::-1], w_x, w_y, b),
        ),
        Mistake(
            "Devolva só a última saída.",
            lambda x, w_x, w_y, b: [three_steps(x[:k], w_x, w_y, b) for k in (1, 2, 3)],
        ),
    ),
    "8.3": Exercise(
        read_oscillator,
        _draw_oscillator,
        Case("Com [[0,5; 0,5]; [−0,5; 0,5]] e dt = 1, ω = 0,785 e γ = 0,693.", (SWINGING, 1.0)),
        Mistake(
            "Falta dividir por dt.",
            lambda W_y, dt: read_oscillator(W_y, 1.0),
        ),
        Mistake(
            "O módulo decai com γ/2, e não com γ: γ = −2 ln|λ|/dt.",
            lambda W_y, dt: (read_oscillator(W_y, dt)[0], read_oscillator(W_y, dt)[1] / 2),
        ),
        Mistake(
            "O sinal: um oscilador que perde energia tem γ > 0.",
            lambda W_y, dt: (read_oscillator(W_y, dt)[0], -read_oscillator(W_y, dt)[1]),
        ),
        Mistake(
            "ω é positivo: os autovalores são conjugados, tome o módulo da parte imaginária.",
            lambda W_y, dt: (-read_oscillator(W_y, dt)[0], read_oscillator(W_y, dt)[1]),
        ),
        Mistake(
            "A ordem: primeiro ω, depois γ.",
            lambda W_y, dt: read_oscillator(W_y, dt)[::-1],
        ),
        Mistake(
            "Use os autovalores, e não os elementos da matriz.",
            lambda W_y, dt: (abs(W_y[0, 1]) / dt, -2 * np.log(abs(W_y[0, 0])) / dt),
        ),
    ),
    "8.4": Exercise(
        parity_layer,
        _draw_parity,
        Property("As formas são (size, 2), (2, 2) e (2,).", _shapes),
        Property("h₁ − h₂ deve ser a paridade, em todo passo.", _counts),
    ),
    "8.5": Exercise(
        padded_reader,
        lambda rng: (int(rng.integers(1, 4)), int(rng.integers(3, 9))),
        Mistake(
            "Os zeros do fim ainda mudam o estado: falta a máscara.",
            _without_mask,
        ),
        draws=3,
    ),
    "8.6": Exercise(
        repaired,
        _draw_patients,
        Property("A saída tem a forma das doses, sem NaN nem infinito.", _finite),
        Property("Em sequências duas vezes mais longas, o erro deve ficar abaixo de 0,1.", _close),
        draws=2,
    ),
}
