"""Safetensors files taken apart and put together by hand, so that tests can make such as nobody should write."""

from __future__ import annotations

import json
import struct
from typing import Any


def split(packed: bytes) -> tuple[dict[str, Any], bytes]:
    """The header, parsed, and the arrays behind it."""
    (length,) = struct.unpack_from("<Q", packed)
    return json.loads(packed[8 : 8 + length]), packed[8 + length :]


def joined(header: dict[str, Any] | str | bytes, arrays: bytes = b"") -> bytes:
    """A file with this header, written as JSON or as it is."""
    text = json.dumps(header) if isinstance(header, dict) else header
    text = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(text)) + text + arrays
