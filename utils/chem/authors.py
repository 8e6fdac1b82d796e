"""BIMODAL as its authors published it: the weights read into NumPy, without PyTorch.

A file of PyTorch 1.0 holds three small pickles (magic number, protocol, sizes), the pickled module,
the keys of the storages in order, and each storage: its count as an int64, then float32 values.
"""

import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO

import numpy as np

from utils import files

# The character of each integer of the authors' one-hot vectors: A is the padding, G the start, E
# the end. In their program (model/one_hot_encoder.py) these are sorted by code, as here.
CHARACTERS = tuple("#%()+-./0123456789=@ABCEFGHIKLMNOPSTVZ[\\]abcdegilnoprst")

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


class _Module:
    """Stands for every class of PyTorch in the file; what is pickled of it lands in `__dict__`."""


def _tensor(storage, offset, size, stride, *_):
    return {"storage": storage, "offset": offset, "size": tuple(size), "stride": tuple(stride)}


# All that a file may name, and what is made of it here; nothing of PyTorch, nothing that acts.
_STAND_INS = {
    ("bidir_lstm", "BiDirLSTM"): _Module,
    ("torch.nn.modules.rnn", "LSTM"): _Module,
    ("torch.nn.modules.normalization", "LayerNorm"): _Module,
    ("torch.nn.modules.linear", "Linear"): _Module,
    ("torch.nn.backends.thnn", "_get_thnn_function_backend"): lambda: None,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_parameter"): lambda tensor, *_: tensor,
    ("torch", "FloatStorage"): "float32",
    ("torch", "Size"): tuple,
    ("collections", "OrderedDict"): OrderedDict,
}


class _Unpickler(pickle.Unpickler):
    """Builds the stand-ins above, and refuses any other name."""

    def find_class(self, module, name):
        if (module, name) not in _STAND_INS:
            raise pickle.UnpicklingError(f"the file names {module}.{name}, which is not let in")
        return _STAND_INS[module, name]

    def persistent_load(self, saved):
        kind, first, second, *_ = saved
        return first if kind == "module" else second  # a class, or the key of a storage


def load(start: str) -> dict[str, np.ndarray]:
    """Return the authors' network of 512 units, its start "fixed" or "random", as arrays.

    The names and shapes are PyTorch's: `_blstm.weight_ih_l0` is (4 · 128, 55), its gates in the
    order i, f, g, o; `_reverse` is the layer that reads to the left; `_norm_0` and `_norm_1` are
    layer normalisations (epsilon 0.001), `_wpred` the dense layer. Raises DataError where the file
    cannot be had. Used by lesson 16.

    Source: Grisoni et al. 2020, doi 10.1021/acs.jcim.9b00943; CC BY 4.0.
    """
    return read_module(files.fetch(f"bimodal_authors_{start}"))


def read_module(path: Path) -> dict[str, np.ndarray]:
    """Return each parameter of the module in a file, float32, by its name.

    Raises pickle.UnpicklingError for a file of another kind, or that names any other class.
    """
    with path.open("rb") as file:
        if [_unpickle(file), _unpickle(file)] != [_MAGIC, _PROTOCOL]:
            raise pickle.UnpicklingError(f"{path.name} is not a file of PyTorch 1.0")
        _unpickle(file)  # sizes of C's types, where it was written
        module = _unpickle(file)
        storages = {key: _storage(file) for key in _unpickle(file)}
    return {name: _array(tensor, storages) for name, tensor in _parameters(module)}


def _unpickle(file: BinaryIO):
    return _Unpickler(file).load()


def _storage(file: BinaryIO) -> np.ndarray:
    (count,) = struct.unpack("<q", file.read(8))
    return np.frombuffer(file.read(4 * count), "<f4", count)


def _parameters(module: _Module, before: str = ""):
    for name, tensor in vars(module)["_parameters"].items():
        yield before + name, tensor
    for name, inner in vars(module)["_modules"].items():
        yield from _parameters(inner, f"{before}{name}.")


def _array(tensor: dict, storages: dict[str, np.ndarray]) -> np.ndarray:
    """Return a copy of the part of a storage that a tensor of contiguous rows covers."""
    size, first = tensor["size"], tensor["offset"]
    rows = tuple(int(np.prod(size[axis + 1 :])) for axis in range(len(size)))
    if tensor["stride"] != rows:
        raise pickle.UnpicklingError(f"a tensor of strides {tensor['stride']}, not {rows}")
    values = storages[tensor["storage"]][first : first + int(np.prod(size))]
    return values.reshape(size).astype(np.float32)
