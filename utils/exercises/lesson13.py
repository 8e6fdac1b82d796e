"""Lesson 13: one-hot, parameters, cosine, neighbours, skip-gram pairs, analogies."""

import numpy as np

from utils.exercises import Exercise, call


def one_hot(indices, size):
    """Um vetor one-hot por índice: lista de n índices → forma (n, size), 0 e 1."""
    rows = np.zeros((len(indices), size))
    rows[np.arange(len(indices)), indices] = 1
    return rows


def _accept_one_hot(answer):
    result = np.asarray(call(answer, [2, 0, 2], 4))
    if result.shape == (4, 3):
        return "Está transposta: uma linha por índice, uma coluna por palavra do vocabulário."
    if result.shape != (3, 4):
        return f"Três índices e um vocabulário de 4 dão a forma (3, 4); veio {result.shape}."
    if not np.array_equal(result.sum(axis=1), [1, 1, 1]):
        return "Em cada linha há um só 1, e o resto é 0."
    if not np.array_equal(result.argmax(axis=1), [2, 0, 2]):
        return "O 1 fica na coluna do índice, contada a partir de 0."
    return None


def count_parameters(vocabulary, dimension, length):
    """Parâmetros de Embedding + Flatten + Dense(1) para textos de `length` palavras."""
    return vocabulary * dimension + length * dimension + 1


def _accept_count_parameters(answer):
    result = call(answer, 10_000, 8, 20)
    if result == 80_160:
        return "Falta 1: a camada Dense tem um viés (bias)."
    if result == 80_009:
        return "Depois de Flatten, cada uma das 20 posições tem os seus 8 pesos."
    if result != 80_161:
        return "O modelo da aula, com 10.000 palavras, 8 dimensões e 20 posições, tem 80.161."
    if call(answer, 5_000, 16, 10) != 80_161:
        return "Use os três argumentos: a camada Dense tem length × dimension pesos e um viés."
    return None


def cosine(u, v):
    """Semelhança de cosseno entre dois vetores de forma (d,): de −1 a 1."""
    return np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))


def _accept_cosine(answer):
    if not np.isclose(call(answer, np.array([1.0, 2.0]), np.array([10.0, 20.0])), 1.0):
        return "Vetores na mesma direção têm cosseno 1, seja qual for o comprimento de cada um."
    result = call(answer, np.array([3.0, 4.0]), np.array([4.0, 3.0]))
    if np.isclose(result, 0.04):
        return "As normas não levam quadrado: divida por |u| |v|."
    if not np.isclose(result, 0.96):
        return "Com u = (3, 4) e v = (4, 3), u·v = 24 e |u| = |v| = 5: o cosseno é 0,96."
    if not np.isclose(call(answer, np.array([1.0, 0.0]), np.array([-2.0, 0.0])), -1.0):
        return "Sentidos opostos dão −1: não use o valor absoluto."
    return None


def nearest(vectors, i, k):
    """Os k índices das linhas de maior cosseno com a linha i, em ordem, sem a própria i."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-(unit @ unit[i]))
    return order[order != i][:k]


def _accept_nearest(answer):
    vectors = np.array([[1.0, 0.0], [10.0, 10.0], [0.0, 2.0], [3.0, 0.3], [-1.0, 0.1]])
    result = [int(j) for j in call(answer, vectors, 0, 2)]
    if 0 in result:
        return "A própria palavra é sempre a mais próxima de si: tire-a da lista."
    if result == [1, 3]:
        return "Divida cada linha pela sua norma: sem isso, vetores longos parecem próximos."
    if result == [4, 2]:
        return "A ordem é da maior semelhança para a menor."
    if result != [3, 1]:
        return "As duas linhas que apontam mais na direção da linha 0 são a 3 e a 1, nessa ordem."
    if [int(j) for j in call(answer, vectors, 2, 3)] != [1, 4, 3]:
        return "Use i e k: para a linha 2, as três mais próximas são 1, 4 e 3."
    return None


def skip_gram_pairs(sentence, window):
    """Pares (centro, contexto) de uma lista de palavras, até `window` posições de cada lado."""
    return [
        (sentence[i], sentence[j])
        for i in range(len(sentence))
        for j in range(max(0, i - window), min(len(sentence), i + window + 1))
        if i != j
    ]


def _accept_skip_gram_pairs(answer):
    result = [tuple(pair) for pair in call(answer, ["um", "bom", "filme"], 1)]
    expected = [("um", "bom"), ("bom", "um"), ("bom", "filme"), ("filme", "bom")]
    if any(a == b for a, b in result):
        return "A palavra não é contexto de si mesma: pule j = i."
    if sorted(result) == [("bom", "filme"), ("um", "bom")]:
        return "O contexto vai para os dois lados: a palavra anterior também conta."
    if ("um", "filme") in result:
        return "Com window = 1, só os vizinhos imediatos; e índices negativos dão a volta na lista."
    if sorted(result) != sorted(expected):
        return "De 'um bom filme' com window = 1 saem 4 pares."
    if len(call(answer, list("abcde"), 2)) != 14:
        return "De 5 palavras com window = 2 saem 14 pares: nas pontas há menos vizinhos."
    if len(call(answer, ["a", "b", "a"], 2)) != 6:
        return "Compare posições, não palavras: em 'a b a', um 'a' é contexto do outro."
    return None


def analogy(vectors, a, b, c):
    """Índice da resposta a "a está para b como c está para?", que não pode ser a, b nem c."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    similarity = unit @ (unit[b] - unit[a] + unit[c])
    similarity[[a, b, c]] = -np.inf
    return int(similarity.argmax())


def _accept_analogy(answer):
    # Rows: man, woman, king, queen, and a word on the other side of king.
    vectors = np.array(
        [[0.1, 1.0, 0.0], [-0.1, 1.0, 0.0], [0.3, 1.0, 1.6], [-1.0, 1.0, 1.6], [1.4, 1.0, 1.6]]
    )
    result = call(answer, vectors.copy(), 0, 1, 2)
    if result in (0, 1, 2):
        return "A resposta não pode ser uma das três palavras da pergunta: exclua-as."
    if result == 4:
        return "O sinal: homem está para mulher como rei está para… é mulher − homem + rei."
    if result != 3:
        return "homem : mulher como rei : rainha; aqui a rainha é a linha 3."
    if call(answer, vectors.copy(), 2, 3, 0) != 1:
        return "Use os três índices: rei : rainha como homem : mulher, que é a linha 1."
    return None


EXERCISES = {
    "13.1": Exercise(one_hot, _accept_one_hot),
    "13.2": Exercise(count_parameters, _accept_count_parameters),
    "13.3": Exercise(cosine, _accept_cosine),
    "13.4": Exercise(nearest, _accept_nearest),
    "13.5": Exercise(skip_gram_pairs, _accept_skip_gram_pairs),
    "13.6": Exercise(analogy, _accept_analogy),
}
