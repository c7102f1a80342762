"""Arrays and JSON in one safetensors file: written, read whole, or read by its header alone.

Nothing of such a file is ever executed, and anyone may have written it: whatever is none of ours is a ValueError.

Source: https://github.com/huggingface/safetensors#format (the length of the header, 8 bytes, little end first; the
header, JSON that says where each array lies, and whose "__metadata__" maps names to texts; the arrays).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

LENGTH = 8
LONGEST = 100_000_000
"""Bytes of a header, at most; as many as the safetensors library takes."""


def to_bytes(arrays: Mapping[str, NDArray[Any]], told: Mapping[str, Any]) -> bytes:
    """Arrays, and JSON beside them: by name, what `from_bytes` and `metadata` give back."""
    packed: bytes = save(
        {name: np.asarray(array, order="C") for name, array in arrays.items()},
        {name: json.dumps(value) for name, value in told.items()},
    )
    return packed


def from_bytes(packed: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays and the JSON of a whole file. Raises ValueError for any other bytes."""
    told = metadata(packed)
    try:
        return load(packed), told
    except (SafetensorError, LookupError, TypeError, OverflowError) as error:
        raise ValueError(f"expected a whole safetensors file; got {len(packed)} bytes ({error})") from None


def metadata(packed: bytes) -> dict[str, Any]:
    """What stands beside the arrays, by name. The header is enough. Raises ValueError where there is none of ours."""
    length = header_length(packed)
    limit = max(0, min(LONGEST, len(packed) - LENGTH))
    if length > limit:
        raise ValueError(f"expected a header of at most {limit} bytes; got one of {length}")
    try:
        texts = json.loads(packed[LENGTH : LENGTH + length].decode())["__metadata__"]
        return {str(name): json.loads(text) for name, text in texts.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"expected a header with JSON in its metadata; got another ({error})") from None


def header_length(packed: bytes) -> int:
    """How many bytes the header takes, by what the file says of itself: nobody has checked it."""
    return int.from_bytes(packed[:LENGTH], "little")


def header(path: Path) -> bytes:
    """The beginning of a file of ours: enough for `metadata`, and little of a large file."""
    with path.open("rb") as file:
        length = file.read(LENGTH)
        return length + file.read(header_length(length))
