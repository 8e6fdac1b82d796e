"""Exercises that build or train a network, and answers written with Keras and TensorFlow."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from utils.exercises import RIGHT, Exercise, Mistake, Property, exercises, verdict
from utils.exercises.models import trained_to


def build(units):
    """Uma camada densa com ReLU e uma saída, para 3 entradas."""
    return keras.Sequential(
        [keras.Input((3,)), layers.Dense(units, "relu"), layers.Dropout(0.2), layers.Dense(1)]
    )


BUILD = Exercise(
    build,
    lambda rng: (int(rng.integers(2, 9)),),
    Mistake("Falta o dropout.", lambda units: dense(units, rate=None)),
    draws=2,
)


def dense(units, first="relu", rate=0.2, entry=3, out=1):
    x = entry = keras.Input((entry,))
    x = layers.Activation(first)(layers.Dense(units)(x))
    x = x if rate is None else layers.Dropout(rate)(x)
    return keras.Model(entry, layers.Dense(out)(x))


def without_input(units):
    return keras.Sequential([layers.Dense(units, "relu"), layers.Dropout(0.2), layers.Dense(1)])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (dense, RIGHT),
        (lambda units: dense(units, rate=None), "✗ Falta o dropout."),
        (lambda units: dense(units, "tanh"), "a conta é outra: confira ativações"),
        (lambda units: dense(units + 1), "Camada 1 (Dense): esperava"),
        (
            lambda units: dense(units, rate=0.5),
            "Camada 2 (Dropout): esperava taxa 0.2; veio taxa 0.5",
        ),
        (lambda units: dense(units, entry=4), "A entrada deve ter a forma (None, 3)"),
        (lambda units: dense(units, out=2), "Camada 3 (Dense)"),
        (without_input, "comece por keras.Input"),
        (lambda units: layers.Dense(1), "Onde se esperava um modelo do Keras veio"),
        (lambda units: 33, "veio um objeto do tipo int"),
        (lambda units: build(units).summary(), "faltou o return"),
        (lambda units: build(units, 1), "A função parou na linha"),
    ],
)
def test_a_model_is_compared_by_layers_weights_and_outputs(answer, told):
    assert told in verdict(BUILD, answer)


def reader(cell="GRU", both=True, mask=True):
    def build(words):
        """Um leitor de textos de índices: embedding e uma camada recorrente nos dois sentidos."""
        recurrent = getattr(layers, cell)(4)
        return keras.Sequential(
            [
                keras.Input((None,)),
                layers.Embedding(words, 5, mask_zero=mask),
                layers.Bidirectional(recurrent) if both else recurrent,
                layers.Dense(1, "sigmoid"),
            ]
        )

    return build


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (reader(), RIGHT),
        (reader(cell="LSTM"), "Esperava as camadas Embedding, Bidirectional(GRU), Dense; vieram"),
        (reader(both=False), "vieram Embedding, GRU, Dense"),
        (reader(mask=False), "a conta é outra"),
    ],
)
def test_a_recurrent_model_is_read_inside_its_wrapper(answer, told):
    exercise = Exercise(reader(), lambda rng: (50,), draws=1)
    assert told in verdict(exercise, answer)


def data(seed, n=200):
    x = np.random.default_rng(seed).normal(size=(n, 2)).astype("float32")
    return x, 3 * x[:, 0] - x[:, 1]


def train(x, y, rate=0.3):
    """Um modelo linear treinado em x (n, 2) e y (n,)."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse", jit_compile=False)
    model.fit(x, y, epochs=3, verbose=0)
    return model


def test_a_training_is_judged_on_data_that_it_has_not_seen():
    held_out = trained_to(lambda: data(1), lambda y, found: np.mean((y - found) ** 2), below=0.1)
    exercise = Exercise(
        lambda x, y: np.linalg.lstsq(x, y)[0].__rmatmul__,
        lambda rng: data(0),
        Property("O erro deve ficar abaixo de 0,1.", held_out),
        draws=1,
    )
    assert verdict(exercise, exercise.reference) == RIGHT
    assert verdict(exercise, train) == RIGHT
    too_little = verdict(exercise, lambda x, y: train(x, y, rate=1e-5))
    assert "O erro deve ficar abaixo de 0,1. O da sua é " in too_little
    assert "Esperava algo como" in verdict(exercise, lambda x, y: [1.0, 2.0])


ANSWERS = {
    "0.1": lambda c: tf.constant(c) + 273.15,
    "5.4": lambda y, p: keras.metrics.RootMeanSquaredError()(y, p),
    "5.5": lambda t, o: (o - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0),
    "6.1": lambda x: 9 - ops.log10(x),
    "6.3": lambda y, p: keras.losses.binary_crossentropy(y, p),
    "6.4": lambda y, p: (ops.sum(y * p) / ops.sum(p), ops.sum(y * p) / ops.sum(y)),
    "6.5": lambda y, s: tf.reduce_mean((1 + tf.sign(s[y == 1][:, None] - s[y == 0])) / 2),
    "6.6": lambda y, p: keras.losses.mean_squared_error(y, p),
    "11.2": lambda h: (ops.sin(2 * np.pi * h / 24), ops.cos(2 * np.pi * h / 24)),
    "11.4": lambda t, ahead: keras.losses.mean_absolute_error(t[ahead:], t[:-ahead]),
    "11.6": lambda y, q, t: ops.mean(ops.maximum(t * (y - q), (t - 1) * (y - q))),
    "13.1": lambda i, n: keras.ops.one_hot(i, n),
    "13.2": lambda v, d, n: keras.Sequential(
        [keras.Input((n,)), layers.Embedding(v, d), layers.Flatten(), layers.Dense(1)]
    ).count_params(),
    "13.3": lambda u, v: -keras.losses.CosineSimilarity()(u[None], v[None]),
    "13.4": lambda v, i, k: ops.top_k(ops.matmul(ops.normalize(v), ops.normalize(v)[i]), k + 1)[1][
        1:
    ],
    "14.1": lambda s, n: keras.utils.pad_sequences([s], n)[0],
    "14.2": lambda i, u: keras.Sequential([keras.Input((3, i)), layers.GRU(u)]).count_params(),
    "14.3": lambda s, m: ops.take(s, ops.max(ops.where(m)[0]), axis=0),
    "14.4": lambda n: 1 - ops.mean(ops.cast(n, "float32")) / max(n),
    "15.2": lambda p, t, e: -tf.reduce_mean(tf.boolean_mask(p, t != e)),
    "15.4": lambda x, t: ops.softmax(ops.convert_to_tensor(x, "float32") / t),
}


@pytest.mark.parametrize("number", ANSWERS)
def test_answers_written_with_keras_or_tensorflow_are_accepted(number):
    lesson = f"{int(number.partition('.')[0]):02d}"
    assert verdict(exercises(lesson)[number], ANSWERS[number]) == RIGHT
