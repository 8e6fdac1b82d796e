"""Lesson 12: exact match, masked attention, a reversed table, edit distance, a mask, a training."""

import keras
import numpy as np
from keras import layers

from utils.chem.tokens import END, PADDING
from utils.exercises import Case, Exercise, Mistake, Property


def exact_match(written, wanted):
    """Fração de linhas certas por inteiro: os sinais até o fim, 2; o que vem depois não conta."""
    right = 0
    for row, answer in zip(written, wanted, strict=True):
        length = list(answer).index(END) + 1
        right += list(row[:length]) == list(answer[:length])
    return right / len(wanted)


def attention_weights(scores, real):
    """Softmax de scores (n, T, S) em S, só onde real (n, S) é True; nos outros lugares, zero."""
    scores, real = np.asarray(scores, dtype=float), np.asarray(real)[:, None, :]
    scores = np.where(real, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def backwards(table):
    """A tabela (n, S) com os sinais de cada linha ao contrário, e os zeros ainda no fim."""
    turned = np.zeros_like(table)
    for new, row in zip(turned, np.asarray(table), strict=True):
        signs = row[row != PADDING]
        new[: len(signs)] = signs[::-1]
    return turned


def edit_distance(a, b):
    """O menor número de letras a inserir, apagar ou trocar para fazer de a o texto b."""
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, row = row, [i]
        for j, other in enumerate(b, 1):
            change = before[j - 1] + (letter != other)
            row.append(min(change, before[j] + 1, row[-1] + 1))
    return row[-1]


def summary_network(n_signs, units):
    """Codificador: lê inteiros (n, S), em que 0 é preenchimento, e dá o resumo (n, units)."""
    read = keras.Input((None,), dtype="int32")
    x = layers.Embedding(n_signs, 16, mask_zero=True)(read)
    summary = layers.Bidirectional(layers.LSTM(units // 2))(x)
    return keras.Model(read, summary)


def trained(source, target):
    """Rede treinada: lê inteiros (n, 3), de 0 a 5, e dá os logits (n, 3, 6) do alvo."""
    model = keras.Sequential(
        [
            keras.Input((3,), dtype="int32"),
            layers.Embedding(6, 16),
            layers.LSTM(48),
            layers.RepeatVector(3),
            layers.LSTM(48, return_sequences=True),
            layers.Dense(6),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, jit_compile=False)
    model.fit(source, target, batch_size=24, epochs=50, verbose=0)
    return model


def _draw_tables(rng):
    """Answers of 1 to 5 signs and what was written: right, wrong, or right and going on."""
    wanted = np.zeros((8, 7), dtype=int)
    for row in wanted:
        length = rng.integers(1, 6)
        row[: length + 1] = [*rng.integers(3, 9, length), END]
    written = wanted.copy()
    for k in np.flatnonzero(rng.random(8) < 0.4):
        written[k, rng.integers(0, list(wanted[k]).index(END) + 1)] = 9
    for k in np.flatnonzero(rng.random(8) < 0.3):
        end = list(wanted[k]).index(END) + 1
        written[k, end:] = rng.integers(3, 9, 7 - end)
    return written, wanted


def _draw_scores(rng):
    real = np.arange(5) < rng.integers(1, 6, size=(3, 1))
    return rng.normal(0, 3, (3, 2, 5)), real


def _draw_rows(rng):
    rows = rng.integers(3, 9, (4, 6))
    return (rows * (np.arange(6) < rng.integers(1, 7, size=(4, 1))),)


def _draw_words(rng):
    letters = list("metilan")
    return tuple("".join(rng.choice(letters, rng.integers(0, 8))) for _ in range(2))


def _draw_digits(rng):
    """168 of the 216 triples of 0 to 5, and each one turned round, in another alphabet."""
    table = rng.permutation(np.stack(np.meshgrid(*[np.arange(6)] * 3), axis=-1).reshape(-1, 3))
    source = table[:168].astype("int32")
    return source, rng.permutation(6)[source[:, ::-1]].astype("int32")


def _has_logits(result, source, target):
    return tuple(np.shape(result(source[:2]))) == (2, 3, 6)


def _translates(result, source, target):
    """Share of wrong signs on the triples that were not trained on."""
    alphabet = dict(zip(source[:, ::-1].ravel().tolist(), target.ravel().tolist(), strict=True))
    seen = set(map(tuple, source.tolist()))
    unseen = np.array([t for t in np.ndindex(6, 6, 6) if t not in seen], dtype="int32")
    wanted = np.vectorize(alphabet.get)(unseen[:, ::-1])
    error = float(np.mean(np.argmax(result(unseen), axis=-1) != wanted))
    return error < 1 / 3 or f"A sua erra {100 * error:.0f} %."


_ENDED = np.array([[3, 4, 2, 0]]), np.array([[3, 4, 2, 0]])
_GOES_ON = np.array([[3, 2, 5, 5]]), np.array([[3, 2, 0, 0]])
_ENDLESS = np.array([[3, 4, 0, 0]]), np.array([[3, 4, 2, 0]])
_HALF = np.array([[3, 4, 2], [3, 5, 2]]), np.array([[3, 4, 2], [3, 4, 2]])
_EVEN = np.zeros((1, 1, 4)), np.array([[True, True, False, False]])
_LARGE = np.array([[[1000.0, 1000.0, 0.0]]]), np.array([[True, True, True]])

EXERCISES = {
    "12.1": Exercise(
        exact_match,
        _draw_tables,
        Case("Uma resposta igual até o fim está certa: 1.", _ENDED),
        Case("O que a rede escreve depois da marca de fim não conta.", _GOES_ON),
        Case("Sem a marca de fim, a resposta não acabou: 0.", _ENDLESS),
        Case("De duas linhas, uma tem um sinal trocado: 0,5, e não 5/6.", _HALF),
        Mistake(
            "Isso é o acerto por sinal: uma linha só vale se todos os seus sinais estão certos.",
            lambda written, wanted: np.mean((written == wanted)[wanted != PADDING]),
        ),
        Mistake(
            "O preenchimento contou: compare só até a marca de fim.",
            lambda written, wanted: np.mean(np.all(written == wanted, axis=1)),
        ),
    ),
    "12.2": Exercise(
        attention_weights,
        _draw_scores,
        Case("Dois lugares reais de mesmo valor: 0,5 e 0,5; no preenchimento, 0.", _EVEN),
        Case("exp(1000) estoura: subtraia o maior de cada linha.", _LARGE),
        Mistake(
            "Os pesos do preenchimento foram zerados depois: os outros já não somam 1.",
            lambda scores, real: (
                attention_weights(scores, np.ones_like(real)) * np.asarray(real)[:, None]
            ),
        ),
        Mistake(
            "Falta a máscara: o preenchimento recebe peso.",
            lambda scores, real: attention_weights(scores, np.ones_like(real)),
        ),
        Mistake(
            "Zero não é peso zero: exp(0) = 1. No preenchimento ponha −∞ antes do softmax.",
            lambda scores, real: attention_weights(
                scores * np.asarray(real)[:, None], np.ones_like(real)
            ),
        ),
    ),
    "12.3": Exercise(
        backwards,
        _draw_rows,
        Case("[3, 4, 5, 0] vira [5, 4, 3, 0].", (np.array([[3, 4, 5, 0]]),)),
        Mistake(
            "Assim os zeros vêm para a frente, e a máscara do fim já não serve.",
            lambda table: np.asarray(table)[:, ::-1],
        ),
    ),
    "12.4": Exercise(
        edit_distance,
        _draw_words,
        Case("De metanol a etanol apaga-se uma letra: 1.", ("metanol", "etanol")),
        Case("De etanol a etanal troca-se uma letra: 1.", ("etanol", "etanal")),
        Case("Duas letras vizinhas trocadas entre si custam 2.", ("metil", "meitl")),
        Case("De um texto vazio a eteno inserem-se 5 letras.", ("", "eteno")),
        Mistake(
            "Isso compara letra com letra no mesmo lugar; inserir e apagar deslocam o resto.",
            lambda a, b: sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b)),
        ),
    ),
    "12.5": Exercise(
        summary_network,
        lambda rng: (int(rng.integers(4, 9)), int(2 * rng.integers(1, 5))),
        Case("Embedding de 16, e depois uma LSTM de units // 2 para cada sentido.", (6, 8)),
        Mistake(
            "Falta a máscara: o embedding precisa saber que 0 é preenchimento.",
            lambda n_signs, units: _without_mask(n_signs, units),
        ),
        draws=2,
    ),
    "12.6": Exercise(
        trained,
        _draw_digits,
        Property("A rede deve dar logits de forma (n, 3, 6).", _has_logits),
        Property(
            "Nos trios que não viu, deve errar menos de um terço dos sinais.",
            _translates,
        ),
        draws=2,
    ),
}


def _without_mask(n_signs, units):
    read = keras.Input((None,), dtype="int32")
    x = layers.Embedding(n_signs, 16)(read)
    return keras.Model(read, layers.Bidirectional(layers.LSTM(units // 2))(x))
