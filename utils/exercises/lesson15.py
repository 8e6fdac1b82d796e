"""Lesson 15: input and target, masked loss, perplexity, temperature, open rings and novelty."""

import numpy as np
from rdkit import Chem

from utils.exercises import Exercise, call


def input_and_target(word):
    """Par (entrada, alvo) de um texto: o que a rede lê e o que deve prever em cada passo."""
    return word[:-1], word[1:]


def _accept_input_and_target(answer):
    result = tuple(call(answer, "machine"))
    if result == ("machine", "machine"):
        return "Assim o alvo é a própria letra lida: basta copiar, e nada se aprende."
    if result == ("achine", "machin"):
        return "Está trocado: a entrada vem antes do alvo."
    if result != ("machin", "achine"):
        return "De 'machine' a rede lê 'machin' e deve prever 'achine'."
    if tuple(call(answer, "GCCOE")) != ("GCCO", "CCOE"):
        return "De 'GCCOE' a rede lê 'GCCO' e deve prever 'CCOE', com o fim E."
    return None


def masked_loss(log_p, targets, padding):
    """Média de −log p nos alvos que não são enchimento: log_p e targets de forma (n, passos)."""
    real = np.asarray(targets) != padding
    return -np.asarray(log_p)[real].mean()


def _accept_masked_loss(answer):
    log_p = np.log([[0.5, 0.5, 1.0, 1.0], [0.25, 0.25, 0.25, 1.0]])
    targets = np.array([[7, 2, 0, 0], [7, 8, 2, 0]])
    expected = (2 * np.log(2) + 3 * np.log(4)) / 5
    result = call(answer, log_p, targets, 0)
    if np.isclose(result, -log_p.mean()):
        return "O enchimento entrou na média: ali a rede acerta sempre e a perda parece menor."
    if np.isclose(result, -expected):
        return "Falta o sinal: a perda é a média de −log p."
    if np.isclose(result, (np.log(2) + np.log(4)) / 2):
        return "Cada token vale o mesmo: faça a média sobre tokens, não molécula por molécula."
    if not np.isclose(result, expected):
        return "No exemplo há 5 alvos de verdade: dois com p = 1/2 e três com p = 1/4."
    return None


def perplexity(probabilities):
    """Perplexidade de uma sequência, das probabilidades que o modelo deu aos tokens certos."""
    return np.exp(-np.mean(np.log(probabilities)))


def _accept_perplexity(answer):
    result = call(answer, np.full(6, 1 / 73))
    if np.isclose(result, np.log(73)):
        return "Essa é a perda, em nats: a perplexidade é a exponencial dela."
    if not np.isclose(result, 73):
        return "Quem chuta entre 73 tokens iguais tem perplexidade 73."
    result = call(answer, np.array([1.0, 0.25]))
    if np.isclose(result, 1 / 0.625):
        return "A média é dos logaritmos, não das probabilidades."
    if not np.isclose(result, 2):
        return "As probabilidades 1 e 1/4 dão perplexidade 2."
    return None


def with_temperature(logits, temperature):
    """Probabilidades softmax(logits / T), de mesma forma que logits; a última dimensão soma 1."""
    scaled = np.asarray(logits) / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    return np.exp(scaled) / np.exp(scaled).sum(axis=-1, keepdims=True)


def _accept_with_temperature(answer):
    logits = np.log([0.5, 0.3, 0.2])
    result = np.asarray(call(answer, logits, 1.0))
    if result.shape != (3,) or not np.isclose(result.sum(), 1):
        return "A soma das probabilidades tem de ser 1."
    if not np.allclose(result, [0.5, 0.3, 0.2]):
        return "Com T = 1 saem as probabilidades da própria rede: 0,5, 0,3 e 0,2."
    result = np.asarray(call(answer, logits, 0.5))
    if result[0] < 0.5:
        return "Temperatura baixa concentra: divida por T, não multiplique."
    if not np.allclose(result, np.array([25, 9, 4]) / 38):
        return "Com T = 0,5 cada probabilidade é elevada ao quadrado e a soma volta a 1."
    with np.errstate(all="ignore"):
        result = np.asarray(call(answer, np.array([[1000.0, 0.0], [0.0, 0.0]]), 0.1))
    if not np.allclose(result, [[1, 0], [0.5, 0.5]]):
        return "exp(10000) estoura: subtraia antes o maior logit, linha por linha."
    return None


def open_rings(tokens):
    """Quantos anéis ficaram abertos numa lista de tokens: cada rótulo abre, e repetido fecha."""
    still_open = set()
    for token in tokens:
        if token.isdigit() or token.startswith("%"):
            still_open ^= {token}
    return len(still_open)


def _accept_open_rings(answer):
    if call(answer, list("c1ccccc1")) != 0:
        return "O benzeno, c1ccccc1, não tem anel aberto: o segundo 1 fecha o que o primeiro abriu."
    if call(answer, list("C1CC2CC")) != 2:
        return "C1CC2CC deixa dois anéis abertos, o 1 e o 2."
    if call(answer, list("C1CC1CC1CC")) != 1:
        return "Um rótulo pode ser usado de novo: em C1CC1CC1CC o terceiro 1 abre outro anel."
    if call(answer, ["[13CH4]"]) != 0:
        return "O 13 de [13CH4] é massa atômica: só contam os tokens que são o rótulo inteiro."
    if call(answer, ["C", "%10", "C", "1", "C"]) != 2:
        return "%10 é um rótulo como os outros."
    return None


def novelty(written, training):
    """Fração das moléculas válidas e distintas de `written` que não está em `training`."""
    forms = set()
    for smiles in written:
        molecule = Chem.MolFromSmiles(smiles)
        if molecule is not None:
            forms.add(Chem.MolToSmiles(molecule))
    return len(forms - set(training)) / len(forms)


def _accept_novelty(answer):
    training = ["CCO", "c1ccccc1"]
    result = call(answer, ["OCC", "CCN"], training)
    if np.isclose(result, 1):
        return "OCC é o etanol, CCO: compare as formas canônicas."
    if not np.isclose(result, 0.5):
        return "De OCC e CCN, só CCN é novo: 0,5."
    if not np.isclose(call(answer, ["CCN", "NCC", "CCO", "CCN"], training), 0.5):
        return "Conte cada molécula uma vez: CCN, NCC e CCN são a mesma."
    if not np.isclose(call(answer, ["CCO", "C1CC", "CCN", "CC("], training), 0.5):
        return "As inválidas não entram na conta, nem no denominador."
    return None


EXERCISES = {
    "15.1": Exercise(input_and_target, _accept_input_and_target),
    "15.2": Exercise(masked_loss, _accept_masked_loss),
    "15.3": Exercise(perplexity, _accept_perplexity),
    "15.4": Exercise(with_temperature, _accept_with_temperature),
    "15.5": Exercise(open_rings, _accept_open_rings),
    "15.6": Exercise(novelty, _accept_novelty),
}
