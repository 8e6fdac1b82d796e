"""Exercises whose answer is a Keras model: built as the reference's, or trained to a target."""

from collections.abc import Callable

import numpy as np


def is_model(value: object) -> bool:
    """Tell whether a value is a Keras model, without importing Keras."""
    made_by_keras = any(kind.__module__.startswith("keras.") for kind in type(value).__mro__)
    return made_by_keras and hasattr(value, "layers")


def difference(right, got) -> str | None:
    """Return None where two models have the same layers, weights and outputs, else what differs.

    Layers without weights (Flatten, Activation ...) may be arranged otherwise, if the outputs are
    equal once both models hold the same weights.
    """
    if not is_model(got):
        return f"Onde se esperava um modelo do Keras veio um objeto do tipo {type(got).__name__}."
    if not getattr(got, "inputs", None):
        return "O modelo ainda não conhece a sua entrada: comece por keras.Input(shape=…)."
    if got.input_shape != right.input_shape:
        return f"A entrada deve ter a forma {right.input_shape}; a sua tem {got.input_shape}."
    asked, came = _layers(right), _layers(got)
    names, came_names = [name for name, _ in asked], [name for name, _ in came]
    if names != came_names:
        return (
            f"Esperava as camadas {', '.join(names)}; vieram {', '.join(came_names) or 'nenhuma'}."
        )
    for place, ((name, size), (_, came_size)) in enumerate(zip(asked, came, strict=True), start=1):
        if size != came_size:
            return f"Camada {place} ({name}): esperava {size}; veio {came_size}."
    if got.output_shape != right.output_shape:
        return f"A saída deve ter a forma {right.output_shape}; a sua tem {got.output_shape}."
    if not np.allclose(_outputs(right), _outputs(got), rtol=1e-3, atol=1e-5):
        return "As camadas conferem, mas a conta é outra: confira ativações e opções das camadas."
    return None


def _layers(model) -> list[tuple[str, str]]:
    """Return the name and the size of every layer that holds weights or drops units."""
    sizes = []
    for layer in model.layers:
        inner = getattr(layer, "forward_layer", None) or getattr(layer, "layer", None)
        name = type(layer).__name__ + (f"({type(inner).__name__})" if inner is not None else "")
        if layer.weights:
            shapes = ", ".join(str(tuple(weight.shape)) for weight in layer.weights)
            sizes.append((name, f"{layer.count_params()} parâmetros, de formas {shapes}"))
        elif getattr(layer, "rate", None) is not None:
            sizes.append((name, f"taxa {layer.rate}"))
    return sizes


def _outputs(model) -> np.ndarray:
    """Return what a model makes, with made-up weights, of 0 and 1: an Embedding reads them too.

    Weights of both signs, small enough that no sigmoid is 1: a missing relu or sigmoid is seen.
    Vectors are positive, since one of them may be a variance.
    """
    rng = np.random.default_rng(0)
    shape = [5 if size is None else size for size in model.input_shape]
    own = model.get_weights()
    made = [rng.normal(0, len(np.atleast_1d(weight)) ** -0.5, weight.shape) for weight in own]
    model.set_weights([weight if weight.ndim > 1 else abs(weight) for weight in made])
    outputs = np.asarray(model(rng.integers(0, 2, shape).astype("float32"), training=False))
    model.set_weights(own)
    return outputs


def trained_to(held_out: Callable[[], tuple], measure: Callable, below: float) -> Callable:
    """Return what tells whether a result has an error below a target on data that it has not seen.

    ``held_out()`` gives (x, y), ``measure(y, predicted)`` the error; the result is a Keras model or
    a function of x. For use as ``Property(hint, trained_to(...))``.
    """

    def holds(result, *_):
        x, y = held_out()
        predicted = result(x, training=False) if is_model(result) else result(x)
        error = float(measure(y, np.reshape(predicted, np.shape(y))))
        return error < below or f"O da sua é {error:.3g}.".replace(".", ",", 1)

    return holds
