"""Lesson 15: input and target, masked loss, perplexity, temperature, open rings and novelty."""

import numpy as np
from rdkit import Chem

from utils.exercises import Case, Exercise, Mistake

WRITTEN = "CCO OCC C(O)C CCN NCC c1ccccc1 C1=CC=CC=C1 CC(C)O C1CC CC( N#N CCCl C(Cl)C"
WRITTEN = WRITTEN.split()
TOKENS = ["C", "c", "1", "2", "3", "%10", "[13CH4]", "[nH]", "(", ")"]


def input_and_target(word):
    """Par (entrada, alvo) de um texto: o que a rede lê e o que deve prever em cada passo."""
    return word[:-1], word[1:]


def masked_loss(log_p, targets, padding):
    """Média de −log p nos alvos que não são enchimento: log_p e targets de forma (n, passos)."""
    real = np.asarray(targets) != padding
    return -np.asarray(log_p)[real].mean()


def perplexity_of(probabilities):
    """Perplexidade de uma sequência, das probabilidades que o modelo deu aos tokens certos."""
    return np.exp(-np.mean(np.log(probabilities)))


def with_temperature(logits, temperature):
    """Probabilidades softmax(logits / T), de mesma forma que logits; a última dimensão soma 1."""
    scaled = np.asarray(logits) / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    return np.exp(scaled) / np.exp(scaled).sum(axis=-1, keepdims=True)


def open_rings(tokens):
    """Quantos anéis ficaram abertos numa lista de tokens: cada rótulo abre, e repetido fecha."""
    still_open = set()
    for token in tokens:
        if token.isdigit() or token.startswith("%"):
            still_open ^= {token}
    return len(still_open)


def novelty(written, training):
    """Fração das moléculas válidas e distintas de `written` que não está em `training`."""
    forms = set()
    for smiles in written:
        molecule = Chem.MolFromSmiles(smiles)
        if molecule is not None:
            forms.add(Chem.MolToSmiles(molecule))
    return len(forms - set(training)) / len(forms)


def _batch(rng):
    shape = rng.integers(2, 8, 2)
    targets = rng.integers(0, 5, shape)
    padding = int(rng.integers(0, 5))
    targets[:, 0] = padding + 1
    return -rng.exponential(1.5, shape), targets, padding


LOG_P = np.log([[0.5, 0.5, 1.0, 1.0], [0.25, 0.25, 0.25, 1.0]])
TARGETS = np.array([[7, 2, 0, 0], [7, 8, 2, 0]])
WITH_9 = np.log([[0.5, 1.0, 0.1]]), np.array([[3, 0, 9]]), 9
LOGITS = np.log([0.5, 0.3, 0.2])

EXERCISES = {
    "15.1": Exercise(
        input_and_target,
        lambda rng: ("".join(rng.choice(list("GECNO=()1c"), rng.integers(2, 15))),),
        Case("De 'machine' a rede lê 'machin' e deve prever 'achine'.", ("machine",)),
        Case("De 'GCCOE' a rede lê 'GCCO' e deve prever 'CCOE', com o fim E.", ("GCCOE",)),
        Mistake("Assim o alvo é a letra lida: basta copiar.", lambda word: (word, word)),
        Mistake("A entrada vem antes do alvo.", lambda word: (word[1:], word[:-1])),
    ),
    "15.2": Exercise(
        masked_loss,
        _batch,
        Case("A média é por token: dois com p = 1/2 e três com p = 1/4.", (LOG_P, TARGETS, 0)),
        Case("Use padding, que aqui vale 9; e um alvo de verdade pode ter p = 1.", WITH_9),
        Mistake("O enchimento entrou na média.", lambda log_p, targets, padding: -log_p.mean()),
        Mistake("Falta o sinal: é a média de −log p.", lambda *args: -masked_loss(*args)),
    ),
    "15.3": Exercise(
        perplexity_of,
        lambda rng: (rng.uniform(0.01, 1, rng.integers(1, 50)),),
        Case("Quem chuta entre 73 tokens iguais tem perplexidade 73.", (np.full(6, 1 / 73),)),
        Case("As probabilidades 1 e 1/4 dão perplexidade 2.", (np.array([1.0, 0.25]),)),
        Mistake("Essa é a perda: falta a exponencial.", lambda p: -np.mean(np.log(p))),
        Mistake("A média é dos logaritmos, não das probabilidades.", lambda p: 1 / np.mean(p)),
    ),
    "15.4": Exercise(
        with_temperature,
        lambda rng: (rng.normal(0, 3, (5, 4, 6)[rng.integers(0, 3) :]), rng.uniform(0.3, 3)),
        Case("Com T = 1 saem as probabilidades da rede: 0,5, 0,3 e 0,2.", (LOGITS, 1.0)),
        Case("Com T = 0,5 cada uma é elevada ao quadrado, e a soma volta a 1.", (LOGITS, 0.5)),
        Case("Cada linha soma 1 (axis=-1).", (np.stack([LOGITS, 2 * LOGITS]), 1.0)),
        Case("exp(10000) estoura: subtraia o maior de cada linha.", (1e3 * np.eye(2), 0.1)),
        Mistake("Falta dividir pela soma das exponenciais.", lambda x, t: np.exp(x / t)),
        Mistake("Divida por T, não multiplique.", lambda x, t: with_temperature(x, 1 / t)),
        Mistake("Use a temperatura.", lambda x, t: with_temperature(x, 1.0)),
    ),
    "15.5": Exercise(
        open_rings,
        lambda rng: (rng.choice(TOKENS, rng.integers(0, 14)).tolist(),),
        Case("c1ccccc1 não tem anel aberto: o segundo 1 fecha o primeiro.", (list("c1ccccc1"),)),
        Case("C1CC2CC deixa dois anéis abertos, o 1 e o 2.", (list("C1CC2CC"),)),
        Case("Em C1CC1CC1CC o terceiro 1 abre outro anel.", (list("C1CC1CC1CC"),)),
        Case("O 13 de [13CH4] é massa: só conta o token que é o rótulo inteiro.", (["[13CH4]"],)),
        Case("%10 é um rótulo como os outros.", (["C", "%10", "C", "1", "C"],)),
    ),
    "15.6": Exercise(
        novelty,
        lambda rng: (["CCO", *rng.choice(WRITTEN, rng.integers(1, 12))], ["CCO", "c1ccccc1"]),
        Case("OCC é o etanol, CCO: de OCC e CCN, só CCN é novo: 0,5.", (["OCC", "CCN"], ["CCO"])),
        Case("CCN e NCC são uma molécula só: conte-a uma vez.", (["CCN", "NCC", "CCO"], ["CCO"])),
        Case("As inválidas não contam, nem no denominador.", (["CCO", "C1CC", "CCN"], ["CCO"])),
        Mistake("Essa é a parte conhecida: a nova é o resto.", lambda w, t: 1 - novelty(w, t)),
    ),
}
