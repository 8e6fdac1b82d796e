"""Keras's LSTM layer, trained about twice as fast on processors with AMX; TensorFlow only.

The same weights and the same equations. The matrix products run in bfloat16, which AMX does several
times faster than float32, and everything else stays in float32, which is what `mixed_bfloat16`
doesn't do. The way back through time is written out, so that the gradient of the recurrent weights
is one product at the end, not one a step. tests/test_fast_lstm.py compares it with Keras's own.
"""

import keras
import tensorflow as tf


class LSTM(keras.layers.LSTM):
    """An LSTM with ``return_sequences``: float32 (batch, steps, features) to (batch, steps, units).

    Takes no mask, no state and no dropout of its own, and returns no state. It bears the name of
    Keras's class because weight files go by it.
    """

    product_type = "bfloat16"  # "float32" in the test that compares gradients

    def call(self, sequences, initial_state=None, mask=None, training=False):
        """Return the hidden states of every step."""
        cell, kind = self.cell, self.product_type
        steps, batch = tf.shape(sequences)[1], tf.shape(sequences)[0]
        flat = tf.reshape(tf.transpose(sequences, (1, 0, 2)), (-1, sequences.shape[-1]))
        gates = _product(flat, tf.convert_to_tensor(cell.kernel), kind) + cell.bias
        gates = tf.reshape(gates, (steps, batch, 4 * self.units))

        @tf.custom_gradient
        def recurrence(gates, kernel):
            hiddens, carries, opened = _forwards(gates, kernel, kind)

            def gradient(upstream):
                return _backwards(upstream, hiddens, carries, opened, kernel, kind)

            return hiddens, gradient

        hidden = recurrence(gates, tf.convert_to_tensor(cell.recurrent_kernel))
        return tf.transpose(hidden, (1, 0, 2))


def _product(a, b, kind, **transposed):
    return tf.cast(tf.matmul(tf.cast(a, kind), tf.cast(b, kind), **transposed), "float32")


@tf.function(reduce_retracing=True)
def _forwards(gates, kernel, kind):
    """Return hidden states, carries and open gates, time first."""
    steps = tf.shape(gates)[0]
    hidden = carry = tf.zeros((tf.shape(gates)[1], kernel.shape[0]))
    hiddens, carries, opened = (tf.TensorArray("float32", steps) for _ in range(3))
    inputs = tf.TensorArray("float32", steps).unstack(gates)
    for t in tf.range(steps):
        i, f, g, o = tf.split(inputs.read(t) + _product(hidden, kernel, kind), 4, -1)
        i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)
        carry = f * carry + i * g
        hidden = o * tf.tanh(carry)
        hiddens = hiddens.write(t, hidden)
        carries = carries.write(t, carry)
        opened = opened.write(t, tf.concat([i, f, g, o], -1))
    return hiddens.stack(), carries.stack(), opened.stack()


@tf.function(reduce_retracing=True)
def _backwards(upstream, hiddens, carries, opened, kernel, kind):
    """Return the gradients of the gates' inputs and of the recurrent weights."""
    steps, units = tf.shape(upstream)[0], kernel.shape[0]
    zero = tf.zeros((tf.shape(upstream)[1], units))
    later = tf.TensorArray("float32", steps).unstack(upstream)
    gate = tf.TensorArray("float32", steps).unstack(opened)
    state = tf.TensorArray("float32", steps + 1).unstack(tf.concat([zero[None], carries], 0))
    into_gates = tf.TensorArray("float32", steps)
    d_hidden = d_carry = zero
    for t in tf.range(steps - 1, -1, -1):
        d_hidden += later.read(t)
        i, f, g, o = tf.split(gate.read(t), 4, -1)
        bounded = tf.tanh(state.read(t + 1))
        d_carry += d_hidden * o * (1 - bounded * bounded)
        d_i, d_f = d_carry * g * i * (1 - i), d_carry * state.read(t) * f * (1 - f)
        d_g, d_o = d_carry * i * (1 - g * g), d_hidden * bounded * o * (1 - o)
        d_gates = tf.concat([d_i, d_f, d_g, d_o], -1)
        d_carry *= f
        d_hidden = _product(d_gates, kernel, kind, transpose_b=True)
        into_gates = into_gates.write(t, d_gates)
    d_gates = into_gates.stack()
    previous = tf.reshape(tf.concat([zero[None], hiddens[:-1]], 0), (-1, units))
    flat = tf.reshape(d_gates, (-1, 4 * units))
    return d_gates, _product(previous, flat, kind, transpose_a=True)
