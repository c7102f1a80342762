import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import tensors
from tests.headers import joined, split

ARRAYS = {
    "matrix": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    "number": np.array(7, np.int64),
    "nothing": np.zeros((0, 4), np.float16),
}
TOLD = {"run": {"steps": [0, 10], "title": "Кіт ⟨t⟩"}, "more": None}
PACKED = tensors.to_bytes(ARRAYS, TOLD)
HEADER, REST = split(PACKED)


def test_arrays_and_what_stands_beside_them_come_back():
    arrays, told = tensors.from_bytes(PACKED)
    assert told == TOLD == tensors.metadata(PACKED)
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert (arrays[name].dtype, arrays[name].shape) == (array.dtype, array.shape), name
        np.testing.assert_array_equal(arrays[name], array)


def test_any_reader_of_the_format_reads_it():
    assert {name: json.loads(text) for name, text in HEADER["__metadata__"].items()} == TOLD
    assert HEADER["matrix"]["shape"] == [3, 2]


def test_the_header_alone_is_enough_for_what_stands_beside(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes(PACKED + bytes(10_000))
    head = tensors.header(path)
    assert head + REST == PACKED
    assert tensors.metadata(head) == TOLD
    with pytest.raises(ValueError, match="expected a whole safetensors file"):
        tensors.from_bytes(head)


def beside(told):
    return joined(HEADER | {"__metadata__": told}, REST)


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(PACKED[:4], id="half a length"),
        pytest.param(PACKED[:100], id="half a header"),
        pytest.param(struct.pack("<Q", 1 << 63) + PACKED[8:], id="a header of 2^63 bytes"),
        pytest.param(joined(b"[" * 100_000), id="nested"),
        pytest.param(joined(b"[]"), id="a list"),
        pytest.param(joined(json.dumps(HEADER).encode("utf-16"), REST), id="not UTF-8"),
        pytest.param(joined({"a": HEADER["matrix"]}, REST), id="no metadata"),
        pytest.param(beside("text"), id="metadata that is a text"),
        pytest.param(beside(["run"]), id="metadata that is a list"),
        pytest.param(beside({"run": 7}), id="a part that is a number"),
        pytest.param(beside({"run": "{"}), id="a part that is no JSON"),
        pytest.param(beside({"run": "[" * 100_000}), id="a part that is nested"),
    ],
)
def test_what_has_no_metadata_of_ours_is_refused(packed):
    with pytest.raises(ValueError, match="expected a header"):
        tensors.metadata(packed)
    with pytest.raises(ValueError, match="expected a header"):
        tensors.from_bytes(packed)


def test_a_header_that_is_too_long_is_not_parsed(monkeypatch):
    monkeypatch.setattr(tensors, "LONGEST", len(PACKED) - len(REST) - 9)
    with pytest.raises(ValueError, match="expected a header of at most"):
        tensors.metadata(PACKED)


@given(st.data())
def test_changed_bytes_are_read_or_refused_with_a_value_error(data):
    changed = bytearray(PACKED)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(PACKED) - 1))] = data.draw(st.integers(0, 255))
    try:
        arrays, told = tensors.from_bytes(bytes(changed))
    except ValueError as error:
        assert type(error) is ValueError  # noqa: PT017 - either outcome is right, nothing else is
    else:
        assert isinstance(told, dict)
        assert all(isinstance(array, np.ndarray) for array in arrays.values())
