"""Lesson 03: two graphs, a dense layer, the step of differences, a bug hunt, forces, a repair."""

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake, Property


def graph_gradient(x, w, b, y_true):
    """[∂/∂w, ∂/∂b] de |y_true − (x·w + b)|, onde a perda não é zero."""
    side = np.sign(x * w + b - y_true)
    return [side * x, side]


def node_gradients(parents):
    """Derivada do último nó em relação a cada nó; parents[k] são os pares (pai, derivada) de k."""
    grads = [0.0] * len(parents)
    grads[-1] = 1.0
    for k in reversed(range(len(parents))):
        for parent, slope in parents[k]:
            grads[parent] += grads[k] * slope
    return grads


def dense_backward(X, W, delta):
    """(∂E/∂W, ∂E/∂b, ∂E/∂X) de Z = X W + b; formas X (n, p), W (p, q), delta = ∂E/∂Z (n, q)."""
    X, W, delta = np.asarray(X), np.asarray(W), np.asarray(delta)
    return X.T @ delta, delta.sum(axis=0), delta @ W.T


def best_step(value, third, epsilon):
    """O h que minimiza |third|·h²/6 + epsilon·|value|/(2h)."""
    return (3 * epsilon * abs(value) / (2 * abs(third))) ** (1 / 3)


def wrong_line(version):
    """A linha (de 1 a 5) que está errada na versão (de 1 a 5)."""
    lines = {
        1: 4,  # a derivada da tanh é 1 − h²; h(1 − h) é a da sigmoide
        2: 3,  # falta a transposta de W2
        3: 1,  # falta dividir pelo número de exemplos
        4: 5,  # o viés soma sobre os exemplos; a média já está em delta
        5: 2,  # os pesos da saída leem h, não x
    }
    return lines[version]


def pair_forces(positions):
    """Forças (n, 3) de Lennard-Jones entre n átomos, em unidades em que ε = σ = 1."""
    positions = np.asarray(positions)
    forces = np.zeros(positions.shape)
    for i in range(len(positions)):
        for j in range(i):
            bond = positions[i] - positions[j]
            r2 = bond @ bond
            push = 24 * (2 / r2**6 - 1 / r2**3) / r2 * bond
            forces[i] += push
            forces[j] -= push
    return forces


def repaired(x, y):
    """Uma rede treinada: recebe x, de forma (n, 1), e devolve y, de forma (n, 1)."""
    hidden = layers.Dense(16, "tanh")  # o sorteio da Dense, e não zeros
    network = keras.Sequential([keras.Input((1,)), hidden, layers.Dense(1)])
    network.compile(keras.optimizers.Adam(0.05), "mse", jit_compile=False)
    network.fit(x, y, batch_size=10, epochs=10, verbose=0)
    return network


ARGON = 120 * 8.314462618e-3, 3.4  # the lesson's ε (kJ/mol) and σ (Å)
LINES = {version: wrong_line(version) for version in range(1, 6)}
CLUES = {
    1: "Na versão 1 erram dW1 e db1, e o resto está certo.",
    2: "Na versão 2 erram dW1 e db1; as formas conferem porque W2 é quadrada.",
    3: "Na versão 3 erram os quatro, todos pelo mesmo fator.",
    4: "Na versão 4 só db1 erra.",
    5: "Na versão 5 só dW2 erra.",
}


def _walk(parents, order, add=True, seed=1.0):
    """Return the gradients of a list of nodes, visited in ``order``."""
    grads = [0.0] * len(parents)
    grads[-1] = seed
    for k in order(len(parents)):
        for parent, slope in parents[k]:
            grads[parent] = grads[k] * slope + (grads[parent] if add else 0.0)
    return grads


def _backwards(n):
    return range(n - 1, -1, -1)


def _walk_at_each_arrival(parents):
    """Return what a walk without order gives: a node hands on, again, all it has each time."""
    grads = [0.0] * len(parents)
    grads[-1] = 1.0

    def hand_on(k):
        for parent, slope in parents[k]:
            grads[parent] += grads[k] * slope
            hand_on(parent)

    hand_on(len(parents) - 1)
    return grads


def _draw_nodes(rng):
    """Return a graph: one or two free nodes, then nodes of one or two parents, which may be one."""
    parents = [[] for _ in range(rng.integers(1, 3))]
    for k in range(len(parents), int(rng.integers(4, 9))):
        chosen = rng.integers(0, k, rng.integers(1, 3))
        parents.append([(int(i), float(rng.normal())) for i in chosen])
    return (parents,)


def _draw_layer(rng):
    n, p, q = (int(size) for size in rng.integers(2, 6, 3))
    q = p if rng.random() < 0.5 else q
    return rng.normal(size=(n, p)), rng.normal(size=(p, q)), rng.normal(size=(n, q))


def _draw_atoms(rng):
    corners = np.array([[0, 0, 0], [1.1, 0, 0], [0, 1.2, 0], [0, 0, 1.3], [1.2, 1.1, 0.1]])
    return (corners[: rng.integers(2, 6)] + rng.uniform(-0.05, 0.05, 3),)


def _forces_times_bond(positions, power):
    """Return forces of the right size times the bond, short of a division by r**power."""
    bonds = positions[:, None] - positions[None]
    r = np.linalg.norm(bonds, axis=-1) + np.eye(len(positions))
    push = 24 * (2 / r**12 - 1 / r**6) / r ** (2 - power)
    return (push[..., None] * bonds).sum(axis=1)


def _draw_wave(rng):
    x = np.linspace(-1, 1, 200)[:, None] + rng.uniform(-0.7, 0.7)
    return x, rng.uniform(1, 2) * np.sin(rng.uniform(2, 3) * x + rng.uniform(0, 1))


def _between(result, x):
    middle = np.asarray((x[1:] + x[:-1]) / 2)
    return np.asarray(result(middle), dtype=float).reshape(-1, 1)


def _is_finite(result, x, y):
    return bool(np.isfinite(_between(result, x)).all())


def _fits(result, x, y):
    error = float(np.sqrt(np.mean((_between(result, x) - (y[1:] + y[:-1]) / 2) ** 2)))
    return error < 0.2 or f"O da sua é {f'{error:.2g}'.replace('.', ',')}.{_symmetry(result)}"


def _symmetry(result):
    """Return what to say of a network whose hidden neurons are all the same, "" of any other."""
    weights = getattr(result, "weights", ())
    kernels = [np.asarray(w) for w in weights if len(w.shape) == 2]
    if kernels and not np.any(kernels[0]):
        return " W1 continua zero: com zeros na partida, nenhum dos dois sai do lugar."
    if kernels and kernels[0].shape[1] > 1 and np.ptp(kernels[0], axis=1).max() < 1e-3:
        return " Os neurônios ocultos estão idênticos: sorteie os pesos de partida."
    return ""


def _is_a_line(line, version):
    return np.size(line) == 1 and np.asarray(line).item() in range(1, 6)


LECTURE = [[], [], [], [], [(0, 3.0), (1, 2.0)], [(4, 1.0), (2, 1.0)]]
LECTURE += [[(3, 1.0), (5, -1.0)], [(6, -1.0)]]
ONE = np.array([[1.0, 2.0]]), np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[1.0, 0.0]])
TWO = np.ones((2, 3)), np.ones((3, 1)), np.array([[1.0], [2.0]])

EXERCISES = {
    "3.1": Exercise(
        graph_gradient,
        lambda rng: tuple(float(number) for number in rng.normal(0, 2, 4)),
        Case("Com os números do slide, 2 e 1.", (2.0, 3.0, 1.0, 4.0)),
        Case("Com a saída abaixo do alvo, os dois trocam de sinal: −2 e −1.", (2.0, 1.0, 1.0, 7.0)),
        Mistake(
            "O sinal: se a saída passa do alvo, aumentar b aumenta a perda.",
            lambda *numbers: [-g for g in graph_gradient(*numbers)],
        ),
        Mistake("Falta a derivada do módulo, +1 ou −1.", lambda x, w, b, y_true: [x, 1.0]),
        Mistake(
            "A derivada do módulo é só o sinal do erro, +1 ou −1, e não o erro.",
            lambda x, w, b, y_true: [(x * w + b - y_true) * d for d in (x, 1.0)],
        ),
        Mistake(
            "A ordem: primeiro o de w, depois o de b.",
            lambda *numbers: graph_gradient(*numbers)[::-1],
        ),
        Mistake(
            "Em x·w, a derivada em relação a w é x, não w.",
            lambda x, w, b, y_true: (
                [w * s for s in graph_gradient(1.0, x * w, b, y_true)[:1]]
                + graph_gradient(x, w, b, y_true)[1:]
            ),
        ),
        Mistake(
            "Isso é a derivada do quadrado do erro; aqui a perda é o módulo.",
            lambda x, w, b, y_true: [2 * (x * w + b - y_true) * d for d in (x, 1.0)],
        ),
    ),
    "3.2": Exercise(
        node_gradients,
        _draw_nodes,
        Case("No grafo da aula (x, w, b, y_true, x1, x2, erro, loss_val), w tem 2.", (LECTURE,)),
        Case("Em w·w, com w = 3, w recebe por dois caminhos: 6.", ([[], [(0, 3.0), (0, 3.0)]],)),
        Case("Numa fila, as derivadas se multiplicam: 10, 5 e 1.", ([[], [(0, 2.0)], [(1, 5.0)]],)),
        Mistake(
            "Quem recebe por dois caminhos soma: +=, não =.",
            lambda parents: _walk(parents, _backwards, add=False),
        ),
        Mistake(
            "Comece pelo último nó: um nó só entrega depois de receber.",
            lambda parents: _walk(parents, range),
        ),
        Mistake(
            "Cada nó entrega uma vez só, depois de receber tudo; o seu entrega a cada chegada.",
            _walk_at_each_arrival,
        ),
        Mistake(
            "O último nó também entrega aos pais: o laço começa nele.",
            lambda parents: _walk(parents, lambda n: range(n - 2, -1, -1)),
        ),
        Mistake(
            "A derivada do último em relação a si mesmo é 1.",
            lambda parents: _walk(parents, _backwards, seed=0.0),
        ),
    ),
    "3.3": Exercise(
        dense_backward,
        _draw_layer,
        Case(
            "O certo: ∂E/∂W = [[1, 0], [2, 0]], ∂E/∂b = [1, 0] e ∂E/∂X = [[0, 0]].",
            ONE,
        ),
        Case(
            "Com X de uns e δ = 1 e 2, cada peso e o viés recebem a soma, 3; ∂E/∂X repete o δ.",
            TWO,
        ),
        Mistake(
            "∂E/∂W tem a forma de W, (p, q): é Xᵀ δ, e não δᵀ X.",
            lambda X, W, delta: (delta.T @ X, *dense_backward(X, W, delta)[1:]),
        ),
        Mistake(
            "O viés soma sobre os exemplos (axis=0), e não sobre as saídas.",
            lambda X, W, delta: (X.T @ delta, delta.sum(axis=1), delta @ W.T),
        ),
        Mistake(
            "O viés tem um número por saída, de forma (q,): some só sobre os exemplos (axis=0).",
            lambda X, W, delta: (X.T @ delta, delta.sum(), delta @ W.T),
        ),
        Mistake(
            "∂E/∂b tem a forma de b, (q,), e não (1, q): sem o keepdims.",
            lambda X, W, delta: (X.T @ delta, delta.sum(axis=0, keepdims=True), delta @ W.T),
        ),
        Mistake(
            "O erro volta pela transposta: δ Wᵀ. (As formas só enganam se W é quadrada.)",
            lambda X, W, delta: (*dense_backward(X, W, delta)[:2], delta @ W),
        ),
        Mistake(
            "O viés soma sobre os exemplos: a média já está em δ.",
            lambda X, W, delta: (X.T @ delta, delta.mean(axis=0), delta @ W.T),
        ),
        Mistake(
            "Não divida pelo número de exemplos: a média já está em δ.",
            lambda X, W, delta: (
                X.T @ delta / len(X),
                delta.mean(axis=0),
                delta @ W.T,
            ),
        ),
    ),
    "3.4": Exercise(
        best_step,
        lambda rng: (rng.normal(0, 2), rng.normal(0, 5), 10 ** rng.uniform(-6, -2)),
        Case("Com valor 1, terceira derivada 3 e ε = 0,016, h = 0,2.", (1.0, 3.0, 0.016)),
        Case("O sinal não conta: só os módulos.", (-1.0, 3.0, 0.016)),
        Mistake(
            "A raiz cúbica de ε é só a ordem de grandeza.",
            lambda value, third, epsilon: epsilon ** (1 / 3),
        ),
        Mistake(
            "A raiz quadrada é a das diferenças de um lado só; o mínimo aqui pede a cúbica.",
            lambda value, third, epsilon: (3 * epsilon * abs(value / third) / 2) ** 0.5,
        ),
        Mistake(
            "O 2 de 2h também conta: h³ = 3ε|valor|/(2|terceira|).",
            lambda value, third, epsilon: (3 * epsilon * abs(value / third)) ** (1 / 3),
        ),
        tolerance=1e-3,
    ),
    "3.5": Exercise(
        wrong_line,
        lambda rng: (int(rng.integers(1, 6)),),
        Property("Devolva só o número da linha, de 1 a 5.", _is_a_line),
        Property(
            "Não é essa a linha.",
            lambda line, version: np.asarray(line).item() == LINES[version] or CLUES[version],
        ),
    ),
    "3.6": Exercise(
        pair_forces,
        _draw_atoms,
        Case("A r = 1 os dois se repelem com força 24.", (np.array([[0.0, 0, 0], [1.0, 0, 0]]),)),
        Case(
            "Com três átomos, cada um sente os outros dois.",
            (np.array([[0.0, 0, 0], [1.0, 0, 0], [0.0, 1.5, 0]]),),
        ),
        Mistake("O sinal: F = −dE/dr.", lambda positions: -pair_forces(positions)),
        Mistake(
            "A direção é a de (rᵢ − rⱼ)/r, de comprimento 1: faltou dividir por r.",
            lambda positions: _forces_times_bond(positions, 1),
        ),
        Mistake(
            "Falta dividir por r²: um r da derivada, outro da direção, (rᵢ − rⱼ)/r.",
            lambda positions: _forces_times_bond(positions, 2),
        ),
        Mistake(
            "Esses são os números do argônio; aqui ε = σ = 1.",
            lambda positions: pair_forces(positions / ARGON[1]) * ARGON[0] / ARGON[1],
        ),
        Mistake("Cada par conta uma vez.", lambda positions: 2 * pair_forces(positions)),
        Mistake(
            "Falta o 4 de 4ε.",
            lambda positions: pair_forces(positions) / 4,
        ),
    ),
    "3.7": Exercise(
        repaired,
        _draw_wave,
        Property("Veio NaN ou infinito: a taxa é grande demais?", _is_finite),
        Property("O erro entre os pontos de treino deve ficar abaixo de 0,2.", _fits),
        draws=2,
    ),
}
