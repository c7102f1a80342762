"""The lecture's recurrences, one file each; a new file in this folder is a new cell."""

from __future__ import annotations

from explorer.cells._base import Cell, State, cells
from explorer.registry import import_modules

__all__ = ["Cell", "State", "cells"]

import_modules(__name__, list(__path__))
