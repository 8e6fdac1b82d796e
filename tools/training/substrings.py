"""BIMODAL with the start drawn, trained on substrings: every x_a … x_b is a window of some start.

A string grows from a start G, drawn uniformly, by one token to the right and one to the left in
turn. Written with G left out, what has been read at any step is a substring of the molecule, and
over the n + 1 places of G each substring is read exactly once, those with an end mark as often as
`ended_weights` tells. So a molecule is read to the right from a few starts a and to the left from a
few ends b, and each pair (a, b) is a window whose two states lie there: no window is read anew.
Each reading also predicts its own next token at every place (the own-direction loss).

Molecules of one length n make a batch. A row holds two readings, from a and from n - 1 - a, each up
to the end mark, n + 3 tokens in all; one more row holds the whole molecule between two end marks.
TensorFlow only; `Network.keras_weights` gives the weights to lesson 16's network.
"""

from collections.abc import Iterator

import numpy as np
import tensorflow as tf

from utils.chem.tokens import END, PADDING, START

IGNORED = -1  # a target without loss


def ended_weights(n: int) -> tuple[np.ndarray, np.ndarray]:
    """How many of the n + 1 starts lead to each window with one side ended; float32 of (n,) each.

    The first is of x_a … x_{n-1} with the end mark on its right, by a; the second of x_0 … x_b with
    the end mark on its left, by b. A window without an end mark occurs once.
    """
    place = np.arange(n)
    return n + 1 - np.ceil((n + place) / 2), place // 2 + 1.0


def rows_of(texts: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay out what is read to the right: tokens, own-direction targets and where readings begin.

    texts   int (m, n), molecules without marks; for readings to the left, the texts reversed
    starts  int (m, k), where readings begin; row j also holds that from n - 1 - starts[:, j]

    Returns three arrays of shape (m, k + 1, n + 3); the last row is the whole molecule.
    """
    m, n = texts.shape
    place = np.arange(n + 3)
    start = starts[..., None]
    # The first reading has n + 1 - start tokens, its end mark included; then comes the second.
    column = np.where(place <= n - start, start + place, place - 2)
    marked = np.concatenate([texts, np.full((m, 1), END)], axis=1)
    following = np.concatenate([marked[:, 1:], np.full((m, 1), IGNORED)], axis=1)
    row = np.arange(m)[:, None, None]
    edge = np.full((m, 1), END)
    whole = np.concatenate([edge, texts, edge, np.full((m, 1), PADDING)], axis=1)
    after = np.concatenate([texts, edge, np.full((m, 2), IGNORED)], axis=1)
    begins = (place == 0) | (place == (n + 1 - starts)[..., None])
    begins = np.concatenate([begins, np.broadcast_to(place == 0, (m, 1, n + 3))], axis=1)
    tokens = np.concatenate([marked[row, column], whole[:, None]], axis=1)
    targets = np.concatenate([following[row, column], after[:, None]], axis=1)
    return tokens.astype(np.int32), targets.astype(np.int32), begins


def batch_of(texts: np.ndarray, readings: int, random: np.random.Generator) -> dict:
    """Return what one update needs for texts of one length, int (m, n).

    tokens, targets, begins  (2, m · rows, n + 3): to the right, and to the left
    right, left              (windows,) where the states of a window lie, in rows laid end to end
    next_right, next_left    (windows,) the tokens that follow, IGNORED where a side has ended
    weight_right, weight_left, exact_right, exact_left   (windows,) float32; the exact weights count
        the turn too (to the right where as much is written on either side, else to the left)
    beginnings               (m · (n + 1),) the first token to the right of every start

    `readings`, even, is the number of starts and of ends drawn for each molecule. The sums of
    weights over a batch average to the number of targets that all n + 1 starts of its molecules
    have, of which those of the empty window are in `beginnings`.
    """
    m, n = texts.shape
    width, half = n + 3, readings // 2
    drawn = random.integers(0, n, size=(2, m, half))
    ways = [rows_of(t, s) for t, s in ((texts, drawn[0]), (texts[:, ::-1], drawn[1]))]
    tokens, targets, begins = (
        np.stack([way[i].reshape(m * (half + 1), width) for way in ways]) for i in range(3)
    )
    starts = np.concatenate([drawn, n - 1 - drawn], axis=2)  # (2, m, readings)
    shift = np.concatenate([np.zeros_like(drawn), n + 1 - drawn], axis=2)
    line = np.arange(m)[:, None] * (half + 1) + np.tile(np.arange(half), 2)
    origin = line * width + shift  # where each reading begins, (2, m, readings)
    whole = (np.arange(m) * (half + 1) + half) * width  # (m,)
    begin, end = starts[0], n - 1 - starts[1]  # first and last token of the readings
    marked = np.concatenate([np.full((m, 1), END), texts, np.full((m, 1), END)], axis=1)
    to_right, to_left = marked[:, 2:], marked[:, :-2]  # what follows place b, and goes before a
    molecule = np.arange(m)
    parts = []

    # Neither side has ended: every start with every end that is not before it.
    size = end[:, None, :] - begin[:, :, None] + 1  # (m, starts, ends)
    i, a, b = np.nonzero(size > 0)
    s, scale = size[i, a, b], n**2 / readings**2
    turn = (s % 2 == 0).astype(float)
    parts.append(
        (origin[0][i, a] + s - 1, origin[1][i, b] + s - 1, to_right[i, end[i, b]],
         to_left[i, begin[i, a]], scale / 2, scale / 2, scale * turn, scale * (1 - turn))
    )  # fmt: skip
    # One side has ended: the whole reading of the other direction with every start, or every end.
    i = np.repeat(molecule, readings)
    a, b = begin.ravel(), end.ravel()
    with_right, with_left = ended_weights(n)
    w = with_right[a] * n / readings
    parts.append((origin[0].ravel() + n - a, whole[i] + n - a, IGNORED, to_left[i, a], 0, w, 0, w))
    w = with_left[b] * n / readings
    parts.append((whole[i] + b + 1, origin[1].ravel() + b + 1, to_right[i, b], IGNORED, w, 0, w, 0))
    # The right side ended at once: nothing but its end mark has been read.
    parts.append((whole, whole, IGNORED, texts[:, -1], 0, 1, 0, 1))
    columns = [
        np.concatenate([np.broadcast_to(part[k], part[0].shape) for part in parts])
        for k in range(8)
    ]
    names = ("right", "left", "next_right", "next_left")
    found = dict(zip(names, (column.astype(np.int32) for column in columns[:4]), strict=True))
    names = ("weight_right", "weight_left", "exact_right", "exact_left")
    found |= dict(zip(names, (column.astype(np.float32) for column in columns[4:]), strict=True))
    beginnings = np.concatenate([texts, np.full((m, 1), END)], axis=1).ravel().astype(np.int32)
    return found | {
        "tokens": tokens, "targets": targets, "begins": begins, "beginnings": beginnings
    }  # fmt: skip


def batches(molecules: list[np.ndarray], size: int, readings: int, random) -> Iterator[dict]:
    """Yield an epoch of updates: some `size` molecules of one length at a time, in random order."""
    lengths = np.array([len(molecule) for molecule in molecules])
    chunks = []
    for n in np.unique(lengths):
        rows = random.permutation(np.flatnonzero(lengths == n))
        chunks += np.array_split(rows, max(1, round(len(rows) / size)))
    for i in random.permutation(len(chunks)):
        yield batch_of(np.stack([molecules[j] for j in chunks[i]]), readings, random)


class Network(tf.Module):
    """Two stacks of two LSTMs, one to the right and one to the left, and the two outputs.

    The logits to the right are A h→ + C h←, those to the left A' h← + C' h→, with C = 0 at first:
    then each side is a language model of its own direction.
    """

    def __init__(self, n_tokens: int, units: int = 128, dimensions: int = 64, seed: int = 0):
        super().__init__()
        random = np.random.default_rng(seed)

        def glorot(*shape):
            limit = np.sqrt(6 / (shape[-2] + shape[-1]))
            return random.uniform(-limit, limit, shape).astype(np.float32)

        def orthogonal():
            q, _ = np.linalg.qr(random.normal(size=(4 * units, units)))
            return q.T.astype(np.float32)

        self.units = units
        bias = np.zeros((2, 4 * units), np.float32)
        bias[:, units : 2 * units] = 1  # Keras's unit_forget_bias
        # Entries of variance 1: with Keras's ±0.05 the first thousand updates are slow.
        normal = random.normal(size=(n_tokens, dimensions)).astype(np.float32)
        self.embedding = tf.Variable(normal, name="embedding")
        self.kernels = [tf.Variable(glorot(2, d, 4 * units)) for d in (dimensions, units)]
        self.recurrent = [tf.Variable(np.stack([orthogonal(), orthogonal()])) for _ in range(2)]
        self.biases = [tf.Variable(bias) for _ in range(2)]
        self.own = tf.Variable(glorot(2, units, n_tokens), name="own")
        self.other = tf.Variable(np.zeros((2, units, n_tokens), np.float32), name="other")
        self.bias = tf.Variable(np.zeros((2, 1, n_tokens), np.float32), name="bias")

    def states(self, tokens, begins):
        """States (2, rows · steps, units) of tokens (2, rows, steps), set to zero at begins."""
        steps = tf.shape(tokens)[2]
        keep = 1 - tf.cast(tf.transpose(begins, (2, 0, 1)), "float32")[..., None]
        table = _product(self.embedding[None], self.kernels[0]) + self.biases[0][:, None]
        gates = tf.gather(table, tf.transpose(tokens, (0, 2, 1)), batch_dims=1)
        hidden = _lstm(tf.transpose(gates, (1, 0, 2, 3)), self.recurrent[0], keep)
        flat = tf.reshape(tf.transpose(hidden, (1, 0, 2, 3)), (2, -1, self.units))
        gates = _product(flat, self.kernels[1]) + self.biases[1][:, None]
        gates = tf.reshape(gates, (2, steps, -1, 4 * self.units))
        hidden = _lstm(tf.transpose(gates, (1, 0, 2, 3)), self.recurrent[1], keep)
        return tf.reshape(tf.transpose(hidden, (1, 2, 0, 3)), (2, -1, self.units))

    def logits(self, states, side: int, other=None):
        """Logits of the next token on one side (0 right, 1 left) from that direction's states."""
        logits = _product(states, self.own[side]) + self.bias[side]
        return logits if other is None else logits + _product(other, self.other[side])

    def keras_weights(self) -> list[np.ndarray]:
        """Return the weights as `set_weights` of lesson 16's network takes them.

        Its output layer reads h→ and h← side by side; the first half of its logits is of the right.
        """
        found = [self.embedding.numpy()]
        for layer in zip(self.kernels, self.recurrent, self.biases, strict=True):
            found += [variable[way].numpy() for way in (0, 1) for variable in layer]
        own, other = self.own.numpy(), self.other.numpy()
        to_right = np.concatenate([own[0], other[0]])
        to_left = np.concatenate([other[1], own[1]])
        bias = self.bias.numpy()[:, 0]
        return [*found, np.concatenate([to_right, to_left], axis=1), bias.ravel()]

    def losses(self, batch) -> dict[str, tf.Tensor]:
        """Sums of losses, nats, and what they are sums over.

        window, exact   weighted sums over windows and beginnings, and `targets`, the sum of weights
        own, tokens     the own-direction loss over all places read, and their number
        """
        states = self.states(batch["tokens"], batch["begins"])
        right = tf.gather(states[0], batch["right"])
        left = tf.gather(states[1], batch["left"])
        window = exact = 0.0
        for side, name, own, other in ((0, "right", right, left), (1, "left", left, right)):
            losses = _cross_entropy(batch[f"next_{name}"], self.logits(own, side, other))
            window += tf.reduce_sum(losses * batch[f"weight_{name}"])
            exact += tf.reduce_sum(losses * batch[f"exact_{name}"])
        start = self.states(tf.fill((2, 1, 1), START), tf.fill((2, 1, 1), True))
        logits = self.logits(start[0], 0, start[1])
        chances = tf.gather(tf.nn.log_softmax(logits)[0], batch["beginnings"])
        own, count = 0.0, 0.0
        for side in (0, 1):
            targets = tf.reshape(batch["targets"][side], (-1,))
            places = tf.where(targets != IGNORED)[:, 0]
            logits = self.logits(tf.gather(states[side], places), side)
            own += tf.reduce_sum(_cross_entropy(tf.gather(targets, places), logits))
            count += tf.cast(tf.size(places), "float32")
        per_molecule = tf.cast(tf.shape(batch["tokens"])[2] - 2, "float32")  # n + 1
        molecules = tf.cast(tf.size(batch["beginnings"]), "float32") / per_molecule
        first = -tf.reduce_sum(chances)
        return {
            "window": window + first, "exact": exact + first,
            "targets": molecules * per_molecule * (per_molecule + 1), "own": own, "tokens": count,
        }  # fmt: skip


def _cross_entropy(targets, logits):
    """Loss of each target, 0 where it is IGNORED."""
    known = tf.maximum(targets, 0)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(known, logits)
    return tf.where(targets == IGNORED, 0.0, losses)


def _product(a, b, **transposed):
    """Matrix product in bfloat16, which AMX does several times faster, as float32."""
    product = tf.matmul(tf.cast(a, "bfloat16"), tf.cast(b, "bfloat16"), **transposed)
    return tf.cast(product, "float32")


def _lstm(gates, kernel, keep):
    """Hidden states, (steps, 2, rows, units), of an LSTM whose inputs' products are given.

    gates (steps, 2, rows, 4 · units), kernel (2, units, 4 · units), keep (steps, 2, rows, 1): 0
    where the state is set to zero before the step. Its gradient is written out, so that that of the
    kernel is one product at the end.
    """

    @tf.custom_gradient
    def recurrence(gates, kernel):
        hiddens, carries, opened = _forwards(gates, kernel, keep)

        def gradient(upstream):
            return _backwards(upstream, hiddens, carries, opened, kernel, keep)

        return hiddens, gradient

    return recurrence(gates, kernel)


def _forwards(gates, kernel, keep):
    steps, rows, units = tf.shape(gates)[0], tf.shape(gates)[2], kernel.shape[1]
    kernel = tf.cast(kernel, "bfloat16")
    hidden = carry = tf.zeros((2, rows, units))
    hiddens, carries, opened = (tf.TensorArray("float32", steps) for _ in range(3))
    for t in tf.range(steps):
        hidden, carry = hidden * keep[t], carry * keep[t]
        product = tf.matmul(tf.cast(hidden, "bfloat16"), kernel)
        i, f, g, o = tf.split(gates[t] + tf.cast(product, "float32"), 4, -1)
        i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)
        carry = f * carry + i * g
        hidden = o * tf.tanh(carry)
        hiddens, carries = hiddens.write(t, hidden), carries.write(t, carry)
        opened = opened.write(t, tf.concat([i, f, g, o], -1))
    return hiddens.stack(), carries.stack(), opened.stack()


def _backwards(upstream, hiddens, carries, opened, kernel, keep):
    steps, units = tf.shape(upstream)[0], kernel.shape[1]
    transposed = tf.cast(tf.transpose(kernel, (0, 2, 1)), "bfloat16")
    zero = tf.zeros_like(upstream[:1])
    before = tf.concat([zero, carries[:-1]], 0) * keep
    into_gates = tf.TensorArray("float32", steps)
    d_hidden = d_carry = zero[0]
    for t in tf.range(steps - 1, -1, -1):
        d_hidden += upstream[t]
        i, f, g, o = tf.split(opened[t], 4, -1)
        bounded = tf.tanh(carries[t])
        d_carry += d_hidden * o * (1 - bounded * bounded)
        d_i, d_f = d_carry * g * i * (1 - i), d_carry * before[t] * f * (1 - f)
        d_g, d_o = d_carry * i * (1 - g * g), d_hidden * bounded * o * (1 - o)
        d_gates = tf.concat([d_i, d_f, d_g, d_o], -1)
        d_carry = d_carry * f * keep[t]
        product = tf.matmul(tf.cast(d_gates, "bfloat16"), transposed)
        d_hidden = tf.cast(product, "float32") * keep[t]
        into_gates = into_gates.write(t, d_gates)
    d_gates = into_gates.stack()
    previous = tf.concat([zero, hiddens[:-1]], 0) * keep
    by_way = [tf.reshape(tf.transpose(x, (1, 0, 2, 3)), (2, -1, x.shape[-1])) for x in
              (previous, d_gates)]  # fmt: skip
    by_way[0].set_shape((2, None, units))
    return d_gates, _product(by_way[0], by_way[1], transpose_a=True)


def write(network: Network, n: int, temperature: float, random, longest: int = 100) -> list:
    """Grow n strings to the right and to the left in turn; return their tokens, without marks.

    A string that has not ended after `longest` steps is returned as far as it is.
    """
    text = np.full((n, 2 * longest + 1), START, dtype=np.int32)
    begin = np.full(n, longest)  # the string lies in begin … end - 1
    end, ended = begin.copy(), np.zeros((n, 2), dtype=bool)
    for step in range(longest):
        active = np.flatnonzero(~ended.all(axis=1))
        if not len(active):
            break
        size = np.arange(max(step, 1))  # before the first step, G alone
        row, turn = active[:, None], step % 2
        onward = text[row, begin[row] + size]
        backward = text[row, end[row] - (step > 0) - size]
        side = np.where(ended[active, turn], 1 - turn, turn)
        logits = _last(network, np.stack([onward, backward])).numpy()
        logits = logits[side, np.arange(len(active))]
        logits[:, [PADDING, START]] = -np.inf
        token = np.argmax(logits / temperature + random.gumbel(size=logits.shape), axis=1)
        begin[active] -= side
        text[active, np.where(side == 0, end[active], begin[active])] = token
        end[active] += 1 - side
        ended[active, side] = token == END
    rows = (row[a:b] for row, a, b in zip(text, begin, end, strict=True))
    return [row[row != END] for row in rows]


@tf.function(reduce_retracing=True)
def _last(network, tokens):
    """Logits to the right and to the left, (2, rows, tokens), where both readings are complete."""
    rows, steps = tf.shape(tokens)[1], tf.shape(tokens)[2]
    begins = tf.tile((tf.range(steps) == 0)[None, None], (2, rows, 1))
    states = network.states(tokens, begins)
    states = tf.reshape(states, (2, rows, steps, network.units))[:, :, -1]
    sides = (network.logits(states[side], side, states[1 - side]) for side in (0, 1))
    return tf.stack(list(sides))
