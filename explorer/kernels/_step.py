"""What the equations of one time step are written with, forward and backward.

Arrays are contiguous, their last axis filled up to whole tiles: values [block, time, batch, hidden], states [part,
time + 1, batch, hidden], and for the way back grads like states and slopes like values, of a few steps at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.kernels._emit import Function, Integer, Vector


@dataclass(frozen=True)
class Block:
    """One of the quantities that a cell computes at every step, [batch, hidden].

    Before the step's equations it holds W_x x<t> + b of its matrix W = [W_a | W_x]; they add W_a a<t−1> and make it
    what it is to be. `inputs` and `recurrent` say which parts of the matrix act here; `acts_on` is the block on which
    the recurrent part acts, where that is not a<t−1>. A block without a matrix is room for the equations. `gate` is its
    name on the tape, if it has one.
    """

    gate: str | None = None
    matrix: str | None = None
    bias: str | None = None
    inputs: bool = True
    recurrent: bool = True
    acts_on: int | None = None

    @classmethod
    def of(cls, k: str, gate: str, acts_on: int | None = None) -> Block:
        """W_k [a<t−1>, x<t>] + b_k."""
        return cls(gate, f"W_{k}", f"b_{k}", acts_on=acts_on)


@dataclass(frozen=True)
class Row:
    """Block or part [batch · hidden] of one time step: `row[i]` is a register of it, to be read or written."""

    function: Function
    start: Any

    def __getitem__(self, i: Integer) -> Vector:
        return self.function.load(self.function.at(self.start, i))

    def __setitem__(self, i: Integer, value: Vector | float) -> None:
        f = self.function
        f.store(value if isinstance(value, Vector) else f.constant(value), f.at(self.start, i))


@dataclass(frozen=True)
class Step:
    """What the equations of one step are written with.

    On the way forward they find `values` as `Block` says and `before`, the parts of the state, a<t−1> (and c<t−1>),
    and make what the values are to be and `after`. On the way back they find all these, and in `to_after` the gradient
    ∂J/∂a<t> (and ∂J/∂c<t>); they make `slopes`, ∂J/∂z<t> of each block, and complete `to_before`: of ∂J/∂a<t−1> they
    find the part that comes from outside, the others they set.
    """

    function: Function
    size: Integer
    multiply: Callable[[Row, Row, int], None]
    values: Sequence[Row]
    before: Sequence[Row]
    after: Sequence[Row]
    slopes: Sequence[Row] = ()
    to_before: Sequence[Row] = ()
    to_after: Sequence[Row] = ()

    def units(self) -> Iterator[Integer]:
        """The rows' registers, one after the other: what stands in the `for` is written once, as a loop."""
        with self.function.loop(0, self.size, self.function.lanes) as (i, _):
            yield i

    def add_product(self, out: Row, x: Row, k: int) -> None:
        """out += W_a x on the way forward, W_aᵀ x on the way back, of the matrix of block k."""
        self.multiply(out, x, k)


Equations = Callable[[Step, Any], None]


@dataclass(frozen=True)
class Recurrence:
    """What a cell adds to the common part: its blocks, parts of its state, and the equations in either direction.

    `forward(step, variant)` and `backward(step, variant)` write what `Step` says.
    """

    blocks: tuple[Block, ...]
    parts: int
    forward: Equations
    backward: Equations
    variant: str | bool = False

    @property
    def matrices(self) -> tuple[str, ...]:
        """Names of the matrices, each once."""
        return tuple(dict.fromkeys(block.matrix for block in self.blocks if block.matrix))

    @property
    def biases(self) -> tuple[str, ...]:
        """Names of the biases, each once."""
        return tuple(dict.fromkeys(block.bias for block in self.blocks if block.bias))
