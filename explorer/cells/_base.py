"""What all recurrent cells share: a named state, declared options, parameters that follow from their declaration."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from explorer.names import EVERY_CELL
from explorer.problem import N_, Problem
from explorer.registry import Registry
from explorer.settings import Setting, by_name


@dataclass(frozen=True)
class State:
    """What a layer carries from one time step to the next, each [batch, hidden].

    `hidden` is a<t>; `cell` is the memory cell c<t>, None where the cell has none of its own; `inner` is the memory of
    a cell within that cell, None where there is none.
    """

    hidden: Tensor
    cell: Tensor | None = None
    inner: Tensor | None = None

    @property
    def parts(self) -> tuple[Tensor, ...]:
        """The tensors that there are, in the order of the fields."""
        return tuple(part for part in (self.hidden, self.cell, self.inner) if part is not None)

    def map(self, change: Callable[[Tensor], Tensor]) -> State:
        """The same fields, each tensor changed, in the order of the fields."""
        hidden = change(self.hidden)
        cell, inner = (None if part is None else change(part) for part in (self.cell, self.inner))
        return State(hidden, cell, inner)

    @property
    def memory(self) -> Tensor:
        """c<t> of a cell that has one; TypeError for a state that has none."""
        if self.cell is None:
            raise TypeError("this state has no memory cell")
        return self.cell

    @property
    def inner_memory(self) -> Tensor:
        """The memory within the memory cell; TypeError for a state that has none."""
        if self.inner is None:
            raise TypeError("this state has no inner memory")
        return self.inner


cells: Registry[Cell] = Registry("cell")


class Cell(nn.Module):
    r"""One time step of a recurrence. A subclass declares what it has and writes its equations in `forward`.

    Class attributes:
        gates: names of what `forward` reports beside the state, a subset of "update", "reset", "forget", "output",
            "candidate".
        has_memory: whether the state has a memory cell c<t> apart from a<t>.
        matrices: the suffix k of every stacked matrix W_k = [W_ka | W_kx], [hidden, hidden + input], and bias b_k.
        options: keyword arguments of this cell, declared in its row of `explorer.names`; each becomes an attribute.

    Initial values are those of torch (U(±1/√hidden)), drawn from `generator`, never from the global one, in float64
    whatever `dtype` is, so that one seed gives the same network in every precision.
    """

    gates: ClassVar[tuple[str, ...]] = ()
    has_memory: ClassVar[bool] = False
    matrices: ClassVar[tuple[str, ...]]
    options: ClassVar[Mapping[str, Setting]] = by_name(*EVERY_CELL)
    recurrent_init: str
    spectral_radius: float

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        generator: torch.Generator,
        dtype: torch.dtype = torch.float32,
        **options: Any,
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        for name, value in self.check_options(options).items():
            setattr(self, name, value)
        for name, shape in self.shapes(input_size, hidden_size, **options).items():
            self.register_parameter(name, nn.Parameter(torch.empty(shape, dtype=dtype)))
        with torch.no_grad():
            self.initialise(generator)

    @abstractmethod
    def forward(self, x: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """One step from ids [batch] or vectors [batch, input]: the next state, and every gate [batch, hidden]."""

    @classmethod
    def check_options(cls, options: Mapping[str, Any]) -> dict[str, Any]:
        """All options of this cell, defaults filled in. Problem for an unknown name or a value out of range."""
        for name in options:
            if name not in cls.options:
                raise Problem(
                    N_("This cell has no option “{option}”. It has: {choices}."),
                    option=name,
                    choices=", ".join(cls.options),
                )
        return {
            name: option.check(option.meant(options.get(name, option.default))) for name, option in cls.options.items()
        }

    @classmethod
    def shapes(cls, input_size: int, hidden_size: int, **options: Any) -> dict[str, tuple[int, ...]]:
        """Name and shape of every parameter, in the order in which they are drawn."""
        cls.check_options(options)
        weights: dict[str, tuple[int, ...]] = {f"W_{k}": (hidden_size, hidden_size + input_size) for k in cls.matrices}
        return weights | {f"b_{k}": (hidden_size,) for k in cls.matrices}

    @classmethod
    def count_parameters(cls, input_size: int, hidden_size: int, **options: Any) -> int:
        """How many numbers the cell learns, found without building it."""
        return sum(prod(shape) for shape in cls.shapes(input_size, hidden_size, **options).values())

    def initialise(self, generator: torch.Generator) -> None:
        """Draw every parameter from `generator`, then give the recurrent parts the form that the options ask for."""
        bound = self.hidden_size**-0.5
        for parameter in self.parameters():
            drawn = torch.empty(parameter.shape, dtype=torch.float64, device=generator.device)
            drawn.uniform_(-bound, bound, generator=generator)
            if parameter.dim() == 2:
                recurrent = self._recurrent(drawn[:, : self.hidden_size].clone(), generator)
                drawn[:, : self.hidden_size] = recurrent
            parameter.copy_(drawn)

    def _recurrent(self, uniform: Tensor, generator: torch.Generator) -> Tensor:
        matrix = uniform
        if self.recurrent_init == "identity":
            matrix = torch.eye(self.hidden_size, dtype=torch.float64, device=uniform.device)
        elif self.recurrent_init == "orthogonal":
            gaussian = torch.empty_like(uniform).normal_(generator=generator)
            q, r = torch.linalg.qr(gaussian)
            # The signs make Q uniform over all rotations (Mezzadri 2007), which QR alone does not.
            matrix = q * torch.sign(torch.diagonal(r))
        if self.spectral_radius:
            matrix = matrix * (self.spectral_radius / torch.linalg.eigvals(matrix).abs().max())
        return matrix

    def initial_state(self, batch: int) -> State:
        """a<0> = 0 (and c<0> = 0)."""
        zeros = next(self.parameters()).new_zeros(batch, self.hidden_size)
        return State(zeros, zeros.clone() if self.has_memory else None)


def is_ids(inputs: Tensor) -> bool:
    """Whether inputs are ids (integers) rather than vectors."""
    return not inputs.is_floating_point()


def product(weights: Tensor, stacked: tuple[Tensor, Tensor]) -> Tensor:
    """W [a, x]: the stacked matrix [W_a | W_x] acting on hidden [batch, hidden] over x.

    Ids [batch] choose columns of W_x, which is what multiplying with a one-hot vector does, without the vector.
    """
    hidden, x = stacked
    if not is_ids(x):
        return torch.cat(stacked, -1) @ weights.t()
    size = hidden.shape[-1]
    return hidden @ weights[:, :size].t() + weights[:, size:].t()[x]
