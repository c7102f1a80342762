"""The way back through one step of each cell whose derivatives are written down, by one or two matrix products.

A layer keeps the local derivatives of every step of the run that a tape holds. `to_k` is ∂y/∂z_k, what reaches the
pre-activation z_k = W_k [a<t−1>, x<t>] + b_k; `slope_k` is ∂c<t>/∂z_k.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import torch
from torch import Tensor

from explorer.cells import Cell
from explorer.cells.gru import GRU
from explorer.cells.lstm import LSTM
from explorer.gradients._layers import NORM, NOTHING, PROJECTION, Adjoint, Layer
from explorer.gradients._products import combined, product
from explorer.kernels import Tape
from explorer.registry import Registry


class DerivedLayer(Layer):
    """A layer whose cell's local derivatives are written down here."""

    def __init__(self, cell: Any, inputs: Tensor, tape: Tape, tells: str, dtype: torch.dtype) -> None:
        """See `Layer`."""
        self.cell, self.tells, self.dtype = cell, tells, dtype
        self.initial, self.hidden = tape.initial or cell.initial_state(1), tape.hidden[:, 0]
        self.weights = {k: weight.to(dtype) for k, weight in _matrices(cell, tells).items()}
        self.prepare(tape)

    @abstractmethod
    def prepare(self, tape: Tape) -> None:
        """Keep the local derivatives of every step."""

    @staticmethod
    @abstractmethod
    def gate_gradients(cell: Any, tape: Tape) -> dict[str, Tensor]:
        """∂J/∂Γ<t> of every gate, [time, batch, hidden], from the gradients that a backward left on the tape."""

    def total(self, t: int, adjoint: Adjoint) -> None:
        """Nothing to add where the state is a<t> alone."""

    def steps(self, values: Tensor) -> tuple[Tensor, ...]:
        """Values [time, 1, hidden] as one [hidden] a step, in the precision of the way back."""
        return values[:, 0].to(self.dtype).unbind(0)

    def columns(self, values: Tensor) -> tuple[Tensor, ...]:
        """The same as columns [hidden, 1], which scale the rows of a matrix."""
        return values[:, 0].to(self.dtype).unsqueeze(2).unbind(0)

    def room(self, rows: int) -> Tensor:
        """Memory for a matrix of `combined`."""
        return torch.empty_like(next(iter(self.weights.values()))).repeat(rows, 1)

    def split(self, out: Tensor, adjoint: Adjoint, *to: Tensor) -> Tensor:
        """Take ∂y/∂[a<t−1>, x<t>] apart: a<t−1> into the adjoint, and what is told of x<t> back to the caller."""
        size = adjoint.state.hidden.shape[1]
        adjoint.state.hidden.copy_(out[:, :size])
        return torch.cat(to, dim=1) if self.tells == PROJECTION else out[:, size:]


def _matrices(cell: Cell, tells: str) -> dict[str, Tensor]:
    """[W_ka | the columns that give what is told of the inputs], for every k."""
    weights = {k: cell.get_parameter(f"W_{k}") for k in cell.matrices}
    recurrent = {k: weight[:, : cell.hidden_size] for k, weight in weights.items()}
    if tells in (PROJECTION, NOTHING):
        return {k: weight.contiguous() for k, weight in recurrent.items()}
    stacked = torch.cat([weight[:, cell.hidden_size :] for weight in weights.values()])
    if tells == NORM and stacked.shape[1] > stacked.shape[0]:
        # More symbols than rows: W_x = Rᵀ Qᵀ with orthonormal Q, and ‖to_z W_x‖ = ‖to_z Rᵀ‖ has far fewer columns.
        stacked = torch.linalg.qr(stacked.t(), mode="r").R.t()
    columns = stacked.chunk(len(weights))
    return {k: torch.cat([weight, own], dim=1) for (k, weight), own in zip(recurrent.items(), columns, strict=True)}


def previous(values: Tensor) -> Tensor:
    """The values of one step before, [time, …]; zeros before the first."""
    return torch.cat([torch.zeros_like(values[:1]), values[:-1]])


def gradient(found: Tensor | None) -> Tensor:
    """A gradient that a backward left on a tape."""
    if found is None:
        raise TypeError("the tape holds no gradients; call backward first")
    return found


ways: Registry[DerivedLayer] = Registry("way back")


@ways.register("rnn")
class RNNLayer(DerivedLayer):
    """a<t> = g(z): one product with W_a."""

    def prepare(self, tape: Tape) -> None:
        """Keep g'(z), which all three activations give from a<t> alone."""
        a = tape.hidden
        slope = {"tanh": lambda: 1 - a * a, "sigmoid": lambda: a * (1 - a), "relu": lambda: (a > 0).to(a)}
        self.slope = self.steps(slope[self.cell.activation]())

    def back(self, t: int, adjoint: Adjoint) -> Tensor:
        """See `Layer`."""
        to_a = adjoint.packed * self.slope[t]
        return self.split(product(to_a, self.weights["a"]), adjoint, to_a)

    @staticmethod
    def gate_gradients(cell: Any, tape: Tape) -> dict[str, Tensor]:
        """It has no gates."""
        return {}


@ways.register("gru-simple")
class SimpleGRULayer(DerivedLayer):
    """c<t> = Γu ∗ c̃ + (1 − Γu) ∗ c<t−1>: one product with both matrices combined."""

    def prepare(self, tape: Tape) -> None:
        """Keep ∂c<t>/∂z of both, and 1 − Γu."""
        update, candidate = tape.gates["update"], tape.gates["candidate"]
        self.slope_u = self.columns((candidate - previous(tape.hidden)) * update * (1 - update))
        self.slope_c = self.columns(update * (1 - candidate**2))
        self.keep = self.steps(1 - update)
        self.matrix = self.room(1)

    def back(self, t: int, adjoint: Adjoint) -> Tensor:
        """See `Layer`."""
        slope_u, slope_c, to_cell = self.slope_u[t], self.slope_c[t], adjoint.packed
        matrix = combined((slope_u, self.weights["u"]), (slope_c, self.weights["c"]), out=self.matrix)
        matrix.diagonal().add_(self.keep[t])
        to = (to_cell * slope_u.t(), to_cell * slope_c.t()) if self.tells == PROJECTION else ()
        return self.split(product(to_cell, matrix), adjoint, *to)

    @staticmethod
    def gate_gradients(cell: Any, tape: Tape) -> dict[str, Tensor]:
        """∂J/∂Γu and ∂J/∂c̃."""
        to_cell = gradient(tape.grad_hidden)
        return {
            "update": to_cell * (tape.gates["candidate"] - previous(tape.hidden)),
            "candidate": to_cell * tape.gates["update"],
        }


@ways.register("gru")
class GRULayer(DerivedLayer):
    """The full GRU: one combined product with the reset after W_c; before it, Γr needs what comes back from W_c."""

    def prepare(self, tape: Tape) -> None:
        """Keep ∂c<t>/∂z_u, ∂c<t>/∂z_c, the factor of Γr, and 1 − Γu."""
        update, candidate, reset = (tape.gates[name] for name in ("update", "candidate", "reset"))
        before = previous(tape.hidden)
        slope_c = update * (1 - candidate**2)
        self.reset, self.keep = self.steps(reset), self.steps(1 - update)
        self.slope_u = self.columns((candidate - before) * update * (1 - update))
        self.slope_c, self.slope_ca = self.columns(slope_c), self.columns(slope_c * reset)
        factor = slope_c * _recurrent(self.cell, before) if self.cell.reset_after else before
        self.slope_r = self.columns(factor * reset * (1 - reset))
        self.matrix = self.room(1)

    def back(self, t: int, adjoint: Adjoint) -> Tensor:
        """See `Layer`."""
        return self._after(t, adjoint) if self.cell.reset_after else self._before(t, adjoint)

    def _after(self, t: int, adjoint: Adjoint) -> Tensor:
        to_cell, size = adjoint.packed, self.cell.hidden_size
        w_c, w_u, w_r = (self.weights[k] for k in "cur")
        slopes = self.slope_c[t], self.slope_u[t], self.slope_r[t]
        matrix = combined((slopes[1], w_u), (slopes[2], w_r), out=self.matrix)
        matrix[:, :size].addcmul_(w_c[:, :size], self.slope_ca[t])
        matrix[:, size:].addcmul_(w_c[:, size:], slopes[0])
        matrix.diagonal().add_(self.keep[t])
        to = [to_cell * slope.t() for slope in slopes] if self.tells == PROJECTION else []
        return self.split(product(to_cell, matrix), adjoint, *to)

    def _before(self, t: int, adjoint: Adjoint) -> Tensor:
        to_cell, size = adjoint.packed, self.cell.hidden_size
        to_c, to_u = to_cell * self.slope_c[t].t(), to_cell * self.slope_u[t].t()
        # The left part of this is what reaches Γr ∗ c<t−1>.
        out = product(to_c, self.weights["c"])
        to_r = out[:, :size] * self.slope_r[t].t()
        out[:, :size].mul_(self.reset[t]).addcmul_(to_cell, self.keep[t])
        out += product(to_u, self.weights["u"])
        out += product(to_r, self.weights["r"])
        return self.split(out, adjoint, to_c, to_u, to_r)

    @staticmethod
    def gate_gradients(cell: GRU, tape: Tape) -> dict[str, Tensor]:
        """∂J/∂Γu, ∂J/∂c̃, and ∂J/∂Γr through the candidate."""
        to_cell, update, candidate = gradient(tape.grad_hidden), tape.gates["update"], tape.gates["candidate"]
        before = previous(tape.hidden)
        to_c = to_cell * update * (1 - candidate**2)
        if cell.reset_after:
            to_reset = to_c * _recurrent(cell, before)
        else:
            to_reset = (to_c @ cell.W_c[:, : cell.hidden_size]) * before
        return {"update": to_cell * (candidate - before), "reset": to_reset, "candidate": to_cell * update}


def _recurrent(cell: GRU, before: Tensor) -> Tensor:
    """W_ca c<t−1> + b_ca, what Γr multiplies in a GRU with the reset after the product."""
    return before @ cell.W_c[:, : cell.hidden_size].t() + cell.b_ca


@ways.register("lstm")
class LSTMLayer(DerivedLayer):
    """a<t> = Γo ∗ g(c<t>): one product, with W_o for a<t> and the three other matrices combined for c<t>."""

    def prepare(self, tape: Tape) -> None:
        """Keep ∂a<t>/∂z_o, ∂a<t>/∂c<t>, ∂c<t>/∂z of the three others, and Γf."""
        update, forget, output, candidate = (tape.gates[k] for k in ("update", "forget", "output", "candidate"))
        memory = gradient(tape.cell)
        squash = self.cell.output_activation == "tanh"
        visible = torch.tanh(memory) if squash else memory
        self.slope_o = self.columns(visible * output * (1 - output))
        self.through_hidden = self.steps(output * (1 - visible**2) if squash else output)
        self.slope_c = self.columns(update * (1 - candidate**2))
        self.slope_u = self.columns(candidate * update * (1 - update))
        self.slope_f = self.columns(previous(memory) * forget * (1 - forget))
        self.forget = self.steps(forget)
        self.matrix = self.room(2)
        self.of_hidden, self.of_cell = self.matrix.chunk(2)

    def total(self, t: int, adjoint: Adjoint) -> None:
        """See `Layer`."""
        adjoint.state.memory.addcmul_(adjoint.state.hidden, self.through_hidden[t])

    def back(self, t: int, adjoint: Adjoint) -> Tensor:
        """See `Layer`."""
        w, slopes = self.weights, (self.slope_c[t], self.slope_u[t], self.slope_f[t])
        combined((self.slope_o[t], w["o"]), out=self.of_hidden)
        combined((slopes[0], w["c"]), (slopes[1], w["u"]), (slopes[2], w["f"]), out=self.of_cell)
        out = product(adjoint.packed, self.matrix)
        to: list[Tensor] = []
        if self.tells == PROJECTION:
            to = [adjoint.state.memory * slope.t() for slope in slopes] + [adjoint.state.hidden * self.slope_o[t].t()]
        adjoint.state.memory.mul_(self.forget[t])
        return self.split(out, adjoint, *to)

    @staticmethod
    def gate_gradients(cell: LSTM, tape: Tape) -> dict[str, Tensor]:
        """∂J/∂Γo from ∂J/∂a<t>, the others from ∂J/∂c<t>."""
        to_cell, memory = gradient(tape.grad_cell), gradient(tape.cell)
        visible = torch.tanh(memory) if cell.output_activation == "tanh" else memory
        return {
            "update": to_cell * tape.gates["candidate"],
            "forget": to_cell * previous(memory),
            "output": gradient(tape.grad_hidden) * visible,
            "candidate": to_cell * tape.gates["update"],
        }
