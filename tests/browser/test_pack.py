"""The message between Python and a component: what goes in comes out, and mistakes say what was expected."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest

from explorer.browser._pack import pack, quantise


def unpack(message: bytes) -> tuple[dict[str, Any], list[np.ndarray[Any, Any]]]:
    """Read a message as the scripts in the browser do."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length].decode("utf-8"))
    payload = np.frombuffer(message, np.uint8, offset=4 + length)
    arrays = []
    for place in header["arrays"]:
        size = int(np.prod(place["shape"]))
        arrays.append(payload[place["offset"] : place["offset"] + size].reshape(place["shape"]))
    return header, arrays


def test_round_trip_keeps_header_and_arrays() -> None:
    first = np.arange(12, dtype=np.uint8).reshape(3, 4)
    second = np.array([255, 0], np.uint8)
    header, arrays = unpack(pack({"title": "Прихований стан a⟨t⟩ 😀", "steps": 4}, [first, second]))
    assert header["title"] == "Прихований стан a⟨t⟩ 😀"
    np.testing.assert_array_equal(arrays[0], first)
    np.testing.assert_array_equal(arrays[1], second)


def test_arrays_that_are_views_arrive_in_c_order() -> None:
    whole = np.arange(24, dtype=np.uint8).reshape(4, 6)
    _, arrays = unpack(pack({}, [whole.T, whole[::2, 1::2]]))
    np.testing.assert_array_equal(arrays[0], whole.T)
    np.testing.assert_array_equal(arrays[1], whole[::2, 1::2])


def test_no_arrays_is_a_message_too() -> None:
    header, arrays = unpack(pack({"a": None}))
    assert header == {"a": None, "arrays": []}
    assert arrays == []


def test_a_lone_surrogate_does_not_stop_a_message() -> None:
    header, _ = unpack(pack({"text": "a\ud83d"}))
    assert header["text"] == "a?"


@pytest.mark.parametrize("header", [{"x": float("nan")}, {"x": float("inf")}, {"x": {1, 2}}, {"x": np.float32(1)}])
def test_a_header_must_be_plain_json(header: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="plain JSON with finite numbers"):
        pack(header)


def test_the_key_arrays_is_taken() -> None:
    with pytest.raises(ValueError, match="arrays"):
        pack({"arrays": []})


@pytest.mark.parametrize("array", [np.zeros(3), [1, 2], np.zeros(3, np.int8)])
def test_arrays_must_be_bytes(array: Any) -> None:
    with pytest.raises(TypeError, match="array 1 must be a NumPy array of uint8"):
        pack({}, [np.zeros(2, np.uint8), array])


def test_quantise_ends_middle_and_outside() -> None:
    got = quantise([[-5, -1, 0], [1, 5, np.nan]], -1, 1)
    assert got.dtype == np.uint8
    assert got.tolist() == [[0, 0, 128], [255, 255, 128]]
    assert quantise([np.nan, np.inf, -np.inf], 2, 3).tolist() == [0, 255, 0]


def test_quantise_is_off_by_at_most_half_a_step() -> None:
    values = np.random.default_rng(0).uniform(-4, 4, 1000)
    back = -4 + quantise(values, -4, 4) * (8 / 255)
    assert np.abs(back - values).max() <= 4 / 255 + 1e-9


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (float("nan"), 1), (0, float("inf"))])
def test_quantise_needs_a_range(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="low < high"):
        quantise([0.0], low, high)
