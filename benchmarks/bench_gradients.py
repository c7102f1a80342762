"""Connectivity in one sweep, beside one backward pass for each output over torch's nn.LSTM with the same weights.

One thread, medians of interleaved runs. The rival is taken at its best: in float32, only the gradient of the input is
asked for ("autograd.grad"), and the graph is kept. The way that most people write it, `.backward()` for each output,
also sums up gradients of all weights that nobody reads; it is given for information, as is our own float64.
Memory is the highest of a process that does nothing else, less what it holds before.
"""

from __future__ import annotations

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
SIZES = ((256, 128, 10.0), (256, 256, 20.0))  # steps, hidden units, how many times as fast we promise to be
LENGTHS = (250, 500, 1000)
Measurement = tuple[str, float, float, str]


def example(steps: int, hidden_size: int, cell: str = "lstm") -> tuple[nn.LSTM, nn.Linear, explorer.Network, Tensor]:
    """torch's layer and readout, the same as a network of ours, and ids [time, 1]."""
    torch.manual_seed(0)
    layer, readout = nn.LSTM(SYMBOLS, hidden_size), nn.Linear(hidden_size, SYMBOLS)
    return layer, readout, explorer.from_torch(layer, readout), torch.randint(SYMBOLS, (steps, 1))


def theirs(layer: nn.LSTM, readout: nn.Linear, ids: Tensor, *, lean: bool = True) -> Tensor:
    """‖∂ logit_k(s) / ∂ x(t)‖, one backward pass for each s, with k the input symbol."""
    x = nn.functional.one_hot(ids, SYMBOLS).to(readout.weight.dtype).requires_grad_()
    logits = readout(layer(x)[0])
    found = torch.zeros(len(ids), len(ids))
    for s in range(len(ids)):
        if lean:
            (gradient,) = torch.autograd.grad(logits[s, 0, ids[s, 0]], x, retain_graph=True)
        else:
            x.grad = None
            logits[s, 0, ids[s, 0]].backward(retain_graph=True)
            gradient = x.grad
        found[s] = gradient[:, 0].norm(dim=1)
    return found


def seconds(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median time of each, run in turn, so that a slow moment of the machine falls on all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(measured) for name, measured in times.items()}


def compared(steps: int, hidden_size: int, repeats: int = 5) -> tuple[dict[str, float], float]:
    """Seconds of each way, and the largest difference of the two results relative to the largest value of their row."""
    layer, readout, network, ids = example(steps, hidden_size)
    double = explorer.from_torch(layer, readout).double()
    ours = explorer.connectivity(network, ids, ids)
    found = seconds(
        {
            "ours": lambda: explorer.connectivity(network, ids, ids),
            "ours, float64": lambda: explorer.connectivity(double, ids, ids),
            "autograd.grad": lambda: theirs(layer, readout, ids),
        },
        repeats,
    )
    found |= seconds({".backward()": lambda: theirs(layer, readout, ids, lean=False)}, 1)
    rows = theirs(layer, readout, ids).numpy()
    return found, float((np.abs(ours - rows) / rows.max(axis=1, keepdims=True)).max())


def growth(hidden_size: int = 128) -> tuple[float, dict[int, float]]:
    """The steepest exponent b of time ~ T^b from one length to the next, and the seconds."""
    works = {}
    for steps in LENGTHS:
        _, _, network, ids = example(steps, hidden_size)
        works[str(steps)] = lambda network=network, ids=ids: explorer.connectivity(network, ids, ids)
    found = {int(name): value for name, value in seconds(works, 5).items()}
    steepest = max(math.log(found[b] / found[a]) / math.log(b / a) for a, b in itertools.pairwise(LENGTHS))
    return steepest, found


def peak() -> float:
    """Megabytes that connectivity over 1,000 steps adds to a process, in a fresh one."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_gradients", "--peak"], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def measure() -> list[Measurement]:
    """(name, value, target, comparison); "<=" and ">=" fail on the wrong side of the target."""
    found: list[Measurement] = []
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for steps, hidden_size, promised in SIZES:
            times, difference = compared(steps, hidden_size)
            size = f"T {steps}, hidden {hidden_size}"
            found.append(
                (f"times as fast as autograd.grad, {size}", times["autograd.grad"] / times["ours"], promised, ">=")
            )
            found.append(
                (f"times as fast as .backward(), {size}", times[".backward()"] / times["ours"], promised, ">=")
            )
            found.append((f"largest difference, {size}", difference, 1e-5, "<="))
            found += [(f"{name} s, {size}", value, math.nan, "info") for name, value in times.items()]
        steepest, times_by_length = growth()
        found.append(("steepest growth with T to 1,000, T^", steepest, 2.1, "<="))
        found += [
            (f"ours s, T {steps}, hidden 128", value, math.nan, "info") for steps, value in times_by_length.items()
        ]
    finally:
        torch.set_num_threads(threads)
    found.append(("megabytes at T 1,000, hidden 256", peak(), 1000.0, "<="))
    return found


if __name__ == "__main__":
    if "--peak" in sys.argv:
        _, _, network, ids = example(1000, 256)
        explorer.connectivity(network, ids[:3], ids[:3])  # loads what is loaded once
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        explorer.connectivity(network, ids, ids)
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
    else:
        for name, value, target, comparison in measure():
            print(f"{name:55} {value:12.6f}  {comparison} {target}")
