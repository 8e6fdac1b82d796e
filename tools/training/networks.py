"""The generators of lesson 16 in PyTorch, for a GPU: losses of a batch, writing, Keras's weights.

PyTorch alone is imported, so that a machine with nothing else can train them. Arrays are time
first, (steps, rows, …), as cuDNN's LSTM wants them. `Network.keras_weights` gives the weights in
the order of the lessons' networks (`tools.training.generators.network_of`).
"""

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import PackedSequence

PADDING, START, END = range(3)  # as in utils.chem.tokens, which can't be imported there
RIGHT, LEFT = 0, 1
COLUMNS = 76  # of NADE's rows
LONGEST = 100  # steps of writing


class Network(nn.Module):
    """What all methods share: an embedding, stacks of two LSTMs, an output layer."""

    order = 1  # -1 where Keras has the stack to the left first

    def __init__(self, n_tokens, units, read, stacks=1, outputs=1, extra=0):
        super().__init__()
        self.n_tokens, self.units = n_tokens, units
        self.embedding = nn.Embedding(n_tokens + extra, 64)
        nn.init.normal_(self.embedding.weight)
        self.stacks = nn.ModuleList(nn.LSTM(read, units, num_layers=2) for _ in range(stacks))
        self.output = nn.Linear(stacks * units, outputs * n_tokens)
        nn.init.xavier_uniform_(self.output.weight)
        nn.init.zeros_(self.output.bias)
        for stack in self.stacks:
            for name, value in stack.named_parameters():
                if name.startswith("weight_ih"):
                    nn.init.xavier_uniform_(value)
                elif name.startswith("weight_hh"):
                    nn.init.orthogonal_(value)
                else:
                    nn.init.zeros_(value)
                if name.startswith("bias_ih"):
                    value.data[units : 2 * units] = 1  # of the forget gate
                elif name.startswith("bias_hh"):
                    value.requires_grad_(False)  # Keras has one bias

    def states(self, way, tokens):
        """Hidden states (steps, rows, units) of tokens (steps, rows), or of pairs of them."""
        return self.stacks[way](self.embedding(tokens).flatten(2))[0]

    def set_keras_weights(self, arrays):
        """Take weights as `keras_weights` gives them."""
        embedding, *arrays = (torch.as_tensor(array) for array in arrays)
        with torch.no_grad():
            self.embedding.weight.copy_(embedding)
            for layer in range(2):
                for stack in self.stacks[:: self.order]:
                    kernel, recurrent, bias, *arrays = arrays
                    getattr(stack, f"weight_ih_l{layer}").copy_(kernel.T)
                    getattr(stack, f"weight_hh_l{layer}").copy_(recurrent.T)
                    getattr(stack, f"bias_ih_l{layer}").copy_(bias)
            self.output.weight.copy_(arrays[0].T)
            self.output.bias.copy_(arrays[1])

    def keras_weights(self):
        """Weights of the embedding, of each layer of each stack, and of the output, as arrays."""
        found = [self.embedding.weight]
        for layer in range(2):
            for stack in self.stacks[:: self.order]:
                part = {name: getattr(stack, f"{name}_l{layer}") for name in
                        ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}  # fmt: skip
                found += [part["weight_ih"].T, part["weight_hh"].T]
                found += [part["bias_ih"] + part["bias_hh"]]
        found += [self.output.weight.T, self.output.bias]
        return [array.detach().cpu().numpy() for array in found]


def sum_of_losses(logits, targets):
    """Sum of the losses where the target is no padding, and the number of targets."""
    total = functional.cross_entropy(
        logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), ignore_index=PADDING,
        reduction="sum",
    )  # fmt: skip
    return total, (targets != PADDING).sum()


def draw(logits, temperature, random):
    """Draw a token from each vector of logits; never padding nor G."""
    logits = logits.float().clone()
    logits[..., [PADDING, START]] = -torch.inf
    noise = torch.empty_like(logits).exponential_(generator=random).log()
    return (logits / temperature - noise).argmax(-1)


def taken(text, places):
    """text (rows, columns) at places (rows, …), PADDING outside of it."""
    inside = (places >= 0) & (places < text.shape[1])
    flat = places.clamp(0, text.shape[1] - 1).flatten(1)
    return torch.where(inside, text.gather(1, flat).reshape(places.shape), PADDING)


def line_up(text, lengths):
    """E molecule E from rows (m, columns) of molecules, then PADDING; two columns more."""
    m = len(text)
    rows = torch.full((m, text.shape[1] + 2), PADDING, device=text.device)
    rows[:, 1:-1] = text
    rows[:, 0] = END
    rows[torch.arange(m, device=text.device), lengths + 1] = END
    return rows


class Forward(Network):
    """Reads from left to right and predicts every next token."""

    def __init__(self, n_tokens, start=None, units=256):
        super().__init__(n_tokens, units, 64)

    def losses(self, text, lengths, random):
        """The sums of `sum_of_losses` over all tokens and end marks."""
        rows = line_up(text, lengths).T.contiguous()
        rows[0] = START
        return sum_of_losses(self.output(self.states(0, rows[:-1])), rows[1:])

    def write(self, n, temperature, random, first=None):
        """Write n strings: integers (n, LONGEST), PADDING after the end."""
        token, state = torch.full((1, n), START, device=random.device), None
        ended, written = torch.zeros(n, dtype=bool, device=random.device), []
        for _ in range(LONGEST):
            hidden, state = self.stacks[0](self.embedding(token), state)
            token = draw(self.output(hidden), temperature, random)
            written.append(torch.where(ended, PADDING, token[0]))
            ended = ended | (token[0] == END)
        return torch.stack(written, 1)


class FbRnn(Network):
    """Reads a pair, to the right and left of G, and predicts the next pair."""

    def __init__(self, n_tokens, start, units=256):
        super().__init__(n_tokens, units, 128, outputs=2)
        self.start = start

    def answers(self, pairs, state=None):
        """Logits (steps, rows, 2, tokens), and the states."""
        hidden, state = self.stacks[0](self.embedding(pairs).flatten(2), state)
        return self.output(hidden).unflatten(-1, (2, self.n_tokens)), state

    def losses(self, text, lengths, random):
        """The sums over both sides."""
        rows, m = line_up(text, lengths), len(text)
        start = starts_of(self.start, lengths, random)
        steps = torch.arange(int(torch.maximum(start, lengths - start).max()) + 1,
                             device=text.device)  # fmt: skip
        right = taken(rows, start[:, None] + 1 + steps)
        left = taken(rows, start[:, None] - steps)
        pairs = torch.stack([right, left], -1).transpose(0, 1)
        begin = torch.full((1, m, 2), START, device=text.device)
        logits, _ = self.answers(torch.cat([begin, pairs[:-1]]))
        return sum_of_losses(logits, pairs)

    def write(self, n, temperature, random, first=None):
        """Write n strings in the order of reading, without G and end marks, PADDING between."""
        pair, state = torch.full((1, n, 2), START, device=random.device), None
        ended, written = torch.zeros((1, n, 2), dtype=bool, device=random.device), []
        for _ in range(LONGEST):
            logits, state = self.answers(pair, state)
            pair = torch.where(ended, PADDING, draw(logits, temperature, random))
            ended = ended | (pair == END)
            written.append(pair)
        right, left = torch.cat(written).permute(2, 1, 0)
        rows = torch.cat([left.flip(1), right], 1)
        return torch.where(rows == END, PADDING, rows)


def starts_of(start, lengths, random):
    """How many tokens stand to the left of G, for each molecule."""
    if start == "fixed":
        return lengths // 2
    drawn = torch.rand(len(lengths), generator=random, device=lengths.device)
    return (drawn * (lengths + 1)).long()


class Nade(Network):
    """Reads rows of COLUMNS places from both ends up to each place; n_tokens stands for missing.

    Of each molecule `stages` stages are drawn, and the loss of a row is the mean over its hidden
    places: with the order drawn, each may be the next. With the order fixed, it is half that of the
    next place, half the mean of the next 8.
    """

    order = -1

    def __init__(self, n_tokens, start, units=256, stages=4):
        super().__init__(n_tokens, units, 64, stacks=2, extra=1)
        self.start, self.stages = start, stages

    def around(self, rows):
        """States (places, rows, 2 · units) on both sides of every place but the ends."""
        onward = self.states(0, rows.T)
        backward = self.states(1, rows.T.flip(0)).flip(0)
        return torch.cat([onward[:-2], backward[2:]], -1)

    def turns(self, n, random):
        """The turn of each place, (n, places)."""
        place = torch.arange(COLUMNS - 2, device=random.device)
        if self.start == "fixed":
            return torch.minimum(2 * place, 2 * place.flip(0) + 1).expand(n, -1)
        drawn = torch.rand((n, len(place)), generator=random, device=random.device)
        return drawn.argsort(1).argsort(1)

    def losses(self, text, lengths, random):
        """Sum of the rows' losses, and the number of rows."""
        rows = centred(text, lengths).repeat_interleave(self.stages, 0)
        n, places = len(rows), COLUMNS - 2
        stage = torch.randint(places, (n, 1), generator=random, device=random.device)
        until = self.turns(n, random) - stage
        hidden, shown = until >= 0, rows.clone()
        shown[:, 1:-1] = torch.where(hidden, self.n_tokens, rows[:, 1:-1])
        weights = hidden / hidden.sum(1, keepdim=True)
        if self.start == "fixed":
            near = hidden & (until < 8)
            weights = 0.5 * (until == 0) + 0.5 * near / near.sum(1, keepdim=True)
        logits = self.output(self.around(shown)).permute(1, 2, 0)
        losses = functional.cross_entropy(logits, rows[:, 1:-1], reduction="none")
        return (losses * weights).sum(), torch.tensor(n, device=text.device)

    def write(self, n, temperature, random, first=None):
        """Fill n rows place by place; the end marks become PADDING."""
        rows = torch.full((n, COLUMNS), self.n_tokens, device=random.device)
        rows[:, [0, -1]] = END
        line = torch.arange(n, device=random.device)
        for place in self.turns(n, random).argsort(1).T:
            around = self.around(rows)[place, line]
            rows[line, place + 1] = draw(self.output(around), temperature, random)
        return torch.where(rows == END, PADDING, rows)


def centred(text, lengths):
    """Each molecule in the middle of COLUMNS places, END on both sides."""
    place = torch.arange(COLUMNS, device=text.device)
    rows = taken(text, place - (COLUMNS - lengths[:, None]) // 2)
    return torch.where(rows == PADDING, END, rows)


class Bimodal(Network):
    """Reads a window both ways and predicts both its neighbours.

    At first the output of a direction reads that direction alone. With the start drawn, G is left
    out: see `training_losses`.
    """

    def __init__(self, n_tokens, start, units=128, readings=8):
        super().__init__(n_tokens, units, 64, stacks=2, outputs=2)
        self.start, self.readings = start, readings
        for side in (RIGHT, LEFT):
            block = self.output.weight.data[side * n_tokens : (side + 1) * n_tokens]
            nn.init.xavier_uniform_(block[:, side * units : (side + 1) * units])
            block[:, (1 - side) * units : (2 - side) * units] = 0

    def logits(self, onward, backward):
        """Logits (…, 2, tokens) from the states of both directions."""
        return self.output(torch.cat([onward, backward], -1)).unflatten(-1, (2, self.n_tokens))

    def alone(self, side, states):
        """Logits of one direction's next token from its own states."""
        rows = slice(side * self.n_tokens, (side + 1) * self.n_tokens)
        columns = slice(side * self.units, (side + 1) * self.units)
        return functional.linear(states, self.output.weight[rows, columns], self.output.bias[rows])

    def losses(self, text, lengths, random):
        """Sum of the windows' losses, and the sum of their weights."""
        return self.training_losses(text, lengths, random)[:2]

    def training_losses(self, text, lengths, random):
        """The sums of `losses`, then those of each reading's own next tokens.

        Pairs of drawn starts and ends are weighed as lesson 16's section 8 counts them.
        """
        rows, m = line_up(text, lengths), len(text)
        drawn = torch.rand((2, m, self.readings), generator=random, device=text.device)
        drawn = (drawn * lengths[:, None]).long() + 1
        starts = functional.pad(drawn[0], (1, 0))  # 0: from the left end mark on
        ends = torch.cat([lengths[:, None] + 1, drawn[1]], 1)
        steps = torch.arange(rows.shape[1], device=text.device)
        read = [taken(rows, starts[..., None] + steps), taken(rows, ends[..., None] - steps)]
        states, own, count = [], 0.0, 0
        for side in (RIGHT, LEFT):
            tokens = read[side].flatten(0, 1).T.contiguous()
            states.append(self.states(side, tokens))
            total, many = sum_of_losses(self.alone(side, states[side][:-1]), tokens[1:])
            own, count = own + total, count + many
        a, b, n = starts[:, :, None], ends[:, None], lengths[:, None, None]
        place = (b - a).clamp(0)
        line = torch.arange(m * (self.readings + 1), device=text.device).reshape(m, -1)
        onward = states[RIGHT][place, line[:, :, None]]
        backward = states[LEFT][place, line[:, None]]
        inside = (a <= b) & (a > 0) & (b <= n)
        scale = torch.where(a > 0, n / self.readings, 1.0)
        scale = scale * torch.where(b <= n, n / self.readings, 1.0)
        right = 0.5 * inside + ((a == 0) & (b <= n)) * b / 2
        left = 0.5 * inside + ((b == n + 1) & (a > 0)) * (n + 1 - a) / 2
        weights = torch.stack([right, left], -1) * scale[..., None]
        after = taken(rows, (b + 1).expand_as(place))
        before = taken(rows, (a - 1).expand_as(place))
        targets = torch.stack([after, before], -1)
        logits = self.logits(onward, backward)
        losses = functional.cross_entropy(logits.movedim(-1, 1), targets, reduction="none")
        total = (losses * weights).sum()
        return total, (lengths * (lengths + 1)).sum(), own, count

    def grow(self, text, begin, end, temperature, random):
        """Grow text (n, columns), whose windows are begin … end, alternately; both get longer."""
        n = len(text)
        ended = torch.zeros((n, 2), dtype=bool, device=text.device)
        for step in range(LONGEST):
            rows = (~ended.all(1)).nonzero()[:, 0]
            if not len(rows):
                break
            span = torch.arange(step + 1, device=text.device)[:, None]
            read = text[rows, begin[rows] + span], text[rows, end[rows] - span]
            last = [self.states(side, read[side])[-1] for side in (RIGHT, LEFT)]
            side = torch.where(ended[rows, step % 2], 1 - step % 2, step % 2)
            logits = self.logits(*last)[torch.arange(len(rows), device=text.device), side]
            token = draw(logits, temperature, random)
            end[rows] += side == RIGHT
            begin[rows] -= (side == LEFT).long()
            text[rows, torch.where(side == RIGHT, end[rows], begin[rows])] = token
            ended[rows, side] = token == END
        return torch.where((text == END) | (text == START), PADDING, text)

    def write(self, n, temperature, random, first):
        """Write n strings from G, or from the drawn tokens `first` where G is left out."""
        text = torch.full((n, 2 * LONGEST + 1), PADDING, device=random.device)
        text[:, LONGEST] = START if self.start == "fixed" else first
        begin = torch.full((n,), LONGEST, device=random.device)
        return self.grow(text, begin, begin.clone(), temperature, random)


class BimodalFixed(Bimodal):
    """BIMODAL with G in the text and in the middle: every window of every molecule."""

    def training_losses(self, text, lengths, random):
        """The windows' losses only."""
        return self.losses(text, lengths, random)

    def losses(self, text, lengths, random):
        """Sum over all windows, and their number.

        Windows that begin alike are one reading to the right, those that end alike one to the left.
        """
        rows, m = self.with_start(text, lengths), len(text)
        middle, last = lengths // 2 + 1, lengths + 2  # G's column, that of the right end mark
        step = torch.arange(int(last.max()), device=text.device)
        begin, end, side, valid = windows_of(middle, last, step)
        half = int(torch.maximum(middle, last - middle).max()) + 1
        # A reading that begins r places from G is asked for in steps 2 r - 1 to 2 r + 2, no later.
        needed = [min(2 * r + 3, len(step)) for r in range(half)]
        reading = torch.arange(half - 1, -1, -1, device=text.device)[:, None]
        read = [(middle - reading)[..., None] + step, (middle + reading)[..., None] - step]
        count = torch.tensor([m * sum(n > t for n in needed) for t in range(len(step))])
        first = torch.cat([torch.zeros(1, dtype=torch.long), count.cumsum(0)[:-1]])
        first, states = first.to(text.device), []
        for way in (RIGHT, LEFT):
            where = read[way].transpose(0, 1).flatten(1)
            tokens = taken(rows, where).reshape(m, half, -1).permute(2, 1, 0).flatten(1)
            # Longest first, step after step: what a PackedSequence holds.
            tokens = torch.cat([row[:n] for row, n in zip(tokens, count.tolist(), strict=True)])
            packed = PackedSequence(self.embedding(tokens), count)
            states.append(self.stacks[way](packed)[0].data)
        molecule = torch.arange(m, device=text.device)[:, None]
        found = []
        for way, reach in ((RIGHT, middle[:, None] - begin), (LEFT, end - middle[:, None])):
            at = first[step] + (half - 1 - reach) * m + molecule
            found.append(states[way][torch.where(valid, at, 0)])
        logits = self.logits(*(each[valid] for each in found))
        side = side[valid]
        logits = logits[torch.arange(len(side), device=text.device), side]
        following = torch.where(side == RIGHT, end[valid] + 1, begin[valid] - 1)
        molecule = valid.nonzero()[:, 0]
        return sum_of_losses(logits, rows[molecule, following])

    @staticmethod
    def with_start(text, lengths):
        """E x[: n // 2] G x[n // 2 :] E, padded."""
        rows = line_up(text, lengths)
        place = torch.arange(rows.shape[1] + 1, device=text.device)
        middle = lengths[:, None] // 2 + 1
        rows = taken(rows, torch.where(place > middle, place - 1, place).expand(len(text), -1))
        return torch.where(place == middle, START, rows)


def windows_of(middle, last, step):
    """Begin, end, side of what is written next, and whether there is any, (molecules, steps)."""
    middle, last = middle[:, None], last[:, None]
    count = torch.cat([step, step[-1:] + 1])
    # In turns, the right first; the left has `middle` tokens, the right the others.
    right = torch.maximum((count + 1) // 2, count - middle)
    right = torch.minimum(right, last - middle)
    side = torch.where(right.diff(dim=1) == 1, RIGHT, LEFT)
    right = right[:, :-1]
    return middle + right - step, middle + right, side, step < last


METHODS = {
    "forward": (Forward, None),
    "fbrnn_fixed": (FbRnn, "fixed"), "fbrnn_random": (FbRnn, "random"),
    "nade_fixed": (Nade, "fixed"), "nade_random": (Nade, "random"),
    "bimodal_fixed": (BimodalFixed, "fixed"), "bimodal_random": (Bimodal, "random"),
}  # fmt: skip
