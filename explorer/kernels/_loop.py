"""The plain loop over a cell's own steps, differentiated by autograd: for cells that have no kernel, and to compare."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from explorer.cells._base import Cell, State
from explorer.kernels._base import Kernel, Tape


class CellLoop(Kernel):
    """Runs any cell step by step."""

    @staticmethod
    def run(cell: Cell, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`."""
        states: list[State] = []
        gates: list[dict[str, Tensor]] = []
        for x in inputs.unbind(0):
            state, gate = cell(x, state)
            states.append(state)
            gates.append(gate)
        hidden = torch.stack([step.hidden for step in states])
        if tape is not None:
            _write(tape, cell, states, gates, hidden)
        return hidden, state


def _write(tape: Tape, cell: Cell, states: list[State], gates: list[dict[str, Tensor]], hidden: Tensor) -> None:
    tape.hidden = hidden.detach()
    tape.gates = {name: torch.stack([gate[name].detach() for gate in gates]) for name in cell.gates}
    # The gradient is taken at each step's own tensor: at the stack of them it would be the direct gradient only.
    for t, step in enumerate(states):
        if step.hidden.requires_grad:
            step.hidden.register_hook(_keep(tape, "grad_hidden", t))  # type: ignore[no-untyped-call]
    if cell.has_memory:
        memory = [step.cell for step in states if step.cell is not None]
        tape.cell = torch.stack(memory).detach()
        for t, c in enumerate(memory):
            if c.requires_grad:
                c.register_hook(_keep(tape, "grad_cell", t))  # type: ignore[no-untyped-call]


def _keep(tape: Tape, name: str, t: int) -> Callable[[Tensor], None]:
    def keep(gradient: Tensor) -> None:
        if getattr(tape, name) is None:
            # Steps that no loss depends on never get a gradient: theirs is 0.
            setattr(tape, name, torch.zeros_like(tape.hidden))
        getattr(tape, name)[t] = gradient

    return keep
