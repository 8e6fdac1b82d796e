"""Answers to the exercises of lesson 00."""

import numpy as np

RIGHT = {
    "0.1": [
        lambda c: 273.15 + c,
        lambda c: np.array([c]) + 273.15,
        lambda c: np.float32(c) + np.float32(273.15),
    ],
}

WRONG = {
    "0.1": [
        ("25 °C são", lambda c: c + 273),
        ("25 °C são", lambda c: c * 9 / 5 + 32),
        ("Use o argumento", lambda c: 298.15),
        ("Use o argumento", lambda c: 323.15 - c),
    ],
}
