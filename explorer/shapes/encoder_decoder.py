"""Answers of another number than the inputs, after all was read: an encoder, a decoder, and attention between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from explorer.border import Numbers
from explorer.cells import State
from explorer.kernels import Tape
from explorer.problem import N_
from explorer.shapes._base import Shape, shapes
from explorer.shapes._lengths import Lengths
from explorer.shapes.one_input import written

ENCODER, DECODER = "encoder", "decoder"


@shapes.register("encoder-decoder")
class EncoderDecoder(Shape):
    r"""Many-to-many with $T_x \ne T_y$: the decoder begins where the encoder ended, and reads what it writes.

    $$s^{<0>} = \tanh(W_s [\overrightarrow a^{<T_x>}, \overleftarrow a^{<1>}] + b_s)$$

    a layer each; its memory cell begins at 0. With `attention`, every answer also looks at what was read:

    $$\alpha^{<t,t'>} = \mathrm{softmax}_{t'}(s^{<t>\top} W_\alpha a^{<t'>}), \quad
      k^{<t>} = \sum_{t'} \alpha^{<t,t'>} a^{<t'>}, \quad
      \hat y^{<t>} = W_y [s^{<t>}, k^{<t>}] + b_y$$

    Lecture 8, "Типи архітектур RNNs": translation. Sources: K. Cho et al., arXiv:1406.1078, 2014; the attention is
    the "general" one of M.-T. Luong, H. Pham and C. Manning, arXiv:1508.04025, 2015, section 3.1.
    """

    title: ClassVar[str] = N_("Many-to-many, Tₓ ≠ T_y")
    formula: ClassVar[str] = r"T_x \ne T_y"
    segments: ClassVar[tuple[str, ...]] = (ENCODER, DECODER)

    W_s: Tensor
    b_s: Tensor

    def __init__(self, cell: str = "lstm", *sizes: int, attention: bool = False, **options: Any) -> None:
        self.attention = attention
        super().__init__(cell, *sizes, **options)

    def build(self) -> None:
        """Two stacks, the way from one to the other, and a readout."""
        width = self.directions * self.hidden_size
        self.encoder = self.stack(ENCODER, self.draw_embedding())
        self.decoder = self.stack(DECODER, self.output_size, directions=1)
        self.draw(W_s=(self.layers * self.hidden_size, width), b_s=(self.layers * self.hidden_size,))
        if self.attention:
            self.draw(W_alpha=(self.hidden_size, width))
        self.draw_readout(self.hidden_size + (width if self.attention else 0))

    def forward(
        self,
        inputs: Numbers,
        targets: Numbers | None = None,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
        tapes: list[Tape] | None = None,
    ) -> Tensor:
        """See `Shape.forward`: [T_y, batch, output]; it reads `targets` [T_y, batch], each after it was asked for."""
        y = written(targets, self.W_y.device)
        answered = Lengths.of(y, target_lengths)
        read, memory = self._encoded(inputs, lengths, tapes)
        y, kept = answered.cut(y)
        hidden = self.decoder(self._delayed(y), kept, self._start(memory, read), tapes)
        return kept.filled(self._answered(hidden, memory, read)[0], answered.time)

    def looked_at(self, inputs: Numbers, targets: Numbers, lengths: Numbers | None = None) -> Tensor:
        """See `Shape.looked_at`."""
        if not self.attention:
            return super().looked_at(inputs, targets, lengths)
        with torch.no_grad():
            read, memory = self._encoded(inputs, lengths)
            y = written(targets, self.W_y.device)
            hidden = self.decoder(self._delayed(y), Lengths(len(y)), self._start(memory, read))
            return self._answered(hidden, memory, read)[1]

    def write(self, inputs: Numbers, steps: int, lengths: Numbers | None = None) -> Tensor:
        """The likeliest answers, ids [steps, batch], each read before the next is given."""
        with torch.no_grad():
            read, memory = self._encoded(inputs, lengths)
            state: Sequence[State] = self._start(memory, read)
            x, found = memory.new_zeros(memory.shape[1], self.output_size), []
            for _ in range(steps):
                after, below = [], x
                for (cell,), before in zip(self.decoder.by_layer, state, strict=True):
                    after.append(cell(below, before)[0])
                    below = after[-1].hidden
                state = after
                found.append(self._answered(below.unsqueeze(0), memory, read)[0][0].argmax(-1))
                x = functional.one_hot(found[-1], self.output_size).to(self.dtype)
            return torch.stack(found)

    def _encoded(
        self, inputs: Numbers, lengths: Numbers | None, tapes: list[Tape] | None = None
    ) -> tuple[Lengths, Tensor]:
        x, read = self.entered(inputs, lengths)
        return read, self.encoder(x, read, tapes=tapes)

    def _start(self, memory: Tensor, read: Lengths) -> list[State]:
        """The decoder's first state, a layer each."""
        ends = read.ends(memory, self.hidden_size)
        first = torch.tanh(functional.linear(ends, self.W_s, self.b_s)).chunk(self.layers, dim=-1)
        zeros = [cell.initial_state(memory.shape[1]) for (cell,) in self.decoder.by_layer]
        return [replace(state, hidden=part) for state, part in zip(zeros, first, strict=True)]

    def _delayed(self, y: Tensor) -> Tensor:
        """y<0> = 0, y<1>, … y<T_y − 1> as one-hot vectors."""
        vectors = functional.one_hot(y, self.output_size).to(self.dtype)
        return torch.cat([torch.zeros_like(vectors[:1]), vectors[:-1]])

    def _answered(self, hidden: Tensor, memory: Tensor, read: Lengths) -> tuple[Tensor, Tensor]:
        """Logits from the decoder's a<t> [T_y, batch, hidden], and where each looked, [T_y, batch, T_x]."""
        if not self.attention:
            return self.readout(hidden), hidden.new_empty(0)
        scores = torch.einsum("tbh,hw,sbw->tbs", hidden, self.get_parameter("W_alpha"), memory)
        if read.each is not None:
            scores = scores.masked_fill(read.padding.t(), -torch.inf)
        looked = scores.softmax(-1)
        context = torch.einsum("tbs,sbw->tbw", looked, memory)
        return self.readout(torch.cat([hidden, context], dim=-1)), looked
