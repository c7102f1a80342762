"""The border between NumPy and torch: numbers from anywhere as tensors, and tensors as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from explorer.problem import N_, Problem
from explorer.records import Array

Numbers = Tensor | NDArray[Any]
"""What functions here take: a tensor or an array; pandas' tables and nested lists do as well."""

KNOWN_TO_NUMPY = (torch.float16, torch.float32, torch.float64)


def as_tensor(values: Any, device: torch.device) -> Tensor:
    """Numbers on `device`: integers as int64, floats and booleans in their own precision.

    They may be a tensor, or what NumPy reads as an array, in any byte order and with any strides. An array is copied:
    torch could not see that it changed between forward and backward. Raises `Problem` for what is none of this.
    """
    if isinstance(values, PackedSequence):
        raise Problem(
            N_(
                "A PackedSequence holds sequences of different lengths; expected [time, batch, …]. Pad it with "
                "torch.nn.utils.rnn.pad_packed_sequence, and give what was padded the weight 0."
            )
        )
    if not isinstance(values, Tensor):
        return torch.from_numpy(_native(values)).to(device)
    if values.layout != torch.strided or values.is_complex() or values.is_quantized:
        raise _no_numbers(f"{values.dtype}, {values.layout}")
    here = values.to(device) if values.is_floating_point() or values.dtype == torch.bool else values.to(device).long()
    if torch.compiler.is_compiling():  # a compiler cannot follow the next question
        return here
    # What inference mode made cannot be kept for a backward; its copy can.
    return here.clone() if here.is_inference() and not torch.is_inference_mode_enabled() else here


def as_array(tensor: Tensor) -> Array:
    """The values of a tensor, wherever it is; in single precision where NumPy does not have its type (bfloat16)."""
    known = not tensor.is_floating_point() or tensor.dtype in KNOWN_TO_NUMPY
    return (tensor if known else tensor.float()).numpy(force=True)


def _native(values: Any) -> Array:
    """A copy as torch takes it: contiguous, in the machine's byte order."""
    if np.ma.is_masked(values):
        raise Problem(N_("Some of the numbers are masked; expected all of them. Fill them first: array.filled(…)."))
    try:
        array = np.asarray(values)
        if array.dtype == object:  # pandas' own integers come as objects
            array = np.asarray(array.tolist())
    except (TypeError, ValueError, RuntimeError):
        raise _no_numbers(type(values).__name__) from None
    if array.dtype.kind == "u" and array.itemsize == 8:
        array = np.minimum(array, np.uint64(np.iinfo(np.int64).max))  # or the largest would come out as negative ids
    kind = {"u": np.dtype(np.int64), "i": np.dtype(np.int64), "f": array.dtype.newbyteorder("="), "b": array.dtype}
    if array.dtype.kind not in kind:
        raise _no_numbers(f"{type(values).__name__}, {array.dtype}")
    own = kind[array.dtype.kind]
    return np.array(array, dtype=own if own.itemsize <= 8 else np.float64, order="C")


def _no_numbers(got: str) -> Problem:
    return Problem(
        N_("Expected real numbers as a dense tensor, an array, or lists of equal length; got {got}."), got=got
    )
