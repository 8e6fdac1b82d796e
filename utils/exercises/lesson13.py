"""Lesson 13: one-hot, parameters, cosine, neighbours, skip-gram pairs, analogies, a network."""

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake, Property


def to_one_hot(indices, size):
    """Um vetor one-hot por índice: lista de n índices → forma (n, size), 0 e 1."""
    rows = np.zeros((len(indices), size))
    rows[np.arange(len(indices)), indices] = 1
    return rows


def count_parameters(vocabulary, dimension, length):
    """Parâmetros de Embedding + Flatten + Dense(1) para textos de `length` palavras."""
    return vocabulary * dimension + length * dimension + 1


def cosine(u, v):
    """Semelhança de cosseno entre dois vetores de forma (d,): de −1 a 1."""
    return np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))


def nearest(vectors, i, k):
    """Os k índices das linhas de maior cosseno com a linha i, em ordem, sem a própria i."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-(unit @ unit[i]))
    return order[order != i][:k]


def skip_gram_pairs(sentence, window):
    """Pares (centro, contexto) de uma lista de palavras, até `window` posições de cada lado."""
    return [
        (sentence[i], sentence[j])
        for i in range(len(sentence))
        for j in range(max(0, i - window), min(len(sentence), i + window + 1))
        if i != j
    ]


def analogy(vectors, a, b, c):
    """Índice da resposta a "a está para b como c está para?", que não pode ser a, b nem c."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    similarity = unit @ (unit[b] - unit[a] + unit[c])
    similarity[[a, b, c]] = -np.inf
    return int(similarity.argmax())


def frozen_network(table):
    """Rede da média sobre vetores prontos, (|V|, d), que não treinam; devolve P(positiva)."""
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(*table.shape, weights=[table], mask_zero=True, trainable=False),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def _holds_table(model, table):
    """Tell whether a network has the table, and beside it one neuron."""
    held = [weight for weight in map(np.array, model.weights) if weight.shape == table.shape]
    sizes = sorted(np.size(weight) for weight in model.weights)
    return (
        len(held) == 1 and np.allclose(held[0], table) and sizes == [1, len(table[0]), table.size]
    )


def _is_frozen(model, table):
    return sorted(np.size(weight) for weight in model.trainable_weights) == [1, len(table[0])]


def _answers(model, tokens):
    """What a network says of one text, its neuron's weights all 1 and its bias 0.5."""
    for weight in model.trainable_weights:
        weight.assign(np.full(weight.shape, 1.0 if np.size(weight) > 1 else 0.5))
    return float(np.array(model(np.array([tokens])))[0, 0])


def _averages(model, table):
    logit = table[[3, 1, 3]].mean(axis=0).sum() + 0.5
    return np.isclose(_answers(model, [3, 1, 3]), 1 / (1 + np.exp(-logit)), atol=1e-4)


def _masks(model, table):
    return np.isclose(_answers(model, [0, 0, 3, 1]), _answers(model, [3, 1]), atol=1e-4)


def _family(rng):
    """Return vectors with a planted analogy, where the wrong formulas find another, and a, b, c."""
    gender, royal, child, a, other = np.eye(12)[:5]
    # The first: a step between two pairs of words; then a, b or c lies nearest to b - a + c.
    steps = [(gender, other - a), (gender, -gender), (gender, 0.1 * child), (0.1 * child, gender)]
    kind = rng.integers(4)
    b, c = (a + 0.7 * step for step in steps[kind])
    d = b - a + c + (0.5 * royal if kind else 0)
    far = 6 * (d + 1.5 * child)  # long, and not so near
    others = [2 * child + royal, far] if kind else [b + 0.9 * c, b - a, c - gender, far]
    rows = np.stack([a, b, c, 2.5 * d, *others])
    order = rng.permutation(len(rows))
    noise = 0.02 * rng.normal(size=rows.shape)
    return (rows + noise)[order], *np.argsort(order)[:3].tolist()


def _not_excluding(vectors, a, b, c):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return int((unit @ (unit[b] - unit[a] + unit[c])).argmax())


FAMILY = np.array(  # man, woman, king, queen, a word on the other side of king
    [[0.1, 1.0, 0.0], [-0.1, 1.0, 0.0], [0.3, 1.0, 1.6], [-1.0, 1.0, 1.6], [1.4, 1.0, 1.6]]
)
ROWS = np.array([[1.0, 0.0], [10.0, 10.0], [0.0, 2.0], [3.0, 0.3], [-1.0, 0.3]])

EXERCISES = {
    "13.1": Exercise(
        to_one_hot,
        lambda rng: (rng.integers(0, 7, rng.integers(1, 9)).tolist(), int(rng.integers(7, 10))),
        Case("Uma linha por índice, na ordem: 1 na coluna do índice, 0 no resto.", ([2, 0, 2], 4)),
        Mistake("Está transposta: uma linha por índice.", lambda i, size: to_one_hot(i, size).T),
        Mistake("As colunas se contam de 0.", lambda i, size: np.eye(size)[np.array(i) - 1]),
        Mistake("Não some as linhas numa só.", lambda i, size: to_one_hot(i, size).max(axis=0)),
    ),
    "13.2": Exercise(
        count_parameters,
        lambda rng: tuple(rng.integers(2, (9_000, 300, 200)).tolist()),
        Case("Com 10.000 palavras, 8 dimensões e 20 posições são 80.161.", (10_000, 8, 20)),
        Case("Use os três argumentos: com 2.000, 50 e 100 são 105.001.", (2_000, 50, 100)),
        Mistake("Falta 1: a camada Dense tem um viés (bias).", lambda v, d, n: v * d + n * d),
        Mistake("Flatten guarda todas as posições.", lambda v, d, n: v * d + d + 1),
    ),
    "13.3": Exercise(
        cosine,
        lambda rng: tuple(rng.normal(1, 3, (2, rng.integers(2, 30)))),
        Case("Na mesma direção é 1, seja qual for o comprimento.", (ROWS[1], np.array([1.0, 1.0]))),
        Case("u·v = 24 e |u| = |v| = 5: 0,96.", (np.array([3.0, 4.0]), np.array([4.0, 3.0]))),
        Case("Sentidos opostos dão −1: sem valor absoluto.", (ROWS[0], np.array([-2.0, 0.0]))),
        Mistake("As normas não levam quadrado.", lambda u, v: u @ v / ((u @ u) * (v @ v))),
        Mistake("Essa é a distância, 1 − cosseno.", lambda u, v: 1 - cosine(u, v)),
        Mistake("Falta dividir pelas normas.", lambda u, v: u @ v),
    ),
    "13.4": Exercise(
        nearest,
        lambda rng: (rng.normal(size=(9, 4)) ** 3, *rng.integers((0, 1), (9, 6)).tolist()),
        Case("As mais próximas da direção da linha 0 são a 3 e a 1, nessa ordem.", (ROWS, 0, 2)),
        Case("Use i e k: para a linha 2, as três mais próximas são 1, 4 e 3.", (ROWS, 2, 3)),
        Mistake("A própria linha não entra.", lambda v, i, k: [i, *nearest(v, i, k - 1)]),
        Mistake(
            "Faltam as normas: sem elas, vetores longos parecem próximos.",
            lambda v, i, k: [j for j in np.argsort(-v @ v[i]) if j != i][:k],
        ),
        Mistake("Da maior para a menor.", lambda v, i, k: nearest(v, i, len(v))[::-1][:k]),
    ),
    "13.5": Exercise(
        skip_gram_pairs,
        lambda rng: (list(rng.choice(list("abcd"), rng.integers(2, 12))), int(rng.integers(1, 4))),
        Case("De 'um bom filme' saem 4 pares, dos dois lados.", (["um", "bom", "filme"], 1)),
        Case("Com window = 2 saem 14 pares: nas pontas há menos vizinhos.", (list("abcde"), 2)),
        Case("Compare posições: em 'a b a', um 'a' é contexto do outro.", (list("aba"), 2)),
        Mistake(
            "Falta pular j = i.", lambda s, w: skip_gram_pairs(s, w) + [(word, word) for word in s]
        ),
        Mistake("Um set perde os repetidos.", lambda s, w: list(set(skip_gram_pairs(s, w)))),
        in_any_order=True,
    ),
    "13.6": Exercise(
        analogy,
        _family,
        Case("homem : mulher como rei : rainha, que é a linha 3.", (FAMILY, 0, 1, 2)),
        Case("Use a, b e c: rei : rainha como homem : mulher, a linha 1.", (FAMILY, 2, 3, 0)),
        Mistake("A resposta não pode ser uma das três palavras da pergunta.", _not_excluding),
        Mistake("O sinal: é b − a + c.", lambda v, a, b, c: analogy(v, b, a, c)),
    ),
    "13.7": Exercise(
        frozen_network,
        lambda rng: (rng.normal(0, 0.5, (int(rng.integers(5, 9)), int(rng.integers(2, 5)))),),
        Case("", (np.random.default_rng(0).normal(0, 0.5, (6, 3)),)),
        Property("Uma tabela, a dada (weights=[table]), a média e um neurônio.", _holds_table),
        Property("A tabela não deve treinar: trainable=False.", _is_frozen),
        Property("A resposta é a sigmoide de a · média + b.", _averages),
        Property("O preenchimento, 0, não entra na média: mask_zero=True.", _masks),
        draws=3,
    ),
}
