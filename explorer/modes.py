"""Torch's modes: what a caller has switched on or off does not decide whether a network can be measured, nor how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import torch

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@contextmanager
def own_modes() -> Iterator[None]:
    """Gradients on; no inference mode, no autocast, and the processor as the default device."""
    with ExitStack() as stack:
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.enable_grad())
        for device in ("cpu", "cuda", "mps"):
            if torch.is_autocast_enabled(device):
                stack.enter_context(torch.autocast(device, enabled=False))
        if torch.get_default_device().type != "cpu":
            stack.enter_context(torch.device("cpu"))
        yield


def in_own_modes(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The function, always called in `own_modes`."""

    @wraps(function)
    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with own_modes():
            return function(*args, **kwargs)

    return call
