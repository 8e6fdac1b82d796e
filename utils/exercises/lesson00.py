"""Lesson 00: one exercise, to learn how exercises work."""

from utils.exercises import Case, Exercise


def kelvin(celsius):
    """Temperatura em kelvin a partir da temperatura em graus Celsius."""
    return celsius + 273.15


EXERCISES = {
    "0.1": Exercise(
        kelvin,
        lambda rng: (rng.uniform(-90, 60),),
        Case("25 °C são 298,15 K: some 273,15 à temperatura em °C.", (25.0,)),
        Case("Use o argumento celsius: −40 °C são 233,15 K.", (-40.0,)),
    )
}
