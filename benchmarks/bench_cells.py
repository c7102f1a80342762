"""Forward and backward of one layer, against torch's own modules and a loop of cells under autograd; single steps.

Ours keeps every gate and every gradient by time step; torch's modules keep neither. One thread, 64 steps, 64 symbols:
ids for ours, the same as one-hot vectors for torch's, which take nothing else. Medians of interleaved runs, in time of
the processor.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
from torch import nn

from benchmarks.bare import import_torch_cpu
from explorer.generation import Writer
from explorer.kernels import Tape, kernel_for
from explorer.kernels._loop import CellLoop
from explorer.network import Network

STEPS, SYMBOLS = 64, 64
SIZES = ((16, 64), (32, 128))
STEP_HIDDEN = 128
CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
Measurement = tuple[str, float, float, str]
Work = Callable[[], object]


def ours(cell: str, ids: torch.Tensor, hidden_size: int, *, loop: bool = False) -> Work:
    """One forward and backward of our layer, gates and gradients kept."""
    layer = Network(cell, SYMBOLS, hidden_size, 1).cells[0]
    kernel = CellLoop if loop else kernel_for(cell)
    state = layer.initial_state(ids.shape[1])
    gradient = torch.ones(*ids.shape, hidden_size)

    def work() -> Tape:
        layer.zero_grad()
        tape = Tape()
        hidden, _ = kernel.run(layer, ids, state, tape)
        hidden.backward(gradient)
        return tape

    return work


def theirs(module: Callable[..., nn.Module], ids: torch.Tensor, hidden_size: int) -> Work:
    """One forward and backward of torch's layer."""
    layer = module(SYMBOLS, hidden_size)
    vectors = nn.functional.one_hot(ids, SYMBOLS).float()
    gradient = torch.ones(*ids.shape, hidden_size)

    def work() -> None:
        layer.zero_grad()
        layer(vectors)[0].backward(gradient)

    return work


def medians(works: dict[str, Work], repeats: int) -> dict[str, float]:
    """Milliseconds of the processor for each, run in turn, so that a slow moment falls on all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats + 2):
        for name, work in works.items():
            start = time.thread_time()
            work()
            times[name].append(1000 * (time.thread_time() - start))
    return {name: statistics.median(measured[2:]) for name, measured in times.items()}


def times(batch: int, hidden_size: int, repeats: int = 15) -> dict[str, float]:
    """Milliseconds by "ours rnn", "torch rnn", "loop rnn" and so on."""
    ids = torch.randint(SYMBOLS, (STEPS, batch), generator=torch.Generator().manual_seed(0))
    works: dict[str, Work] = {}
    for cell, module in CELLS.items():
        works[f"ours {cell}"] = ours(cell, ids, hidden_size)
        works[f"torch {cell}"] = theirs(module, ids, hidden_size)
        works[f"loop {cell}"] = ours(cell, ids, hidden_size, loop=True)
    return one_thread(works, repeats)


def one_thread(works: dict[str, Work], repeats: int) -> dict[str, float]:
    """`medians` with one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return medians(works, repeats)
    finally:
        torch.set_num_threads(threads)


def our_steps(cell: str) -> Work:
    """`Network.step`, one symbol after the other, as sampling takes them."""
    network, ids = Network(cell, SYMBOLS, STEP_HIDDEN, SYMBOLS), torch.zeros(1, dtype=torch.long)

    def work() -> None:
        state = None
        for _ in range(STEPS):
            _, state = network.step(ids, state)

    return work


def our_writing(cell: str, **settings: float) -> Work:
    """A network that writes: reshaping, drawing and reading each token."""
    writer = Writer(Network(cell, SYMBOLS, STEP_HIDDEN, SYMBOLS), **settings)

    def work() -> None:
        for _ in range(STEPS):
            writer.advance()

    return work


def their_steps() -> Work:
    """The same with torch's LSTM cell and a readout, and no checks."""
    cell, readout = nn.LSTMCell(SYMBOLS, STEP_HIDDEN), nn.Linear(STEP_HIDDEN, SYMBOLS)
    x = nn.functional.one_hot(torch.zeros(1, dtype=torch.long), SYMBOLS).float()

    @torch.no_grad()
    def work() -> None:
        state = (torch.zeros(1, STEP_HIDDEN), torch.zeros(1, STEP_HIDDEN))
        for _ in range(STEPS):
            state = cell(x, state)
            readout(state[0])

    return work


def step_times(repeats: int = 30) -> dict[str, float]:
    """Microseconds a step, or a token with its draw, by cell; "torch" is nn.LSTMCell and nn.Linear without a draw."""
    works = {cell: our_steps(cell) for cell in CELLS} | {"torch": their_steps()}
    works |= {f"{cell} writing": our_writing(cell, temperature=0.7) for cell in CELLS}
    works["lstm writing, top-k, top-p"] = our_writing("lstm", temperature=0.7, top_k=20, top_p=0.9)
    return {name: 1000 * ms / STEPS for name, ms in one_thread(works, repeats).items()}


def compile_seconds() -> float:
    """Seconds of the processor until the three cells have all their code, where nothing was kept."""
    programs = [program for cell in CELLS for program in kernel_for(cell).programs()]
    start = time.process_time()
    for program in {program.name: program for own in programs for program in (own, own.other) if program}.values():
        program.compile()
    return time.process_time() - start


def measure() -> list[Measurement]:
    """(name, value, target, comparison): ratios of our time to theirs; "<=" where a value above the target fails."""
    found: list[Measurement] = []
    for batch, hidden_size in SIZES:
        ms = times(batch, hidden_size)
        size = f"batch {batch}, hidden {hidden_size}"
        total = {who: sum(ms[f"{who} {cell}"] for cell in CELLS) for who in ("ours", "torch", "loop")}
        found.append((f"three cells / torch, {size}", total["ours"] / total["torch"], 0.8, "<="))
        found.append((f"three cells / cell loop, {size}", total["ours"] / total["loop"], 0.4, "<="))
        found += [(f"{cell} / torch, {size}", ms[f"ours {cell}"] / ms[f"torch {cell}"], 1.0, "aim") for cell in CELLS]
        found += [(f"{name} ms, {size}", value, float("nan"), "info") for name, value in ms.items()]
    us = step_times()
    found.append(
        ("one token of the lstm, drawn / LSTMCell and Linear alone", us["lstm writing"] / us["torch"], 1.5, "<=")
    )
    found.append(("the same with top-k and top-p", us["lstm writing, top-k, top-p"] / us["torch"], 1.5, "<="))
    found.append(("one step of the lstm / LSTMCell and Linear", us["lstm"] / us["torch"], 1.5, "<="))
    found += [(f"one step of {name} µs", value, float("nan"), "info") for name, value in us.items()]
    compiling, importing = compile_seconds(), import_torch_cpu()
    found.append(("seconds to compile three cells, all options, both precisions", compiling, float("nan"), "info"))
    found.append(("the same / import torch, in time of the processor", compiling / importing, 2.5, "<="))
    return found


if __name__ == "__main__":
    for name, value, target, comparison in measure():
        print(f"{name:45} {value:8.3f}  {comparison} {target}")
