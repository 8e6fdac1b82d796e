"""The authors' network is read without PyTorch, and a file that names anything else is refused."""

import io
import os
import pickle
import struct
from collections import OrderedDict

import numpy as np
import pytest

from tests.support.real import real_file
from utils.chem import authors


class Storage:
    """A storage as the pickle of a tensor names it."""

    def __init__(self, key, values):
        self.key, self.values = key, np.asarray(values, "<f4")


class Named:
    """Pickled as the global name of a class or function that isn't here."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Called:
    """Pickled as a call of a named function with these arguments, and a state."""

    def __init__(self, module, name, arguments=(), state=None):
        self.named, self.arguments, self.state = Named(module, name), arguments, state


class Writer(pickle._Pickler):  # the one in Python, whose opcodes a test can write
    """Writes what PyTorch 1.0 would."""

    def persistent_id(self, thing):
        if isinstance(thing, Storage):
            kind = Named("torch", "FloatStorage")
            return "storage", kind, thing.key, "cuda:0", len(thing.values), None
        if isinstance(thing, Named) and thing.name == "BiDirLSTM":
            return "module", Named("bidir_lstm", "BiDirLSTM "), "bidir_lstm.py", "class BiDirLSTM"
        return None

    def save(self, thing, save_persistent_id=True):
        if isinstance(thing, Named) and not (save_persistent_id and self.persistent_id(thing)):
            self.write(f"c{thing.module}\n{thing.name.strip()}\n".encode())
        elif isinstance(thing, Called):
            self.save(thing.named)
            self.save(tuple(thing.arguments))
            self.write(b"R")
            if thing.state is not None:
                self.save(thing.state)
                self.write(b"b")
        else:
            super().save(thing, save_persistent_id)


def dumped(thing):
    buffer = io.BytesIO()
    Writer(buffer, 2).dump(thing)
    return buffer.getvalue()


def parameter(storage, offset, size, stride):
    arguments = (storage, offset, size, stride, False, OrderedDict())
    tensor = Called("torch._utils", "_rebuild_tensor_v2", arguments)
    return Called("torch._utils", "_rebuild_parameter", (tensor, True, OrderedDict()))


def module(name, parameters, inner=(), where="bidir_lstm"):
    state = {"_parameters": OrderedDict(parameters), "_modules": OrderedDict(inner)}
    return Called(where, name, (), state)


def file_of(network, storages, magic=0x1950A86A20F9469CFC6C):
    pickles = [magic, 1001, {"little_endian": True}, network, [s.key for s in storages]]
    values = (struct.pack("<q", len(s.values)) + s.values.tobytes() for s in storages)
    return b"".join([*map(dumped, pickles), *values])


def made_up():
    weights, bias = Storage("7", np.arange(20)), Storage("5", [0.5, -1])
    dense = [
        ("weight", parameter(weights, 4, (2, 5), (5, 1))),
        ("bias", parameter(bias, 0, (2,), (1,))),
    ]
    lstm = [("weight_hh_l0", parameter(weights, 0, (2, 2), (2, 1)))]
    inner = [
        ("_blstm", module("LSTM", lstm, where="torch.nn.modules.rnn")),
        ("_wpred", module("Linear", dense, where="torch.nn.modules.linear")),
    ]
    return module("BiDirLSTM", [], inner), [bias, weights]


def test_each_parameter_has_its_name_shape_and_values(tmp_path):
    path = tmp_path / "network.dat"
    path.write_bytes(file_of(*made_up()))
    found = authors.read_module(path)
    assert list(found) == ["_blstm.weight_hh_l0", "_wpred.weight", "_wpred.bias"]
    np.testing.assert_array_equal(found["_blstm.weight_hh_l0"], [[0, 1], [2, 3]])
    np.testing.assert_array_equal(found["_wpred.weight"], np.arange(4, 14).reshape(2, 5))
    np.testing.assert_array_equal(found["_wpred.bias"], [0.5, -1])
    assert all(array.dtype == np.float32 for array in found.values())


@pytest.mark.parametrize(
    ("where", "name"), [("os", "system"), ("builtins", "eval"), ("torch.nn.modules.rnn", "GRU")]
)
def test_a_file_that_names_another_class_is_refused_before_it_is_made(tmp_path, where, name):
    done = tmp_path / "done"
    path = tmp_path / "network.dat"
    path.write_bytes(file_of(Called(where, name, (f"touch {done}",)), []))
    with pytest.raises(pickle.UnpicklingError, match=f"{where}.{name}"):
        authors.read_module(path)
    assert not done.exists()


def test_a_real_pickle_of_a_function_is_refused(tmp_path):
    path = tmp_path / "network.dat"
    path.write_bytes(b"".join(map(dumped, [0x1950A86A20F9469CFC6C, 1001, {}])))
    with path.open("ab") as file:
        pickle.dump(os.getcwd, file)
    with pytest.raises(pickle.UnpicklingError, match="not let in"):
        authors.read_module(path)


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "network.dat"
    path.write_bytes(file_of(*made_up(), magic=7))
    with pytest.raises(pickle.UnpicklingError, match="not a file of PyTorch"):
        authors.read_module(path)


def test_a_transposed_tensor_is_refused(tmp_path):
    weights = Storage("1", np.arange(6))
    tensor = parameter(weights, 0, (2, 3), (1, 2))
    network = module("Linear", [("weight", tensor)], where="torch.nn.modules.linear")
    path = tmp_path / "network.dat"
    path.write_bytes(file_of(network, [weights]))
    with pytest.raises(pickle.UnpicklingError, match="strides"):
        authors.read_module(path)


def test_the_alphabet_is_sorted_and_has_the_marks():
    assert len(authors.CHARACTERS) == 55
    assert list(authors.CHARACTERS) == sorted(set(authors.CHARACTERS))
    assert {"A", "G", "E"} < set(authors.CHARACTERS)


@pytest.mark.parametrize("start", ["fixed", "random"])
def test_the_published_network_is_crossed(start):
    found = authors.read_module(real_file(f"bimodal_authors_{start}"))
    assert found["_blstm.weight_ih_l0"].shape == (512, 55)
    assert found["_blstm.weight_ih_l1_reverse"].shape == (512, 256), "it reads both directions"
    assert found["_wpred.weight"].shape == (55, 256)
    assert all(np.isfinite(array).all() for array in found.values())
