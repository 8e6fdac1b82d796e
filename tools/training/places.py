"""NADE on rows of places: what is hidden in training, and the writing of places one by one."""

import numpy as np

from tools.training.rectangles import draw
from utils.chem.tokens import END, PADDING

COLUMNS = 76  # the 74 tokens of the longest molecule, and the two ends


def centre(molecules, columns):
    """Return the table (n, columns): each molecule in the middle of its row, E on both sides."""
    table = np.full((len(molecules), columns), END, dtype=np.int32)
    for row, m in zip(table, molecules, strict=True):
        first = (columns - len(m)) // 2
        row[first : first + len(m)] = m
    return table


def draw_turns(n, places, order, random):
    """Return the turn of each place, 0 to places - 1; "fixed" goes from the ends inwards."""
    numbers = np.arange(places)
    if order == "fixed":
        turns = np.minimum(2 * numbers, 2 * numbers[::-1] + 1)
        return np.tile(turns, (n, 1))
    return random.permuted(np.tile(numbers, (n, 1)), axis=1)


def hide(table, turns, stages, missing, ahead=COLUMNS):
    """Return rows with `stages` places written, and the `ahead` targets that follow."""
    until = turns - stages[:, None]
    inputs = table.copy()
    inputs[:, 1:-1][until >= 0] = missing
    asked = (until >= 0) & (until < ahead)
    return inputs, np.where(asked, table[:, 1:-1], PADDING)


def write_places(network, n, columns, order, temperature, random):
    """Fill n rows of missing tokens, one place of each row at a time."""
    missing = network.output_shape[-1]
    rows = np.full((n, columns), missing, dtype=np.int32)
    rows[:, [0, -1]] = END
    molecule = np.arange(n)
    turns = draw_turns(n, columns - 2, order, random)
    for place in np.argsort(turns, axis=1).T:
        logits = network.predict_on_batch(rows)[molecule, place]
        rows[molecule, place + 1] = draw(logits, temperature, random)
    return [row[row != END] for row in rows]
