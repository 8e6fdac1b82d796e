"""Lesson 09: how far back, bits, local gradients, clipping, Shannon's game, a repair."""

import keras
import numpy as np
from keras import layers

from utils.exercises import Case, Exercise, Mistake, Property


def steps_until(factor, fraction):
    """O menor número inteiro de instantes t com factor**t < fraction; os dois entre 0 e 1."""
    t = 0
    while factor**t >= fraction:
        t += 1
    return t


def bits_and_perplexity(p):
    """(bits por caractere, perplexidade), de p: a probabilidade dada a cada letra certa."""
    bits = -np.mean(np.log2(p))
    return bits, 2**bits


def bptt_deltas(W, y, e):
    """Os δ (T, N), com φ = tanh; W[k, j] liga j a k; y e e têm um instante por linha, (T, N)."""
    delta, later = np.zeros_like(e), np.zeros(len(W))
    for n in reversed(range(len(e))):
        later = (1 - y[n] ** 2) * (e[n] + W.T @ later)
        delta[n] = later
    return delta


def clip(gradients, limit):
    """A lista de gradientes, encolhida para que a norma de todos juntos não passe de limit."""
    norm = np.sqrt(sum(np.sum(np.square(g)) for g in gradients))
    return [np.asarray(g) * min(1.0, limit / norm) for g in gradients]


def shannon_bits(guesses):
    """Entropia, em bits, da distribuição do número de palpites até acertar, um por letra."""
    _, times = np.unique(guesses, return_counts=True)
    share = times / times.sum()
    return -np.sum(share * np.log2(share))


def repaired(letters, symbols):
    """Uma rede treinada: lê inteiros (n, T) e dá (n, T, symbols), logits da letra SEGUINTE."""
    read = keras.Input((None,), dtype="int32")
    x = layers.Embedding(symbols, 16)(read)
    x = layers.SimpleRNN(32, return_sequences=True)(x)
    model = keras.Model(read, layers.Dense(symbols)(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01, global_clipnorm=1.0), loss, jit_compile=False)
    rows = np.asarray(letters)[: len(letters) // 21 * 21].reshape(-1, 21)
    model.fit(rows[:, :-1], rows[:, 1:], batch_size=8, epochs=12, verbose=0)
    return model


def _draw_epoch(rng):
    instants, neurons = (int(n) for n in rng.integers(2, 6, 2))
    W = rng.normal(0, 0.6, (neurons, neurons))
    return W, rng.uniform(-0.9, 0.9, (instants, neurons)), rng.normal(size=(instants, neurons))


def _deltas(W, y, e, turn=np.transpose, own=True, slope=True):
    """Return the δ of a walk back with one thing of it left out."""
    delta, later = np.zeros_like(e), np.zeros(len(W))
    for n in reversed(range(len(e))):
        later = (e[n] if own or n == len(e) - 1 else 0) + turn(W) @ later
        later = later * ((1 - y[n] ** 2) if slope else 1)
        delta[n] = later
    return delta


def _draw_gradients(rng):
    gradients = [rng.normal(size=shape) for shape in ((2, 3), (3,), (1, 2))]
    return gradients, float(rng.uniform(0.5, 5))


def _each_clipped(gradients, limit):
    return [clip([g], limit)[0] for g in gradients]


def _draw_text(rng):
    """Return made-up words in random order, each after a blank, as integers, and how many symbols.

    Each draw has words and an alphabet of its own: no network trained on one knows another.
    """
    symbols = int(rng.integers(8, 15))
    words = [[0, *rng.integers(1, symbols, rng.integers(3, 7))] for _ in range(5)]
    words.append([0, *range(1, symbols)])  # every symbol occurs
    chosen = rng.integers(0, len(words), 450)
    return np.concatenate([words[k] for k in chosen]).astype(int), symbols


def _logits(result, letters):
    """Return what a network gives for the last stretch of a text, (1, T, symbols)."""
    return np.asarray(result(np.asarray(letters)[None, -401:-1]), dtype=float)


def _has_logits_of_every_letter(result, letters, symbols):
    return _logits(result, letters).shape == (1, 400, symbols)


def _is_causal(result, letters, symbols):
    """Tell whether a later letter leaves the earlier logits as they were."""
    other = np.array(letters[-401:])
    other[-2] = (other[-2] + 1) % symbols
    before, after = _logits(result, letters), _logits(result, other)
    return bool(np.allclose(before[:, :-1], after[:, :-1], atol=1e-4))


def _predicts(result, letters, symbols):
    logits = _logits(result, letters)[0]
    logits = logits - logits.max(axis=-1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    bits = -np.mean(log_p[np.arange(400), letters[-400:]]) / np.log(2)
    if bits < 1.0:
        return True
    copied = np.mean(logits.argmax(axis=-1) == letters[-401:-1]) > 0.9
    return f"A sua paga {f'{bits:.2g}'.replace('.', ',')}.{COPY * int(copied)}"


COPY = " Ela repete a letra que acabou de ler: o alvo não foi adiantado de uma letra."

EXERCISES = {
    "9.1": Exercise(
        steps_until,
        lambda rng: (float(rng.uniform(0.3, 0.95)), float(rng.uniform(0.001, 0.5))),
        Case("Com fator 0,5, menos de 0,2 pede 3 instantes: 0,5³ = 0,125.", (0.5, 0.2)),
        Case("Com fator 0,9, menos de 1 % só depois de 44 instantes.", (0.9, 0.01)),
        Case("Menor mesmo: 0,5² ainda é 0,25, e é preciso um instante a mais.", (0.5, 0.25)),
        Mistake(
            "Falta um instante: arredonde o quociente dos logaritmos para cima.",
            lambda factor, fraction: int(np.log(fraction) / np.log(factor)),
        ),
        Mistake(
            "O fator multiplica a cada instante: é uma potência, factor**t, e não um produto.",
            lambda factor, fraction: int(np.ceil((1 - fraction) / (1 - factor))),
        ),
    ),
    "9.2": Exercise(
        bits_and_perplexity,
        lambda rng: (rng.uniform(0.01, 1, rng.integers(2, 9)),),
        Case("Um quarto em cada letra são 2 bits, perplexidade 4.", (np.full(3, 0.25),)),
        Case("Uma certeza custa 0: com 1 e 0,25, a média é 1 bit.", (np.array([1.0, 0.25]),)),
        Mistake(
            "Isso está em nats: bits pedem o logaritmo de base 2.",
            lambda p: (-np.mean(np.log(p)), np.exp(-np.mean(np.log(p)))),
        ),
        Mistake(
            "A média é dos logaritmos, e não das probabilidades.",
            lambda p: (-np.log2(np.mean(p)), 1 / np.mean(p)),
        ),
        Mistake(
            "A perplexidade de um custo em bits é 2**bits, e não e**bits.",
            lambda p: (-np.mean(np.log2(p)), np.exp(-np.mean(np.log2(p)))),
        ),
        Mistake(
            "Por caractere: é a média dos custos, e não a soma.",
            lambda p: (-np.sum(np.log2(p)), 2 ** -np.sum(np.log2(p))),
        ),
    ),
    "9.3": Exercise(
        bptt_deltas,
        _draw_epoch,
        Case(
            "Sem pesos, cada instante só tem o próprio erro: δ = (1 − y²) e.",
            (np.zeros((2, 2)), np.array([[0.5, 0.0]]), np.array([[1.0, 2.0]])),
        ),
        Case(
            "Com um neurônio de peso 2, y = 0 e erro 1 só no fim, δ dobra a cada passo de volta.",
            (np.array([[2.0]]), np.zeros((3, 1)), np.array([[0.0], [0.0], [1.0]])),
        ),
        Mistake(
            "Os índices do slide: quem lê j é k, pelo peso w_kj. É a transposta.",
            lambda W, y, e: _deltas(W, y, e, np.asarray),
        ),
        Mistake(
            "Todo instante tem o seu erro e[n], e não só o último.",
            lambda W, y, e: _deltas(W, y, e, own=False),
        ),
        Mistake(
            "Falta a derivada da tanh, 1 − y².",
            lambda W, y, e: _deltas(W, y, e, slope=False),
        ),
        Mistake(
            "Falta o que vem do instante seguinte, Wᵀ δ.",
            lambda W, y, e: (1 - y**2) * e,
        ),
    ),
    "9.4": Exercise(
        clip,
        _draw_gradients,
        Case("3 e 4 juntos têm norma 5; com limite 1, viram 0,6 e 0,8.", ([[3.0], [4.0]], 1.0)),
        Case("Abaixo do limite nada muda.", ([[3.0], [4.0]], 10.0)),
        Mistake("A norma é a de todos os gradientes juntos, e não uma para cada.", _each_clipped),
        Mistake(
            "Só encolhe: abaixo do limite, o gradiente fica como está.",
            lambda gradients, limit: [
                np.asarray(g) * limit / np.sqrt(sum(np.sum(np.square(k)) for k in gradients))
                for g in gradients
            ],
        ),
        Mistake(
            "Isso corta cada número por si, e muda a direção do passo.",
            lambda gradients, limit: [np.clip(g, -limit, limit) for g in gradients],
        ),
    ),
    "9.5": Exercise(
        shannon_bits,
        lambda rng: (rng.geometric(rng.uniform(0.3, 0.8), rng.integers(3, 40)),),
        Case("Metade no 1º palpite e metade no 2º: 1 bit.", ([1, 2, 1, 2],)),
        Case("Quem acerta sempre no mesmo palpite não precisa de bit nenhum.", ([3, 3, 3],)),
        Mistake(
            "Isso é a média de palpites; pede-se a entropia da distribuição deles.",
            lambda guesses: float(np.mean(guesses)),
        ),
        Mistake(
            "Em bits: logaritmo de base 2.",
            lambda guesses: shannon_bits(guesses) * np.log(2),
        ),
        Mistake(
            "Some sobre os números de palpites que ocorreram, cada um pesado pela sua fração.",
            lambda guesses: float(np.mean(np.log2(guesses))),
        ),
    ),
    "9.6": Exercise(
        repaired,
        _draw_text,
        Property(
            "A rede deve dar os logits de todo instante, de forma (n, T, symbols).",
            _has_logits_of_every_letter,
        ),
        Property("A rede não pode ler a letra que deve prever.", _is_causal),
        Property("Nas últimas 400 letras, deve pagar menos de 1 bit por letra.", _predicts),
        draws=2,
    ),
}
