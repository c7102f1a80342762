"""Networks from elsewhere, in the lecture's notation: taken over whole, or refused."""

from __future__ import annotations

from explorer.convert._convert import from_torch

__all__ = ["from_torch"]
