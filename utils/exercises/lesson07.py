"""Lesson 07: a radial term's slope, coordination, forces, a shell's width, a cutoff, a network."""

import keras
import numpy as np
from keras import layers

from utils.atoms import forces_from_pairs
from utils.exercises import Case, Exercise, Mistake


def radial_slope(r, centre, eta, cutoff):
    """Derivada de exp(−eta·(r − centre)²)·fc(r) em relação a r, para r < cutoff."""
    fc = 0.5 * (np.cos(np.pi * r / cutoff) + 1)
    fc_slope = -0.5 * np.pi / cutoff * np.sin(np.pi * r / cutoff)
    return np.exp(-eta * (r - centre) ** 2) * (fc_slope - 2 * eta * (r - centre) * fc)


def coordination_number(r, g, density, limit):
    """Vizinhos até `limit`; r são os centros, igualmente espaçados, dos intervalos de g."""
    r, g = np.asarray(r), np.asarray(g)
    inside = r < limit
    return np.sum(4 * np.pi * r[inside] ** 2 * density * g[inside]) * (r[1] - r[0])


def total_forces(pulls, index):
    """Forças (n, 3): pulls[i, k] é a derivada de E_i em relação ao vetor que vai de i ao vizinho
    de número index[i, k]."""
    pulls, index = np.asarray(pulls), np.asarray(index)
    forces = pulls.sum(axis=1)
    for i in range(len(index)):
        for k, j in enumerate(index[i]):
            forces[j] -= pulls[i, k]
    return forces


def shell_eta(spacing):
    """O η com que exp(−η(r − R)²) cai à metade a meio caminho da camada vizinha."""
    return 4 * np.log(2) / spacing**2


def smooth_cutoff(r, cutoff):
    """Função de corte em cada distância do vetor r: vai de 1 a 0 em cutoff, e depois fica em 0."""
    return np.where(r < cutoff, 0.5 * (np.cos(np.pi * np.asarray(r) / cutoff) + 1), 0.0)


def atomic_energy_network(size, units):
    """Rede de um átomo: `size` entradas, duas ocultas de `units` (swish) e uma energia."""
    return keras.Sequential(
        [
            keras.Input(shape=(size,)),
            layers.Dense(units, activation="swish"),
            layers.Dense(units, activation="swish"),
            layers.Dense(1),
        ]
    )


def _ending(hidden, output):
    """Return an answer to 7.6 with these activations."""

    def answer(size, units):
        inner = [layers.Dense(units, hidden) for _ in range(2)]
        return keras.Sequential([keras.Input((size,)), *inner, layers.Dense(1, output)])

    return answer


def _draw_term(rng):
    r, centre, eta, cutoff = rng.uniform([1.5, 1.5, 1, 4.9], [4.8, 4.5, 7, 7])
    return float(r), float(centre), float(eta), float(cutoff)


def _draw_rdf(rng):
    r = np.arange(1.05, 5.4, 0.1)
    return r, rng.uniform(0, 3, len(r)), float(rng.uniform(0.02, 0.06)), float(rng.uniform(2, 5))


def _draw_pulls(rng):
    n, K = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    return rng.normal(size=(n, K, 3)), rng.integers(0, n, (n, K))


TWO = np.array([[[1.0, 0, 0]], [[-1.0, 0, 0]]]), np.array([[1], [0]])
ONE_SIDED = np.array([[[1.0, 0, 0]], [[0.0, 0, 0]]]), np.array([[1], [0]])
BINS = np.arange(0.5, 5.0, 1.0)

EXERCISES = {
    "7.1": Exercise(
        radial_slope,
        _draw_term,
        Case("No centro da camada só muda o corte: −(π/2R)·sen(πr/R).", (2.5, 2.5, 4.0, 5.0)),
        Case("Além do centro os dois termos são negativos.", (3.0, 2.5, 4.0, 5.0)),
        Mistake(
            "Falta a derivada da função de corte: é um produto.",
            lambda r, centre, eta, cutoff: (
                (-2 * eta * (r - centre) * np.exp(-eta * (r - centre) ** 2))
                * 0.5
                * (np.cos(np.pi * r / cutoff) + 1)
            ),
        ),
        Mistake(
            "O sinal: a gaussiana desce além do centro.",
            lambda *numbers: -radial_slope(*numbers),
        ),
        Mistake(
            "Em −2η(r − R), faltou multiplicar pela função de corte.",
            lambda r, centre, eta, cutoff: (
                np.exp(-eta * (r - centre) ** 2)
                * (-0.5 * np.pi / cutoff * np.sin(np.pi * r / cutoff) - 2 * eta * (r - centre))
            ),
        ),
    ),
    "7.2": Exercise(
        coordination_number,
        _draw_rdf,
        Case("Num gás (g = 1) é a soma de 4πr²ρ dr.", (BINS, np.ones(5), 0.05, 3.0)),
        Case("Só contam os centros menores que o limite.", (BINS, np.arange(5.0), 0.05, 2.0)),
        Mistake("Falta o dr.", lambda r, g, d, m: coordination_number(r, g, d, m) / (r[1] - r[0])),
        Mistake("Falta a densidade ρ.", lambda r, g, d, m: coordination_number(r, g, 1.0, m)),
        Mistake(
            "Pare no limite: os demais são de outras camadas.",
            lambda r, g, d, m: coordination_number(r, g, d, np.inf),
        ),
    ),
    "7.3": Exercise(
        total_forces,
        _draw_pulls,
        Case("Dois átomos que se puxam: as forças são opostas.", TWO),
        Case("Mesmo que só um sinta o outro, os dois recebem força: 1 e −1.", ONE_SIDED),
        Mistake("O vizinho também recebe, com o sinal contrário.", lambda p, i: p.sum(axis=1)),
        Mistake("O sinal: F = −∂E/∂R.", lambda p, i: -total_forces(p, i)),
        Mistake(
            "Um vizinho que aparece duas vezes recebe duas vezes (np.subtract.at, ou um laço).",
            lambda p, i: _last_only(p, i),
        ),
        alternatives=[forces_from_pairs],
    ),
    "7.4": Exercise(
        shell_eta,
        lambda rng: (float(rng.uniform(0.1, 1.5)),),
        Case("Com 0,4 Å entre camadas, η ≈ 17,3 Å⁻².", (0.4,)),
        Case("O dobro da distância pede um quarto do η.", (0.8,)),
        Mistake(
            "A metade da altura fica a d/2 do centro, não a d.",
            lambda spacing: np.log(2) / spacing**2,
        ),
        Mistake("A queda é à metade: ln 2, e não 1.", lambda spacing: 4 / spacing**2),
    ),
    "7.5": Exercise(
        smooth_cutoff,
        lambda rng: (rng.uniform(0, 12, 8), float(rng.uniform(3, 6))),
        Case("Em 0, na metade e no corte vale 1, 0,5 e 0.", (np.array([0.0, 2.5, 5.0]), 5.0)),
        Case("Além do corte é zero, sempre.", (np.array([5.5, 8.0, 10.0]), 5.0)),
        Mistake(
            "Além do corte o cosseno volta a subir.",
            lambda r, cutoff: 0.5 * (np.cos(np.pi * r / cutoff) + 1),
        ),
        Mistake(
            "Isso corta de uma vez, sem descer suavemente.",
            lambda r, cutoff: np.where(r < cutoff, 1.0, 0.0),
        ),
    ),
    "7.6": Exercise(
        atomic_energy_network,
        lambda rng: (int(rng.integers(5, 50)), int(rng.integers(2, 31))),
        Case("Na ordem: entrada, duas ocultas com swish, saída de 1.", (48, 30)),
        Mistake("A ReLU tem segunda derivada zero: use a swish.", _ending("relu", None)),
        Mistake(
            "A energia pode ser qualquer número: saída sem ativação.", _ending("swish", "relu")
        ),
        Mistake(
            "A energia pode ser qualquer número, também negativo: saída sem sigmoide.",
            _ending("swish", "sigmoid"),
        ),
        draws=3,
    ),
}


def _last_only(pulls, index):
    """Return forces in which, of repeated neighbours, only the last counts."""
    forces = pulls.sum(axis=1)
    for i in range(len(index)):
        row = forces.copy()
        row[index[i]] -= pulls[i]
        forces = row
    return forces
