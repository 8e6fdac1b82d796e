"""Lesson 15: input and target, masked loss, a network, temperature, open rings and novelty."""

import keras
import numpy as np
from keras import layers
from rdkit import Chem

from utils.exercises import Case, Exercise, Mistake

WRITTEN = "CCO OCC C(O)C CCN NCC c1ccccc1 C1=CC=CC=C1 CC(C)O C1CC CC( N#N CCCl C(Cl)C"
WRITTEN = WRITTEN.split()
TOKENS = ["C", "c", "1", "2", "3", "%10", "[13CH4]", "[nH]", "(", ")"]


def input_and_target(word):
    """Par (entrada, alvo) de um texto: o que a rede lê e o que deve prever em cada instante."""
    return word[:-1], word[1:]


def masked_loss(log_p, targets, padding):
    """Média de −log p nos alvos que não são preenchimento; os dois de forma (n, instantes)."""
    real = np.asarray(targets) != padding
    return -np.asarray(log_p)[real].mean()


def next_token_network(n_tokens, units):
    """Rede que lê inteiros (n, instantes) e devolve, em cada instante, os logits do seguinte."""
    read = keras.Input((None,), dtype="int32")
    x = layers.Embedding(n_tokens, units)(read)
    x = layers.LSTM(units, return_sequences=True)(x)
    return keras.Model(read, layers.Dense(n_tokens)(x))


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


def _reading_back(n_tokens, units):
    """Return the network of 15.3 as it is given, to be mended."""
    both = layers.Bidirectional(layers.LSTM(units, return_sequences=True))
    inside = [layers.Embedding(n_tokens, units), both, layers.Dense(n_tokens)]
    return keras.Sequential([keras.Input((None,)), *inside])


def _last_step_only(n_tokens, units):
    inside = [layers.Embedding(n_tokens, units), layers.LSTM(units), layers.Dense(n_tokens)]
    return keras.Sequential([keras.Input((None,)), *inside])


def _with_softmax(n_tokens, units):
    inside = next_token_network(n_tokens, units).layers[1:-1]
    last = layers.Dense(n_tokens, "softmax")
    return keras.Sequential([keras.Input((None,)), *inside, last])


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
        Mistake("O preenchimento entrou na média.", lambda log_p, targets, padding: -log_p.mean()),
        Mistake("Falta o sinal: é a média de −log p.", lambda *args: -masked_loss(*args)),
    ),
    "15.3": Exercise(
        next_token_network,
        lambda rng: (int(rng.integers(5, 40)), int(rng.integers(2, 9))),
        Case("Na ordem: embedding, uma LSTM para a direita, saída densa.", (12, 8)),
        Mistake("A LSTM que vem de trás lê o token que a rede deve prever.", _reading_back),
        Mistake("Falta a resposta de cada passo: return_sequences=True.", _last_step_only),
        Mistake("Peça os logits: a softmax já está na perda (from_logits).", _with_softmax),
        draws=3,
    ),
    "15.4": Exercise(
        with_temperature,
        lambda rng: (rng.normal(0, 3, (5, 4, 6)[rng.integers(0, 3) :]), rng.uniform(0.3, 3)),
        Case("Com T = 1 saem as probabilidades da rede: 0,5, 0,3 e 0,2.", (LOGITS, 1.0)),
        Case("Com T = 0,5 cada uma é elevada ao quadrado, e a soma volta a 1.", (LOGITS, 0.5)),
        Case("Cada linha soma 1 (axis=-1).", (np.stack([LOGITS, 2 * LOGITS]), 1.0)),
        Case(
            "exp(10000) estoura: subtraia o maior de cada linha.",
            (np.array([[1e3, 0.0], [0.0, 0.0]]), 0.1),
        ),
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
