    "16.1": [
        lambda text, start: "G" + text + "E",
        lambda text, start: text[:start] + "G" + text[start:],
        lambda text, start: "E" + text[:start] + "G" + text[start:],
        lambda text, start: "ECC(G=O)NE",
        lambda text, start: ALL["16.1"].reference(text, max(1, start)),
    ],
    "16.2": [
        lambda left, right: ["direita", "esquerda"] * min(left, right),
        lambda left, right: ["direita"] * right + ["esquerda"] * left,
        lambda left, right: [
            {"direita": "esquerda", "esquerda": "direita"}[side]
            for side in ALL["16.2"].reference(right, left)
        ],
        lambda left, right: ["direita", "esquerda"] * min(left, right)
        + ["direita"] * (right - left),
    ],
    "16.3": [
        lambda text, middle: [*ALL["16.3"].reference(text, middle), text],
        lambda text, middle: [*ALL["16.3"].reference(text, middle)[1:], text],
        lambda text, middle: [text[middle : i + 1] for i in range(middle, len(text))],
        lambda text, middle: ["G", "GC", "CGC", "CGCO", "ECGCO"],
        lambda text, middle: [
            window[::-1]
            for window in ALL["16.3"].reference(text[::-1], len(text) - 1 - middle)
        ],
    ],
    "16.4": [
        lambda steps, width: steps * (steps + 1),
        lambda steps, width: steps * (steps + 1) // 2,
        lambda steps, width: sum(width * (first + width) for first in range(0, steps, width)),
        lambda steps, width: sum((width + 1) * (k + 1) * width for k in range(steps // width)),
        lambda steps, width: (width + 1) * steps,
    ],
    "16.5": [
        lambda left, right: len(set(filter(str.isdigit, left)) & set(filter(str.isdigit, right))),
        lambda left, right: sum(map(str.isdigit, left)) % 2,
        lambda left, right: ALL["16.5"].reference(left, left),
        lambda left, right: ALL["16.5"].reference([c for t in left for c in t], right),
        lambda left, right: len(
            {t for t in left if left.count(t) == 1 and t.isdigit()}
            & {t for t in right if right.count(t) == 1 and t.isdigit()}
        ),
    ],
    "16.6": [
        lambda a, n_a, b, n_b: (b / n_b - a / n_a, 0.0),
        lambda a, n_a, b, n_b: (a / n_a - b / n_b, 0.0),
        lambda a, n_a, b, n_b: (
            a / n_a - b / n_b, ALL["16.6"].reference(a, n_a, b, n_b)[1] ** 2
        ),
        lambda a, n_a, b, n_b: (
            a / n_a - b / n_b,
            sum(np.sqrt(k / n * (1 - k / n) / n) for k, n in ((a, n_a), (b, n_b))),
        ),
        lambda a, n_a, b, n_b: (a - b, 1.0),
    ],
