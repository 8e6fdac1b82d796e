"""Lesson 02: descent of a line, largest rate, scaling, activation energy, momentum, Adam, a fit."""

import keras
import numpy as np

from utils.exercises import Case, Exercise, Mistake, Property
from utils.results import scientific

R = 8.314462618e-3  # kJ/(mol K)


def descend_line(x, y, eta, steps):
    """[w0, w1] após `steps` passos de taxa eta, do zero, com E = média de (w0 + w1·x − y)²."""
    x, y = np.asarray(x), np.asarray(y)
    w0, w1 = 0.0, 0.0
    for _ in range(steps):
        error = w0 + w1 * x - y
        w0, w1 = w0 - eta * 2 * np.mean(error), w1 - eta * 2 * np.mean(error * x)
    return [w0, w1]


def largest_rate(x):
    """A maior taxa que não explode para E(w0, w1) = média de (w0 + w1·x − y)²; x tem forma (n,)."""
    X = np.column_stack([np.ones(len(x)), x])
    curvatures = np.linalg.eigvalsh(2 * X.T @ X / len(X))
    return 2 / curvatures.max()


def in_scale(train, new):
    """`new` com a média e o desvio padrão de cada coluna de `train`; formas (n, p) e (m, p)."""
    return (np.asarray(new) - np.mean(train, axis=0)) / np.std(train, axis=0)


def barrier(w1, kelvin):
    """Ea em kJ/mol, se ln k = w0 + w1·x e x é 1/T menos a média, dividido pelo desvio padrão."""
    return -8.314462618e-3 * w1 / np.std(1 / np.asarray(kelvin))


def momentum_contraction(curvature, eta, beta):
    """Maior módulo das raízes de r² − (1 + β − ηλ)r + β = 0, com λ = curvature."""
    return np.max(np.abs(np.roots([1, -(1 + beta - eta * curvature), beta])))


def adam_step(g, m, v, t, eta):
    """(passo, m, v) do Adam no passo t = 1, 2, …: β₁ = 0,9, β₂ = 0,999 e ε = 1e-7 fora da raiz."""
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    rate = eta * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return -rate * m / (np.sqrt(v) + 1e-7), m, v


def repaired(x, y):
    """Um neurônio treinado: recebe x cru, de forma (n, 1), e devolve y, de forma (n, 1)."""
    scale = keras.layers.Normalization()
    scale.adapt(x)
    network = keras.Sequential([keras.Input((1,)), scale, keras.layers.Dense(1)])
    network.compile(keras.optimizers.SGD(0.25), "mse")
    network.fit(x, y, batch_size=len(x), epochs=40, verbose=0)
    return network


def _descend_with(slope):
    """Return an answer to 2.1 that steps by ``slope(error, x)`` in place of the gradient."""

    def answer(x, y, eta, steps):
        w = np.zeros(2)
        for _ in range(steps):
            w = w - eta * np.array(slope(w[0] + w[1] * np.asarray(x) - y, np.asarray(x)))
        return w

    return answer


def _one_after_the_other(x, y, eta, steps):
    w0, w1 = 0.0, 0.0
    for _ in range(steps):
        w0 -= eta * 2 * np.mean(w0 + w1 * x - y)
        w1 -= eta * 2 * np.mean((w0 + w1 * x - y) * x)
    return [w0, w1]


def _adam_without_correction(g, m, v, t, eta):
    _, m, v = adam_step(g, m, v, t, eta)
    return -eta * m / (np.sqrt(v) + 1e-7), m, v


def _adam_of_the_paper(g, m, v, t, eta):
    _, m, v = adam_step(g, m, v, t, eta)
    return -eta * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-7), m, v


def _adam_inside(g, m, v, t, eta):
    _, m, v = adam_step(g, m, v, t, eta)
    return -eta * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / np.sqrt(v + 1e-7), m, v


def _draw_line(rng):
    n = int(rng.integers(3, 9))
    return (
        rng.normal(0.5, 1, n),
        rng.normal(0, 2, n),
        rng.uniform(0.01, 0.2),
        int(rng.integers(2, 9)),
    )


def _draw_kinetics(rng):
    """Return (x, y) of Arrhenius's law, x = 1/T raw."""
    x = 1 / np.linspace(rng.uniform(450, 550), rng.uniform(700, 800), 12)
    y = rng.uniform(-12, -4) - rng.uniform(80, 200) / R * (x - x.mean())
    return x[:, None], y[:, None]


def _between(result, x):
    """Return what a network or function gives between the points that it has seen."""
    middle = np.asarray((x[1:] + x[:-1]) / 2)
    return middle, np.asarray(result(middle), dtype=float).reshape(-1, 1)


def _is_finite(result, x, y):
    return bool(np.isfinite(_between(result, x)[1]).all())


def _fits(result, x, y):
    middle, found = _between(result, x)
    right = np.polyval(np.polyfit(x[:, 0], y[:, 0], 1), middle)
    error = float(np.sqrt(np.mean((found - right) ** 2)))
    return error < 0.1 or f"O da sua é {scientific(error, 2)}."


XY = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])
SPREAD = "O desvio padrão daqui divide por n, como np.std; o do pandas divide por n − 1."
TRAIN = np.array([[0.0, 10.0], [2.0, 30.0], [4.0, 20.0]])

EXERCISES = {
    "2.1": Exercise(
        descend_line,
        _draw_line,
        Case(
            "Um passo de taxa 0,1 leva w0 a 0,6, o dobro da média de y vezes a taxa.", (*XY, 0.1, 1)
        ),
        Case("Com zero passos os pesos são zero.", (*XY, 0.1, 0)),
        Case("Com muitos passos chega à reta 1 + 2x.", (*XY, 0.2, 500)),
        Mistake(
            "Sobe: o passo é contra o gradiente.",
            _descend_with(lambda e, x: (-2 * np.mean(e), -2 * np.mean(e * x))),
        ),
        Mistake(
            "Falta o 2 da derivada do quadrado.",
            _descend_with(lambda e, x: (np.mean(e), np.mean(e * x))),
        ),
        Mistake(
            "É a média dos exemplos, não a soma.",
            _descend_with(lambda e, x: (2 * np.sum(e), 2 * np.sum(e * x))),
        ),
        Mistake("Calcule as duas derivadas antes de mudar qualquer peso.", _one_after_the_other),
    ),
    "2.2": Exercise(
        largest_rate,
        lambda rng: (rng.normal(rng.uniform(-2, 2), rng.uniform(0.2, 3), rng.integers(3, 12)),),
        Case(
            "Com x em escala as duas curvaturas valem 2, e a taxa máxima é 1.",
            (np.array([-1.0, 1.0]),),
        ),
        Case(
            "Com x longe de zero, a maior curvatura é a da matriz 2×2 inteira.",
            (np.array([2.0, 4.0]),),
        ),
        Mistake(
            "Com 1/λ a descida é de um passo; explode só acima de 2/λ.",
            lambda x: largest_rate(x) / 2,
        ),
        Mistake("A curvatura tem o 2 da derivada do quadrado.", lambda x: 2 * largest_rate(x)),
        Mistake("Divida XᵀX pelo número de exemplos.", lambda x: largest_rate(x) / len(x)),
        Mistake("Falta a coluna de uns do intercepto.", lambda x: 1 / np.mean(np.square(x))),
    ),
    "2.3": Exercise(
        in_scale,
        lambda rng: (
            rng.normal(5, 3, (6, 3)) * [1, 10, 0.1],
            rng.normal(5, 3, (4, 3)) * [1, 10, 0.1],
        ),
        Case("O próprio treino fica com média 0 e desvio padrão 1 em cada coluna.", (TRAIN, TRAIN)),
        Case("Uma linha nova se mede com a régua do treino.", (TRAIN, np.array([[6.0, 10.0]]))),
        Mistake(
            "A régua é a do treino, não a dos dados novos.", lambda train, new: in_scale(new, new)
        ),
        Mistake(
            "Cada coluna tem a sua média: axis=0.",
            lambda train, new: (new - np.mean(train)) / np.std(train),
        ),
        Mistake(
            "Falta dividir pelo desvio padrão.", lambda train, new: new - np.mean(train, axis=0)
        ),
        Mistake(
            SPREAD,
            lambda train, new: (new - np.mean(train, axis=0)) / np.std(train, axis=0, ddof=1),
        ),
    ),
    "2.4": Exercise(
        barrier,
        lambda rng: (
            rng.uniform(-6, -0.5),
            rng.uniform(300, 400) + np.arange(6) * rng.uniform(10, 60),
        ),
        Case(
            "Com w1 = −3,861 nas temperaturas da lição, Ea = 186 kJ/mol.",
            (-3.861, np.array([556.15, 629.15, 666.15, 700.15, 781.15])),
        ),
        Case("Sem inclinação não há barreira.", (0.0, np.array([300.0, 350.0]))),
        Mistake("O sinal: w1 é −Ea/R.", lambda w1, kelvin: -barrier(w1, kelvin)),
        Mistake("Em kJ/mol, não em J/mol.", lambda w1, kelvin: 1000 * barrier(w1, kelvin)),
        Mistake(
            "O desvio padrão divide: x estava em escala.",
            lambda w1, kelvin: -R * w1 * np.std(1 / kelvin),
        ),
        Mistake(
            "O desvio padrão é o de 1/T, não o de T.", lambda w1, kelvin: -R * w1 / np.std(kelvin)
        ),
        Mistake(SPREAD, lambda w1, kelvin: -R * w1 / np.std(1 / kelvin, ddof=1)),
        tolerance=1e-3,  # R = 8.31 is as good
    ),
    "2.5": Exercise(
        momentum_contraction,
        lambda rng: (rng.uniform(0.1, 2), rng.uniform(0.05, 1.5), rng.uniform(0, 0.95)),
        Case("Sem momento é |1 − ηλ|: aqui, 0,7.", (1.0, 0.3, 0.0)),
        Case("Raízes complexas: o módulo é √β = 0,9.", (1.0, 1.0, 0.81)),
        Case("Acima de 2(1 + β)/λ passa de 1: explode.", (2.0, 1.6, 0.5)),
        Mistake(
            "Não é 2√β: o produto das duas raízes é β.", lambda c, eta, beta: 2 * np.sqrt(beta)
        ),
        Mistake("Isso vale só para raízes complexas.", lambda c, eta, beta: np.sqrt(beta)),
        Mistake("Isso é sem momento.", lambda c, eta, beta: abs(1 - eta * c)),
    ),
    "2.6": Exercise(
        adam_step,
        lambda rng: (
            rng.normal(),
            rng.normal(),
            rng.uniform(0, 2),
            int(rng.integers(1, 50)),
            rng.uniform(0.001, 0.1),
        ),
        Case("O primeiro passo tem tamanho η, contra o gradiente.", (4.0, 0.0, 0.0, 1, 0.01)),
        Case(
            "Sem gradiente novo, m e v só encolhem: por 0,9 e por 0,999.", (0.0, 1.0, 1.0, 10, 0.01)
        ),
        Case("Com g = 1e-6 o ε, fora da raiz, já se nota.", (1e-6, 0.0, 0.0, 1, 1.0)),
        Mistake("Faltam as correções 1 − β₁ᵗ e 1 − β₂ᵗ.", _adam_without_correction),
        Mistake("No Adam do Keras o ε fica fora da raiz.", _adam_inside),
        Mistake(
            "No Keras o ε se soma à raiz do v sem correção, não à do corrigido.", _adam_of_the_paper
        ),
        Mistake(
            "O passo é contra o gradiente: falta o sinal.",
            lambda *a: (-adam_step(*a)[0], *adam_step(*a)[1:]),
        ),
        tolerance=1e-5,
    ),
    "2.7": Exercise(
        repaired,
        _draw_kinetics,
        Property(
            "Veio NaN ou infinito: uma taxa acima da máxima, ou uma divisão por zero.", _is_finite
        ),
        Property("O erro entre os pontos de treino deve ficar abaixo de 0,1 em ln k.", _fits),
        draws=2,
    ),
}
