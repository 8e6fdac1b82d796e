"""Lesson 16: start token, order of sides, windows, token steps, rings across the start, shares."""

import numpy as np

from utils.exercises import Exercise, call


def with_start(text, start):
    """O texto com G depois de `start` letras e um E em cada ponta: ECC(G=O)NE."""
    return "E" + text[:start] + "G" + text[start:] + "E"


def _accept_with_start(answer):
    result = call(answer, "CC(=O)N", 3)
    if result == "GCC(=O)NE":
        return "O G fica depois de `start` letras, não no começo; e há um E de cada lado."
    if result == "CC(G=O)N":
        return "Faltam os dois E, um em cada ponta."
    if result == "ECC(G=O)N" or result == "CC(G=O)NE":
        return "Falta um E: cada lado tem o seu."
    if result != "ECC(G=O)NE":
        return "De 'CC(=O)N' com start = 3 deve sair 'ECC(G=O)NE'."
    if call(answer, "CCO", 0) != "EGCCOE" or call(answer, "CCO", 3) != "ECCOGE":
        return "O G pode ficar junto das pontas: de 'CCO', 'EGCCOE' com 0 e 'ECCOGE' com 3."
    return None


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


def _accept_order_of_sides(answer):
    result = list(call(answer, 2, 2))
    if result == ["esquerda", "direita"] * 2:
        return "A direita começa."
    if result == ["direita"] * 2 + ["esquerda"] * 2:
        return "Os lados se alternam: um token de cada vez."
    if result != ["direita", "esquerda"] * 2:
        return "Com 2 tokens de cada lado: direita, esquerda, direita, esquerda."
    if list(call(answer, 1, 4)) != ["direita", "esquerda", *["direita"] * 3]:
        return "Quem ainda não acabou segue sozinho: com 1 à esquerda e 4 à direita são 5 passos."
    if list(call(answer, 4, 1)) != ["direita", *["esquerda"] * 4]:
        return "Com 4 à esquerda e 1 à direita: depois do primeiro passo só há esquerda."
    if list(call(answer, 0, 2)) != ["direita"] * 2 or list(call(answer, 2, 0)) != ["esquerda"] * 2:
        return "Um dos lados pode não ter nada a escrever."
    return None


def windows_of(text, middle):
    """Cadeias lidas em cada passo, de "G" à penúltima; text[middle] é o G."""
    begin = end = middle
    read = []
    while begin > 0 or end < len(text) - 1:
        read.append(text[begin : end + 1])
        to_right = end < len(text) - 1 and (len(read) % 2 == 1 or begin == 0)
        begin, end = (begin, end + 1) if to_right else (begin - 1, end)
    return read


def _accept_windows_of(answer):
    result = list(call(answer, "ECGCOE", 2))
    if result == ["G", "GC", "GCO", "GCOE"]:
        return "Os lados se alternam: depois da direita vem a esquerda."
    if result == ["G", "CG", "CGC", "ECGC", "ECGCO"]:
        return "A direita começa: a segunda janela de 'ECGCOE' é 'GC'."
    if result == ["G", "GC", "CGC", "CGCO", "ECGCO", "ECGCOE"]:
        return "A cadeia inteira não é janela: quando ela existe, não há mais o que prever."
    if result == ["GC", "CGC", "CGCO", "ECGCO", "ECGCOE"]:
        return "A janela é o que se lê antes de escrever: a primeira é só 'G'."
    if result != ["G", "GC", "CGC", "CGCO", "ECGCO"]:
        return "De 'ECGCOE' saem G, GC, CGC, CGCO e ECGCO."
    if list(call(answer, "EGCCE", 1)) != ["G", "GC", "EGC", "EGCC"]:
        return "Quando um lado chega ao E, o outro segue: de 'EGCCE' saem G, GC, EGC e EGCC."
    if list(call(answer, "ECCGE", 3)) != ["G", "GE", "CGE", "CCGE"]:
        return "Quando a direita chega ao E, a esquerda segue: de 'ECCGE' saem G, GE, CGE e CCGE."
    return None


def steps_in_blocks(steps, width):
    """Soma, nos blocos de `width` passos, de linhas vezes comprimento."""
    return sum((width + 1) * (first + width) for first in range(0, steps, width))


def _accept_steps_in_blocks(answer):
    result = call(answer, 3, 1)
    if result == 6:
        return "São dois sentidos: em blocos de um passo há uma linha em cada um, duas ao todo."
    if result != 12:
        return "Três passos, um por bloco: janelas de 1, 2 e 3 tokens, lidas duas vezes: 12."
    result = call(answer, 16, 8)
    if result == 16 * 17:
        return "Essa é a conta sem blocos: com width = 8, um bloco tem 9 linhas, e não 16."
    if result == 8 * (8 + 16):
        return "Um bloco de w passos tem w + 1 linhas ao todo, nos dois sentidos."
    if result != 9 * (8 + 16):
        return "16 passos em 2 blocos de 8: 9 linhas de 8 colunas e 9 de 16, 216 ao todo."
    if call(answer, 17, 8) != 9 * (8 + 16 + 24):
        return "17 passos pedem 3 blocos; o último, incompleto, custa como um inteiro."
    return None


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


def _accept_rings_across(answer):
    if call(answer, list("c1cc"), list("ccc1")) != 1:
        return "Em c1cc | ccc1 o anel 1 atravessa o ponto de partida."
    if call(answer, list("c1ccccc1"), list("c1ccccc1")) != 0:
        return "Um anel que abre e fecha do mesmo lado não atravessa."
    if call(answer, list("C1CC2C"), list("CC2CC1")) != 2:
        return "Em C1CC2C | CC2CC1 atravessam dois anéis."
    if call(answer, list("C1CC2C"), list("CC3CC1")) != 1:
        return "Só conta o anel cujo número aparece, sem par, nas duas metades."
    if call(answer, [*"c1ccc2", "[13CH]"], ["%10", *"C2C1", "%10"]) != 2:
        return "O 13 de [13CH] não é rótulo, e o %10 abre e fecha à direita: atravessam o 1 e o 2."
    if call(answer, list("C1CC1CC1C"), list("CC1")) != 1:
        return "Um rótulo pode ser usado de novo: em C1CC1CC1C o terceiro 1 abre outro anel."
    return None


def difference_of_shares(a, n_a, b, n_b):
    """Par (p_a − p_b, erro-padrão da diferença), de p_a = a / n_a e p_b = b / n_b."""
    p_a, p_b = a / n_a, b / n_b
    error = np.sqrt(p_a * (1 - p_a) / n_a + p_b * (1 - p_b) / n_b)
    return p_a - p_b, error


def _accept_difference_of_shares(answer):
    value, error = call(answer, 900, 1000, 80, 100)
    if np.isclose(value, -0.1):
        return "O sinal está trocado: é a primeira menos a segunda."
    if not np.isclose(value, 0.1):
        return "900 de 1000 e 80 de 100: 0,9 − 0,8 = 0,1."
    variances = 0.09 / 1000 + 0.16 / 100
    if np.isclose(error, variances):
        return "Essa é a variância: falta a raiz."
    if np.isclose(error, np.sqrt(0.09 / 1000) + np.sqrt(0.16 / 100)):
        return "Somam-se as variâncias, não os desvios: erros independentes se cancelam em parte."
    if np.isclose(error, np.sqrt(abs(0.16 / 100 - 0.09 / 1000))):
        return "As variâncias se somam, também numa diferença."
    if not np.isclose(error, np.sqrt(variances)):
        return "A variância de cada proporção é p (1 − p) / n; as duas se somam."
    return None


EXERCISES = {
    "16.1": Exercise(with_start, _accept_with_start),
    "16.2": Exercise(order_of_sides, _accept_order_of_sides),
    "16.3": Exercise(windows_of, _accept_windows_of),
    "16.4": Exercise(steps_in_blocks, _accept_steps_in_blocks),
    "16.5": Exercise(rings_across, _accept_rings_across),
    "16.6": Exercise(difference_of_shares, _accept_difference_of_shares),
}
