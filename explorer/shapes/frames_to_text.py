"""Many frames to a shorter text, without saying which frame belongs to which letter."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from explorer.border import Numbers, as_tensor
from explorer.problem import N_, Problem
from explorer.shapes._base import shapes
from explorer.shapes._lengths import Lengths
from explorer.shapes._one_stack import OneStack
from explorer.shapes.one_input import written


@shapes.register("frames-to-text")
class FramesToText(OneStack):
    r"""Connectionist temporal classification: at every frame a symbol or a blank, $T_y \le T_x$.

    A text is what remains when repetitions are drawn together and blanks left out; its loss is $-\ln$ of the
    probability of all ways in which frames can give it. Lecture 8, "Speech recognition". Source: A. Graves et al.,
    "Connectionist temporal classification", ICML 2006. The blank is the last output, `output_size`.
    """

    title: ClassVar[str] = N_("Frames to a shorter text")
    formula: ClassVar[str] = r"T_y \le T_x"

    @property
    def outputs(self) -> int:
        """One more: the blank."""
        return self.output_size + 1

    @property
    def blank(self) -> int:
        """The output that is no symbol."""
        return self.output_size

    def losses(
        self,
        logits: Tensor,
        targets: Numbers,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
    ) -> Tensor:
        """−ln P(text | frames) of each sequence in nats, [1, batch]. `Problem` where a text is too long for its frames.

        Between two equal symbols there must be a blank, so that "aa" needs three frames.
        """
        y = written(targets, logits.device)
        frames, letters = Lengths.of(logits, lengths), Lengths.of(y, target_lengths)
        if int(y.min()) < 0 or int(y.max()) >= self.output_size:
            raise Problem(N_("Target ids must be 0 to {high}; got {got}."), high=self.output_size - 1, got=int(y.max()))
        batch = y.shape[1]
        long = torch.full((batch,), len(logits)) if frames.each is None else frames.each
        short = torch.full((batch,), len(y)) if letters.each is None else letters.each
        found = functional.ctc_loss(
            logits.log_softmax(-1), y.t(), long, short, blank=self.blank, reduction="none", zero_infinity=False
        )
        if bool(torch.isinf(found).any()):
            raise Problem(
                N_("A text must not be longer than its frames, with one frame more between two equal symbols.")
            )
        return found.unsqueeze(0)

    def answered(self, targets: Tensor, lengths: Numbers | None, target_lengths: Numbers | None) -> Lengths:
        """One loss a sequence."""
        return Lengths(1)

    def read(self, logits: Numbers, lengths: Numbers | None = None) -> list[list[int]]:
        """The text of the likeliest way, a list of ids a sequence: repetitions once, without blanks."""
        likeliest = as_tensor(logits, self.W_y.device).argmax(-1)
        ends = (
            [len(likeliest)] * likeliest.shape[1] if lengths is None else as_tensor(lengths, likeliest.device).tolist()
        )
        texts = [
            torch.unique_consecutive(column[:end]).tolist() for column, end in zip(likeliest.t(), ends, strict=True)
        ]
        return [[symbol for symbol in text if symbol != self.blank] for text in texts]
