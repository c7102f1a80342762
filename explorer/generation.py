"""How a network writes: from what it has read, one token after the other, each drawn token read next.

Lecture: “Sampling novel sequences”. y<t> is drawn from ŷ<t> = softmax(W_y a<t> + b_y), and x<t+1> = y<t>; where nothing
is given, x<1> = 0 and a<0> = 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index
from typing import Any

import numpy as np

from explorer import sampling
from explorer.border import as_array
from explorer.kernels import Stepper
from explorer.network import Network
from explorer.problem import N_, Problem
from explorer.records import Array, Floats
from explorer.sampling import Float64

AHEAD = 256


class Levels:
    """The random numbers behind a text, from 0 to below 1: number i depends on the seed and on i alone.

    So whoever goes back and takes another way meets the same numbers there, and networks of one seed draw alike.

    >>> levels = Levels(seed=1)
    >>> levels[300] == Levels(seed=1)[300]
    True
    """

    def __init__(self, seed: int) -> None:
        if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
            raise Problem(N_("seed must be a whole number, 0 or more; got {got}."), got=repr(seed)[:40])
        self._rng = np.random.default_rng(seed)
        self._drawn: list[float] = []

    def __getitem__(self, i: int) -> float:
        while i >= len(self._drawn):
            self._drawn += self._rng.random(AHEAD).tolist()
        return self._drawn[i]


@dataclass(frozen=True)
class Drawn:
    """One token: its id, the number that chose it (None: a person did), and what it was chosen from, [output]."""

    token: int
    level: float | None
    share: Float64


class Walk:
    """A network that goes through time step by step, without gradient, with the weights that it has when this is made.

    Attributes:
        states: a layer each, the parts of its state [part, batch, hidden], zeros at first. Never written into.
    """

    def __init__(self, network: Network, batch: int = 1) -> None:
        self.states = [np.stack([as_array(part) for part in one.parts]) for one in network.initial_state(batch)]
        self._steppers: list[Stepper] = network.steppers()
        self._weights, self._bias = as_array(network.W_y).T, as_array(network.b_y)

    def copy(self) -> Walk:
        """One that goes its own way from here."""
        other = object.__new__(Walk)
        other.__dict__.update(self.__dict__, states=list(self.states))
        return other

    def read(self, x: Array) -> Floats:
        """Logits [batch, output] after ids [batch] in range or vectors [batch, input]."""
        if x.dtype.kind == "f":
            x = x.astype(self._bias.dtype, copy=False)
        for layer, step in enumerate(self._steppers):
            self.states[layer] = step(x, self.states[layer])
            x = self.states[layer][0]
        with np.errstate(over="ignore", invalid="ignore"):  # a network that has diverged is a result, not a warning
            return np.asarray(x @ self._weights + self._bias)


class Writer:
    """A network that has read something and writes on. A token takes as long at the end of a text as at its beginning.

    `prompt` are the ids it reads first; where there are none it reads one step of zeros, as in the lecture. `settings`
    (`temperature`, `top_k`, `top_p`) may be changed at any time and hold from the next token on.

    Attributes:
        logits: [output], the scores of the next token.
        hidden: [layer, hidden], a<t> after all that was read.
        written: how many tokens it has written.

    Raises `Problem` for ids out of range, settings out of range, and a network that reads no symbols.

    >>> network = Network("gru", input_size=5, hidden_size=8, output_size=5)
    >>> writer = Writer(network, prompt=[1, 2], seed=3, temperature=0.7)
    >>> other = writer.copy()
    >>> [writer.advance().token for _ in range(4)] == [other.advance().token for _ in range(4)]
    True
    """

    def __init__(
        self,
        network: Network,
        prompt: Sequence[int] | Array = (),
        seed: int = 0,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> None:
        if network.input_size != network.output_size:
            raise Problem(
                N_("To write, a network must read what it writes; this one reads {reads} symbols and writes {writes}."),
                reads=network.input_size,
                writes=network.output_size,
            )
        self.settings: dict[str, Any] = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
        sampling.check(**self.settings)
        self.written = 0
        self._levels = Levels(seed)
        self._walk = Walk(network)
        self._size = network.input_size
        tokens = _listed(prompt)
        if not tokens:
            self._take(np.zeros((1, self._size)))
        for token in tokens:
            self.read(token)

    @property
    def hidden(self) -> Floats:
        """See the class."""
        return np.stack([parts[0, 0] for parts in self._walk.states])

    def copy(self) -> Writer:
        """One that goes its own way from here, with the same random numbers ahead."""
        other = object.__new__(Writer)
        other.__dict__.update(self.__dict__, settings=dict(self.settings), _walk=self._walk.copy())
        return other

    def share(self) -> Float64:
        """What the next token is drawn from, [output], summing to 1. Errors as in `sampling.probabilities`."""
        return sampling.probabilities(self.logits, **self.settings)

    def advance(self, token: int | None = None) -> Drawn:
        """Draw a token and read it; or take `token`, the choice of a person. The random number is used up either way.

        Raises `Problem` for a token out of range and, where one is to be drawn, as `share` does.
        """
        share, level = self.share(), self._levels[self.written]
        chosen = token is not None
        token = self._checked(token) if chosen else int(sampling.choose(share, level))
        drawn = Drawn(token, None if chosen else level, share)
        self._take(np.array([drawn.token]))
        self.written += 1
        return drawn

    def read(self, token: int) -> None:
        """Read a token that nobody drew. Raises `Problem` for an id out of range."""
        self._take(np.array([self._checked(token)]))

    def _checked(self, token: Any) -> int:
        """An id as Python's int, also of one of NumPy or torch."""
        try:
            checked: int = index(token)
        except TypeError:
            raise Problem(
                N_("Ids must be whole numbers from 0 to {high}; got {got}."), high=self._size - 1, got=repr(token)[:40]
            ) from None
        if not 0 <= checked < self._size:
            raise Problem(
                N_("Ids must be 0 to {high}; got {got}. The network was made for {size} symbols."),
                high=self._size - 1,
                got=checked,
                size=self._size,
            )
        return checked

    def _take(self, x: Array) -> None:
        self.logits: Floats = self._walk.read(x)[0]


def _listed(prompt: Any) -> list[Any]:
    try:
        return list(prompt)
    except TypeError:  # a single number, or none
        raise Problem(N_("The prompt must be a list of ids, [] for none; got {got}."), got=repr(prompt)[:40]) from None
