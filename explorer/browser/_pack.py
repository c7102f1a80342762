"""How a component's data travels: a JSON header and raw bytes in one message, so no matrix is spelt out as text."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bytes = NDArray[np.uint8]


def pack(header: Mapping[str, Any], arrays: Sequence[Bytes] = ()) -> bytes:
    """Join a header and arrays of bytes into one message.

    The message is a little-endian uint32 with the length of the header, the header as UTF-8 JSON, and the arrays one
    after the other in C order. The header that arrives has one key more, "arrays": a list of {"offset", "shape"} in the
    order given, where an offset counts bytes from the end of the header.

    Raises TypeError for an array that is not uint8, ValueError for a header that is not plain JSON (NaN and infinity
    are not) or that has a key "arrays" of its own.

    >>> pack({"t": 1}, [np.array([[7, 8]], np.uint8)])[4:]
    b'{"t":1,"arrays":[{"offset":0,"shape":[1,2]}]}\\x07\\x08'
    """
    if "arrays" in header:
        raise ValueError('the header may not have a key "arrays": it is where the shapes go')
    places: list[dict[str, Any]] = []
    offset = 0
    for index, array in enumerate(arrays):
        if not isinstance(array, np.ndarray) or array.dtype != np.uint8:
            got = getattr(array, "dtype", type(array).__name__)
            raise TypeError(f"array {index} must be a NumPy array of uint8 (see quantise); got {got}")
        places.append({"offset": offset, "shape": list(array.shape)})
        offset += array.size
    try:
        text = json.dumps({**header, "arrays": places}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"the header must be plain JSON with finite numbers: {problem}") from problem
    # A lone surrogate (half of an emoji, cut by a tokeniser) has no UTF-8 form; a question mark stands for it.
    content = text.encode("utf-8", errors="replace")
    return b"".join([struct.pack("<I", len(content)), content, *(array.tobytes() for array in arrays)])


def quantise(values: ArrayLike, low: float, high: float) -> Bytes:
    """Numbers as bytes: `low` becomes 0, `high` 255, linearly between; what lies outside is clipped, NaN counts as 0.0.

    The shape stays. Raises ValueError unless low < high, both finite.

    >>> quantise([-1.0, 0.0, 1.0, 9.0, float("nan")], -1.0, 1.0).tolist()
    [0, 128, 255, 255, 128]
    """
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"quantise needs finite bounds with low < high; got low={low}, high={high}")
    numbers = np.nan_to_num(np.asarray(values, dtype=np.float64), nan=0.0, posinf=high, neginf=low)
    scaled = (np.clip(numbers, low, high) - low) * (255.0 / (high - low))
    return np.floor(scaled + 0.5).astype(np.uint8)
