"""Connectivity in one sweep, beside one backward pass for each output over torch's nn.LSTM with the same weights.

The rival that gives the same matrix runs in float64: in float32 a third of its entries underflow to 0 over 256 steps,
which `lost` says; ours counts exponents apart and loses none. The rival is taken at its best, asked for the gradient of
the input alone. One thread, medians of interleaved runs. Memory is the peak of a whole process, torch included.
"""

from __future__ import annotations

import copy
import itertools
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

import explorer

SYMBOLS = 64
SIZES = ((256, 128, 10.0), (256, 256, 20.0))  # steps, hidden units, how many times as fast is promised
LENGTHS = (250, 500, 1000)
Measurement = tuple[str, float, float, str]


def example(steps: int, hidden_size: int) -> tuple[nn.LSTM, nn.Linear, explorer.Network, Tensor]:
    """torch's layer and readout, the same as a network of ours, and ids [time, 1]."""
    torch.manual_seed(0)
    layer, readout = nn.LSTM(SYMBOLS, hidden_size), nn.Linear(hidden_size, SYMBOLS)
    return layer, readout, explorer.from_torch(layer, readout), torch.randint(SYMBOLS, (steps, 1))


def theirs(layer: nn.LSTM, readout: nn.Linear, ids: Tensor) -> np.ndarray:
    """‖∂ logit_k(s) / ∂ x(t)‖, one backward pass for each s, with k the input symbol."""
    x = nn.functional.one_hot(ids, SYMBOLS).to(readout.weight.dtype).requires_grad_()
    logits = readout(layer(x)[0])
    rows = []
    for s in range(len(ids)):
        (gradient,) = torch.autograd.grad(logits[s, 0, ids[s, 0]], x, retain_graph=True)
        rows.append(gradient[:, 0].norm(dim=1).numpy())
    return np.array(rows)


def seconds(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median time of each, run in turn, so that a slow moment of the machine falls on all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(measured) for name, measured in times.items()}


def compared(steps: int, hidden_size: int, promised: float) -> list[Measurement]:
    """Times of both in both precisions, and how far the results are from each other."""
    layer, readout, network, ids = example(steps, hidden_size)
    layer64, readout64, network64 = (copy.deepcopy(module).double() for module in (layer, readout, network))
    ours, exact = explorer.connectivity(network, ids, ids), theirs(layer64, readout64, ids)
    single, past = theirs(layer, readout, ids), np.tril_indices(steps)
    times = seconds(
        {
            "ours": lambda: explorer.connectivity(network, ids, ids),
            "ours, all in float64": lambda: explorer.connectivity(network64, ids, ids),
            "torch, float32": lambda: theirs(layer, readout, ids),
            "torch, float64": lambda: theirs(layer64, readout64, ids),
        },
        3,
    )
    size = f"T {steps}, hidden {hidden_size}"
    rival = times["torch, float64"]
    return [
        (f"times as fast, {size}", rival / times["ours"], promised, ">="),
        (f"times as fast, all in float64, {size}", rival / times["ours, all in float64"], math.nan, "info"),
        (f"times as fast as the lossy float32, {size}", times["torch, float32"] / times["ours"], math.nan, "info"),
        (f"share of the past lost by float32, {size}", float((single[past] == 0).mean()), math.nan, "info"),
        (f"largest relative difference, {size}", float(np.abs(ours[past] / exact[past] - 1).max()), 1e-4, "<="),
        *((f"{name} s, {size}", value, math.nan, "info") for name, value in times.items()),
    ]


def growth(hidden_size: int = 128) -> list[Measurement]:
    """The steepest exponent b of time ~ T^b from one length to the next, and the seconds."""
    works = {}
    for steps in LENGTHS:
        _, _, network, ids = example(steps, hidden_size)
        works[str(steps)] = lambda network=network, ids=ids: explorer.connectivity(network, ids, ids)
    times = {int(name): value for name, value in seconds(works, 5).items()}
    steepest = max(math.log(times[b] / times[a]) / math.log(b / a) for a, b in itertools.pairwise(LENGTHS))
    return [
        (f"steepest growth to T 1,000, hidden {hidden_size}, T^", steepest, 2.1, "<="),
        *((f"ours s, T {steps}, hidden {hidden_size}", value, math.nan, "info") for steps, value in times.items()),
    ]


def peak() -> float:
    """Megabytes at the peak of a fresh process that does nothing but connectivity over 1,000 steps."""
    command = [sys.executable, "-m", "benchmarks.bench_gradients", "--peak"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure() -> list[Measurement]:
    """(name, value, target, comparison); "<=" and ">=" fail on the wrong side of the target."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        found = [line for size in SIZES for line in compared(*size)] + growth()
    finally:
        torch.set_num_threads(threads)
    return [*found, ("megabytes at T 1,000, hidden 256, whole process", peak(), 1000.0, "<=")]


if __name__ == "__main__":
    if "--peak" in sys.argv:
        _, _, long_network, long_ids = example(1000, 256)
        explorer.connectivity(long_network, long_ids, long_ids)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        for name, value, target, comparison in measure():
            print(f"{name:60} {value:12.6f}  {comparison} {target}")
