"""What all shapes share: which sequences go in and come out, sizes, an embedding of ids, and how a loss is taken."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from explorer.border import Numbers, as_array, as_tensor
from explorer.cells import Cell, cells
from explorer.kernels import Tape
from explorer.losses import step_losses
from explorer.network import LARGEST, SEEDS, fits, whole
from explorer.problem import N_, Problem
from explorer.registry import Registry
from explorer.shapes._lengths import Lengths
from explorer.shapes._stack import DIRECTIONS, Stack

shapes: Registry[Shape] = Registry("shape")

MOST_LAYERS = 64


class Shape(nn.Module):
    """A recurrent network of a certain shape: how many inputs T_x it reads, and how many answers T_y it gives.

    Class attributes: `title`, the lecture's name; `formula`, how T_x and T_y go together, in LaTeX; `segments`, the
    names of its stacks of layers ("" where there is one); `both`, whether it can read in both directions; `reads_all`,
    whether the first of them runs over all inputs (else over what is written).

    `inputs` are ids [T_x, batch], several ids a step [T_x, batch, ids] where there is an embedding, or vectors
    [T_x, batch, input]; `lengths` [batch] says how long each sequence is. With `embedding_size` an id is read as its
    column of E (lecture 8, "Представлення слів": x is the one-hot vector, e = E x), and several as their sum. Raises
    `Problem` for sizes, inputs, lengths and options that make no sense. `engine` is that of `Network`.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    segments: ClassVar[tuple[str, ...]] = ("",)
    both: ClassVar[bool] = True
    reads_all: ClassVar[bool] = True
    attention: bool = False
    noise: float = 0.0
    """The share of what the first layer reads, and of what the readout gets, that is left out at random while it
    learns: the same at every step (Y. Gal and Z. Ghahramani 2016). One-hot inputs stay as they are."""

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
        directions: int = 1,
        embedding_size: int = 0,
        dtype: torch.dtype = torch.float32,
        engine: str = "kernel",
        **cell_options: Any,
    ) -> None:
        super().__init__()
        self.cell_name = cell
        self.cell_options = cells[cell].check_options(cell_options)
        self.input_size = whole("input_size", input_size, 1, LARGEST)
        self.hidden_size = whole("hidden_size", hidden_size, 1, LARGEST)
        self.output_size = whole("output_size", output_size, 1, LARGEST)
        self.layers = whole("layers", layers, 1, MOST_LAYERS)
        self.directions = whole("directions", directions, 1, 2 if self.both else 1)
        self.embedding_size = whole("embedding_size", embedding_size, 0, LARGEST)
        self.seed = whole("seed", seed, *SEEDS)
        self._generator = torch.Generator().manual_seed(self.seed)
        self._dtype = dtype
        self.build()
        del self._generator
        self.engine = engine

    # -- What a shape is made of -------------------------------------------------------------------------------------

    @abstractmethod
    def build(self) -> None:
        """Make its stacks and its readout, from the sizes that it has."""

    @abstractmethod
    def forward(
        self,
        inputs: Numbers,
        targets: Numbers | None = None,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
        tapes: list[Tape] | None = None,
    ) -> Tensor:
        """Logits [T_y, batch, output], 0 in padding. `targets` are read by those shapes that read what they write."""

    def losses(
        self,
        logits: Tensor,
        targets: Numbers,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
    ) -> Tensor:
        """L<t> of every answer, [T_y, batch], as `explorer.losses.step_losses`; 0 in padding."""
        y = as_tensor(targets, logits.device)
        return self.answered(y, lengths, target_lengths).blank(step_losses(logits, y))

    def answered(self, targets: Tensor, lengths: Numbers | None, target_lengths: Numbers | None) -> Lengths:
        """How many answers count in each sequence."""
        return Lengths.of(targets, target_lengths)

    def running(self, inputs: Numbers, lengths: Numbers | None, logits: Tensor) -> Tensor:
        """`logits` of a forward over these inputs; of a shape that answers once, those after each step."""
        return logits

    def looked_at(self, inputs: Numbers, targets: Numbers, lengths: Numbers | None = None) -> Tensor:
        """α, how much each answer looks at each input, [T_y, batch, T_x]. `Problem` without attention."""
        raise Problem(N_("This network has no attention."))

    def stack(self, segment: str, input_size: int, directions: int | None = None) -> Stack:
        """A stack of this shape's cell, drawn from its seed."""
        return Stack(
            self.cell_name,
            input_size,
            self.hidden_size,
            self.layers,
            directions or self.directions,
            segment=segment,
            generator=self._generator,
            dtype=self._dtype,
            options=self.cell_options,
        )

    def draw(self, **named: tuple[int, ...]) -> None:
        """Register matrices by name and shape: each from U(±1/√hidden), as the readout of `Network`."""
        bound = self.hidden_size**-0.5
        for name, shape in named.items():
            drawn = torch.empty(shape, dtype=torch.float64).uniform_(-bound, bound, generator=self._generator)
            self.register_parameter(name, nn.Parameter(drawn.to(self._dtype)))

    def draw_readout(self, width: int, outputs: int | None = None) -> None:
        """Register W_y [output, width] and b_y."""
        outputs = outputs or self.output_size
        self.draw(W_y=(outputs, width), b_y=(outputs,))

    def draw_embedding(self) -> int:
        """Register E [embedding, input], N(0, 1) as in torch, if there is one; the size of what the cells read."""
        if not self.embedding_size:
            return self.input_size
        shape = self.embedding_size, self.input_size
        drawn = torch.empty(shape, dtype=torch.float64).normal_(generator=self._generator)
        self.register_parameter("E", nn.Parameter(drawn.to(self._dtype)))
        return self.embedding_size

    # -- What everyone may ask ---------------------------------------------------------------------------------------

    @property
    def engine(self) -> str:
        """As in `Network`: "kernel" or "cell"."""
        return next(self.stacks()).engine

    @engine.setter
    def engine(self, engine: str) -> None:
        if engine not in ("kernel", "cell"):
            raise Problem(N_("engine must be “kernel” or “cell”; got {got}."), got=engine)
        for stack in self.stacks():
            stack.engine = engine

    def stacks(self) -> Iterator[Stack]:
        """Its stacks, in the order of `segments`."""
        return (module for module in self.children() if isinstance(module, Stack))

    def every_cell(self) -> list[Cell]:
        """All cells, in the order in which tapes come."""
        return [cell for stack in self.stacks() for of_layer in stack.by_layer for cell in of_layer]

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the gates that tapes and traces hold."""
        return cells[self.cell_name].gates

    @property
    def has_memory(self) -> bool:
        """Whether there is a memory cell c<t> apart from a<t>."""
        return cells[self.cell_name].has_memory

    @property
    def dtype(self) -> torch.dtype:
        """The precision it computes in."""
        return self.W_y.dtype

    @property
    def parameter_count(self) -> int:
        """How many numbers it learns."""
        return sum(parameter.numel() for parameter in self.parameters())

    def weights(self, layer: int = 0, direction: str = "forward", segment: str = "") -> dict[str, NDArray[Any]]:
        """Copies of the lecture's matrices of one layer and of what is not of a layer (W_y, b_y, E, …), as NumPy."""
        names = {stack.segment: stack for stack in self.stacks()}
        known = segment in names and direction in DIRECTIONS[: names[segment].directions]
        if not known or not 0 <= layer < self.layers:
            raise Problem(
                N_("There is no layer {layer}, {direction}, of “{segment}” in this network."),
                layer=layer,
                direction=direction,
                segment=segment,
            )
        cell = names[segment].by_layer[layer][DIRECTIONS.index(direction)]
        own: Mapping[str, Tensor] = dict(cell.named_parameters()) | dict(self.named_parameters(recurse=False))
        return {name: np.array(as_array(value)) for name, value in own.items()}

    # -- What goes in ------------------------------------------------------------------------------------------------

    def entered(self, inputs: Numbers, lengths: Numbers | None = None) -> tuple[Tensor, Lengths]:
        """What the first layer reads, ids [time, batch] or vectors, up to the longest sequence; and the lengths."""
        x = as_tensor(inputs, self.W_y.device)
        # With an embedding a step may be several ids.
        ids = fits(x, self.input_size, (2, 3) if self.embedding_size else (2,), "[time, batch]")
        x, kept = Lengths.of(x, lengths).cut(x)
        if not ids:
            x = x.to(self.dtype)
            return self._thinned(functional.linear(x, self.get_parameter("E")) if self.embedding_size else x), kept
        if not self.embedding_size:
            return x, kept
        found = functional.embedding(x, self.get_parameter("E").t())
        # What padding is read as must not move E.
        return self._thinned(kept.blank(found.sum(2) if x.dim() == 3 else found)), kept

    def readout(self, hidden: Tensor) -> Tensor:
        """ŷ before softmax: W_y a<t> + b_y."""
        return functional.linear(self._thinned(hidden), self.W_y, self.b_y)

    def _thinned(self, values: Tensor) -> Tensor:
        """[time, batch, size] or [batch, size] with some entries of the last axis 0 throughout, and the others larger.

        Nothing is drawn without noise.
        """
        if not self.noise:
            return values
        kept = (torch.rand(values.shape[-2:]) >= self.noise).to(values.dtype)
        return values * kept / (1 - self.noise)
