"""The networks trained with PyTorch: the lessons' own, losses term by term, and their writing."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from keras import ops  # noqa: E402

from tools.training import networks  # noqa: E402
from tools.training.generators import cells, network_of  # noqa: E402
from utils.chem.tokens import END, PADDING, START, Vocabulary  # noqa: E402

N_TOKENS = 9
VOCABULARY = Vocabulary.from_smiles(["CNOSFI"])
assert len(VOCABULARY) == N_TOKENS
RIGHT, LEFT = 0, 1


def drawn(name, **sizes):
    """A network with every weight drawn."""
    torch.manual_seed(0)
    kind, start = networks.METHODS[name]
    network = kind(N_TOKENS, start, **sizes)
    for value in network.parameters():
        if value.requires_grad:
            value.data += 0.2 * torch.randn_like(value)
    return network


def keras_of(name, network):
    """The lessons' network with the same weights."""
    twin = network_of(name, N_TOKENS)
    twin.set_weights(network.keras_weights())
    return twin


def molecules(lengths, seed=1):
    """Random molecules: padded integers (m, longest), and lengths."""
    random = np.random.default_rng(seed)
    table = random.integers(3, N_TOKENS, size=(len(lengths), max(lengths)))
    for row, n in zip(table, lengths, strict=True):
        row[n:] = PADDING
    return torch.tensor(table), torch.tensor(lengths)


def random(seed=0):
    return torch.Generator().manual_seed(seed)


def log_p(logits, targets):
    """ln p of each target."""
    found = np.array(ops.log_softmax(logits))
    return np.take_along_axis(found, np.asarray(targets)[..., None], -1)[..., 0]


def test_the_forward_network_is_the_lessons():
    network = drawn("forward")
    text, lengths = molecules([5, 3, 7])
    total, count = network.losses(text, lengths, random())
    rows = VOCABULARY.batch(["".join(VOCABULARY.tokens[i] for i in row if i) for row in text])
    logits = keras_of("forward", network).predict_on_batch(rows[:, :-1])
    real = rows[:, 1:] != PADDING
    assert count == real.sum() == 5 + 3 + 7 + 3
    np.testing.assert_allclose(total.item(), -(log_p(logits, rows[:, 1:]) * real).sum(), rtol=1e-4)


@pytest.mark.parametrize("start", ["fixed", "random"])
def test_the_fbrnn_reads_the_lessons_pairs(start):
    network = drawn(f"fbrnn_{start}")
    text, lengths = molecules([5, 3, 8])
    total, count = network.losses(text, lengths, random(3))
    starts = networks.starts_of(start, lengths, random(3)).tolist()
    rows = [row[:n].numpy() for row, n in zip(text, lengths, strict=True)]
    pairs = cells("fbrnn").pair_up(rows, starts)
    logits = keras_of(f"fbrnn_{start}", network).predict_on_batch(pairs[:, :-1])
    real = pairs[:, 1:] != PADDING
    assert count == real.sum() == 5 + 3 + 8 + 2 * 3
    expected = -(log_p(logits, pairs[:, 1:]) * real).sum()
    np.testing.assert_allclose(total.item(), expected, rtol=1e-4)


@pytest.mark.parametrize("start", ["fixed", "random"])
def test_nade_answers_as_the_lessons_and_asks_for_hidden_places(start, monkeypatch):
    network = drawn(f"nade_{start}", stages=2)
    text, lengths = molecules([5, 3])
    seen = {}

    def around(rows):
        seen["rows"] = rows
        return networks.Nade.around(network, rows)

    monkeypatch.setattr(network, "around", around)
    total, count = network.losses(text, lengths, random(1))
    rows = seen["rows"].numpy()
    whole = networks.centred(text, lengths).repeat_interleave(2, 0).numpy()
    hidden = rows == N_TOKENS
    assert count == 4 and (rows == np.where(hidden, N_TOKENS, whole)).all()
    assert not hidden[:, [0, -1]].any() and hidden.any(1).all()
    assert sorted(whole[0][whole[0] != END]) == sorted(text[0].tolist())
    logits = keras_of(f"nade_{start}", network).predict_on_batch(rows)
    losses = -log_p(logits, whole[:, 1:-1])
    if start == "random":
        expected = sum(row[h[1:-1]].mean() for row, h in zip(losses, hidden, strict=True))
    else:
        expected = 0
        for row, h in zip(losses, hidden, strict=True):
            places = np.flatnonzero(h[1:-1])
            # From the ends inwards, the left first: the next is on the side with more to come.
            order = []
            left, right = places[0], places[-1]
            turn = LEFT if left == len(row) - 1 - right else RIGHT
            while left <= right and len(order) < 8:
                order.append(left if turn == LEFT else right)
                left, right = (left + 1, right) if turn == LEFT else (left, right - 1)
                turn = 1 - turn
            expected += 0.5 * row[order[0]] + 0.5 * row[order].mean()
    np.testing.assert_allclose(total.item(), expected, rtol=1e-4)


def windows(last, first):
    """Begin, end and side of each step from first … first to 0 … last, in turns."""
    for first_side in (RIGHT, LEFT):
        begin = end = first
        side = first_side
        while begin > 0 or end < last:
            if (side == RIGHT and end == last) or (side == LEFT and begin == 0):
                side = 1 - side
            yield first_side, begin, end, side
            begin, end = (begin, end + 1) if side == RIGHT else (begin - 1, end)
            side = 1 - side


def loss_of_window(network, row, begin, end, side):
    """−ln p of what follows a window, read alone by the lesson's network."""
    window = np.asarray(row[begin : end + 1])[None]
    read = {"onward": window, "backward": window[:, ::-1]}
    logits = network.predict_on_batch(read)[0, side]
    return -float(log_p(logits, row[end + 1] if side == RIGHT else row[begin - 1]))


@pytest.fixture
def lessons_bimodal():
    """The lesson's own network, which reads one window a row."""
    return cells("bimodal").bimodal_network(N_TOKENS)


def test_all_starts_and_ends_give_the_mean_over_all_beginnings(monkeypatch, lessons_bimodal):
    n = 5
    network = drawn("bimodal_random", readings=n)
    lessons_bimodal.set_weights(network.keras_weights())
    text, lengths = molecules([n, n])
    place = (torch.arange(n) + 0.5) / n
    monkeypatch.setattr(torch, "rand", lambda shape, **_: place.expand(shape))
    total, targets, own, count = network.training_losses(text, lengths, random())
    expected = 0.0
    for row in text.tolist():
        row = [END, *row, END]
        for first in range(1, n + 1):
            for _, *window in windows(n + 1, first):
                expected += loss_of_window(lessons_bimodal, row, *window) / 2
    assert targets == 2 * n * (n + 1)
    np.testing.assert_allclose(total.item(), expected, rtol=1e-4)
    # Each reading from a has n + 1 − a next tokens, the whole one n + 1: and to the left alike.
    assert count == 2 * 2 * (sum(n + 1 - a for a in range(1, n + 1)) + n + 1)
    assert own.item() > 0


def test_drawn_starts_and_ends_give_the_same_on_average():
    text, lengths = molecules([4, 6])
    every = drawn("bimodal_random", readings=2)
    draws = [every.losses(text, lengths, random(i))[0].item() for i in range(400)]
    several = drawn("bimodal_random", readings=200)
    exact = [several.losses(text, lengths, random(i))[0].item() for i in range(5)]
    error = np.std(draws) / np.sqrt(len(draws))
    assert abs(np.mean(draws) - np.mean(exact)) < 4 * error < 0.2 * np.mean(exact)


def test_with_the_start_fixed_every_window_is_read(lessons_bimodal):
    network = drawn("bimodal_fixed")
    lessons_bimodal.set_weights(network.keras_weights())
    text, lengths = molecules([5, 3, 1, 8])
    total, count = network.losses(text, lengths, random())
    expected, number = 0.0, 0
    for row, n in zip(text.tolist(), lengths.tolist(), strict=True):
        middle = n // 2
        row = [END, *row[:middle], START, *row[middle:n], END]
        for first_side, *window in windows(n + 2, middle + 1):
            if first_side == RIGHT:
                expected += loss_of_window(lessons_bimodal, row, *window)
                number += 1
    assert count == number == sum(n + 2 for n in (5, 3, 1, 8))
    np.testing.assert_allclose(total.item(), expected, rtol=1e-4)


def adam(values, loss_of, steps, rate=1e-2):
    """Adam's steps, written out: PyTorch's own can't be imported beside TensorFlow."""
    mean, square = ([torch.zeros_like(value) for value in values] for _ in range(2))
    for t in range(1, steps + 1):
        gradients = torch.autograd.grad(loss_of(), values)
        torch._foreach_lerp_(mean, gradients, 0.1)
        torch._foreach_lerp_(square, [g**2 for g in gradients], 0.001)
        with torch.no_grad():
            for value, m, s in zip(values, mean, square, strict=True):
                value -= rate * m / (1 - 0.9**t) / ((s / (1 - 0.999**t)).sqrt() + 1e-8)


# NADE with the order drawn takes longer to learn.
@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in networks.METHODS if name != "nade_random"])
def test_a_network_writes_what_it_has_learnt(name):
    """Two molecules of different tokens: hardly anything else is written.

    But FB-RNN draws each token of the first pair alone: half its strings mix both molecules.
    """
    torch.manual_seed(1)
    kind, start = networks.METHODS[name]
    network = kind(N_TOKENS, start, units=32)
    text, generator = torch.tensor([[3, 4, 3, 3, 4], [5, 6, 7, 0, 0]]), random()
    losses = getattr(network, "training_losses", network.losses)

    def loss():
        found = losses(text.repeat(8, 1), torch.tensor([5, 3] * 8), generator)
        return found[0] / found[1]

    values = [value for value in network.parameters() if value.requires_grad]
    adam(values, loss, 250 if name == "nade_fixed" else 150)
    first = text[text > 0][torch.randint(8, (40,), generator=generator)]
    with torch.no_grad():
        rows = network.write(40, 0.3, generator, first)
    written = ["".join(map(str, row[(row != PADDING) & (row != END)].tolist())) for row in rows]
    learnt = [text for text in written if text in ("34334", "567")]
    assert len(learnt) / len(written) > (0.25 if name.startswith("fbrnn") else 0.8)
    assert len(set(learnt)) == 2 or name == "nade_fixed"
