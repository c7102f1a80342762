"""Whether a compiled loop may stand for a cell: nobody could tell the two apart."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import _has_any_global_hook

from explorer.cells._base import cells

TYPES = {torch.float32, torch.float64}
KINDS = {Tensor, nn.Parameter}


def can_stand_for(cell: Any, *tensors: Tensor) -> bool:
    """Whether loops over `tensors` and the cell's own parameters give all that the cell itself would.

    They do not where its forward, its hooks or its weights are not those it was made with, where torch follows each
    operation (torch.func, forward-mode derivatives, torch.compile), and on other devices and types. It takes 2 µs.
    """
    if torch.compiler.is_compiling() or torch._C._are_functorch_transforms_active():
        return False
    if torch.autograd.forward_ad._current_level >= 0:
        return False
    return is_untouched(cell) and _are_usual((*cell._parameters.values(), *tensors))


def is_untouched(cell: nn.Module) -> bool:
    """Whether the cell is what it was made as: nobody hooks in, its forward and its parameters are its own."""
    # Old weight_norm and pruning are forward pre-hooks; parametrizations change the class.
    hooks = cell._forward_hooks or cell._forward_pre_hooks or cell._backward_hooks or cell._backward_pre_hooks
    if hooks or _has_any_global_hook():  # type: ignore[no-untyped-call]
        return False
    kind: Any = type(cell)
    return _is_one_of_ours(kind) and "forward" not in cell.__dict__


@cache
def _is_one_of_ours(kind: type) -> bool:
    return kind in cells.values()


def _are_usual(tensors: Iterable[Any]) -> bool:
    """Whether all are plain tensors on the processor, and those with a fraction of one type."""
    kinds = set()
    for tensor in tensors:
        if not tensor.is_cpu or type(tensor) not in KINDS:
            return False
        kinds.add(tensor.dtype)
    kinds.discard(torch.int64)  # ids
    return len(kinds) == 1 and kinds <= TYPES
