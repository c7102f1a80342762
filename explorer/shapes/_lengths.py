"""Sequences of different length in one batch: what is padding, and where a sequence begins when read backwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from explorer.border import as_tensor
from explorer.problem import N_, Problem


@dataclass(frozen=True, eq=False)
class Lengths:
    """How long each sequence of a batch [time, batch, …] is; what comes after its end is padding.

    `time` is what the batch has room for; `each` [batch] are the lengths, None where all fill it.
    """

    time: int
    each: Tensor | None = None

    @classmethod
    def of(cls, inputs: Tensor, lengths: Any = None) -> Lengths:
        """Those of inputs [time, batch, …]. `Problem` unless there is one a sequence, from 1 to the time there is."""
        time, batch = inputs.shape[:2]
        if lengths is None:
            return cls(time)
        each = as_tensor(lengths, inputs.device)
        whole = not each.is_floating_point() and each.dtype != torch.bool
        if not whole or each.shape != (batch,) or int(each.min()) < 1 or int(each.max()) > time:
            raise Problem(
                N_("lengths must be {batch} whole numbers from 1 to {time}, one a sequence; got {got}."),
                batch=batch,
                time=time,
                got=each.tolist(),
            )
        return cls(time) if bool((each == time).all()) else cls(time, each)

    @cached_property
    def longest(self) -> int:
        """That of the longest sequence: nothing needs to be computed after it."""
        return self.time if self.each is None else int(self.each.max())

    def cut(self, values: Tensor) -> tuple[Tensor, Lengths]:
        """Values [time, batch, …] up to the longest sequence, and how long each is of that; 0 in place of padding.

        So neither what padding holds, nor how much of it there is, can change anything.
        """
        if self.each is None:
            return values, self
        kept = Lengths(self.longest, self.each)
        return kept.blank(values[: self.longest]), kept

    def blank(self, values: Tensor) -> Tensor:
        """0 in place of padding, where no gradient comes from."""
        return values if self.each is None else values.masked_fill(_over(self.padding, values), 0)

    def filled(self, values: Tensor, time: int) -> Tensor:
        """Values of all steps there are room for: 0 in place of padding, and after the longest sequence."""
        values = self.blank(values)
        missing = time - len(values)
        return torch.cat([values, values.new_zeros(missing, *values.shape[1:])]) if missing else values

    @cached_property
    def padding(self) -> Tensor:
        """True where nothing is, [time, batch]."""
        return self._step >= self._each

    @property
    def counted(self) -> Tensor | float:
        """1 where a step counts, 0 in padding, [time, batch]."""
        return 1.0 if self.each is None else (~self.padding).to(torch.get_default_dtype())

    def turned(self, values: Tensor) -> Tensor:
        """Each sequence from its end to its beginning; padding stays where it is. Twice is as before."""
        if self.each is None:
            return values.flip(0)
        return values.gather(0, _over(self._backwards, values).expand_as(values))

    @cached_property
    def _backwards(self) -> Tensor:
        return torch.where(self.padding, self._step, self._each - 1 - self._step)

    @property
    def _each(self) -> Tensor:
        if self.each is None:
            raise TypeError("where all sequences fill the batch there is no padding")
        return self.each

    @property
    def _step(self) -> Tensor:
        return torch.arange(self.time, device=self._each.device).unsqueeze(1)

    def last(self, values: Tensor) -> Tensor:
        """Of values [time, batch, …] those at the last step of each sequence, [batch, …]."""
        if self.each is None:
            return values[-1]
        return values.gather(0, _over((self.each - 1).unsqueeze(0), values).expand(1, *values.shape[1:]))[0]

    def ends(self, hidden: Tensor, size: int) -> Tensor:
        """Where each direction ended, of a<t> [time, batch, directions · size]: the one that read backwards, at 0."""
        return torch.cat([self.last(hidden[..., :size]), hidden[0, :, size:]], dim=-1)


def _over(index: Tensor, values: Tensor) -> Tensor:
    """[time, batch] with an axis of size 1 for each further one of `values`."""
    return index.view(*index.shape, *[1] * (values.dim() - 2))
