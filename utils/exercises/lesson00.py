"""Lesson 00: one exercise, to learn how exercises work."""

from utils.exercises import Exercise, call


def kelvin(celsius):
    """Temperatura em kelvin a partir da temperatura em graus Celsius."""
    return celsius + 273.15


def _accept_kelvin(answer):
    if abs(call(answer, 25.0) - 298.15) > 0.01:
        return "25 °C são 298,15 K: some 273,15 à temperatura em °C."
    return None


EXERCISES = {"0.1": Exercise(kelvin, _accept_kelvin)}
