"""The LSTM that trains the course's full-size generators is Keras's, gradients and all."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")
if keras.backend.backend() != "tensorflow":
    pytest.skip("written for TensorFlow", allow_module_level=True)

import tensorflow as tf  # noqa: E402

from tools.training.fast_lstm import LSTM as FastLSTM  # noqa: E402


class ExactLSTM(FastLSTM):
    product_type = "float32"


def outputs_and_gradients(layer, weights, x, upstream):
    layer.build(x.shape)
    layer.set_weights(weights)
    x = tf.constant(x)

    @tf.function
    def run(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            hidden = layer(x)
            loss = tf.reduce_sum(hidden * upstream)
        return hidden, tape.gradient(loss, [x, *layer.trainable_variables])

    hidden, gradients = run(x)
    return [hidden.numpy(), *(gradient.numpy() for gradient in gradients)]


@pytest.fixture
def both():
    random = np.random.default_rng(0)
    x = random.normal(size=(5, 7, 3)).astype("float32")
    upstream = random.normal(size=(5, 7, 4)).astype("float32")
    weights = [random.normal(size=s).astype("float32") / 2 for s in ((3, 16), (4, 16), (16,))]

    def run(kind):
        return outputs_and_gradients(kind(4, return_sequences=True), weights, x, upstream)

    return run


def test_states_and_gradients_are_those_of_keras(both):
    for ours, theirs in zip(both(ExactLSTM), both(keras.layers.LSTM), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_products_in_bfloat16_cost_at_most_a_few_percent_of_the_gradient(both):
    for ours, theirs in zip(both(FastLSTM), both(keras.layers.LSTM), strict=True):
        assert np.linalg.norm(ours - theirs) < 0.03 * np.linalg.norm(theirs)


def test_weights_of_one_load_into_the_other(tmp_path):
    def network(kind):
        return keras.Sequential([keras.Input((None, 3)), kind(4, return_sequences=True)])

    fast, plain = network(FastLSTM), network(keras.layers.LSTM)
    fast.save_weights(tmp_path / "fast.weights.h5")
    plain.load_weights(tmp_path / "fast.weights.h5")
    for ours, theirs in zip(fast.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
