import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_sequence
from torch.testing import assert_close

from explorer.border import as_array, as_tensor
from explorer.gradients import connectivity, gradient_norms, loss_contributions
from explorer.network import Network
from explorer.problem import Problem
from explorer.trace import record

CPU = torch.device("cpu")
IDS = np.random.default_rng(0).integers(6, size=(7, 3))
VECTORS = np.random.default_rng(0).normal(size=(7, 3, 6))


def read_only(array, folder):
    path = folder / "ids"
    array.tofile(path)
    return np.memmap(path, array.dtype, mode="r", shape=array.shape)


FORMS = {
    "uint16 on the disk": lambda a, folder: read_only(a.astype(np.uint16), folder),
    "big-endian": lambda a, _: a.astype(a.dtype.newbyteorder(">")),
    "reversed": lambda a, _: a[::-1].copy()[::-1],
    "every second": lambda a, _: np.repeat(a, 2, axis=1)[:, ::2],
    "by columns": lambda a, _: np.asfortranarray(a),
    "a field of records": lambda a, _: np.rec.fromarrays([a, a.astype(np.int8)], names="ids,rest")["ids"],
    "uint64": lambda a, _: a.astype(np.uint64),
    "int8": lambda a, _: a.astype(np.int8),
    "lists": lambda a, _: a.tolist(),
    "a table": lambda a, _: pd.DataFrame(a),
    "a table of pandas' own integers": lambda a, _: pd.DataFrame(a).astype("Int64"),
    "masked nowhere": lambda a, _: np.ma.array(a),
    "a tensor of uint16": lambda a, _: torch.as_tensor(a.astype(np.uint16)),
}


@pytest.mark.parametrize("form", FORMS)
def test_ids_of_any_form_are_read_and_measured_alike(form, tmp_path):
    network = Network("gru", 6, 5, 6, dtype=torch.float64)
    ids = FORMS[form](IDS, tmp_path)
    assert_close(network(ids), network(torch.as_tensor(IDS)), rtol=0, atol=0)
    np.testing.assert_array_equal(record(network, ids).logits, record(network, IDS).logits)
    for measure in (gradient_norms, loss_contributions, connectivity):
        found, expected = measure(network, ids, ids), measure(network, IDS, IDS)
        pairs = [(found[name], expected[name]) for name in found] if isinstance(found, dict) else [(found, expected)]
        for got, wanted in pairs:
            np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize("form", [form for form in FORMS if "int" not in form and "table" not in form])
def test_vectors_of_any_form_are_read_alike(form, tmp_path):
    network = Network("rnn", 6, 5, 4, dtype=torch.float64)
    assert_close(network(FORMS[form](VECTORS, tmp_path)), network(torch.as_tensor(VECTORS)), rtol=0, atol=0)


@given(
    dtype=st.sampled_from("?bBhHiIlLqQefdg"),
    order=st.sampled_from("<>"),
    shape=st.lists(st.integers(0, 3), max_size=3),
    steps=st.lists(st.sampled_from([-2, -1, 1, 2]), min_size=3, max_size=3),
    seed=st.integers(0, 99),
)
def test_values_come_through_as_they_are(dtype, order, shape, steps, seed):
    whole = np.random.default_rng(seed).integers(0, 2, size=[2 * size for size in shape])
    array = np.asarray(whole).astype(np.dtype(dtype).newbyteorder(order))[
        tuple(slice(None, None, s) for s in steps[: len(shape)])
    ]
    found = as_tensor(array, CPU)
    assert found.shape == array.shape
    np.testing.assert_array_equal(found.numpy(), array)
    assert found.dtype == (torch.bool if dtype == "?" else torch.int64) or array.dtype.kind == "f"


def test_an_array_that_changes_later_changes_nothing():
    network, ids = Network("lstm", 6, 5, 4), IDS.copy()
    losses = network(ids).sum()
    expected = torch.autograd.grad(losses, network.cells[0].W_c, retain_graph=True)[0]
    ids[:] = 0
    assert torch.equal(torch.autograd.grad(losses, network.cells[0].W_c)[0], expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("abc", "Expected real numbers as a dense tensor, an array, or lists of equal length; got str"),
        (None, "got NoneType"),
        ({"a": 1}, "got dict"),
        ([[1], [2, 3]], "got list"),
        (np.array([["a"]]), "got ndarray, <U1"),
        (np.zeros((2, 2), complex), "got ndarray, complex128"),
        (np.zeros((2, 2), "M8[s]"), "got ndarray, datetime64"),
        (pd.DataFrame({"a": ["x"]}), "got DataFrame"),
        (torch.zeros(2, 2, dtype=torch.complex64), "got torch.complex64"),
        (torch.eye(6).to_sparse(), "got torch.float32, torch.sparse_coo"),
        (pack_sequence([torch.zeros(3, 6), torch.zeros(2, 6)]), r"PackedSequence .* Pad it with torch.*pad_packed"),
        (np.ma.array(IDS, mask=IDS > 2), r"masked; expected all of them. Fill them first: array.filled"),
    ],
)
def test_what_are_no_numbers_is_told(values, expected):
    network = Network("rnn", 6, 5, 4)
    with pytest.raises(Problem, match=expected):
        network(values)
    with pytest.raises(Problem, match=expected):
        gradient_norms(network, IDS, values)


def test_other_shapes_and_ranges_are_told_by_the_network():
    network = Network("rnn", 6, 5, 4)
    with pytest.raises(Problem, match=r"ids \[time, batch\] .*; got \[7\] of int64"):
        network(pd.Series(IDS[:, 0]))
    with pytest.raises(Problem, match="Ids must be 0 to 5; got 9223372036854775807"):
        network(np.full((2, 2), 2**64 - 1, np.uint64))


@pytest.mark.parametrize(
    "dtype", [torch.bfloat16, torch.float16, torch.float32, torch.float64, torch.int64, torch.bool]
)
def test_every_type_becomes_an_array(dtype):
    values = torch.tensor([[0.0, 1.0]]).to(dtype)
    found = as_array(values.requires_grad_() if dtype.is_floating_point else values)
    assert found.tolist() == [[0, 1]]
    assert found.dtype.name == ("float32" if dtype == torch.bfloat16 else str(dtype).removeprefix("torch."))
