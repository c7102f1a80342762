"""How the loops of this folder are compiled: by Numba, once for a machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def _digest() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


DIGEST = _digest()


def compiled(function: Function, *, reorder: bool = False) -> Function:
    """The function as machine code, made at its first call and kept on disk; others may run Python meanwhile.

    With `reorder` the terms of a sum may be added in any order, without which it is not vectorised.
    """
    # Numba's cache looks at a function's own file only, so that it would go on calling what another file has changed.
    # Hence the state of the whole folder is a part of the name.
    function.__qualname__ += f"_{DIGEST}"
    # "contract" lets a · b + c be one instruction.
    fastmath = {"contract", "reassoc"} if reorder else {"contract"}
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": fastmath}
    try:
        made = numba.njit(cache=True, **options)(function)
    except RuntimeError:
        # Neither this folder nor the user's own can be written to.
        made = numba.njit(**options)(function)
    return cast("Function", made)
