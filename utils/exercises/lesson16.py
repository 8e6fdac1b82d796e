"""Lesson 16: the odd molecule, order of sides, sum of paths, rings across, shares, no peeking."""

import numpy as np
from rdkit import Chem

from utils.exercises import Case, Exercise, Mistake


def odd_one_out(texts):
    """Posição (0, 1 ou 2) do texto que é de outra molécula; os outros dois são da mesma."""
    forms = [Chem.CanonSmiles(text) for text in texts]
    return next(i for i, form in enumerate(forms) if forms.count(form) == 1)


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


def nats_of_paths(log_p):
    """−ln p da molécula, dos ln p dos seus caminhos: p é a soma dos p de cada um."""
    highest = np.max(log_p)
    return -(highest + np.log(np.sum(np.exp(np.asarray(log_p) - highest))))


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


def honest_network(n_tokens, units):
    """Linhas de inteiros → logits de cada lugar, menos as pontas; Embedding de 8 dimensões."""
    import keras
    from keras import layers, ops

    rows = keras.Input((None,), dtype="int32")
    x = layers.Embedding(n_tokens, 8)(rows)
    lstm = layers.LSTM(units, return_sequences=True)
    onward, backward = layers.Bidirectional(lstm, merge_mode=None)(x)
    around = ops.concatenate([onward[:, :-2], backward[:, 2:]], axis=-1)
    return keras.Model(rows, layers.Dense(n_tokens)(around))


def _peeking(onward_part, backward_part):
    """A network that takes other parts of the two directions' states."""

    def wrong(n_tokens, units):
        import keras
        from keras import layers, ops

        rows = keras.Input((None,), dtype="int32")
        x = layers.Embedding(n_tokens, 8)(rows)
        lstm = layers.LSTM(units, return_sequences=True)
        onward, backward = layers.Bidirectional(lstm, merge_mode=None)(x)
        around = ops.concatenate([onward[:, onward_part], backward[:, backward_part]], axis=-1)
        return keras.Model(rows, layers.Dense(n_tokens)(around))

    return wrong


def _three_texts(rng):
    """Two texts of a molecule and one of another with the same atoms, in any order."""
    pairs = (
        ("CC(C)Cc1ccc(C(C)C(=O)O)cc1", "CC(C)Cc1cccc(C(C)C(=O)O)c1"),
        ("CC(=O)Nc1ccc(O)cc1", "CC(=O)Nc1ccccc1O"),
        ("CCCO", "CC(C)O"),
        ("Oc1ccccc1Cl", "Oc1ccc(Cl)cc1"),
    )
    same, other = rng.permutation(pairs[rng.integers(len(pairs))]).tolist()
    texts = []
    for smiles in (same, same, other):
        molecule = Chem.MolFromSmiles(smiles)
        atom = int(rng.integers(molecule.GetNumAtoms()))
        texts.append(Chem.MolToSmiles(molecule, rootedAtAtom=atom))
    return (rng.permutation(texts).tolist(),)


TOKENS = ["C", "1", "2", "3", "%10", "%11", "[13CH]", "c"]
FIGURE_1 = ["CC(C)Cc1ccc(C(C)C(=O)O)cc1", "c1cc(CC(C)C)cc(C(C)C(=O)O)c1"]
FIGURE_1 += ["OC(=O)C(C)c1ccc(CC(C)C)cc1"]

EXERCISES = {
    "16.1": Exercise(
        odd_one_out,
        lambda rng: _three_texts(rng),
        Case("No ibuprofeno os dois ramos ficam em posição para.", (FIGURE_1,)),
        Case("Textos diferentes podem ser a mesma molécula: OCC e CCO.", (["OCC", "COC", "CCO"],)),
        Case("O intruso pode ser o último.", (["CCN", "NCC", "CNC"],)),
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
        nats_of_paths,
        lambda rng: (rng.uniform(-60, -20, rng.integers(1, 9)),),
        Case("De um caminho só, −ln p é o oposto do seu ln p.", (np.array([-3.0]),)),
        Case("Dois caminhos iguais somam: −ln (2 p), 0,69 a menos.", (np.array([-5.0, -5.0]),)),
        Case("exp(−800) é zero para o computador: tire antes o maior.", (np.array([-800, -801]),)),
        Mistake("Falta o sinal: são nats, positivos.", lambda log_p: -nats_of_paths(log_p)),
        Mistake("É a soma dos p, não a média.", lambda x: nats_of_paths(x) + np.log(len(x))),
        Mistake("Somam-se os p, não os ln p.", lambda log_p: -np.sum(log_p)),
        Mistake("O maior é só uma parte da soma.", lambda log_p: -np.max(log_p)),
    ),
    "16.4": Exercise(
        rings_across,
        lambda rng: tuple(rng.choice(TOKENS, rng.integers(0, 12)).tolist() for _ in range(2)),
        Case("Em c1cc | ccc1 o anel 1 atravessa.", (list("c1cc"), list("ccc1"))),
        Case("Um anel que fecha do mesmo lado não atravessa.", (list("c1ccc1"), list("c1ccc1"))),
        Case("O número tem de sobrar nas duas metades.", (list("C1CC2C"), list("CC3CC1"))),
        Case("O 13 de [13CH] é massa, não rótulo.", (["[13CH]", "C"], list("CC1C3"))),
        Case("%10 é um rótulo, e pode atravessar.", (["C", "%10"], ["%10", "C"])),
        Case("Em C1CC1CC1C o terceiro 1 abre outro anel.", (list("C1CC1CC1C"), list("CC1"))),
    ),
    "16.5": Exercise(
        difference_of_shares,
        lambda rng: tuple(rng.integers((1, 50, 1, 50), (50, 900, 50, 900)).tolist()),
        Case("0,9 − 0,8 = 0,1; as variâncias, p (1 − p) / n, se somam.", (900, 1000, 80, 100)),
        Case("A diferença tem sinal: 80/100 − 900/1000 = −0,1.", (80, 100, 900, 1000)),
        Mistake("A segunda é que se subtrai.", lambda a, n, b, m: difference_of_shares(b, m, a, n)),
        Mistake("Falta a raiz.", lambda *x: (d := difference_of_shares(*x)) and (d[0], d[1] ** 2)),
    ),
    "16.6": Exercise(
        honest_network,
        lambda rng: (int(rng.integers(3, 9)), int(rng.integers(2, 6))),
        Case("Na ordem: Embedding de 8, Bidirectional de LSTM, Dense de n_tokens.", (5, 4)),
        Mistake(
            "Assim cada lugar ainda vê o próprio token: pare um antes, de cada lado.",
            _peeking(slice(1, -1), slice(1, -1)),
        ),
        Mistake(
            "Estão trocadas: o da direita para em i − 1, o da esquerda começa em i + 1.",
            _peeking(slice(2, None), slice(None, -2)),
        ),
        draws=3,
    ),
}
