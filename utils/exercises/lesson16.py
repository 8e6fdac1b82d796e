"""Lesson 16: start token, order of sides, windows, token steps, rings across the start, shares."""

import numpy as np

from utils.exercises import Case, Exercise, Mistake


def with_start(text, start):
    """O texto com G depois de `start` letras e um E em cada ponta: ECC(G=O)NE."""
    return "E" + text[:start] + "G" + text[start:] + "E"


def order_of_sides(left, right):
    """Vez de cada lado ("direita" começa, depois "esquerda"), até acabarem os dois."""
    order = []
    while left or right:
        if right and (len(order) % 2 == 0 or not left):
            order.append("direita")
            right -= 1
        else:
            order.append("esquerda")
            left -= 1
    return order


def windows_of(text, middle):
    """Cadeias lidas em cada passo, de "G" à penúltima; text[middle] é o G."""
    begin = end = middle
    read = []
    while begin > 0 or end < len(text) - 1:
        read.append(text[begin : end + 1])
        to_right = end < len(text) - 1 and (len(read) % 2 == 1 or begin == 0)
        begin, end = (begin, end + 1) if to_right else (begin - 1, end)
    return read


def steps_in_blocks(steps, width):
    """Soma, nos blocos de `width` passos, de linhas vezes comprimento."""
    return sum((width + 1) * (first + width) for first in range(0, steps, width))


def rings_across(left, right):
    """Quantos anéis abrem em `left` e fecham em `right`, duas listas de tokens."""
    open_labels = []
    for tokens in (left, right):
        still_open = set()
        for token in tokens:
            if token.isdigit() or token.startswith("%"):
                still_open ^= {token}
        open_labels.append(still_open)
    return len(open_labels[0] & open_labels[1])


def difference_of_shares(a, n_a, b, n_b):
    """Par (p_a − p_b, erro-padrão da diferença), de p_a = a / n_a e p_b = b / n_b."""
    p_a, p_b = a / n_a, b / n_b
    error = np.sqrt(p_a * (1 - p_a) / n_a + p_b * (1 - p_b) / n_b)
    return p_a - p_b, error


def _text(rng, longest=12):
    return "".join(rng.choice(list("CNO=(1c"), rng.integers(1, longest)))


TOKENS = ["C", "1", "2", "3", "%10", "%11", "[13CH]", "c"]

EXERCISES = {
    "16.1": Exercise(
        with_start,
        lambda rng: (text := _text(rng), int(rng.integers(0, len(text) + 1))),
        Case("De 'CC(=O)N' com start = 3 deve sair 'ECC(G=O)NE'.", ("CC(=O)N", 3)),
        Case("O G pode ficar numa ponta: de 'CCO' com start = 0, 'EGCCOE'.", ("CCO", 0)),
        Case("O G entra uma vez, pela posição: de 'CCCC' com 3, 'ECCCGCE'.", ("CCCC", 3)),
        Mistake("O G fica depois de `start` letras, e há dois E.", lambda text, start: f"G{text}E"),
        Mistake("Faltam os dois E.", lambda text, start: with_start(text, start)[1:-1]),
        Mistake("Falta o E da esquerda.", lambda text, start: with_start(text, start)[1:]),
    ),
    "16.2": Exercise(
        order_of_sides,
        lambda rng: tuple(rng.integers(0, 9, 2).tolist()),
        Case("Com 2 de cada lado: direita, esquerda, direita, esquerda.", (2, 2)),
        Case("Quem não acabou segue só: com 1 à esquerda e 4 à direita, 5 passos.", (1, 4)),
        Case("Com 4 à esquerda e 1 à direita: depois da direita, só esquerda.", (4, 1)),
        Case("Um dos lados pode não ter nada a escrever.", (2, 0)),
        Mistake("Os lados se alternam.", lambda a, b: ["direita"] * b + ["esquerda"] * a),
    ),
    "16.3": Exercise(
        windows_of,
        lambda rng: (f"E{(left := _text(rng, 8))}G{_text(rng, 8)}E", len(left) + 1),
        Case("De 'ECGCOE' saem G, GC, CGC, CGCO e ECGCO.", ("ECGCOE", 2)),
        Case("Quando a esquerda chega ao E, a direita segue: G, GC, EGC e EGCC.", ("EGCCE", 1)),
        Case("Quando a direita chega ao E, a esquerda segue: G, GE, CGE e CCGE.", ("ECCGE", 3)),
        Mistake("A cadeia inteira não é janela.", lambda text, m: [*windows_of(text, m), text]),
        Mistake("A primeira janela é só 'G'.", lambda text, m: [*windows_of(text, m)[1:], text]),
    ),
    "16.4": Exercise(
        steps_in_blocks,
        lambda rng: tuple(rng.integers(1, (60, 12)).tolist()),
        Case("Um passo por bloco: janelas de 1, 2 e 3 tokens, lidas duas vezes: 12.", (3, 1)),
        Case("2 blocos de 8: 9 linhas de 8 colunas e 9 de 16, 216 ao todo.", (16, 8)),
        Case("São 3 blocos; o último, incompleto, custa como um inteiro.", (17, 8)),
        Mistake("Essa é a conta sem blocos.", lambda steps, width: steps * (steps + 1)),
        Mistake("Um bloco tem w + 1 linhas.", lambda s, w: steps_in_blocks(s, w) * w // (w + 1)),
    ),
    "16.5": Exercise(
        rings_across,
        lambda rng: tuple(rng.choice(TOKENS, rng.integers(0, 12)).tolist() for _ in range(2)),
        Case("Em c1cc | ccc1 o anel 1 atravessa.", (list("c1cc"), list("ccc1"))),
        Case("Um anel que fecha do mesmo lado não atravessa.", (list("c1ccc1"), list("c1ccc1"))),
        Case("O número tem de sobrar nas duas metades.", (list("C1CC2C"), list("CC3CC1"))),
        Case("O 13 de [13CH] é massa, não rótulo.", (["[13CH]", "C"], list("CC1C3"))),
        Case("%10 é um rótulo, e pode atravessar.", (["C", "%10"], ["%10", "C"])),
        Case("Em C1CC1CC1C o terceiro 1 abre outro anel.", (list("C1CC1CC1C"), list("CC1"))),
    ),
    "16.6": Exercise(
        difference_of_shares,
        lambda rng: tuple(rng.integers((1, 50, 1, 50), (50, 900, 50, 900)).tolist()),
        Case("0,9 − 0,8 = 0,1; as variâncias, p (1 − p) / n, se somam.", (900, 1000, 80, 100)),
        Case("A diferença tem sinal: 80/100 − 900/1000 = −0,1.", (80, 100, 900, 1000)),
        Mistake("A segunda é que se subtrai.", lambda a, n, b, m: difference_of_shares(b, m, a, n)),
        Mistake("Falta a raiz.", lambda *x: (d := difference_of_shares(*x)) and (d[0], d[1] ** 2)),
    ),
}
