"""Layers of one kind of cell over a sequence, and a readout: knows Cell, not which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from explorer.border import Numbers, as_array, as_tensor
from explorer.cells import Cell, State, cells
from explorer.cells._base import is_ids
from explorer.kernels import CellLoop, Kernel, Stepper, Tape, kernel_for
from explorer.problem import N_, Problem

Inputs = Numbers
LARGEST = 65_536
SEEDS = -(1 << 63), (1 << 64) - 1
"""What torch takes."""


class Network(nn.Module):
    """A recurrent network in the lecture's notation, ŷ<t> = W_y a<t> + b_y on top of `layers` layers of `cell`.

    `engine` "kernel" is the fast one; "cell" runs the equations as they stand in `cells`. Both give the same numbers.
    "kernel" steps aside for "cell" by itself where it could not serve: on other devices than the processor and in other
    precisions than float32 and float64; where someone hooks into a cell, prunes or parametrizes its weights, or puts
    another forward in its place; inside of torch.func, forward-mode derivatives and torch.compile. Only "cell" can be
    differentiated twice. Further keyword arguments are options of the cell (`cells[name].options`). The same seed gives
    the same weights. Raises `Problem` for sizes below 1, an unknown cell, engine, dtype or option.
    """

    W_y: Tensor
    b_y: Tensor

    def __init__(
        self,
        cell: str = "lstm",
        input_size: int = 1,
        hidden_size: int = 64,
        output_size: int = 1,
        layers: int = 1,
        seed: int = 0,
        *,
        engine: str = "kernel",
        dtype: torch.dtype = torch.float32,
        **cell_options: Any,
    ) -> None:
        super().__init__()
        kind = cells[cell]
        input_size, hidden_size, output_size, layers = _sizes(
            input_size=input_size, hidden_size=hidden_size, output_size=output_size, layers=layers
        )
        seed = whole("seed", seed, *SEEDS)
        if engine not in ("kernel", "cell"):
            raise Problem(N_("engine must be “kernel” or “cell”; got {got}."), got=engine)
        if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
            raise Problem(N_("dtype must be a floating-point type of torch, as torch.float32; got {got}."), got=dtype)
        self.cell_name, self.engine, self.seed = cell, engine, seed
        self.input_size, self.hidden_size, self.output_size, self.layers = input_size, hidden_size, output_size, layers
        self.cell_options = kind.check_options(cell_options)
        generator = torch.Generator().manual_seed(seed)
        sizes = [input_size] + [hidden_size] * (layers - 1)
        self.cells = nn.ModuleList(
            kind(size, hidden_size, generator=generator, dtype=dtype, **cell_options) for size in sizes
        )
        bound = hidden_size**-0.5
        for name, shape in self._readout_shapes(hidden_size, output_size).items():
            drawn = torch.empty(shape, dtype=torch.float64, device=generator.device)
            drawn.uniform_(-bound, bound, generator=generator)
            self.register_parameter(name, nn.Parameter(torch.empty(shape, dtype=dtype).copy_(drawn)))

    @staticmethod
    def _readout_shapes(hidden_size: int, output_size: int) -> dict[str, tuple[int, ...]]:
        return {"W_y": (output_size, hidden_size), "b_y": (output_size,)}

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the gates that tapes and traces of this network hold."""
        return self.every_cell()[0].gates

    @property
    def has_memory(self) -> bool:
        """Whether there is a memory cell c<t> apart from a<t>."""
        return self.every_cell()[0].has_memory

    @property
    def dtype(self) -> torch.dtype:
        """The precision it computes in."""
        return self.W_y.dtype

    @property
    def parameter_count(self) -> int:
        """How many numbers it learns."""
        return sum(parameter.numel() for parameter in self.parameters())

    @staticmethod
    def count_parameters(
        cell: str, input_size: int, hidden_size: int, output_size: int, layers: int = 1, **cell_options: Any
    ) -> int:
        """`parameter_count` of such a network, without building it."""
        input_size, hidden_size, output_size, layers = _sizes(
            input_size=input_size, hidden_size=hidden_size, output_size=output_size, layers=layers
        )
        kind = cells[cell]
        first = kind.count_parameters(input_size, hidden_size, **cell_options)
        further = kind.count_parameters(hidden_size, hidden_size, **cell_options)
        return first + (layers - 1) * further + output_size * (hidden_size + 1)

    def every_cell(self) -> list[Cell]:
        """The cell of each layer."""
        return cast("list[Cell]", list(self.cells))

    @property
    def _kernel(self) -> type[Kernel]:
        # A compiler would follow the import of the kernels, only to be sent back to the loop.
        return CellLoop if self.engine == "cell" or torch.compiler.is_compiling() else kernel_for(self.cell_name)

    def forward(self, inputs: Inputs, state: Sequence[State] | None = None, tapes: list[Tape] | None = None) -> Tensor:
        """Logits [time, batch, output] for ids [time, batch] or vectors [time, batch, input].

        `state` is one State a layer (zeros if None). Each layer appends a `Tape` to `tapes`, first layer first.
        Raises `Problem` for other shapes and for ids out of range.
        """
        return self.unroll(inputs, state, tapes)[0]

    def unroll(
        self, inputs: Inputs, state: Sequence[State] | None = None, tapes: list[Tape] | None = None
    ) -> tuple[Tensor, tuple[State, ...]]:
        """As `forward`, and the state after the last step."""
        hidden = self._checked(inputs, time=True)
        before = self._checked_state(state, hidden.shape[1])
        kernel = self._kernel
        after = []
        for cell, layer_state in zip(self.every_cell(), before, strict=True):
            tape = None if tapes is None else Tape()
            hidden, last = kernel.run(cell, hidden, layer_state, tape)
            after.append(last)
            if tapes is not None and tape is not None:
                tapes.append(tape)
        return self._readout(hidden), tuple(after)

    def step(
        self,
        inputs: Inputs,
        state: Sequence[State] | None = None,
        change: Callable[[int, State], State] | None = None,
    ) -> tuple[Tensor, tuple[State, ...]]:
        """One time step without gradient: ids [batch] or vectors [batch, input] → logits [batch, output], new state.

        `change` may put another state in the place of each layer's new one, which the layers above, the readout and the
        next step then get: it is called with the layer and its new state, first layer first.
        """
        hidden = self._checked(inputs, time=False)
        before = self._checked_state(state, hidden.shape[0])
        kernel = self._kernel
        after = []
        with torch.no_grad():
            for layer, (cell, layer_state) in enumerate(zip(self.cells, before, strict=True)):
                last = kernel.step(cell, hidden, layer_state)
                if change is not None:
                    last = change(layer, last)
                hidden = last.hidden
                after.append(last)
            return self._readout(hidden), tuple(after)

    def steppers(self) -> list[Stepper]:
        """One `Stepper` a layer: what `step` does, without its checks, for those who take thousands of steps."""
        return [self._kernel.stepper(cell) for cell in self.every_cell()]

    def initial_state(self, batch: int) -> tuple[State, ...]:
        """Zeros for every layer."""
        return tuple(cell.initial_state(batch) for cell in self.every_cell())

    def weights(self, layer: int = 0) -> dict[str, NDArray[Any]]:
        """Copies of the lecture's matrices of one layer, and of the readout, as NumPy.

        W_k [hidden, hidden + input] = [W_ka | W_kx], b_k [hidden], W_y [output, hidden], b_y [output].
        """
        if not isinstance(layer, int | np.integer) or not 0 <= layer < self.layers:
            raise Problem(N_("layer must be 0 to {high}; got {got}."), high=self.layers - 1, got=layer)
        return {name: np.array(as_array(value)) for name, value in self._weights(layer).items()}

    def _weights(self, layer: int) -> dict[str, Tensor]:
        """The matrices of a layer and of the readout by the lecture's names, also where a hook computes them."""
        cell = self.every_cell()[layer]
        shapes = cell.shapes(cell.input_size, cell.hidden_size, **self.cell_options)
        readout = self._readout_shapes(self.hidden_size, self.output_size)
        return {name: getattr(cell, name) for name in shapes} | {name: getattr(self, name) for name in readout}

    def _readout(self, hidden: Tensor) -> Tensor:
        return functional.linear(hidden, self.W_y, self.b_y)

    def _checked(self, inputs: Inputs, *, time: bool) -> Tensor:
        x = as_tensor(inputs, self.W_y.device)
        ids = fits(x, self.input_size, (2 if time else 1,), "[time, batch]" if time else "[batch]")
        return x if ids else x.to(self.dtype)

    def _checked_state(self, state: Sequence[State] | None, batch: int) -> Sequence[State]:
        if state is None:
            return self.initial_state(batch)
        if not isinstance(state, Sequence) or not all(isinstance(layer, State) for layer in state):
            raise Problem(
                N_(
                    "The state must be a list with one State a layer; got {got}. Take initial_state({batch}), or wrap "
                    "what you have: [explorer.cells.State(a[layer], c[layer]) for each layer]."
                ),
                got=_kinds(state),
                batch=batch,
            )
        if len(state) != self.layers:
            raise Problem(
                N_("There must be one state a layer: {expected}; got {got}."), expected=self.layers, got=len(state)
            )
        return [self._checked_layer(layer, batch) for layer in state]

    def _checked_layer(self, state: State, batch: int) -> State:
        if self._fits(state, batch):
            return state
        expected = _part_names(self._form)
        if _part_names(state) != expected:
            raise Problem(
                N_("The parts of the state of a layer must be {expected}; got {got}. Take initial_state({batch})."),
                expected=", ".join(expected),
                got=", ".join(_part_names(state)),
                batch=batch,
            )
        state = state.map(lambda part: as_tensor(part, self.W_y.device).to(self.dtype))
        if any(part.shape != (batch, self.hidden_size) for part in state.parts):
            raise Problem(
                N_("The state of a layer must be {expected}; got {got}. Take initial_state({batch})."),
                expected=[batch, self.hidden_size],
                got=[list(part.shape) for part in state.parts],
                batch=batch,
            )
        return state

    @cached_property
    def _form(self) -> State:
        """A state of one layer, to see which parts there are."""
        return self.every_cell()[0].initial_state(1)

    def _fits(self, state: State, batch: int) -> bool:
        """Whether nothing is to be done, which a loop over steps asks every time."""
        own, parts, shape = self.W_y, state.parts, (batch, self.hidden_size)
        kind, device = own.dtype, own.device
        for part in parts:
            if type(part) is not Tensor or part.dtype is not kind or part.shape != shape or part.device != device:
                return False
        return len(parts) == len(self._form.parts)


def _part_names(state: State) -> list[str]:
    named = {"hidden": state.hidden, "cell": state.cell, "inner": state.inner}
    return [name for name, part in named.items() if part is not None]


def _kinds(state: Any) -> str:
    name = type(state).__name__
    return f"{name} ({', '.join(type(part).__name__ for part in state)})" if isinstance(state, list | tuple) else name


def _sizes(**sizes: int) -> tuple[int, ...]:
    return tuple(whole(name, size, 1, LARGEST) for name, size in sizes.items())


def whole(name: str, value: Any, low: int, high: int) -> int:
    """The value as Python's int, also of one of NumPy; `Problem` for anything else and out of range."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise Problem(
            N_("{name} must be a whole number from {low} to {high}; got {got}."),
            name=name,
            low=low,
            high=high,
            got=value,
        )
    return int(value)


def fits(x: Tensor, size: int, axes_of_ids: Sequence[int], named: str) -> bool:
    """Whether these inputs are ids, with so many axes, `named` for people; else vectors of `size`, one axis more.

    Raises `Problem` where they are neither, and for ids of symbols that a network of `size` inputs does not know.
    """
    ids = is_ids(x) and x.dtype != torch.bool
    axes = axes_of_ids if ids else (min(axes_of_ids) + 1,)
    if x.dtype == torch.bool or x.dim() not in axes or not x.numel() or not (ids or x.shape[-1] == size):
        raise Problem(
            N_("Inputs must be ids {axes} or vectors {axes} × {size}; got {got} of {kind}."),
            axes=named,
            size=size,
            got=list(x.shape),
            kind=str(x.dtype).removeprefix("torch."),
        )
    if not ids:
        return False
    # One id at a time is what sampling gives; without the search its step takes 40 µs instead of 42.
    lowest, highest = (x, x) if x.numel() == 1 else torch.aminmax(x)
    low, high = int(lowest), int(highest)
    if low < 0 or high >= size:
        raise Problem(
            N_("Ids must be 0 to {high}; got {got}. The network was made for {size} symbols."),
            high=size - 1,
            got=low if low < 0 else high,
            size=size,
        )
    return True
