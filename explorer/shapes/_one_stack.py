"""What shapes share that read all of their inputs with one stack, and answer from its states."""

from __future__ import annotations

from torch import Tensor

from explorer.border import Numbers
from explorer.kernels import Tape
from explorer.shapes._base import Shape
from explorer.shapes._lengths import Lengths


class OneStack(Shape):
    """One stack over the inputs, and a readout of all its directions with so many `outputs`."""

    @property
    def outputs(self) -> int:
        """Of the readout."""
        return self.output_size

    def build(self) -> None:
        """See the class."""
        self.reader = self.stack("", self.draw_embedding())
        self.draw_readout(self.directions * self.hidden_size, self.outputs)

    def forward(
        self,
        inputs: Numbers,
        targets: Numbers | None = None,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
        tapes: list[Tape] | None = None,
    ) -> Tensor:
        """See `Shape.forward`: as many answers as inputs."""
        hidden, kept = self.states(inputs, lengths, tapes)
        return kept.filled(self.readout(hidden), len(inputs))

    def states(
        self, inputs: Numbers, lengths: Numbers | None = None, tapes: list[Tape] | None = None
    ) -> tuple[Tensor, Lengths]:
        """a<t> of the last layer, [time, batch, directions × hidden], up to the longest sequence; and the lengths."""
        x, kept = self.entered(inputs, lengths)
        return self.reader(x, kept, tapes=tapes), kept
